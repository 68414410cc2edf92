"""A sender's own workbook with its doubtful cells marked, changed in its XML alone.

Whatever is not touched stays as it was: shapes, pictures, charts, macros, furigana, stored values of formulas,
printer settings, rules and names. Loading and saving with a library would lose most of these.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tasks.delivery.returns.list_sheet import head_row, list_sheet
from tasks.delivery.returns.listing import Item, Listing
from tasks.delivery.returns.notes import add_notes, has_marks
from tasks.delivery.returns.places import Area, Position
from tasks.delivery.returns.sheet_cells import SheetCells
from tasks.delivery.returns.sheet_list import place_list, sheet_entries, windows
from tasks.delivery.returns.spreadsheet import Book
from tasks.delivery.returns.styles import FILLS, Styles
from tasks.delivery.returns.threads import reply_in_threads

# A range with more cells is named by its first cell alone: a whole sheet in colour tells nobody anything.
_MOST_CELLS_FILLED = 60
_WORST_LAST = tuple(reversed(FILLS))


def patch_book(book: Book, listing: Listing, author: str) -> bytes:
    """Return the workbook with cells filled and commented, and the list at its end, shown first.

    Raises CannotPatch where its parts are not such as Excel would open.
    """
    styles = Styles(book)
    by_sheet: dict[str, list[Item]] = defaultdict(list)
    for item in listing.items:
        by_sheet[item.sheet].append(item)
    for entry in sheet_entries(book):
        if entry.kind != "worksheet":
            continue
        if any(item.area is not None for item in by_sheet[entry.name]):
            _mark(book, entry.part, by_sheet[entry.name], styles, author)
        elif has_marks(book, entry.part):
            _comment(book, entry.part, {}, author)
    sheet = list_sheet(listing, styles.list_formats(), book.dialect, windows(book))
    place_list(book, listing.sheet_name, sheet, head_row(listing))
    return book.package.pack()


def _mark(book: Book, part: str, items: Sequence[Item], styles: Styles, author: str) -> None:
    cells = SheetCells(book.package.tree(part), book.dialect)
    comments: dict[Position, list[str]] = defaultdict(list)
    colours: dict[Position, str] = {}
    for severity in _WORST_LAST:
        for item in items:
            if item.severity is severity and item.area is not None:
                colours |= dict.fromkeys(_filled(cells, item.area), FILLS[severity])
    for item in items:
        if item.area is not None and item.comment not in comments[at := _spoken_of(cells, item.area)]:
            comments[at].append(item.comment)
    for position, colour in colours.items():
        cells.set_style(position, styles.filled(cells.style(position), colour))
    words = {position: "\n".join(lines) for position, lines in comments.items()}
    _comment(book, part, words, author)


def _comment(book: Book, part: str, words: Mapping[Position, str], author: str) -> None:
    add_notes(book, part, words, author)
    reply_in_threads(book, part, words, author)


def _spoken_of(cells: SheetCells, area: Area) -> Position:
    """Return the cell that the comment stands at: the first of a range that holds something."""
    if area.is_one_cell:
        return cells.anchor(area.first)
    return next(cells.with_content(area), cells.anchor(area.first))


def _filled(cells: SheetCells, area: Area) -> list[Position]:
    if area.is_one_cell:
        return [cells.anchor(area.first)]
    within = list(cells.with_content(area))
    return within if len(within) <= _MOST_CELLS_FILLED else within[:1]
