#!/usr/bin/env bash
# JavaScript, by the rules that Odoo's test_lint has for its own.
set -euo pipefail
rules=$("$ODOO_PYTHON" -c 'import odoo.addons.test_lint as m; print(m.__path__[0])')/tests/eslintrc
mapfile -t files < <(git ls-files --cached --others --exclude-standard 'addons/*/static/**/*.js' | grep -v '/lib/')
echo "${#files[@]} files"
((${#files[@]} == 0)) ||
    "$LOCAL/js/node_modules/.bin/eslint" --no-ignore --no-eslintrc -c "$rules" "${files[@]}"
