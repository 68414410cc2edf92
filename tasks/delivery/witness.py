"""The witness (控え): an archive mailbox of ours that is one more recipient of every mail.

A server takes a mail for all of its recipients at once, so a copy at the witness proves that the others' were
taken. Its absence proves nothing: a server may hold a mail that it has taken. So only presence decides.
"""

import time
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from sources.edition import Doubt
from sources.own_mailbox import OpenMailbox, OwnMailbox, opened
from tasks.delivery.envelope import key_in
from tasks.ledger.ledger import Ledger

PAUSE_SECONDS = 1.0


def end_doubts(
    ledger: Ledger,
    plan_id: str,
    witness: OwnMailbox,
    *,
    now: Callable[[], datetime],
    wait_seconds: float = 0.0,
) -> tuple[int, ...]:
    """Return the deliveries whose doubt a copy at the witness has ended: they were accepted, whatever was heard.

    *wait_seconds* is how long to look again while any doubt is left: a copy may be a moment late. What has no copy
    stays in doubt. Raises ServiceFailed where the mailbox can not be used.
    """
    ended: list[int] = []
    until = time.monotonic() + wait_seconds
    while doubts := ledger.doubts(plan_id):
        with opened(witness) as mailbox:
            for doubt in doubts:
                proof = _proof(mailbox, doubt)
                if proof and ledger.confirm_taken(doubt.delivery_id, doubt.attempt, proof=proof, at=now()):
                    ended.append(doubt.delivery_id)
        if time.monotonic() >= until or set(ended) >= {doubt.delivery_id for doubt in doubts}:
            break
        time.sleep(PAUSE_SECONDS)
    return tuple(ended)


def _proof(mailbox: OpenMailbox, doubt: Doubt) -> str:
    """Return what shows that the attempt in doubt arrived, or nothing.

    A copy of another attempt has the same bytes; its Return-Path names the attempt. Where it names none, the copy
    counts only if no other attempt ever sent its content.
    """
    for header in mailbox.headers_of(doubt.message_id):
        copy: Message = message_from_bytes(header)
        if str(copy["Message-ID"]).strip() != doubt.message_id:
            continue
        key = key_in(str(copy["Return-Path"]))
        if (key is None and doubt.is_only_one) or (key is not None and key.attempt == doubt.attempt):
            return "a copy is at the witness"
    return ""
