-- Living tokens that begin with a prefix: nearly always one.
--   :prefix  text   first characters of the secret, as stored
-- Columns: name text, hash blob, scope text, expires_at_ms integer (0: never)
select name, hash, scope, expires_at_ms
  from token
 where prefix = :prefix
   and revoked_at_ms is null;
