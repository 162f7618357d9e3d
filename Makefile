# Every target works from a fresh clone, also in a folder with spaces. Settings come from the environment
# (PANTAU_DATA, PANTAU_REPORTING_CURRENCY, PANTAU_TIMEZONE, PANTAU_FISCAL_…: see README.md).

PYTHON ?= python3
RUN := .venv/bin/python -m
# Tests of one file share what it sets up, so a file stays on one worker; the longest files come first (tests/conftest.py).
SUITE := $(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
# An environment that .venv only links to is somebody else's: it is looked at, never set up or emptied.
READY := $(if $(shell test -L .venv && echo linked),linked,.venv/.ready)
NIGHTS ?= 60
SCALE ?= 1.0
SEED ?= 42
PORT ?= 3000
MINUTES ?= 10

# A fresh clone has nothing to read: then the simulator's exports are laid into landing.
define sample_if_empty
	@if [ -z "$$(find "$${PANTAU_DATA:-data}/landing" -type f 2>/dev/null | head -n 1)" ]; then \
		$(RUN) ingest sample --nights $(NIGHTS) --scale $(SCALE) --seed $(SEED); \
	fi
endef

.DEFAULT_GOAL := help
.PHONY: help demo test quick fuzz nightly ui dev check rollback restatement status docs sample bench clean linked

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## set up, write sample exports if landing is empty, run a whole night
	$(sample_if_empty)
	@$(RUN) orchestration nightly

test: $(READY) ## run the whole test suite, a worker per core
	@$(SUITE)

quick: $(READY) ## before a commit, under a minute: lint, types, unit, project and golden tests, unit tests of touched models
	@$(RUN) tests.quick

nightly: $(READY) ## process what lies in landing; AS_OF=YYYY-MM-DD sets the business date, FORCE=1 runs in any case, SCRATCH=1 builds from raw
	@$(RUN) orchestration nightly $(if $(AS_OF),--as-of $(AS_OF)) $(if $(FORCE),--force) $(if $(SCRATCH),--from-scratch)

ui: $(READY) ## start Dagster on 127.0.0.1 with the nightly schedule on (PORT=3000)
	@$(RUN) orchestration ui --port $(PORT)

dev: $(READY) ## prepare the development file for work on models
	$(sample_if_empty)
	@$(RUN) orchestration dev

check: $(READY) ## lint, types, SQL style and all tests
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) tests.lint_sql
	$(SUITE)

fuzz: $(READY) ## random companies, nights and planted faults for so many minutes (MINUTES=10)
	@$(RUN) tests.figures.fuzz --minutes $(MINUTES)

rollback: $(READY) ## readers back to the version before the current one
	@$(RUN) orchestration rollback

restatement: $(READY) ## explain what changed in past months; SINCE=<version, YYYY-MM-DD or UTC instant>
	@$(RUN) orchestration restatement --since "$(SINCE)"

status: $(READY) ## what is published, kept, held back and running
	@$(RUN) orchestration status

docs: $(READY) ## write the models' documentation as one static page
	@$(RUN) orchestration docs

sample: $(READY) ## write sample exports into landing (NIGHTS=60 SCALE=1.0 SEED=42)
	@$(RUN) ingest sample --nights $(NIGHTS) --scale $(SCALE) --seed $(SEED)

bench: $(READY) ## measure ingest and where the seconds of a night go
	@for file in benchmarks/*.py; do $(RUN) "benchmarks.$$(basename "$$file" .py)"; done

clean: ## remove environment, caches and builds; landing, raw and published stay
	@test -L .venv || rm -rf .venv
	@rm -rf .pytest_cache .ruff_cache .mypy_cache build *.egg-info dbt_project/target dbt_project/logs
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@for folder in build base dev docs; do rm -rf "$${PANTAU_DATA:-data}/$$folder"; done
	@echo "Removed what can be made again; landing, raw and published stay."

linked:
	@test -x .venv/bin/python || { \
		echo ".venv is a link to $$(readlink .venv), where there is no Python. Mend the link, or remove it (rm .venv): then make sets up an environment of its own."; exit 1; }
	@$(RUN) orchestration.environment

.venv/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Pantau needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11 ..."; exit 1; }
	@echo "Setting up .venv (once; a minute or two) ..."
	@$(PYTHON) -m venv --clear .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.lock
	@touch .venv/.ready
