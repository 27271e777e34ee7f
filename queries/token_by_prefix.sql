-- Living tokens that begin with a prefix: nearly always one.
--   :prefix  text   first characters of the secret, as stored
-- Columns: name text, hash blob, scope text, expires_at_ms integer (0: never), id integer,
--          source text ('' unless it only pushes to that source), used_at_ms integer (0: never)
select t.name, t.hash, t.scope, t.expires_at_ms, t.id, t.source, coalesce(u.used_at_ms, 0)
  from token as t
  left join token_use as u on u.token_id = t.id
 where t.prefix = :prefix
   and t.revoked_at_ms is null;
