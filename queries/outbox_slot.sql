-- Is there a message in this slot?
--   :slot  text
-- Columns: 1
select 1 from outbox where slot = :slot;
