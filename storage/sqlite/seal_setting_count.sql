-- How many settings must be sealed.
select count(*) from setting;
