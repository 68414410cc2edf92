"""Many small plans, invented: each a town with two offices that report and a council that reads.

    write_fleet(Path("towns"), 100)      # towns/town-0001/ …, as `ayumi run 2021-10 --plans towns` takes them

The same number gives the same bytes. Every tenth town's second office has not reported; every twenty-fifth town's
first one sends a file that can not be opened.
"""

import csv
import io
import random
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from sources.month import Month
from sources.plan_files import PLANS_FOLDER

MONTH = Month(2021, 10)
PLAN = """title = "{town}総合計画 2021年度"
organisation = "{town}"
fiscal_year = 2021
phase_title = "前期基本計画"
phase_first_year = 2020
phase_last_year = 2022
time_zone = "Asia/Tokyo"
version = "2021.1"
deadline_day = 10
default_rating_profile = "standard-1"
"""
NODES = (
    ("S1", "strategy", "", "戦略1", "暮らしと仕事を支える", "", ""),
    ("1", "item", "S1", "1", "地域の産業と暮らし", "", ""),
    ("1-1", "action_plan", "1", "1", "産業を育てる", "", ""),
    ("1-1-1", "initiative", "1-1", "1", "創業の支援", "", ""),
    ("1-1-2", "initiative", "1-1", "2", "商店街のにぎわいづくり", "", ""),
    ("1-2", "action_plan", "1", "2", "暮らしを守る", "", ""),
    ("1-2-1", "initiative", "1-2", "1", "地域防災の強化", "", ""),
    ("1-2-2", "initiative", "1-2", "2", "子育て世帯への相談支援", "", ""),
)
MEASURES = (
    ("1-1-1-K1", "創業相談の件数", "件", 120),
    ("1-1-1-K2", "創業講座の受講者数", "人", 60),
    ("1-1-2-K1", "空き店舗の活用件数", "件", 12),
    ("1-2-1-K1", "防災訓練の実施回数", "回", 24),
    ("1-2-1-K2", "自主防災組織の新設数", "団体", 6),
    ("1-2-2-K1", "子育て相談会の開催回数", "回", 36),
)
TOTALS = ("running_total", "fiscal_year", "", "")
OFFICES = {"industry": ("産業課", ("1-1-1", "1-1-2")), "living": ("くらし課", ("1-2-1", "1-2-2"))}
MEASURE_HEAD = (
    *("measure_id", "level", "parent_id", "kind", "statement", "type", "target", "unit", "comparator"),
    *("accumulation", "scope", "functions", "new"),
)


def write_fleet(folder: Path, count: int) -> None:
    """Write towns 1 to *count* into *folder*."""
    for number in range(1, count + 1):
        write_town(folder, number)


def write_town(folder: Path, number: int) -> Path:
    """Write one town's plan, bodies and inbox below *folder*, and return its folder."""
    town = folder / f"town-{number:04d}"
    chance = random.Random(number)  # noqa: S311 - the same figures each time
    targets = [target + chance.randrange(0, 12) for *_, target in MEASURES]
    for name in ("bodies", "ratings", f"inbox/{MONTH}"):
        (town / name).mkdir(parents=True)
    (town / "plan.toml").write_text(PLAN.format(town=f"第{number}町"), "utf-8")
    _write_tables(town, targets)
    shutil.copy(PLANS_FOLDER / "fy2021" / "ratings" / "standard-1.toml", town / "ratings")
    council = ("町議会", 'receives = ["board", "strategy-1"]')
    _write_body(town, number, "council", *council)
    for office, (title, initiatives) in OFFICES.items():
        reports = ", ".join(f'"{one}"' for one in initiatives)
        _write_body(town, number, office, title, f'reports = [{reports}]\nreceives = ["own"]')
        if office == "living" and number % 10 == 0:
            continue
        data = _workbook(title, initiatives, targets, chance)
        if office == "industry" and number % 25 == 0:
            data = data[: len(data) // 2]
        (town / "inbox" / str(MONTH) / f"{title}_報告.xlsx").write_bytes(data)
    return town


def _write_tables(town: Path, targets: Sequence[int]) -> None:
    measures = [
        (measure, "initiative", _initiative(measure), "kpi", title, "numeric", target, unit, ">=", *TOTALS)
        for (measure, title, unit, _), target in zip(MEASURES, targets, strict=True)
    ]
    _write_csv(town / "structure.csv", ("id", "level", "parent_id", "number", "title", "new", "aliases"), NODES)
    _write_csv(town / "measures.csv", MEASURE_HEAD, measures)
    notes = [(node[0], "", f"{node[4]}を進める。", "続ける。") for node in NODES if node[1] == "initiative"]
    _write_csv(town / "initiatives.csv", ("initiative_id", "functions", "this_year", "next_year"), notes)
    _write_csv(town / "dates.csv", ("initiative_id", "when", "starts", "ends", "what"), ())
    _write_csv(town / "activities.csv", ("id", "section", "title", "this_year"), ())


def _write_body(town: Path, number: int, body_id: str, title: str, duties: str) -> None:
    address = f"{body_id}-{number:04d}@example.jp"
    patterns = f'file_patterns = ["*{title}*"]\n'
    written = f'name = "{title}"\n{duties}\n{patterns}\n[[recipients]]\naddress = "{address}"\nname = "{title}"\n'
    (town / "bodies" / f"{body_id}.toml").write_text(written, "utf-8")


def _workbook(title: str, initiatives: Sequence[str], targets: Sequence[int], chance: random.Random) -> bytes:
    """Return one office's report: a flat table of its measures, and a word on each initiative."""
    book = Workbook()
    sheet = book.active
    sheet.title = "進捗報告"
    sheet.append([f"{title} 進捗報告（2021年10月末現在）"])
    sheet.append([])
    sheet.append(["具体的な取り組み", "指標", "実績（4月からの累計）", "単位", "進捗", "取組内容"])
    titles = {node[0]: node[4] for node in NODES}
    for (measure_id, measure, unit, _), target in zip(MEASURES, targets, strict=True):
        if (parent := _initiative(measure_id)) in initiatives:
            actual = round(target * chance.uniform(0.3, 0.8))
            words = f"{measure}は{actual}{unit}となった。窓口の周知を広報紙と町内会を通じて進めている。"
            sheet.append([titles[parent], measure, actual, unit, "順調", words])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _initiative(measure_id: str) -> str:
    return measure_id.rpartition("-")[0]


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
