-- The alerts as they stood at a past instant: state, promise and note are those of the newest
-- event before it; severity, document and counters are the last known ones.
--   :cutoff    integer  UTC milliseconds
--   :resolved  integer  how many resolved ones
-- Columns: as alert_list_now.sql
with then_alert as (
  select a.id, a.kind, a.subject, a.first_period, a.severity, e.to_state as state, a.document,
         a.last_period, a.opened_at_ms, e.at_ms as changed_at_ms, e.promised_day, a.streak,
         a.before_install, e.note, e.actor
    from alert as a
    join alert_event as e
      on e.id = (select max(id) from alert_event where alert_id = a.id and at_ms < :cutoff)
)
select *
  from (select * from then_alert where state <> 'resolved'
        union all
        select * from (select * from then_alert where state = 'resolved'
                        order by changed_at_ms desc limit :resolved))
 order by state = 'resolved', opened_at_ms desc, id;
