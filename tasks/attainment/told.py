"""What each body told of each measure, month by month, after its own corrections.

The state at the end does not depend on the order in which submissions came to this function: a later word wins
over an earlier one by the day its file came and the month that file reports, and where neither is later the two
contradict each other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from sources.month import Month
from sources.submission import Basis, Finding, Milestone, Observation, Place, Reading, Remark, State, StatusReport

Said = TypeVar("Said", bound=Observation | Milestone | StatusReport)
Item = TypeVar("Item")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Word(Generic[Said]):
    """One reading with the day its file came and the month that file reports."""

    said: Said
    received: date
    reported_month: Month

    def is_later_than(self, other: "Word[Said]") -> bool:
        """Return whether this word corrects *other*: later on one clock and earlier on none.

        A file that came later but reports an earlier month may be either an old file sent again or a
        correction; nobody can tell, so it is neither.
        """
        mine, theirs = (self.received, self.reported_month), (other.received, other.reported_month)
        return mine != theirs and mine[0] >= theirs[0] and mine[1] >= theirs[1]


@dataclass(frozen=True)
class Told:
    """One body's value for one measure, month and basis.

    *value* is None where the body told different values and none of them is the later word. *replaced* are the
    earlier values that the counting one corrects.
    """

    value: Decimal | None
    words: tuple[Word[Observation], ...]
    replaced: tuple[Word[Observation], ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(word.said.place for word in self.words)

    @property
    def files(self) -> frozenset[str]:
        return frozenset(place.source_file for place in self.places)


@dataclass(frozen=True)
class Contradiction:
    """Values of one month that its series contradicts; *shown_in* is the month whose report says so."""

    shown_in: Month
    places: tuple[Place, ...]
    finding: Finding


@dataclass(frozen=True)
class BodyTold:
    """What one body told of one measure: running totals, single months' values, and what does not count.

    *contradicted* are, by month, values that were told without doubt but contradict their series; they are in
    neither *totals* nor *monthly*.
    """

    body_id: str
    totals: Mapping[Month, Told]
    monthly: Mapping[Month, Told]
    quarantined: Mapping[Month, tuple[Place, ...]]
    contradicted: Mapping[Month, tuple[Contradiction, ...]] = field(default_factory=dict)

    def set_aside(self, month: Month) -> tuple[Place, ...]:
        """Return the places of the month's values that do not count whatever else is told."""
        contradicted = (place for each in self.contradicted.get(month, ()) for place in each.places)
        return (*contradicted, *self.quarantined.get(month, ()))


@dataclass(frozen=True)
class EverythingTold:
    """All that the current readings say of a plan up to a month: numbers, milestones and remarks by measure,
    status reports by initiative."""

    numbers: Mapping[str, tuple[BodyTold, ...]]
    milestones: Mapping[str, tuple[Word[Milestone], ...]]
    statuses: Mapping[str, tuple[Word[StatusReport], ...]]
    remarks: Mapping[str, tuple[Remark, ...]]


def everything_told(readings: Sequence[Reading], up_to: Month) -> EverythingTold:
    """Return what *readings* say of the months up to and including *up_to*."""
    observations: list[Word[Observation]] = []
    milestones: list[Word[Milestone]] = []
    statuses: list[Word[StatusReport]] = []
    remarks: set[Remark] = set()
    for reading in readings:
        observations += _words(reading, reading.observations)
        milestones += _words(reading, reading.milestones)
        statuses += _words(reading, reading.statuses)
        remarks.update(reading.remarks)
    by_measure = _grouped(_in_order(observations, up_to), lambda word: word.said.measure_id)
    return EverythingTold(
        numbers={measure_id: _by_body(words) for measure_id, words in by_measure.items()},
        milestones=_grouped(_in_order(milestones, up_to), lambda word: word.said.measure_id),
        statuses=_grouped(_in_order(statuses, up_to), lambda word: word.said.initiative_id),
        remarks=_grouped(
            sorted((r for r in remarks if r.month <= up_to), key=lambda r: (r.month, place_key(r.place), r.words)),
            lambda remark: remark.measure_id,
        ),
    )


def place_key(place: Place) -> tuple[str, str, str]:
    return place.source_file, place.sheet, place.cell


def _words(reading: Reading, items: Iterable[Said]) -> list[Word[Said]]:
    return [Word(said, reading.submission.received, reading.month or said.month) for said in items]


def _in_order(words: Iterable[Word[Said]], up_to: Month) -> list[Word[Said]]:
    """Return the words up to a month in an order of their own, each once."""
    wanted = {word for word in words if word.said.month <= up_to}
    return sorted(wanted, key=lambda word: (word.said.month, word.received, place_key(word.said.place), str(word)))


def _grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, tuple[Item, ...]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}


def _by_body(words: Sequence[Word[Observation]]) -> tuple[BodyTold, ...]:
    bodies = _grouped(words, lambda word: word.said.body_id)
    return tuple(_body_told(body_id, bodies[body_id]) for body_id in sorted(bodies))


def _body_told(body_id: str, words: Sequence[Word[Observation]]) -> BodyTold:
    accepted = [word for word in words if word.said.state is State.ACCEPTED]
    told = {
        basis: {
            month: _settled(of_month)
            for month, of_month in _grouped(
                (word for word in accepted if word.said.basis is basis), lambda word: word.said.month
            ).items()
        }
        for basis in Basis
    }
    set_aside = _grouped((word for word in words if word.said.state is State.QUARANTINED), lambda w: w.said.month)
    return BodyTold(
        body_id=body_id,
        totals=told[Basis.CUMULATIVE],
        monthly=told[Basis.MONTHLY],
        quarantined={month: tuple(word.said.place for word in group) for month, group in set_aside.items()},
    )


def _settled(words: Sequence[Word[Observation]]) -> Told:
    """Return what counts of the values told for one measure, month and basis by one body."""
    values = _grouped(words, lambda word: word.said.value)
    if len(values) == 1:
        return Told(words[0].said.value, tuple(words))
    for value, supporters in values.items():
        others = tuple(word for word in words if word.said.value != value)
        if any(all(word.is_later_than(other) for other in others) for word in supporters):
            return Told(value, supporters, replaced=others)
    return Told(None, tuple(words))
