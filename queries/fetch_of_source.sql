-- Runs of one source, newest first.
--   :source text
--   :first integer, :last integer  ids, both included
--   :limit integer  -1: all
-- Columns: those of struct fetch_row
select f.id, f.source, f.cause, f.actor, f.outcome, f.code, f.message, f.report, f.started_at_ms,
       f.duration_ms, f.rows, f.added, f.changed, f.unchanged, f.refused, f.held, f.waiting,
       f.samples, coalesce(f.submission_id, 0), coalesce(f.held_id, 0),
       (select coalesce(sum(b.size), 0) from fetch_body as b where b.fetch_id = f.id)
  from fetch as f
 where f.source = :source
   and f.id between :first and :last
 order by f.id desc
 limit :limit;
