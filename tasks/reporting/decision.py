"""The board's page of decision: as many achievements and risks as leave it one page, whatever they say."""

from collections.abc import Callable, Iterable, Sequence

from tasks.reporting.lines import line_count
from tasks.reporting.model.board import StrategyLines
from tasks.reporting.model.initiatives import MeasureRow
from tasks.reporting.model.standing import OverdueLine, Summary

MOST_HEADLINES = 4
# Millimetres and full-width characters as css/report.css sets them.
PAGE_MM, ABOVE_TABLE_MM, BELOW_COLUMNS_MM = 263.0, 56.5, 13.0
ROW_MM, ROW_LINE_MM, TITLE_ROOM = 5.6, 4.0, 21.0
HEADING_MM, BETWEEN_MM = 6.5, 4.0
HEADLINE_MM, HEADLINE_PADDING_MM, HEADLINE_ROOM, MORE_MM = 4.13, 1.5, 25.2, 5.5
GOAL_MM, GOAL_PADDING_MM, GOAL_ROOM = 3.85, 0.95, 28.5
FUNCTIONS_HEAD_MM, FUNCTION_MM = 4.2, 5.4
OVERDUE_MM, OVERDUE_ROOM = 4.4, 30.0


def column_height(strategies: Iterable[StrategyLines]) -> float:
    """Return how much of the page, in millimetres, is left below the table of items for the two columns."""
    table = 0.0
    for strategy in strategies:
        table += ROW_MM * (1 + len(strategy.items))
        table += sum(ROW_LINE_MM * (line_count(item.title, TITLE_ROOM) - 1) for item in strategy.items)
    return PAGE_MM - ABOVE_TABLE_MM - table - BELOW_COLUMNS_MM


def fitting(summary: Callable[[int], Summary], room: float) -> Summary:
    """Return the summary with as many headlines as *room* millimetres hold, one at the least."""
    for headlines in range(MOST_HEADLINES, 1, -1):
        made = summary(headlines)
        if _height_of(made) <= room:
            return made
    return summary(1)


def height_of_goals(rows: Sequence[MeasureRow]) -> float:
    """Return the height of the phase's goals with the gap above them."""
    told = (
        " ".join(
            (row.statement, row.target if row.bullet else "", row.actual if row.told else "", row.outlook)
        ).rstrip()
        for row in rows
    )
    lines = [line_count(words, GOAL_ROOM) + (1 if row.years else 0) for words, row in zip(told, rows, strict=True)]
    return BETWEEN_MM + HEADING_MM + sum(GOAL_MM * count + GOAL_PADDING_MM for count in lines)


def height_of_functions_and_overdue(functions: int, overdue: Sequence[OverdueLine]) -> float:
    """Return the height of the table of functions and of the bodies overdue, with the gaps above them."""
    table = HEADING_MM + FUNCTIONS_HEAD_MM + functions * FUNCTION_MM
    lines = sum(line_count(f"{line.what}　{line.names}", OVERDUE_ROOM) for line in overdue) or 1
    return BETWEEN_MM + table + BETWEEN_MM + HEADING_MM + lines * OVERDUE_MM


def _height_of(summary: Summary) -> float:
    lines = (line_count(f"{line.label}　{line.words} ", HEADLINE_ROOM) for line in summary.headlines)
    return (
        HEADING_MM
        + sum(HEADLINE_MM * count + HEADLINE_PADDING_MM for count in lines)
        + (MORE_MM if summary.more or summary.empty else 0)
    )
