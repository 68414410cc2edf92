"""The mail that tells the operator of a failed run: the line that matters, and what to do next."""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.delivery.mail_route import mail_server
from flows.editions.folder import write_file
from flows.house import now
from flows.settings import Settings
from flows.upkeep.secrets import secrets_of, without
from sources.edition import DeliveryState, Message
from sources.errors import AyumiError
from sources.messages import Text, text
from tasks.delivery.mailbox import Mailbox, header_text
from tasks.delivery.serialised import serialised
from tasks.delivery.smtp import send

LOG = logging.getLogger("ayumi.alarm")
SAME_LINE_AGAIN_AFTER = timedelta(hours=20)
"""A run that fails for the same reason every quarter of an hour is told once a day, whatever hour it begins."""


@dataclass(frozen=True)
class Failure:
    """A run that failed: its flow, its id and name in Prefect, what stopped it, and its page there."""

    flow: str
    run_id: str
    run_name: str
    line: Text
    page: str


def tell_operator(failure: Failure, settings: Settings) -> bool:
    """Mail the operator what failed, and return whether a mail was sent; nothing is where none is named.

    One run is told once, and the same line of the same flow once a day until a run of it goes well. That the mail
    can not be sent is said in the log: the failed run stays what it is, and the next one that fails is told.
    """
    if not (settings.operator and settings.sender and settings.smtp_host):
        return False
    at = now()
    if not _is_news(failure, settings, at):
        return False
    try:
        message = compose(failure, settings, at)
        outcomes = send(message, mail_server(settings))
    except (AyumiError, OSError) as error:
        line = error.text.in_language(settings.report_language) if isinstance(error, AyumiError) else str(error)
        LOG.error(without(secrets_of(settings), line))
        forget_failures(failure.flow, settings)
        return False
    for one in outcomes:
        if one.state is not DeliveryState.ACCEPTED:
            LOG.error("%s: %s", one.address, without(secrets_of(settings), one.answer))
    is_told = any(one.state is DeliveryState.ACCEPTED for one in outcomes)
    if not is_told:
        forget_failures(failure.flow, settings)
    return is_told


def forget_failures(flow: str, settings: Settings) -> None:
    """Let the next failure of *flow* be news again: a run of it went well."""
    _memory(flow, settings).unlink(missing_ok=True)


def compose(failure: Failure, settings: Settings, at: datetime) -> Message:
    """Return the mail about a failure, without secrets; *at* is when it is written."""
    language, secrets = settings.report_language, secrets_of(settings)
    sender, operator = Mailbox.parse(settings.sender), Mailbox.parse(settings.operator)
    line = without(secrets, failure.line.in_language(language))
    subject = text("Ayumi: {flow} {run} failed", flow=failure.flow, run=failure.run_name).in_language(language)
    body = [
        line,
        "",
        text(
            "Mend that, then start the run again. What was done is not done twice, and no mail goes out twice."
        ).in_language(language),
        text("See what else is wrong: ayumi doctor").in_language(language),
        text("The run's page: {page}", page=failure.page).in_language(language),
        "",
    ]
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender.header()
    message["To"] = operator.header()
    message["Subject"] = header_text(without(secrets, subject))
    message["Date"] = format_datetime(at.astimezone(ZoneInfo(settings.time_zone)))
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(body), cte="base64")
    return Message("", message["Message-ID"], subject, sender.address, (operator.address,), serialised(message))


def _is_news(failure: Failure, settings: Settings, at: datetime) -> bool:
    """Return whether this run, and this line within a day, has not been told yet; from now on it has."""
    memory = _memory(failure.flow, settings)
    told = _told(memory)
    line = hashlib.sha256(failure.line.english().encode()).hexdigest()
    is_same_line = told.get("line") == line and at - datetime.fromisoformat(told["at"]) < SAME_LINE_AGAIN_AFTER
    if is_same_line or told.get("run") == failure.run_id:
        return False
    write_file(memory, json.dumps({"run": failure.run_id, "line": line, "at": at.isoformat()}).encode())
    return True


def _told(memory: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(memory.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _memory(flow: str, settings: Settings) -> Path:
    return settings.data_folder() / "told" / f"{flow}.json"
