-- The newest seal of each object.  Columns: object text, seal blob
select object, seal
  from audit
 where id in (select max(id) from audit where seal is not null group by object)
 order by id;
