-- :key text  name, :at_ms integer
update token set revoked_at_ms = :at_ms where name = :key and revoked_at_ms is null;
