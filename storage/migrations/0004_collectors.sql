-- Sources of values: which were added by hand, how each fares, what they fetched; and samples.

-- Instances that were made over the API or command line; those of hedef.conf are not here.
create table source (
    id            integer primary key,
    name          text not null,
    document      text not null,    -- canonical JSON: option -> text
    actor         text not null,
    created_at_ms integer not null,
    ended_at_ms   integer           -- removed; its name may be used again
) strict;
create unique index source_living on source (name) where ended_at_ms is null;

-- How each instance fares, by its name, wherever it is configured.
create table source_state (
    name             text primary key,
    last_at_ms       integer not null, -- begin of the newest run; 0: never ran
    last_good_at_ms  integer not null, -- ... that did not fail; 0: none
    last_new_at_ms   integer not null, -- ... that brought something new; 0: none
    failures         integer not null, -- in a row
    failing_since_at_ms integer not null, -- 0: it does not fail
    code             text not null,    -- of the newest failure; '' when the newest run was good
    message          text not null,    -- the same in words, in the site's language
    mark             text not null     -- what the transport wants to know next time
) strict, without rowid;

-- Every run of a source, also those that brought nothing.
create table fetch (
    id             integer primary key,
    source         text not null,
    cause          text not null, -- schedule command push notice
    actor          text not null,
    started_at_ms  integer not null,
    duration_ms    integer not null,
    outcome        text not null
                   check (outcome = 'new' or outcome = 'unchanged' or outcome = 'not_modified'
                          or outcome = 'held' or outcome = 'refused' or outcome = 'failed'),
    code           text not null, -- of what was wrong; '' when nothing was
    message        text not null,
    rows           integer not null,
    added          integer not null,
    changed        integer not null,
    unchanged      integer not null,
    refused        integer not null,
    held           integer not null, -- changed by more than the bound: they wait for approval
    waiting        integer not null, -- waited, or were returned, already
    samples        integer not null, -- new ones
    submission_id  integer references submission (id),
    held_id        integer references submission (id),
    report         text not null     -- JSON: problems of the parser, the first of them
) strict;
create index fetch_source on fetch (source, id);
create index fetch_submission on fetch (submission_id) where submission_id is not null;
create index fetch_held on fetch (held_id) where held_id is not null;

-- What one run got: pages, files, the output of a program.
create table fetch_body (
    fetch_id       integer not null references fetch (id),
    number         integer not null, -- 1, 2, 3 ...
    name           text not null,    -- address without secrets, file name, command
    type           text not null,
    status         integer not null,
    modified_at_ms integer not null, -- 0: not known
    checksum       text not null,    -- BLAKE2b-256 of the bytes, hex
    size           integer not null,
    wire_size      integer not null,
    primary key (fetch_id, number)
) strict, without rowid;
create index fetch_body_checksum on fetch_body (checksum);

-- What led to values can be followed back to its bytes' checksum for ever.
create trigger fetch_kept before delete on fetch
when old.submission_id is not null or old.held_id is not null
begin select raise(abort, 'runs that led to a submission are never deleted'); end;
create trigger fetch_kept_all before update on fetch
begin select raise(abort, 'runs are never changed'); end;
create trigger fetch_body_kept before update on fetch_body
begin select raise(abort, 'runs are never changed'); end;

-- The bytes themselves, once for each checksum, compressed (zlib), for as long as they are kept.
create table fetch_bytes (
    checksum        text primary key,
    packed          blob not null,
    size            integer not null,
    kept_from_at_ms integer not null -- when they were last fetched
) strict, without rowid;

-- Samples may share an instant: ratings have an id.  The table was never written before.
drop table sample;
create table sample (
    series_id integer not null references series (id),
    at_ms     integer not null,
    id        text not null, -- '' where an instant has one sample
    value     text not null,
    primary key (series_id, at_ms, id)
) strict, without rowid;

-- Periods of series that have samples, and what was made of them.
create table sample_period (
    series_id        integer not null references series (id),
    period_key       integer not null,
    count            integer not null, -- samples that are or were there
    newest_at_ms     integer not null, -- when the newest of them came in
    removed          integer not null, -- 1: samples were removed by retention: no more may come
    rolled_count     integer not null, -- of them in the newest roll-up; 0: not yet rolled up
    rolled_at_ms     integer not null,
    rule             text not null,    -- by which it was rolled up: 'median trim 5 %'
    used             integer not null, -- after trimming
    spread_low       text not null,    -- quartiles of what was used; '' none
    spread_high      text not null,
    held_back        text not null,    -- why nothing is published: 'minimum'; '' published
    submission_id    integer references submission (id),
    primary key (series_id, period_key)
) strict, without rowid;
create index sample_period_due on sample_period (series_id) where rolled_count <> count;

-- Tokens that push: for one source alone, and when each token was used last.
alter table token add column source text not null default '';
create table token_use (
    token_id   integer primary key references token (id),
    used_at_ms integer not null
) strict;
