"""A reading with its reasons: for each value the cells that made it what it is, and why it counts or does not."""

import re
from collections.abc import Iterator

from flows.shown.tables import STATE_WORDS, STATUS_WORDS, value_in_words
from sources.messages import Language, Text, text
from sources.plan import Plan
from sources.submission import Finding, Milestone, Observation, Place, Reading, State, StatusReport
from sources.vocabulary import Role

HEADINGS = (text("What was read"), text("Because"), text("Cell"), text("As written"))

Row = tuple[str, ...]
Read = Observation | Milestone | StatusReport

_EVIDENCE = re.compile(r"(?P<role>\w+) (?P<cell>.*?!(?:[A-Z]{1,3}\d+|R\d+C\d+)|file) (?P<words>.*)", re.DOTALL)
_ROLE_WORDS = {
    "title": text("title"),
    "month": text("month"),
    "label": text("label"),
    "repeated": text("repeated in"),
    Role.STRATEGY: text("strategy"),
    Role.ITEM: text("strategy item"),
    Role.ACTION_PLAN: text("action plan"),
    Role.INITIATIVE: text("initiative"),
    Role.MEASURE: text("measure"),
    Role.KIND: text("kind"),
    Role.UNIT: text("unit"),
    Role.ACTUAL: text("role: actual"),
    Role.ACHIEVEMENT: text("role: actual"),
    Role.CURRENT: text("role: actual"),
    Role.CUMULATIVE: text("role: total since April"),
    Role.MONTHLY: text("role: month alone"),
    Role.STATUS: text("role: status"),
    Role.REPORT_MONTH: text("month"),
    Role.REPORT_DATE: text("month"),
    Role.NUMBER: text("number"),
    Role.STEP: text("step"),
    Role.TARGET: text("role: target"),
    Role.ACTUAL_DATE: text("role: day reached"),
    Role.PLANNED_DATE: text("role: day planned"),
}
_BASIS_WORDS = {
    "said": text("its words say what it covers"),
    "total_beside": text("its running total stands beside it"),
    "series": text("the figures of the months tell whether they add up"),
    "note": text("a note or title of the sheet says what its figures cover"),
    "stock": text("this measure is not added up by the month"),
    "as_of": text("it is as of the month's end"),
    "target_beside": text("it stands beside the year's target"),
    "april": text("in April month and year so far are the same"),
    "parts": text("quarters or halves were added up from April"),
    "unclear": text("nothing tells whether it is the month's or the year's"),
}


def explained(plan: Plan, reading: Reading, language: Language) -> list[Row]:
    """Return rows for each value: the value with its state and confidence, then each cell that made it so.

    What speaks against a value stands below it; findings that concern no value are listed by themselves elsewhere.
    """
    rows: list[Row] = []
    values: tuple[Read, ...] = (*reading.observations, *reading.milestones, *reading.statuses)
    for read in values:
        rows.append(_value_row(plan, read, language))
        rows += (_evidence_row(said, language) for said in read.evidence)
        rows += (_finding_row(finding, read, language) for finding in _findings_of(read, reading))
    return rows


def _value_row(plan: Plan, read: Read, language: Language) -> Row:
    if isinstance(read, StatusReport):
        word = STATUS_WORDS[read.value].in_language(language) if read.value else "?"
        what = f"{read.initiative_id} {plan.node[read.initiative_id].title}: {word}"
        written = read.mark or read.narrative
    else:
        words = value_in_words(read, language)
        what = f"{read.measure_id} {plan.measure[read.measure_id].statement}: {words}"
        written = read.raw
    state = text(
        "{state}, confidence {confidence}", state=_state(read, language), confidence=f"{read.confidence:.2f}"
    )
    return f"{what}（{read.month}）", state.in_language(language), _cell(read.place), " ".join(written.split())


def _cell(place: Place) -> str:
    return f"{place.sheet}!{place.cell}" if place.sheet else place.cell


def _state(read: Read, language: Language) -> str:
    return STATE_WORDS[read.state].in_language(language)


def _evidence_row(said: str, language: Language) -> Row:
    basis = said.removeprefix("basis ")
    if basis != said:
        return "", _BASIS_WORDS[basis].in_language(language) if basis in _BASIS_WORDS else basis, "", ""
    found = _EVIDENCE.fullmatch(said)
    if found is None:
        return "", said, "", ""
    role = _ROLE_WORDS.get(found["role"])
    because = role.in_language(language) if role is not None else found["role"]
    if found["cell"] == "file":
        return "", because, text("file or folder name").in_language(language), found["words"]
    return "", because, found["cell"].lstrip("!"), found["words"]


def _findings_of(read: Read, reading: Reading) -> Iterator[Finding]:
    for finding in reading.findings:
        if finding.place.sheet == read.place.sheet and _covers(finding.place, read.place):
            yield finding


def _covers(wide: Place, one: Place) -> bool:
    """Return whether a finding's cells, one or a range, hold a value's cell."""
    if not wide.cell or not one.cell:
        return False
    first, _, last = wide.cell.partition(":")
    (left, top), (right, bottom), (column, row) = map(_corner, (first, last or first, one.cell.partition(":")[0]))
    return left <= column <= right and top <= row <= bottom


def _corner(cell: str) -> tuple[int, int]:
    """Return column and row of a cell in A1 or R1C1 form, the column by its letters' order."""
    by_number = re.fullmatch(r"R(\d+)C(\d+)", cell)
    if by_number is not None:
        return int(by_number[2]), int(by_number[1])
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr] # places are cells
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(digits)


def _finding_row(finding: Finding, read: Read, language: Language) -> Row:
    counts = read.state is State.ACCEPTED
    because = text("to be noted") if counts else text("speaks against it")
    return "", because.in_language(language), _cell(finding.place), finding.message.in_language(language)


def words_of_evidence() -> tuple[Text, ...]:
    """Return every word that stands for evidence, for the test of their translations."""
    return (*_ROLE_WORDS.values(), *_BASIS_WORDS.values(), *HEADINGS)
