#!/usr/bin/env bash
# The demo office: server.sh run|stop|reset|status
#
# Odoo as in production (config/odoo.conf: several workers, its own process for live
# updates) behind HAProxy (config/haproxy.cfg), on a database with the demo data.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=env.sh
. "$here/env.sh"

DB=${DB:-realestate_demo}
PORT=${PORT:-8069}              # what people open
http_port=$((PORT + 1)) live_port=$((PORT + 3))
url=http://localhost:$PORT
run=$LOCAL/run/$DB
mkdir -p "$run"

alive() { [[ -f $run/$1.pid ]] && kill -0 "$(<"$run/$1.pid")" 2>/dev/null; }

addons() { find "$ROOT/addons" -mindepth 2 -maxdepth 2 -name __manifest__.py -printf '%h\n' | xargs -n1 basename | sort | paste -sd,; }
# changes whenever the addons change: then the database is updated before the next start
sources() { find "$ROOT/addons" -type f -not -name '*.pyc' -print0 | sort -z | xargs -0 cksum | cksum; }
changed() { [[ $(sources) != "$(cat "$run/sources" 2>/dev/null)" ]]; }

prepare_database() {
    local modules; modules=$(addons)
    if [[ -z $(psql -XAtc "SELECT 1 FROM pg_database WHERE datname = '$DB'" postgres) ]]; then
        "$here/newdb.sh" --demo "$DB.new"
        log "installing $modules with demo data"
        "$here/odoo" -d "$DB.new" -i "$modules" --no-http --stop-after-init \
            --log-level=warn --logfile="$LOCAL/log/install.log" || die "see $LOCAL/log/install.log"
        URL=$url "$here/odoo" shell -d "$DB.new" --no-http --log-level=warn \
            --logfile="$LOCAL/log/install.log" <"$here/demo.py" >"$run/logins.txt"
        psql -Xqc "ALTER DATABASE \"$DB.new\" RENAME TO \"$DB\"" postgres
        sources >"$run/sources"
    elif changed; then
        log "the addons changed: updating the database"
        "$here/odoo" -d "$DB" -u "$modules" --no-http --stop-after-init \
            --log-level=warn --logfile="$LOCAL/log/install.log" || die "see $LOCAL/log/install.log"
        sources >"$run/sources"
    fi
}

# start NAME COMMAND...: in the background, with its own session, pid in a file
start() {
    local name=$1; shift
    setsid nohup "$@" </dev/null >"$LOCAL/log/$name.log" 2>&1 9>&- &
    echo $! >"$run/$name.pid"
}

case ${1:-} in
run)
    "$here/setup.sh"
    # shellcheck source=env.sh
    . "$here/env.sh"   # the cluster may be new
    if ! alive odoo || ! alive haproxy || changed; then
        "$0" stop
        prepare_database
        export ODOO_RC=$ROOT/config/odoo.conf ODOO_HTTP_PORT=$http_port ODOO_GEVENT_PORT=$live_port
        start odoo env ODOO_LOGFILE="$LOCAL/log/server.log" "$here/odoo" -d "$DB" --db-filter "^$DB\$"
        start haproxy env PATH="$PATH:/usr/sbin" PROXY_BIND="127.0.0.1:$PORT" \
            ODOO_SERVER="127.0.0.1:$http_port" ODOO_LIVE_SERVER="127.0.0.1:$live_port" \
            haproxy -f "$ROOT/config/haproxy.cfg"
        for _ in {1..120}; do
            curl -sf -o /dev/null --max-time 10 "$url/web/login" && break
            alive odoo || die "Odoo stopped: see $LOCAL/log/odoo.log and server.log"
            sleep 0.5
        done
        curl -sf -o /dev/null --max-time 30 "$url/web/login" || die "no answer: see $LOCAL/log/server.log"
    fi
    printf '\n  %s\n\n' "$url"
    cat "$run/logins.txt"
    printf '\n  log: %s    stop: make stop\n' "$LOCAL/log/server.log"
    ;;
stop)
    for name in haproxy odoo; do
        if alive "$name"; then
            pid=$(<"$run/$name.pid")
            kill "$pid"
            for _ in {1..100}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
            ! kill -9 -- "-$pid" 2>/dev/null || true
        fi
        rm -f "$run/$name.pid"
    done
    ;;
reset)
    "$0" stop
    if "$here/pg.sh" start 2>/dev/null; then
        dropdb --if-exists --force "$DB"
        dropdb --if-exists --force "$DB.new"
    fi
    rm -rf "$run"
    exec "$0" run
    ;;
status) alive odoo && alive haproxy && echo "running on $url" ;;
*) die "usage: server.sh run|stop|reset|status" ;;
esac
