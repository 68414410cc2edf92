import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tasks.ledger import leases
from tasks.ledger.engine import open_engine, writing
from tasks.ledger.leases import Holder, lease, renew, take
from tasks.ledger.ledger import Ledger

NOW = datetime(2021, 11, 8, 0, 0, tzinfo=UTC)


@pytest.fixture
def url(ledger_url: str) -> str:
    Ledger.open(ledger_url).close()
    return ledger_url


def test_two_processes_never_hold_the_same_lease_at_once(
    url: str, tmp_path: Any, in_processes: Callable[..., list[Any]]
) -> None:
    trace = tmp_path / "trace"

    def hold() -> int:
        with lease(url, "fy2021 2021-10", lambda _holder: None), trace.open("a") as file:
            file.write("in ")
            file.flush()
            threading.Event().wait(0.05)
            file.write("out ")
        return 1

    assert in_processes(hold, [()] * 6) == [1] * 6
    assert trace.read_text() == "in out " * 6


def test_who_waits_is_told_once_who_holds(url: str) -> None:
    told: list[Holder] = []
    is_told = threading.Event()

    def tell(holder: Holder) -> None:
        told.append(holder)
        is_told.set()

    def wait_for_it() -> None:
        with lease(url, "fy2021 2021-10", tell):
            pass

    with lease(url, "fy2021 2021-10", told.append):
        second = threading.Thread(target=wait_for_it)
        second.start()
        assert is_told.wait(30)
    second.join(30)
    assert not second.is_alive()
    assert [holder.who.split()[-1] for holder in told] == [str(os.getpid())]


def test_different_months_do_not_wait_for_each_other(url: str) -> None:
    with lease(url, "fy2021 2021-10", pytest.fail), lease(url, "fy2021 2021-11", pytest.fail):
        pass


def test_a_holder_elsewhere_that_says_nothing_more_loses_its_lease_when_it_expires(url: str) -> None:
    engine = open_engine(url)
    elsewhere = "otherhost 12/another boot/1"
    with writing(engine) as connection:
        assert take(connection, "m", elsewhere, at=NOW) is None
        almost = NOW + leases.LIFE - timedelta(seconds=1)
        assert take(connection, "m", "here 1//2", at=almost) == Holder(elsewhere, NOW, NOW + leases.LIFE)
        assert renew(connection, "m", elsewhere, at=almost)
        assert take(connection, "m", "here 1//2", at=NOW + leases.LIFE) is not None
        assert take(connection, "m", "here 1//2", at=almost + leases.LIFE) is None
        assert not renew(connection, "m", elsewhere, at=NOW)
    engine.dispose()


def test_a_holder_that_was_killed_on_this_machine_is_found_out_at_once(
    url: str, in_processes: Callable[..., list[Any]]
) -> None:
    killed = os.fork()
    if not killed:
        with lease(url, "m", lambda _holder: None):
            os.kill(os.getpid(), 9)
    os.waitpid(killed, 0)
    with lease(url, "m", pytest.fail):
        pass


def test_a_lease_is_given_up_where_the_work_fails(url: str) -> None:
    with pytest.raises(ZeroDivisionError), lease(url, "m", pytest.fail):
        1 / 0  # noqa: B018
    with lease(url, "m", pytest.fail):
        pass
