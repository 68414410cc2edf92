"""An inbox that is a mailbox: each mail is fetched, kept, and only then moved out of the way."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sources.errors import ServiceFailed
from sources.intake.mail import KeptMail, read_mail
from sources.messages import text
from sources.own_mailbox import DONE_FOLDER, Listed, NotMoved, OpenMailbox, OwnMailbox, opened

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

    Where the server does not move mails, all are kept before ServiceFailed is raised: one folder without room must
    not hold back what came behind.
    """
    mails = aside = stuck = 0
    said = ""
    with opened(mailbox) as box:
        for listed in box.listed():
            raw, kept = _fetched(box, listed)
            if not raw:
                continue  # somebody has moved it meanwhile
            is_submission = read_mail(kept, raw, ()).is_submission
            if is_submission:
                keep(kept, raw)
            is_taken = is_submission and kept.is_whole
            try:
                box.move(listed.uid, DONE_FOLDER if is_taken else ASIDE_FOLDER)
            except NotMoved as error:
                stuck, said = stuck + 1, _words(error)
                continue
            mails += is_taken
            aside += not is_taken
    if stuck:
        raise ServiceFailed(
            text(
                "{count} mails of {user} are kept, but the server does not move them to {done} or {aside}:"
                " {problem}. Make room in the mailbox.",
                count=stuck,
                user=mailbox.user,
                done=DONE_FOLDER,
                aside=ASIDE_FOLDER,
                problem=said or "-",
            )
        )
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


def _words(error: NotMoved) -> str:
    return bytes(error.args[0]).decode("utf-8", "replace").strip()
