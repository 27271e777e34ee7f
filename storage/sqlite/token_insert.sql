-- Parameters: the columns.
insert into token (name, prefix, hash, scope, created_at_ms, expires_at_ms)
values (:name, :prefix, :hash, :scope, :created_at_ms, :expires_at_ms);
