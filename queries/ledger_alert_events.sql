-- The life of one alert, oldest first.
--   :alert  integer
-- Columns: from_state, to_state, actor, note, promised_day, run_id, at_ms
select from_state, to_state, actor, note, promised_day, run_id, at_ms
  from alert_event
 where alert_id = :alert
 order by id;
