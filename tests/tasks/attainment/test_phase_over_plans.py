"""Phase goals over a change of plan: each year counts under its own plan, the crosswalk carries it over."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sources.attainment import MeasureAttainment
from sources.month import Month
from sources.plan import Change, Crossing, EarlierTotal, Measure, MeasureKind, Plan, Scope
from sources.plan_files import PLANS_FOLDER, load_plan
from sources.submission import Reading
from tasks.attainment.attain import attain
from tasks.attainment.history import EarlierYear, earlier_years
from tasks.attainment.phase import origins_of
from tasks.ledger.ledger import Ledger

PLAN_2021 = load_plan(PLANS_FOLDER / "fy2021")
PLAN_2022 = load_plan(PLANS_FOLDER / "fy2022")
MAY = Month(2022, 5)
IN_JUNE = date(2022, 6, 15)
SALES, MATCHES = "5-2-1-G1", "6-1-2-G1"


@pytest.fixture
def year_2021(told) -> list[Reading]:
    """Return what was sent for fiscal 2021: sales of 130 million yen by March, three matches month by month."""
    matches = {f"2021-{number:02d}": 0 for number in range(4, 13)} | {"2022-01": 1, "2022-02": 2, "2022-03": 0}
    return [
        told("2022-03/sales.xlsx", month="2022-03", received=date(2022, 4, 5), measure=SALES,
             totals={"2022-02": 100_000_000, "2022-03": 130_000_000}),
        told("2022-03/matches.xlsx", month="2022-03", received=date(2022, 4, 5), measure=MATCHES, monthly=matches),
    ]  # fmt: skip


@pytest.fixture
def year_2022(told) -> list[Reading]:
    """Return what was sent by May 2022: 20 million yen, one match."""
    return [
        told("2022-05/sales.xlsx", month="2022-05", received=date(2022, 6, 5), measure=SALES,
             totals={"2022-05": 20_000_000}),
        told("2022-05/matches.xlsx", month="2022-05", received=date(2022, 6, 5), measure=MATCHES,
             monthly={"2022-04": 0, "2022-05": 1}),
    ]  # fmt: skip


def with_year_2020(plan: Plan) -> Plan:
    """Return the plan with totals of 2020, of which no submission is on record."""
    totals = (
        EarlierTotal(measure_id=SALES, fiscal_year=2020, value=Decimal(90_000_000), source="2020年度事業報告"),
        EarlierTotal(measure_id=MATCHES, fiscal_year=2020, value=Decimal(0), source="2020年度事業報告"),
    )
    return plan.model_copy(update={"earlier_totals": totals})


def goals_at(plan: Plan, readings, month: Month, profile, earlier=()) -> Callable[[str], MeasureAttainment]:
    attained, _ = attain(plan, readings, month, profile, today=IN_JUNE, earlier_years=earlier)
    return {each.measure_id: each for each in attained.measures}.__getitem__


def test_5_p1_and_6_p1_keep_their_totals_over_the_change_of_plan(standard, year_2021, year_2022):
    """5-P1: 90 (2020) + 130 (2021) + 20 (2022) = 240 million of 300; 6-P1: 0 + 3 + 1 = 4 of 4.

    Twenty-six of the phase's 36 months are over in May 2022, so 300 × 26 ÷ 36 = 216.67 million are expected.
    """
    earlier = [EarlierYear(with_year_2020(PLAN_2021), year_2021)]
    goal = goals_at(PLAN_2022, year_2022, MAY, standard, earlier)
    sales, matches = goal("5-P1"), goal("6-P1")
    assert sales.phase_years == (
        (2020, Decimal(90_000_000)),
        (2021, Decimal(130_000_000)),
        (2022, Decimal(20_000_000)),
    )
    assert sales.actual == 90_000_000 + 130_000_000 + 20_000_000
    assert (sales.attainment, sales.expected, sales.pace) == (
        Decimal("0.8000"),
        Decimal("216666666.6667"),
        Decimal("1.1077"),
    )
    assert matches.phase_years == ((2020, Decimal(0)), (2021, Decimal(3)), (2022, Decimal(1)))
    assert (matches.actual, str(matches.rating)) == (Decimal(0 + 3 + 1), "◎")
    assert {place.source_file for place in sales.places} == {"2022-03/sales.xlsx", "2022-05/sales.xlsx"}


def test_phase_total_stands_the_same_on_both_sides_of_the_change(standard, year_2021):
    """March 2022 under the old plan, and the years before under the new one, tell the same."""
    old = goals_at(with_year_2020(PLAN_2021), year_2021, Month(2022, 3), standard)
    april = [EarlierYear(with_year_2020(PLAN_2021), year_2021)]
    new = goals_at(PLAN_2022, [], Month(2022, 4), standard, april)
    assert old("5-P1").phase_years == new("5-P1").phase_years[:2]
    assert old("6-P1").actual == 3


def test_year_that_no_plan_on_record_knows_leaves_the_total_unknown(standard, year_2021, year_2022):
    goal = goals_at(PLAN_2022, year_2022, MAY, standard, [EarlierYear(PLAN_2021, year_2021)])
    assert goal("5-P1").phase_years == ((2020, None), (2021, Decimal(130_000_000)), (2022, Decimal(20_000_000)))
    assert goal("5-P1").actual is None


def test_without_the_earlier_plan_its_year_is_unknown(standard, year_2022):
    goal = goals_at(with_year_2020(PLAN_2022), year_2022, MAY, standard)
    assert goal("5-P1").phase_years == ((2020, Decimal(90_000_000)), (2021, None), (2022, Decimal(20_000_000)))


def test_earlier_years_are_read_from_the_ledger_as_known_at_a_time(standard, year_2021, year_2022, tmp_path):
    def known(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite3'}") as ledger:
        for reading in year_2021:
            ledger.record(reading, plan_id="fy2021", reader_version="1", known_at=known(date(2022, 4, 6)))
        now = earlier_years(PLAN_2022, PLANS_FOLDER, ledger)
        before = earlier_years(PLAN_2022, PLANS_FOLDER, ledger, as_of=known(date(2022, 4, 1)))
    assert [year.plan.plan_id for year in now] == ["fy2021"]
    assert goals_at(PLAN_2022, year_2022, MAY, standard, now)("6-P1").phase_years[1] == (2021, Decimal(3))
    assert goals_at(PLAN_2022, year_2022, MAY, standard, before)("6-P1").phase_years[1] == (2021, None)
    assert earlier_years(PLAN_2021, PLANS_FOLDER, ledger) == ()


def crossed(*ways: tuple[str, str, Change, str]) -> Plan:
    crossings = (
        Crossing(from_id=origin, to_id=goal, change=change, share=Decimal(share) if share else None)
        for origin, goal, change, share in ways
    )
    return PLAN_2022.model_copy(update={"crosswalk": tuple(crossings)})


@pytest.mark.parametrize(
    ("ways", "asked", "origins"),
    [
        ([("A", "B", Change.KEPT, "")], ["B"], {"A": 1}),
        ([("A", "B", Change.RENAMED, "")], ["B"], {"A": 1}),
        ([("A", "C", Change.MERGED, ""), ("B", "C", Change.MERGED, "")], ["C"], {"A": 1, "B": 1}),
        ([("A", "B", Change.SPLIT, ""), ("A", "C", Change.SPLIT, "")], ["B", "C"], {"A": 1}),
        ([("A", "B", Change.SPLIT, ""), ("A", "C", Change.SPLIT, "")], ["B"], None),
        ([("A", "B", Change.SPLIT, "0.25"), ("A", "C", Change.SPLIT, "0.75")], ["C"], {"A": Decimal("0.75")}),
        ([("A", "", Change.ENDED, "")], ["B"], {}),
    ],
)
def test_what_is_kept_renamed_or_merged_comes_whole_and_a_part_of_a_split_by_its_share(ways, asked, origins):
    assert origins_of(crossed(*ways), asked) == origins


@pytest.mark.parametrize(
    ("ways", "year_before"),
    [
        ([("1-1-1-K1", "1-1-1-K1", Change.RENAMED, "")], 8),
        ([("1-1-1-K1", "1-1-1-K1", Change.MERGED, ""), ("1-1-1-K2", "1-1-1-K1", Change.MERGED, "")], 13),
        ([("1-1-1-K1", "1-1-1-K1", Change.SPLIT, "0.25"), ("1-1-1-K1", "1-1-1-K2", Change.SPLIT, "0.75")], 2),
        ([("1-1-1-K1", "1-1-1-K1", Change.SPLIT, ""), ("1-1-1-K1", "1-1-1-K2", Change.SPLIT, "")], None),
        ([("1-1-1-K1", "", Change.ENDED, ""), ("1-1-1-K2", "1-1-1-K1", Change.RENAMED, "")], 5),
    ],
)
def test_year_before_counts_by_the_way_its_measures_went(*, a_plan, a_measure, told, standard, ways, year_before):
    """Under the old plan K1 came to 8 and K2 to 5; the phase goal counts the new K1."""
    goal: Measure = a_measure(
        "1-P1", parent_id="1", kind=MeasureKind.PHASE_GOAL, scope=Scope.PHASE, target=Decimal(36),
        phase_of="1-1-1-K1",
    )  # fmt: skip
    old = a_plan(a_measure(), a_measure("1-1-1-K2", statement="企業訪問"), phase_first_year=2021)
    march = {"month": "2022-03", "received": date(2022, 4, 5)}
    readings = [
        told("2022-03/a.xlsx", totals={"2022-03": 8}, **march),
        told("2022-03/b.xlsx", measure="1-1-1-K2", totals={"2022-03": 5}, **march),
    ]
    crossings = crossed(*ways).crosswalk
    new = a_plan(goal, a_measure(), a_measure("1-1-1-K2", statement="企業訪問"), plan_id="fy2022",
                 fiscal_year=2022, phase_first_year=2021, follows="fy2021", crosswalk=crossings)  # fmt: skip
    this_year = told("2022-05/a.xlsx", month="2022-05", received=date(2022, 6, 5), totals={"2022-05": 3})
    found = goals_at(new, [this_year], MAY, standard, [EarlierYear(old, readings)])("1-P1")
    known = None if year_before is None else Decimal(year_before)
    assert found.phase_years == ((2021, known), (2022, Decimal(3)))
    assert found.actual == (None if known is None else known + 3)
