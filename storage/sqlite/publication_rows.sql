-- Every vintage in the order in which publications are digested.
-- Columns: chain_no (null: of no publication), series_id, period_key, vintage, published_at_ms
--   integer, value, status, comment text
select s.chain_no, o.series_id, o.period_key, o.vintage, r.published_at_ms, o.value, o.status,
       o.comment
  from observation as o
  left join release as r on r.id = o.release_id
  left join submission as s on s.id = r.submission_id
 order by s.chain_no, o.series_id, o.period_key, o.vintage;
