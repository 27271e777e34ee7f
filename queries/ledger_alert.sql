-- One alert as it is now.
--   :id  integer
-- Columns: id, kind, subject, first_period, severity, state, document, opened_at_ms,
--          changed_at_ms, promised_day, streak, last_period, before_install
select id, kind, subject, first_period, severity, state, document, opened_at_ms,
       changed_at_ms, promised_day, streak, last_period, before_install
  from alert
 where id = :id;
