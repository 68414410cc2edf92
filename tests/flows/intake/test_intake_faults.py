"""Mails that are taken in while things go wrong: each is kept once and lies in 処理済 once. A short sweep.

The whole of it, with every line, is part of benchmarks/faults.py.
"""

from pathlib import Path
from typing import Any

import pytest
from bad_wire import Fault
from intake_sweeps import LIBRARY, Intake, intake_cuts, intake_kills, keeping_late, two_takers
from sending_faults import Count


@pytest.fixture
def intake(nothing_set: Any, mail_peer: Any, tmp_path: Path) -> Intake:
    return Intake.of(mail_peer, tmp_path, "sweep")


def kept_once(count: Count, at_least: int) -> None:
    assert (count.duplicates, count.losses) == (0, 0)
    assert count.faults >= at_least


def test_a_kill_at_any_line_neither_loses_nor_doubles_a_mail(intake: Intake):
    kept_once(intake_kills(intake, 14), at_least=10)


def test_a_kill_within_the_library_does_neither(intake: Intake):
    kept_once(intake_kills(intake, 211, watched=LIBRARY), at_least=3)


@pytest.mark.parametrize(("fault", "every_bytes"), [(Fault.CUT_UP, 223), (Fault.CUT_DOWN, 601)])
def test_a_connection_that_is_cut_anywhere_does_neither(intake: Intake, fault: Fault, every_bytes: int):
    kept_once(intake_cuts(intake, fault, every_bytes), at_least=4)


def test_two_runs_at_once_do_neither(intake: Intake):
    kept_once(two_takers(intake, 2), at_least=2)


def test_moving_a_mail_before_it_is_kept_would_lose_it(intake: Intake):
    assert intake_kills(intake, 15, taking=keeping_late).losses > 0
