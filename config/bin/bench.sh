#!/usr/bin/env bash
# bench.sh [--small] [NAME...]: runs tests/bench/bench_NAME_*.py (p1, p4 ...), one after the other;
# all when none is named. Each prints a table and ends with exit code 1 where its checks fail.
set -uo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
"$here/setup.sh" || exit 1
# shellcheck source=env.sh
. "$here/env.sh"
cd "$ROOT" || exit 1
options=(); [[ ${1:-} != --small ]] || { options=(--small); shift; }
names=("$@"); ((${#names[@]})) || names=('*')
failed=
for name in "${names[@]}"; do
    # shellcheck disable=SC2231  # the name may be a pattern
    for script in tests/bench/bench_${name}_*.py; do
        [[ -f $script ]] || continue
        log "$script"
        "$ODOO_PYTHON" "$script" "${options[@]}" || failed+=" $script"
    done
done
[[ -z $failed ]] || die "failed:$failed"
