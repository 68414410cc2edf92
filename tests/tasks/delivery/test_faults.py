"""A short sweep of the faults that `python -m benchmarks.faults` tries in full, on real servers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_wire import Fault
from sending_faults import Count, Office
from sending_sweeps import bad_wires, blind_resends, kills, library_kills, two_operators


@pytest.fixture
def office(mail_peer: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Office:
    return Office.of(mail_peer, f"sqlite:///{tmp_path / 'ledger.db'}", request.node.name, bodies=("bc",))


@pytest.mark.parametrize(
    ("sweep", "at_least"),
    [
        pytest.param(lambda office: kills(office, 75, first=11), 5, id="killed at every 75th line of delivery"),
        pytest.param(lambda office: library_kills(office, 211), 3, id="killed at some lines of smtplib"),
        pytest.param(lambda office: bad_wires(office, Fault.CUT_UP, 650), 4, id="cut on the way up"),
        pytest.param(lambda office: bad_wires(office, Fault.CUT_DOWN, 450), 3, id="cut on the way back"),
        pytest.param(
            lambda office: bad_wires(office, Fault.FREEZE_DOWN, 900, start=1_150),
            1,
            id="silence on the way back",
        ),
        pytest.param(lambda office: two_operators(office, 2, senders=3), 2, id="three operators at once"),
    ],
)
def test_whatever_goes_wrong_each_mail_arrives_once(
    office: Office, sweep: Callable[[Office], Count], at_least: int
) -> None:
    count = sweep(office)
    assert (count.duplicates, count.losses) == (0, 0)
    assert count.faults >= at_least


def test_the_sweep_would_find_a_duplicate_and_does_where_a_doubt_is_sent_again_blindly(office: Office) -> None:
    count = blind_resends(office, 60, first=31)
    assert count.duplicates > 0
