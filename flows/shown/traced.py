"""The whole way of a measure's values as finished lines: from the file that came to the editions they stood in."""

from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from flows.editions.known import Known, known_to
from flows.editions.publish import attain_month
from flows.house import House
from flows.shown.tables import body_name, place_in_words, told_in_words, value_in_words
from sources.attainment import MeasureAttainment
from sources.messages import Language, Text, text
from sources.month import Month
from sources.plan import Accumulation, Measure
from sources.submission import Milestone, Observation, State
from tasks.japanese_text import format_number, format_percent
from tasks.ledger.knowledge import KnownReading

BASIS_WORDS = {
    "cumulative": text("the newest running total"),
    "sum": text("the sum of the months' values"),
    "": text("no accepted value speaks of this month"),
}
Line = tuple[Text, str]


def way_of(house: House, measure: Measure, month: Month, known: Known, language: Language) -> Iterator[list[Line]]:
    """Yield a block of label and words for the month's actual, then one for each value of that month."""
    material = attain_month(house, month, known, ())
    now = material.now[measure.measure_id]
    yield _actual(measure, now, language)
    for one in known.knowledge.known:
        values: tuple[Observation | Milestone, ...] = (*one.reading.observations, *one.reading.milestones)
        for value in values:
            if value.measure_id == measure.measure_id and value.month == month:
                yield [
                    *_file(house, one, language),
                    *_cell(value, language),
                    (text("Counts"), _counts(known, one, value, now, month).in_language(language)),
                    *_rules(one, value, language),
                    *_editions(house, one, value, month, language),
                ]


def _actual(measure: Measure, now: MeasureAttainment, language: Language) -> list[Line]:
    lines = [
        (text("Actual"), f"{now.month}: {told_in_words(now, language)}"),
        (text("How it came about"), BASIS_WORDS[now.basis].in_language(language)),
    ]
    actual, zero, baseline = now.actual, Decimal(0), measure.baseline
    if actual is not None and now.attainment is not None:
        lines.append((text("Attainment"), _ratio(now.attainment, actual, now.target, zero)))
    if actual is not None and now.attainment_from_baseline is not None and baseline is not None:
        ratio = _ratio(now.attainment_from_baseline, actual, now.target, baseline)
        lines.append((text("Attainment from the baseline"), ratio))
    if actual is not None and now.pace is not None:
        begins = baseline if baseline is not None and measure.accumulation is Accumulation.STOCK else zero
        lines.append((text("Pace"), _ratio(now.pace, actual, now.expected, begins)))
    lines.append((text("Rating"), now.rating.value))
    return lines


def _ratio(ratio: Decimal, actual: Decimal, goal: Decimal | None, begins: Decimal) -> str:
    """Return a ratio with the division that it came from: what is counted from *begins*, in its own figures."""
    if goal is None:
        return format_percent(ratio, 2)
    part, whole = (format_number(each, 2) if each % 1 else format_number(each) for each in (actual, goal))
    if begins:
        part, whole = (f"({each} − {format_number(begins)})" for each in (part, whole))
    return f"{format_percent(ratio, 2)} ({part} ÷ {whole})"


def _file(house: House, one: KnownReading, language: Language) -> Iterator[Line]:
    submission = one.reading.submission
    since = one.known_at.astimezone(ZoneInfo(house.plan.time_zone))
    yield text("File"), submission.file
    yield text("SHA-256"), submission.sha256
    if (day := house.pruned_on(submission.sha256)) is not None:
        gone = text("pruned on {day}, its term being over; what was read from it stays", day=day)
        yield text("Original"), gone.in_language(language)
    yield text("Body"), body_name(house.bodies, submission.body_id)
    yield text("Received"), submission.received.isoformat()
    yield (
        text("Known since"),
        text(
            "{time}, reading {revision} of this file, by reader {version}",
            time=f"{since:%Y-%m-%d %H:%M %Z}",
            revision=one.revision,
            version=one.reader_version,
        ).in_language(language),
    )


def _cell(value: Observation | Milestone, language: Language) -> Iterator[Line]:
    yield text("Where"), place_in_words(value.place).in_language(language)
    yield text("As written"), value.raw
    yield text("Read as"), f"{value.month}: {value_in_words(value, language)}"
    yield text("Confidence"), f"{value.confidence:.2f}"
    for label in value.evidence or ("-",):
        yield text("Label"), label


def _counts(
    known: Known, one: KnownReading, value: Observation | Milestone, now: MeasureAttainment, month: Month
) -> Text:
    """Return whether and how a value entered the actual, or why not."""
    for replaced in known.knowledge.superseded(month):
        if replaced.older.submission == one.reading.submission:
            return text("no: replaced by {file}", file=replaced.newer.submission.file)
    if value.state is State.QUARANTINED:
        return text("no: quarantined")
    if value.place in now.places:
        return text("yes: the actual rests on it")
    if value.place in now.set_aside:
        return text("no: set aside, since accepted values contradict one another")
    return text("accepted, but the actual rests on other values")


def _rules(one: KnownReading, value: Observation | Milestone, language: Language) -> Iterator[Line]:
    for finding in one.reading.findings:
        if finding.place == value.place or finding.measure_id == value.measure_id:
            yield text("Rule"), f"{finding.kind}: {finding.message.in_language(language)}"


def _editions(
    house: House, one: KnownReading, value: Observation | Milestone, month: Month, language: Language
) -> Iterator[Line]:
    """Yield each edition of the month and later ones that knew the reading, with what it printed for the month."""
    for edition_month, number in house.ledger.editions_with(one.reading_id):
        if edition_month < month:
            continue
        edition = next(
            found for found in house.ledger.editions(house.plan.plan_id, edition_month) if found.number == number
        )
        then = known_to(house, edition)
        printed = attain_month(house, month, then, ()).now[value.measure_id]
        stood = text("printed") if value.place in printed.places else text("known, but not in the figure")
        yield (
            text("Edition"),
            f"{edition_month} #{number}: {told_in_words(printed, language)} ({stood.in_language(language)})",
        )


def label_width(blocks: list[list[Line]], language: Language) -> int:
    """Return the widest label in terminal columns."""
    words = (label.in_language(language) for block in blocks for label, _ in block)
    return max(map(cell_len, words), default=0)
