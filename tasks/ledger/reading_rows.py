"""A reading as rows of the ledger's tables, and rows as the reading that they were: the same value back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from sources.messages import Text
from sources.month import Month
from sources.submission import (
    Basis,
    Finding,
    FindingKind,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    Remark,
    Severity,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.ledger import tables
from tasks.ledger.layout_json import layout_of

Row = Mapping[str, Any]


def facts_of(reading: Reading) -> dict[Table, list[dict[str, Any]]]:
    """Return what a reading holds, as rows by table, each with its position and without ids and known_at."""
    rows = {
        tables.observations: [_observation_row(fact) for fact in reading.observations],
        tables.milestones: [_milestone_row(fact) for fact in reading.milestones],
        tables.statuses: [_status_row(fact) for fact in reading.statuses],
        tables.remarks: [_remark_row(fact) for fact in reading.remarks],
        tables.findings: [finding_row(fact) for fact in reading.findings],
    }
    return {table: [{"position": n, **row} for n, row in enumerate(found)] for table, found in rows.items()}


def digest_of(reading: Reading) -> str:
    """Return a SHA-256 over everything that a reading says, so that saying the same again can be known.

    How the file was laid out is not said by it: the same facts from a reader that sees more of that are the same.
    """
    submission = reading.submission
    said = [
        submission.body_id,
        submission.received.isoformat(),
        str(submission.folder_month),
        str(reading.month),
        [[table.name, found] for table, found in facts_of(reading).items()],
    ]
    canonical = json.dumps(said, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@dataclass(frozen=True)
class RowsOfReading:
    """One reading's own row (with its submission's columns) and its facts' rows by table, in order."""

    head: Row
    facts: Mapping[Table, Iterable[Row]]


def reading_of(rows: RowsOfReading) -> Reading:
    head, facts = rows.head, rows.facts
    return Reading(
        submission=Submission(
            file=head["file"],
            sha256=head["sha256"],
            body_id=head["body_id"],
            received=head["received"],
            folder_month=head["folder_month"],
        ),
        month=head["month"],
        observations=tuple(_observation(row) for row in facts[tables.observations]),
        milestones=tuple(_milestone(row) for row in facts[tables.milestones]),
        statuses=tuple(_status(row) for row in facts[tables.statuses]),
        remarks=tuple(_remark(row) for row in facts[tables.remarks]),
        findings=tuple(finding_of(row) for row in facts[tables.findings]),
        layout=layout_of(head["layout"]),
    )


def _place_row(place: Place) -> dict[str, Any]:
    return {"source_file": place.source_file, "sheet": place.sheet, "cell": place.cell}


def _place(row: Row) -> Place:
    return Place(row["source_file"], row["sheet"], row["cell"])


def _reliance_row(fact: Observation | Milestone | StatusReport) -> dict[str, Any]:
    return {
        "state": str(fact.state),
        "confidence": fact.confidence,
        "evidence": json.dumps(fact.evidence, ensure_ascii=False),
    }


def _reliance(row: Row) -> dict[str, Any]:
    return {
        "state": State(row["state"]),
        "confidence": row["confidence"],
        "evidence": tuple(json.loads(row["evidence"])),
    }


def _observation_row(fact: Observation) -> dict[str, Any]:
    return {
        "body_id": fact.body_id,
        "measure_id": fact.measure_id,
        "month": fact.month,
        "value": fact.value,
        "unit": fact.unit,
        "basis": str(fact.basis),
        "raw": fact.raw,
        **_place_row(fact.place),
        **_reliance_row(fact),
    }


def _observation(row: Row) -> Observation:
    return Observation(
        body_id=row["body_id"],
        measure_id=row["measure_id"],
        month=row["month"],
        value=row["value"],
        unit=row["unit"],
        basis=Basis(row["basis"]),
        place=_place(row),
        raw=row["raw"],
        **_reliance(row),
    )


def _milestone_row(fact: Milestone) -> dict[str, Any]:
    return {
        "body_id": fact.body_id,
        "measure_id": fact.measure_id,
        "month": fact.month,
        "value": str(fact.value),
        "happens_on": fact.on,
        "raw": fact.raw,
        **_place_row(fact.place),
        **_reliance_row(fact),
    }


def _milestone(row: Row) -> Milestone:
    return Milestone(
        body_id=row["body_id"],
        measure_id=row["measure_id"],
        month=row["month"],
        value=MilestoneState(row["value"]),
        on=row["happens_on"],
        place=_place(row),
        raw=row["raw"],
        **_reliance(row),
    )


def _status_row(fact: StatusReport) -> dict[str, Any]:
    return {
        "body_id": fact.body_id,
        "initiative_id": fact.initiative_id,
        "month": fact.month,
        "value": None if fact.value is None else str(fact.value),
        "mark": fact.mark,
        "narrative": fact.narrative,
        "issues": fact.issues,
        "next_steps": fact.next_steps,
        **_place_row(fact.place),
        **_reliance_row(fact),
    }


def _status(row: Row) -> StatusReport:
    return StatusReport(
        body_id=row["body_id"],
        initiative_id=row["initiative_id"],
        month=row["month"],
        value=None if row["value"] is None else StatusValue(row["value"]),
        mark=row["mark"],
        narrative=row["narrative"],
        issues=row["issues"],
        next_steps=row["next_steps"],
        place=_place(row),
        **_reliance(row),
    )


def _remark_row(fact: Remark) -> dict[str, Any]:
    return {
        "body_id": fact.body_id,
        "measure_id": fact.measure_id,
        "month": fact.month,
        "words": fact.words,
        **_place_row(fact.place),
    }


def _remark(row: Row) -> Remark:
    return Remark(row["body_id"], row["measure_id"], row["month"], row["words"], _place(row))


def finding_row(fact: Finding) -> dict[str, Any]:
    """Return a finding as a row, without its reading and position."""
    return {
        "body_id": fact.body_id,
        "month": fact.month,
        "measure_id": fact.measure_id,
        "kind": str(fact.kind),
        "severity": str(fact.severity),
        "message_key": fact.message.key,
        "message_values": json.dumps(fact.message.values, ensure_ascii=False),
        **_place_row(fact.place),
    }


def finding_of(row: Row) -> Finding:
    """Return the finding that a row holds; its month may be written out."""
    values = tuple((name, value) for name, value in json.loads(row["message_values"]))
    return Finding(
        kind=FindingKind(row["kind"]),
        severity=Severity(row["severity"]),
        body_id=row["body_id"],
        place=_place(row),
        message=Text(row["message_key"], values),
        month=Month.parse(row["month"]) if isinstance(row["month"], str) else row["month"],
        measure_id=row["measure_id"],
    )
