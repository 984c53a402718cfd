#!/usr/bin/env bash
# The project's own PostgreSQL: pg.sh start|stop|status|destroy. Trusts local users only.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[[ -n $OWN_CLUSTER ]] || die "PGHOST names a server that is not the project's"

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[[ -n $bin ]] || bin=$(dirname "$(command -v pg_ctl)")
# PostgreSQL refuses root: there its programs run as the user `postgres`.
as=(); ((EUID != 0)) || as=(runuser -u postgres --)

# As root the folder may be one that `postgres` cannot enter, and a socket's path may have
# 107 characters: then the cluster lies in /var/tmp.
home=$LOCAL/pg
if ! "${as[@]}" test -x "$LOCAL" || ((${#home} > 80)); then
    home=/var/tmp/realestate-pg-$(cksum <<<"$ROOT" | cut -d' ' -f1)
fi
data=$home/data

running() { "${as[@]}" test -d "$data" && "${as[@]}" "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

create() {
    log "creating the database cluster in $home"
    # what an earlier checkout at this place may have left in /var/tmp
    ! running || "${as[@]}" "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
    rm -rf "$home"
    mkdir -p "$home/socket"
    ((EUID != 0)) || chown -R postgres "$home"
    (cd "$home" && "${as[@]}" "$bin/initdb" -D "$data" -U odoo -A trust -E UTF8 --locale=C.UTF-8) \
        >"$LOCAL/log/initdb.log"
    local port=$PGPORT
    while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    "${as[@]}" tee -a "$data/postgresql.conf" >/dev/null <<CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home/socket'
max_connections = 300
shared_buffers = 512MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
max_locks_per_transaction = 256
timezone = 'UTC'
CONF
    echo "$port" >"$LOCAL/pg.port"
    echo "$home/socket" >"$LOCAL/pg.host"
}

case ${1:-} in
start)
    if [[ ! -f $LOCAL/pg.host ]] || ! "${as[@]}" test -f "$data/PG_VERSION"; then create; fi
    running || (cd "$home" && "${as[@]}" "$bin/pg_ctl" -D "$data" -l "$home/server.log" -w start >/dev/null)
    ;;
stop) ! running || (cd "$home" && "${as[@]}" "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null) ;;
status) running && echo "PostgreSQL runs: PGHOST=$PGHOST PGPORT=$PGPORT PGUSER=$PGUSER" ;;
destroy)
    "$0" stop
    rm -rf "$home" "$LOCAL/pg.port" "$LOCAL/pg.host"
    ;;
*) die "usage: pg.sh start|stop|status|destroy" ;;
esac
