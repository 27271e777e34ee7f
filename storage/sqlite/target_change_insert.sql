-- A change of a target as proposed; a decision follows.  Parameters: the columns.
insert into target_change (target, base_vintage, document, reason, clause, known_from_at_ms,
                           proposed_by, proposed_at_ms, state)
values (:target, :base_vintage, :document, :reason, :clause, :known_from_at_ms,
        :proposed_by, :proposed_at_ms, 'proposed');
