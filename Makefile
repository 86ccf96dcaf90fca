# PYTHON: the command of a Python 3.13. The first one found is used.
PYTHON ?= $(shell for p in python3.13 /usr/bin/python3.13 python3 python; do $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && echo $$p && break; done)
MUTMUT := 3.8.1
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export SAM_CLI_TELEMETRY := 0
# The tests start hundreds of processes: without bytecode, each compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run new test unit sandbox browser actions bench scale chaos mutants audit picture docs check format build deploy lock
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run       run everything on this machine: a local AWS, a stand-in store, your actions (ONCE=1 ends after one event)
run: .venv/ready
	@$(BIN)/storehook run $(if $(ONCE),--once)

## make new       create your own project from this clone (DIR=../my-app)
new: .venv/ready
	@test -n "$(DIR)" || { echo "Name the folder of the project: make new DIR=../my-app" >&2; exit 1; }
	@$(BIN)/storehook new project "$(DIR)"

## make test      run every test: unit, contract, simulation, integration, browser, end to end (ARGS for pytest)
test: browser .venv/ready actions
	@$(BIN)/python tests/support/browser.py
	$(BIN)/pytest -n auto $(ARGS)

## make unit      run the unit tests (ARGS=tests/unit/storehook/runs for one folder)
unit: .venv/ready actions
	$(BIN)/pytest -n logical --hypothesis-profile=quick $(or $(ARGS),tests/unit)

## make sandbox   run the tests of the stand-in store
sandbox: .venv/ready
	$(BIN)/pytest -n auto $(or $(ARGS),sandbox/tests)

# Runs before the setup, so that a machine without a browser learns it at once.
browser:
	@test -z "$(PYTHON)" || $(PYTHON) tests/support/browser.py

# The tests of functions/worker run separately, because storehook's own tests use samples instead.
actions: .venv/ready
	@! find tests/actions -name 'test_*.py' 2>/dev/null | grep -q . || $(BIN)/pytest tests/actions

## make bench     compare storehook with a naive handler, as a table of ratios (ROUNDS=9)
bench: .venv/ready
	$(BIN)/python -m tests.bench $(or $(ROUNDS),9)

## make scale     count the calls and units of many stores, runs and waiting runs; fails if they grow (STORES, RUNS and WAITING set sizes)
scale: .venv/ready
	$(BIN)/python -m tests.bench.many_ticks
	$(BIN)/python -m tests.bench.many_locked
	$(BIN)/python -m tests.bench.many_awaited
	$(BIN)/python -m tests.bench.many_runs $(RUNS)
	$(BIN)/python -m tests.bench.many_waiting $(WAITING)
	$(BIN)/python -m tests.bench.many_stores $(STORES)

## make chaos     break the local stack: faults, kills, load and attacks; fails if a promise is broken (ONLY=load FULL=1)
chaos: .venv/ready
	@FULL=$(FULL) SEEDS=$(SEEDS) $(BIN)/python -m tests.chaos $(ONLY)

## make mutants   change the decisions slightly, one change at a time; fails if no test notices (ONLY='storehook.runs.claims*' CHANGED=1)
mutants: .venv/ready
	@CHANGED=$(CHANGED) $(BIN)/uv run --quiet --isolated --frozen --no-default-groups --group test --with-requirements functions/worker/requirements.txt --with mutmut==$(MUTMUT) python -m tests.mutants $(if $(ONLY),'$(ONLY)')

## make audit     check the template and known vulnerabilities, and write a bill of materials: .audit/sbom.cdx.json
audit: .venv/ready
	$(BIN)/python -m tests.audit .audit

## make picture   take the README's picture of the console
picture: .venv/ready
	$(BIN)/python -m tests.browser.picture

## make docs      generate the reference and build the site into .site/built; fails on broken links (SERVE=1 serves it)
docs: .venv/ready
	$(BIN)/python -m docs.site.reference
	$(BIN)/python -m docs.site $(if $(SERVE),--serve)

## make check     lint, and check formatting, imports, types of Python and JavaScript, and the template
check: .venv/ready tests/browser/node_modules/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/pyright
	tests/browser/node_modules/.bin/tsc --project tests/browser
	$(BIN)/sam validate --lint

## make format    fix formatting and what else ruff can fix
format: .venv/ready
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

## make build     run sam build with the Python of .venv (ENV=prod for the prod settings)
build: .venv/ready
	@$(BIN)/storehook check $(if $(ENV),--config-env $(ENV))
	PATH="$(CURDIR)/$(BIN):$$PATH" sam build $(if $(ENV),--config-env $(ENV))

## make deploy    build and deploy with your AWS credentials (ENV=prod for the prod settings)
deploy: .venv/ready
	@$(BIN)/storehook deploy $(if $(ENV),--config-env $(ENV)) $(ARGS)

## make lock      pin the packages again, after a change of dependencies
lock: .venv/ready
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --frozen --no-default-groups --package storehook-core --no-emit-workspace --no-header --no-annotate --output-file layers/core/requirements.txt
	$(BIN)/uv export --quiet --frozen --only-group emulator --no-emit-workspace --no-header --no-annotate --output-file cli/storehook_cli/local/emulator.txt
	$(BIN)/uv export --quiet --frozen --only-group uv --no-emit-workspace --no-header --no-annotate --output-file uv.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header --no-annotate --output-file tests/audit/tools.txt tests/audit/tools.in

setup: .venv/ready
.venv/ready: pyproject.toml layers/core/pyproject.toml sandbox/pyproject.toml uv.lock uv.txt functions/worker/requirements.txt
	@test -n "$(PYTHON)" || { echo "storehook needs Python 3.13: install it, or run make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@echo "Creating .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make virtual environments: on Debian and Ubuntu, install python3.13-venv" >&2; exit 1; }
	@echo "Installing uv into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement uv.txt
	@echo "Installing the packages of pyproject.toml into .venv (about a minute the first time)"
	@$(BIN)/uv sync --quiet --frozen --no-default-groups --group local --group check --group test
	@echo "Installing the packages of functions/worker/requirements.txt"
	@$(BIN)/uv pip install --quiet --requirement functions/worker/requirements.txt
	@touch $@

# Node comes from a wheel in .venv. npm installs TypeScript only.
tests/browser/node_modules/ready: .venv/ready tests/browser/package-lock.json
	@$(BIN)/npm ci --prefix tests/browser --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@
