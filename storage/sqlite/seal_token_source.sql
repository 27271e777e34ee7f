-- Of which source each life of a token is, where it is of one: without that its seal is what it was
-- before tokens had sources.   :key text  name
select id, source
  from token
 where name = :key
   and source <> ''
 order by id;
