"""The numbers that figures carry, and the list that leads from each to file, sheet and cell."""

from collections.abc import Iterable, Mapping

from sources.submission import Place
from tasks.reporting.material import Material
from tasks.reporting.model.proof import SourceCell, SourceFile, SourceSheet
from tasks.reporting.wording import Wording


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

    def files(self) -> tuple[SourceFile, ...]:
        """Return the cited files with their sheets and cells; a file stands once, however often it is cited."""
        files: dict[str, dict[str, list[SourceCell]]] = {}
        for place, number in self._numbers.items():
            cells = files.setdefault(place.source_file, {}).setdefault(place.sheet, [])
            cells.append(SourceCell(number, place.cell or self._words.nothing))
        return tuple(self._file(file, sheets) for file, sheets in files.items())

    def _file(self, file: str, sheets: Mapping[str, Iterable[SourceCell]]) -> SourceFile:
        reading = self._material.reading_of(Place(file))
        submission = reading.submission if reading else None
        return SourceFile(
            file=file,
            body=self._material.body_name(submission.body_id)
            if submission and submission.body_id
            else self._words.nothing,
            received=self._words.day(submission.received) if submission else self._words.nothing,
            sheets=tuple(SourceSheet(sheet, tuple(cells)) for sheet, cells in sheets.items()),
        )
