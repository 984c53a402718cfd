#!/usr/bin/env bash
# The addons' terms as they are now, exported from a database made for it.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=env.sh
. "$here/env.sh"
cd "$ROOT"
"$ODOO_PYTHON" config/gates/database.py --drop
"$here/i18n" "$("$ODOO_PYTHON" config/gates/database.py all)" ||
    die "these have no Chinese yet"
