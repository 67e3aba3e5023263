# make demo   reads the example articles into demo.db and compares what their officials stand for
# make test   lint, types, tests
# make torture   a rehearsal of what goes wrong, half an hour
# make wheel  puts a wheel into dist/
# They set up what they need; nothing is needed but Python 3.10 to 3.14, pip and make.

PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(PYTHON) -m pip --python $(BIN)/python install --quiet

# The build of torch for CPUs is a tenth of the default one. Where its index cannot be reached, the default is taken.
TORCH = torch>=2.4,<2.14
TORCH_CPU ?= https://download.pytorch.org/whl/cpu
INSTALL_TORCH = { $(INSTALL) --timeout 10 --retries 0 --index-url $(TORCH_CPU) '$(TORCH)' 2>/dev/null || \
  $(INSTALL) '$(TORCH)'; } && $(BIN)/python -c "from importlib.metadata import version; print('torch', version('torch'))"

.PHONY: demo test test-datasette1 torture wheel clean

demo: .venv/demo
	$(BIN)/onrecord add demo.db examples
	$(BIN)/onrecord compare demo.db

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile
	$(MAKE) test-datasette1
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cog --check README.md docs/*.md

# Debian's Python comes without what "-m venv" needs to put pip there; its pip can install into another.
$(BIN)/python:
	$(PYTHON) -m venv .venv || $(PYTHON) -m venv --clear --without-pip .venv

.venv/demo: $(BIN)/python setup.cfg pyproject.toml
	$(INSTALL_TORCH)
	$(INSTALL) --editable '.[browse,formats]'
	touch $@

.venv/test: $(BIN)/python setup.cfg pyproject.toml
	$(INSTALL_TORCH)
	$(INSTALL) --editable '.[browse,formats,test]'
	touch $@

# Kills, locks, full disks, fuzz, hostile texts and pages, load while adding: half an hour, one table.
torture: .venv/test
	$(BIN)/python -m benchmarks.torture

# The same pages on the newest alpha of Datasette 1.0, in an environment of its own: pages need no models.
test-datasette1: .venv1/test
	.venv1/bin/python -c "import datasette; print('Datasette', datasette.__version__)"
	.venv1/bin/python -m pytest -q tests/db/test_browse.py

.venv1/test: $(BIN)/python setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv1 || $(PYTHON) -m venv --clear --without-pip .venv1
	$(PYTHON) -m pip --python .venv1/bin/python install --quiet 'datasette>=1.0a0' \
	  'sqlite-utils>=4,<5' 'click>=8.1' 'tabulate>=0.9' 'rapidfuzz>=3.9' 'pytest>=8' 'hypothesis>=6.100' \
	  'numpy>=1.26'
	$(PYTHON) -m pip --python .venv1/bin/python install --quiet --no-deps --editable .
	touch $@

wheel:
	$(PYTHON) -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls -l dist/*.whl

clean:
	rm -rf .venv .venv1 build *.egg-info demo.db demo.db-wal demo.db-shm

include models.mk
