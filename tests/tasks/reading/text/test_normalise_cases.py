"""The table of 162 written values (data/normalise-cases.csv): all read right or refused, none read wrong."""

import csv
import json
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sources.submission import StatusValue
from tasks.japanese_text import display_text, fold
from tasks.reading.values import (
    DateSpan,
    Doubt,
    Missing,
    NoDate,
    NumberContext,
    Parsed,
    Quantity,
    Range,
    Refused,
    Several,
    StatusReading,
    Words,
    find_unit,
    find_units,
    parse_date,
    parse_quantity,
    parse_status,
)

CASES = Path(__file__).parent / "data" / "normalise-cases.csv"
REFUSALS = {"paren_ambiguous": "bracketed", "zero_or_missing": "zero_or_missing"}
WORDS = {"vague_number": "vague", "not_a_number": "", "per_each": "per_each"}
# The table was written before the plan's own scale of statuses; these are what the design makes of its words.
STATUSES = {
    "済": StatusValue.DONE,
    "実施済み": StatusValue.DONE,
    "完了（4/21開催）": StatusValue.DONE,
    "未着手": StatusValue.NOT_STARTED,
    "○": StatusValue.ON_TRACK,
    "〇": StatusValue.ON_TRACK,
    "◯": StatusValue.ON_TRACK,
    "◎": StatusValue.AHEAD,
    "△": StatusValue.SLIGHTLY_BEHIND,
    "×": StatusValue.BEHIND,
}


def cases(*columns: str) -> list[dict[str, Any]]:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        rows = [dict(row) for row in csv.DictReader(file)]
    for row in rows:
        pairs = (part.strip().partition("=") for part in row["context"].split(";"))
        row["around"] = {name: value for name, _, value in pairs}
        row["expected"] = json.loads(row["expected"])
    return [row for row in rows if row["around"]["col"] in columns]


def stored_value(row: dict[str, Any]) -> int | float | datetime | None:
    kinds = {"int": int, "float": float, "datetime": datetime.fromisoformat}
    return kinds[row["around"]["type"]](row["raw"]) if row["around"].get("type") in kinds else None


def read_number(row: dict[str, Any]) -> Parsed:
    around = row["around"]
    context = NumberContext(
        expected_unit=around.get("unit", ""),
        unit_near=find_unit(around.get("header", "")) or find_unit(around.get("unit", "")),
        units_far=find_units(around.get("sheetnote", "")),
        header=around.get("header", ""),
        fiscal_year=2021,
        is_accounting=around.get("style") == "accounting",
    )
    return parse_quantity(row["raw"], stored_value(row), around.get("numfmt", "General"), context)


def number(value: object) -> Decimal:
    return Decimal(str(value))


def told(quantity: Quantity) -> dict[str, object]:
    """Return a quantity with all that the table asks of it, in the table's words."""
    said: dict[str, object] = {"v": quantity.value, "u": quantity.unit}
    extras = {
        "of": quantity.of,
        "cum": quantity.cumulative,
        "b": quantity.bound,
        "per": quantity.per,
        "approx": Doubt.APPROXIMATE in quantity.doubts,
        "sub": dict(quantity.parts),
        "label": "" if Doubt.RELATIVE in quantity.doubts else quantity.label,
        "note": quantity.note if not quantity.dates else "",
        "dates": [day.isoformat() for day in quantity.dates],
    }
    said |= {name: value for name, value in extras.items() if value not in (None, "", False, {}, [])}
    return said


def wanted(expected: dict[str, Any]) -> dict[str, object]:
    said: dict[str, object] = {"v": number(expected["v"]), "u": expected.get("u") or ""}
    said |= {name: number(expected[name]) for name in ("of", "cum") if name in expected}
    said |= {name: expected[name] for name in ("b", "per", "approx", "dates", "label", "note") if name in expected}
    if "sub" in expected:
        said["sub"] = {label: number(value) for label, value in expected["sub"].items()}
    return said


def judge_number(row: dict[str, Any], got: Parsed) -> str:
    """Return "right", "refused" (nothing counted where something could be read) or "wrong"."""
    expected, kind = row["expected"], row["expected"]["t"]
    if isinstance(got, Quantity):
        return "right" if kind in ("num", "ratio") and told(got) == wanted(expected) else "wrong"
    if isinstance(got, Range):
        same = kind == "range" and (got.low, got.high, got.unit) == (
            expected["lo"],
            expected["hi"],
            expected.get("u"),
        )
        return "right" if same else "wrong"
    if isinstance(got, Several):
        values = [value.value for value in got.values]
        return "right" if kind == "list" and values == [number(value) for value in expected["v"]] else "wrong"
    if isinstance(got, Missing):
        return "right" if kind == "missing" and got.reason == expected["r"] else "wrong"
    if isinstance(got, Words):
        return "right" if kind == "text" and got.reason == WORDS[expected["r"]] else "refused"
    if kind in ("ordinal", "ditto"):
        return "right" if got.reason.value == kind else "wrong"
    same = kind == "reject" and got.reason.value == REFUSALS.get(expected["r"], expected["r"])
    return "right" if same else "refused"


def test_every_number_case_is_right_and_none_is_silently_wrong() -> None:
    rows = cases("実績値")
    judged = [(judge_number(row, read_number(row)), row["raw"]) for row in rows]
    assert [case for case in judged if case[0] == "wrong"] == []
    assert Counter(verdict for verdict, _ in judged) == {"right": 106}


def test_every_date_case_is_right() -> None:
    judged = []
    for row in cases("日付"):
        got = parse_date(
            row["raw"], 2021, date_1904=row["around"].get("epoch") == "1904", stored=stored_value(row)
        )
        expected = row["expected"]
        if isinstance(got, NoDate):
            judged.append((row["raw"], got.doubt.value, expected.get("r")))
            continue
        said = {"t": "date", "from": str(got.first), "to": str(got.last), "p": got.precision.value}
        said |= {"wd": got.weekday} if got.weekday else {}
        said |= {"warn": got.warnings[0].value} if got.warnings else {}
        judged.append((row["raw"], said, expected))
    assert len(judged) == 38
    assert [case for case in judged if case[1] != case[2]] == []


def test_every_status_case_is_read_by_the_designs_scale() -> None:
    for row in cases("状況"):
        got = parse_status(row["raw"])
        assert isinstance(got, StatusReading)
        assert got.value is STATUSES.get(row["raw"]), row["raw"]
        assert got.mark == row["raw"]
        assert got.is_known is (row["expected"].get("r") != "unknown_status"), row["raw"]


def test_free_text_keeps_what_it_says() -> None:
    first, second = cases("備考")
    assert fold(first["raw"]) == first["expected"]["v"]
    assert display_text(second["raw"]) == second["expected"]["v"]


def test_the_whole_table_is_tested() -> None:
    assert len(cases("実績値", "日付", "状況", "備考")) == 162


def test_kinds_are_told_apart() -> None:
    assert {type(parse_quantity(text)) for text in ("3件", "3～5件", "①3件②2件", "集計中", "一式", "なし")} == {
        Quantity, Range, Several, Missing, Words, Refused,
    }  # fmt: skip
    assert isinstance(parse_date("10月"), NoDate)
    assert isinstance(parse_date("10月", 2021), DateSpan)
