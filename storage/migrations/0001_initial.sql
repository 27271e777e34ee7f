-- Schema 1.
--
-- Times end in _at_ms: UTC milliseconds.  period_key is hd_period_key() of common/period.h.
-- Tables that record what happened are append-only: triggers at the end refuse to change them.
-- STRICT everywhere; identifiers are integers that VACUUM keeps.

-- ---- the store itself ----------------------------------------------------------------------

-- One row, written with each commit by the writer alone.  The two heads are the ends of the
-- hash chains over audit events and published submissions: with them a cut tail is noticed.
create table store_state (
    id                integer primary key check (id = 1),
    installed_at_ms   integer not null,
    last_commit_at_ms integer not null,
    change_seq        integer not null,
    audit_count       integer not null,
    audit_hash        blob not null,
    submission_count  integer not null,
    submission_hash   blob not null
) strict;
insert into store_state values (1, 0, 0, 0, 0, zeroblob(32), 0, zeroblob(32));

-- Known keys: require_second_person ('yes', 'no').
create table setting (
    key   text primary key,
    value text not null
) strict, without rowid;

-- ---- catalogue: versioned documents ----------------------------------------------------------

create table catalog_item (
    id   integer primary key,
    kind text not null, -- strategy indicator target body calendar measure
    code text not null,
    unique (kind, code)
) strict;

-- As known strictly before a cutoff: of the vintages with known_from_at_ms < cutoff the one with
-- the greatest known_from_at_ms, on a tie the greatest vintage.  known_from_at_ms is the least
-- 64-bit integer for what always was.
create table catalog_vintage (
    item_id          integer not null references catalog_item (id),
    vintage          integer not null, -- 1, 2, 3 ... as recorded
    known_from_at_ms integer not null,
    recorded_at_ms   integer not null,
    document         text,             -- canonical JSON; null: retired
    actor            text not null,
    primary key (item_id, vintage)
) strict, without rowid;

-- ---- values ------------------------------------------------------------------------------------

create table series (
    id                integer primary key,
    indicator_item_id integer not null references catalog_item (id),
    area              text not null,
    breakdown         text not null, -- '' for none
    unique (indicator_item_id, area, breakdown)
) strict;

create table submission (
    id              integer primary key,
    channel         text not null, -- import api folder desk collector sample demo
    actor           text not null,
    source          text not null,
    reason          text not null,
    reason_code     text,          -- coded reason of a revision or correction
    -- Written with `or`: `in` with more than two words builds a table for each insert.
    verb            text not null check (verb = 'new' or verb = 'revise' or verb = 'correct'),
    state           text not null
                    check (state = 'draft' or state = 'submitted' or state = 'approved'
                           or state = 'returned' or state = 'withdrawn'),
    history         integer not null, -- 1: rows carry their own publication dates
    invented        integer not null, -- 1: demo values
    checksum        text not null,    -- of the body as received, hex; '' for none
    created_at_ms   integer not null,
    decided_at_ms   integer,
    decided_by      text,
    decision_reason text,
    row_count       integer not null, -- rows handed in
    added           integer not null, -- as found when handed in, and again when published
    changed         integer not null,
    unchanged       integer not null,
    chain_no        integer unique,   -- 1, 2, 3 ... in order of publication; null: not published
    hash            blob              -- BLAKE2b over the hash before it, this row, its releases
                                      -- and their series with the hashes of their observations
) strict;
create index submission_unpublished on submission (state) where chain_no is null;

-- Rows of submissions that are not published; publication moves them into observation.
create table submission_row (
    submission_id   integer not null references submission (id),
    series_id       integer not null references series (id),
    period_key      integer not null,
    published_at_ms integer not null, -- 0: when approved
    value           text,             -- null: deliberately missing
    status          text not null,
    comment         text,             -- null: none
    primary key (submission_id, series_id, period_key, published_at_ms)
) strict, without rowid;

-- What a published submission made public at one instant: one release for each publication date
-- in it.  Ordinary releases never have an earlier published_at_ms than one recorded before;
-- those of history submissions have the dates of their rows.
create table release (
    id              integer primary key,
    submission_id   integer not null references submission (id),
    published_at_ms integer not null,
    added           integer not null,
    changed         integer not null -- vintages that replaced another as the current value
) strict;
create index release_submission on release (submission_id);
create index release_changed on release (published_at_ms) where changed > 0;

-- Every vintage of every value.  How it is read:
--
--   The value of a (series, period) as known strictly before a cutoff is the vintage with the
--   greatest published_at_ms < cutoff, on a tie the greatest vintage number.  vintage counts by
--   order of recording, so a history import may add a higher number with an earlier date, and
--   the two orders differ.  One pass is the fast way: read
--       select o.series_id, o.period_key, o.vintage, r.published_at_ms, o.value, o.status, ...
--         from observation as o join release as r on r.id = o.release_id
--        where r.published_at_ms < :cutoff
--        order by o.series_id, o.period_key, o.vintage
--   (the order of the table: nothing is sorted) and keep the best vintage of each period.  Do not
--   group by max(): it is many times slower.
--
--   A vintage may equal its neighbour in value: the same value published at an earlier date is
--   knowledge about the past, not a change.  What replaced a current value when it was recorded
--   is counted in release.changed and release_series.changed.
create table observation (
    series_id  integer not null references series (id),
    period_key integer not null,
    vintage    integer not null, -- 1, 2, 3 ... as recorded for this series and period
    release_id integer not null references release (id),
    value      text,             -- as given; null: deliberately missing
    status     text not null,    -- CL_OBS_STATUS letter
    comment    text,             -- null: none
    primary key (series_id, period_key, vintage)
) strict, without rowid;

-- Which series a release touched: finds the observations of a submission without an index over
-- all observations, which would cost two thirds of their own size.
create table release_series (
    release_id integer not null references release (id),
    series_id  integer not null references series (id),
    added      integer not null,
    changed    integer not null,
    hash       blob not null, -- BLAKE2b from one observation to the next, by period and vintage
    primary key (release_id, series_id)
) strict, without rowid;

-- A key seen before gives the first answer again.
create table idempotency (
    key           text primary key,
    checksum      text not null,
    submission_id integer,          -- null: nothing was new or changed
    published     integer not null,
    added         integer not null,
    changed       integer not null,
    unchanged     integer not null,
    created_at_ms integer not null
) strict, without rowid;

-- Raw machine measurements, rolled up into observations by a stated rule.
create table sample (
    series_id integer not null references series (id),
    at_ms     integer not null,
    value     text not null,
    primary key (series_id, at_ms)
) strict, without rowid;

-- ---- measures ------------------------------------------------------------------------------------

create table measure_status (
    item_id        integer not null references catalog_item (id),
    year           integer not null,
    vintage        integer not null,
    status         text not null,
    note           text not null,
    actor          text not null,
    recorded_at_ms integer not null,
    primary key (item_id, year, vintage)
) strict, without rowid;

-- ---- evaluation ----------------------------------------------------------------------------------

create table evaluation_run (
    id          integer primary key,
    at_ms       integer not null,
    cause       text not null, -- start change midnight deadline command
    as_of_at_ms integer not null,
    change_seq  integer not null,
    targets     integer not null,
    behind      integer not null,
    duration_us integer not null
) strict;

-- Kept only when it differs from the one kept before: the verdicts of run N are, for each target
-- and series, the one with the greatest run_id <= N.
create table verdict (
    target   text not null, -- target id; '' for an indicator without target
    series   text not null, -- indicator/area/breakdown
    run_id   integer not null references evaluation_run (id),
    state    text not null,
    document text not null,
    primary key (target, series, run_id)
) strict, without rowid;

-- ---- alerts --------------------------------------------------------------------------------------

create table alert (
    id             integer primary key,
    kind           text not null,
    subject        text not null,
    first_period   text not null,
    severity       text not null check (severity in ('warning', 'critical')),
    state          text not null
                   check (state in ('pending', 'firing', 'acknowledged', 'silenced', 'resolved')),
    document       text not null,
    opened_at_ms   integer not null,
    changed_at_ms  integer not null, -- of the newest event
    promised_day   integer not null, -- 0: none
    streak         integer not null,
    last_period    text not null,
    before_install integer not null
) strict;
create unique index alert_living on alert (kind, subject, first_period) where state <> 'resolved';
create index alert_resolved on alert (changed_at_ms) where state = 'resolved';

create table alert_event (
    id           integer primary key,
    alert_id     integer not null references alert (id),
    from_state   text not null,
    to_state     text not null,
    actor        text not null,
    note         text not null,
    promised_day integer not null,
    run_id       integer not null, -- 0: none
    at_ms        integer not null
) strict;
create index alert_event_alert on alert_event (alert_id);

create table silence (
    id            integer primary key,
    kind          text not null, -- '' any
    subject       text not null, -- '' any
    reason        text not null,
    actor         text not null,
    created_at_ms integer not null,
    until_at_ms   integer not null,
    ended_at_ms   integer           -- ended early
) strict;

-- ---- outbox --------------------------------------------------------------------------------------

create table outbox (
    id            integer primary key,
    slot          text not null unique,
    channel       text not null,
    recipient     text not null,
    message_id    text not null,
    subject       text not null,
    message       blob not null,
    state         text not null check (state in ('queued', 'sending', 'sent', 'failed')),
    attempts      integer not null,
    next_at_ms    integer not null, -- not before
    last_error    text not null,
    created_at_ms integer not null,
    changed_at_ms integer not null
) strict;
create index outbox_open on outbox (next_at_ms) where state in ('queued', 'sending');

-- ---- people and tokens -----------------------------------------------------------------------------

create table user (
    id            integer primary key,
    email         text not null,
    name          text not null,
    lang          text not null,
    zone          text not null,
    digest        text not null check (digest in ('daily', 'weekly', 'monthly', 'news', 'none')),
    role          text not null check (role in ('viewer', 'statistician', 'approver', 'operator')),
    bodies        text not null, -- comma-separated codes; '' all
    created_at_ms integer not null,
    revoked_at_ms integer
) strict;
create unique index user_living on user (email) where revoked_at_ms is null;

create table token (
    id            integer primary key,
    name          text not null,
    prefix        text not null,
    hash          blob not null unique, -- BLAKE2b-256 of the secret
    scope         text not null check (scope in ('read', 'write', 'operator')),
    created_at_ms integer not null,
    expires_at_ms integer not null,     -- 0: never
    revoked_at_ms integer
) strict;
create unique index token_living on token (name) where revoked_at_ms is null;

-- ---- audit -----------------------------------------------------------------------------------------

-- hash: BLAKE2b over the hash of the event before and all columns of this one.  seal: BLAKE2b over
-- the rows of the object as this event left them, so that a change behind its back is found.
create table audit (
    id     integer primary key, -- 1, 2, 3 ... without gaps
    at_ms  integer not null,
    actor  text not null,
    action text not null,       -- submission.publish catalog.change user.add ...
    object text not null,       -- submission/12 indicator/egdi-rank user/ayla@example.org
    detail text not null,       -- JSON
    seal   blob,
    hash   blob not null
) strict;

-- ---- append-only -------------------------------------------------------------------------------------

create trigger observation_kept before update on observation
begin select raise(abort, 'observations are never changed'); end;
create trigger observation_kept_all before delete on observation
begin select raise(abort, 'observations are never deleted'); end;
create trigger release_kept before update on release
begin select raise(abort, 'releases are never changed'); end;
create trigger release_kept_all before delete on release
begin select raise(abort, 'releases are never deleted'); end;
create trigger release_series_kept before update on release_series
begin select raise(abort, 'releases are never changed'); end;
create trigger release_series_kept_all before delete on release_series
begin select raise(abort, 'releases are never deleted'); end;
create trigger catalog_vintage_kept before update on catalog_vintage
begin select raise(abort, 'catalogue vintages are never changed'); end;
create trigger catalog_vintage_kept_all before delete on catalog_vintage
begin select raise(abort, 'catalogue vintages are never deleted'); end;
create trigger alert_event_kept before update on alert_event
begin select raise(abort, 'alert events are never changed'); end;
create trigger alert_event_kept_all before delete on alert_event
begin select raise(abort, 'alert events are never deleted'); end;
create trigger audit_kept before update on audit
begin select raise(abort, 'audit events are never changed'); end;
create trigger audit_kept_all before delete on audit
begin select raise(abort, 'audit events are never deleted'); end;
