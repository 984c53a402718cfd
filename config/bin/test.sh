#!/usr/bin/env bash
# test.sh [GATE...]: runs the gates (all when none is named), prints what failed and how long
# each took. All of them run, whatever fails; the exit code is 1 when any did.
# A gate is a file in config/gates; `make lint` runs those that need no database.
set -uo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
"$here/setup.sh" || exit 1
# shellcheck source=env.sh
. "$here/env.sh"
cd "$ROOT" || exit 1

lint=(ruff pylint shell eslint xml_layout translations)
# Most gates keep one core busy: two lanes run beside each other.
lanes=("install terms update uninstall" "${lint[*]} odoo_lint bench menus")
# The tests use all there is, and come last: pytest's closing line is the last thing to be read.
last=tests
case ${*:-all} in
all) ;;
lint) lanes=("${lint[*]}") last= ;;
*) lanes=("$*") last= ;;
esac

results=$LOCAL/log/gate-results.txt
: >"$results"

run_gate() {
    local gate=$1 output=$LOCAL/log/gate-$1.log from=$SECONDS verdict=ok run
    if [[ -f config/gates/$gate.py ]]; then
        run=("$ODOO_PYTHON" "config/gates/$gate.py")
    else
        run=("config/gates/$gate.sh")
    fi
    "${run[@]}" >"$output" 2>&1 || verdict=FAILED
    printf '%-14s %-7s %4d s\n' "$gate" "$verdict" $((SECONDS - from)) >>"$results"
    log "$gate: $verdict"
}

run_lane() {
    local gate
    for gate in $1; do run_gate "$gate"; done
}

# the databases that gates share are of this code, whatever an earlier run left
"$ODOO_PYTHON" config/gates/database.py --drop
for lane in "${lanes[@]}"; do run_lane "$lane" & done
wait
[[ -z $last ]] || run_gate "$last"
"$ODOO_PYTHON" config/gates/database.py --drop || true

mapfile -t failed < <(awk '$2 == "FAILED" { print $1 }' "$results")
for gate in "${failed[@]}"; do
    printf '\n== %s\n' "$gate"
    tail -n 150 "$LOCAL/log/gate-$gate.log"
done
printf '\n'
sed 's/^/   /' "$results"
((${#failed[@]} == 0)) || printf '\nfailed: %s (whole output in %s)\n' "${failed[*]}" "$LOCAL/log/gate-*.log"
if grep -q '^tests ' "$results"; then
    printf '\n'
    grep -E '(passed|failed|error).* in [0-9.]+s' "$LOCAL/log/gate-tests.log" | tail -n 1
fi
((${#failed[@]} == 0))
