"""What keeps several processes from harming one SQLite ledger: the locks that SQLite itself holds on the file."""

import subprocess
import sys
from pathlib import Path

from tasks.ledger.engine import open_engine, reading
from tasks.ledger.ledger import Ledger

SHARED_LOCK = (510, 0x40000002)
"""Where SQLite holds the lock of a process that uses a database, as (length, start) in bytes."""
TRY_TO_LOCK = f"""
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *{SHARED_LOCK})
"""


def another_process_takes_the_ledger_for_unused(file: Path) -> bool:
    tried = subprocess.run([sys.executable, "-c", TRY_TO_LOCK, str(file)], capture_output=True, check=False)
    return tried.returncode == 0


def test_opening_a_ledger_once_more_gives_up_no_lock_of_this_process(tmp_path: Path):
    file = tmp_path / "ledger.sqlite3"
    url = f"sqlite:///{file}"
    with Ledger.open(url):
        assert not another_process_takes_the_ledger_for_unused(file)
        second = open_engine(url)
        with reading(second):
            pass
        second.dispose()
        assert not another_process_takes_the_ledger_for_unused(file)
    assert another_process_takes_the_ledger_for_unused(file)
