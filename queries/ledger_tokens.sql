-- Living tokens.
-- Columns: name, prefix, scope, created_at_ms, expires_at_ms (0: never), source ('' none),
--          used_at_ms (0: never)
select t.name, t.prefix, t.scope, t.created_at_ms, t.expires_at_ms, t.source,
       coalesce(u.used_at_ms, 0)
  from token as t
  left join token_use as u on u.token_id = t.id
 where t.revoked_at_ms is null
 order by t.name;
