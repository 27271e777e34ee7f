-- The end of a publication.   :id integer, :hash blob
update submission set hash = :hash where id = :id;
