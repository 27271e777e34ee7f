-- :kind, :code text
insert into catalog_item (kind, code) values (:kind, :code);
