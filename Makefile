# make demo       everything set up, a sample round loaded, its report as a PDF, and the server: see what it prints
# make test       the whole test suite, set-up included
# make test-fast  the tests without a browser, on SQLite only; ARGS=tests/report names a folder
# make coverage   the same, twice as slow: which lines and branches no test reaches
# make check      style and types, the direction of imports, and the tests of scripts that need no browser
# make bench      how long the main things take
# make lock       renew the lock files after a change of dependencies; ARGS=--upgrade takes the newest releases
# make clean      remove what was made, but not instance/

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast coverage check bench lock clean

# Debian's own Python where it will do: compiled for speed, it is half as quick again as one that pyenv makes.
ENOUGH := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(ENOUGH)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
PORT ?= 8000
HOST ?= 127.0.0.1
ROUND ?= 2018
BIN := .venv/bin
# One more than there are cores: a journey waits for its browser a third of the time.
WORKERS ?= $(shell expr $$(nproc) + 1)
TESTS = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Set in many containers: then each of the hundred processes that the tests start would compile the whole product anew.
unexport PYTHONDONTWRITEBYTECODE

NPM = PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --silent

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

.venv/.ready-%: pyproject.toml requirements.lock requirements-dev.lock .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup $*

demo: export SURVEYAPP_DEMO := 1
demo: .venv/.ready-demo
	@echo "Voorbeeldronde en rapport maken"
	@$(BIN)/surveyapp init >/dev/null
	@$(BIN)/surveyapp sample load >/dev/null
	@$(BIN)/surveyapp report build --round $(ROUND) --draft --output instance/rapport-$(ROUND)-concept.pdf >/dev/null
	@exec $(BIN)/surveyapp serve --host $(HOST) --port $(PORT)

test: .venv/.ready-test
	@$(TESTS) $(ARGS)

test-fast: .venv/.ready-test
	@$(TESTS) -m "(unit or database) and not slow" -k "not postgresql" $(ARGS)

# Node comes with .venv. Its tools check the scripts; nothing of them is shipped.
node_modules/.package-lock.json: package.json package-lock.json .venv/.ready-test
	@$(NPM) ci --no-progress
	@touch $@

coverage: .venv/.ready-test
	@$(TESTS) --cov --cov-report=term:skip-covered $(ARGS)

check: .venv/.ready-test node_modules/.package-lock.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint templates
	$(BIN)/lint-imports
	$(NPM) run lint
	$(NPM) run types
	$(NPM) run test

bench: .venv/.ready-test
	@$(BIN)/python -m tests.bench $(ARGS)

LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --generate-hashes --quiet \
	--no-annotate --custom-compile-command "make lock" $(ARGS)
lock: .venv/.ready-test
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv node_modules .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build
	find surveyapp tests -name __pycache__ -type d -prune -exec rm -rf {} +
