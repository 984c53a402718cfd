# Paths and variables that every script here shares; sourced, never run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
mkdir -p "$ROOT/.local"
LOCAL=$(cd "$ROOT/.local" && pwd -P); export LOCAL   # work trees of one repository may share it by a link
mkdir -p "$LOCAL/log" "$LOCAL/stamp" "$LOCAL/data"

log() { printf '== %s\n' "$*" >&2; }
die() { printf '!! %s\n' "$*" >&2; exit 1; }

# done_for NAME CONTENT...: true if the step NAME was already done for this content.
done_for() {
    local name=$1; shift
    [[ -f $LOCAL/stamp/$name && $(<"$LOCAL/stamp/$name") == "$*" ]]
}
mark_done() {
    local name=$1; shift
    printf '%s\n' "$*" >"$LOCAL/stamp/$name"
}

# --- Odoo: the project's own copy, or the one that ODOO names -----------------
if [[ -n ${ODOO:-} ]]; then
    ODOO_BIN=$ODOO
    # A checkout has the package `odoo` beside odoo-bin; an installed Odoo needs no path.
    ODOO_PYTHONPATH=$(dirname "$ODOO")
    [[ -d $ODOO_PYTHONPATH/odoo ]] || ODOO_PYTHONPATH=
    if [[ -n $ODOO_PYTHONPATH && -d $ODOO_PYTHONPATH/addons ]]; then
        ODOO_ADDONS=$ODOO_PYTHONPATH/addons
    fi
else
    ODOO_PYTHONPATH=$LOCAL/odoo/usr/lib/python3/dist-packages
    ODOO_BIN=$LOCAL/odoo/usr/bin/odoo
fi
ODOO_PYTHON=${ODOO_PYTHON:-$LOCAL/venv/bin/python}
export ODOO_BIN ODOO_PYTHON
[[ -z $ODOO_PYTHONPATH ]] || export PYTHONPATH=$ODOO_PYTHONPATH${PYTHONPATH:+:$PYTHONPATH}
# Odoo reads these instead of options in a file: two work trees differ in them alone.
export ODOO_ADDONS_PATH=${ODOO_ADDONS:+$ODOO_ADDONS,}$ROOT/addons${EXTRA_ADDONS:+,$EXTRA_ADDONS}
export ODOO_DATA_DIR=$LOCAL/data
export ODOO_RC=${ODOO_RC:-$ROOT/config/dev.conf}

# --- PostgreSQL: the project's own cluster, or the one that PGHOST names -------
if [[ -z ${PGHOST:-} || ${PGHOST} == "$(cat "$LOCAL/pg.host" 2>/dev/null)" ]]; then
    OWN_CLUSTER=1
    PGHOST=$(cat "$LOCAL/pg.host" 2>/dev/null || true)
    PGPORT=$(cat "$LOCAL/pg.port" 2>/dev/null || echo "${PGPORT:-54329}")
    PGUSER=odoo
else
    OWN_CLUSTER=
fi
export PGHOST PGPORT=${PGPORT:-5432} PGUSER=${PGUSER:-odoo}
export OWN_CLUSTER
