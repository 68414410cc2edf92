"""農産逸品輸出: the months of the year across under halves, each measure with plan, actual and last year."""

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month, months_of_fiscal_year
from sources.samples.workbook import Styles, workbook_bytes

MEASURES = (
    # name, unit, target, plan by month, actual by month up to October, last year by month
    (
        "輸出成約件数（累計）",
        "件",
        3,
        (0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0),
        (0, 1, 0, 0, 1, 0, 0),
        (0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0),
    ),
    (
        "マルカイ東北フェア商談会新規参加申込事業所数",
        "社",
        10,
        (0, 1, 1, 1, 1, 2, 2, 1, 1, 0, 0, 0),
        (1, 1, 2, 0, 1, 0, 2),
        (0, 0, 1, 0, 2, 0, 1, 0, 1, 0, 0, 0),
    ),
)
STATUS = {
    9: ("やや遅れ", "香港向けの便が欠航し、9月の成約はなかった。"),
    10: ("順調", "商談会の募集を始め、2社から申し込みがあった。香港向けは船便に切り替えた。"),
}
FIRST_MONTH_COLUMN = 4  # E
TOTAL_COLUMN = FIRST_MONTH_COLUMN + 12


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021; October's totals are formulas nobody has calculated."""

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("月別")
        sheet.write("A1", "輸出創出のプラットフォームとしての取り組み　月別管理表", styles.title)
        sheet.write("A2", f"2021年度　{month.number}月末現在", styles.plain)
        _heads(sheet, styles)
        for at, measure in enumerate(MEASURES):
            _measure(sheet, styles, 6 + 3 * at, measure, month)
        mark, words = STATUS[month.number]
        sheet.write("A14", "進捗", styles.head)
        sheet.write("B14", mark, styles.cell)
        sheet.write("A15", "コメント", styles.head)
        sheet.merge_range("B15:Q15", words, styles.cell)

    return workbook_bytes(build)


def _heads(sheet: Worksheet, styles: Styles) -> None:
    for column, head in zip("ABCD", ("指標", "単位", "年間目標", "区分"), strict=True):
        sheet.merge_range(f"{column}4:{column}5", head, styles.head)
    sheet.merge_range(3, FIRST_MONTH_COLUMN, 3, FIRST_MONTH_COLUMN + 5, "上期", styles.head)
    sheet.merge_range(3, FIRST_MONTH_COLUMN + 6, 3, FIRST_MONTH_COLUMN + 11, "下期", styles.head)
    for at, month in enumerate(months_of_fiscal_year(2021)):
        sheet.write(4, FIRST_MONTH_COLUMN + at, f"{month.number}月", styles.head)
    sheet.merge_range(3, TOTAL_COLUMN, 4, TOTAL_COLUMN, "累計", styles.head)
    sheet.set_column("A:A", 30)


def _measure(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    measure: tuple[str, str, int, tuple[int, ...], tuple[int, ...], tuple[int, ...]],
    month: Month,
) -> None:
    name, unit, target, plan, actual, last_year = measure
    for column, value in zip("ABC", (name, unit, target), strict=True):
        sheet.merge_range(f"{column}{row}:{column}{row + 2}", value, styles.cell)
    reported = actual[: month.completed_in_year]
    for at, (kind, values) in enumerate((("計画", plan), ("実績", reported), ("前年", last_year))):
        sheet.write(f"D{row + at}", kind, styles.cell)
        for offset, value in enumerate(values):
            sheet.write(row - 1 + at, FIRST_MONTH_COLUMN + offset, value, styles.cell)
        is_calculated = month.number == 9 or kind != "実績"
        total = sum(values) if is_calculated else ""
        sheet.write_formula(row - 1 + at, TOTAL_COLUMN, f"=SUM(E{row + at}:P{row + at})", styles.cell, total)
