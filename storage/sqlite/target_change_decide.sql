-- A decision.   :id, :decided_at_ms integer, :state, :decided_by, :reason text,
--               :vintage integer (not bound: none)
update target_change
   set state = :state, decided_by = :decided_by, decided_at_ms = :decided_at_ms,
       decision_reason = :reason, vintage = :vintage
 where id = :id;
