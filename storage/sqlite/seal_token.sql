-- All lives of a token.   :key text  name
select id, name, prefix, hash, scope, created_at_ms, expires_at_ms, revoked_at_ms
  from token
 where name = :key
 order by id;
