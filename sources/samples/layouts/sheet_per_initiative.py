"""東北活性化研究センター: one sheet for each piece of work, labels on the left; one of them is its own affair."""

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month
from sources.samples.workbook import Styles, workbook_bytes

SHEETS = {
    9: (
        (
            "情報発信",
            "受け皿となる東北域内企業の情報発信の推進",
            "概ね順調",
            "キラ☆企業の新しい記事を6本公開した。",
            "学生の閲覧が少ない。",
            "10月：大学での説明会",
        ),
        (
            "DX調査",
            "地域企業のデジタル化・DXの推進支援",
            "順調",
            "調査票の設計を終えた。",
            "特になし",
            "10月：調査票の発送",
        ),
        (
            "自主調査",
            "東北圏の人口移動に関する自主調査",
            "順調",
            "統計を集めた。",
            "特になし",
            "3月：公表",
        ),
    ),
    10: (
        (
            "情報発信",
            "受け皿となる東北域内企業の情報発信の推進",
            "順調",
            "大学2校で説明会を開き、キラ☆パーソンが登壇した。",
            "域外の大学への働きかけ。",
            "12月：動画の公開",
        ),
        (
            "DX調査",
            "地域企業のデジタル化・DXの推進支援",
            "概ね順調",
            "調査票を1,200社へ送った。",
            "回収率が低い。",
            "12月：督促",
        ),
        (
            "自主調査",
            "東北圏の人口移動に関する自主調査",
            "順調",
            "県別の集計を終えた。",
            "特になし",
            "3月：公表",
        ),
    ),
}
LABELS = ("具体的な取り組み", "進捗状況", "実施内容", "課題", "今後の予定")


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        for name, *answers in SHEETS[month.number]:
            _sheet(book.add_worksheet(name), styles, month, tuple(answers))

    return workbook_bytes(build)


def _sheet(sheet: Worksheet, styles: Styles, month: Month, answers: tuple[str, ...]) -> None:
    sheet.write("A1", "取組報告", styles.title)
    sheet.write("A3", "機関名", styles.head)
    sheet.write("B3", "東北活性化研究センター", styles.cell)
    sheet.write("A4", "報告対象", styles.head)
    sheet.write("B4", f"令和３年{month.number}月", styles.cell)
    for row, (label, answer) in enumerate(zip(LABELS, answers, strict=True), start=5):
        sheet.write(f"A{row}", label, styles.head)
        sheet.write(f"B{row}", answer, styles.cell)
    sheet.set_column("A:A", 20)
    sheet.set_column("B:B", 60)
