-- The newest releases that replaced a current value, newest first.
--   :cutoff  integer  published strictly before, UTC milliseconds
--   :limit   integer
-- Columns: id integer, verb text, reason text, actor text
select r.id, s.verb, s.reason, s.actor
  from release as r
  join submission as s on s.id = r.submission_id
 where r.changed > 0
   and r.published_at_ms < :cutoff
 order by r.published_at_ms desc, r.id desc
 limit :limit;
