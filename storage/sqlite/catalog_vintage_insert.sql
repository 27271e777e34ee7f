-- Parameters: the columns; :document null retires the item.
insert into catalog_vintage (item_id, vintage, known_from_at_ms, recorded_at_ms, document, actor)
values (:item_id, :vintage, :known_from_at_ms, :recorded_at_ms, :document, :actor);
