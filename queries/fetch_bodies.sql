-- What a run got.   :fetch integer
-- Columns: number, name, type, checksum, status, modified_at_ms, size, wire_size,
--          1: the bytes are there
select b.number, b.name, b.type, b.checksum, b.status, b.modified_at_ms, b.size, b.wire_size,
       exists (select 1 from fetch_bytes as k where k.checksum = b.checksum)
  from fetch_body as b
 where b.fetch_id = :fetch
 order by b.number;
