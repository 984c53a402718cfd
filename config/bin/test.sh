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
# the tests come last: pytest's closing line is the last thing to be read
all=("${lint[@]}" install terms update uninstall odoo_lint bench tests)
case ${*:-all} in
all) gates=("${all[@]}") ;;
lint) gates=("${lint[@]}") ;;
*) gates=("$@") ;;
esac

results=() failed=() closing=
for gate in "${gates[@]}"; do
    log "$gate"
    output=$LOCAL/log/gate-$gate.log
    from=$SECONDS
    if [[ -f config/gates/$gate.py ]]; then
        run=("$ODOO_PYTHON" "config/gates/$gate.py")
    else
        run=("config/gates/$gate.sh")
    fi
    if "${run[@]}" >"$output" 2>&1; then
        verdict=ok
    else
        verdict=FAILED
        failed+=("$gate")
        tail -n 150 "$output"
    fi
    results+=("$(printf '%-14s %-7s %4d s' "$gate" "$verdict" $((SECONDS - from)))")
    log "$gate: $verdict"
    [[ $gate != tests ]] || closing=$(grep -E '(passed|failed|error).* in [0-9.]+s' "$output" | tail -n 1)
done
"$ODOO_PYTHON" config/gates/database.py --drop || true

printf '\n'
printf '   %s\n' "${results[@]}"
((${#failed[@]} == 0)) || printf '\nfailed: %s (whole output in %s)\n' "${failed[*]}" "$LOCAL/log/gate-*.log"
[[ -z $closing ]] || printf '\n%s\n' "$closing"
((${#failed[@]} == 0))
