"""What the columns of a plan's CSVs are, and how one row becomes a node, measure, note, date or activity.

Each function returns None where a cell of its row can not be read; the cells hold the reasons.
"""

from sources.plan import (
    Accumulation,
    Activity,
    Change,
    Combine,
    Comparator,
    Crossing,
    EarlierTotal,
    Function,
    InitiativeNotes,
    Level,
    Measure,
    MeasureKind,
    MeasureType,
    Node,
    PlannedDate,
    Scope,
)
from sources.plan_cells import Cells

NEW_MARK = "新規"

NODE_COLUMNS = ("id", "level", "parent_id", "number", "title", "new")
NODE_COLUMNS_OPTIONAL = ("aliases",)
MEASURE_COLUMNS = (
    "measure_id",
    "level",
    "parent_id",
    "kind",
    "statement",
    "type",
    "target",
    "unit",
    "comparator",
    "accumulation",
    "scope",
    "functions",
    "new",
)
MEASURE_COLUMNS_OPTIONAL = (
    "trajectory",
    "due",
    "combine",
    "baseline",
    "missing_allowed",
    "not_applicable_from",
    "not_applicable_reason",
    "ended_from",
    "phase_of",
    "authority",
    "aliases",
)
NOTES_COLUMNS = ("initiative_id", "functions", "this_year", "next_year")
DATE_COLUMNS = ("initiative_id", "when", "starts", "ends", "what")
ACTIVITY_COLUMNS = ("id", "section", "title", "this_year")
CROSSWALK_COLUMNS = ("from_id", "to_id", "change", "share", "reason")
EARLIER_TOTAL_COLUMNS = ("measure_id", "fiscal_year", "value", "source")


def node_of(cells: Cells) -> Node | None:
    values: dict[str, object] = {
        "level": cells.required_choice("level", Level),
        "id": cells.required_id("id"),
        "parent_id": cells.node_id("parent_id") or None,
        "number": cells.words("number"),
        "title": cells.required("title"),
        "new": cells.mark("new", NEW_MARK),
        "aliases": cells.list_of_words("aliases"),
    }
    return Node.model_validate(values) if cells.is_sound else None


def measure_of(cells: Cells) -> Measure | None:
    values: dict[str, object] = {
        "measure_id": cells.required_id("measure_id"),
        "level": cells.required_choice("level", Level),
        "parent_id": cells.required_id("parent_id"),
        "kind": cells.required_choice("kind", MeasureKind),
        "statement": cells.required("statement"),
        "type": cells.required_choice("type", MeasureType),
        "target": cells.number("target"),
        "unit": cells.words("unit"),
        "comparator": cells.choice("comparator", Comparator),
        "accumulation": cells.required_choice("accumulation", Accumulation),
        "scope": cells.required_choice("scope", Scope),
        "functions": cells.choices("functions", Function),
        "new": cells.mark("new", NEW_MARK),
        "trajectory": cells.trajectory("trajectory"),
        "due": cells.day("due"),
        "baseline": cells.number("baseline"),
        "combine": cells.choice("combine", Combine) or Combine.SINGLE,
        "missing_allowed": cells.mark("missing_allowed", "yes"),
        "not_applicable_from": cells.month("not_applicable_from"),
        "not_applicable_reason": cells.words("not_applicable_reason"),
        "ended_from": cells.month("ended_from"),
        "phase_of": cells.node_id("phase_of"),
        "authority": cells.words("authority"),
        "aliases": cells.list_of_words("aliases"),
    }
    return Measure.model_validate(values) if cells.is_sound else None


def notes_of(cells: Cells) -> InitiativeNotes | None:
    values: dict[str, object] = {
        "initiative_id": cells.required_id("initiative_id"),
        "functions": cells.choices("functions", Function),
        "this_year": cells.required("this_year"),
        "next_year": cells.words("next_year"),
    }
    return InitiativeNotes.model_validate(values) if cells.is_sound else None


def planned_date_of(cells: Cells) -> PlannedDate | None:
    values: dict[str, object] = {
        "initiative_id": cells.required_id("initiative_id"),
        "when": cells.required_when("when"),
        "starts": cells.required_day("starts"),
        "ends": cells.required_day("ends"),
        "what": cells.required("what"),
    }
    return PlannedDate.model_validate(values) if cells.is_sound else None


def activity_of(cells: Cells) -> Activity | None:
    values: dict[str, object] = {
        "id": cells.required("id"),
        "section": cells.required("section"),
        "title": cells.required("title"),
        "this_year": cells.required("this_year"),
    }
    return Activity.model_validate(values) if cells.is_sound else None


def crossing_of(cells: Cells) -> Crossing | None:
    values: dict[str, object] = {
        "from_id": cells.required_id("from_id"),
        "to_id": cells.node_id("to_id"),
        "change": cells.required_choice("change", Change),
        "share": cells.number("share"),
        "reason": cells.words("reason"),
    }
    return Crossing.model_validate(values) if cells.is_sound else None


def earlier_total_of(cells: Cells) -> EarlierTotal | None:
    values: dict[str, object] = {
        "measure_id": cells.required_id("measure_id"),
        "fiscal_year": cells.required_year("fiscal_year"),
        "value": cells.required_number("value"),
        "source": cells.required("source"),
    }
    return EarlierTotal.model_validate(values) if cells.is_sound else None
