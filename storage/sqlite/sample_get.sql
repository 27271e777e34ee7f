-- :series_id integer, :at_ms integer, :id text.  Columns: value
select value from sample where series_id = :series_id and at_ms = :at_ms and id = :id;
