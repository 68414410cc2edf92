"""The sample inbox: two months of ten bodies, invented, each in a form of its own; run as a module to write it.

The figures are no one's; names are of offices alone, and nothing in them is true of the real federation.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from sources.month import Month
from sources.samples.layouts import (
    cards,
    delimited,
    fine_grid,
    flat_table,
    form_with_list,
    months_across,
    narrative_list,
    quarters,
    sheet_per_initiative,
)

SAMPLE_INBOX = Path(__file__).parent / "inbox"
SAMPLE_MONTHS = (Month(2021, 9), Month(2021, 10))

# body, file name, the day it came in the following month, and who fills it in
FORMS: tuple[tuple[str, str, int, Callable[[Month], bytes]], ...] = (
    ("bc", "東経連BC_月次進捗_{year}{number:02d}.xlsx", 8, flat_table.workbook),
    ("ilc", "ILC推進協_報告様式_R3.{number}.xlsx", 5, form_with_list.workbook),
    ("export", "農産逸品_月別管理表({number}月末).xlsx", 11, months_across.workbook),
    ("phosic", "phosic_{year}-{number:02d}.tsv", 4, delimited.tsv_of_phosic),
    ("senryaku", "わきたつ東北戦略会議_報告カード{number}月.xlsx", 2, cards.workbook),
    ("kasseiken", "活性研_取組報告_{number}月.xlsx", 9, sheet_per_initiative.workbook),
    ("dual", "デュアルライフ東北_進捗（{number}月）.xlsx", 8, fine_grid.workbook),
    ("bosai", "社会基盤_報告一覧_R3-{number:02d}.ods", 9, narrative_list.workbook),
    ("kanko", "東観推_月報{number:02d}.csv", 5, delimited.csv_of_kanko),
    ("house", "東北ハウス_進捗報告書_{number}月.xlsx", 10, quarters.workbook),
)


def sample_files() -> dict[str, bytes]:
    """Return the whole sample inbox: each file's path within it, and its bytes, the same on every run."""
    files: dict[str, bytes] = {}
    register = [("file", "body", "received")]
    for month in SAMPLE_MONTHS:
        following = month.plus(1)
        for body, name, day, fill in FORMS:
            file = f"{month}/{name.format(year=month.year, number=month.number)}"
            files[file] = fill(month)
            register.append((file, body, f"{following}-{day:02d}"))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(register)
    return {**files, "manifest.csv": out.getvalue().encode("utf-8-sig")}


def write_samples(inbox: Path) -> tuple[Path, ...]:
    """Write the sample inbox into *inbox* and return the files' paths."""
    written = []
    for file, data in sample_files().items():
        path = inbox / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return tuple(written)


if __name__ == "__main__":
    for path in write_samples(SAMPLE_INBOX):
        print(path.relative_to(SAMPLE_INBOX.parent))
