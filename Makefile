# Everything is built into .local/ (git-ignored). `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## build .local/: Odoo 19, Python packages, PostgreSQL cluster
	@config/bin/setup.sh
