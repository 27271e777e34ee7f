-- A submission as handed in, waiting or approved at once.  Parameters: the columns.
insert into submission (channel, actor, source, reason, verb, state, history, invented, checksum,
                        created_at_ms, decided_at_ms, decided_by, row_count, added, changed,
                        unchanged, chain_no)
values (:channel, :actor, :source, :reason, :verb, :state, :history, :invented, :checksum,
        :created_at_ms, :decided_at_ms, :decided_by, :row_count, :added, :changed,
        :unchanged, :chain_no);
