#!/usr/bin/env bash
# The addons' tests and those of tests/, with HTTP, browser tours and hoot in Chromium, on two
# copies of a database that has all addons and no demo data.
set -euo pipefail
database=$("$ODOO_PYTHON" config/gates/database.py test)
paths=(addons/*/tests); [[ ! -d tests ]] || paths+=(tests)
config/bin/pytest -d "$database" -n "${JOBS:-2}" --dist loadscope -q "${paths[@]}"
