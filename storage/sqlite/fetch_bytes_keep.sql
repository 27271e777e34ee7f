-- Bytes that are there already are kept from a later instant on.   :checksum text, :at_ms integer
update fetch_bytes
   set kept_from_at_ms = max(kept_from_at_ms, :at_ms)
 where checksum = :checksum;
