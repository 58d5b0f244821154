# All targets: make help
SHELL := /bin/bash
GO ?= go
MODULES := . gen bench
FUZZTIME ?= 10s
STATICCHECK ?= v0.8.2
VET_PLATFORMS := linux/arm64 darwin/arm64 windows/arm64 freebsd/arm64 windows/amd64 linux/386 js/wasm

# What the emulated tests have in common; -count=1 because the cache does not
# see what a package reads from the environment while it is initialised.
EMULATED := CGO_ENABLED=0 $(GO) test -short -count=1
need = @command -v $(1) >/dev/null || { echo "$(1) is missing: install $(2)"; exit 1; }
CROSS_TESTS := ./kernels/... ./nn/...
PORTABLE_CROSS := test-arm test-s390x test-riscv64 test-ppc64le test-wasm

.PHONY: help check fmt vet vet-cross lint generate generate-check test test-purego test-race exhaustive fuzz bench bench-gemm cover \
	mca test-arm64 test-cross test-haswell test-nehalem $(PORTABLE_CROSS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: fmt vet lint generate-check test ## everything a commit must pass

fmt: ## fail if a file is not formatted by gofmt
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not formatted:"; echo "$$files"; exit 1; }

vet: ## go vet in every module
	@for m in $(MODULES); do (cd $$m && $(GO) vet ./...) || exit 1; done

vet-cross: ## go vet for other operating systems and architectures
	@for p in $(VET_PLATFORMS); do \
		echo "vet $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) vet ./... || exit 1; \
	done

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

test-arm64: ## the tests on NEON, emulating a core of the ARMv8.0 baseline
	$(call need,qemu-aarch64-static,qemu-user-static)
	GOARCH=arm64 LOCKSTEP_REQUIRE=neon $(EMULATED) -exec 'qemu-aarch64-static -cpu cortex-a53' $(CROSS_TESTS)

test-cross: $(PORTABLE_CROSS) test-haswell test-nehalem ## the tests on every other architecture and older CPUs

test-arm test-s390x test-riscv64 test-ppc64le: test-%: ## the tests on this architecture; arm has 32 bits, s390x is big endian
	$(call need,qemu-$*-static,qemu-user-static)
	GOARCH=$* $(EMULATED) -exec qemu-$*-static $(CROSS_TESTS)

test-wasm: ## the tests on js/wasm
	$(call need,node,nodejs)
	GOOS=js GOARCH=wasm $(EMULATED) -exec "$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" $(CROSS_TESTS)

# qemu reads the masked lanes of VMASKMOV, so the guard pages are off.
test-haswell: ## the tests on a CPU that has AVX2 and no AVX-512
	$(call need,qemu-x86_64-static,qemu-user-static 7.2 or later)
	GOARCH=amd64 LOCKSTEP_REQUIRE=avx2 LOCKSTEP_GUARD=off $(EMULATED) -exec 'qemu-x86_64-static -cpu Haswell' $(CROSS_TESTS)

test-nehalem: ## the tests on a CPU without AVX: an instruction too many is fatal
	$(call need,qemu-x86_64-static,qemu-user-static)
	GOARCH=amd64 LOCKSTEP_REQUIRE=portable $(EMULATED) -exec 'qemu-x86_64-static -cpu Nehalem' $(CROSS_TESTS)

exhaustive: ## the accuracy of the float32 functions over all 2^32 inputs (minutes)
	$(GO) test -count=1 -timeout 2h -v -run Accuracy32 ./kernels -args -stride=1

fuzz: ## each fuzz test for FUZZTIME (10s)
	@$(GO) list ./... | while read -r pkg; do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			$(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

mca: ## estimate the NEON kernels on cores that are not at hand, by llvm-mca
	cd gen && $(GO) run ./mca -o ../bench/results/neon-mca.md

bench: ## the kernels' benchmarks
	$(GO) test -run '^$$' -bench . ./kernels

bench-gemm: ## matrix products of all sizes on one thread, then on all, as CSV
	LOCKSTEP_THREADS=1 $(GO) run ./bench/gemm square mlp odd layer latency
	$(GO) run ./bench/gemm square mlp

cover: ## the tests' coverage of kernels and nn
	$(GO) test -coverprofile=cover.out ./kernels/... ./nn/...
	$(GO) tool cover -func=cover.out | tail -n 1
