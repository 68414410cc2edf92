"""The numbers that figures carry, and the list that leads from each to file, sheet and cell."""

from collections.abc import Iterable

from sources.submission import Place
from tasks.reporting.material import Material
from tasks.reporting.model import SourceRow
from tasks.reporting.wording import NOTHING, Wording


class SourceList:
    """Numbers places in the order in which a report first mentions them.

    The one thing here that remembers: it is filled while a report is built and read once at its end.
    """

    def __init__(self, material: Material, words: Wording) -> None:
        self._material = material
        self._words = words
        self._numbers: dict[Place, int] = {}

    def cite(self, places: Iterable[Place]) -> tuple[int, ...]:
        """Return the numbers of *places*, giving new ones where needed."""
        return tuple(dict.fromkeys(self._numbers.setdefault(place, len(self._numbers) + 1) for place in places))

    def rows(self) -> tuple[SourceRow, ...]:
        return tuple(self._row(place, number) for place, number in self._numbers.items())

    def _row(self, place: Place, number: int) -> SourceRow:
        reading = self._material.reading_of(place)
        submission = reading.submission if reading else None
        return SourceRow(
            number=number,
            body=self._material.body_name(submission.body_id) if submission and submission.body_id else NOTHING,
            file=place.source_file,
            sheet=place.sheet or NOTHING,
            cell=place.cell or NOTHING,
            received=self._words.day(submission.received) if submission else NOTHING,
        )
