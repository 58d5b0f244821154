# All targets: make help
SHELL := /bin/bash
GO ?= go
MODULES := . gen bench
FUZZTIME ?= 10s
STATICCHECK ?= v0.8.2

.PHONY: help check fmt vet lint generate generate-check test test-purego test-race exhaustive fuzz bench cover

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: fmt vet lint generate-check test ## everything a commit must pass

fmt: ## fail if a file is not formatted by gofmt
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not formatted:"; echo "$$files"; exit 1; }

vet: ## go vet in every module
	@for m in $(MODULES); do (cd $$m && $(GO) vet ./...) || exit 1; done

lint: ## staticcheck in every module
	@for m in $(MODULES); do (cd $$m && $(GO) run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) ./...) || exit 1; done

generate: ## rewrite everything under asm
	cd gen && $(GO) run .

generate-check: ## fail unless asm is what the generator writes
	cd gen && $(GO) test -count=1 -run Generated .

test: ## the tests of every module
	@for m in $(MODULES); do (cd $$m && $(GO) test ./...) || exit 1; done

test-purego: ## the tests without assembly
	$(GO) test -tags purego ./...

test-race: ## the tests under the race detector
	$(GO) test -race -short ./...
	cd bench && $(GO) test -race -short ./...

exhaustive: ## the accuracy of the float32 functions over all 2^32 inputs (minutes)
	$(GO) test -count=1 -timeout 2h -v -run Accuracy32 ./kernels -args -stride=1

fuzz: ## each fuzz test for FUZZTIME (10s)
	@$(GO) list ./... | while read -r pkg; do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			$(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

bench: ## the kernels' benchmarks
	$(GO) test -run '^$$' -bench . ./kernels

cover: ## the tests' coverage of kernels and nn
	$(GO) test -coverprofile=cover.out ./kernels/... ./nn/...
	$(GO) tool cover -func=cover.out | tail -n 1
