"""わきたつ東北戦略会議 事務局: a card for each initiative, every label standing above its value."""

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month
from sources.samples.workbook import Styles, workbook_bytes

Card = tuple[str, tuple[tuple[str, str], ...], str]


def _cards(number: int) -> tuple[Card, Card]:
    """Return title, (label, value) pairs and words of each card in September or October."""
    is_october = number == 10
    conference = (
        "わきたつ東北戦略会議を通じた広域連携の推進",
        (("開催回数（累計）", "1回"), ("年間計画", "2回"), ("進捗状況", "順調"), ("次回予定", "11月17日　秋田市")),
        "第2回の議題を関係機関と詰め、施策イメージの案をまとめた。"
        if is_october
        else "事前ヒアリングを7県で始めた。",
    )
    young = (
        "わきたつ東北若手経営者の会を通じた連携促進",
        (
            ("開催回数（累計）", "1回" if is_october else "0回"),
            ("年間計画", "2回"),
            ("進捗状況", "順調" if is_october else "やや遅れ"),
            ("次回予定", "2月" if is_october else "10月8日　仙台市"),
        ),
        "10月8日に第1回を開き、二地域居住への支援策に意見を得た。"
        if is_october
        else "感染の拡大を受け、9月の会合を10月に改めた。",
    )
    return conference, young


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("報告カード")
        sheet.write("B1", "取組報告カード", styles.title)
        sheet.write("B2", f"2021年{month.number}月分", styles.plain)
        for at, card in enumerate(_cards(month.number)):
            _card(sheet, styles, 4 + 8 * at, card)
        sheet.set_column("A:A", 3)
        sheet.set_column("B:E", 20)

    return workbook_bytes(build)


def _card(sheet: Worksheet, styles: Styles, row: int, card: Card) -> None:
    title, pairs, words = card
    sheet.merge_range(f"B{row}:E{row}", "具体的な取り組み", styles.head)
    sheet.merge_range(f"B{row + 1}:E{row + 1}", title, styles.cell)
    for column, (label, value) in zip("BCDE", pairs, strict=True):
        sheet.write(f"{column}{row + 2}", label, styles.head)
        sheet.write(f"{column}{row + 3}", value, styles.cell)
    sheet.merge_range(f"B{row + 4}:E{row + 4}", "取組状況", styles.head)
    sheet.merge_range(f"B{row + 5}:E{row + 5}", words, styles.cell)
