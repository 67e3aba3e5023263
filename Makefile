# make demo   reads the example articles into demo.db and compares what their officials stand for
# make test   lint, types, tests
# Both set up .venv first; nothing is needed but Python 3.10 to 3.12, pip and make.

PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(PYTHON) -m pip --python $(BIN)/python install --quiet

.PHONY: demo test clean

demo: .venv/demo
	$(BIN)/onrecord add demo.db examples
	$(BIN)/onrecord compare demo.db

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q
	if grep -qs '\[\[\[cog' README.md; then PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cog --check README.md; fi

# Debian's Python comes without what "-m venv" needs to put pip there; its pip can install into another.
$(BIN)/python:
	$(PYTHON) -m venv .venv || $(PYTHON) -m venv --clear --without-pip .venv

.venv/demo: $(BIN)/python setup.cfg pyproject.toml
	$(INSTALL) --editable '.[browse]'
	touch $@

.venv/test: $(BIN)/python setup.cfg pyproject.toml
	$(INSTALL) --editable '.[browse,test]'
	touch $@

clean:
	rm -rf .venv build *.egg-info demo.db demo.db-wal demo.db-shm

include models.mk
