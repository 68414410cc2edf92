from datetime import date
from decimal import Decimal

import pytest

from sources.month import Month
from tasks.reporting.wording import JAPANESE, Wording

JA, EN = Wording("ja"), Wording("en")


def test_a_missing_value_is_a_dash_and_never_zero():
    assert JA.value(None, "件") == JAPANESE.nothing
    assert JA.value(Decimal(0), "件") == "0件"
    assert JA.ratio(None) == JAPANESE.nothing


@pytest.mark.parametrize(
    ("yen", "printed"), [("300000000", "3億円"), ("88000000", "8,800万円"), ("0", "0円"), ("-5000000", "△500万円")]
)
def test_yen_are_printed_as_a_person_says_them(yen: str, printed: str):
    assert JA.value(Decimal(yen), "円") == printed


@pytest.mark.parametrize(
    ("ratio", "printed"),
    [("0.5667", "56.7%"), ("1", "100.0%"), ("0.9999", "99.9%"), ("1.7143", "171.4%"), ("0", "0.0%")],
)
def test_a_share_short_of_the_whole_is_never_rounded_up_to_it(ratio: str, printed: str):
    assert JA.ratio(Decimal(ratio)) == printed


def test_months_and_days_are_written_as_each_language_writes_them():
    assert JA.month(Month(2021, 10)) == "2021年10月"
    assert EN.month(Month(2021, 10)) == "October 2021"
    assert JA.short_month(Month(2021, 9)) == "9月"
    assert JA.day(date(2021, 10, 5)) == "2021年10月5日"


@pytest.mark.parametrize(
    ("written", "printed"), [("2021-10-05", "2021年10月5日"), ("2021-10", "2021年10月"), ("年度内", "年度内")]
)
def test_a_milestone_day_that_is_no_date_stays_as_written(written: str, printed: str):
    assert JA.written_day(written) == printed


@pytest.mark.parametrize(
    ("chance", "printed"), [("0.62", "60%"), ("0.63", "65%"), ("0.01", "5%未満"), ("0.99", "95%超")]
)
def test_a_chance_is_told_no_finer_than_five_percent(chance: str, printed: str):
    assert JA.chance(Decimal(chance)) == printed


def test_conditions_that_must_all_hold_are_joined_by_and():
    assert JA.both(["目標達成", "進度90.0%以上"]) == "目標達成かつ進度90.0%以上"
    assert EN.both(["a", "b", "c"]) == "a and b and c"
