-- Every vintage in the order of the table.
-- Columns: series_id, period_key, vintage, release_id integer, value, status, comment text
select series_id, period_key, vintage, release_id, value, status, comment
  from observation
 order by series_id, period_key, vintage;
