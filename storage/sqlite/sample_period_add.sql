-- More samples of a period.
--   :series_id integer, :period_key integer, :count integer  new ones, :at_ms integer  now
insert into sample_period (series_id, period_key, count, newest_at_ms, removed, rolled_count,
                           rolled_at_ms, rule, used, spread_low, spread_high, held_back)
values (:series_id, :period_key, :count, :at_ms, 0, 0, 0, '', 0, '', '', '')
    on conflict (series_id, period_key) do update set
       count = count + excluded.count,
       newest_at_ms = excluded.newest_at_ms;
