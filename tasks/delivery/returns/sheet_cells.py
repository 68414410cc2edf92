"""One worksheet's cells by position, and formats set on them; all else of the sheet stays as it is."""

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from tasks.delivery.returns.package import CannotPatch
from tasks.delivery.returns.places import Area, Position, cell_name, parse_area
from tasks.delivery.returns.spreadsheet import Dialect, child, local, whole_number


class SheetCells:
    """The cells of a worksheet's tree. Rows and cells without a written place follow the one before them."""

    def __init__(self, root: etree._Element, dialect: Dialect) -> None:
        data = child(root, "sheetData")
        if data is None:
            raise CannotPatch("a sheet without cells of its own")
        self._root, self._data, self._dialect = root, data, dialect
        self._rows = dict(_numbered_rows(data))
        self._cells: dict[int, dict[int, etree._Element]] = {}

    def anchor(self, position: Position) -> Position:
        """Return where the content of a merged range stands, for any position within it."""
        return next((area.first for area in self._merged if position in area), position)

    def with_content(self, area: Area) -> Iterator[Position]:
        """Yield the positions within *area* that hold something, in their order."""
        for row in sorted(number for number in self._rows if area.first_row <= number <= area.last_row):
            for column, cell in sorted(self._cells_of(row).items()):
                if (row, column) in area and len(cell):
                    yield row, column

    def style(self, position: Position) -> int:
        """Return the format that a position is shown in: its cell's, else its row's, else its column's."""
        row, column = position
        cell = self._cells_of(row).get(column)
        if cell is not None:
            return whole_number(cell.get("s"))
        found = self._rows.get(row)
        if found is not None and found.get("customFormat") in ("1", "true"):
            return whole_number(found.get("s"))
        return self._column_style(column)

    def set_style(self, position: Position, style: int) -> None:
        """Set a cell's format; where no cell is written yet, an empty one is."""
        self._cell(position).set("s", str(style))

    @cached_property
    def _merged(self) -> tuple[Area, ...]:
        group = child(self._root, "mergeCells")
        references = (item.get("ref", "") for item in (group if group is not None else ()))
        return tuple(area for reference in references if (area := parse_area(reference)) is not None)

    def _column_style(self, column: int) -> int:
        group = child(self._root, "cols")
        for item in group if group is not None else ():
            if whole_number(item.get("min")) <= column <= whole_number(item.get("max")):
                return whole_number(item.get("style"))
        return 0

    def _cells_of(self, row: int) -> dict[int, etree._Element]:
        if row not in self._cells:
            element = self._rows.get(row)
            self._cells[row] = dict(_numbered_cells(element)) if element is not None else {}
        return self._cells[row]

    def _cell(self, position: Position) -> etree._Element:
        row, column = position
        cells = self._cells_of(row)
        if column not in cells:
            element = self._row(row)
            cells[column] = etree.Element(self._dialect.tag("c"), r=cell_name(position))
            _place(element, cells, column)
            element.attrib.pop("spans", "")  # a hint that no longer holds; Excel does without
        return cells[column]

    def _row(self, row: int) -> etree._Element:
        if row not in self._rows:
            self._rows[row] = etree.Element(self._dialect.tag("row"), r=str(row))
            _place(self._data, self._rows, row)
        return self._rows[row]


def _place(parent: etree._Element, items: dict[int, etree._Element], number: int) -> None:
    """Put a new item behind the last with a lower number."""
    earlier = max((other for other in items if other < number), default=None)
    if earlier is None:
        parent.insert(0, items[number])
    else:
        items[earlier].addnext(items[number])


def _numbered_rows(data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for item in data:
        if local(item) == "row":
            number = whole_number(item.get("r")) or number + 1
            yield number, item


def _numbered_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = 0
    for item in row:
        if local(item) == "c":
            area = parse_area(item.get("r", ""))
            column = area.first_column if area is not None else column + 1
            yield column, item
