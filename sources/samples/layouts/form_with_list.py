"""東北ILC推進協議会: a form of labels and answers, a list of lectures below, and an example sheet beside it."""

from datetime import date

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month
from sources.samples.workbook import Styles, workbook_bytes

LECTURES = (
    ("第1回", date(2021, 7, 14), "仙台市", "開催済", "ILCがひらく宇宙の謎"),
    ("第2回", date(2021, 12, 8), "盛岡市", "開催予定", "加速器と地域の産業"),
)
ANSWERS = {
    9: (
        "△",
        "第1回講演会の録画を配信した。国への要望書の案を関係団体と調整している。",
        "政府の意思表示の時期が見通せない。",
        "10月：要望書の提出",
    ),
    10: (
        "○",
        "関係団体と連名で要望書を提出し、地域版ミーティングを1回開いた。",
        "第2回講演会の会場の定員が半分に限られる。",
        "12月8日：第2回講演会",
    ),
}


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""
    mark, work, issue, plans = ANSWERS[month.number]

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        form = book.add_worksheet("報告")
        _form(
            form,
            styles,
            f"令和3年{month.number}月{month.last_day.day}日",
            ("1回", "未達成", mark, work, issue, plans),
        )
        form.write("A14", "講演会の一覧", styles.plain)
        for column, head in enumerate(("回", "開催日", "会場", "状況", "演題")):
            form.write(14, column, head, styles.head)
        for row, (which, day, place, state, title) in enumerate(LECTURES, start=15):
            form.write(row, 0, which, styles.cell)
            form.write_datetime(row, 1, day, styles.day)
            for column, words in enumerate((place, state, title), start=2):
                form.write(row, column, words, styles.cell)
        example = book.add_worksheet("記入例")
        _form(
            example,
            styles,
            "令和3年4月30日",
            ("2回", "達成", "◎", "（例）講演会を2回開催した。", "（例）なし", "（例）なし"),
        )

    return workbook_bytes(build)


def _form(sheet: Worksheet, styles: Styles, as_of: str, answers: tuple[str, ...]) -> None:
    held, reached, mark, work, issue, plans = answers
    sheet.merge_range("A1:E1", "具体的な取り組み　月次報告様式", styles.title)
    lines = (
        ("提出機関", "東北ILC推進協議会"),
        ("基準日", as_of),
        ("取り組み", "ILC東北誘致実現に向けた要望活動・情報発信"),
        ("ILC講演会の開催（累計／年2回）", held),
        ("ILC準備研究所設置", reached),
        ("進捗（◎○△×）", mark),
        ("取組状況", work),
        ("課題", issue),
        ("今後の予定", plans),
    )
    for row, (label, answer) in enumerate(lines, start=3):
        sheet.write(f"A{row}", label, styles.head)
        sheet.merge_range(f"B{row}:E{row}", answer, styles.cell)
    sheet.set_column("A:A", 28)
    sheet.set_column("B:D", 14)
    sheet.set_column("E:E", 28)
