"""PDFs kept by what they depend on: found again, never half, never for another page, never too many."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from tasks.reporting.kept_pdfs import KeptPdfs, key_of
from tasks.reporting.render_job import Attached, RenderJob

JOB = RenderJob(
    path="board.pdf",
    html="<p>語</p>",
    created=datetime(2021, 11, 8, tzinfo=UTC),
    images=("data:image/png;base64,AA",),
    attachments=(Attached("a.csv", b"1", "値"),),
)


def test_what_was_kept_is_found_again_and_nothing_else(tmp_path: Path):
    kept = KeptPdfs(tmp_path / "pdfs")
    assert kept.get(JOB) is None
    kept.keep(JOB, b"%PDF one")
    assert kept.get(JOB) == b"%PDF one"
    assert kept.get(replace(JOB, html="<p>別</p>")) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(JOB, html="<p>別</p>"),
        replace(JOB, created=JOB.created + timedelta(seconds=1)),
        replace(JOB, images=()),
        replace(JOB, attachments=()),
        replace(JOB, attachments=(replace(JOB.attachments[0], data=b"2"),)),
        replace(JOB, attachments=(replace(JOB.attachments[0], description="別"),)),
        replace(JOB, attachments=(replace(JOB.attachments[0], relationship="Source"),)),
        replace(JOB, html="<p>語</p>2021", images=()),
    ],
)
def test_whatever_a_pdf_depends_on_changes_its_key(other: RenderJob):
    assert key_of(other) != key_of(JOB)


def test_the_place_where_a_pdf_goes_does_not_change_its_key():
    assert key_of(replace(JOB, path="committees/bc.pdf")) == key_of(JOB)


def test_a_file_cut_short_or_altered_is_not_taken_for_a_pdf(tmp_path: Path):
    kept = KeptPdfs(tmp_path)
    kept.keep(JOB, b"%PDF one")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], whole[:-1] + b"X"):
        file.write_bytes(damaged)
        assert kept.get(JOB) is None


def test_beyond_the_limit_what_nobody_asked_for_the_longest_goes(tmp_path: Path):
    jobs = [replace(JOB, html=f"<p>{number}</p>") for number in range(4)]
    kept = KeptPdfs(tmp_path, limit_bytes=3 * (1000 + 32))
    for age, job in enumerate(jobs[:3]):
        kept.keep(job, bytes(1000))
        path = tmp_path / f"{key_of(job)}.pdf"
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert kept.get(jobs[0]) is not None
    kept.keep(jobs[3], bytes(1000))
    kept.shrink()
    assert [kept.get(job) is not None for job in jobs] == [True, False, True, True]


def hammer(folder: str, seed: int) -> int:
    """Keep and ask for the same PDFs over and over; return how often an answer was not what belongs to the job."""
    kept = KeptPdfs(Path(folder), limit_bytes=6 * 5_032)
    wrong = 0
    for turn in range(300):
        number = (turn * 7 + seed) % 10
        job = replace(JOB, html=f"<p>{number}</p>")
        found = kept.get(job)
        wrong += found not in (None, bytes([number]) * 5_000)
        if found is None:
            kept.keep(job, bytes([number]) * 5_000)
            kept.shrink()
    return wrong


def test_two_processes_never_see_half_a_pdf_or_another_ones(tmp_path: Path):
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        assert list(pool.map(hammer, [str(tmp_path)] * 2, [0, 3])) == [0, 0]
    assert sum(path.stat().st_size for path in tmp_path.glob("*.pdf")) <= 7 * 5_032
    assert list(tmp_path.glob("*.new")) == []
