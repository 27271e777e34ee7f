-- How many users must be sealed.
select count(distinct email) from user;
