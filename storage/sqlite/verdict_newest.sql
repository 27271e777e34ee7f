-- The verdict kept last.   :target, :series text.  Columns: state, document text
select state, document
  from verdict
 where target = :target
   and series = :series
 order by run_id desc
 limit 1;
