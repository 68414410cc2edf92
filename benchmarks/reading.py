"""How long a submission takes to be read, to matched observations, beside what merely loading its cells takes.

Run: python -m benchmarks.reading [PAIRS] [SUBMISSIONS]. Prints the median of pairs, this reader against
`pandas.read_excel` with openpyxl on the same bytes, each pair a file that neither has seen; then many submissions
in a row, with time and memory by the hundred; then the same files by one process and by two. Time is this
process's own on the processor, but for the last, which is by the clock. Imports are not counted.
"""

import io
import pickle
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import xlsxwriter

from sources.month import Month
from sources.plan import Measure, MeasureType, Plan
from sources.plan_files import load_plan, plan_folder
from sources.samples.make import SAMPLE_INBOX
from sources.submission import Reading, State, Submission
from tasks.reading import isolation
from tasks.reading.read import read_submission
from tasks.reading.reader_pool import ReaderPool
from tasks.reading.reader_process import collect_seldom

PAIRS, SUBMISSIONS, IN_POOL = 21, 1_000, 120
OCTOBER = Month(2021, 10)
SHEETS, ROWS, COLUMNS = 3, 60, 15
WORDS = (
    "面談先を県外に広げ",
    "オンラインで開催し",
    "関係機関と協議を重ね",
    "提案会の日程を調整し",
    "参加企業から好評を得",
)


def typical(plan: Plan, number: int) -> bytes:
    """Return a submission of ordinary size: three sheets of 60 rows and 15 columns, styled and merged.

    The first sheet is the report, the second its months, the third minutes of meetings. No two numbers' words and
    figures are the same.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        for name, rows in zip(("進捗報告", "月別", "会議録"), sheets(plan, number), strict=True):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, COLUMNS - 1, 14)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    sheet.write(r, c, value, head if r == 3 else cell)
            for r in range(5, ROWS, 3):
                sheet.merge_range(r, COLUMNS, r + 1, COLUMNS, "", cell)
    return written.getvalue()


def sheets(plan: Plan, number: int) -> Iterator[list[list[object]]]:
    counted = [
        one for one in plan.measures if one.type is MeasureType.NUMERIC and one.scope.value == "fiscal_year"
    ]
    columns = [
        "取り組み",
        "指標",
        "単位",
        "年間目標",
        "前回（9月末）",
        "10月末実績（累計）",
        "増減",
        "達成率",
        "進捗",
    ]
    columns += ["取組内容", "課題", "今後の予定", "前年度実績", "年度末見込", "備考"]
    yield [
        ["2021年度事業計画　進捗報告"],
        ["報告基準日", "2021/10/31"],
        [],
        columns,
        *(report_row(plan, counted[at % len(counted)], number, at) for at in range(min(len(counted), ROWS - 4))),
    ]
    months = [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
    yield [
        ["2021年度　月別実績"],
        ["2021年10月末現在"],
        [],
        ["指標", "区分", *months, "累計"],
        *(month_row(one, role, number, at) for at, one in enumerate(counted) for role in ("計画", "実績")),
    ][:ROWS]
    yield [
        ["会議録"],
        [],
        [],
        ["開催日", "会議名", *(f"議題{n}" for n in range(1, COLUMNS - 1))],
        *([f"10月{at % 28 + 1}日", f"第{at}回会議", *(f"{sentence(number, at * n)}" for n in range(1, 14))]
          for at in range(ROWS - 4)),
    ]  # fmt: skip


def report_row(plan: Plan, measure: Measure, number: int, at: int) -> list[object]:
    scale = 1_000_000 if measure.unit == "円" else 1
    actual, target = (5 + (number + at) % 9) * scale, float(measure.target or Decimal(0))
    words = [sentence(number, at + n) for n in range(3)]
    title = plan.node[measure.parent_id].title
    return [title, measure.statement, measure.unit, target, actual - scale, actual, scale, f"{at}%", "○",
            *words, actual, actual * 2, f"資料{number}-{at}"]  # fmt: skip


def month_row(measure: Measure, role: str, number: int, at: int) -> list[object]:
    figures = [(number + at + month) % 4 for month in range(7)]
    return [measure.statement if role == "計画" else None, role, *figures, *[None] * 5, sum(figures)]


def sentence(number: int, at: int) -> str:
    return f"{WORDS[(number + at) % len(WORDS)]}、{number % 97 + at}件の相談に応じた。"


def submission(file: str) -> Submission:
    return Submission(file, "0" * 64, "bc", date(2021, 11, 8), OCTOBER)


def read(plan: Plan, data: bytes, file: str = "報告.xlsx") -> Reading:
    return read_submission(submission(file), data, plan, None)


def load(data: bytes) -> object:
    return pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="openpyxl")


def on_the_processor(do: Callable[[], object]) -> float:
    """Return how many milliseconds of this process *do* took."""
    before = time.process_time()
    do()
    return 1000 * (time.process_time() - before)


def compare(name: str, plan: Plan, files: list[bytes]) -> None:
    """Print the median of pairs over *files*, each read once by either, in turn first."""
    ours, theirs = [], []
    for turn, data in enumerate(files):
        pair = [(ours, lambda one=data: read(plan, one)), (theirs, lambda one=data: load(one))]
        for times, do in pair if turn % 2 else reversed(pair):
            times.append(on_the_processor(do))
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    counted = sum(one.state is State.ACCEPTED for one in read(plan, files[0]).observations)
    print(
        f"{name:<34} {statistics.median(ours):7.1f} ms   pandas+openpyxl {statistics.median(theirs):7.1f} ms   "
        f"ratio {ratio:5.2f}   ({len(files)} pairs, {len(files[0]) / 1024:.0f} kB, {counted} values)"
    )


def in_a_row(plan: Plan, count: int) -> None:
    """Print milliseconds a file and memory, by the hundred: neither should grow."""
    for start in range(0, count, max(count // 10, 1)):
        files = [typical(plan, number) for number in range(start, start + max(count // 10, 1))]
        spent = on_the_processor(lambda some=files: [read(plan, data) for data in some])
        print(f"  {start + len(files):>6} read   {spent / len(files):6.1f} ms a file   {memory_mb():6.0f} MB")


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def by_processes(plan: Plan, count: int) -> None:
    """Print how long one reading process and two take for the same files, by the clock."""
    files = [typical(plan, 10_000 + number) for number in range(count)]
    packed = pickle.dumps(plan)
    seconds = {}
    for processes in (1, 2):
        with ReaderPool(processes) as pool, ThreadPoolExecutor(processes) as threads:

            def read_there(data: bytes, pool: ReaderPool = pool) -> Reading:
                known = isolation._Known(None, None, frozenset())
                found = pool.run(isolation._read, submission("報告.xlsx"), data, packed, known)
                assert isinstance(found, Reading)
                return found

            list(threads.map(read_there, files[: 2 * processes]))
            before = time.perf_counter()
            list(threads.map(read_there, files))
            seconds[processes] = time.perf_counter() - before
    print(
        f"  {count} files by one process {seconds[1]:.1f} s, by two {seconds[2]:.1f} s: "
        f"{seconds[1] / seconds[2]:.2f} times as fast"
    )


def main() -> None:
    pairs, submissions = ([int(word) for word in sys.argv[1:]] + [PAIRS, SUBMISSIONS][len(sys.argv) - 1 :])[:2]
    collect_seldom()  # as reading processes do; it speeds up both
    plan = load_plan(plan_folder("fy2021"))
    files = [typical(plan, number) for number in range(pairs)]
    read(plan, files[0])
    load(files[0])
    compare("typical, 3 sheets of 60 x 15", plan, files[1:])
    for path in sorted(SAMPLE_INBOX.rglob("*.xlsx")):
        compare(path.name, plan, [path.read_bytes()] * 5)
    print(f"{submissions} submissions in a row:")
    in_a_row(plan, submissions)
    print("By processes:")
    by_processes(plan, IN_POOL)


if __name__ == "__main__":
    main()
