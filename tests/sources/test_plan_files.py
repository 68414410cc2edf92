"""A plan's folder is read strictly: each thing that can not be right is named with its file and row."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.errors import InputRefused
from sources.plan import Plan
from sources.plan_files import PLANS_FOLDER, check_plan, load_plan, plan_folder

Edit = Callable[[str, str, str], None]


def problems(folder: Path) -> list[str]:
    return [problem.english() for problem in check_plan(folder)]


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("plan.toml", ("deadline_day", "dead_line"), "plan.toml: key 'dead_line' is not known."),
        ("plan.toml", ('version = "2021.1"', ""), "plan.toml: key 'version' is missing."),
        (
            "plan.toml",
            ("deadline_day = 10", "deadline_day = 40"),
            "plan.toml, key 'deadline_day': 40 does not fit",
        ),
        (
            "plan.toml",
            ("fiscal_year = 2021", "fiscal_year = 2025"),
            "fiscal_year 2025 is not within the phase 2020",
        ),
        ("measures.csv", ("measure_id,level", "measure_id,colour,level"), "row 1: column 'colour' is not known."),
        ("measures.csv", ("statement,", ""), "measures.csv, row 1: column 'statement' is missing."),
        ("structure.csv", ("1-1-1,initiative,1-1,", "1-1-1,initiative,1-9,"), "row 31: parent_id '1-9' is not in"),
        ("structure.csv", ("1-1-1,initiative,1-1,", "1-1-1,initiative,1,"), "row 31: parent '1' is of level item"),
        ("structure.csv", ("S1,strategy,,", "S1,strategy,S2,"), "row 2: a strategy has no parent"),
        ("structure.csv", ("\n4-2-2,", "\n4-2-3,"), "id '4-2-3' is out of order; '4-2-2' comes next here."),
        ("structure.csv", ("戦略項目5", "戦略項目6"), "number '戦略項目6' does not fit the id '5'."),
        ("structure.csv", ("1-2,action_plan,1,②", "1-2,action_plan,1,③"), "number '③' does not fit the id '1-2'."),
        ("structure.csv", ("東北ハウス事業の完遂", "「デュアルライフ東北」の環境整備支援"), "names '3-1-2' too."),
        ("structure.csv", ("S2,strategy", "S2,strategie"), "row 3, column 'level': 'strategie' is not known."),
        (
            "measures.csv",
            ("企業面談,numeric,30,件", "企業面談,numeric,30,"),
            "4-2-1-K1: a kpi in numbers needs a unit",
        ),
        ("measures.csv", ("企業面談,numeric,30,件", "企業面談,numeric,三十,件"), "'三十' is not a number."),
        ("measures.csv", ("企業面談,numeric,30,件", "企業面談,numeric,3E+01,件"), "'3E+01' is not a number."),
        ("measures.csv", ("企業面談,numeric,30,件,>=", "企業面談,numeric,30,件,"), "target and comparator"),
        ("measures.csv", ("企業面談,numeric,30,件,>=", "企業面談,numeric,30,件,=>"), "'=>' is not known."),
        ("measures.csv", ("\n4-2-1-K1,", "\n4-2-1-K2,"), "id '4-2-1-K2' is out of order; '4-2-1-K1' comes next"),
        (
            "measures.csv",
            ("4-2-1-K1,initiative,4-2-1,", "4-2-1-K1,initiative,4-2-9,"),
            "'4-2-9' is not in structure.csv",
        ),
        (
            "measures.csv",
            ("4-2-1-K1,initiative,", "4-2-1-K1,item,"),
            "level is item, but its parent '4-2-1' is of",
        ),
        ("measures.csv", ("2021-11-17=2", "2021-11-31=2"), "is not a trajectory."),
        ("measures.csv", ("2021-11-17=2", "2021-11-17=3"), "the last step is 3, not the target 2."),
        (
            "measures.csv",
            ("2021-11-17=2", "2021-03-17=2"),
            "the steps' days must follow one another within 2021-04-01",
        ),
        ("measures.csv", ("5-2-1-G1,,", "5-2-1-G7,,"), "5-P1: phase_of '5-2-1-G7' is not a measure."),
        ("measures.csv", ("5-2-1-G1,,", "5-2-1-K1,,"), "'5-2-1-K1' is none."),
        ("initiatives.csv", ("\n6-2-1,", "\n6-2-2,"), "initiatives.csv, row 18: '6-2-2' is not an initiative"),
        ("initiatives.csv", ("\n6-2-1,", "\n6-2-2,"), "initiative '6-2-1' has no row in initiatives.csv."),
        (
            "initiatives.csv",
            ("\n6-1-2,成功事例創出,", "\n6-1-2,成功例,"),
            "column 'functions': '成功例' is not known.",
        ),
        (
            "initiatives.csv",
            ("\n6-1-2,成功事例創出,", "\n6-1-2,課題把握,"),
            "6-1-2-G1: function 成功事例創出 is not one",
        ),
        ("dates.csv", ("4/21,2021-04-21,2021-04-21", "4/21,2021-04-21,2020-04-21"), "is not a span within"),
        ("dates.csv", ("4/21,2021-04-21,2021-04-21", "4/21,2021-04-31,2021-04-21"), "'2021-04-31' is not a day"),
        ("activities.csv", ("IV-2-2", "IV-2-1"), "activities.csv, row 4: id 'IV-2-1' stands already in row 3."),
    ],
)
def test_each_mistake_is_named_with_its_file_and_place(folder: Path, edit: Edit, file, change, said):
    edit(file, *change)
    assert [problem for problem in problems(folder) if said in problem], problems(folder)


def test_one_bad_cell_gives_one_problem(folder: Path, edit: Edit):
    edit("structure.csv", "4,item,S2,戦略項目4", "4,itme,S2,戦略項目4")
    found = problems(folder)
    assert found[0].startswith("structure.csv, row 8, column 'level': 'itme' is not known.")


def test_all_problems_are_collected_and_the_first_one_stops_the_loading(folder: Path, edit: Edit):
    edit("measures.csv", "企業面談,numeric,30,件", "企業面談,numeric,30,")
    edit("dates.csv", "4/21,2021-04-21,2021-04-21", "4/21,2021-04-21,2020-04-21")
    assert len(problems(folder)) == 2
    with pytest.raises(InputRefused, match=r"a kpi in numbers needs a unit.* 2 problems in all"):
        load_plan(folder)


def test_a_missing_file_is_named(folder: Path):
    (folder / "dates.csv").unlink()
    assert "dates.csv is missing. Put it into the plan's folder." in problems(folder)


def test_an_unknown_plan_is_refused_with_the_plans_there_are():
    with pytest.raises(InputRefused, match=r"no plan 'fy1999'\. Plans: fy2021"):
        plan_folder("fy1999")
    with pytest.raises(InputRefused):
        plan_folder("../plans/fy2021")
    assert plan_folder("fy2021") == PLANS_FOLDER / "fy2021"


@pytest.mark.parametrize(
    "file", ["structure.csv", "measures.csv", "initiatives.csv", "dates.csv", "activities.csv"]
)
def test_the_files_that_ship_open_in_excel_as_they_are(file: str):
    data = (plan_folder("fy2021") / file).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data


def as_excel_saves(content: str, encoding: str) -> bytes:
    """Return a CSV as a Japanese Excel writes it back: ids and days rewritten as dates, columns left trailing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in csv.reader(io.StringIO(content)):
        writer.writerow([*(as_excel_shows(cell) for cell in line), "", ""])
    writer.writerow([""] * 4)
    return out.getvalue().encode(encoding)


def as_excel_shows(cell: str) -> str:
    """Return a cell as it is saved after Excel took it for a day, which it does with a hyphen or a slash."""
    parts = cell.replace("/", "-").split("-")
    if not all(part.isdecimal() for part in parts):
        return cell
    if len(parts) == 2:
        return f"{int(parts[0])}月{int(parts[1])}日"
    if len(parts) == 3:
        year = int(parts[0]) + (2000 if int(parts[0]) < 100 else 0)
        return f"{year}/{int(parts[1])}/{int(parts[2])}"
    return cell


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_plan_saved_again_from_excel_loads_the_same(folder: Path, plan: Plan, encoding: str):
    for path in folder.glob("*.csv"):
        path.write_bytes(as_excel_saves(path.read_text(encoding="utf-8-sig"), encoding))
    assert check_plan(folder) == ()
    assert load_plan(folder) == plan


def test_a_cell_beyond_the_last_column_is_a_comma_too_many(folder: Path, edit: Edit):
    edit("activities.csv", "IV-1-1,委員会活動,", "IV-1-1,,委員会活動,")
    assert any(
        "activities.csv, row 2:" in problem and "beyond the last column" in problem for problem in problems(folder)
    )


@pytest.mark.parametrize("written", ["Jan-32", "1-Jan", "2-Apr", "4/2/2001", "44288", "１月１日"])
@pytest.mark.parametrize(
    ("file", "id_in_it", "row"),
    [("structure.csv", "4-2", 20), ("dates.csv", "1-2-1", 2), ("initiatives.csv", "1-1-1", 2)],
)
def test_an_id_that_no_longer_says_which_it_was_is_refused_with_its_file_and_row(
    folder: Path, file: str, id_in_it: str, row: int, written: str
):
    path = folder / file
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[row - 1].startswith(f"{id_in_it},")
    lines[row - 1] = lines[row - 1].replace(f"{id_in_it},", f"{written},", 1)
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    assert any(problem.startswith(f"{file}, row {row}") for problem in problems(folder))


@pytest.mark.parametrize("written", ["4月21日", "2021/4/21", "2021年4月21日"])
def test_a_planned_day_that_excel_rewrote_is_printed_as_the_plan_wrote_it(folder: Path, edit: Edit, written: str):
    edit("dates.csv", "1-2-1,4/21,", f"1-2-1,{written},")
    assert load_plan(folder).dates[0].when == "4/21"


def test_a_planned_day_that_is_not_the_day_it_starts_is_refused(folder: Path, edit: Edit):
    edit("dates.csv", "1-2-1,4/21,", "1-2-1,4月22日,")
    assert problems(folder) == ["dates.csv, row 2: when says 4/22, but it starts on 2021-04-21."]


def test_a_letter_that_the_old_csv_format_lost_is_refused(folder: Path):
    path = folder / "structure.csv"
    written = path.read_text(encoding="utf-8-sig").replace("地域社会の持続性", "地域社会の?持続性")
    path.write_bytes(written.encode("cp932"))
    assert any(problem.startswith("structure.csv, row 2, column 'title'") for problem in problems(folder))
    path.write_bytes(written.encode("utf-8-sig"))
    assert problems(folder) == []


def test_quotes_around_every_cell_and_blank_rows_at_the_end_change_nothing(folder: Path, plan: Plan):
    for path in folder.glob("*.csv"):
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerows(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        path.write_text(out.getvalue() + ",,,\r\n" * 3, encoding="utf-8-sig", newline="")
    assert load_plan(folder) == plan


def test_a_table_saved_as_unicode_text_is_refused_by_name(folder: Path):
    path = folder / "dates.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",", "\t"), encoding="utf-16")
    assert any(problem.startswith("dates.csv") for problem in problems(folder))
