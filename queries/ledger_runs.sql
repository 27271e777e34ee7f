-- Evaluation runs, newest first.
--   :limit  integer  at most so many
-- Columns: id, at_ms, cause, as_of_at_ms, targets, behind, duration_us
select id, at_ms, cause, as_of_at_ms, targets, behind, duration_us
  from evaluation_run
 order by id desc
 limit :limit;
