"""What a body reported last for each measure, as a template shows it beside the cell to fill in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.month import Month
from sources.submission import Basis, Milestone, MilestoneState, Observation, Reading, State

# The words of the template's own drop-down, which a sender finds again in the column beside it.
MILESTONE_WORDS = {
    MilestoneState.ACHIEVED: "達成",
    MilestoneState.SCHEDULED: "予定",
    MilestoneState.NOT_ACHIEVED: "未達成",
}


@dataclass(frozen=True)
class LastValue:
    """The newest accepted value of one measure: a running total, or a milestone's word (達成), with its month."""

    value: Decimal | str
    month: Month


def last_values(readings: Sequence[Reading], body_id: str, month: Month) -> Mapping[str, LastValue]:
    """Return a body's newest accepted value for each measure id in the months of the fiscal year before *month*.

    Values of a single month are left out: the column beside asks for the total since April.
    """
    found: dict[str, LastValue] = {}
    for read in _values(readings):
        is_earlier = read.month < month and read.month.fiscal_year == month.fiscal_year
        if read.body_id != body_id or read.state is not State.ACCEPTED or not is_earlier:
            continue
        shown = _shown(read)
        known = found.get(read.measure_id)
        if shown is not None and (known is None or known.month <= read.month):
            found[read.measure_id] = LastValue(shown, read.month)
    return found


def _values(readings: Sequence[Reading]) -> Iterator[Observation | Milestone]:
    for reading in readings:
        yield from reading.observations
        yield from reading.milestones


def _shown(read: Observation | Milestone) -> Decimal | str | None:
    if isinstance(read, Milestone):
        return MILESTONE_WORDS[read.value]
    return read.value if read.basis is Basis.CUMULATIVE else None
