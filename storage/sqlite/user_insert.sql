-- Parameters: the columns.
insert into user (email, name, lang, zone, digest, role, bodies, created_at_ms)
values (:email, :name, :lang, :zone, :digest, :role, :bodies, :created_at_ms);
