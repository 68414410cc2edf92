"""デュアルライフ東北 担当: a sheet of narrow columns (方眼紙) whose merged blocks make a table of halves."""

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month
from sources.samples.workbook import Styles, workbook_bytes

ROWS = {
    9: (
        (
            "「デュアルライフ東北」のコンセプト明確化・啓発",
            "経営者と自治体9者から課題を聞いた。",
            "目指す姿の案をまとめる。",
            "順調",
        ),
        (
            "「デュアルライフ東北」の環境整備支援",
            "通信環境と住まいの条件を整理した。",
            "具体策を提案する。",
            "順調",
        ),
        ("デジタル化、その先のDXに関する啓発活動", "―", "セミナーを2回開く。", "未着手"),
    ),
    10: (
        (
            "「デュアルライフ東北」のコンセプト明確化・啓発",
            "経営者と自治体9者から課題を聞いた。",
            "目指す姿の案を若手経営者の会に示した。",
            "順調",
        ),
        (
            "「デュアルライフ東北」の環境整備支援",
            "通信環境と住まいの条件を整理した。",
            "金融機関との調整が長引いている。",
            "やや遅れ",
        ),
        (
            "デジタル化、その先のDXに関する啓発活動",
            "―",
            "第1回セミナーの講師と日程（12月）を決めた。",
            "順調",
        ),
    ),
}
BLOCKS = (
    ("B", "C"),
    ("D", "M"),
    ("N", "W"),
    ("X", "AG"),
    ("AH", "AL"),
)  # No., title, first half, second half, mark


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("進捗管理")
        sheet.set_column("A:AM", 2.2)
        sheet.merge_range("B2:AL2", "戦略項目3　デュアルライフ東北の推進", styles.title)
        sheet.merge_range("X3:AL3", f"２０２１年{month.number}月{month.last_day.day}日現在", styles.plain)
        _blocks(sheet, 5, 6, ("No.", "具体的な取り組み", "上期", "下期", "進捗"), styles.head)
        for at, row in enumerate(ROWS[month.number]):
            _blocks(sheet, 7 + 3 * at, 9 + 3 * at, (str(at + 1), *row), styles.cell)

    return workbook_bytes(build)


def _blocks(sheet: Worksheet, first: int, last: int, values: tuple[str, ...], style: object) -> None:
    for (left, right), value in zip(BLOCKS, values, strict=True):
        sheet.merge_range(f"{left}{first}:{right}{last}", value, style)
