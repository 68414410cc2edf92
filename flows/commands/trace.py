"""`ayumi trace`: where a number comes from, all the way from the file to the editions it stood in."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.cells import cell_len

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, parse_month
from flows.editions.known import known_at
from flows.house import House, now, open_house
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, in_words, say, show_table
from flows.shown.tables import body_name, place_in_words, value_in_words
from flows.shown.traced import label_width, way_of
from sources.errors import WrongUse
from sources.messages import Text, text
from sources.month import Month
from sources.plan import Measure
from sources.submission import Milestone, Observation, Place, Reading, State

HEADINGS = (text("Month"), text("Value"), text("As written"), text("Counts"), text("Body"), text("Where"))
Row = tuple[str, ...]


def trace(
    measure: Annotated[
        str, typer.Argument(metavar="MEASURE", help=in_words(text("The measure's id, such as 4-2-1-K1.")))
    ],
    month: MonthGiven,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        known = house.plan.measure.get(measure)
        if known is None:
            raise WrongUse(
                text(
                    "The plan {plan} has no measure '{id}'. Ids look like 4-2-1-K1; the data workbook lists all.",
                    plan=house.plan.plan_id,
                    id=measure,
                )
            )
        _tell(house, known, parse_month(month))
    return DONE


def _tell(house: House, measure: Measure, month: Month) -> None:
    plan_id = house.plan.plan_id
    counting = house.ledger.readings(plan_id, up_to=month)
    say(f"{measure.measure_id} {measure.statement}")
    rows = [row for reading in counting for row in value_rows(house, reading, measure.measure_id)]
    for replaced in house.ledger.superseded(plan_id, up_to=month):
        by = text("no: replaced by {file}", file=replaced.newer.submission.file)
        rows += value_rows(house, replaced.older, measure.measure_id, replaced_by=by)
    if rows:
        show_table(HEADINGS, sorted(rows))
    else:
        say(text("Nothing was reported for it up to {month}.", month=month))
    for reading in counting:
        for finding in reading.findings:
            if finding.measure_id == measure.measure_id:
                say(f"{_where(finding.place)}: {in_words(finding.message)}")
    _tell_way(house, measure, month)


def _tell_way(house: House, measure: Measure, month: Month) -> None:
    """Say, block by block, how the month's actual and each of its values came about."""
    language = terminal_language()
    blocks = list(way_of(house, measure, month, known_at(house, month, now()), language))
    width = label_width(blocks, language)
    for block in blocks:
        say("")
        for label, words in block:
            name = label.in_language(language)
            say(f"{name}{' ' * (width - cell_len(name))}  {' '.join(words.split())}")


def value_rows(
    house: House, reading: Reading, measure_id: str, *, replaced_by: Text | None = None
) -> Iterator[Row]:
    """Yield a row for each value, milestone and remark that a submission holds for one measure."""
    body = body_name(house.bodies, reading.submission.body_id)

    def counts(state: State) -> str:
        if replaced_by is not None:
            return in_words(replaced_by)
        return in_words(text("yes") if state is State.ACCEPTED else text("no: quarantined"))

    language = terminal_language()
    values: tuple[Observation | Milestone, ...] = (*reading.observations, *reading.milestones)
    for value in values:
        if value.measure_id == measure_id:
            words = value_in_words(value, language)
            yield str(value.month), words, value.raw, counts(value.state), body, _where(value.place)
    for remark in reading.remarks:
        if remark.measure_id == measure_id:
            no_number = in_words(text("no number"))
            yield str(remark.month), no_number, remark.words, counts(State.ACCEPTED), body, _where(remark.place)


def _where(place: Place) -> str:
    return in_words(place_in_words(place))
