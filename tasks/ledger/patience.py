"""How long a mail that a server put off (4xx) is tried again, and when an operator has to look at it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sources.edition import DeliveryState, RecipientOutcome

GIVE_UP_AFTER = timedelta(hours=24)
SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)


def patient(
    outcomes: Sequence[RecipientOutcome], *, since: datetime | None, at: datetime
) -> tuple[RecipientOutcome, ...]:
    """Return *outcomes*, but refused for what is still put off a day after the first attempt at *since*."""
    if since is None or at - since < GIVE_UP_AFTER:
        return tuple(outcomes)
    return tuple(
        replace(one, state=DeliveryState.REFUSED) if one.state is DeliveryState.QUEUED else one for one in outcomes
    )


def need_not_wait(next_attempt: datetime | None, at: datetime) -> bool:
    """Return whether the next attempt's time has come.

    A time beyond the longest wait was written down by a clock that was wrong; it must not hold a mail for years.
    """
    return next_attempt is None or not at < next_attempt <= at + LONGEST_WAIT


def wait_after(*, since: datetime | None, at: datetime) -> timedelta:
    """Return how long to wait for the next attempt: as long as has been tried so far, so that waits double.

    Greylisting lets a mail in after some minutes; what lasts for hours is not mended by asking more often.
    """
    tried = at - since if since is not None else timedelta(0)
    return min(max(tried, SHORTEST_WAIT), LONGEST_WAIT)
