-- :id integer.  Columns: state, actor text, history integer
select state, actor, history from submission where id = :id;
