-- Runs from before an instant that led to no submission, but the newest of each source.
--   :before integer
delete from fetch
 where started_at_ms < :before
   and submission_id is null
   and held_id is null
   and id not in (select max(id) from fetch group by source);
