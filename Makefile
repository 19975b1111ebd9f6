# Two commands are enough: `make run` and `make test`. The others are for people who change the code.

UV := .tools/bin/uv
BIN := .venv/bin
SYNC = UV_PYTHON_DOWNLOADS=never UV_PYTHON="$$(python3 -c 'import sys; print(sys.executable)')" $(UV) sync --frozen --inexact --quiet
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard portal/translations/*/LC_MESSAGES/messages.po))

.DEFAULT_GOAL := help
.PHONY: help run test lint types imports format migration lock bench torture pictures

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

run: .venv/.runtime $(CATALOGUES)  ## install what is missing, then start the portal with its demo county
	@exec $(BIN)/portal run

test: .venv/.development $(CATALOGUES)  ## everything: SQLite, PostgreSQL and a real browser
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal --databases=both $(ARGS)

torture: .venv/.development  ## kill workers, master and databases under load, compare the ledgers: SECONDS=600
	@TORTURE_SECONDS=$(or $(SECONDS),60) $(BIN)/python -m pytest -q --databases=both tests/torture $(ARGS)

bench: .venv/.development  ## measure everything in bench/README.md, or ONLY="http pages"; the machine must be idle
	@$(BIN)/python -m bench $(ONLY)

pictures: .venv/.development $(CATALOGUES)  ## take the pictures of README.md and docs anew from the demo county
	@$(BIN)/python -m tests.tools.pictures

lint: .venv/.development  ## check format and code
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: .venv/.development  ## check types
	@$(BIN)/mypy

imports: .venv/.development  ## check that imports run downward only
	@$(BIN)/lint-imports --no-cache

format: .venv/.development  ## format the code and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

migration: .venv/.development  ## write the next migration from the models: make migration ID=0003 NAME=quizzes
	@rm -rf .cache/migration && mkdir -p .cache/migration
	@PORTAL_DATA_DIR=.cache/migration $(BIN)/flask --app migrations.develop db upgrade
	@PORTAL_DATA_DIR=.cache/migration $(BIN)/flask --app migrations.develop db migrate --rev-id $(ID) -m $(NAME)
	@$(BIN)/ruff format --quiet migrations

lock: $(UV)  ## renew uv.lock and requirements.txt from pyproject.toml
	@UV_NO_CONFIG=1 UV_DEFAULT_INDEX=https://pypi.org/simple $(UV) lock
	@UV_NO_CONFIG=1 $(UV) export --frozen --no-dev --no-emit-project --no-header --quiet --output-file requirements.txt

# uv makes the environment itself, so neither python3-venv nor root is needed.
$(UV):
	@echo "Fetching uv, the installer (once) ..."
	@PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --target .tools uv

.venv/.runtime: uv.lock pyproject.toml | $(UV)
	@echo "Installing the libraries of uv.lock into .venv ..."
	@$(SYNC) --no-dev
	@touch $@

.venv/.development: uv.lock pyproject.toml | $(UV)
	@echo "Installing the libraries and the development tools of uv.lock into .venv ..."
	@$(SYNC)
	@touch $@ .venv/.runtime

%.mo: %.po | .venv/.runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
