"""東経連ビジネスセンター: one flat table under merged titles, last month's value beside this month's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sources.month import Month
from sources.samples.workbook import Styles, merged, typed, workbook_bytes

# ■ action plan, ◆ initiative with the body's mark of September and October; then kind, measure, yearly target,
# unit, and the totals at the end of August, September and October.
FIGURES = """
■②次世代放射光施設の事業推進とリサーチコンプレックスの形成
◆次世代放射光施設の建設支援|○|○
目標|MFB加入企業の積み上げ|―|社|50|52|54
KPI|企業面談|30|件|13|１６|18
◆地元企業の参入支援（建設・製造）|○|◎
目標|マッチング成立|4|件|1|2|3
KPI|企業プレゼン|20|件|7|9|12
■③復興を起点とした東北発の世界最先端産業の創出
◆イノベーションコースト構想の推進支援|△|○
目標|地域交通システムの社会実装|実装||未達成|未達成|未達成
KPI|地域交通システム実証実験の開始|開始||準備中|10月開始予定|開始済み（2021年10月18日）
■①次世代モビリティ産業集積への支援
◆自動車関連産業の育成・集積に向けたコーディネート活動の強化|△|○
目標|マッチング成立|2|件|0|1|1
目標|地域交通システムの社会実装|実装||未達成|未達成|未達成
KPI|車を考える会・企業プレゼン|10|件|5|5|6
活動|「東北地域の車を考える会」の開催|2|回|1|1|1
活動|地域版「東北地域の車を考える会」の開催|1|回|0|0|1
◆航空機産業の育成・集積に向けたコーディネート活動の強化|×|△
目標|マッチング成立|1|件|0|0|1
KPI|航空機・企業プレゼン|4|社|1|2|3
■②中核企業に対するビジネス支援の強化・充実
◆東北・新潟のものづくり企業の開発・マーケティング機能強化|△|△
目標|マーケティング・成長戦略支援事業による売上増|300000|千円|97200|121500|118000
KPI|マーケティング・成長戦略支援事業・支援採択|4|件|2|3|3
■①産学官金の連携による新規事業創出
◆域内企業の新規事業創出・スタートアップの成長に向けたアライアンス支援|○|○
目標|「新事業開発・アライアンス助成事業」による補助金獲得|2|件|0|0|集計中
KPI|「新事業開発・アライアンス助成事業」・支援企業採択|4|件|2|2|3
◆企業のチャレンジによる新たな価値を創生する場づくり|○|○
目標|「東北産学官金サロン」でのマッチング成立|4|件|1|1|2
KPI|「東北産学官金サロン」での企業プレゼン|20|件|8|11|14
■②域内企業へのデジタル技術の導入・活用拡大
◆地域企業のデジタル化・DXの推進支援|△|○
目標|補助金獲得|4|件|1|1|2
目標|国の政策への反映|反映||論点を整理中|要望書を準備中|要望書を提出
KPI|デジタル化勉強会|4|回|1|1|2
"""
REMARKS = {
    "次世代放射光施設の建設支援": (
        "説明会を2会場で開き、加入を検討する企業と面談した。",
        "面談先の裾野が県外に広がった。共同利用ルールの論点を整理中。",
    ),
    "地元企業の参入支援（建設・製造）": ("入札情報を登録企業へ配信した。", "真空部品と架台で引き合いがあった。"),
    "イノベーションコースト構想の推進支援": (
        "走行ルートの調整に時間を要している。",
        "走行実証が始まり、住民向けの試乗会を準備している。",
    ),
    "自動車関連産業の育成・集積に向けたコーディネート活動の強化": (
        "訪問の自粛で企業の発掘が遅れた。",
        "地域版の会を開き、遅れを取り戻した。",
    ),
    "航空機産業の育成・集積に向けたコーディネート活動の強化": (
        "受注の減少が続いている。",
        "個別指導を受けた1社で成立した。",
    ),
    "東北・新潟のものづくり企業の開発・マーケティング機能強化": (
        "展示会の中止で販路の開拓が鈍った。",
        "返品のため、前月に報告した額を減らした。",
    ),
    "域内企業の新規事業創出・スタートアップの成長に向けたアライアンス支援": (
        "2次公募の審査中。",
        "2次公募で1件を採択した。補助金は各社に確認中。",
    ),
    "企業のチャレンジによる新たな価値を創生する場づくり": (
        "サロンを現地とオンラインで開いた。",
        "大学発ベンチャー3社が発表した。",
    ),
    "地域企業のデジタル化・DXの推進支援": (
        "第2回の勉強会を10月に延期した。",
        "第2回の勉強会で受発注の電子化を取り上げた。",
    ),
}
FIRST_ROW = 6


@dataclass(frozen=True)
class _Line:
    action_plan: str
    initiative: str
    mark: str
    kind: str
    measure: str
    target: int | str
    unit: str
    before: int | str
    now: int | str


def workbook(month: Month) -> bytes:
    """Return the workbook of September or October 2021."""
    at = 0 if month.number == 9 else 1
    lines = tuple(_lines(at))

    def build(book: xlsxwriter.Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("進捗")
        _titles(sheet, styles, month)
        _table(sheet, styles, lines, at)
        if at == 1:
            _oddities_of_october(book, sheet, styles, lines)

    return workbook_bytes(build)


def _lines(at: int) -> Iterator[_Line]:
    line = _Line("", "", "", "", "", "", "", "", "")
    for written in FIGURES.strip().splitlines():
        if written.startswith("■"):
            line = replace(line, action_plan=written[1:])
        elif written.startswith("◆"):
            initiative, *marks = written[1:].split("|")
            line = replace(line, initiative=initiative, mark=marks[at])
        else:
            kind, measure, target, unit, *totals = written.split("|")
            before, now = typed(totals[at]), typed(totals[at + 1])
            yield replace(
                line, kind=kind, measure=measure, target=typed(target), unit=unit, before=before, now=now
            )


def _titles(sheet: Worksheet, styles: Styles, month: Month) -> None:
    sheet.merge_range("B1:K1", "2021年度事業計画　月次進捗報告", styles.title)
    sheet.write("B2", f"令和3年{month.number}月末現在　（累計は4月から）", styles.plain)
    sheet.write("K2", "東経連ビジネスセンター", styles.plain)
    sheet.write("B3", "進捗の区分　◎：計画以上　○：計画どおり　△：やや遅れ　×：遅れ", styles.plain)
    previous = month.plus(-1).number
    heads = (
        "アクションプラン",
        "具体的な取り組み",
        "区分",
        "測定項目",
        "年間目標",
        "単位",
        f"前回（{previous}月末累計）",
        f"今回（{month.number}月末累計）",
        "進捗",
        "特記事項",
    )
    for column, head in enumerate(heads, start=1):
        sheet.write(FIRST_ROW - 2, column, head, styles.head)
    sheet.set_column("A:A", 2)
    sheet.set_column("B:C", 26)
    sheet.set_column("E:E", 32)
    sheet.set_column("K:K", 44)


def _table(sheet: Worksheet, styles: Styles, lines: Sequence[_Line], at: int) -> None:
    for row, line in enumerate(lines, start=FIRST_ROW):
        for column, value in zip(
            "DEFGHI", (line.kind, line.measure, line.target, line.unit, line.before, line.now), strict=True
        ):
            style = styles.thousands if isinstance(value, int) else styles.cell
            sheet.write(f"{column}{row}", value, style)
    for first, last in _spans([line.action_plan for line in lines]):
        merged(sheet, f"B{first}:B{last}", lines[first - FIRST_ROW].action_plan, styles.cell)
    for first, last in _spans([line.initiative for line in lines]):
        line = lines[first - FIRST_ROW]
        merged(sheet, f"C{first}:C{last}", line.initiative, styles.cell)
        merged(sheet, f"J{first}:J{last}", line.mark, styles.cell)
        merged(sheet, f"K{first}:K{last}", REMARKS[line.initiative][at], styles.cell)


def _spans(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of each run of equal values."""
    first = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[first]:
            yield first + FIRST_ROW, at - 1 + FIRST_ROW
            first = at


def _oddities_of_october(
    book: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, lines: Sequence[_Line]
) -> None:
    """Add what a careful reader must notice: a comment, a table that contradicts, a hidden sheet."""
    rows = {line.measure: row for row, line in enumerate(lines, start=FIRST_ROW)}
    note = {"author": "事務局", "visible": False}
    sheet.write_comment(f"I{rows['企業面談']}", "29日の1件を加えると19件です。次回直します。", note)
    below = FIRST_ROW + len(lines) + 1
    sheet.write(f"B{below}", "（再掲）勉強会・サロン", styles.plain)
    for column, head in zip("BCD", ("具体的な取り組み", "測定項目", "今回累計"), strict=True):
        sheet.write(f"{column}{below + 1}", head, styles.head)
    again = (
        ("企業のチャレンジによる新たな価値を創生する場づくり", "「東北産学官金サロン」での企業プレゼン", 14),
        ("地域企業のデジタル化・DXの推進支援", "デジタル化勉強会", 3),
    )
    for row, values in enumerate(again, start=below + 2):
        for column, value in zip("BCD", values, strict=True):
            sheet.write(f"{column}{row}", value, styles.cell)
    sheet.write(f"B{below + 5}", "※ 売上増は支援先からの聞き取りによる。", styles.plain)
    draft = book.add_worksheet("下書き")
    draft.hide()
    draft.write("A1", "企業面談", styles.plain)
    draft.write("B1", 23, styles.plain)
