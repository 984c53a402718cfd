#!/usr/bin/env bash
# Python: style, likely bugs, layout (pyproject.toml). `make format` mends the layout.
set -euo pipefail
"$ODOO_PYTHON" -m ruff check --no-cache .
"$ODOO_PYTHON" -m ruff format --no-cache --check --output-format concise . 2>/dev/null ||
    "$ODOO_PYTHON" -m ruff format --no-cache --check .
