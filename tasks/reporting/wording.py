"""Values put into words of the report's language: months, amounts, shares, marks, states, kinds."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce

from sources.attainment import Rating, ReportState
from sources.messages import Language, Text, text
from sources.month import Month
from sources.plan import Function, Level, Measure, MeasureKind, MeasureType, Node
from sources.submission import FindingKind, MilestoneState, Severity, StatusValue
from tasks.japanese_text import format_number, format_yen, round_half_up

RATING_WORDS: Mapping[Rating, Text] = {
    Rating.MET: text("Target met"),
    Rating.GOOD: text("On track"),
    Rating.FAIR: text("Slightly behind"),
    Rating.POOR: text("Behind"),
    Rating.NONE: text("Not rated"),
}
STATUS_WORDS: Mapping[StatusValue, Text] = {
    StatusValue.AHEAD: text("Ahead of plan"),
    StatusValue.ON_TRACK: text("On track"),
    StatusValue.SLIGHTLY_BEHIND: text("Slightly behind"),
    StatusValue.BEHIND: text("Behind"),
    StatusValue.DONE: text("Done"),
    StatusValue.NOT_STARTED: text("Not started"),
}
# A body's own mark is shown in the same five looks, with its own word beside it.
STATUS_TONES: Mapping[StatusValue | None, Rating] = {
    StatusValue.AHEAD: Rating.MET,
    StatusValue.ON_TRACK: Rating.GOOD,
    StatusValue.SLIGHTLY_BEHIND: Rating.FAIR,
    StatusValue.BEHIND: Rating.POOR,
    StatusValue.DONE: Rating.MET,
    StatusValue.NOT_STARTED: Rating.NONE,
    None: Rating.NONE,
}
STATE_WORDS: Mapping[ReportState, Text] = {
    ReportState.REPORTED: text("Reported"),
    ReportState.NOT_DUE: text("Not due yet"),
    ReportState.OVERDUE: text("Overdue"),
    ReportState.NOTHING_TO_REPORT: text("Nothing to report"),
    ReportState.NOT_APPLICABLE: text("Not applicable"),
    ReportState.ENDED: text("Ended"),
}
MILESTONE_WORDS: Mapping[MilestoneState, Text] = {
    MilestoneState.ACHIEVED: text("Achieved"),
    MilestoneState.SCHEDULED: text("Scheduled"),
    MilestoneState.NOT_ACHIEVED: text("Not achieved"),
}
MEASURE_KIND_WORDS: Mapping[MeasureKind, Text] = {
    MeasureKind.KPI: text("KPI"),
    MeasureKind.GOAL: text("Goal"),
    MeasureKind.ACTIVITY: text("Activity"),
    MeasureKind.PHASE_GOAL: text("Phase goal"),
}
FUNCTION_WORDS: Mapping[Function, Text] = {
    Function.ISSUES: text("Finding issues"),
    Function.SHARING: text("Sharing and awareness"),
    Function.SUCCESS: text("Creating success stories"),
    Function.PROPOSALS: text("Proposals and requests"),
}
# The plan counts in Japanese counter words; English has nouns.
ENGLISH_UNITS: Mapping[str, tuple[str, str]] = {
    "件": ("case", "cases"),
    "社": ("company", "companies"),
    "回": ("time", "times"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "者": ("party", "parties"),
    "団体": ("body", "bodies"),
    "事業所": ("establishment", "establishments"),
}
SEVERITY_WORDS: Mapping[Severity, Text] = {
    Severity.INFO: text("Note"),
    Severity.WARNING: text("Check"),
    Severity.ERROR: text("Act"),
}
FINDING_WORDS: Mapping[FindingKind, Text] = {
    FindingKind.UNKNOWN_INITIATIVE: text("Not in the plan"),
    FindingKind.AMBIGUOUS_ROW: text("Row could be several measures"),
    FindingKind.DUPLICATE_CONFLICT: text("Two different values"),
    FindingKind.IMPLAUSIBLE_JUMP: text("Implausible jump"),
    FindingKind.DECREASE_FROM_PREVIOUS: text("Lower than last month"),
    FindingKind.MONTH_MISMATCH: text("Month differs"),
    FindingKind.FISCAL_YEAR_MISMATCH: text("Other fiscal year"),
    FindingKind.SUPERSEDED_REVISION: text("Replaced by a later revision"),
    FindingKind.COMMENT_OVERRIDE: text("Comment claims another value"),
    FindingKind.FORMULA_WITHOUT_VALUE: text("Formula without a value"),
    FindingKind.ERROR_CELL: text("Error in the cell"),
    FindingKind.UNIT_MISMATCH: text("Other unit"),
    FindingKind.HIDDEN_CONTENT_IGNORED: text("Hidden content left out"),
    FindingKind.NOT_A_NUMBER: text("Not a number"),
    FindingKind.PASSWORD: text("Protected by a password"),
    FindingKind.STRUCK_THROUGH_IGNORED: text("Struck-through text left out"),
    FindingKind.EXAMPLE_SHEET_IGNORED: text("Example sheet left out"),
    FindingKind.UNREADABLE_FILE: text("File can not be read"),
    FindingKind.FILE_TOO_LARGE: text("File too large"),
    FindingKind.UNKNOWN_BODY: text("Sender unknown"),
    FindingKind.ACCUMULATION_CONTRADICTION: text("Total and monthly values differ"),
    FindingKind.LAYOUT_CHANGED: text("Layout changed"),
    FindingKind.MISSING_VALUE: text("Value missing"),
}


@dataclass(frozen=True)
class Punctuation:
    """What stands between words: a wide gap, a stroke between actual and target, brackets, a list's comma.

    *nothing* is printed where there is no value; never 0.
    """

    gap: str
    stroke: str
    opening: str
    closing: str
    comma: str
    pause: str
    nothing: str


JAPANESE = Punctuation(gap="　", stroke="／", opening="（", closing="）", comma="、", pause="　", nothing="－")
ENGLISH = Punctuation(gap="\u2002", stroke=" / ", opening=" (", closing=")", comma=", ", pause="; ", nothing="–")


@dataclass(frozen=True)
class Wording:
    """The words of one language; calling it puts a catalogue's sentence into that language."""

    language: Language

    def __call__(self, key: str | Text, /, **values: object) -> str:
        return (key if isinstance(key, Text) else text(key, **values)).in_language(self.language)

    def month(self, month: Month) -> str:
        """Return 2021年10月, or October 2021."""
        name = calendar.month_name[month.number]
        return self(text("{name} {year}", name=name, year=month.year, number=month.number))

    def short_month(self, month: Month) -> str:
        """Return 10月, or Oct."""
        return self(text("{short_name}", short_name=calendar.month_abbr[month.number], number=month.number))

    def column_month(self, month: Month) -> str:
        """Return a month as narrow as a column can head: 10, or Oct."""
        return self(text("{month_name}", month_name=calendar.month_abbr[month.number], number=month.number))

    def day(self, day: date) -> str:
        """Return 2021年10月5日, or 5 October 2021."""
        name = calendar.month_name[day.month]
        return self(text("{day} {name} {year}", day=day.day, name=name, year=day.year, number=day.month))

    def written_day(self, written: str) -> str:
        """Return a milestone's date, written YYYY-MM-DD or YYYY-MM, in words; other writing stays as it is."""
        try:
            return (
                self.day(date.fromisoformat(written)) if len(written) == 10 else self.month(Month.parse(written))
            )
        except ValueError:
            return written

    def value(self, value: Decimal | None, unit: str) -> str:
        """Return an amount with its unit: 30件, 3億円, 8,800万円; "－" for None, never 0."""
        if value is None:
            return self.nothing
        if unit == "円":
            return format_yen(value) if self.language == "ja" else f"¥{self._number(value)}"
        if self.language == "ja":
            return self._number(value) + unit
        one, several = ENGLISH_UNITS.get(unit, (unit, unit))
        return f"{self._number(value)} {one if value == 1 else several}".rstrip()

    def ratio(self, ratio: Decimal | None) -> str:
        """Return a share as 56.7%; one short of the whole never rounds up to 100.0%."""
        if ratio is None:
            return self.nothing
        percent = round_half_up(ratio * 100, 1)
        return f"{self._number(Decimal('99.9') if ratio < 1 <= percent / 100 else percent, 1)}%"

    def chance(self, chance: Decimal) -> str:
        """Return an estimated chance in steps of 5%, since it is no more exact than that."""
        steps = round_half_up(chance * 20) * 5
        if steps <= 0:
            return self("under 5%")
        return self("over 95%") if steps >= 100 else f"{steps:f}%"

    def listed(self, names: Iterable[str]) -> str:
        """Return *names* one after the other, as the language lists things."""
        return self.marks.comma.join(names)

    def apart(self, *said: str) -> str:
        """Return what is said as one line, its parts set apart; empty ones are left out."""
        return self.marks.pause.join(part for part in said if part)

    def both(self, conditions: Iterable[str]) -> str:
        """Return conditions that must all hold, joined."""
        return reduce(lambda first, second: self("{first} and {second}", first=first, second=second), conditions)

    def kind(self, measure: Measure) -> str:
        return self(MEASURE_KIND_WORDS[measure.kind])

    def function(self, function: Function) -> str:
        return self(FUNCTION_WORDS[function])

    def number(self, node: Node) -> str:
        """Return a node's number as the plan writes it (戦略1, 戦略項目4), or in English."""
        if self.language == "ja" or node.level not in (Level.STRATEGY, Level.ITEM):
            return node.number
        level = "Strategy" if node.level is Level.STRATEGY else "Item"
        return f"{level} {node.id.removeprefix('S')}"

    @property
    def marks(self) -> "Punctuation":
        return JAPANESE if self.language == "ja" else ENGLISH

    @property
    def nothing(self) -> str:
        return self.marks.nothing

    def label(self, label: str) -> str:
        """Return a rating profile's own word where it can stand in this language, else nothing."""
        return label if self.language == "ja" or label.isascii() else ""

    def target(self, measure: Measure) -> str:
        """Return what a measure aims at: 30件 for a number, 定性目標 and the like for what has none."""
        if measure.type is MeasureType.NUMERIC:
            return self("no target figure") if measure.target is None else self.value(measure.target, measure.unit)
        if measure.type is MeasureType.MILESTONE:
            return self("by {day}", day=self.day(measure.due)) if measure.due else self("milestone")
        return self("qualitative goal")

    def _number(self, value: Decimal, places: int | None = None) -> str:
        written = format_number(value, places)
        return written if self.language == "ja" else written.replace("△", "−")
