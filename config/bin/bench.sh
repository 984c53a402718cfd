#!/usr/bin/env bash
# bench.sh [--small] [NAME...]: runs bench/NAME_*.py one after the other (all when none is
# named). Each prints a table and ends with exit code 1 where its own checks fail.
set -uo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
"$here/setup.sh" || exit 1
# shellcheck source=env.sh
. "$here/env.sh"
cd "$ROOT" || exit 1
options=(); [[ ${1:-} != --small ]] || { options=(--small); shift; }
names=("$@"); ((${#names[@]})) || names=(p)
failed=
for name in "${names[@]}"; do
    for script in bench/"$name"*.py; do
        [[ -f $script ]] || continue
        "$ODOO_PYTHON" "$script" "${options[@]}" || failed+=" $script"
    done
done
[[ -z $failed ]] || die "failed:$failed"
