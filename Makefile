.PHONY: setup report test test-machines check

# Two commands for a newcomer: `make report` and `make test`. Each sets up what it needs first.

setup:
	@deploy/set_up.sh

report:
	@deploy/set_up.sh
	@.venv/bin/ayumi run 2021-10 --inbox sources/samples/inbox --output output --with-server \
		|| [ $$? -eq 1 ] # 1 says that findings want a person, as those of the samples do

check:
	@deploy/set_up.sh
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test:
	@deploy/set_up.sh --for-tests
	@$(MAKE) --no-print-directory check
	.venv/bin/pytest -q -n auto --dist loadfile --no-loadscope-reorder

# Two workers of one pool with PostgreSQL, one of them killed: four minutes, most of them spent waiting.
test-machines:
	@deploy/set_up.sh --for-tests
	.venv/bin/pytest -q tests/flows/engine/long_two_machines.py
