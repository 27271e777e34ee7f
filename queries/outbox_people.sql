-- Living users who want a digest, with the time of their newest one.
-- Columns: email, name, lang, zone, digest, bodies, last_digest_at_ms
select u.email, u.name, u.lang, u.zone, u.digest, u.bodies,
       coalesce((select max(o.created_at_ms) from outbox as o
                  where o.recipient = u.email and o.slot >= 'digest/' and o.slot < 'digest0'), 0)
  from user as u
 where u.revoked_at_ms is null
   and u.digest <> 'none'
 order by u.email;
