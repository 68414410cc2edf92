"""Handing mails to a mail server over SMTP: one verified connection, one definite word per address.

Whatever the server said before the first byte of content leaves no doubt. From that byte on, only an answer
ends the doubt: a connection that breaks then may or may not have delivered the mail.
"""

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sources.edition import DeliveryState, Message, RecipientOutcome
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text

COMMAND_TIMEOUT_SECONDS = 30.0
LAST_REPLY_TIMEOUT_SECONDS = 600.0
"""RFC 5321 4.5.3.2.6: a server may take ten minutes to answer the end of the content; less makes duplicates."""
LONGEST_ANSWER = 500
TAKEN = (250, 251)


class Security(StrEnum):
    """How a connection is protected. NONE is for a relay on this very machine and nothing else."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class SmtpServer:
    """A mail server and how to log in there: by *password*, or by *token* (XOAUTH2), or not at all (no *user*).

    *ca_file* names the certificates to trust in place of the system's, for an office with its own authority.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ca_file: Path | None = None
    command_timeout_seconds: float = COMMAND_TIMEOUT_SECONDS
    last_reply_timeout_seconds: float = LAST_REPLY_TIMEOUT_SECONDS

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"


BeforeContent = Callable[[Sequence[RecipientOutcome]], bool]
"""Told the answers to each address before any content is sent; False calls the mail off."""


def send(message: Message, server: SmtpServer) -> tuple[RecipientOutcome, ...]:
    """Hand one mail over and return what became of it for each address.

    Raises ServiceFailed where the server can not be reached, its certificate is not trusted, or it refuses the
    login. Nothing is remembered here: what must not go out twice is sent by `tasks.delivery.outbox`.
    """
    with session(server) as smtp:
        return transmit(smtp, message, server, lambda _: True)


@contextmanager
def session(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """Yield a connection that is encrypted, verified and logged in; raise ServiceFailed where that can not be."""
    smtp = _connected(server)
    try:
        yield smtp
    finally:
        _part(smtp)


def is_open(smtp: smtplib.SMTP) -> bool:
    """Return whether a connection can take another mail."""
    return smtp.sock is not None


def transmit(
    smtp: smtplib.SMTP,
    message: Message,
    server: SmtpServer,
    before_content: BeforeContent,
    *,
    witness: str = "",
) -> tuple[RecipientOutcome, ...]:
    """Hand one mail over an open connection, and return each address's outcome.

    *witness* is an address of ours in the same envelope; a mail that would go out without it stays queued, and a
    witness that is refused for good raises ServiceFailed.

    *before_content* is called once all addresses have been named and at least one was taken; those are then
    in doubt. Where it says no, the mail is called off and every address stays queued. An outcome QUEUED means
    that the server has not got the mail for that address, and that trying again may help.
    """
    try:
        outcomes = _name_addresses(smtp, message, witness)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        return _all(message.recipients, DeliveryState.QUEUED, str(error))
    taken = tuple(one.address for one in outcomes if one.state is DeliveryState.IN_DOUBT)
    refused = tuple(one for one in outcomes if one.state is not DeliveryState.IN_DOUBT)
    if taken and not before_content(outcomes):
        _call_off(smtp)
        return _all(message.recipients, DeliveryState.QUEUED, "called off before any content was sent")
    if not taken:
        _call_off(smtp)
        return refused
    return (*_content(smtp, taken, message.raw, server), *refused)


def _name_addresses(smtp: smtplib.SMTP, message: Message, witness: str) -> tuple[RecipientOutcome, ...]:
    size = [f"SIZE={len(message.raw)}"] if smtp.has_extn("size") else []
    code, answer = smtp.mail(message.sender, size)
    if code != 250:
        return _all(message.recipients, _state(code), _words(code, answer))
    if witness:
        code, answer = smtp.rcpt(witness)
        if _state(code) is DeliveryState.REFUSED:
            raise _no_witness(witness, _words(code, answer))
        if code not in TAKEN:
            return _all(message.recipients, DeliveryState.QUEUED, f"{witness}: {_words(code, answer)}")
    outcomes = []
    for address in message.recipients:
        code, answer = smtp.rcpt(address)
        state = DeliveryState.IN_DOUBT if code in TAKEN else _state(code)
        outcomes.append(RecipientOutcome(address, state, _words(code, answer)))
    return tuple(outcomes)


def _content(
    smtp: smtplib.SMTP, taken: tuple[str, ...], raw: bytes, server: SmtpServer
) -> tuple[RecipientOutcome, ...]:
    try:
        code, answer = smtp.docmd("DATA")
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        return _all(taken, DeliveryState.QUEUED, str(error))
    if code != 354:
        _call_off(smtp)
        return _all(taken, _state(code), _words(code, answer))
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(server.last_reply_timeout_seconds)
        smtp.send(_dot_stuffed(raw))
        code, answer = smtp.getreply()
        if smtp.sock is not None:
            smtp.sock.settimeout(server.command_timeout_seconds)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        return _all(taken, DeliveryState.IN_DOUBT, str(error))
    if code == 250:
        return _all(taken, DeliveryState.ACCEPTED, _words(code, answer))
    state = _state(code) if 400 <= code < 600 else DeliveryState.IN_DOUBT
    return _all(taken, state, _words(code, answer))


def _dot_stuffed(raw: bytes) -> bytes:
    ended = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _state(code: int) -> DeliveryState:
    """Return what a refusal's code means: 5xx is final, all else may be tried again."""
    return DeliveryState.REFUSED if 500 <= code < 600 else DeliveryState.QUEUED


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}".replace("\n", " ")[:LONGEST_ANSWER]


def _all(addresses: Sequence[str], state: DeliveryState, answer: str) -> tuple[RecipientOutcome, ...]:
    return tuple(RecipientOutcome(address, state, answer[:LONGEST_ANSWER]) for address in addresses)


def _call_off(smtp: smtplib.SMTP) -> None:
    try:
        smtp.rset()
    except (smtplib.SMTPException, OSError):
        smtp.close()


def _part(smtp: smtplib.SMTP) -> None:
    try:
        if is_open(smtp):
            smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()  # every mail has had its answer by now; a rude goodbye changes none of them
    finally:
        smtp.close()


def _connected(server: SmtpServer) -> smtplib.SMTP:
    _require_protection(server)
    smtp: smtplib.SMTP | None = None
    try:
        context = ssl.create_default_context(cafile=server.ca_file)
        if server.security is Security.TLS:
            smtp = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.command_timeout_seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.command_timeout_seconds)
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
        _log_in(smtp, server)
    except smtplib.SMTPAuthenticationError as error:
        _close(smtp)
        raise ServiceFailed(
            text(
                "The mail server {server} refuses the login of {user}: {answer}. "
                "Check user and password or token.",
                server=server.address,
                user=server.user,
                answer=_words(error.smtp_code, _as_bytes(error.smtp_error)),
            )
        ) from error
    except ssl.SSLCertVerificationError as error:
        _close(smtp)
        raise ServiceFailed(
            text(
                "The certificate of the mail server {server} is not trusted: {problem}. "
                "Check the server's name, or name the office's own authority.",
                server=server.address,
                problem=error.verify_message,
            )
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        _close(smtp)
        raise ServiceFailed(
            text(
                "The mail server {server} can not be used: {problem}. "
                "What was not sent stays queued; try again later.",
                server=server.address,
                problem=str(error).rstrip("."),
            )
        ) from error
    return smtp


def _log_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.token:
        words = f"user={server.user}\1auth=Bearer {server.token}\1\1"
        smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else words, initial_response_ok=True)
    elif server.user:
        smtp.login(server.user, server.password)


def _require_protection(server: SmtpServer) -> None:
    """Refuse to speak in the clear to another machine: mails and passwords could be read on the way."""
    if server.security is not Security.NONE or server.host == "localhost":
        return
    try:
        is_here = ipaddress.ip_address(server.host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise WrongUse(
            text(
                "{server} is not on this machine, so mail to it must be encrypted. Choose starttls or tls.",
                server=server.address,
            )
        )


def _no_witness(witness: str, answer: str) -> ServiceFailed:
    return ServiceFailed(
        text(
            "The mail server refuses the witness mailbox {address}: {answer}. "
            "Nothing is sent without a copy there; correct AYUMI_WITNESS, or unset it.",
            address=witness,
            answer=answer,
        )
    )


def _close(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _as_bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer
