-- A database of schema 2, as the program of its time left it.
BEGIN TRANSACTION;
CREATE TABLE alert (
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
CREATE TABLE alert_event (
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
CREATE TABLE audit (
    id     integer primary key, -- 1, 2, 3 ... without gaps
    at_ms  integer not null,
    actor  text not null,
    action text not null,       -- submission.publish catalog.change user.add ...
    object text not null,       -- submission/12 indicator/egdi-rank user/ayla@example.org
    detail text not null,       -- JSON
    seal   blob,
    hash   blob not null
) strict;
INSERT INTO "audit" VALUES(1,1795315145685,'local:root','catalog.add','strategy/plan-2020','{"vintage":1}',X'50E0475E59C83DF330D36D0BF92B844282EE878EFB0C3F3C25689F47A766B4D8',X'5C702244C71665D2419BD5CBFE7B7EF2594BA5BD16E4D1263BF69088594EC59E');
INSERT INTO "audit" VALUES(2,1795315145685,'local:root','catalog.add','indicator/cashless-share','{"vintage":1}',X'6280DA6E26961A502B91754A00EC50731C557C8423FFF2938F2D5A8F455B92D2',X'F623FB0C850D37EB0763B4A767504DE2EC9B68A5BD2B9909E8D8011A60FA5F18');
INSERT INTO "audit" VALUES(3,1795315145685,'local:root','catalog.add','target/plan-2020.cashless-share.2025','{"vintage":1}',X'265ABFFD7894296BAC5B265DDD82358DF81BD418C70453E2D283A407FEB43E4B',X'5C7EF4FCFCD136AB508A078E9F2C3FC1D1AFF2EA844D009A589DDBC57B3C0812');
INSERT INTO "audit" VALUES(4,1795315145685,'local:root','user.add','user/root@localhost','{}',X'4AD372145194649A839B2BC7B0B4E866DA8FC40B10EE95E253CC73CF116F5C66',X'34E75254D00C97897BA74798D1E4FD13638A89E327DF08D0A6D66CDB84CB0FA8');
INSERT INTO "audit" VALUES(5,1795315145685,'local:root','setting.change','setting/setup_link','{}',X'90D2A9E4F79DBF896706E6C4242047D468DC1FAD8232A38F6B51CD6C7DBA2270',X'D6B9F1200197A7E2D3AA5993F2D3DE8BF6BBFD08999A00DED9B43252C4FF77F2');
INSERT INTO "audit" VALUES(6,1795315145685,'local:root','token.add','token/first','{}',X'CBA10034E7AAA5AA2CB6DB106707FFE80F8E09FFB305E0ED6FC837B4217F04EA',X'D53E8852F78AD3124621062ED5637CC91CE666CB9800297E9AAA85395CB55186');
INSERT INTO "audit" VALUES(7,1795315145725,'local:root','submission.publish','submission/1','{"new":2,"changed":0,"unchanged":0}',X'22F721987B2F9FDD2842C2CE920D236D083FB69E579CA401CB56BF22F86C9B50',X'DB602D1429B00D141A49E3098FDBBAB07C5430305D08637DBF2F78549AC2A0CD');
INSERT INTO "audit" VALUES(8,1795315145770,'local:root','submission.publish','submission/2','{"new":0,"changed":1,"unchanged":0}',X'1E46BD41DC95CF241AAE62CE0688C52385002882E3360675F68E6064B1F24A42',X'1863A142607CE02AAFF4D3D7F59E8B22BD1C1DCF60E87FC6DA3052696DBAAD8B');
INSERT INTO "audit" VALUES(9,1795315145808,'local:root','user.add','user/ayla@example.org','{}',X'17C3B52FE99E66359856A96F98680E9A940914D7C9893995A6E1803126910548',X'4D07F732525F1FDB9E0F6829A27C39C8728488C17D159D4D4B0EE093F37C78E1');
CREATE TABLE catalog_item (
    id   integer primary key,
    kind text not null, -- strategy indicator target body calendar measure
    code text not null,
    unique (kind, code)
) strict;
INSERT INTO "catalog_item" VALUES(1,'strategy','plan-2020');
INSERT INTO "catalog_item" VALUES(2,'indicator','cashless-share');
INSERT INTO "catalog_item" VALUES(3,'target','plan-2020.cashless-share.2025');
CREATE TABLE catalog_vintage (
    item_id          integer not null references catalog_item (id),
    vintage          integer not null, -- 1, 2, 3 ... as recorded
    known_from_at_ms integer not null,
    recorded_at_ms   integer not null,
    document         text,             -- canonical JSON; null: retired
    actor            text not null,
    primary key (item_id, vintage)
) strict, without rowid;
INSERT INTO "catalog_vintage" VALUES(1,1,-9223372036854775808,1795315145685,'{"code":"plan-2020","name":"Plan","valid_from":"2020-01-15"}','local:root');
INSERT INTO "catalog_vintage" VALUES(2,1,-9223372036854775808,1795315145685,'{"code":"cashless-share","name":"Cashless share","unit":"percent","direction":"up","decimals":"1","frequency":"A"}','local:root');
INSERT INTO "catalog_vintage" VALUES(3,1,1579089600000,1795315145685,'{"id":"plan-2020.cashless-share.2025","strategy":"plan-2020","indicator":"cashless-share","area":"XX","kind":"at_least","period":"2025","value":"50","baseline":"8","baseline_period":"2019","valid_from":"2020-01-15"}','local:root');
CREATE TABLE evaluation_run (
    id          integer primary key,
    at_ms       integer not null,
    cause       text not null, -- start change midnight deadline command
    as_of_at_ms integer not null,
    change_seq  integer not null,
    targets     integer not null,
    behind      integer not null,
    duration_us integer not null
) strict;
INSERT INTO "evaluation_run" VALUES(1,1795315145729,'change',1795392000000,2,1,0,1067);
INSERT INTO "evaluation_run" VALUES(2,1795315145774,'change',1795392000000,3,1,0,1141);
INSERT INTO "evaluation_run" VALUES(3,1795315145811,'change',1795392000000,4,1,0,891);
INSERT INTO "evaluation_run" VALUES(4,1795315145841,'command',1795392000000,4,1,0,748);
CREATE TABLE idempotency (
    key           text primary key,
    checksum      text not null,
    submission_id integer,          -- null: nothing was new or changed
    published     integer not null,
    added         integer not null,
    changed       integer not null,
    unchanged     integer not null,
    created_at_ms integer not null
) strict, without rowid;
CREATE TABLE measure_status (
    item_id        integer not null references catalog_item (id),
    year           integer not null,
    vintage        integer not null,
    status         text not null,
    note           text not null,
    actor          text not null,
    recorded_at_ms integer not null,
    primary key (item_id, year, vintage)
) strict, without rowid;
CREATE TABLE observation (
    series_id  integer not null references series (id),
    period_key integer not null,
    vintage    integer not null, -- 1, 2, 3 ... as recorded for this series and period
    release_id integer not null references release (id),
    value      text,             -- as given; null: deliberately missing
    status     text not null,    -- CL_OBS_STATUS letter
    comment    text,             -- null: none
    primary key (series_id, period_key, vintage)
) strict, without rowid;
INSERT INTO "observation" VALUES(1,149016,1,1,'20','A',NULL);
INSERT INTO "observation" VALUES(1,160704,1,1,'41.0','A',NULL);
INSERT INTO "observation" VALUES(1,160704,2,2,'41.5','A',NULL);
CREATE TABLE outbox (
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
CREATE TABLE release (
    id              integer primary key,
    submission_id   integer not null references submission (id),
    published_at_ms integer not null,
    added           integer not null,
    changed         integer not null -- vintages that replaced another as the current value
) strict;
INSERT INTO "release" VALUES(1,1,1795315145000,2,0);
INSERT INTO "release" VALUES(2,2,1795315145000,0,1);
CREATE TABLE release_series (
    release_id integer not null references release (id),
    series_id  integer not null references series (id),
    added      integer not null,
    changed    integer not null,
    hash       blob not null, -- BLAKE2b from one observation to the next, by period and vintage
    primary key (release_id, series_id)
) strict, without rowid;
INSERT INTO "release_series" VALUES(1,1,2,0,X'24F3997DABFB78ABCC44A383C8D7695D1918DB68A23D5ED57D28DB4152CCE632');
INSERT INTO "release_series" VALUES(2,1,0,1,X'874217A7221F2552CC112A24882282B6E8B20E8E5014EDCE7CF9EADE5E13E920');
CREATE TABLE sample (
    series_id integer not null references series (id),
    at_ms     integer not null,
    value     text not null,
    primary key (series_id, at_ms)
) strict, without rowid;
CREATE TABLE series (
    id                integer primary key,
    indicator_item_id integer not null references catalog_item (id),
    area              text not null,
    breakdown         text not null, -- '' for none
    unique (indicator_item_id, area, breakdown)
) strict;
INSERT INTO "series" VALUES(1,2,'XX','');
CREATE TABLE setting (
    key   text primary key,
    value text not null
) strict, without rowid;
INSERT INTO "setting" VALUES('setup_link','e49da884f2f65a56290bf1fe114d49c7c596f93d10c1f4897e1617c1f2744380 2026-11-29T02:39:05Z root@localhost');
CREATE TABLE silence (
    id            integer primary key,
    kind          text not null, -- '' any
    subject       text not null, -- '' any
    reason        text not null,
    actor         text not null,
    created_at_ms integer not null,
    until_at_ms   integer not null,
    ended_at_ms   integer           -- ended early
) strict;
CREATE TABLE store_state (
    id                integer primary key check (id = 1),
    installed_at_ms   integer not null,
    last_commit_at_ms integer not null,
    change_seq        integer not null,
    audit_count       integer not null,
    audit_hash        blob not null,
    submission_count  integer not null,
    submission_hash   blob not null
) strict;
INSERT INTO "store_state" VALUES(1,1795315145672,1795315145841,4,9,X'4D07F732525F1FDB9E0F6829A27C39C8728488C17D159D4D4B0EE093F37C78E1',2,X'2793FE98F002DC46EB61AF201AB2AF6212BB9DD83CE97AC5A96F3E42FB4A1D64');
CREATE TABLE submission (
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
INSERT INTO "submission" VALUES(1,'import','local:root','a.csv','',NULL,'new','approved',0,0,'5500acd5c1492b42bb005b530c4167bd52d761cfba1a397cb7a869a759c6a238',1795315145725,1795315145725,'local:root',NULL,2,2,0,0,1,X'503C38ACD3F557DEECDF8A9859C44B33DBD5B6DE5EA9E166388C7C94EE617C19');
INSERT INTO "submission" VALUES(2,'import','local:root','b.csv','revised',NULL,'revise','approved',0,0,'439abe06803cbd9b8131cc14c4ee9737294367e57f5a24954b3280b248c6240d',1795315145770,1795315145770,'local:root',NULL,1,0,1,0,2,X'2793FE98F002DC46EB61AF201AB2AF6212BB9DD83CE97AC5A96F3E42FB4A1D64');
CREATE TABLE submission_row (
    submission_id   integer not null references submission (id),
    series_id       integer not null references series (id),
    period_key      integer not null,
    published_at_ms integer not null, -- 0: when approved
    value           text,             -- null: deliberately missing
    status          text not null,
    comment         text,             -- null: none
    primary key (submission_id, series_id, period_key, published_at_ms)
) strict, without rowid;
CREATE TABLE token (
    id            integer primary key,
    name          text not null,
    prefix        text not null,
    hash          blob not null unique, -- BLAKE2b-256 of the secret
    scope         text not null check (scope in ('read', 'write', 'operator')),
    created_at_ms integer not null,
    expires_at_ms integer not null,     -- 0: never
    revoked_at_ms integer
) strict;
INSERT INTO "token" VALUES(1,'first','hedef_45Ny',X'E7B0FA5E85924133199F44BF0243C48ED3B910AF2E708435D94187778478117E','operator',1795315145685,0,NULL);
CREATE TABLE user (
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
INSERT INTO "user" VALUES(1,'root@localhost','root','en','UTC','none','operator','',1795315145685,NULL);
INSERT INTO "user" VALUES(2,'ayla@example.org','','en','UTC','weekly','approver','',1795315145808,NULL);
CREATE TABLE verdict (
    target   text not null, -- target id; '' for an indicator without target
    series   text not null, -- indicator/area/breakdown
    run_id   integer not null references evaluation_run (id),
    state    text not null,
    document text not null,
    primary key (target, series, run_id)
) strict, without rowid;
INSERT INTO "verdict" VALUES('plan-2020.cashless-share.2025','cashless-share/XX/',1,'due','{"indicator":"cashless-share","name":"Cashless share","area":"XX","breakdown":"","strategy":"plan-2020","unit":"percent","direction":"up","target":{"id":"plan-2020.cashless-share.2025","kind":"at_least","dated":true,"period":"2025","value":50,"value_high":null,"baseline":{"period":"2019","value":8,"vintage":null},"source":null,"vintage":1},"latest":{"period":"2024","value":41.0,"status":"A","vintage":1,"published":"2026-11-22T02:39:05Z","trailing_year":null},"expected":43.00638686131387,"gap":-2.006386861313871,"lag_months":3,"progress":0.7857142857142857,"ratio":0.9426851200250215,"state":"due","since":"2026-01-01","decided_by":null,"worsening":false,"freshness":"not_due","closed":true,"stale":false,"provisional":false,"invented":false,"body":null,"deadline":null,"baseline_source":"stated","outlook":{"pace_needed":null,"pace":null,"r_fwd":null,"forecast":null,"low":null,"high":null,"probability":null,"reached":null},"profiles":{},"why":"Cashless share: the time of the target 50 percent (2025) is over, and no value that can decide it is known yet. The newest value: 41.0 percent (2024)."}');
INSERT INTO "verdict" VALUES('plan-2020.cashless-share.2025','cashless-share/XX/',2,'due','{"indicator":"cashless-share","name":"Cashless share","area":"XX","breakdown":"","strategy":"plan-2020","unit":"percent","direction":"up","target":{"id":"plan-2020.cashless-share.2025","kind":"at_least","dated":true,"period":"2025","value":50,"value_high":null,"baseline":{"period":"2019","value":8,"vintage":null},"source":null,"vintage":1},"latest":{"period":"2024","value":41.5,"status":"A","vintage":2,"published":"2026-11-22T02:39:05Z","trailing_year":null},"expected":43.00638686131387,"gap":-1.506386861313871,"lag_months":3,"progress":0.7976190476190477,"ratio":0.9569682279041886,"state":"due","since":"2026-01-01","decided_by":null,"worsening":false,"freshness":"not_due","closed":true,"stale":false,"provisional":false,"invented":false,"body":null,"deadline":null,"baseline_source":"stated","outlook":{"pace_needed":null,"pace":null,"r_fwd":null,"forecast":null,"low":null,"high":null,"probability":null,"reached":null},"profiles":{},"why":"Cashless share: the time of the target 50 percent (2025) is over, and no value that can decide it is known yet. The newest value: 41.5 percent (2024)."}');
CREATE INDEX submission_unpublished on submission (state) where chain_no is null;
CREATE INDEX release_submission on release (submission_id);
CREATE INDEX release_changed on release (published_at_ms) where changed > 0;
CREATE UNIQUE INDEX alert_living on alert (kind, subject, first_period) where state <> 'resolved';
CREATE INDEX alert_resolved on alert (changed_at_ms) where state = 'resolved';
CREATE INDEX alert_event_alert on alert_event (alert_id);
CREATE INDEX outbox_open on outbox (next_at_ms) where state in ('queued', 'sending');
CREATE UNIQUE INDEX user_living on user (email) where revoked_at_ms is null;
CREATE UNIQUE INDEX token_living on token (name) where revoked_at_ms is null;
CREATE TRIGGER observation_kept before update on observation
begin select raise(abort, 'observations are never changed'); end;
CREATE TRIGGER observation_kept_all before delete on observation
begin select raise(abort, 'observations are never deleted'); end;
CREATE TRIGGER release_kept before update on release
begin select raise(abort, 'releases are never changed'); end;
CREATE TRIGGER release_kept_all before delete on release
begin select raise(abort, 'releases are never deleted'); end;
CREATE TRIGGER release_series_kept before update on release_series
begin select raise(abort, 'releases are never changed'); end;
CREATE TRIGGER release_series_kept_all before delete on release_series
begin select raise(abort, 'releases are never deleted'); end;
CREATE TRIGGER catalog_vintage_kept before update on catalog_vintage
begin select raise(abort, 'catalogue vintages are never changed'); end;
CREATE TRIGGER catalog_vintage_kept_all before delete on catalog_vintage
begin select raise(abort, 'catalogue vintages are never deleted'); end;
CREATE TRIGGER alert_event_kept before update on alert_event
begin select raise(abort, 'alert events are never changed'); end;
CREATE TRIGGER alert_event_kept_all before delete on alert_event
begin select raise(abort, 'alert events are never deleted'); end;
CREATE TRIGGER audit_kept before update on audit
begin select raise(abort, 'audit events are never changed'); end;
CREATE TRIGGER audit_kept_all before delete on audit
begin select raise(abort, 'audit events are never deleted'); end;
CREATE INDEX outbox_failed on outbox (changed_at_ms) where state = 'failed';
COMMIT;
pragma application_id = 1212433734;
pragma user_version = 2;
