# Set-up, the program, its checks and its measurements: one word each.
# Stamps stand inside the virtual environment, so that removing it forgets them all.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
PINNED := --constraint constraints.txt
INSTALL = tools/step.sh "Installing the program and its libraries, 290 MB" $(PIP) install $(PINNED) --editable
TEST_PACKAGES := pulseaudio pulseaudio-utils libasound2-plugins dbus-daemon espeak-ng libportaudio2
# On a desktop they would change who plays its sound, so only a machine of nobody's gets them.
PIPEWIRE_PACKAGES := pipewire-bin wireplumber

MAKEFLAGS += --no-builtin-rules --no-print-directory
# Where it is set, each of hundreds of processes compiles the program, and each worker all tests, anew.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help run test quick earphones check format bench lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' Makefile

run: $(VENV)/.app ## set up, then start the program (without a terminal: play the demo plan)
	@tools/start.sh $(BIN)/cadencecoach

test: $(VENV)/.dev ## every test
	@tools/debian_packages.sh "tests of sound, voice and Bluetooth" $(TEST_PACKAGES) || true
	@[ -z "$$CI" ] || tools/debian_packages.sh "tests of sound on PipeWire" $(PIPEWIRE_PACKAGES) || true
	@tools/debian_packages.sh "tests of the pages in a browser" chromium || true
	@tools/step.sh "The guest with a real BlueZ, made once" $(BIN)/python -m tests.e2e.bluez.vm.build build/bluez || echo "Missing for tests of real BlueZ: packages for its guest"
	@tools/test.sh $(BIN)/python

quick: $(VENV)/.dev ## a look at most tests, within a minute
	@$(BIN)/python -m pytest --quick --quiet --numprocesses "$$(getconf _NPROCESSORS_ONLN)" --dist worksteal
	@echo "Left out: sound, the guest, browsers, whole lives, what took long the last time, all but two cases of each table, most drawn examples, and what a minute was too short for. make test has them."

earphones: $(VENV)/.dev ## earphones press keys into a run, in an emulated machine: minutes
	@CADENCECOACH_EARPHONES=1 $(BIN)/python -m pytest --quiet -ra -m earphones

check: $(VENV)/.dev ## format, lint, types and the one-way imports
	@$(BIN)/ruff format --check --quiet . || { echo "make format mends this"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev ## format the code and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure the budgets, 11 minutes (BENCH=long: runs of 30 minutes)
	@$(BIN)/python -m benchmarks

lock: ## pin again, in constraints.txt, what a fresh environment gets
	@tools/lock.sh

clean: ## remove the virtual environment, caches and what was built
	@rm -rf $(VENV) build dist .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find cadencecoach tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# A shim on PATH may name a Python that is not there: each is asked, none is believed.
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3 /usr/bin/python3; do \
	  if $$python -c '$(FITS)' 2>/dev/null; then \
	    echo "Setting up $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "Missing: Python 3.11, 3.12 or 3.13 with venv (as root: apt-get install python3-venv)" >&2; \
	exit 1

$(VENV)/.app: pyproject.toml constraints.txt | $(BIN)/python
	@tools/step.sh "Renewing pip" $(PIP) install $(PINNED) --upgrade pip
	@if tools/sound_headers.sh $(BIN)/python && $(INSTALL) '.[simpleaudio]'; \
	then :; \
	else echo "Going on without simpleaudio: miniaudio plays"; $(INSTALL) .; \
	fi
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	@tools/step.sh "Installing what tests and checks need, 460 MB" $(PIP) install $(PINNED) --group dev
	@touch $@
