-- Parameters: the columns.
insert into alert_event (alert_id, from_state, to_state, actor, note, promised_day, run_id, at_ms)
values (:alert_id, :from_state, :to_state, :actor, :note, :promised_day, :run_id, :at_ms);
