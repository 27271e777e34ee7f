-- :indicator_item_id integer, :area, :breakdown text.  Columns: id integer
select id
  from series
 where indicator_item_id = :indicator_item_id
   and area = :area
   and breakdown = :breakdown;
