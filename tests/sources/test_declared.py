"""What a plan declares of a measure besides how it is counted."""

import pytest

from sources.declared import declared_besides
from sources.month import Month
from sources.plan import Plan


def said_of(plan: Plan, measure_id: str, language="en", **said) -> list[str]:
    measure = plan.measure[measure_id].model_copy(update=said)
    return [each.in_language(language) for each in declared_besides(plan, measure)]


def test_span_comes_first_for_every_measure(plan: Plan):
    firsts = {said_of(plan, measure_id)[0] for measure_id in plan.measure}
    assert firsts == {"fiscal year 2021", "fiscal years 2020 to 2022"}


def test_phase_goal_says_its_due_day_and_what_adds_up_to_it(plan: Plan):
    assert said_of(plan, "5-P1") == [
        "fiscal years 2020 to 2022",
        "to be reached by 2023-03-31",
        "adds up 5-2-1-G1 over the years",
        "need not be reported each month",
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"missing_allowed": True}, "毎月の報告は不要"),
        ({"authority": "phosic"}, "提出機関の値が異なるときは phosic の値を採用"),
        ({"not_applicable_from": Month(2021, 10), "not_applicable_reason": "中止"}, "2021-10 から対象外：中止"),
        ({"ended_from": Month(2021, 12)}, "2021-12 から終了"),
    ],
)
def test_exceptions_are_said_too(plan: Plan, said, words):
    assert said_of(plan, "4-2-1-K1", "ja", **said)[-1] == words
    assert said_of(plan, "4-2-1-K1", "ja") == ["対象年度：2021", "2022-03-31まで"]
