-- All lives of a token.   :key text  name
-- Without a source it is what it was before tokens had any.
select id, name, prefix, hash, case source when '' then scope else scope || ' ' || source end,
       created_at_ms, expires_at_ms, revoked_at_ms
  from token
 where name = :key
 order by id;
