-- :kind, :code text.  Columns: id integer
select id from catalog_item where kind = :kind and code = :code;
