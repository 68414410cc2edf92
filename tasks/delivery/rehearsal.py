"""A mail of the outbox as a rehearsal: to one address that tries it out, and plainly marked as such."""

import hashlib
from email import message_from_bytes, policy

from sources.edition import Message
from sources.messages import Language, text, translator
from tasks.delivery.mailbox import Mailbox, header_text

HEADERS_END = b"\r\n\r\n"


def rehearse(message: Message, to: Mailbox, language: Language) -> Message:
    """Return *message* addressed to *to* alone, its subject marked, everything below its headers as it is.

    It has a Message-ID of its own: no copy of it can be taken for the mail itself, at a witness or by a mail
    program that hides repeated ones.
    """
    head, _, body = message.raw.partition(HEADERS_END)
    headers = message_from_bytes(head + HEADERS_END, policy=policy.SMTP)
    subject = translator(language)(text("[Test] {subject}", subject=str(headers["Subject"])))
    mark = hashlib.sha256(f"{message.message_id}/{to.address}".encode()).hexdigest()[:40]
    message_id = f"<test-{mark}@{message.sender.rpartition('@')[2]}>"
    del headers["Cc"]
    for name, value in (("To", to.header()), ("Subject", header_text(subject)), ("Message-ID", message_id)):
        headers.replace_header(name, value)
    return Message(
        body_id=message.body_id,
        message_id=message_id,
        subject=subject,
        sender=message.sender,
        recipients=(to.address,),
        raw=headers.as_bytes().partition(HEADERS_END)[0] + HEADERS_END + body,
    )
