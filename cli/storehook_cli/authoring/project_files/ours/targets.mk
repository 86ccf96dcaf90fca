# PYTHON: the command of a Python 3.13.
PYTHON ?= python3.13
BIN := .venv/bin
UV := $$(BIN)/uv
OURS := from-storehook
LAYER := $$(OURS)/layers/core/requirements.txt
export PATH := $$(CURDIR)/$$(BIN):$$(PATH)
export SAM_CLI_TELEMETRY := 0

.PHONY: help setup run check test deploy lock
help:
	@sed -n 's/^## //p' $$(MAKEFILE_LIST)

## make run       run the project on this machine: a local AWS, a stand-in store, your actions (ONCE=1 ends after one event)
run: .venv/ready
	@$$(BIN)/storehook run $$(if $$(ONCE),--once)

## make check     check the project, and the types of your code
check: .venv/ready
	@$$(BIN)/storehook check
	@$$(BIN)/pyright

## make test      check the project, then run the tests of your actions (ARGS for pytest)
test: .venv/ready
	@$$(BIN)/storehook check
	@$$(BIN)/pytest $$(ARGS)

## make deploy    build and deploy with your AWS credentials (ENV=prod for the prod settings)
deploy: .venv/ready
	@$$(BIN)/storehook deploy $$(if $$(ENV),--config-env $$(ENV)) $$(ARGS)

## make lock      pin the packages again, after a change of pyproject.toml
# uv names a wheel in wheels/ by its path. `sam build` needs its version: it runs pip in other folders.
lock: $$(UV)
	$$(UV) lock
	$$(UV) export --quiet --frozen --no-dev --no-emit-project --no-header --no-annotate --output-file $$(LAYER)
	@sed -E -i.bak 's|^\./wheels/storehook_core-([^-]+)-.*\.whl|storehook-core==\1|' $$(LAYER)
	@rm $$(LAYER).bak

## make setup     install the packages into .venv; every other target does it when needed
setup: .venv/ready
.venv/ready: pyproject.toml uv.lock functions/worker/requirements.txt | $$(BIN)/uv
	@echo "Installing the packages of pyproject.toml into .venv (about a minute the first time)"
	@$$(BIN)/uv sync --quiet --frozen
	@echo "Installing the packages of functions/worker/requirements.txt"
	@$$(BIN)/uv pip install --quiet --requirement functions/worker/requirements.txt
	@touch $$@

.venv/bin/uv: $$(OURS)/uv.txt
	@echo "Creating .venv with $$(PYTHON)"
	@$$(PYTHON) -m venv .venv
	@echo "Installing uv into .venv"
	@$$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $$(OURS)/uv.txt
	@touch $$@
