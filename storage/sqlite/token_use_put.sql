-- At most once a minute for each token.   :token_id integer, :at_ms integer
insert into token_use (token_id, used_at_ms) values (:token_id, :at_ms)
    on conflict (token_id) do update set used_at_ms = excluded.used_at_ms
 where excluded.used_at_ms >= token_use.used_at_ms + 60000;
