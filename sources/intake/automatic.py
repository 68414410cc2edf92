"""Whether a mail was written by a person, and by whom it says: answers to machines can go on for ever."""

import re
from email.message import Message

from sources.intake.mail_text import header, sender_of

_MACHINES = (
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "bounce",
    "bounces",
)

_DISOWNED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


def is_automatic(message: Message) -> bool:
    """Return whether a mail must not be answered: RFC 3834's own mark, and those of older and other programs.

    These are Precedence, the headers of mailing lists, Exchange's request for silence, an empty return path,
    reports of mail systems, and senders that are machines by their name.
    """
    says_so = header(message, "Auto-Submitted").casefold().partition(";")[0].strip() not in ("", "no")
    is_bulk = header(message, "Precedence").casefold() in ("bulk", "junk", "list", "auto_reply")
    of_a_list = any(message[name] for name in ("List-Id", "List-Post", "List-Unsubscribe"))
    asks_for_silence = bool(message["X-Auto-Response-Suppress"]) or bool(message["X-Autoreply"])
    is_report = message.get_content_type() == "multipart/report"
    has_no_way_back = header(message, "Return-Path") == "<>" or not sender_of(message)
    of_a_machine = sender_of(message).partition("@")[0].partition("+")[0] in _MACHINES
    return says_so or is_bulk or of_a_list or asks_for_silence or is_report or has_no_way_back or of_a_machine


def is_disowned(message: Message) -> bool:
    """Return whether the mail server found that the sender's own domain disowns the mail (RFC 8601, DMARC).

    The first such header is our server's; whoever writes one into a forged mail can only say so of that mail.
    """
    return bool(_DISOWNED.search(header(message, "Authentication-Results")))
