-- The submission that the present value of a period is from.
--   :series_id integer, :period_key integer
-- Columns: submission_id
select r.submission_id
  from observation as o
  join release as r on r.id = o.release_id
 where o.series_id = :series_id
   and o.period_key = :period_key
 order by r.published_at_ms desc, o.vintage desc
 limit 1;
