-- The alerts as they stand: those that are not resolved, and the newest resolved ones, each with
-- its newest event.
--   :resolved  integer  how many resolved ones
-- Columns: id, kind, subject, first_period, severity, state, document, last_period,
--          opened_at_ms, changed_at_ms, promised_day, streak, before_install, note, actor
select a.id, a.kind, a.subject, a.first_period, a.severity, a.state, a.document, a.last_period,
       a.opened_at_ms, a.changed_at_ms, a.promised_day, a.streak, a.before_install,
       e.note, e.actor
  from (select * from alert where state <> 'resolved'
        union all
        select * from (select * from alert where state = 'resolved'
                        order by changed_at_ms desc limit :resolved)) as a
  left join alert_event as e
    on e.id = (select max(id) from alert_event where alert_id = a.id)
 order by a.state = 'resolved', a.opened_at_ms desc, a.id;
