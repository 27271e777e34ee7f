-- A setting.   :key text
select key, value from setting where key = :key;
