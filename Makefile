# Two commands are enough: `make demo` and `make test`. The rest is for people who change the code.
CONFIGURATION ?= Release
ARGS ?=

.PHONY: help setup build test demo bench format clean

help:
	@echo "make demo              a rendered library, simulated listeners, playlists, then serves (Ctrl-C ends)"
	@echo "make demo ARGS=--exit  the same, ends after the figures"
	@echo "make test              builds and runs every test; ends with 'N passed, N failed, N skipped'"
	@echo "make bench             times the hot paths beside the machine's own limits"
	@echo "make format            formats the code"

setup:
	@.ci/setup

build: setup
	@dotnet build HybridRec.sln --configuration $(CONFIGURATION) --verbosity quiet --nologo

test: build
	@.ci/setup test
	@CONFIGURATION=$(CONFIGURATION) .ci/test

demo: setup
	@dotnet build api/HybridRec.Api --configuration $(CONFIGURATION) --verbosity quiet --nologo
	@dotnet artifacts/bin/HybridRec.Api/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/HybridRec.Api.dll demo $(ARGS)

bench: setup
	@dotnet run --project tests/HybridRec.Benchmarks --configuration Release -- $(ARGS)

format: setup
	@dotnet format HybridRec.sln

clean:
	@rm -rf artifacts
