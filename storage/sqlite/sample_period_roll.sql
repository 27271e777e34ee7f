-- What became of a period.   :at_ms integer  now; the others: the columns; :submission_id 0: as
-- it was
update sample_period
   set rolled_count = :rolled_count,
       rolled_at_ms = :at_ms,
       rule = :rule,
       used = :used,
       spread_low = :spread_low,
       spread_high = :spread_high,
       held_back = :held_back,
       submission_id = coalesce(nullif(:submission_id, 0), submission_id)
 where series_id = :series_id
   and period_key = :period_key;
