-- Parameters: the columns.
insert into fetch_bytes (checksum, packed, size, kept_from_at_ms)
values (:checksum, :packed, :size, :kept_from_at_ms);
