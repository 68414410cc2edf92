"""The draft of next year's plan from this year's: what goes on is carried over, what nobody knows is blank.

A target, day or text of last year that still stood there would be a wrong number, so each is emptied, and wherever
it can `ayumi plan check` asks for it. All of it is told with last year's value beside it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.messages import Text
from sources.next_plan_rows import CARRIED, Years
from sources.plan import Change, Level, Plan
from sources.plan_cells import restored_id
from sources.plan_rows import ACTIVITY_COLUMNS, CROSSWALK_COLUMNS, DATE_COLUMNS, EARLIER_TOTAL_COLUMNS
from sources.tables import rows_of

COLUMNS = {
    "dates.csv": DATE_COLUMNS,
    "activities.csv": ACTIVITY_COLUMNS,
    "earlier_totals.csv": EARLIER_TOTAL_COLUMNS,
}
"""Of tables that a sound plan may leave without rows."""

ID_COLUMNS = frozenset({"id", "parent_id", "measure_id", "initiative_id", "phase_of"})
_PHASE_NUMBER = re.compile(r"第(\d+)期")


@dataclass(frozen=True)
class NextPlan:
    """A drafted plan: its fiscal year, its files by name, and what is to be filled in, by file and row."""

    fiscal_year: int
    files: Mapping[str, bytes]
    to_fill: tuple[Text, ...]


def next_plan(folder: Path, before: Plan) -> NextPlan:
    """Return the draft of the plan that follows *before*, which was loaded from *folder*."""
    years = Years(before)
    files = {"plan.toml": _plan_toml(years), "crosswalk.csv": _crosswalk(before)}
    to_fill: list[Text] = []
    for name in CARRIED:
        if (folder / name).exists():
            files[name], left = _carried(folder / name, years)
            to_fill += left
    return NextPlan(years.fiscal_year, files, tuple(to_fill))


def _carried(path: Path, years: Years) -> tuple[bytes, list[Text]]:
    """Return a table as next year's, and what is left to fill in it; rows count as in the new file."""
    data = path.read_bytes()
    rows, _ = rows_of(path.name, data, (), None)
    carried: list[dict[str, str]] = []
    left: list[Text] = []
    for number, row in enumerate(rows, start=2):
        cells = {name: restored_id(cell) if name in ID_COLUMNS else cell for name, cell in row.cells.items()}
        at = {"file": path.name, "row": number, "id": next(iter(cells.values()))}
        left += CARRIED[path.name](cells, years, at)
        carried.append(cells)
    return _csv(rows[0].cells if rows else COLUMNS[path.name], carried), left


def _plan_toml(years: Years) -> bytes:
    before, year = years.before, years.fiscal_year
    first, last = years.phase
    phase = before.phase_title
    if years.begins_a_phase:
        phase = _PHASE_NUMBER.sub(lambda found: f"第{int(found[1]) + 1}期", phase)
    values: dict[str, str | int] = {
        "title": before.title.replace(str(before.fiscal_year), str(year)),
        "organisation": before.organisation,
        "fiscal_year": year,
        "follows": before.plan_id,
        "phase_title": phase,
        "phase_first_year": first,
        "phase_last_year": last,
        "time_zone": before.time_zone,
        "version": f"{year}.1",
        "deadline_day": before.deadline_day,
        "default_rating_profile": before.default_rating_profile,
    }
    # A JSON string that keeps its letters is a TOML string.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return ("\n".join(lines) + "\n").encode()


def _crosswalk(before: Plan) -> bytes:
    """Return a crosswalk by which every initiative and measure is kept."""
    ids = (*(node.id for node in before.at_level(Level.INITIATIVE)), *before.measure)
    rows = [{"from_id": one, "to_id": one, "change": str(Change.KEPT), "share": "", "reason": ""} for one in ids]
    return _csv(CROSSWALK_COLUMNS, rows)


def _csv(columns: Iterable[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a CSV as Excel opens it: UTF-8 with a mark at its beginning, lines ending in CRLF."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
