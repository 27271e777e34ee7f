-- A series in words.   :id integer.  Columns: indicator code, area, breakdown text
select c.code, s.area, s.breakdown
  from series as s
  join catalog_item as c on c.id = s.indicator_item_id
 where s.id = :id;
