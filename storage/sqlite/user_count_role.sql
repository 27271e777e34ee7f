-- Living users of a role.   :key text
select count(*) from user where role = :key and revoked_at_ms is null;
