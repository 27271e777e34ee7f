-- Living tokens of a name.   :key text
select count(*) from token where name = :key and revoked_at_ms is null;
