"""A notice: a mail to one body about its own reports, outside any edition, with words of its own."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from sources.edition import Message
from sources.messages import Language
from tasks.delivery.attachment import Attachment, attach
from tasks.delivery.letter import colours, templates
from tasks.delivery.mailbox import Mailbox, header_text
from tasks.delivery.serialised import serialised

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")


@dataclass(frozen=True)
class NoticeList:
    """A list within a notice: its title and its lines, each with lines below it."""

    title: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Notice:
    """A notice's words before they are laid out: every field is finished text in *language*."""

    language: Language
    subject: str
    greeting: str
    opening: tuple[str, ...]
    lists: tuple[NoticeList, ...]
    closing: tuple[str, ...]

    def as_text(self) -> str:
        return templates().get_template("notice.txt").render(notice=self)

    def as_html(self) -> str:
        return templates().get_template("notice.html").render(notice=self, colours=colours())


@dataclass(frozen=True)
class Route:
    """Who a notice comes from, who gets it, and when it is dated. *answers* is the Message-ID that it answers."""

    sender: Mailbox
    reply_to: Mailbox
    to: tuple[Mailbox, ...]
    date: datetime
    time_zone: str
    answers: str = ""


def compose_notice(
    notice: Notice, body_id: str, route: Route, *, key: str, attachments: Sequence[Attachment] = ()
) -> Message:
    """Return the mail of a notice; *key* tells it from every other one, and gives it its Message-ID.

    Raises InputRefused where a text could become more than the header that it stands in.
    """
    mark = hashlib.sha256(f"{key}/{body_id}".encode()).hexdigest()[:40]
    message_id = f"<{mark}@{route.sender.domain}>"
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = route.sender.header()
    message["Reply-To"] = route.reply_to.header()
    message["To"] = tuple(mailbox.header() for mailbox in route.to)
    message["Subject"] = header_text(notice.subject)
    message["Date"] = format_datetime(route.date.astimezone(ZoneInfo(route.time_zone)))
    message["Message-ID"] = message_id
    if _MESSAGE_ID.fullmatch(route.answers):
        message["In-Reply-To"] = route.answers
        message["References"] = route.answers
    message["Auto-Submitted"] = "auto-replied" if route.answers else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(notice.as_text(), cte="base64")
    message.add_alternative(notice.as_html(), subtype="html", cte="base64")
    if attachments:
        message.make_mixed()
    for attachment in attachments:
        attach(message, attachment)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")
    return Message(
        body_id=body_id,
        message_id=message_id,
        subject=notice.subject,
        sender=route.sender.address,
        recipients=tuple(mailbox.address for mailbox in route.to),
        raw=serialised(message),
    )
