"""The envelope around a mail: who hears when it comes back, and which mailbox of ours gets a copy of each.

Both name the mail and the sending: a mail's bytes are the same at each attempt, so only its envelope can tell
which attempt it was that came back, or arrived.
"""

import re
from dataclasses import dataclass, replace

from sources.edition import Message
from sources.errors import InputRefused
from sources.messages import text
from tasks.delivery.mailbox import Mailbox

LONGEST_MARK = 24
LONGEST_BOUNCES_NAME = 32
"""With +MARK.ATTEMPT behind it, within the 64 characters that a mail server takes (RFC 5321 4.5.3.1.1)."""
_MARK = re.compile(rf"<([0-9A-Za-z]{{1,{LONGEST_MARK}}})")
_KEY = re.compile(rf"\+([0-9A-Za-z]{{1,{LONGEST_MARK}}})\.([0-9]{{1,6}})@")


@dataclass(frozen=True)
class Key:
    """Which mail, by the beginning of its Message-ID, and which attempt at it."""

    mark: str
    attempt: int


@dataclass(frozen=True)
class Envelope:
    """What is added to every envelope. *witness* is an archive mailbox of ours that gets a copy of each mail;
    *bounces* the address that reports of returned mails go to, which must take bounces+anything@ as well.

    Either may be empty: without *bounces* reports go to the mail's sender, without *witness* a doubt can only be
    ended by an operator.
    """

    witness: str = ""
    bounces: str = ""

    def __post_init__(self) -> None:
        for address in (self.witness, self.bounces):
            if address:
                Mailbox(address)
        if len(self.bounces.rpartition("@")[0]) > LONGEST_BOUNCES_NAME:
            raise InputRefused(
                text(
                    "{address} is too long before its @: bounces are told apart by what is added there. "
                    "Use {most} characters at most.",
                    address=self.bounces,
                    most=LONGEST_BOUNCES_NAME,
                )
            )

    def around(self, message: Message, attempt: int) -> Message:
        """Return *message* with the envelope sender of this attempt: bounces+MARK.ATTEMPT@…"""
        if not self.bounces:
            return message
        local, _, domain = self.bounces.rpartition("@")
        key = f"+{mark_of(message.message_id)}.{attempt}"
        return replace(message, sender=f"{local}{key}@{domain}")


def mark_of(message_id: str) -> str:
    """Return the beginning of a Message-ID that stands for its mail in envelopes; empty where it has none."""
    found = _MARK.match(message_id.strip())
    return found[1] if found else ""


def key_in(addresses: str) -> Key | None:
    """Return the mail and attempt that an envelope's address names, wherever it stands in *addresses*."""
    found = _KEY.search(addresses)
    return Key(found[1], int(found[2])) if found else None
