"""From the inbox to the ledger: list what came, keep the originals, read every file, check, record."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from flows.house import House, now
from flows.steps import Runner, Step
from sources.bodies import Body, body_by_id
from sources.intake.arrival import Arrival, Inbox
from sources.intake.folder import read_inbox
from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.submission import Observation, Reading, State
from tasks.ledger.ledger import Ledger
from tasks.ledger.originals import archive
from tasks.reading.isolation import read_in_own_process
from tasks.reading.validate import validate

READER_VERSION = version("ayumi")


@dataclass(frozen=True)
class ToRead:
    """One file with what its reading needs; *password* opens a protected workbook, *body_ids* are all bodies'."""

    arrival: Arrival
    plan: Plan
    body: Body | None
    password: str | None
    body_ids: frozenset[str] = frozenset()


def ingest(house: House, month: Month, runner: Runner) -> Inbox:
    """Record what the inbox holds for *month* and the months before it, and return what came.

    Earlier months come first, so that each month is checked against those before it. What is in the ledger
    already is read again and found the same.
    """
    inbox = runner.run(LIST, house.settings.inbox, house.bodies, month)
    runner.run(ARCHIVE, house.originals, inbox.arrivals)
    readings = runner.each(READ, [_to_read(house, arrival) for arrival in inbox.arrivals])
    runner.run(RECORD, house.ledger, house.plan, readings)
    return inbox


def list_up_to(folder: Path, bodies: tuple[Body, ...], month: Month) -> Inbox:
    """Return what came, but for files in folders of later months."""
    found = read_inbox(folder, bodies, None)
    arrivals = tuple(
        arrival
        for arrival in found.arrivals
        if arrival.submission.folder_month is None or arrival.submission.folder_month <= month
    )
    return Inbox(arrivals, found.findings)


def keep_originals(folder: Path, arrivals: Sequence[Arrival]) -> int:
    """Return how many files are kept by their SHA-256; a file too large to read has no bytes to keep."""
    kept = [archive(folder, arrival.data) for arrival in arrivals if not arrival.is_too_large]
    return len(kept)


def read_one(job: ToRead) -> Reading:
    return read_in_own_process(job.arrival, job.plan, job.body, job.password, body_ids=job.body_ids)


def check_and_record(ledger: Ledger, plan: Plan, readings: Sequence[Reading]) -> int:
    """Return how many readings were recorded, each first checked against the months before its own."""
    known_at = now()
    for month, group in groupby(sorted(readings, key=_by_month_then_arrival), key=_month_of):
        earlier = accepted_before(ledger, plan.plan_id, month) if month else ()
        for reading in group:
            checked = validate(reading, earlier, plan)
            ledger.record(checked, plan_id=plan.plan_id, reader_version=READER_VERSION, known_at=known_at)
    return len(readings)


def accepted_before(ledger: Ledger, plan_id: str, month: Month) -> tuple[Observation, ...]:
    """Return the observations that count and speak of months before *month*."""
    known = ledger.readings(plan_id, up_to=month.plus(-1))
    return tuple(
        observation
        for reading in known
        for observation in reading.observations
        if observation.state is State.ACCEPTED and observation.month < month
    )


def _to_read(house: House, arrival: Arrival) -> ToRead:
    body_id = arrival.submission.body_id
    body = body_by_id(house.bodies, body_id) if body_id else None
    body_ids = frozenset(body.body_id for body in house.bodies)
    return ToRead(arrival, house.plan, body, house.settings.password_of(body_id), body_ids)


def _month_of(reading: Reading) -> Month | None:
    return reading.month


def _by_month_then_arrival(reading: Reading) -> tuple[str, str, str]:
    """Order readings so that earlier months and earlier arrivals come first; those of no month before all."""
    submission = reading.submission
    return (str(reading.month or ""), submission.received.isoformat(), submission.file)


LIST = Step("list", text("Looking into the inbox"), list_up_to, lambda folder, _bodies, _month: folder.name)
ARCHIVE = Step("archive", text("Keeping the originals"), keep_originals, lambda folder, _arrivals: folder.name)
READ = Step("read", text("Reading submissions"), read_one, lambda job: Path(job.arrival.submission.file).name)
RECORD = Step("record", text("Checking and recording"), check_and_record, lambda _l, plan, _readings: plan.plan_id)
