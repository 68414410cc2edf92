"""One run at a time for one plan and month, however it was started: by hand, by schedule, on another machine."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flows.house import House
from sources.messages import text
from sources.month import Month
from tasks.ledger.leases import Holder, lease

LOG = logging.getLogger("ayumi.turn")


@contextmanager
def turn(house: House, month: Month) -> Iterator[None]:
    """Wait until no other run works on *month*, and keep others waiting until the block's end."""

    def say_who(holder: Holder) -> None:
        words = text("Waiting: {who} is working on {month} of {plan}.", who=holder.who, month=month, plan=plan_id)
        LOG.warning(words.in_language(house.settings.report_language))

    plan_id = house.plan.plan_id
    with lease(house.settings.ledger_url(), f"{plan_id} {month}", say_who):
        yield
