-- :id integer.  Columns: state text
select state from alert where id = :id;
