# Storyreel. `make studio` opens it, `make test` tests it; both set up .venv first. Windows: see the README.
PYTHON ?= python3
BIN := .venv/bin
BRIEF ?=
OUT ?= film.mp4
export BRIEF OUT  # read from the environment, so that quotes and dollars in a brief are only words

.PHONY: studio setup film test soak check fix bench bench-gpu gallery browser clean

studio: .venv/.studio-ready
	$(BIN)/python app.py

setup: .venv/.studio-ready

film: .venv/.studio-ready
	@test -n "$$BRIEF" || { echo 'Say what the film is about: make film BRIEF="A lighthouse keeper finds a message in a bottle"'; exit 2; }
	$(BIN)/python app.py make "$$BRIEF" --out "$$OUT"

test: .venv/.dev-ready
	$(BIN)/pytest -n 2 -m "not soak and not gpu"

soak: .venv/.dev-ready
	$(BIN)/pytest -m soak

check: .venv/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: .venv/.dev-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev-ready
	$(BIN)/python bench/film.py
	$(BIN)/python bench/overhead.py
	$(BIN)/python bench/writer.py

# What models of real shape cost on this GPU; DRY=1 goes through it on the processor.
bench-gpu: .venv/.dev-ready
	$(BIN)/python bench/gpu.py $(if $(DRY),--dry-run --steps 4,)

gallery: .venv/.studio-ready
	$(BIN)/python -m pipelines.cameras.animatic.gallery outputs/gallery

# A browser for the page's tests, from whatever this machine offers.
browser: .venv/.dev-ready
	$(BIN)/python tests/browser.py

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache

# A stamp is written last, so that an interrupted set-up begins again; the second run starts at once.
.venv/.studio-ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Storyreel needs Python 3.11 or newer: install it, or say which one with make PYTHON=python3.12 studio")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev-ready: .venv/.studio-ready requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
