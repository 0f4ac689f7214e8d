# Two commands do everything on a fresh machine: `make run` and `make test`.

SOURCES ?= ../shared/sources
# Processes that share the tests; only one of them drives a browser.
PROCESSES ?= 2
PORT ?= 8501
VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: run test audit check format edition bench lock clean

run: $(VENV)/.runtime ## open the app
	$(PYTHON) tools/serve.py --port $(PORT)

test: $(VENV)/.development ## everything CI checks
	$(PYTHON) tools/browser.py
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PYTHON) -m pytest -n $(PROCESSES)

audit: $(VENV)/.development ## what takes long: 10,000 random surveys against an attacker
	ANKUNFT_AUDIT=10000 $(PYTHON) -m pytest tests/survey/test_disclosure.py

check: $(VENV)/.development ## verify the shipped edition
	$(VENV)/bin/ankunft check data/geo

format: $(VENV)/.development
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

edition: $(VENV)/.development ## build data/geo from the publishers' files in SOURCES
	$(VENV)/bin/ankunft build --sources $(SOURCES) --out data/geo

bench: $(VENV)/.development ## speed and memory goals, measured in one run
	$(PYTHON) tools/browser.py
	$(PYTHON) -m bench

# The environment is reused until a list of packages changes; a failed install leaves no mark.
$(VENV)/bin/python:
	sh tools/venv.sh $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

lock: ## write the exact versions of a fresh environment into requirements*.txt
	sh tools/lock.sh

clean:
	rm -rf $(VENV) build test-output
	find static -mindepth 1 ! -name .gitignore -delete
