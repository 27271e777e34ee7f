-- Targets moved by hand, newest first.
--   :state  text     only this state; '' any
--   :id     integer  only this one; 0 any
--   :limit  integer  at most so many
-- Columns: id, target, state, reason, clause, document, base document (null: it was out of the
--          catalogue), known_from_at_ms, proposed_by, proposed_at_ms, decided_by, decided_at_ms
--          (null: not yet), decision_reason, vintage (null: none)
select c.id, c.target, c.state, c.reason, c.clause, c.document, v.document, c.known_from_at_ms,
       c.proposed_by, c.proposed_at_ms, c.decided_by, c.decided_at_ms, c.decision_reason, c.vintage
  from target_change as c
  join catalog_item as i on i.kind = 'target' and i.code = c.target
  join catalog_vintage as v on v.item_id = i.id and v.vintage = c.base_vintage
 where (:state = '' or c.state = :state)
   and (:id = 0 or c.id = :id)
 order by c.id desc
 limit :limit;
