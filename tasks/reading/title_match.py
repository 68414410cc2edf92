"""What matching a title gives: a grade, the one target where it is sure, and the candidates where it is not."""

from dataclasses import dataclass
from enum import StrEnum

# Measured on matching-cases.csv with the plan's other titles as decoys: no false match from 60 on.
LIKELY_FROM, LIKELY_MARGIN, DOUBTFUL_FROM = 75.0, 10.0, 45.0


class Grade(StrEnum):
    """How surely a text names its target: EXACT and LIKELY may be used, DOUBTFUL needs a person."""

    EXACT = "exact"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    NONE = "none"

    @property
    def rank(self) -> int:
        return list(Grade).index(self)


@dataclass(frozen=True)
class Candidate:
    """One node or measure of the plan that a text could mean; *score* is 0 to 100.

    *id* is empty for a decoy: a title that is known and is no node or measure (section IV's activities, 備考).
    """

    id: str
    title: str
    score: float
    is_measure: bool = False


@dataclass(frozen=True)
class TitleMatch:
    """What a text names. *target* is set for EXACT and LIKELY alone; *candidates* come best first, at most three.

    *is_generic* tells that the text named a counter (開催回数) or kind alone, which one measure here has.
    """

    grade: Grade
    target: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    is_generic: bool = False

    @property
    def is_sure(self) -> bool:
        return self.target is not None

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0


NO_MATCH = TitleMatch(Grade.NONE)


def sure(
    grade: Grade, target: Candidate, others: tuple[Candidate, ...] = (), *, is_generic: bool = False
) -> TitleMatch:
    return TitleMatch(grade, target, (target, *others)[:3], is_generic)


def doubtful(candidates: tuple[Candidate, ...]) -> TitleMatch:
    return TitleMatch(Grade.DOUBTFUL, None, candidates[:3]) if candidates else NO_MATCH
