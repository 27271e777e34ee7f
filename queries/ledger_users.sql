-- Living users.
-- Columns: email, name, lang, zone, digest, role, bodies, created_at_ms
select email, name, lang, zone, digest, role, bodies, created_at_ms
  from user
 where revoked_at_ms is null
 order by email;
