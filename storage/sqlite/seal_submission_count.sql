-- How many submissions must be sealed.
select count(*) from submission;
