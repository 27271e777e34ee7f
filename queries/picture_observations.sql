-- Every vintage of every observation in the order of the table: one pass, nothing is sorted.
-- What is known at an instant is chosen by the reader, who has the releases at hand.
-- Columns: series_id integer, period_key integer, vintage integer, release_id integer,
--          value text (null: deliberately missing), status text
select series_id, period_key, vintage, release_id, value, status
  from observation
 order by series_id, period_key, vintage;
