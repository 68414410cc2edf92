"""The CSVs of a month."""

import csv
import io
import random
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.month import Month
from sources.submission import Basis, Observation, Place, Reading, Submission
from tasks.reporting.data_files import (
    attainment_csv,
    data_files,
    digits,
    facts_csv,
    findings_csv,
    guarded,
    milestones_csv,
    statuses_csv,
)

TRUTH = Path(__file__).resolve().parents[4].parent / "shared" / "submissions" / "truth"


def rows(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_columns_stand_in_the_order_that_users_rely_on(a_reading, an_attainment):
    def head(written: bytes) -> str:
        return written.decode("utf-8-sig").split("\r\n")[0]

    readings = [a_reading()]
    assert head(facts_csv(readings)) == "body,measure_id,month,value,unit,basis,source_file,sheet,cell,state,raw"
    assert head(milestones_csv(readings)) == "body,measure_id,month,value,date,source_file,sheet,cell,state"
    assert head(statuses_csv(readings)) == (
        "body,initiative_id,month,value,mark,narrative,issues,next_steps,source_file,sheet,cell,state"
    )
    assert head(findings_csv(readings)) == "kind,severity,body,source_file,sheet,cell,message"
    assert head(attainment_csv(an_attainment)) == (
        "measure_id,month,actual,target,unit,attainment,expected,pace,rating,state,last_known,last_known_month,outlook"
    )


def test_month_has_five_files_in_its_data_folder(a_material):
    names = ["facts", "milestones", "statuses", "findings", "attainment"]
    assert list(data_files(a_material())) == [f"data/{name}.csv" for name in names]


def test_files_open_in_excel_by_their_byte_order_mark_and_line_ends(a_material):
    for written in data_files(a_material()).values():
        assert written.startswith(b"\xef\xbb\xbf")
        assert written.endswith(b"\r\n")
        assert written.count(b"\n") == written.count(b"\r\n")


def test_values_are_plain_digits_in_base_units_by_row_of_the_sheet(a_reading):
    found = rows(facts_csv([a_reading()]))
    assert [(row["cell"], row["value"], row["state"]) for row in found] == [
        ("C5", "17", "accepted"),
        ("C9", "300000000", "quarantined"),
        ("C10", "2.5", "accepted"),
    ]


def test_value_of_many_digits_keeps_them_all():
    assert digits(Decimal("1E+20")) == "100000000000000000000"
    assert digits(Decimal("0.000000000012345678901234567890123")) == "0.000000000012345678901234567890123"
    assert (digits(Decimal("100")), digits(Decimal("0.00")), digits(None)) == ("100", "0", "")


def test_value_that_contradicts_another_is_written_as_quarantined(a_material, an_attainment):
    doubtful = (("4-2-1-K1", Month(2021, 10), Place("2021-10/bc.xlsx", "進捗一覧", "C5")),)
    written = data_files(a_material(attainment=replace(an_attainment, doubtful=doubtful)))["data/facts.csv"]
    assert [(row["cell"], row["state"]) for row in rows(written)] == [
        ("C5", "quarantined"),
        ("C9", "quarantined"),
        ("C10", "accepted"),
    ]


def test_ratios_have_four_places_and_a_missing_one_is_blank_not_zero(an_attainment):
    met, behind, missing = rows(attainment_csv(an_attainment))
    assert (met["attainment"], met["pace"], met["rating"], met["outlook"]) == ("0.5667", "0.9714", "○", "")
    assert (behind["actual"], behind["attainment"], behind["outlook"]) == ("0", "0.0000", "0.0964")
    assert (missing["actual"], missing["attainment"], missing["rating"]) == ("", "", "－")
    assert (missing["state"], missing["last_known"], missing["last_known_month"]) == ("overdue", "1", "2021-09")


def test_findings_speak_the_reports_language(a_reading):
    assert "There is no rating profile" in rows(findings_csv([a_reading()], language="en"))[0]["message"]
    assert "評価基準「x」はありません" in rows(findings_csv([a_reading()], language="ja"))[0]["message"]


def test_findings_of_readings_and_of_attainment_stand_together_each_once(a_reading, a_finding):
    found = rows(findings_csv([a_reading()], [a_finding(), a_finding("G9")]))
    assert [row["cell"] for row in found] == ["G9", "G21"]


def test_order_of_readings_does_not_matter(a_reading, an_observation):
    other = a_reading(submission=Submission("2021-10/a.csv", "b" * 64, "bc", a_reading().submission.received),
                      observations=tuple(an_observation(place=Place("2021-10/a.csv", "", f"R{row}C2"))
                                         for row in (10, 2, 9)))  # fmt: skip
    readings = [a_reading(), other]
    forward, backward = facts_csv(readings), facts_csv(reversed(readings))
    assert forward == backward
    assert [row["cell"] for row in rows(forward)][:3] == ["R2C2", "R9C2", "R10C2"]


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+81",
        "-- 未定",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "-",
        "＝1+1",
        "＋5",
        "－1＋2",
        "－該当なし",
        "-1+cmd|' /C calc'!A0",
    ],
)
def test_words_that_could_become_a_formula_are_guarded(words):
    assert guarded(words) == f"'{words}"


@pytest.mark.parametrize("words", ["-5", "-1,200.5", "-85.3%", "△85", "▲3", "－", "－3", "○", "17件", "", "a=b"])
def test_plain_numbers_and_marks_stay_as_they_are(words):
    assert guarded(words) == words


def test_narrative_that_looks_like_markup_or_a_formula_stays_text(a_reading, a_status):
    written = statuses_csv(
        [a_reading(statuses=(a_status('=HYPERLINK("http://x")\n<b>太字</b> {{ 7*7 }}, "引用"'),))]
    )
    assert rows(written)[0]["narrative"] == '\'=HYPERLINK("http://x")\n<b>太字</b> {{ 7*7 }}, "引用"'


@given(st.lists(st.tuples(st.text(max_size=8), st.decimals(-(10**9), 10**9, places=2)), max_size=5))
def test_every_observation_is_one_row_whatever_its_text(given_values):
    place = Place("a.xlsx", "報告", "C5")
    found = rows(
        facts_csv(
            [
                Reading(
                    Submission("a.xlsx", "1", "bc", Month(2021, 11).first_day),
                    Month(2021, 10),
                    observations=tuple(
                        Observation("bc", "4-2-1-K1", Month(2021, 10), value, "件", Basis.MONTHLY, place, raw)
                        for raw, value in given_values
                    ),
                )
            ]
        )
    )
    assert sorted(Decimal(row["value"]) for row in found) == sorted(value for _, value in given_values)
    assert not any(row["raw"].startswith(("=", "+", "@")) for row in found)


@pytest.mark.parametrize("truth", [TRUTH] if TRUTH.is_dir() else [])
def test_scorer_finds_every_fact_that_is_written(truth, tmp_path):
    """The sample months' truth, shuffled, written as facts and scored, is all found with its cells."""
    facts = list(csv.DictReader((truth / "facts.csv").open(encoding="utf-8-sig", newline="")))
    random.Random(1).shuffle(facts)  # noqa: S311 - an order, not a secret
    readings = [
        Reading(
            Submission(row["file"], row["file"], row["body"], Month.parse(row["file"][:7]).last_day),
            Month.parse(row["file"][:7]),
            observations=(
                Observation(
                    row["body"],
                    row["measure_id"],
                    Month.parse(row["month"]),
                    Decimal(row["value"]),
                    row["unit"],
                    Basis(row["basis"]),
                    Place(row["file"], row["sheet"], row["cell"].split("|")[0]),
                    row["value"],
                ),
            ),
        )
        for row in facts
    ]
    (tmp_path / "facts.csv").write_bytes(facts_csv(readings))
    scored = subprocess.run(
        [sys.executable, truth.parent / "score.py", tmp_path, truth], capture_output=True, text=True, check=False
    ).stdout
    assert "numeric recall (right value)      100.0%" in scored
    assert "provenance (right sheet and cell) 100.0%" in scored
    assert "SILENT ERRORS: 0" in scored
