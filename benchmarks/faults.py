"""What becomes of mails when things go wrong while they are sent or taken in: faults tried, duplicates, losses.

Run as root: python -m benchmarks.faults [--quick]. A real mail server (Postfix, Dovecot), a real ledger. Each mail
must arrive once, whatever was killed, cut, frozen, full or restarted. Beside it stand controls, which show that
duplicates and losses would be found, and the limit, which shows what no sender can know. Nothing is by chance.

cleared: doubts that the witness ended. asked: doubts that an operator ended after asking the receiver.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "peers"))

from bad_wire import Fault
from intake_sweeps import LIBRARY, Intake, intake_cuts, intake_kills, keeping_late, two_takers
from killed import lines_of
from mail_peer import MailPeer, mail_peer
from private_postgresql import private_postgresql
from sending_faults import OUR_FILES, Count, Office
from sending_sweeps import (
    bad_wires,
    blind_resends,
    full_disks,
    held_mails,
    kills,
    library_kills,
    restarts,
    two_operators,
)

HEADINGS = ("faults", "mails", "cleared", "asked", "duplicates", "losses", "seconds")
WIDTH, CELL = 42, 11


def main() -> int:
    """Print a row for each kind of fault; return 0 where nothing is lost or doubled, and the control doubles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the faults, in about a minute")
    step = 20 if parser.parse_args().quick else 1
    print(f"{'':{WIDTH}}" + "".join(f"{heading:>{CELL}}" for heading in HEADINGS))
    with mail_peer() as peer, tempfile.TemporaryDirectory() as folder:
        held = _sweeps(peer, Path(folder), step)
        total = Count(*(sum(column) for column in zip(*(count.as_row() for count in held), strict=True)))
        _print("all of them", total, 0.0)
        control = _timed("control: what is in doubt is sent again", _control(peer, Path(folder), step))
        late = _timed("control: mails are moved before they are kept", _late(peer, Path(folder), step))
        _limit(peer, Path(folder), step)
    found_by_controls = control.duplicates > 0 and late.losses > 0
    return 0 if total.duplicates == total.losses == 0 and found_by_controls else 1


def _sweeps(peer: MailPeer, folder: Path, step: int) -> list[Count]:
    def office(name: str) -> Office:
        return Office.of(peer, f"sqlite:///{folder / name}.db", name)

    found = [
        _timed("killed at every line of delivery", lambda: kills(office("kills"), step)),
        _timed("killed at every 5th line of smtplib", lambda: library_kills(office("library"), 5 * step)),
        _timed("cut on the way up, every 23 bytes", lambda: bad_wires(office("up"), Fault.CUT_UP, 23 * step)),
        _timed(
            "cut on the way back, every 11 bytes", lambda: bad_wires(office("down"), Fault.CUT_DOWN, 11 * step)
        ),
        _timed(
            "silence on the way back, every 97 bytes",
            lambda: bad_wires(office("silent"), Fault.FREEZE_DOWN, 97 * step),
        ),
        _timed("two operators at once", lambda: two_operators(office("two"), max(5, 60 // step))),
        _timed("five operators at once", lambda: two_operators(office("five"), max(2, 20 // step), senders=5)),
        _timed(
            "the ledger's disk full",
            lambda: full_disks(
                lambda disk: Office.of(peer, f"sqlite:///{disk / 'ledger.db'}", "full"), 1024 * min(step, 8)
            ),
        ),
    ]
    found += _intake_sweeps(peer, folder, step)
    with private_postgresql(syncs=True) as server:
        on_it = Office.of(peer, server.url, "restarts")
        found.append(_timed("PostgreSQL restarted", lambda: restarts(on_it, server, max(3, 30 // step))))
    return found


def _intake_sweeps(peer: MailPeer, folder: Path, step: int) -> list[Count]:
    def intake(name: str) -> Intake:
        return Intake.of(peer, folder, f"intake-{name}")

    return [
        _timed("intake: killed at every line", lambda: intake_kills(intake("kills"), step)),
        _timed(
            "intake: killed at every 9th line of imaplib",
            lambda: intake_kills(intake("library"), 9 * step, watched=LIBRARY),
        ),
        _timed(
            "intake: cut on the way up, every 17 bytes", lambda: intake_cuts(intake("up"), Fault.CUT_UP, 17 * step)
        ),
        _timed(
            "intake: cut on the way back, every 29 bytes",
            lambda: intake_cuts(intake("down"), Fault.CUT_DOWN, 29 * step),
        ),
        _timed("intake: two runs at once", lambda: two_takers(intake("two"), max(3, 30 // step))),
    ]


def _control(peer: MailPeer, folder: Path, step: int) -> Callable[[], Count]:
    return lambda: blind_resends(Office.of(peer, f"sqlite:///{folder / 'blind'}.db", "blind"), max(2, step // 4))


def _late(peer: MailPeer, folder: Path, step: int) -> Callable[[], Count]:
    return lambda: intake_kills(Intake.of(peer, folder, "late"), max(3, step // 2), taking=keeping_late)


def _limit(peer: MailPeer, folder: Path, step: int) -> None:
    office = Office.of(peer, f"sqlite:///{folder / 'held'}.db", "held")
    counted = office.edition("counted")
    lines = range(1, lines_of(lambda: office.send(counted), OUR_FILES) + 1, max(8, step))
    _timed("limit: the server holds its mail; we wait", lambda: held_mails(office, lines, eager=False))
    office = Office.of(peer, f"sqlite:///{folder / 'eager'}.db", "eager")
    _timed("limit: the same, absence taken for proof", lambda: held_mails(office, lines, eager=True))


def _timed(title: str, sweep: Callable[[], Count]) -> Count:
    begun = time.monotonic()
    count = sweep()
    _print(title, count, time.monotonic() - begun)
    return count


def _print(title: str, count: Count, seconds: float) -> None:
    cells = (*count.as_row(), round(seconds))
    print(f"{title:{WIDTH}}" + "".join(f"{cell:>{CELL}}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
