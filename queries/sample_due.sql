-- Periods with samples that no roll-up has seen.
-- Columns: those of struct sample_period
select p.series_id, i.code, s.area, s.breakdown, p.period_key, p.count, p.newest_at_ms,
       p.rolled_count, p.rolled_at_ms, p.used, p.rule, p.spread_low, p.spread_high, p.held_back,
       coalesce(p.submission_id, 0), p.removed
  from sample_period as p
  join series as s on s.id = p.series_id
  join catalog_item as i on i.id = s.indicator_item_id
 where p.rolled_count <> p.count
 order by i.code, s.area, s.breakdown, p.period_key;
