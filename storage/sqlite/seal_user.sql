-- All lives of a user.   :key text  email
select id, email, name, lang, zone, digest, role, bodies, created_at_ms, revoked_at_ms
  from user
 where email = :key
 order by id;
