"""What a sheet says once for all its figures: month, basis, units, legend, and what its titles promise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.month import Month
from sources.submission import Basis
from tasks.reading.grid import Cell, Sheet
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.layout.cells.view import View
from tasks.reading.layout.months.periods import basis_of_notes, title_says_monthly
from tasks.reading.statuses import Legend, legend_of_pairs, parse_legend
from tasks.reading.units import find_units
from tasks.reading.value_types import Unit

_PLAN_ONLY = re.compile(r"計画|目標|予定|見込|予算")
_NO_PLAN = re.compile(r"事業計画|計画(?:以上|超過?|を上回|どおり|通り|より|比)|目標(?:達成|以上|超過)")
_REPORTS = re.compile(r"ダッシュボード|現況|実績|進捗|報告|状況|管理|推移|月報|結果")
_MARKS = re.compile(r"[◎○〇◯△▲×✕●■]|[SABCD]\s?[::=]")
_IN_MARKS = frozenset("◎○〇◯△▲×✕●■SABCD")
_LEGEND_START = re.compile(r"凡例|評価基準|判定基準|記号の説明|記号:|評価区分")
_LEGEND_HEAD = re.compile(r"記号|マーク|印|信号|色|評価記号|評価区分|区分|表示")
_LEGEND_MEANING = re.compile(r"意味|内容|説明|定義|状態|状況|進捗|進捗状況|評価内容")
_LEGEND_ROWS = 8
_LONGEST_MARK = 4


@dataclass(frozen=True)
class SheetContext:
    """*month* is the month of figures that name none themselves; *month_doubt* why it may be wrong.

    *is_as_of* tells that the sheet states a day up to which it speaks. *is_plan* that its titles speak of plans
    alone, *is_report* that they speak of something reported, *is_work* that it is a sheet of workings: figures
    without a role of their own do not count there. *month_cell* states the month, None where file or folder do;
    *unit_notes* are the cells that state units for the whole sheet.
    """

    sheet: Sheet
    view: View
    month: Month | None
    is_as_of: bool
    month_doubt: bool
    basis: Basis | None
    says_monthly: bool
    declared_units: tuple[Unit, ...]
    legend: Legend | None
    is_plan: bool
    is_report: bool
    is_work: bool
    months_in_headers: int = 0
    month_cell: Cell | None = None
    unit_notes: tuple[tuple[Seen, Unit], ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys((*self.declared_units, *(unit for _, unit in self.unit_notes))))

    @property
    def name(self) -> str:
        return self.sheet.name


def unit_notes_of_sheet(view: View) -> tuple[tuple[Seen, Unit], ...]:
    """Return the corners and notes of the sheet that state units (単位：百万円), with the units."""
    found: list[tuple[Seen, Unit]] = []
    for seen in view.cells.values():
        if "単位" in seen.text and len(seen.text) <= 40 and seen.sort in (Sort.TEXT, Sort.PROSE):
            found += [(seen, unit) for unit in find_units(seen.text)]
    return tuple(found)


def legend_of_sheet(view: View) -> Legend | None:
    """Return the sheet's own legend, in one cell or as a small list below the word 凡例."""
    texts = [seen for seen in view.cells.values() if seen.cell.kind == "text"]
    for seen in texts:
        if (
            len(seen.text) > 3
            and not _IN_MARKS.isdisjoint(seen.text)
            and len(_MARKS.findall(seen.text)) >= 2
            and (legend := parse_legend(seen.text)) is not None
        ):
            return legend
    for seen in texts:
        if _LEGEND_HEAD.fullmatch(seen.text) and (legend := _legend_below(view, seen)) is not None:
            return legend
    for seen in texts:
        if len(seen.text) <= 20 and _LEGEND_START.search(seen.text):
            lines = [
                " ".join(
                    other.text
                    for (row, column), other in sorted(view.cells.items())
                    if row == at and seen.column <= column <= seen.column + 3 and other is not seen
                )
                for at in range(seen.row, seen.row + _LEGEND_ROWS)
            ]
            if (legend := parse_legend("\n".join(line for line in lines if line))) is not None:
                return legend
    return None


def _legend_below(view: View, head: Seen) -> Legend | None:
    """Return the legend in the rows below 記号 | 意味, whatever the marks are (青, 黄, 赤)."""
    beside = view.at(head.row, head.cell.last_column + 1)
    if beside is None or not _LEGEND_MEANING.fullmatch(beside.text):
        return None
    pairs = []
    for row in range(head.row + 1, head.row + _LEGEND_ROWS):
        mark, meaning = view.at(row, head.column), view.at(row, beside.column)
        if mark is None or meaning is None or len(mark.text) > _LONGEST_MARK:
            break
        pairs.append((mark.text, meaning.text))
    return legend_of_pairs(pairs)


def is_plan_sheet(name: str, titles: Sequence[str]) -> bool:
    """Return whether the sheet's name and titles speak of plans and of nothing reported."""
    words = " ".join((name, *titles))
    return bool(_PLAN_ONLY.search(_NO_PLAN.sub("", words))) and not says_report(name, titles)


def says_report(name: str, titles: Sequence[str]) -> bool:
    """Return whether the sheet's name and titles speak of something reported (進捗報告, 実績一覧)."""
    return _REPORTS.search(" ".join((name, *titles))) is not None


def basis_of_sheet(texts: Sequence[str]) -> tuple[Basis | None, bool]:
    return basis_of_notes(texts), title_says_monthly(texts)
