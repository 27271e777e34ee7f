-- Parameters: the columns.
insert into token (name, prefix, hash, scope, source, created_at_ms, expires_at_ms)
values (:name, :prefix, :hash, :scope, :source, :created_at_ms, :expires_at_ms);
