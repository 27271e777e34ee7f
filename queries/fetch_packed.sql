-- The bytes of one body, compressed.   :fetch integer, :number integer
-- Columns: packed, size when inflated
select k.packed, k.size
  from fetch_body as b
  join fetch_bytes as k on k.checksum = b.checksum
 where b.fetch_id = :fetch
   and b.number = :number;
