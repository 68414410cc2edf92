from pathlib import Path

import openpyxl
import pytest


@pytest.fixture
def written(inbox, run_here, tmp_path):
    """Give a way to write a body's template for November, after October was read: it returns the workbook."""

    def write(body: str = "bc") -> Path:
        inbox.put("2021-10", "14")
        run_here("run", "2021-10", "--mail", "none")
        code, said = run_here("template", "--month", "2021-11", "--body", body)
        assert code == 0
        (path,) = (tmp_path / "output" / "templates" / "2021-11").iterdir()
        assert str(path) in said
        return path

    return write


def rows(path: Path) -> dict[str, tuple]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {str(row[2]): row for row in sheet.iter_rows(values_only=True)}


def test_a_template_shows_what_the_body_reported_last(written):
    assert rows(written())["企業面談"][3:7] == (30, "件", 14, "2021年10月")


def test_a_template_filled_in_is_read_as_that_bodys_report_of_the_month(written, inbox, run_here):
    path = written()
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (row,) = (row for row in sheet.iter_rows() if row[2].value == "企業面談")
    row[7].value = 17
    filled = inbox.folder / "2021-11" / "ご提出.xlsx"
    filled.parent.mkdir()
    book.save(filled)
    run_here("run", "2021-11", "--mail", "none")
    _, said = run_here("trace", "4-2-1-K1", "2021-11")
    assert "17" in said
    assert "ご提出.xlsx" in said


def test_each_body_that_reports_gets_a_template_and_the_same_one_twice(run_here, tmp_path):
    run_here("template", "--month", "2021-11")
    folder = tmp_path / "output" / "templates" / "2021-11"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    run_here("template", "--month", "2021-11")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert len(first) == 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--month", "2022-11"), "2022-11 is not in the fiscal year of the plan fy2021."),
        (("--month", "2021-11", "--body", "rijikai"), "There is no body 'rijikai' that reports."),
        (("--month", "soon"), "'soon' is not a month."),
    ],
)
def test_a_template_that_can_not_be_meant_is_wrong_use(run_here, words, said):
    code, told = run_here("template", *words)
    assert code == 2
    assert said in told
