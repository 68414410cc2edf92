import hashlib
import os
from datetime import date

import pytest
from forked import forked

from sources.intake.arrival import Arrival
from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder
from sources.submission import FindingKind, Submission
from tasks.reading.isolation import in_own_process, read_in_own_process
from tasks.reading.read import read_submission


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


def _arrival(data: bytes, oversize: int | None = None) -> Arrival:
    digest = hashlib.sha256(data).hexdigest()
    submission = Submission("2021-10/report.csv", digest, "house", date(2021, 11, 5), Month(2021, 10))
    return Arrival(submission, data, oversize)


def test_a_file_reads_the_same_as_in_this_process(plan: Plan) -> None:
    arrival = _arrival("報告年月,2021年10月\n具体的な取り組み,指標,実績,単位\n東北ハウス,来場者数,3,人\n".encode())
    here = read_submission(arrival.submission, arrival.data, plan, None, None)
    assert read_in_own_process(arrival, plan, None, None) == here


def test_a_file_that_does_not_open_is_one_finding(plan: Plan) -> None:
    reading = read_in_own_process(_arrival(b"%PDF-1.7"), plan, None, None)
    assert [finding.kind for finding in reading.findings] == [FindingKind.UNREADABLE_FILE]
    assert reading.observations == ()


def test_a_file_too_large_to_take_in_is_one_finding_for_its_folders_month(plan: Plan) -> None:
    reading = read_in_own_process(_arrival(b"", oversize=30 << 20), plan, None, None)
    (finding,) = reading.findings
    assert (finding.kind, finding.month, finding.place.source_file) == (
        FindingKind.FILE_TOO_LARGE,
        Month(2021, 10),
        "2021-10/report.csv",
    )
    assert "30.0 MiB" in finding.message.english()


def test_a_forked_process_reads_in_processes_of_its_own() -> None:
    ours = in_own_process(os.getpid)

    def reads() -> None:
        assert in_own_process(os.getpid) != ours

    child = forked(reads)
    child.start()
    child.join()
    assert child.exitcode == 0
    assert in_own_process(os.getpid) == ours
