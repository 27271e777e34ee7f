-- Samples of a span of time, oldest first.
--   :series_id integer, :from integer  included, :before integer  not included
-- Columns: value
select value
  from sample
 where series_id = :series_id
   and at_ms >= :from
   and at_ms < :before
 order by at_ms, id;
