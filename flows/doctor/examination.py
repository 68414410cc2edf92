"""Whether all is in place for a month's run: one finding a subject, and for what is wrong how to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sources.errors import AyumiError
from sources.messages import Text, text


class Health(StrEnum):
    """GOOD, WRONG (a run would fail or harm), or UNUSED: not set up, and so not looked at."""

    GOOD = "good"
    WRONG = "wrong"
    UNUSED = "unused"


@dataclass(frozen=True)
class Examined:
    """What was found about one subject; *remedy* says how to mend it where it is wrong."""

    subject: Text
    health: Health
    found: Text
    remedy: Text | None = None


def good(subject: Text, found: Text) -> Examined:
    return Examined(subject, Health.GOOD, found)


def wrong(subject: Text, found: Text, remedy: Text) -> Examined:
    return Examined(subject, Health.WRONG, found, remedy)


def unused(subject: Text, found: Text) -> Examined:
    return Examined(subject, Health.UNUSED, found)


def examined(subject: Text, look: Callable[[], Text], remedy: Text) -> Examined:
    """Return what *look* finds; what it raises is what is wrong, and its sentence says so."""
    try:
        return good(subject, look())
    except AyumiError as error:
        return wrong(subject, error.text, remedy)
    except OSError as error:
        problem = text("{problem}", problem=" ".join(str(error).split()))
        return wrong(subject, problem, remedy)
