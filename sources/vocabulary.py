"""The words that bodies use (語彙), as data: roles of columns, units, missing words, marks, spans, sheets, titles.

The lists stand in `sources/vocabulary/*.toml`, one file per idea, in natural spelling. Folding (width, dashes,
spaces) is done once by the readers that look words up, not here.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from sources.errors import InputRefused
from sources.messages import text
from sources.plan import Declared
from sources.submission import MilestoneState, StatusValue

VOCABULARY_FOLDER = Path(__file__).parent / "vocabulary"

Words = tuple[str, ...]


class Role(StrEnum):
    """What the cells under a header, or beside a label, hold."""

    STRATEGY = "strategy"
    ITEM = "item"
    ACTION_PLAN = "action_plan"
    INITIATIVE = "initiative"
    MEASURE = "measure"
    KIND = "kind"
    ACTUAL = "actual"
    ACHIEVEMENT = "achievement"
    CUMULATIVE = "cumulative"
    MONTHLY = "monthly"
    PLAN = "plan"
    TARGET = "target"
    FORECAST = "forecast"
    PREVIOUS_YEAR = "previous_year"
    PREVIOUS = "previous"
    CURRENT = "current"
    CHANGE = "change"
    REMAINING = "remaining"
    PART = "part"
    RATE = "rate"
    STATUS = "status"
    NARRATIVE = "narrative"
    ISSUES = "issues"
    NEXT_STEPS = "next_steps"
    REMARKS = "remarks"
    UNIT = "unit"
    REPORTER = "reporter"
    CONTACT = "contact"
    REPORT_DATE = "report_date"
    REPORT_MONTH = "report_month"
    MADE_ON = "made_on"
    FISCAL_YEAR = "fiscal_year"
    PLANNED_DATE = "planned_date"
    ACTUAL_DATE = "actual_date"
    STEP = "step"
    EVENT = "event"
    PLACE = "place"
    PARTICIPANTS = "participants"
    TOPIC = "topic"
    NUMBER = "number"
    LEGEND = "legend"
    FUNCTION = "function"


class Stronger(Declared):
    """Words that decide a header's role wherever they stand in it, tried in *order*."""

    order: tuple[Role, ...]
    previous_year: Words
    rate: Words
    change: Words
    forecast: Words
    remaining: Words
    next_steps: Words
    previous: Words
    target: Words
    plan: Words

    def words(self, role: Role) -> Words:
        found: Words = getattr(self, role.value)
        return found


class Roles(Declared):
    roles: Mapping[Role, Words]
    stronger: Stronger


class UnitFamily(Declared):
    """Counters of one nature, such as 社, 団体 and 事業所 for organisations."""

    family: str
    units: Words


class LooseUnits(Declared):
    units: Words


class UnitRelations(Declared):
    interchangeable: tuple[tuple[str, str], ...]


class Foreign(Declared):
    currencies: Words


class Units(Declared):
    """Units, their spellings, and the scales that money and counts are written in."""

    families: tuple[UnitFamily, ...]
    loose: LooseUnits
    relations: UnitRelations
    spellings: Mapping[str, str]
    scales: Mapping[str, Decimal]
    count_scales: Mapping[str, tuple[str, Decimal]]
    foreign: Foreign


class NumberWords(Declared):
    """Whole cells that say something instead of a number."""

    ditto: Words
    zero: Words
    zero_or_missing: Words
    vague_starts: Words
    each_starts: Words
    not_counts: Words


class Approximate(Declared):
    before: Words
    after: Words


class Labels(Declared):
    """What a word before a number says the number is."""

    actual: Words
    cumulative: Words
    monthly: Words
    of: Words
    part: Words
    besides: Words
    gross: Words
    relative: Words
    other_time: Words
    rate: Words
    planned: Words
    corrected: Words


class Tails(Declared):
    """What a word after the counter says of the number."""

    done: Words
    planned: Words
    ordinal: Words


class Notes(Declared):
    speaks_of_later: Words
    periods: Words


class HeaderPairs(Declared):
    actual: Words
    of: Words
    lower_line: Words


class Quantities(Declared):
    missing: Mapping[str, Words]
    words: NumberWords
    approximate: Approximate
    bounds: Mapping[str, str]
    labels: Labels
    tails: Tails
    notes: Notes
    header_pairs: HeaderPairs


class StatusWords(Declared):
    ahead: Words
    on_track: Words
    slightly_behind: Words
    behind: Words
    done: Words = ()
    not_started: Words = ()
    no_scale: Words = ()
    endings: Words = ()

    def by_value(self) -> Mapping[StatusValue, Words]:
        return {value: getattr(self, value.value) for value in StatusValue}


class MilestoneWords(Declared):
    achieved: Words
    not_achieved: Words
    scheduled: Words
    partly: Words
    stopped: Words

    def by_state(self) -> Mapping[MilestoneState, Words]:
        return {state: getattr(self, state.value) for state in MilestoneState}


class LegendWords(Declared):
    marks: str


class Statuses(Declared):
    marks: StatusWords
    mark_spellings: Mapping[str, str]
    words: StatusWords
    milestones: MilestoneWords
    legend: LegendWords


class CalendarWords(Declared):
    as_needed: Words
    after_date: Words


class Calendar(Declared):
    """Spans of the fiscal year as (first month, last month), and phrases around dates."""

    spans: Mapping[str, tuple[int, int]]
    seasons: Mapping[str, tuple[int, int]]
    words: CalendarWords


class Sheets(Declared):
    """Words that tell what a sheet, row or block is, apart from the plan's own titles."""

    example_sheets: Words
    work_sheets: Words
    totals: Words
    references: Words
    never_titles: Words


class NeutralTails(Declared):
    initiative_tails: Words
    measure_tails: Words
    measure_verbs: Words


class ChangingWords(Declared):
    words: Words


class Markers(Declared):
    old_name: Words
    new_name: Words


class Titles(Declared):
    """How bodies write the plan's titles; *generic* names a measure by its counter or kind alone."""

    spellings: Mapping[str, str]
    neutral: NeutralTails
    changes_meaning: ChangingWords
    generic: Mapping[str, Words]
    markers: Markers


class Vocabulary(Declared):
    roles: Roles
    units: Units
    quantities: Quantities
    statuses: Statuses
    calendar: Calendar
    sheets: Sheets
    titles: Titles


@cache
def load_vocabulary(folder: Path = VOCABULARY_FOLDER) -> Vocabulary:
    """Return the vocabulary of *folder*, one TOML a part; raise InputRefused naming file and key."""
    parts: dict[str, object] = {}
    for name in Vocabulary.model_fields:
        file = folder / f"{name}.toml"
        try:
            parts[name] = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputRefused(text("{file}: {problem}", file=file.name, problem=error)) from None
    try:
        return Vocabulary.model_validate(parts)
    except ValidationError as error:
        first = error.errors()[0]
        name, *where = (str(part) for part in first["loc"])
        raise InputRefused(
            text("{file}, key '{key}': {problem}", file=f"{name}.toml", key=".".join(where), problem=first["msg"])
        ) from None
