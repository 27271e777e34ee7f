-- :key text.  Columns: value text
select value from setting where key = :key;
