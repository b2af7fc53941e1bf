# Everything one needs to build, test and try reconcile. `make` alone lists the targets.
# Nothing asks a question, so all of it runs in a pipeline; packages are installed only when they are missing.

SHELL := /bin/bash
SWIFT ?= swift
MANIFESTS ?= manifests/
FILTER ?= PrintedTests|ImportTests|HelpTests|GeneratedDocument|ErrorExample|SQLStoreTests.SchemaTests
INPUTS ?= 1000000
SEEDS ?= 10000
CASES ?= 100000
FROM ?= 1
PEERS ?= $(CURDIR)/.build/peers
PROGRAM := .build/release/reconcile
STRICT := --explicit-target-dependency-import-check error
export RECONCILE_PEERS := $(PEERS)

.DEFAULT_GOAL := help
.PHONY: help apply test check build format golden fuzz simulate laws mutants bench hang demo demo-all demo-ci clean packages test-packages bench-packages peers

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1\t/' | column -t -s "$$(printf '\t')"

apply: build ## build, then make the stored state equal to manifests/
	$(PROGRAM) apply -f $(MANIFESTS)

build: packages ## build the program, optimised, into .build/release
	$(SWIFT) build -c release --static-swift-stdlib $(STRICT) --product reconcile

# One test at a time: some count requests and time, and the fuzzers would starve those on two cores.
test: test-packages peers ## install what the tests need, then run all of them
	Tests/scripts/test-run.sh $(SWIFT) test $(STRICT) --no-parallel
	$(MAKE) simulate laws

check: packages ## lint the format and hold the rules of the repository
	$(SWIFT) format lint --strict --recursive --configuration .swift-format Sources Tests Package.swift
	$(SWIFT) test $(STRICT) --filter RepositoryTests

format: ## format every Swift file in place
	$(SWIFT) format --in-place --recursive --configuration .swift-format Sources Tests Package.swift

golden: packages ## rewrite the golden files, then show what changed: make golden FILTER=ReportsTests
	RECONCILE_UPDATE_GOLDEN=1 $(SWIFT) test --filter '$(FILTER)'
	@git --no-pager diff --stat || true

fuzz: packages ## feed the YAML front end mutated input: make fuzz INPUTS=1000000
	RECONCILE_FUZZ_INPUTS=$(INPUTS) $(SWIFT) test -c release -Xswiftc -enable-testing --filter Fuzz

simulate: packages ## play the engine in simulated universes: make simulate SEEDS=1000000 FROM=1
	$(SWIFT) build -c release $(STRICT) --product simulate
	.build/release/simulate --seeds $(SEEDS) --from $(FROM)

laws: packages ## try the laws of planning and applying with random cases: make laws CASES=1000000
	$(SWIFT) build -c release $(STRICT) --product laws
	.build/release/laws --cases $(CASES)

mutants: packages ## plant one bug at a time, and have the simulation find each
	SWIFT=$(SWIFT) Tests/scripts/mutants.sh

bench: build bench-packages ## time a plan beside libyaml and octoDNS, then the listener beside Redis, PostgreSQL and bare Hummingbird
	Tests/scripts/bench-plan.sh $(PROGRAM) .build/bench
	$(SWIFT) build -c release --static-swift-stdlib $(STRICT) --product BareListener
	Tests/scripts/bench-listen.sh $(PROGRAM) .build/release/BareListener .build/bench
	Tests/scripts/event-acks.sh $(PROGRAM) .build/bench

hang: build bench-packages ## queue 100,000 deliveries behind a target that hangs; measure the others, the drain and acknowledgements
	Tests/scripts/hang.sh $(PROGRAM) .build/bench --figures
	Tests/scripts/event-acks.sh $(PROGRAM) .build/bench --figures

demo: build test-packages peers ## play the whole story against a real SCIM server
	Tests/scripts/demo.sh $(PROGRAM) $(PEERS)

demo-all: build test-packages peers ## one login, three accounts: examples/all-connectors against three counterparts
	$(SWIFT) build -c release $(STRICT) --product TargetServer
	Tests/scripts/demo-all.sh $(PROGRAM) $(PEERS) .build/release/TargetServer

demo-ci: build test-packages peers ## play the pipelines of examples/ci in scratch repositories
	Tests/scripts/pipeline.sh $(PROGRAM) $(PEERS)

clean: ## remove everything that was built
	rm -rf .build

packages:
	@.ci/packages.sh build

test-packages: packages
	@.ci/packages.sh test

bench-packages: packages
	@.ci/packages.sh bench

peers: $(PEERS)/.installed $(PEERS)/canaille/.installed

# The servers that the tests run against, in a virtual environment of their own; canaille needs another scim2-models.
$(PEERS)/.installed: Tests/requirements.txt | test-packages
	@echo "installing the servers that the tests run against into $(PEERS)"
	rm -rf $(PEERS)
	python3 -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r Tests/requirements.txt
	touch $@

$(PEERS)/canaille/.installed: Tests/canaille-requirements.txt $(PEERS)/.installed
	rm -rf $(PEERS)/canaille
	python3 -m venv $(PEERS)/canaille
	$(PEERS)/canaille/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r $<
	touch $@
