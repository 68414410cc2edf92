"""Mails that came back: reports of mail systems (DSN, RFC 3464) read from the mailbox of the bounce address."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from sources.edition import Bounce
from sources.own_mailbox import OwnMailbox, opened
from tasks.delivery.envelope import key_in, mark_of
from tasks.ledger.ledger import Ledger

ENOUGH_BYTES = 1_048_576
"""A report comes before the mail that it returns, of which the headers are enough."""
ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


@dataclass(frozen=True)
class Harvest:
    """How many addresses were learnt to have bounced, and how many mails are no reports and still lie there."""

    bounced: int
    others: int


def take_bounces(ledger: Ledger, mailbox: OwnMailbox, *, now: Callable[[], datetime]) -> Harvest:
    """Write the reports in the mailbox down in the ledger, each once, and move it out of the way after that.

    What is no report (a holiday notice, an answer by a person) stays for a person. Raises ServiceFailed where the
    mailbox can not be used.
    """
    bounced = others = 0
    with opened(mailbox) as box:
        for uid in box.uids():
            raw = box.beginning(uid, ENOUGH_BYTES)
            found = read_report(raw)
            if found is None:
                others += 1
                continue
            bounced += sum(ledger.record_bounce(bounce, at=now()) for bounce in found)
            box.move_to_done(uid)
    return Harvest(bounced, others)


def read_report(raw: bytes) -> tuple[Bounce, ...] | None:
    """Return the addresses that a report says could not be delivered to; None where the mail is no report.

    A report of a delay, or of a delivery, gives none: only the last word counts.
    """
    mail = message_from_bytes(raw)
    reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    if not reports:
        return None
    mark, attempt = _key(mail)
    sha256 = hashlib.sha256(raw).hexdigest()
    return tuple(
        Bounce(
            sha256=sha256,
            mark=mark,
            attempt=attempt,
            address=_typed(fields["Original-Recipient"] or fields["Final-Recipient"]),
            status=_words(fields["Status"]),
            detail=_typed(fields["Diagnostic-Code"]),
        )
        for report in reports
        for fields in _recipients(report)
        if _words(fields["Action"]).casefold() == "failed"
    )


def _recipients(report: Message) -> Iterator[Message]:
    """Yield a report's blocks that speak of an address; the first speaks of the mail as a whole."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and (block["Final-Recipient"] or block["Original-Recipient"]):
            yield block


def _key(mail: Message) -> tuple[str, int | None]:
    """Return which mail a report is on, and which attempt: by the address it came to, else by what it returns."""
    came_to = " ".join(str(value) for name in ENVELOPE_HEADERS for value in mail.get_all(name, []))
    key = key_in(came_to)
    if key is not None:
        return key.mark, key.attempt
    for part in mail.walk():
        if part is mail:
            continue
        returned = part
        if part.get_content_type() == "text/rfc822-headers":
            returned = message_from_bytes(bytes(part.get_payload(decode=True) or b""))
        if returned["Message-ID"]:
            return mark_of(str(returned["Message-ID"])), None
    return "", None


def _typed(value: object) -> str:
    """Return what stands after the type: office@example.jp of "rfc822; office@example.jp"."""
    words = _words(value)
    return re.sub(r"^[\w-]+\s*;\s*", "", words).strip("<> ")


def _words(value: object) -> str:
    return " ".join(str(value or "").split())
