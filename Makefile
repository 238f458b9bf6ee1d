# Needs a POSIX shell, make and any Python 3.8+; setup_env.py finds a Python that the project can use.
PYTHON ?= python3
RUN := .venv/bin/python -m

.PHONY: help run test test-all check book bench env
.NOTPARALLEL:

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: ## create the environment; play the first case and a batch of it
	$(PYTHON) setup_env.py
	.venv/bin/sim run scenarios/iran_us_isis_2014.yaml

test: check ## create the environment; check the code and run the tests, of the slow ones this commit's quarter
	$(RUN) pytest -n 2 --slow=sample

test-all: check ## the same with all slow tests: a hundred kills, rare workers, long comparisons with the peers
	$(RUN) pytest -n 2

check: env ## lint, format and types only
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) ty check

book: env ## write the rule book and the model's description anew (the table of mechanisms: sim book table)
	.venv/bin/sim book rules
	.venv/bin/sim book odd

bench: env ## measure speed beside targets and peers; BENCH="--full --out docs/benchmarks.md" for all of it, written down
	$(RUN) benchmarks.bench $(BENCH)

env: ## only create or refresh the environment with all that the tests need
	$(PYTHON) setup_env.py test
