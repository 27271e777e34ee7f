-- Parameters: the columns.
insert into fetch_body (fetch_id, number, name, type, status, modified_at_ms, checksum, size,
                        wire_size)
values (:fetch_id, :number, :name, :type, :status, :modified_at_ms, :checksum, :size, :wire_size);
