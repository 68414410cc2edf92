"""光科学イノベーションセンター and 東北観光推進機構: plain tables, as TSV and as the CSV of a Japanese Excel."""

import csv
import io

from sources.month import Month

PHOSIC_HEAD = ("対象月", "具体的な取り組み", "指標", "単位", "実績（累計）", "進捗", "コメント")
PHOSIC = {
    9: (
        (
            "次世代放射光施設の建設支援",
            "MFB加入企業の積み上げ",
            "社",
            "５２",
            "順調",
            "基本建屋の鉄骨を組み終えた。",
        ),
        (
            "次世代放射光施設の建設支援",
            "コアリション加入機関数",
            "機関",
            "96",
            "",
            "計画の指標ではないが参考に記す。",
        ),
    ),
    10: (
        (
            "次世代放射光施設の建設支援",
            "MFB加入企業の積み上げ",
            "社",
            "５４",
            "順調",
            "加速器の搬入に向けた準備を進めた。",
        ),
        (
            "次世代放射光施設の建設支援",
            "コアリション加入機関数",
            "機関",
            "98",
            "",
            "計画の指標ではないが参考に記す。",
        ),
    ),
}
KANKO_HEAD = ("月", "取り組み", "目標", "達成状況", "進捗", "取組内容", "課題", "今後の予定")
KANKO = {
    9: (
        (
            "「観光が地域産業を潤す」取り組みの推進",
            "「観光が地域産業を潤す」取り組みの理解浸透",
            "セミナー参加者の8割が理解したと回答",
            "計画どおり",
            "先行事例のセミナーを開き、64名が参加した。",
            "旅行後の消費をつかむ方法。",
            "11月：2回目のセミナー",
        ),
        (
            "外航クルーズ船再開を見据えた取り組みの推進",
            "福島（小名浜港・相馬港）への初寄港を実現",
            "未達成",
            "やや遅れ",
            "船会社へ着地型観光の案を送った。",
            "外航船の運航再開が決まらない。",
            "10月：受入協議会",
        ),
    ),
    10: (
        (
            "「観光が地域産業を潤す」取り組みの推進",
            "「観光が地域産業を潤す」取り組みの理解浸透",
            "各県の観光協会で事例を共有",
            "計画どおり",
            "復興ツーリズムの試行に2校の応募があった。\n食材の域内調達の手引きを作り始めた。",
            "手引きに載せる事業者の確保。",
            "11月：2回目のセミナー",
        ),
        (
            "外航クルーズ船再開を見据えた取り組みの推進",
            "福島（小名浜港・相馬港）への初寄港を実現",
            "2022年3月12日 寄港予定",
            "順調",
            "国内船の小名浜港への寄港が内定した。",
            "感染時の受け入れ手順。",
            "12月：受け入れの訓練",
        ),
    ),
}


def tsv_of_phosic(month: Month) -> bytes:
    """Return the TSV of September or October 2021, in UTF-8."""
    rows = ((f"2021年{month.number}月", *row) for row in PHOSIC[month.number])
    return _table([PHOSIC_HEAD, *rows], "\t").encode("utf-8")


def csv_of_kanko(month: Month) -> bytes:
    """Return the CSV of September or October 2021, in cp932."""
    rows = ((f"R3.{month.number}", *row) for row in KANKO[month.number])
    return _table([KANKO_HEAD, *rows], ",").encode("cp932")


def _table(rows: list[tuple[str, ...]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
