PY ?= python3
BIN = .venv/bin

.PHONY: demo test lint bench install

install: .venv/installed

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

demo: install
	$(BIN)/xianshen check samples/clean samples/leaky --fail-on never

test: lint
	$(BIN)/python -m pytest -q

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m bench $(SHARED)
