-- Every vintage of a stretch of a series.   :series_id, :from_key, :to_key integer, included
-- Columns: period_key, vintage, published_at_ms, submission_id integer, value, status, comment text
select o.period_key, o.vintage, r.published_at_ms, r.submission_id, o.value, o.status, o.comment
  from observation as o
  join release as r on r.id = o.release_id
 where o.series_id = :series_id
   and o.period_key between :from_key and :to_key
 order by o.period_key, o.vintage;
