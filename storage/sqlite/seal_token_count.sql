-- How many tokens must be sealed.
select count(distinct name) from token;
