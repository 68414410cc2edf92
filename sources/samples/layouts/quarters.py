"""東北ハウス実行委員会: a form for the one goal, with the year's work by quarters below."""

import xlsxwriter

from sources.month import Month
from sources.samples.workbook import Styles, workbook_bytes

REACHED = {9: "未達成（2021年11月に完了予定）", 10: "未達成（令和3年11月30日 完了予定）"}
WORDS = {
    9: "実開催とバーチャルを終え、会場を返した。清算の準備に入った。",
    10: "収支の見込みを実行委員会に示した。成果報告書を編集している。",
}
VISITORS = {9: "28,900人", 10: "28,900人"}
QUARTERS = (
    ("4～6月", "会場の設計と出展者の募集", "計画どおり"),
    ("7～9月", "実開催（7月）、バーチャル開始（8月）", "計画どおり"),
    ("10～12月", "成果報告、清算", "実施中"),
    ("1～3月", "ECサイトモールの検証", ""),
)


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("進捗")
        sheet.write("A1", "東北ハウス事業の完遂　進捗報告書", styles.title)
        sheet.write("A2", f"2021年度　{month.number}月末時点", styles.plain)
        lines = (
            ("「東北ハウス」の成功（実施完遂）", REACHED[month.number]),
            ("進捗", "順調"),
            ("概要", WORDS[month.number]),
            ("（参考）来場者数", VISITORS[month.number]),
        )
        for row, (label, answer) in enumerate(lines, start=4):
            sheet.write(f"A{row}", label, styles.head)
            sheet.merge_range(f"B{row}:C{row}", answer, styles.cell)
        for column, head in zip("ABC", ("四半期", "主な作業", "状況"), strict=True):
            sheet.write(f"{column}10", head, styles.head)
        for row, line in enumerate(QUARTERS, start=11):
            for column, words in zip("ABC", line, strict=True):
                sheet.write(f"{column}{row}", words, styles.cell)
        sheet.set_column("A:A", 34)
        sheet.set_column("B:C", 36)

    return workbook_bytes(build)
