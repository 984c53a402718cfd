#!/usr/bin/env bash
# OCA's rules for addons (pyproject.toml, [tool.pylint]), then those of Odoo's test_lint: SQL
# built from strings, untranslated messages, unlink() that raises. Without gettext-variable,
# which does not know LazyTranslate.
set -euo pipefail
failed=
"$ODOO_PYTHON" -m pylint addons/*/ || failed=1
checkers=$("$ODOO_PYTHON" -c 'import odoo.addons.test_lint as m; print(m.__path__[0])')/tests
PYTHONPATH=$checkers:$PYTHONPATH ADDONS_PATH=${ODOO_ADDONS_PATH//,/:} "$ODOO_PYTHON" -m pylint --rcfile=/dev/null \
    --load-plugins=_pylint_path_setup,_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override \
    --disable=all,unknown-option-value --score=n --msg-template='{path}:{line}: {msg} ({symbol})' \
    --enable=sql-injection,missing-gettext,gettext-placeholders,gettext-repr,raise-unlink-override,undefined-variable,used-before-assignment,function-redefined \
    addons/*/ || failed=1
[[ -z $failed ]]
