-- All lives of a source that was made by hand.   :key text  its name
select id, name, document, actor, created_at_ms, ended_at_ms
  from source
 where name = :key
 order by id;
