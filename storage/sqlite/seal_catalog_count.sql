-- How many catalogue items must be sealed.
select count(*) from catalog_item;
