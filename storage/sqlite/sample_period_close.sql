-- A period takes no more, when nothing came in since it was rolled up.
--   :series_id integer, :period_key integer
update sample_period
   set removed = 1
 where series_id = :series_id
   and period_key = :period_key
   and rolled_count = count
   and removed = 0;
