"""How mail goes out and comes back here: servers and mailboxes from the settings, with their secrets."""

import re
import shlex
import subprocess
from pathlib import Path
from urllib.parse import unquote

from pydantic import SecretStr

from flows.settings import Settings, secret
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text
from sources.own_mailbox import OwnMailbox
from tasks.delivery.envelope import Envelope
from tasks.delivery.smtp import Security, SmtpServer

TOKEN_SECONDS = 60
_MAILBOX = re.compile(r"imaps://(?P<user>[^/\s]+)@(?P<host>[^/@:\s]+)(:(?P<port>\d{1,5}))?(/(?P<folder>.+))?/?")


def mail_server(settings: Settings) -> SmtpServer:
    """Return the mail server of the settings; raise WrongUse where none is named."""
    if not settings.smtp_host:
        raise WrongUse(text("No mail server is set. Set AYUMI_SMTP_HOST (README.md lists its settings)."))
    return SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=Security(settings.smtp_security),
        user=settings.smtp_user,
        password=settings.mail_password(),
        token=printed_token(settings.smtp_token_command),
        ca_file=settings.smtp_ca_file,
    )


def envelope(settings: Settings) -> Envelope:
    return Envelope(witness=settings.witness, bounces=settings.bounces)


def submission_mailbox(settings: Settings) -> OwnMailbox | None:
    """Return the mailbox where submissions arrive, or None where none is set."""
    return _mailbox(
        "AYUMI_MAILBOX",
        settings.mailbox,
        settings.mailbox_password,
        settings.mailbox_password_file,
        token_command=settings.mailbox_token_command,
        ca_file=settings.smtp_ca_file,
    )


def witness_mailbox(settings: Settings) -> OwnMailbox | None:
    """Return the mailbox where copies of what was sent arrive, or None where none is set."""
    return _mailbox(
        "AYUMI_WITNESS_MAILBOX",
        settings.witness_mailbox,
        settings.witness_password,
        settings.witness_password_file,
        token_command=settings.witness_token_command,
        ca_file=settings.smtp_ca_file,
    )


def bounce_mailbox(settings: Settings) -> OwnMailbox | None:
    """Return the mailbox where mails come back that could not be delivered, or None where none is set."""
    return _mailbox(
        "AYUMI_BOUNCES_MAILBOX",
        settings.bounces_mailbox,
        settings.bounces_password,
        settings.bounces_password_file,
        token_command=settings.bounces_token_command,
        ca_file=settings.smtp_ca_file,
    )


def printed_token(command: str) -> str:
    """Return the token that *command* prints, or nothing where no command is set; a token lasts an hour or so."""
    if not command:
        return ""
    program = shlex.split(command)[0]
    try:
        done = subprocess.run(  # noqa: S603 - the office's own command, from its settings
            shlex.split(command), capture_output=True, text=True, timeout=TOKEN_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ServiceFailed(
            text("The command '{program}' gave no token: {problem}", program=program, problem=_said(error))
        ) from None
    return done.stdout.strip()


def _said(error: Exception) -> str:
    """Return why a command failed, without its output on success or its arguments, which may hold secrets."""
    if isinstance(error, subprocess.CalledProcessError):
        return " ".join((error.stderr or "").split()) or f"exit code {error.returncode}"
    return type(error).__name__ if isinstance(error, subprocess.SubprocessError) else str(error)


def _mailbox(
    name: str,
    url: str,
    password: SecretStr | None,
    password_file: Path | None,
    *,
    token_command: str,
    ca_file: Path | None,
) -> OwnMailbox | None:
    if not url:
        return None
    found = _MAILBOX.fullmatch(url)
    if found is None:
        raise WrongUse(text("{name} is not written as imaps://USER@HOST/FOLDER: {url}", name=name, url=url))
    return OwnMailbox(
        host=found["host"],
        user=unquote(found["user"]),
        port=int(found["port"] or 993),
        password=secret(password, password_file),
        token=printed_token(token_command),
        folder=unquote(found["folder"] or "INBOX"),
        ca_file=ca_file,
    )
