-- :name text, :at_ms integer
update source set ended_at_ms = :at_ms where name = :name and ended_at_ms is null;
