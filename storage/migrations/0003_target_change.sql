-- Targets moved by hand, one row each: what was proposed, and what became of it.  The document is
-- the whole target as it shall be; it is a catalogue vintage from the moment of approval.
-- setting: second_person_targets ('yes', 'no'), whether a second person has to approve.
create table target_change (
    id               integer primary key,
    target           text not null,    -- code of the catalogue item
    base_vintage     integer not null, -- the one it was written against; another one since: stale
    document         text not null,    -- canonical JSON
    reason           text not null,
    clause           text not null,
    known_from_at_ms integer not null, -- 0: from the moment it takes effect
    proposed_by      text not null,
    proposed_at_ms   integer not null,
    state            text not null
                     check (state = 'proposed' or state = 'approved' or state = 'returned'
                            or state = 'withdrawn'),
    decided_by       text,
    decided_at_ms    integer,
    decision_reason  text,
    vintage          integer           -- approved: the catalogue vintage it became
) strict;
create unique index target_change_waiting on target_change (target) where state = 'proposed';
create index target_change_vintage on target_change (target, vintage) where vintage is not null;

create trigger target_change_kept before update on target_change when old.state <> 'proposed'
begin select raise(abort, 'decided changes of targets are never changed'); end;
create trigger target_change_kept_all before delete on target_change
begin select raise(abort, 'changes of targets are never deleted'); end;
