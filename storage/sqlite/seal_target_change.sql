-- What is sealed of a change of a target.   :key text  its id
select id, target, base_vintage, document, reason, clause, known_from_at_ms, proposed_by,
       proposed_at_ms, state, decided_by, decided_at_ms, decision_reason, vintage
  from target_change
 where id = cast(:key as integer);
