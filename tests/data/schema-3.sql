-- A database of schema 3, as the program of its time left it.
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
INSERT INTO audit VALUES(1,1795315145685,'local:root','catalog.add','strategy/plan-2020','{"vintage":1}',X'50e0475e59c83df330d36d0bf92b844282ee878efb0c3f3c25689f47a766b4d8',X'5c702244c71665d2419bd5cbfe7b7ef2594ba5bd16e4d1263bf69088594ec59e');
INSERT INTO audit VALUES(2,1795315145685,'local:root','catalog.add','indicator/cashless-share','{"vintage":1}',X'6280da6e26961a502b91754a00ec50731c557c8423fff2938f2d5a8f455b92d2',X'f623fb0c850d37eb0763b4a767504de2ec9b68a5bd2b9909e8d8011a60fa5f18');
INSERT INTO audit VALUES(3,1795315145685,'local:root','catalog.add','target/plan-2020.cashless-share.2025','{"vintage":1}',X'265abffd7894296bac5b265ddd82358df81bd418c70453e2d283a407feb43e4b',X'5c7ef4fcfcd136ab508a078e9f2c3fc1d1aff2ea844d009a589ddbc57b3c0812');
INSERT INTO audit VALUES(4,1795315145685,'local:root','user.add','user/root@localhost','{}',X'4ad372145194649a839b2bc7b0b4e866da8fc40b10ee95e253cc73cf116f5c66',X'34e75254d00c97897ba74798d1e4fd13638a89e327df08d0a6d66cdb84cb0fa8');
INSERT INTO audit VALUES(5,1795315145685,'local:root','setting.change','setting/setup_link','{}',X'90d2a9e4f79dbf896706e6c4242047d468dc1fad8232a38f6b51cd6c7dba2270',X'd6b9f1200197a7e2d3aa5993f2d3de8bf6bbfd08999a00ded9b43252c4ff77f2');
INSERT INTO audit VALUES(6,1795315145685,'local:root','token.add','token/first','{}',X'cba10034e7aaa5aa2cb6db106707ffe80f8e09ffb305e0ed6fc837b4217f04ea',X'd53e8852f78ad3124621062ed5637cc91ce666cb9800297e9aaa85395cb55186');
INSERT INTO audit VALUES(7,1795315145725,'local:root','submission.publish','submission/1','{"new":2,"changed":0,"unchanged":0}',X'22f721987b2f9fdd2842c2ce920d236d083fb69e579ca401cb56bf22f86c9b50',X'db602d1429b00d141a49e3098fdbbab07c5430305d08637dbf2f78549ac2a0cd');
INSERT INTO audit VALUES(8,1795315145770,'local:root','submission.publish','submission/2','{"new":0,"changed":1,"unchanged":0}',X'1e46bd41dc95cf241aae62ce0688c52385002882e3360675f68e6064b1f24a42',X'1863a142607ce02aaff4d3d7f59e8b22bd1c1dcf60e87fc6da3052696dbaad8b');
INSERT INTO audit VALUES(9,1795315145808,'local:root','user.add','user/ayla@example.org','{}',X'17c3b52fe99e66359856a96f98680e9a940914d7c9893995a6e1803126910548',X'4d07f732525f1fdb9e0f6829a27c39c8728488c17d159d4d4b0ee093f37c78e1');
INSERT INTO audit VALUES(10,1795327340153,'local:root','target.propose','target_change/1','{}',X'189bb3cbfd68c749e8bce587e587362419ba7d5af009a15fdd7d3f3b8dee9516',X'28a17d4465316834c019b71d947d012a2a5e180cf96862c06dcd4136d13a9ade');
INSERT INTO audit VALUES(11,1795327340153,'local:root','catalog.change','target/plan-2020.cashless-share.2025','{"vintage":2}',X'f282be8118c6a0613311688c6de3749393ee74f51172ef7685d408a8ca66768d',X'97e05cf7630715a17c3c459f5deb2c2d778be06a6470ecfd87a224a63982fec7');
INSERT INTO audit VALUES(12,1795327340153,'local:root','target.approve','target_change/1','{}',X'5e13e62003b003f0658e293cdfadd21f87642f50a9c1ede1259add1a76b0a964',X'1fe4422f69aab402b706648d29f2324288405e3d159b19b62acc8d26ae80ca9f');
INSERT INTO audit VALUES(13,1795327340163,'local:root','token.add','token/second','{}',X'9d44e1e242edfc3640c94e793d90600dc4054e270366981a9419ce0ab64083bf',X'9c0c156c3d9f3f388e5222907f7999e83157655398da948090c77efe03c15bb3');
CREATE TABLE catalog_item (
    id   integer primary key,
    kind text not null, -- strategy indicator target body calendar measure
    code text not null,
    unique (kind, code)
) strict;
INSERT INTO catalog_item VALUES(1,'strategy','plan-2020');
INSERT INTO catalog_item VALUES(2,'indicator','cashless-share');
INSERT INTO catalog_item VALUES(3,'target','plan-2020.cashless-share.2025');
CREATE TABLE catalog_vintage (
    item_id          integer not null references catalog_item (id),
    vintage          integer not null, -- 1, 2, 3 ... as recorded
    known_from_at_ms integer not null,
    recorded_at_ms   integer not null,
    document         text,             -- canonical JSON; null: retired
    actor            text not null,
    primary key (item_id, vintage)
) strict, without rowid;
INSERT INTO catalog_vintage VALUES(1,1,-9223372036854775808,1795315145685,'{"code":"plan-2020","name":"Plan","valid_from":"2020-01-15"}','local:root');
INSERT INTO catalog_vintage VALUES(2,1,-9223372036854775808,1795315145685,'{"code":"cashless-share","name":"Cashless share","unit":"percent","direction":"up","decimals":"1","frequency":"A"}','local:root');
INSERT INTO catalog_vintage VALUES(3,1,1579089600000,1795315145685,'{"id":"plan-2020.cashless-share.2025","strategy":"plan-2020","indicator":"cashless-share","area":"XX","kind":"at_least","period":"2025","value":"50","baseline":"8","baseline_period":"2019","valid_from":"2020-01-15"}','local:root');
INSERT INTO catalog_vintage VALUES(3,2,1795327340153,1795327340153,'{"id":"plan-2020.cashless-share.2025","strategy":"plan-2020","indicator":"cashless-share","area":"XX","kind":"at_least","period":"2025","value":"55","baseline":"8","baseline_period":"2019","valid_from":"2020-01-15","clause":"2.1","replaced_reason":"the decree"}','local:root');
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
INSERT INTO evaluation_run VALUES(1,1795315145729,'change',1795392000000,2,1,0,1067);
INSERT INTO evaluation_run VALUES(2,1795315145774,'change',1795392000000,3,1,0,1141);
INSERT INTO evaluation_run VALUES(3,1795315145811,'change',1795392000000,4,1,0,891);
INSERT INTO evaluation_run VALUES(4,1795315145841,'command',1795392000000,4,1,0,748);
INSERT INTO evaluation_run VALUES(5,1795327340156,'change',1795392000000,5,1,0,402);
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
INSERT INTO observation VALUES(1,149016,1,1,'20','A',NULL);
INSERT INTO observation VALUES(1,160704,1,1,'41.0','A',NULL);
INSERT INTO observation VALUES(1,160704,2,2,'41.5','A',NULL);
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
INSERT INTO release_series VALUES(1,1,2,0,X'24f3997dabfb78abcc44a383c8d7695d1918db68a23d5ed57d28db4152cce632');
INSERT INTO release_series VALUES(2,1,0,1,X'874217a7221f2552cc112a24882282b6e8b20e8e5014edce7cf9eade5e13e920');
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
INSERT INTO series VALUES(1,2,'XX','');
CREATE TABLE setting (
    key   text primary key,
    value text not null
) strict, without rowid;
INSERT INTO setting VALUES('setup_link','e49da884f2f65a56290bf1fe114d49c7c596f93d10c1f4897e1617c1f2744380 2026-11-29T02:39:05Z root@localhost');
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
INSERT INTO store_state VALUES(1,1795315145672,1795327340163,6,13,X'9c0c156c3d9f3f388e5222907f7999e83157655398da948090c77efe03c15bb3',2,X'2793fe98f002dc46eb61af201ab2af6212bb9dd83ce97ac5a96f3e42fb4a1d64');
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
INSERT INTO submission VALUES(1,'import','local:root','a.csv','',NULL,'new','approved',0,0,'5500acd5c1492b42bb005b530c4167bd52d761cfba1a397cb7a869a759c6a238',1795315145725,1795315145725,'local:root',NULL,2,2,0,0,1,X'503c38acd3f557deecdf8a9859c44b33dbd5b6de5ea9e166388c7c94ee617c19');
INSERT INTO submission VALUES(2,'import','local:root','b.csv','revised',NULL,'revise','approved',0,0,'439abe06803cbd9b8131cc14c4ee9737294367e57f5a24954b3280b248c6240d',1795315145770,1795315145770,'local:root',NULL,1,0,1,0,2,X'2793fe98f002dc46eb61af201ab2af6212bb9dd83ce97ac5a96f3e42fb4a1d64');
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
INSERT INTO token VALUES(1,'first','hedef_45Ny',X'e7b0fa5e85924133199f44bf0243c48ed3b910af2e708435d94187778478117e','operator',1795315145685,0,NULL);
INSERT INTO token VALUES(2,'second','hedef_YcuT',X'595dd9dd4c0b547033c0c3ae89ccd40f9a18bd809bfdd808cab0e4e787739e74','read',1795327340163,0,NULL);
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
INSERT INTO user VALUES(1,'root@localhost','root','en','UTC','none','operator','',1795315145685,NULL);
INSERT INTO user VALUES(2,'ayla@example.org','','en','UTC','weekly','approver','',1795315145808,NULL);
CREATE TABLE verdict (
    target   text not null, -- target id; '' for an indicator without target
    series   text not null, -- indicator/area/breakdown
    run_id   integer not null references evaluation_run (id),
    state    text not null,
    document text not null,
    primary key (target, series, run_id)
) strict, without rowid;
INSERT INTO verdict VALUES('plan-2020.cashless-share.2025','cashless-share/XX/',1,'due','{"indicator":"cashless-share","name":"Cashless share","area":"XX","breakdown":"","strategy":"plan-2020","unit":"percent","direction":"up","target":{"id":"plan-2020.cashless-share.2025","kind":"at_least","dated":true,"period":"2025","value":50,"value_high":null,"baseline":{"period":"2019","value":8,"vintage":null},"source":null,"vintage":1},"latest":{"period":"2024","value":41.0,"status":"A","vintage":1,"published":"2026-11-22T02:39:05Z","trailing_year":null},"expected":43.00638686131387,"gap":-2.006386861313871,"lag_months":3,"progress":0.7857142857142857,"ratio":0.9426851200250215,"state":"due","since":"2026-01-01","decided_by":null,"worsening":false,"freshness":"not_due","closed":true,"stale":false,"provisional":false,"invented":false,"body":null,"deadline":null,"baseline_source":"stated","outlook":{"pace_needed":null,"pace":null,"r_fwd":null,"forecast":null,"low":null,"high":null,"probability":null,"reached":null},"profiles":{},"why":"Cashless share: the time of the target 50 percent (2025) is over, and no value that can decide it is known yet. The newest value: 41.0 percent (2024)."}');
INSERT INTO verdict VALUES('plan-2020.cashless-share.2025','cashless-share/XX/',2,'due','{"indicator":"cashless-share","name":"Cashless share","area":"XX","breakdown":"","strategy":"plan-2020","unit":"percent","direction":"up","target":{"id":"plan-2020.cashless-share.2025","kind":"at_least","dated":true,"period":"2025","value":50,"value_high":null,"baseline":{"period":"2019","value":8,"vintage":null},"source":null,"vintage":1},"latest":{"period":"2024","value":41.5,"status":"A","vintage":2,"published":"2026-11-22T02:39:05Z","trailing_year":null},"expected":43.00638686131387,"gap":-1.506386861313871,"lag_months":3,"progress":0.7976190476190477,"ratio":0.9569682279041886,"state":"due","since":"2026-01-01","decided_by":null,"worsening":false,"freshness":"not_due","closed":true,"stale":false,"provisional":false,"invented":false,"body":null,"deadline":null,"baseline_source":"stated","outlook":{"pace_needed":null,"pace":null,"r_fwd":null,"forecast":null,"low":null,"high":null,"probability":null,"reached":null},"profiles":{},"why":"Cashless share: the time of the target 50 percent (2025) is over, and no value that can decide it is known yet. The newest value: 41.5 percent (2024)."}');
INSERT INTO verdict VALUES('plan-2020.cashless-share.2025','cashless-share/XX/',5,'due','{"indicator":"cashless-share","name":"Cashless share","area":"XX","breakdown":"","strategy":"plan-2020","unit":"percent","direction":"up","target":{"id":"plan-2020.cashless-share.2025","kind":"at_least","dated":true,"period":"2025","value":55,"value_high":null,"baseline":{"period":"2019","value":8,"vintage":null},"reference":null,"tolerance":0,"source":null,"vintage":2},"latest":{"period":"2024","value":41.5,"status":"A","vintage":2,"published":"2026-11-22T02:39:05Z","trailing_year":null},"expected":47.17381386861314,"gap":-5.673813868613138,"lag_months":9,"progress":0.7127659574468085,"ratio":0.8551630972760834,"distance":-13.5,"enough":55,"weak_bound":null,"milestones":[],"interval":null,"state":"due","since":"2026-01-01","decided_by":null,"worsening":false,"freshness":"not_due","closed":true,"stale":false,"provisional":false,"invented":false,"body":null,"deadline":null,"baseline_source":"stated","outlook":{"pace_needed":null,"pace":5.375,"r_fwd":null,"forecast":null,"low":null,"high":null,"probability":null,"reached":"2027","likelihood":null,"reason":"closed","method":null,"transform":null,"points":0,"sigma":null},"profiles":{"opensdg-2.4":{"value":1.028990219902482,"score":3.0642742417414386,"label":"substantial_progress","rule":"target","base_year":2019,"base_value":8,"year":2024,"year_value":41.5,"reason":null},"eurostat-2026":{"value":1.028990219902482,"score":3.064215856446301,"label":"significant_progress","rule":"target","base_year":2019,"base_value":8,"year":2024,"year_value":41.5,"reason":null},"sdsn-4arrow":{"value":0.8553191489361702,"score":2.7106382978723405,"label":"moderately_improving","rule":"target","base_year":2019,"base_value":8,"year":2024,"year_value":41.5,"reason":null},"destatis-weather":{"value":null,"score":null,"label":null,"rule":null,"base_year":null,"base_value":null,"year":null,"year_value":null,"reason":"Of the last six years, four in a row must have values."},"un-chart-2023":{"value":1.0570621581255417,"score":null,"label":"met_or_on_track","rule":"target","base_year":2019,"base_value":8,"year":2024,"year_value":41.5,"reason":null}},"why":"Cashless share: the time of the target 55 percent (2025) is over, and no value that can decide it is known yet. The newest value: 41.5 percent (2024)."}');
CREATE TABLE target_change (
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
INSERT INTO target_change VALUES(1,'plan-2020.cashless-share.2025',1,'{"id":"plan-2020.cashless-share.2025","strategy":"plan-2020","indicator":"cashless-share","area":"XX","kind":"at_least","period":"2025","value":"55","baseline":"8","baseline_period":"2019","valid_from":"2020-01-15","clause":"2.1","replaced_reason":"the decree"}','the decree','2.1',0,'local:root',1795327340153,'approved','local:root',1795327340153,'',2);
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
CREATE UNIQUE INDEX target_change_waiting on target_change (target) where state = 'proposed';
CREATE INDEX target_change_vintage on target_change (target, vintage) where vintage is not null;
CREATE TRIGGER target_change_kept before update on target_change when old.state <> 'proposed'
begin select raise(abort, 'decided changes of targets are never changed'); end;
CREATE TRIGGER target_change_kept_all before delete on target_change
begin select raise(abort, 'changes of targets are never deleted'); end;
COMMIT;
pragma application_id = 1212433734;
pragma user_version = 3;
