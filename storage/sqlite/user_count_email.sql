-- Living users of an address.   :key text
select count(*) from user where email = :key and revoked_at_ms is null;
