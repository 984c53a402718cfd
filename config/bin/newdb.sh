#!/usr/bin/env bash
# newdb.sh [--demo] NAME [TEMPLATE]: a fresh database NAME, copied from TEMPLATE (default
# tmpl_deps, made on the first call). An existing NAME is dropped. With --demo, addons that are
# installed in it bring their demo data.
#
# tmpl_deps has Odoo with everything the addons build on installed, Chinese loaded and the
# Chinese chart of accounts, and keeps its files in the database: a copy is complete and
# takes a second where an installation takes a minute.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=env.sh
. "$here/env.sh"
demo=; [[ ${1:-} != --demo ]] || { demo=1; shift; }
name=${1:?usage: newdb.sh [--demo] NAME [TEMPLATE]} template=${2:-tmpl_deps}

deps=(base_automation base_import bus calendar crm account account_payment hr l10n_cn mail phone_validation
    portal rating resource sales_team survey utm web_hierarchy web_tour)

exists() { [[ $(psql -XAtc "SELECT 1 FROM pg_database WHERE datname = '$1' AND NOT datistemplate" postgres) ]]; }
is_template() { [[ $(psql -XAtc "SELECT 1 FROM pg_database WHERE datname = '$1' AND datistemplate" postgres) ]]; }

make_template() {
    local modules; modules=$(IFS=,; echo "${deps[*]}")
    log "making the template database (about a minute and a half)"
    dropdb --if-exists tmpl_deps_new 2>/dev/null
    createdb -T template0 -E UTF8 --lc-collate=C --lc-ctype=C.UTF-8 tmpl_deps_new
    # as Odoo does for a database that it creates itself: searches for a part of a word go by index
    psql -Xqc "CREATE EXTENSION IF NOT EXISTS pg_trgm" tmpl_deps_new
    "$here/odoo" -d tmpl_deps_new -i "$modules" --load-language=zh_CN \
        --no-http --stop-after-init --log-level=warn --logfile="$LOCAL/log/template.log"
    "$here/odoo" shell -d tmpl_deps_new --no-http --log-level=warn --logfile="$LOCAL/log/template.log" \
        <"$here/template.py" >/dev/null
    psql -Xqc "ALTER DATABASE tmpl_deps_new RENAME TO tmpl_deps" \
        -c "ALTER DATABASE tmpl_deps IS_TEMPLATE true ALLOW_CONNECTIONS false" postgres
}

exec 8>"$LOCAL/template.lock"
flock 8
if [[ $template == tmpl_deps ]] && ! is_template tmpl_deps; then make_template; fi
flock -u 8
[[ $name != tmpl_deps ]] || exit 0
! exists "$name" || dropdb --force "$name"
createdb -T "$template" "$name"
# Odoo loads a module's demo data where all modules that it depends on have theirs, and asks no
# further. Ours stands on its own: it comes without Odoo's furniture shop.
[[ -z $demo ]] || psql -Xqc "UPDATE ir_module_module SET demo = true WHERE state = 'installed'" "$name"
