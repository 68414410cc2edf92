"""How fast the month's reports become PDFs: this pipeline, a plain WeasyPrint script, Chromium.

Run: python -m benchmarks.rendering [--reports 1,10,100] [--rounds 3] [--long] [--growth]

Each contestant is a program of its own (rendering_ours.py, rendering_plain.py, rendering_chromium.py), started for
each run, so that starting up counts. Within a round they run one after another on the same pages, and what is
compared are the medians of the rounds' pairs, not times of different hours. The pages are those of the sample
inbox's month; more reports than it has are the same over again, each with a comment of its own, and nothing is
taken from PDFs that were kept. Processor seconds beside the wall's tell how busy the machine was otherwise.
"""

import argparse
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from flows.crew import Crew
from flows.house import Order
from flows.recipe import make_month
from flows.runners import DirectRunner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from flows.steps import A, R, Step
from sources.month import Month
from tasks.reporting.fonts import font_face_css
from tasks.reporting.kept_pdfs import KeptPdfs
from tasks.reporting.render_job import RenderJob

CONTESTANTS = {
    "ours-1": ("rendering_ours", "1"),
    "ours-2": ("rendering_ours", "2"),
    "plain": ("rendering_plain",),
    "chromium": ("rendering_chromium",),
}
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Run:
    """What one run of one contestant came to; memory is MiB at its peak.

    *together* is what all its processes held at once, shared pages divided; *largest* what one of them held.
    """

    seconds: float
    processor_seconds: float
    pages: int
    together: float
    largest: float


class Noting(DirectRunner):
    """Carries out the month's recipe, but notes the pages to render in place of rendering them."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew, LineProgress(lambda _: None, "en"), 1)
        self.jobs: list[RenderJob] = []

    def each(self, step: Step[[A], R], items: Sequence[A]) -> list[R]:
        if step.name != "render":
            return super().each(step, items)
        self.jobs += items  # type: ignore[arg-type] # what is rendered are jobs
        return [b"%PDF-" for _ in items]  # type: ignore[misc] # and what comes of them are bytes


def month_jobs() -> tuple[RenderJob, ...]:
    """Return the render jobs of the sample inbox's October, as `ayumi run` would have them rendered."""
    samples = Path(__file__).parents[1] / "sources" / "samples" / "inbox"
    with tempfile.TemporaryDirectory() as folder, Crew(1) as crew:
        runner = Noting(crew)
        settings = load_settings({"inbox": str(samples), "output": folder})
        make_month(Order(Month(2021, 10), settings, "none"), runner)
    return tuple(runner.jobs)


def many(jobs: Sequence[RenderJob], count: int) -> list[RenderJob]:
    """Return *count* jobs, each a page of its own."""
    chosen = [jobs[number % len(jobs)] for number in range(count)]
    return [
        replace(job, path=f"{number:04d}.pdf", html=f"{job.html}<!-- {number} -->")
        for number, job in enumerate(chosen)
    ]


def run(contestant: str, jobs: Sequence[RenderJob]) -> Run:
    """Return what *contestant* needs for *jobs*, its program's start included."""
    module, *words = CONTESTANTS[contestant]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _lay_out(jobs, folder)
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", f"benchmarks.{module}", name, *words])
        together = largest = 0.0
        used: dict[int, float] = {}
        while process.poll() is None:
            seen = list(_seen(process.pid))
            used.update((one.pid, one.processor_seconds) for one in seen)
            together = max(together, sum(one.share_mib for one in seen))
            largest = max([largest, *(one.mapped_mib for one in seen)])
            time.sleep(POLL_SECONDS)
        seconds = time.perf_counter() - started
        if process.returncode:
            sys.exit(f"{contestant} failed.")
        pages = sum(len(pypdfium2.PdfDocument(path)) for path in folder.glob("*.pdf"))
    return Run(seconds, sum(used.values()), pages, together, largest)


def _lay_out(jobs: Sequence[RenderJob], folder: Path) -> None:
    """Write what the contestants read: our jobs, and the same pages, fonts and workbook as files."""
    (folder / "jobs").write_bytes(pickle.dumps(list(jobs)))
    (folder / "fonts.css").write_text(font_face_css(), encoding="utf-8")
    (folder / "data.xlsx").write_bytes(jobs[0].attachments[0].data)
    (folder / "pages").mkdir()
    for job in jobs:
        (folder / "pages" / Path(job.path).with_suffix(".html").name).write_text(job.html, encoding="utf-8")


@dataclass(frozen=True)
class Seen:
    """One process as it is now; *share_mib* is its memory with shared pages divided, *mapped_mib* all it maps."""

    pid: int
    processor_seconds: float
    share_mib: float
    mapped_mib: float


def _seen(pid: int) -> Iterator[Seen]:
    """Yield a process and all below it; what a process uses after it was last seen is not counted."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        sizes = dict(line.split(":") for line in rollup.splitlines()[1:])
        share, mapped = (int(sizes[name].split()[0]) / 1024 for name in ("Pss", "Rss"))
        clocks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        yield Seen(pid, sum(map(int, clocks)) / os.sysconf("SC_CLK_TCK"), share, mapped)
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _seen(int(child))
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return


def compare(jobs: Sequence[RenderJob], count: int, rounds: int) -> None:
    """Print what each contestant needs for *count* reports, and how ours compares by the medians of the pairs."""
    chosen = many(jobs, count)
    runs: dict[str, list[Run]] = {contestant: [] for contestant in CONTESTANTS}
    for _ in range(rounds):
        for contestant, found in runs.items():
            found.append(run(contestant, chosen))
    print(f"\n{count} reports, {runs['plain'][0].pages} pages, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print("              seconds  processor s   pages/s   MiB in all   in one process")
    for contestant, found in runs.items():
        seconds = statistics.median(one.seconds for one in found)
        print(
            f"  {contestant:10} {seconds:9.2f} {statistics.median(one.processor_seconds for one in found):12.2f}"
            f" {found[0].pages / seconds:9.1f} {max(one.together for one in found):12.0f}"
            f" {max(one.largest for one in found):16.0f}"
        )
    for rival in ("plain", "chromium"):
        pairs = list(zip(runs["ours-2"], runs[rival], strict=True))
        wall = statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs)
        work = statistics.median(ours.processor_seconds / theirs.processor_seconds for ours, theirs in pairs)
        print(f"  ours-2 takes {wall:.2f} of the time of {rival}, and {work:.2f} of its processor seconds")


def growth(jobs: Sequence[RenderJob]) -> None:
    """Print milliseconds a page and memory for reports of up to 200 pages: the same chapters over and over."""
    job = next(job for job in jobs if job.path == "strategy-2.pdf")
    start, end = job.html.index('<section class="item'), job.html.index('<section class="chapter"')
    chapters = job.html[start:end]
    print("\none report, longer and longer (ours-1, start included)")
    for times in (1, 5, 20, 40):
        again = "".join(chapters.replace(' id="', f' id="again-{number}-') for number in range(1, times))
        long = replace(job, path="long.pdf", html=job.html[:end] + again + job.html[end:])
        found = run("ours-1", [long])
        print(
            f"  {found.pages:4} pages {found.seconds:8.2f} s {found.processor_seconds / found.pages * 1000:7.0f}"
            f" processor ms a page {found.largest:7.0f} MiB"
        )


def kept(jobs: Sequence[RenderJob]) -> None:
    """Print what a month costs when nothing has changed: its PDFs are found by what they depend on."""
    with tempfile.TemporaryDirectory() as name:
        store = KeptPdfs(Path(name))
        for job in jobs:
            store.keep(job, bytes(500_000))
        started = time.perf_counter()
        found = [store.get(job) for job in jobs]
        print(f"\nunchanged: {len(found)} reports found again in {time.perf_counter() - started:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", default="1,10,100", help="how many reports, several with commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", action="store_true", help="1,000 reports too, in one round")
    parser.add_argument("--growth", action="store_true", help="reports of up to 200 pages too")
    chosen = parser.parse_args()
    jobs = month_jobs()
    print(f"{os.cpu_count()} processors; the month has {len(jobs)} reports", flush=True)
    for count in [len(jobs), *(int(count) for count in chosen.reports.split(",") if count)]:
        compare(jobs, count, chosen.rounds)
        sys.stdout.flush()
    if chosen.long:
        compare(jobs, 1000, 1)
    if chosen.growth:
        growth(jobs)
    kept(jobs)


if __name__ == "__main__":
    main()
