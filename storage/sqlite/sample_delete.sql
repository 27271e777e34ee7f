-- Samples of a span of time.
--   :series_id integer, :from integer  included, :before integer  not included
delete from sample where series_id = :series_id and at_ms >= :from and at_ms < :before;
