#!/usr/bin/env bash
# Odoo's own test_lint on this project's addons. Its calls of pylint and eslint would check all
# of Odoo: the gates pylint and eslint run the same rules on ours.
set -euo pipefail
tests=$("$ODOO_PYTHON" -c 'import odoo.addons.test_lint as m; print(m.__path__[0])')/tests
database=$("$ODOO_PYTHON" config/gates/database.py lint)
PYTHONPATH=$PYTHONPATH:config/gates config/bin/pytest -d "$database" -p only_our_addons -q "$tests" \
    --ignore "$tests/test_pylint.py" --ignore "$tests/test_eslint.py"
