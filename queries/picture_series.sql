-- All series, in the order in which their observations are stored.
-- Columns: id integer, indicator text (code), area text, breakdown text ('' for none)
select s.id, i.code, s.area, s.breakdown
  from series as s
  join catalog_item as i on i.id = s.indicator_item_id
 order by s.id;
