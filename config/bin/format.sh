#!/usr/bin/env bash
# Python by ruff, XML by the gate's own --fix.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=env.sh
. "$here/env.sh"
cd "$ROOT"
"$ODOO_PYTHON" -m ruff check --no-cache --fix --quiet . || true   # what it cannot fix, `make lint` shows
"$ODOO_PYTHON" -m ruff format --no-cache .
"$ODOO_PYTHON" config/gates/xml_layout.py --fix
