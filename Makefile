# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Compiled things live outside of the checkout, so that a fresh clone starts warm.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/command-post/target

# The binary that the browser tests run, and what the test runners leave for the total.
export COMMAND_POST_BIN ?= $(CARGO_TARGET_DIR)/debug/command-post
JUNIT   := target/nextest/default/junit.xml
JUNIT_POSTGRES := target/nextest/postgres/junit.xml
BROWSER := end2end/test-results/results.json
BROWSER_POSTGRES := end2end/test-results/results-postgres.json
CLIENTS := target/clients/junit.xml
REPORTS := "$(JUNIT)" "$(JUNIT_POSTGRES)" "$(BROWSER)" "$(BROWSER_POSTGRES)" "$(CLIENTS)"

WASM    := wasm32-unknown-unknown
PACKAGES = chromium postgresql fonts-inter fonts-jetbrains-mono

# "[2/5] " when a target runs as a part of a longer one.
STEP ?=
say = @printf '\033[1m%s%s\033[0m\n' "$(STEP)" $(1)

# What `make dist` builds for: a static binary that runs on any Linux. DIST_BIN packs a binary that is there already.
DIST_TARGET ?= x86_64-unknown-linux-musl
DIST_BIN ?=

.PHONY: help run test deps wasm-target crates nextest packages browser-packages fmt fmt-check lint sizes unit postgres end2end end2end-postgres schemathesis api clients bench docs pictures dist dist-target

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build (release) and start on http://127.0.0.1:3000 with a demo company in ./data
	@$(MAKE) wasm-target STEP="[1/3] "
	$(call say,"[2/3] building for release (about a quarter of an hour on two cores the first time; seconds when nothing changed)")
	@cargo build --locked --release --package server --bin command-post
	$(call say,"[3/3] starting")
	@exec "$(CARGO_TARGET_DIR)/release/command-post" serve --demo --data ./data

test: ## run all tests: formatting, clippy, sizes, Rust tests, browser tests; installs what they need
	@rm -f $(REPORTS)
	@$(MAKE) deps STEP="[1/10] "
	@failed=""; number=1; \
	for stage in fmt-check lint sizes unit postgres end2end end2end-postgres api clients; do \
	    number=$$((number + 1)); \
	    $(MAKE) $$stage STEP="[$$number/10] " || failed="$$failed $$stage"; \
	done; \
	node end2end/total.mjs $(REPORTS) $$failed

deps: wasm-target crates nextest packages browser-packages ## install what the tests need and this machine lacks

wasm-target:
	$(call say,"wasm target")
	@command -v cc >/dev/null || { echo "A C compiler is missing (Debian: apt-get install build-essential)."; exit 1; }
	@if [ ! -d "$$(rustc --print target-libdir --target $(WASM))" ]; then \
	    command -v rustup >/dev/null || { echo "rustc cannot compile for $(WASM), and there is no rustup to add it."; exit 1; }; \
	    rustup target add $(WASM); \
	fi

crates:
	$(call say,"crates$(comma) those of every platform: the licence test reads all of them")
	@cargo fetch --locked --quiet

nextest:
	$(call say,"test runner (cargo-nextest)")
	@if ! command -v cargo-nextest >/dev/null; then \
	    echo "cargo-nextest is missing: building it, which takes some minutes, once"; \
	    CARGO_TARGET_DIR="$(CARGO_TARGET_DIR)/tools" cargo install cargo-nextest --locked; \
	fi

packages:
	$(call say,"Debian packages ($(PACKAGES))")
	@missing=""; \
	[ -x "$${CHROMIUM:-/usr/bin/chromium}" ] || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	ls /usr/share/fonts/*/inter/* >/dev/null 2>&1 || missing="$$missing fonts-inter"; \
	ls /usr/share/fonts/*/jetbrains-mono/* >/dev/null 2>&1 || missing="$$missing fonts-jetbrains-mono"; \
	python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then \
	    echo "Please install these, by their Debian names:$$missing"; exit 1; \
	fi; \
	root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
	echo "installing:$$missing"; \
	$$root apt-get update -qq; \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing

browser-packages:
	$(call say,"npm packages of end2end")
	@if ! cmp -s end2end/package-lock.json end2end/node_modules/.installed; then \
	    cd end2end; \
	    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund; \
	    cp package-lock.json node_modules/.installed; \
	fi

fmt: ## format the Rust code
	@cargo fmt --all

fmt-check:
	$(call say,"formatting")
	@cargo fmt --all --check

lint: ## clippy with warnings denied, for the server and for the browser
	$(call say,"clippy: the server's side")
	@COMMAND_POST_WASM=skip cargo clippy --locked --workspace --all-targets -- -D warnings
	$(call say,"clippy: the browser's side")
	@cargo clippy --locked --package app --lib --no-default-features --features hydrate --target $(WASM) \
	    --profile wasm-dev --target-dir "$(CARGO_TARGET_DIR)/wasm" -- -D warnings

sizes: ## hold what browsers load against its budgets (server/build/loads.rs)
	$(call say,"what browsers load: a release of the wasm within its budgets")
	@cargo check --locked --release --package server --bin command-post

unit: ## Rust tests: unit, property, event log contract (SQLite and PostgreSQL), whole server
	$(call say,"Rust tests: unit$(comma) property$(comma) contract$(comma) whole server")
	@cargo nextest run --locked --workspace
	$(call say,"Rust tests: the examples in the documentation")
	@# What must not compile is written in the documentation, which the runner above leaves out.
	@cargo test --locked --workspace --doc --quiet

postgres: ## the whole-server tests once more, on PostgreSQL; several nodes, a database that goes away
	$(call say,"Rust tests: whole server on PostgreSQL")
	@COMMAND_POST_TEST_DATABASE=postgres cargo nextest run --locked --workspace --profile postgres -E 'binary(serve)'

end2end: ## browser tests; ARGS="-g handoff" picks some
	$(call say,"browser tests: building the server and the wasm")
	@# One test beside the binary makes cargo choose the features that the test stage chose: nothing is compiled twice.
	@cargo build --locked --workspace --bin command-post --test licences
	$(call say,"browser tests: Chromium")
	@cd end2end; npx tsc --noEmit; npx playwright test $(ARGS)

end2end-postgres: ## the browser tests once more, on PostgreSQL
	@COMMAND_POST_E2E_DATABASE=postgres $(MAKE) end2end STEP="$(STEP)PostgreSQL: "

schemathesis: ## hold the API against its description; ARGS="--max-examples 2000" tries more
	$(call say,"API: the description and the server")
	@cargo build --locked --workspace --bin command-post --test licences
	@server/tests/schemathesis/run.sh "$(COMMAND_POST_BIN)" $(ARGS)

# A short run; the same cases each time.
api:
	@$(MAKE) schemathesis STEP="$(STEP)" ARGS="--max-examples 25 --seed 1 --phases examples,coverage,fuzzing"

clients: browser-packages ## let other people's programs speak to this server
	$(call say,"other people's programs: clients of Statuspage and Standard Webhooks from npm and PyPI$(comma) the widget in Chromium")
	@cargo build --locked --workspace --bin command-post --test licences
	@server/tests/clients/run.sh "$(COMMAND_POST_BIN)" "$(CLIENTS)"

bench: packages browser-packages ## measure what has a budget, and print it beside the budget
	$(call say,"benchmarks (release build)")
	@cargo bench --locked --package server --bench budgets
	@node end2end/benches/typing.mjs "$(CARGO_TARGET_DIR)/release/command-post"
	@node end2end/benches/room.mjs "$(CARGO_TARGET_DIR)/release/command-post"
	@node end2end/benches/slow.mjs "$(CARGO_TARGET_DIR)/release/command-post"
	$(call say,"benchmarks: the linter beside its peers")
	@server/benches/peers/run.sh
	$(call say,"Lighthouse: the status page")
	@server/benches/lighthouse/run.sh "$(CARGO_TARGET_DIR)/release/command-post"

docs: ## write the documents that are generated from the code: limits, command line, metrics
	@COMMAND_POST_WASM=skip COMMAND_POST_WRITE_DOCS=1 cargo nextest run --locked --package server --test docs

pictures: packages browser-packages ## take the pictures of the README again, of the binary COMMAND_POST_BIN
	@cd end2end; PICTURES=1 npx playwright test

dist: ## build what can be taken away: archive, Debian package, container context, SBOM; into target/dist
	@if [ -z "$(DIST_BIN)" ]; then $(MAKE) wasm-target dist-target; fi
	@if [ -z "$(DIST_BIN)" ]; then \
	    echo "release build: twenty minutes on two cores the first time"; \
	    cargo build --locked --profile dist --target $(DIST_TARGET) --package server --bin command-post; \
	fi
	$(call say,"packing")
	@server/dist/build.sh "$(or $(DIST_BIN),$(CARGO_TARGET_DIR)/$(DIST_TARGET)/dist/command-post)" target/dist
	@server/dist/smoke.sh target/dist

dist-target:
	$(call say,"target of the release: $(DIST_TARGET)")
	@if [ ! -d "$$(rustc --print target-libdir --target $(DIST_TARGET))" ]; then rustup target add $(DIST_TARGET); fi
	@# SQLite and the cryptography are C.
	@if [[ "$(DIST_TARGET)" == *-musl ]] && ! command -v musl-gcc >/dev/null; then \
	    if ! command -v apt-get >/dev/null; then echo "Please install musl-gcc (Debian: musl-tools)."; exit 1; fi; \
	    root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
	    $$root apt-get update -qq; \
	    $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends musl-tools; \
	fi

comma := ,
