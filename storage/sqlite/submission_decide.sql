-- A decision.   :id integer, :state text, :decided_at_ms integer, :decided_by, :reason text
update submission
   set state = :state, decided_at_ms = :decided_at_ms, decided_by = :decided_by,
       decision_reason = :reason
 where id = :id;
