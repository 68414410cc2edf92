"""The CSVs of a month: facts, milestones, statuses, findings and attainment, as bytes that Excel opens.

UTF-8 with BOM, CRLF, columns in a fixed order that users' own sheets rely on, rows in an order that does not
depend on how submissions came.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from sources.attainment import PlanAttainment
from sources.messages import Language
from sources.submission import Finding, Milestone, Observation, Place, Reading, State, StatusReport
from tasks.reporting.material import Material

Told = TypeVar("Told", Observation, Milestone)

PLACE = ("source_file", "sheet", "cell")
FACTS = ("body", "measure_id", "month", "value", "unit", "basis", *PLACE, "state", "raw")
MILESTONES = ("body", "measure_id", "month", "value", "date", *PLACE, "state")
STATUSES = (
    *("body", "initiative_id", "month", "value", "mark"),
    *("narrative", "issues", "next_steps", *PLACE, "state"),
)
FINDINGS = ("kind", "severity", "body", *PLACE, "message")
ATTAINMENT = (
    *("measure_id", "month", "actual", "target", "unit", "attainment", "expected", "pace"),
    *("rating", "state", "last_known", "last_known_month", "outlook"),
)

_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What Excel may take for the start of a formula, in its full-width forms as well."""
_HARMLESS = re.compile(r"[-－]?\d[\d,]*(\.\d+)?[%％]?|－+")
_CELL = re.compile(r"R(\d+)C(\d+)|([A-Z]{1,3})(\d+)", re.ASCII)


def data_files(material: Material, language: Language = "ja") -> dict[str, bytes]:
    """Return a month's CSVs by their paths in the output folder."""
    readings = settled_readings(material)
    return {
        "data/facts.csv": facts_csv(readings),
        "data/milestones.csv": milestones_csv(readings),
        "data/statuses.csv": statuses_csv(material.readings),
        "data/findings.csv": findings_csv(material.readings, material.findings, language=language),
        "data/attainment.csv": attainment_csv(material.attainment),
    }


def settled_readings(material: Material) -> tuple[Reading, ...]:
    """Return the readings with what contradicts another value quarantined: it counts nowhere."""
    doubtful = frozenset(material.attainment.doubtful)

    def settled(each: Told) -> Told:
        is_doubtful = (each.measure_id, each.month, each.place) in doubtful
        return replace(each, state=State.QUARANTINED) if is_doubtful else each

    return tuple(
        replace(
            reading,
            observations=tuple(map(settled, reading.observations)),
            milestones=tuple(map(settled, reading.milestones)),
        )
        for reading in material.readings
    )


def facts_csv(readings: Iterable[Reading]) -> bytes:
    """Return every observation, accepted and quarantined."""
    return _csv(
        FACTS,
        (
            {
                "body": each.body_id,
                "measure_id": each.measure_id,
                "month": str(each.month),
                "value": digits(each.value),
                "unit": each.unit,
                "basis": each.basis,
                **_place(each.place),
                "state": each.state,
                "raw": each.raw,
            }
            for each in all_observations(readings)
        ),
    )


def milestones_csv(readings: Iterable[Reading]) -> bytes:
    """Return every milestone, accepted and quarantined; *date* as far as it is known (2021-10-05, 2021-10)."""
    return _csv(
        MILESTONES,
        (
            {
                "body": each.body_id,
                "measure_id": each.measure_id,
                "month": str(each.month),
                "value": each.value,
                "date": each.on,
                **_place(each.place),
                "state": each.state,
            }
            for each in all_milestones(readings)
        ),
    )


def statuses_csv(readings: Iterable[Reading]) -> bytes:
    """Return every status report with its texts as the body wrote them; *value* is blank for an unknown mark."""
    return _csv(
        STATUSES,
        (
            {
                "body": each.body_id,
                "initiative_id": each.initiative_id,
                "month": str(each.month),
                "value": each.value or "",
                "mark": each.mark,
                "narrative": each.narrative,
                "issues": each.issues,
                "next_steps": each.next_steps,
                **_place(each.place),
                "state": each.state,
            }
            for each in all_statuses(readings)
        ),
    )


def findings_csv(readings: Iterable[Reading], more: Iterable[Finding] = (), *, language: Language = "ja") -> bytes:
    """Return the findings of the readings and *more* (those of attainment), each once, in *language*."""
    return _csv(
        FINDINGS,
        (
            {
                "kind": each.kind,
                "severity": each.severity,
                "body": each.body_id,
                **_place(each.place),
                "message": each.message.in_language(language),
            }
            for each in all_findings(readings, more)
        ),
    )


def attainment_csv(attainment: PlanAttainment) -> bytes:
    """Return every measure of the plan in its order; *outlook* is the chance of reaching the target."""
    return _csv(
        ATTAINMENT,
        (
            {
                "measure_id": each.measure_id,
                "month": str(each.month),
                "actual": digits(each.actual),
                "target": digits(each.target),
                "unit": each.unit,
                "attainment": ratio(each.attainment),
                "expected": digits(each.expected),
                "pace": ratio(each.pace),
                "rating": each.rating,
                "state": each.state,
                "last_known": digits(each.last_known),
                "last_known_month": str(each.last_known_month or ""),
                "outlook": ratio(each.outlook.chance) if each.outlook else "",
            }
            for each in attainment.measures
        ),
    )


def all_observations(readings: Iterable[Reading]) -> list[Observation]:
    """Return observations by file, sheet and cell."""
    found = (each for reading in readings for each in reading.observations)
    return sorted(
        found, key=lambda each: (*place_order(each.place), each.measure_id, each.month, each.basis, each.value)
    )


def all_milestones(readings: Iterable[Reading]) -> list[Milestone]:
    """Return milestones by file, sheet and cell."""
    found = (each for reading in readings for each in reading.milestones)
    return sorted(found, key=lambda each: (*place_order(each.place), each.measure_id, each.month, each.value))


def all_statuses(readings: Iterable[Reading]) -> list[StatusReport]:
    """Return status reports by file, sheet and cell."""
    found = (each for reading in readings for each in reading.statuses)
    return sorted(found, key=lambda each: (*place_order(each.place), each.initiative_id, each.month, each.mark))


def all_findings(readings: Iterable[Reading], more: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Return findings each once, by file, sheet and cell."""
    found = dict.fromkeys([*(finding for reading in readings for finding in reading.findings), *more])
    return tuple(sorted(found, key=lambda each: (*place_order(each.place), each.kind, each.message.english())))


def digits(value: Decimal | None) -> str:
    """Return a number in plain digits, without exponent or idle zeros; "" for none."""
    if value is None:
        return ""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def ratio(value: Decimal | None) -> str:
    """Return a ratio with its four places; "" for none."""
    return "" if value is None else f"{value:f}"


def guarded(words: str) -> str:
    """Return *words* so that no spreadsheet takes them for a formula; plain negative numbers and △ stay."""
    if words.startswith(_STARTS_A_FORMULA) and not _HARMLESS.fullmatch(words):
        return f"'{words}"
    return words


def place_order(place: Place) -> tuple[str, str, int, int, str]:
    """Return a sort key by file, sheet, row and column: B9 before B10."""
    match = _CELL.match(place.cell)
    if match is None:
        return place.source_file, place.sheet, 0, 0, place.cell
    row, column, letters, number = match.groups()
    position = (int(row), int(column)) if row else (int(number), _column_number(letters))
    return place.source_file, place.sheet, *position, place.cell


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _place(place: Place) -> dict[str, str]:
    return dict(zip(PLACE, (place.source_file, place.sheet, place.cell), strict=True))


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({column: guarded(str(words)) for column, words in row.items()} for row in rows)
    return written.getvalue().encode("utf-8-sig")
