"""One run at a time for one plan and month, or one mailbox, however it was started and on whatever machine."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.house import House
from flows.shown.log import about
from sources.messages import Text, text
from sources.month import Month
from tasks.ledger.leases import Holder, lease

LOG = logging.getLogger("ayumi.turn")


@contextmanager
def turn(house: House, month: Month) -> Iterator[None]:
    """Wait until no other run works on *month*, and keep others waiting until the block's end."""
    plan_id = house.plan.plan_id
    with (
        _turn(
            house,
            f"{plan_id} {month}",
            lambda who: text(
                "Waiting: {who} is working on {month} of {plan}.", who=who, month=month, plan=plan_id
            ),
        ),
        about(month=str(month), plan=plan_id),
    ):
        yield


@contextmanager
def turn_at_mailbox(house: House, address: str) -> Iterator[None]:
    """Wait until no other run empties the mailbox at *address*, and keep others waiting until the block's end.

    Two at once would lose nothing, but may each move a copy of one mail.
    """
    with _turn(house, f"mailbox {address}", lambda who: text("Waiting: {who} is emptying the mailbox.", who=who)):
        yield


@contextmanager
def _turn(house: House, name: str, words: Callable[[str], Text]) -> Iterator[None]:
    def say_who(holder: Holder) -> None:
        LOG.warning(words(holder.who).in_language(house.settings.report_language))

    with lease(house.settings.ledger_url(), name, say_who):
        yield
