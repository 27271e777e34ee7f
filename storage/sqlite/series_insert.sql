-- :indicator_item_id integer, :area, :breakdown text
insert into series (indicator_item_id, area, breakdown)
values (:indicator_item_id, :area, :breakdown);
