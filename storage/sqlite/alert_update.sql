-- What may change between events.  Parameters: id and the columns.
update alert
   set severity = :severity, document = :document, promised_day = :promised_day,
       streak = :streak, last_period = :last_period, before_install = :before_install
 where id = :id;
