-- What was handed in, newest first.
--   :state  text     only this state; '' any
--   :id     integer  only this one; 0 any
--   :limit  integer  at most so many
-- Columns: id, channel, actor, source, reason, verb, state, history, invented, created_at_ms,
--          decided_at_ms (null: not yet), decided_by, decision_reason, row_count, added, changed,
--          unchanged
select id, channel, actor, source, reason, verb, state, history, invented, created_at_ms,
       decided_at_ms, decided_by, decision_reason, row_count, added, changed, unchanged
  from submission
 where (:state = '' or state = :state)
   and (:id = 0 or id = :id)
 order by id desc
 limit :limit;
