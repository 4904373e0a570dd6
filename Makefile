# Everything that there is to run. `make help` lists it.
GO          ?= go
FUZZTIME    ?= 60s
FUZZCACHE   ?= $$($(GO) env GOCACHE)/fuzz
RUNS        ?= 9
GORELEASER  := github.com/goreleaser/goreleaser/v2@v2.15.1
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The programs of a release speak HTTP/1.1: one file is read at a time, and HTTP/2 would take half a megabyte.
BUILD       := -trimpath -tags nethttpomithttp2
DEMO        := bin/demo
EPISODE     := testdata/sample/2026-02-09-7-tide-tables
FUZZERS     := ./chapters:FuzzTimestamp ./chapters/markdown:FuzzParse ./chapters/markdown:FuzzStamp ./chapters/markdown:FuzzRetime \
               ./audio:FuzzPlan ./audio/mpeg:FuzzWalk ./audio/id3:FuzzTag ./audio/facts:FuzzCache ./audio/loudness:FuzzMeasure \
               ./audio/remote:FuzzCache ./audio/objects:FuzzAnswer ./cmd/internal/feed:FuzzParse \
               $(addprefix ./chapters/format:Fuzz,JSON PSC PSCJSON WebVTT FFMetadata MP4Chaps OGM Matroska Cue Audacity Reaper Audition Table Transcript \
               Vorbis Podigee FFprobe Audible Tone OverDrive Hindenburg EDL Timeline)

.PHONY: help build install demo site test browser lint bench before corpus steps torture fuzz release clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/chapmark, without C: it starts faster, and needs no libraries
	CGO_ENABLED=0 $(GO) build $(BUILD) -o bin/chapmark ./cmd/chapmark

install: ## install chapmark where `go install` puts programs
	CGO_ENABLED=0 $(GO) install $(BUILD) ./cmd/chapmark

demo: build ## check, write and show the sample episode
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@cp $(EPISODE).md $(DEMO)/episode.md && cp $(EPISODE).mp3 $(DEMO)/episode.mp3
	cd $(DEMO) && ../chapmark check episode.md episode.mp3
	cd $(DEMO) && ../chapmark write --stamp episode.md episode.mp3
	cd $(DEMO) && ../chapmark show episode.mp3

site: build ## write a made-up site of 120 episodes into bin/site, to try things on
	@rm -rf bin/site && mkdir -p bin/site
	CHAPMARK_SITE=$(CURDIR)/bin/site $(GO) test -count=1 -run '^TestMadeUpSite$$' ./cmd/chapmark
	cd bin/site && ../chapmark init

test: ## run the tests
	$(GO) test ./...

browser: ## let Chromium show the report and the preview, read a track of chapters, and draw the README's picture
	CHAPMARK_PICTURE=$(CURDIR)/docs/preview.png $(GO) test -count=1 -tags browser -run '^TestBrowser' ./cmd/internal/output ./cmd/internal/preview ./cmd/internal/chromium

lint: ## gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

bench: ## compare checking and writing with cat, cp and other tools, in turn
	CHAPMARK_BENCH=$(RUNS) $(GO) test -count=1 -p 1 -run '^TestBench' -v -timeout 60m ./cmd/chapmark ./audio/loudness ./audio/align | grep --line-buffered -v '^[-=]'

before: ## compare with an earlier build, in turn: make before BEFORE=/path/to/chapmark
	CHAPMARK_BENCH=$(RUNS) CHAPMARK_BEFORE=$(BEFORE) $(GO) test -count=1 -run '^TestBenchBefore$$' -v -timeout 60m ./cmd/chapmark | grep -v '^[-=]'

corpus: ## read real episodes, and compare with the truth (needs CHAPMARK_CORPUS)
	$(GO) test -count=1 -run '^(TestDialects|TestWild|TestTraps)$$' -v ./chapters/markdown | grep -v '^[-=]'

steps: ## count the statements that are run for texts of one line over and over: they may grow no faster than the text
	CHAPMARK_STEPS=1 $(GO) test -count=1 -run '^FuzzSteps$$' -timeout 20m ./cmd/chapmark

torture: ## kill chapmark 2000 times while it writes a file, and 200 times or so while it writes an archive
	CHAPMARK_TORTURE=2000 $(GO) test -count=1 -run 'Torture$$|ReadFaults$$' -v -timeout 60m ./cmd/chapmark

fuzz: ## fuzz each target for FUZZTIME (60s, or a number of inputs such as 20000x)
	@set -e; bin=$$(mktemp -d); trap 'rm -rf "$$bin"' EXIT; cache="$(FUZZCACHE)"; \
	for target in $(FUZZERS); do \
	  package=$${target%%:*}; test=$$bin/$$(echo "$$package" | tr / _); echo "$$target"; \
	  [ -f "$$test" ] || $(GO) test -c -fuzz . -o "$$test" "$$package"; \
	  (cd "$$package" && "$$test" -test.run '^$$' -test.fuzz "^$${target#*:}$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 100x \
	    -test.fuzzcachedir "$$cache/$$($(GO) list)" -test.parallel "$$(nproc)"); \
	done

release: ## build archives and deb, rpm and apk packages into dist, as a tag does
	$(GO) run $(GORELEASER) release --snapshot --clean --skip=sbom

clean: ## remove what was built
	rm -rf bin dist
