-- An event moves the alert.   :id integer, :state text, :promised_day, :changed_at_ms integer
update alert
   set state = :state, promised_day = :promised_day, changed_at_ms = :changed_at_ms
 where id = :id;
