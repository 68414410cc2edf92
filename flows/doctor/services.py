"""What is examined beyond the machine: plan and bodies, the ledger, mail servers, mailboxes, Prefect's server."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from flows.delivery.mail_route import bounce_mailbox, mail_server, submission_mailbox, witness_mailbox
from flows.doctor.examination import Examined, examined, good, unused, wrong
from flows.engine.server import admits, answers
from flows.engine.sign_in import known_sign_in
from flows.settings import Settings
from sources.bodies import load_bodies
from sources.errors import ServiceFailed
from sources.messages import Text, text
from sources.own_mailbox import OwnMailbox, opened
from sources.plan_files import load_plan
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.smtp import session
from tasks.ledger.engine import open_engine
from tasks.ledger.schema import form_of, is_there, newest_form

NOT_SET = text("not set")


def plan_and_bodies(settings: Settings) -> Examined:
    def look() -> Text:
        plan, bodies = load_plan(settings.plans / settings.plan), load_bodies(settings.bodies)
        return text("{plan}, {count} bodies", plan=plan.plan_id, count=len(bodies))

    return examined(text("Plan"), look, text("See every problem in its files: ayumi plan check"))


def ledger(settings: Settings) -> Examined:
    """Return whether the database answers, and whether its tables are in this version's form."""

    none_yet = text("empty; the first run makes its tables")

    def look() -> Text:
        if not is_there(settings.ledger_url()):
            return none_yet
        engine = open_engine(settings.ledger_url())
        try:
            form = form_of(engine)
        finally:
            engine.dispose()
        if form is None:
            return none_yet
        if form > newest_form():
            raise ServiceFailed(text("written by a newer version ({form})", form=form))
        if form < newest_form():
            return text("tables at {form}; the next run brings them to {newest}", form=form, newest=newest_form())
        return text("tables at {form}", form=form)

    remedy = text("Check AYUMI_LEDGER, that the database runs, and that this is the newest Ayumi of all machines.")
    return examined(text("Ledger"), look, remedy)


def mail(settings: Settings) -> Iterator[Examined]:
    """Yield whether the mail server and each mailbox that is set let us in, encrypted and logged in."""
    yield _mail_server(settings)
    boxes: dict[Text, Callable[[Settings], OwnMailbox | None]] = {
        text("Mailbox of submissions"): submission_mailbox,
        text("Mailbox of the witness"): witness_mailbox,
        text("Mailbox of returned mails"): bounce_mailbox,
    }
    for subject, mailbox_in in boxes.items():
        yield _mailbox(subject, lambda mailbox_in=mailbox_in: mailbox_in(settings))  # type: ignore[misc]


def operator(settings: Settings) -> Examined:
    """Return whether somebody can be told of a failed run."""
    if not settings.operator:
        return unused(text("Operator"), NOT_SET)

    def look() -> Text:
        for written in (settings.operator, settings.sender):
            Mailbox.parse(written)
        mail_server(settings)
        return text("{address}", address=settings.operator)

    remedy = text("Set AYUMI_OPERATOR, AYUMI_SENDER and AYUMI_SMTP_HOST: failed runs are mailed with all three.")
    return examined(text("Operator"), look, remedy)


def heartbeat(settings: Settings) -> Examined:
    """Return whether a watch is told of runs that went well; to call it now would be a false sign of life."""
    subject, file = text("Heartbeat"), settings.heartbeat_file
    if file is None and not settings.heartbeat_url:
        return unused(subject, NOT_SET)
    if file is not None:
        folder = next(one for one in file.parents if one.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            return wrong(
                subject,
                text("{folder} can not be written to", folder=folder),
                text("Let the user that runs Ayumi write there, or name another AYUMI_HEARTBEAT_FILE."),
            )
    host = urlsplit(settings.heartbeat_url).netloc.rpartition("@")[2]
    return good(subject, text("{places}", places=", ".join(str(one) for one in (file, host) if one)))


def prefect(settings: Settings) -> Examined:
    """Return whether the server that the settings name answers and lets us in."""
    subject, url = text("Prefect server"), settings.prefect_api_url
    if not url:
        return unused(subject, text("not set: runs are made directly"))
    if not answers(f"{url}/health"):
        return wrong(
            subject,
            text("{url} does not answer", url=url),
            text("Start it with 'ayumi serve', or unset AYUMI_PREFECT_API_URL."),
        )

    def look() -> Text:
        if not admits(url, settings.prefect_sign_in() or known_sign_in(settings.prefect_home())):
            raise ServiceFailed(text("{url} does not let us in", url=url))
        return text("{url}", url=url)

    return examined(subject, look, text("Set AYUMI_PREFECT_API_AUTH_STRING to the server's own."))


def _mail_server(settings: Settings) -> Examined:
    subject = text("Mail server")
    if not settings.smtp_host:
        return unused(subject, NOT_SET)

    def look() -> Text:
        server = mail_server(settings)
        with session(server):
            return text("{server} lets us in ({security})", server=server.address, security=server.security)

    return examined(
        subject, look, text("Check the settings that begin with AYUMI_SMTP_, and that the server runs.")
    )


def _mailbox(subject: Text, mailbox_set: Callable[[], OwnMailbox | None]) -> Examined:
    def look() -> Text:
        mailbox = mailbox_set()
        if mailbox is None:
            return NOT_SET
        with opened(mailbox):
            return text("{server} lets us in ({security})", server=mailbox.address, security="tls")

    found = examined(subject, look, text("Check server, user, password and folder in the settings."))
    return unused(subject, NOT_SET) if found.found is NOT_SET else found
