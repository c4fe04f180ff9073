PY ?= python3
BIN = .venv/bin

.PHONY: install demo test lint bench fuzz rules

FUZZ_SECONDS ?= 1200

install: .venv/installed

.venv/installed: pyproject.toml
	$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新版本，可用 make PY=python3.11 指定。")'
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

# 3: the samples hold pages that only a person can read.
demo: install
	$(BIN)/xianshen check samples/clean samples/leaky --fail-on never || test $$? -eq 3
	$(BIN)/xianshen sweep samples/published --as-of 2026-11-23 --leads samples/published_leads.csv --fail-on never || test $$? -eq 3
	$(BIN)/python samples/walk.py

test: lint
	$(BIN)/python -m pytest -q

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	$(BIN)/python -m bench $(SHARED)

# Spoilt files of every format, for FUZZ_SECONDS; FUZZ_FILES is a folder with more files to begin from.
fuzz: install
	$(BIN)/python -m bench.fuzz $(FUZZ_SECONDS) $(or $(FUZZ_FILES),-)

rules: install
	$(BIN)/python docs/build_rules.py
