#!/usr/bin/env bash
# Builds what the project runs on, in .local/: Debian programs (only those that are
# missing), Odoo 19, the Python packages, the database cluster. A step that is done is
# not done again.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=env.sh
. "$here/env.sh"

exec 9>"$LOCAL/setup.lock"
flock 9   # two makes at the same time: the second waits and finds all done

# --- Programs of the machine ---------------------------------------------------
# program or file that shows it is there : Debian package
programs=(
    /usr/lib/postgresql:postgresql
    chromium:chromium                                       # browser tests, screenshots
    /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk   # Chinese in PDF
    wkhtmltopdf:wkhtmltopdf                                 # reports
    haproxy:haproxy                                         # the queue in front of the server
    msgfmt:gettext                                          # translation checks
    pdftoppm:poppler-utils                                  # looking at reports
    xmllint:libxml2-utils                                   # XML checks
    shellcheck:shellcheck                                   # checks of these scripts
    npm:npm                                                 # eslint, one file of Odoo's
)
missing=()
for entry in "${programs[@]}"; do
    what=${entry%%:*}
    if [[ $what == /* ]]; then [[ -e $what ]]; else PATH=$PATH:/usr/sbin command -v "$what" >/dev/null; fi ||
        missing+=("${entry##*:}")
done
[[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) == *libmagic.so* ]] || missing+=(libmagic1)   # type of an upload
if ((${#missing[@]})); then
    command -v apt-get >/dev/null || die "please install: ${missing[*]}"
    log "installing ${missing[*]}"
    sudo=(); ((EUID == 0)) || sudo=(sudo)
    {
        "${sudo[@]}" apt-get update
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "${missing[@]}"
    } >"$LOCAL/log/apt.log" 2>&1 || { tail -20 "$LOCAL/log/apt.log"; die "apt-get failed"; }
fi

# --- Odoo and the Python packages side by side -----------------------------------
odoo_job=
if [[ -z ${ODOO:-} ]]; then
    "$here/install-odoo.sh" & odoo_job=$!
fi
requirements=$(cat "$ROOT"/config/requirements*.txt)
if [[ $ODOO_PYTHON == "$LOCAL/venv/bin/python" ]] && ! done_for venv "$(cksum <<<"$requirements")"; then
    log "installing Python packages"
    [[ -x $LOCAL/venv/bin/python ]] || python3 -m venv "$LOCAL/venv"
    "$LOCAL/venv/bin/pip" install --quiet --disable-pip-version-check \
        -r "$ROOT/config/requirements-test.txt" 2>"$LOCAL/log/pip.log" ||
        { tail -20 "$LOCAL/log/pip.log"; die "pip failed"; }
    mark_done venv "$(cksum <<<"$requirements")"
fi
lock=$(cksum <"$ROOT/config/js/package-lock.json")
if ! done_for js "$lock"; then
    mkdir -p "$LOCAL/js"
    cp "$ROOT"/config/js/package*.json "$LOCAL/js"
    (cd "$LOCAL/js" && npm ci --silent --no-audit --no-fund) >"$LOCAL/log/npm-js.log" 2>&1 ||
        { tail -20 "$LOCAL/log/npm-js.log"; die "npm failed"; }
    mark_done js "$lock"
fi
[[ -z $odoo_job ]] || wait "$odoo_job"

[[ -z $OWN_CLUSTER ]] || "$here/pg.sh" start 9>&-   # the server must not inherit the lock

mkdir -p "$ROOT/addons"
