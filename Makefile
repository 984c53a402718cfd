# Everything is built into .local/ (git-ignored). `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
