# Everything is built into .local/ (git-ignored). `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup run stop reset stop-db test lint format i18n bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n'; printf '  %s\n' \
	  'ODOO=/path/to/odoo-bin   your own Odoo 19 instead of the one in .local/' \
	  'ODOO_PYTHON=/path/python the Python that has its packages (default: .local/venv)' \
	  'PGHOST=... PGUSER=...    your own PostgreSQL (the user makes databases)' \
	  'PORT=8069  DB=name       where and on what `make run` runs' \
	  'GATES="ruff tests"       only these gates of make test' \
	  'BENCH="p1 p4"            only these benchmarks'

setup: ## build .local/: Odoo 19, Python packages, PostgreSQL cluster
	@config/bin/setup.sh

run: ## the demo office in the background, Odoo behind HAProxy, on localhost:8069
	@config/bin/server.sh run

stop: ## stop it (the database keeps running for the tests: `make stop-db`)
	@config/bin/server.sh stop

reset: ## a fresh demo database, and run
	@config/bin/server.sh reset

stop-db: ## stop the project's PostgreSQL
	@config/bin/pg.sh stop

test: ## all gates: lint, install, update, uninstall, translations, tests
	@config/bin/test.sh $(GATES)

lint: ## the gates that need no database
	@config/bin/test.sh $(or $(GATES),lint)

format: ## lay out Python and XML as the gates want it
	@config/bin/format.sh

i18n: ## write the .pot files and add new terms to zh_CN.po
	@config/bin/update-i18n.sh

bench: ## the benchmarks in full
	@config/bin/bench.sh $(BENCH)
