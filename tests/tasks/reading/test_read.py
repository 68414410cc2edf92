"""One file's bytes to its reading: what opens is read, what does not is one finding."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from sources.bodies import Body
from sources.month import Month
from sources.plan import Plan
from sources.submission import Reading, State, Submission
from tasks.reading.read import read_submission, title_index

BUILD = "次世代放射光施設の建設支援"
ROWS = [["2021年10月末現在（累計）"], ["取り組み", "指標", "実績"], [BUILD, "企業面談", "17件"]]


def sent(file: str, body_id: str | None = "bc") -> Submission:
    return Submission(file, "0" * 64, body_id, date(2021, 11, 8), Month(2021, 10))


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def found(reading: Reading) -> set[tuple[str, int]]:
    return {(one.measure_id, int(one.value)) for one in reading.observations if one.state is State.ACCEPTED}


@pytest.mark.parametrize(
    "write", [workbook, lambda rows: "\r\n".join(",".join(row) for row in rows).encode("cp932")]
)
def test_the_same_words_say_the_same_in_a_workbook_and_a_csv(plan: Plan, write: Callable[..., bytes]):
    reading = read_submission(sent("2021-10/x"), write(ROWS), plan, None)
    assert found(reading) == {("4-2-1-K1", 17)}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 report", b"PK\x03\x04broken"])
def test_a_file_that_does_not_open_is_one_finding_in_its_folders_month(plan: Plan, data: bytes):
    reading = read_submission(sent("2021-10/x.xlsx"), data, plan, None)
    [finding] = reading.findings
    assert (finding.kind.value, finding.place.source_file, finding.month) == (
        "unreadable_file",
        "2021-10/x.xlsx",
        Month(2021, 10),
    )
    assert (reading.observations, reading.month) == ((), Month(2021, 10))


def test_the_body_is_taken_from_who_sent_it_where_the_submission_names_none(plan: Plan):
    body = Body(body_id="ilc", name="東北ILC推進協議会")
    reading = read_submission(sent("2021-10/x.xlsx", None), workbook(ROWS), plan, body)
    assert {one.body_id for one in reading.observations} == {"ilc"}
    assert reading.submission.body_id == "ilc"


def test_reading_the_same_bytes_again_gives_the_same(plan: Plan):
    data = workbook(ROWS)
    first, second = (read_submission(sent("2021-10/x.xlsx"), data, plan, None) for _ in range(2))
    assert first == second


def test_a_plans_titles_are_indexed_once(plan: Plan):
    assert title_index(plan) is title_index(plan)


def test_a_workbook_without_any_cell_says_nothing(plan: Plan):
    reading = read_submission(sent("2021-10/x.xlsx"), workbook([]), plan, None)
    assert (reading.observations, reading.statuses, reading.findings) == ((), (), ())
