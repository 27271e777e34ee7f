-- How many changes of targets must be sealed.
select count(*) from target_change;
