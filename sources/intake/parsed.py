"""The bytes of a mail to its parts, within limits: what a hostile mail costs is bounded by its size alone.

Python's parser takes time that grows with the square of a header's parameters, and opens as many parts as a mail
names.
"""

from collections.abc import Sequence
from email import message_from_bytes
from email._policybase import Compat32
from email.message import Message

LONGEST_HEADER = 16_384
"""Characters of one header; what stands behind them is not read. Mail programs write some hundreds."""
LARGEST_HEAD_BYTES = 1_000_000
MOST_BOUNDARIES = 10_000


class TooComplex(Exception):
    """A mail of more headers or parts than any mail program writes."""


class _Capped(Compat32):
    """Headers as they were written, each up to `LONGEST_HEADER`."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:LONGEST_HEADER]


_CAPPED = _Capped()


def parsed(raw: bytes) -> Message:
    """Return the mail *raw*; raise TooComplex, or whatever the parser raises for a malformed one."""
    if len(head_of(raw)) > LARGEST_HEAD_BYTES or raw.count(b"\n--") > MOST_BOUNDARIES:
        raise TooComplex
    return message_from_bytes(raw, policy=_CAPPED)


def headers_alone(raw: bytes) -> Message:
    """Return the headers of the mail *raw*, up to the limit for all of them, without its content."""
    return message_from_bytes(head_of(raw)[:LARGEST_HEAD_BYTES], policy=_CAPPED)


def head_of(raw: bytes) -> bytes:
    """Return the bytes before the first empty line, whichever line ends it has."""
    ends = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return raw[: min(ends)] if ends else raw
