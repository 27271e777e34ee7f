-- :kind, :subject, :first_period text.  Columns: id integer
select id
  from alert
 where kind = :kind
   and subject = :subject
   and first_period = :first_period
   and state <> 'resolved';
