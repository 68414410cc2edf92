"""An inbox that is a mailbox: each mail is fetched, kept, and only then moved out of the way."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sources.intake.mail import KeptMail, read_mail
from sources.own_mailbox import DONE_FOLDER, Listed, OpenMailbox, OwnMailbox, opened

ASIDE_FOLDER = "要確認"
"""Where mails go that a person has to look at: those that bring no file, and those too large to fetch."""
LARGEST_MAIL_BYTES = 60_000_000

Keep = Callable[[KeptMail, bytes], None]


@dataclass(frozen=True)
class Taken:
    """How many mails were taken, and how many were put aside for a person."""

    mails: int = 0
    aside: int = 0


def take_mails(mailbox: OwnMailbox, keep: Keep) -> Taken:
    """Empty the mailbox, and return how many mails there were; raise ServiceFailed where it can not be used.

    *keep* has written a mail down for good when it returns; it is called again for a mail whose move was cut
    short, and must then change nothing. Whether a mail was seen by somebody does not matter. Of a mail that is too
    large only the headers are fetched. One without any file is kept by nobody but the mailbox.
    """
    mails = aside = 0
    with opened(mailbox) as box:
        for listed in box.listed():
            raw, kept = _fetched(box, listed)
            if not raw:
                continue  # somebody has moved it meanwhile
            is_submission = read_mail(kept, raw, ()).is_submission
            if is_submission:
                keep(kept, raw)
            is_taken = is_submission and kept.is_whole
            box.move(listed.uid, DONE_FOLDER if is_taken else ASIDE_FOLDER)
            mails += is_taken
            aside += not is_taken
    return Taken(mails, aside)


def _fetched(box: OpenMailbox, listed: Listed) -> tuple[bytes, KeptMail]:
    """Return a mail's bytes, or its headers' where it is too large, and what is to be remembered of it.

    Servers tell the time of arrival by the second. The mail's number stands in its microseconds, so that of two
    mails of one second the later one stays the later one.
    """
    received = listed.received.replace(microsecond=int(listed.uid) % 1_000_000)
    is_whole = listed.size <= LARGEST_MAIL_BYTES
    raw = box.whole(listed.uid) if is_whole else box.head(listed.uid)
    return raw, KeptMail(hashlib.sha256(raw).hexdigest(), received, listed.size, is_whole)
