#!/bin/sh
# cluster.sh start|stop DIR : a throw-away PostgreSQL server on a Unix socket in DIR/socket, trusting
# everybody but the user `secret`.  Exits 77 when there is none to start.
set -eu
dir=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -n "$bin" ] && [ -x "$bin/initdb" ] || exit 77
as=""
if [ "$(id -u)" -eq 0 ]; then # it refuses to run as root
    chown nobody:nogroup "$dir"
    as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
case $1 in
start)
    $as mkdir -p "$dir/socket"
    $as "$bin/initdb" -D "$dir/data" -U boss -A trust -E UTF8 --locale=C --no-sync >"$dir/init.log"
    $as sh -c "cat >'$dir/data/pg_hba.conf'" <<END
local all secret scram-sha-256
local all all trust
END
    $as "$bin/pg_ctl" -D "$dir/data" -w -s -l "$dir/data/log" \
        -o "-k '$dir/socket' -c listen_addresses='' -c fsync=off -c shared_buffers=8MB" start
    "$bin/psql" -q -h "$dir/socket" -U boss -d postgres <<END
create role secret login password 'open sesame';
create role reader login;
create table rate (period text, value numeric, note text);
insert into rate values ('2026-Q1', 47.50, null), ('2026-Q2', 48.123456789012345678901, 'a "b", c');
grant select on rate to reader, secret;
create table hidden (x int);
create sequence counter;
END
    ;;
stop)
    $as "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop
    ;;
esac
