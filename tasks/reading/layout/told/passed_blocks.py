"""Parts of a sheet that are passed over by their heading: an example above the form, last year's table."""

from collections import defaultdict
from collections.abc import Iterable

from sources.messages import Text, text
from sources.submission import Finding, FindingKind, Severity
from tasks.japanese_text import fiscal_year_text, one_line
from tasks.reading.layout.cells.labels import Label
from tasks.reading.layout.cells.names import is_example_row
from tasks.reading.layout.items.item import Item, Reader

_FEW = 2


def passed_blocks(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one finding for each heading that gives the figures below it to an example or to another year."""
    blocks: dict[tuple[FindingKind, str, tuple[int, int]], list[tuple[Item, Label]]] = defaultdict(list)
    for item in items:
        if not item.is_figure or not (item.is_example or item.is_other_year):
            continue
        heading = next((label for label in item.field.labels if _passes_over(label, item)), None)
        if heading is not None:
            kind = (
                FindingKind.EXAMPLE_SHEET_IGNORED
                if is_example_row(heading.seen.text)
                else FindingKind.FISCAL_YEAR_MISMATCH
            )
            blocks[kind, item.context.name, heading.place].append((item, heading))
    return [
        reader.source.finding(
            kind,
            _message(kind, block[0][1], reader),
            name,
            [item.field.cell for item, _ in block],
            month=block[0][0].month if kind is FindingKind.EXAMPLE_SHEET_IGNORED else None,
            severity=Severity.INFO,
        )
        for (kind, name, _), block in blocks.items()
    ]


def _passes_over(label: Label, item: Item) -> bool:
    """Return whether a label is a heading that nearly fills its row and passes over what stands below it."""
    is_heading = not label.title and len(item.context.view.in_row(label.seen.row)) <= _FEW
    years = label.heading.fiscal_years
    other = bool(years) and item.fiscal_year not in years
    return is_heading and label.seen.row < item.field.cell.row and (is_example_row(label.seen.text) or other)


def _message(kind: FindingKind, heading: Label, reader: Reader) -> Text:
    if kind is FindingKind.EXAMPLE_SHEET_IGNORED:
        return text(
            "What stands under '{heading}' is an example, so it was not read. You may delete it.",
            heading=one_line(heading.seen.text),
        )
    return text(
        "What stands under '{heading}' is of {year}, not of {expected}, so nothing was read from it. If the year "
        "is a slip, correct it and send the file again.",
        heading=one_line(heading.seen.text),
        year=fiscal_year_text(heading.heading.fiscal_years[0]),
        expected=fiscal_year_text(reader.fiscal_year),
    )
