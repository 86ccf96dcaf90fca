# PYTHON: any Python 3.13; the first one found is taken, whatever `python3` is.
PYTHON ?= $(shell for p in python3.13 /usr/bin/python3.13 python3 python; do $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && echo $$p && break; done)
UV := 0.13.9
MUTMUT := 3.8.1
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export SAM_CLI_TELEMETRY := 0
# The tests start hundreds of processes: without bytecode, each compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run new test unit sandbox browser actions bench scale chaos mutants audit picture docs check format build deploy lock
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run       the whole product on this machine: local AWS, stand-in store, one webhook; edits go live (ONCE=1 ends before)
run: .venv/ready
	@$(BIN)/storehook run $(if $(ONCE),--once)

## make new       a project of your own, made from this clone: make new DIR=../my-app
new: .venv/ready
	@test -n "$(DIR)" || { echo "Name the folder of the project: make new DIR=../my-app" >&2; exit 1; }
	@$(BIN)/storehook new project "$(DIR)"

## make test      every test: unit, contract, simulation, integration, browser, end to end
test: browser .venv/ready actions
	@$(BIN)/python tests/support/browser.py
	$(BIN)/pytest -n auto $(ARGS)

## make unit      the unit tests alone: what one runs while writing
unit: .venv/ready actions
	$(BIN)/pytest -n auto $(or $(ARGS),tests/unit)

## make sandbox   the tests of the stand-in store alone
sandbox: .venv/ready
	$(BIN)/pytest -n auto $(or $(ARGS),sandbox/tests)

# Before a minute of setting up: a machine that can have no browser hears of it at once.
browser:
	@test -z "$(PYTHON)" || $(PYTHON) tests/support/browser.py

# What is in functions/worker is tested apart: our own tests have samples in its place.
actions: .venv/ready
	@! find tests/actions -name 'test_*.py' 2>/dev/null | grep -q . || $(BIN)/pytest tests/actions

## make bench     storehook beside what one would write in its place: a table of ratios (ROUNDS=9)
bench: .venv/ready
	$(BIN)/python -m tests.bench $(or $(ROUNDS),9)

## make scale     many stores reconciled, many runs looked at, many that wait, on this machine (STORES, RUNS and WAITING: sizes)
scale: .venv/ready
	$(BIN)/python -m tests.bench.many_runs $(RUNS)
	$(BIN)/python -m tests.bench.many_waiting $(WAITING)
	$(BIN)/python -m tests.bench.many_stores $(STORES)

## make chaos     faults, kills, load and attack on this machine; ends with 1 if anything was lost (ONLY=crash-points FULL=1)
chaos: .venv/ready
	@FULL=$(FULL) SEEDS=$(SEEDS) $(BIN)/python -m tests.chaos $(ONLY)

## make mutants   the decisions, changed a little, one change at a time: does a test notice? (ONLY='storehook.runs.claims*')
mutants: .venv/ready
	@$(BIN)/uv run --quiet --isolated --frozen --no-default-groups --group test --with-requirements functions/worker/requirements.txt --with mutmut==$(MUTMUT) python -m tests.mutants $(if $(ONLY),'$(ONLY)')

## make audit     the template by checkov, packages by what is known of them, and a bill of materials: .audit/sbom.cdx.json
audit: .venv/ready
	$(BIN)/python -m tests.audit .audit

## make picture   the README's picture of the console, anew
picture: .venv/ready
	$(BIN)/python -m tests.browser.picture

## make docs      the reference from the code, then the site into .site/built; a broken link fails (SERVE=1 serves it here)
docs: .venv/ready
	$(BIN)/python -m docs.site.reference
	$(BIN)/python -m docs.site $(if $(SERVE),--serve)

## make check     lint, format, imports, types of Python and of the page's JavaScript, template
check: .venv/ready tests/browser/node_modules/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/pyright
	tests/browser/node_modules/.bin/tsc --project tests/browser
	$(BIN)/sam validate --lint

## make format    mends what ruff can mend
format: .venv/ready
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

## make build     sam build, with the Python of .venv
build: .venv/ready
	@$(BIN)/storehook check $(if $(ENV),--config-env $(ENV))
	PATH="$(CURDIR)/$(BIN):$$PATH" sam build $(if $(ENV),--config-env $(ENV))

## make deploy    build and deploy with your AWS credentials (ENV=prod for the prod settings)
deploy: .venv/ready
	@$(BIN)/storehook deploy $(if $(ENV),--config-env $(ENV))

## make lock      after a change of dependencies: new uv.lock and the layer's requirements.txt
lock: .venv/ready
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --frozen --no-default-groups --package storehook-core --no-emit-workspace --no-header --no-annotate --output-file layers/core/requirements.txt
	$(BIN)/uv export --quiet --frozen --only-group emulator --no-emit-workspace --no-header --no-annotate --output-file cli/storehook_cli/local/emulator.txt

setup: .venv/ready
.venv/ready: pyproject.toml layers/core/pyproject.toml sandbox/pyproject.toml uv.lock functions/worker/requirements.txt
	@test -n "$(PYTHON)" || { echo "storehook needs Python 3.13: install it, or run make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo "Setting up .venv with $(PYTHON) (about a minute the first time)"
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make virtual environments: on Debian and Ubuntu, install python3.13-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	@$(BIN)/uv sync --quiet --frozen --no-default-groups --group local --group check --group test
	@$(BIN)/uv pip install --quiet --requirement functions/worker/requirements.txt
	@touch $@

# Node comes with the wheel in .venv; TypeScript is all that npm brings.
tests/browser/node_modules/ready: .venv/ready tests/browser/package-lock.json
	@$(BIN)/npm ci --prefix tests/browser --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@
