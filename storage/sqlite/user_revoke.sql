-- :key text  address, :at_ms integer
update user set revoked_at_ms = :at_ms where lower(email) = lower(:key) and revoked_at_ms is null;
