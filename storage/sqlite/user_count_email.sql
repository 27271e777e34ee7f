-- Living users of an address, in capitals or not.   :key text
select count(*) from user where lower(email) = lower(:key) and revoked_at_ms is null;
