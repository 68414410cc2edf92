"""A mail as a value: the same edition, body and words always give the same bytes."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from sources.bodies import Body
from sources.edition import Edition, Message
from sources.errors import InputRefused
from sources.messages import Language, text
from sources.plan import Plan
from tasks.delivery.attachment import ATTACHMENTS_LIMIT_BYTES, Attachment, Linked, attach
from tasks.delivery.letter import Letter, Replaced, write_letter
from tasks.delivery.mailbox import Mailbox, header_text
from tasks.delivery.serialised import serialised
from tasks.delivery.summary import MailSummary

__all__ = ["Attachment", "Replaced", "compose"]


def compose(
    edition: Edition,
    body: Body,
    *,
    plan: Plan,
    summary: MailSummary,
    attachments: Sequence[Attachment],
    linked: Sequence[Linked] = (),
    sender: Mailbox,
    reply_to: Mailbox,
    date: datetime,
    replaces: Replaced | None = None,
    corrections: Sequence[str] = (),
    language: Language = "ja",
) -> Message:
    """Return the mail that brings *edition* to one body: To and Cc as the body declares, one envelope.

    *linked* are files that stand elsewhere, too large to be attached. *date* is the edition's or its approval's
    time, never now. *replaces* is the edition this body got before: the mail is then a correction, and mail
    programs show it below the one that it corrects. *corrections* are sentences on figures of earlier editions
    that are others now.
    Raises InputRefused where the body has nobody to write to, the attachments are too large, or a text could
    become more than the header that it stands in.
    """
    letter = write_letter(
        edition,
        body_name=body.name,
        organisation=plan.organisation,
        plan_title=plan.title,
        summary=summary,
        attached=[attachment.name for attachment in attachments],
        linked=linked,
        reply_address=reply_to.address,
        replaces=replaces,
        corrections=corrections,
        language=language,
    )
    key = hashlib.sha256(
        f"{plan.plan_id}/{edition.month}/{edition.number}/{edition.digest}/{body.body_id}".encode()
    )
    mark = key.hexdigest()[:40]
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender.header()
    message["Reply-To"] = reply_to.header()
    for role, addresses in _recipients(body).items():
        message[role] = tuple(address.header() for address in addresses)
    message["Subject"] = header_text(letter.subject)
    message["Date"] = format_datetime(date.astimezone(ZoneInfo(plan.time_zone)))
    message["Message-ID"] = f"<{mark}@{sender.domain}>"
    if replaces is not None:
        message["In-Reply-To"] = message["References"] = replaces.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    _fill(message, letter, attachments, body)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")
    return Message(
        body_id=body.body_id,
        message_id=f"<{mark}@{sender.domain}>",
        subject=letter.subject,
        sender=sender.address,
        recipients=tuple(recipient.address for recipient in body.recipients),
        raw=serialised(message),
    )


def _recipients(body: Body) -> dict[str, tuple[Mailbox, ...]]:
    by_role = {
        header: tuple(Mailbox(one.address, one.name) for one in body.recipients if one.role == role)
        for header, role in (("To", "to"), ("Cc", "cc"))
    }
    if not by_role["To"]:
        raise InputRefused(
            text(
                "{body} has no recipient with the role 'to'. Add one to {file}.",
                body=body.name,
                file=f"sources/bodies/{body.body_id}.toml",
            )
        )
    return {header: addresses for header, addresses in by_role.items() if addresses}


def _fill(message: EmailMessage, letter: Letter, attachments: Sequence[Attachment], body: Body) -> None:
    size = sum(len(attachment.data) for attachment in attachments)
    if size > ATTACHMENTS_LIMIT_BYTES:
        raise InputRefused(
            text(
                "The files for {body} come to {size} MB; mail servers take {limit} MB. Send it fewer reports.",
                body=body.name,
                size=f"{size / 1_000_000:.1f}",
                limit=ATTACHMENTS_LIMIT_BYTES // 1_000_000,
            )
        )
    message.set_content(letter.as_text(), cte="base64")
    message.add_alternative(letter.as_html(), subtype="html", cte="base64")
    if attachments:
        message.make_mixed()
    for attachment in attachments:
        attach(message, attachment)
