-- How many sources must be sealed.
select count(distinct name) from source;
