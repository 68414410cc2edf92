"""Who a file counts for: whom the intake knew, else whom its template was made for, else nobody."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from sources.forms import META_SHEET
from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder
from sources.submission import FindingKind, Reading, Severity, State, Submission
from tasks.reading.read import read_submission

BODIES = frozenset({"bc", "ilc"})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


def report(made_for: str | None) -> bytes:
    """A report with one figure, on a form made for a body, or on none of our forms."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["進捗報告（2021年10月末現在）"])
    sheet.append(["具体的な取り組み", "指標", "実績（4月からの累計）", "単位"])
    sheet.append(["次世代放射光施設の建設支援", "企業面談", 14, "件"])
    if made_for is not None:
        meta = book.create_sheet(META_SHEET)
        meta.sheet_state = "veryHidden"
        for fact in (f"body={made_for}", "month=2021-10", "plan=fy2021"):
            meta.append([fact])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(plan: Plan, data: bytes, body_id: str | None, bodies: frozenset[str] = BODIES) -> Reading:
    submission = Submission("mail/x/a.xlsx", "0" * 64, body_id, date(2021, 11, 5))
    return read_submission(submission, data, plan, None, body_ids=bodies)


def senders(reading: Reading) -> list[FindingKind]:
    return [finding.kind for finding in reading.findings if finding.kind is FindingKind.UNKNOWN_BODY]


def test_a_template_tells_who_sent_it_where_the_intake_could_not(plan: Plan):
    reading = read(plan, report("bc"), None)
    assert (reading.submission.body_id, senders(reading)) == ("bc", [])
    assert [(one.body_id, one.state) for one in reading.observations] == [("bc", State.ACCEPTED)]


@pytest.mark.parametrize("made_for", [None, "nobody", ""])
def test_what_nobody_known_sent_is_kept_with_all_its_values_and_counts_for_nothing(
    plan: Plan, made_for: str | None
):
    reading = read(plan, report(made_for), None)
    (one,) = reading.observations
    assert (reading.submission.body_id, one.state, str(one.value)) == (None, State.QUARANTINED, "14")
    assert senders(reading) == [FindingKind.UNKNOWN_BODY]


def test_the_senders_address_wins_over_the_template_and_the_difference_is_told(plan: Plan):
    reading = read(plan, report("ilc"), "bc")
    (finding,) = [one for one in reading.findings if one.kind is FindingKind.UNKNOWN_BODY]
    assert (finding.severity, finding.body_id) == (Severity.WARNING, "bc")
    assert [(one.body_id, one.state) for one in reading.observations] == [("bc", State.ACCEPTED)]


def test_a_body_that_uses_its_own_template_hears_nothing(plan: Plan):
    assert senders(read(plan, report("bc"), "bc")) == []


def test_a_file_of_nobody_that_does_not_open_says_both(plan: Plan):
    assert {finding.kind for finding in read(plan, b"PK\x03\x04 broken", None).findings} == {
        FindingKind.UNREADABLE_FILE,
        FindingKind.UNKNOWN_BODY,
    }


def test_without_a_list_of_bodies_nothing_is_judged(plan: Plan):
    reading = read(plan, report("bc"), None, frozenset())
    assert (reading.submission.body_id, senders(reading)) == (None, [])
