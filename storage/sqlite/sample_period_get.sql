-- :series_id integer, :period_key integer.  Columns: removed
select removed from sample_period where series_id = :series_id and period_key = :period_key;
