-- Parameters: the columns.
insert into alert (kind, subject, first_period, severity, state, document, opened_at_ms,
                   changed_at_ms, promised_day, streak, last_period, before_install)
values (:kind, :subject, :first_period, :severity, :state, :document, :opened_at_ms,
        :opened_at_ms, :promised_day, :streak, :last_period, :before_install);
