-- Every release published strictly before an instant.
--   :cutoff  integer  UTC milliseconds
-- Columns: id integer, published_at_ms integer, invented integer (0 1)
select r.id, r.published_at_ms, s.invented
  from release as r
  join submission as s on s.id = r.submission_id
 where r.published_at_ms < :cutoff
 order by r.id;
