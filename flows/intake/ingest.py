"""From the inboxes to the ledger: list what came, keep the originals, read every file, check, record, answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path, PurePath

from flows.editions.clocks import since_when_known
from flows.house import House, now
from flows.intake.mail_in import KEPT, RECEIVE, answer, inbox_of
from flows.settings import Settings
from flows.steps import Runner, Step
from sources.bodies import Body, body_by_id
from sources.intake.arrival import Arrival, Inbox
from sources.intake.folder import read_inbox
from sources.intake.mail import Mail
from sources.intake.mailbox import Taken
from sources.intake.object_store import read_store
from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.submission import Reading, State
from tasks.delivery.acknowledgement import ReadFile
from tasks.ledger.ledger import Ledger
from tasks.ledger.originals import Archive, archive
from tasks.reading.drift import layouts_of, with_drift
from tasks.reading.isolation import read_in_own_process
from tasks.reading.kept_readings import keep, kept, reading_key
from tasks.reading.validate import validate

READER_VERSION = version("ayumi")


@dataclass(frozen=True)
class ToRead:
    """One file with what its reading needs; *password* opens a protected workbook, *body_ids* are all bodies'.

    *kept_in* is the folder of readings made before; None reads the file in any case.
    """

    arrival: Arrival
    plan: Plan
    body: Body | None
    password: str | None
    body_ids: frozenset[str] = frozenset()
    kept_in: Path | None = None


def ingest(house: House, month: Month, runner: Runner, *, may_answer: bool = True) -> Inbox:
    """Record what came in for *month* and the months before it, and return it; mails are answered if *may_answer*.

    Earlier months come first, so that each month is checked against those before it. A file that is as it was is
    not read again, but checked again: what it is checked against may have changed.
    """
    mails = _mails(house, runner)
    listed = runner.run(LIST, house.settings, house.bodies, month)
    by_mail = inbox_of(mails)
    inbox = Inbox((*listed.arrivals, *by_mail.arrivals), (*listed.findings, *by_mail.findings))
    _take_in(house, inbox.arrivals, mails, runner, may_answer=may_answer)
    return inbox


def ingest_mails(house: House, runner: Runner) -> Taken:
    """Record what came by mail, answer it, and return how many mails there were."""
    taken = runner.run(RECEIVE, house)
    mails = runner.run(KEPT, house)
    _take_in(house, inbox_of(mails).arrivals, mails, runner, may_answer=True)
    return taken


def _mails(house: House, runner: Runner) -> tuple[Mail, ...]:
    """Return the mails that came by now; where no mailbox was ever set, nothing is looked for."""
    if house.settings.mailbox:
        runner.run(RECEIVE, house)
    return runner.run(KEPT, house) if house.ledger.kept_mails(house.plan.plan_id) else ()


def _take_in(
    house: House, arrivals: Sequence[Arrival], mails: Sequence[Mail], runner: Runner, *, may_answer: bool
) -> None:
    """Keep, read and record the arrivals, and put answers to the mails among them into the outbox."""
    runner.run(ARCHIVE, house.originals, arrivals)
    readings = runner.each(READ, [_to_read(house, arrival) for arrival in arrivals])
    runner.run(RECORD, house.ledger, house.plan, readings)
    if mails and may_answer:
        files = zip(arrivals, readings, strict=True)
        by_path = {arrival.submission.file: ReadFile(arrival, reading) for arrival, reading in files}
        answer(house, mails, by_path, runner)


def list_up_to(settings: Settings, bodies: tuple[Body, ...], month: Month) -> Inbox:
    """Return what lies in the inbox folder and in the store, but for files in folders of later months.

    The folder may be missing where a store or a mailbox is set.
    """
    has_others = bool(settings.store or settings.mailbox)
    found = []
    if settings.inbox.is_dir() or not has_others:
        found.append(read_inbox(settings.inbox, bodies, None))
    if settings.store:
        found.append(read_store(settings.store, bodies, None))
    arrivals = tuple(
        arrival
        for one in found
        for arrival in one.arrivals
        if arrival.submission.folder_month is None or arrival.submission.folder_month <= month
    )
    return Inbox(arrivals, tuple(finding for one in found for finding in one.findings))


def keep_originals(place: Archive, arrivals: Sequence[Arrival]) -> int:
    """Return how many files are kept by their SHA-256; a file too large to read has no bytes to keep."""
    kept = [archive(place, arrival.data) for arrival in arrivals if not arrival.is_too_large]
    return len(kept)


def read_one(job: ToRead) -> Reading:
    """Return what was read from one file, now or by an earlier run: bytes that were read are not read again."""
    return kept_or_read(read_now, job)


def kept_or_read(read: Callable[[ToRead], Reading], job: ToRead) -> Reading:
    """Return the reading that an earlier run kept, else what *read* gives, which is kept from then on."""
    if job.kept_in is None:
        return read(job)
    key = reading_key(job.arrival, job.plan, job.body, job.password, job.body_ids)
    reading = kept(job.kept_in, key)
    if reading is None:
        reading = read(replace(job, kept_in=None))
        keep(job.kept_in, key, reading)
    return reading


def read_now(job: ToRead) -> Reading:
    """Return what is in one file, read in a process of its own."""
    return read_in_own_process(job.arrival, job.plan, job.body, job.password, body_ids=job.body_ids)


def check_and_record(ledger: Ledger, plan: Plan, readings: Sequence[Reading]) -> int:
    """Return how many readings were recorded, each first checked against the months before its own.

    What is recorded for the first time is known since the day it came, a better reading of it since now.
    """
    at = now()
    for month, group in groupby(sorted(readings, key=_by_month_then_arrival), key=_month_of):
        before = known_before(ledger, plan.plan_id, month) if month else ()
        for reading in group:
            checked = checked_against(before, reading, plan)
            came = since_when_known(reading.submission.received, plan.time_zone, at)
            ledger.record(
                checked, plan_id=plan.plan_id, reader_version=READER_VERSION, known_at=at, first_known_at=came
            )
    return len(readings)


def known_before(ledger: Ledger, plan_id: str, month: Month) -> tuple[Reading, ...]:
    """Return the readings that count for months before *month*."""
    return ledger.readings(plan_id, up_to=month.plus(-1))


def checked_against(before: Sequence[Reading], reading: Reading, plan: Plan) -> Reading:
    """Return *reading* checked against what was read of the months before: its values, and how it is laid out."""
    earlier = [
        observation
        for known in before
        for observation in known.observations
        if observation.state is State.ACCEPTED and reading.month is not None and observation.month < reading.month
    ]
    checked = validate(reading, earlier, plan)
    return with_drift(checked, layouts_of(before, reading.submission.body_id))


def _to_read(house: House, arrival: Arrival) -> ToRead:
    body_id = arrival.submission.body_id
    body = body_by_id(house.bodies, body_id) if body_id else None
    body_ids = frozenset(body.body_id for body in house.bodies)
    return ToRead(arrival, house.plan, body, house.settings.password_of(body_id), body_ids, house.kept_readings)


def _month_of(reading: Reading) -> Month | None:
    return reading.month


def _by_month_then_arrival(reading: Reading) -> tuple[str, str, str]:
    """Order readings so that earlier months and earlier arrivals come first; those of no month before all."""
    submission = reading.submission
    return (str(reading.month or ""), submission.received.isoformat(), submission.file)


LIST = Step("list", text("Looking into the inbox"), list_up_to, lambda found, _b, _m: found.inbox.name)
ARCHIVE = Step(
    "archive", text("Keeping the originals"), keep_originals, lambda place, _arrivals: PurePath(str(place)).name
)
READ = Step(
    "read",
    text("Reading submissions"),
    read_now,
    lambda job: Path(job.arrival.submission.file).name,
    travels=True,
    around=kept_or_read,
)
RECORD = Step("record", text("Checking and recording"), check_and_record, lambda _l, plan, _readings: plan.plan_id)
