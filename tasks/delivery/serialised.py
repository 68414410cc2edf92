"""A composed mail to its bytes, which must read back as what was composed."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from sources.errors import InputRefused
from sources.messages import text


def serialised(message: EmailMessage) -> bytes:
    """Return the message's bytes, once reading them back has given the headers that were meant and no other.

    A value that holds a line break, which may come in encoded, is refused as well: not every version of Python
    writes it as another header, but whoever decodes it may. What comes after the headers is megabytes of
    attachments and is not read back: no header can stand there.
    """
    raw = message.as_bytes()
    head, blank_line, _ = raw.partition(b"\r\n\r\n")
    back = message_from_bytes(head + blank_line, policy=policy.SMTP)
    meant = [(name, str(value)) for name, value in message.items()]
    is_broken = any("\r" in value or "\n" in value for _, value in meant)
    if is_broken or [(name, str(value)) for name, value in back.items()] != meant:
        raise InputRefused(
            text("The mail's headers do not read back as they were written: {subject}", subject=repr(meant[0]))
        )
    return raw
