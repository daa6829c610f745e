# `make demo` shows Countermark at work; `make test` checks everything. Both set up what they need, in .venv only.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test lint tests bench lock clean install-run install-dev

BIN := .venv/bin
PY := $(BIN)/python

# The first Python that is new enough; `make demo PYTHON=/path/to/python3.12` names one.
PYTHON ?=
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11)

define INSTALL
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" tools/install.py $(1); \
	  fi; \
	done; \
	echo "Countermark needs Python 3.11 or newer, and none of these is: $(CANDIDATES)" >&2; \
	echo "Install one (Debian, Ubuntu: sudo apt install python3 python3-venv) or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
	exit 1
endef

help: ## Say what there is.
	@echo "make demo    set up, make a small marketplace, screen it, show the truth beside, ask the gate (KEEP=1: leave it running)"
	@echo "make test    set up, check style, types, layers and spelling, run every test"
	@echo "make lint    the checks of make test without the tests"
	@echo "make tests   the tests of make test without the checks"
	@echo "make bench   run the benchmarks; results in bench/results"
	@echo "make lock    write requirements/*.txt anew from requirements/*.in (UPGRADE=1: newest versions)"
	@echo "make clean   delete what was made here, .venv too"

demo: install-run
	@PYTHONUTF8=1 $(PY) -m demo $(if $(KEEP),--keep)

test: lint tests

lint: install-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) tools/check_module_size.py
	$(BIN)/codespell

# CI=1: a test that skips itself fails. Crash and end-to-end tests measure time and kill processes: one at a time.
PYTEST = $(if $(CI),PYTHONPATH=tools )$(PY) -m pytest -q $(if $(CI),-p no_skips)
FAST := unit property conformance golden integration
SLOW := crash e2e

tests: install-dev
	$(PYTEST) -n 2 --dist worksteal $(wildcard $(FAST:%=tests/%))
	$(PYTEST) $(wildcard $(SLOW:%=tests/%))

bench: install-dev
	@mkdir -p bench/results
	$(PY) -m bench.bench_rules > bench/results/rules.json
	$(PY) -m bench.bench_gate > bench/results/gate.json
	$(PY) -m bench.bench_scan --data bench/data > bench/results/scan.json
	$(PY) -m bench.bench_sim --data bench/data/sim > bench/results/sim.json
	$(PY) -m bench.bench_pictures > bench/results/pictures.json

# Universal: one lock for every Python that is supported. Hashes, and no addresses of where packages came from.
UV := .venv/uv
COMPILE = $(UV)/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

lock: install-dev
	@test -d $(UV) || { $(PY) -m venv $(UV) && $(UV)/bin/python -m pip install --quiet uv; }
	$(COMPILE) requirements/runtime.in --output-file requirements/runtime.txt
	$(COMPILE) requirements/build.in --output-file requirements/build.txt
	$(COMPILE) requirements/dev.in --constraints requirements/runtime.txt --constraints requirements/build.txt \
	  --output-file requirements/dev.txt

clean:
	rm -rf .venv build demo/out src/countermark.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench demo tools -name __pycache__ -type d -prune -exec rm -rf {} +

install-run:
	$(call INSTALL,run)

install-dev:
	$(call INSTALL,dev)
