-- Living tokens.
-- Columns: name, prefix, scope, created_at_ms, expires_at_ms (0: never)
select name, prefix, scope, created_at_ms, expires_at_ms
  from token
 where revoked_at_ms is null
 order by name;
