-- Bytes that were last fetched before an instant.   :before integer
delete from fetch_bytes where kept_from_at_ms < :before;
