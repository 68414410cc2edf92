"""`ayumi attainment`: a month's ratings under any profile, and those that the plan's own gives otherwise."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from flows.commands.options import (
    LedgerOption,
    MonthGiven,
    OutputOption,
    PlanOption,
    given,
    option,
    parse_month,
)
from flows.house import House, now, open_house
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, say, show_table
from flows.shown.tables import told_in_words
from sources.attainment import MeasureAttainment
from sources.messages import Text, text
from sources.month import Month
from sources.plan import Measure
from sources.ratings import Grade, RatingProfile, load_profile
from tasks.attainment.attain import attain
from tasks.attainment.compare import RatingDifference, compare_profiles
from tasks.attainment.expected import today_in
from tasks.japanese_text import format_number

HEADINGS = (
    text("No."),
    text("Measure"),
    text("Actual"),
    text("Target"),
    text("Attainment"),
    text("Pace"),
    text("Rating"),
)
NOTHING = "－"


def attainment(
    month: MonthGiven,
    *,
    profile: Annotated[
        str | None, option("--profile", text("The rating profile's id, such as nagano-2016; else the plan's own."))
    ] = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        own = _profile(house, house.plan.default_rating_profile)
        chosen = own if profile is None else _profile(house, profile)
        _tell(house, parse_month(month), own, chosen)
    return DONE


def _profile(house: House, profile_id: str) -> RatingProfile:
    return load_profile(house.settings.plans / house.plan.plan_id, profile_id)


def _tell(house: House, month: Month, own: RatingProfile, chosen: RatingProfile) -> None:
    plan, bodies = house.plan, house.bodies
    readings, today = house.ledger.readings(plan.plan_id, up_to=month), today_in(plan, now())
    before = house.earlier_years()
    attained, _ = attain(plan, readings, month, chosen, today=today, bodies=bodies, earlier_years=before)
    for line in profile_lines(chosen):
        say(line)
    show_table(HEADINGS, [_row(plan.measure[each.measure_id], each) for each in attained.measures])
    if chosen.profile_id == own.profile_id:
        return
    found = compare_profiles(plan, readings, month, own, chosen, today=today, bodies=bodies, earlier_years=before)
    if not found:
        say(text("No rating differs from {profile}.", profile=own.profile_id))
        return
    say(text("Ratings that differ from {profile}: {count}", profile=own.profile_id, count=len(found)))
    profiles = (text("{profile}", profile=each.profile_id) for each in (own, chosen))
    show_table((text("No."), text("Measure"), *profiles), [_difference(each) for each in found])


def profile_lines(profile: RatingProfile) -> Iterator[Text | str]:
    """Yield what a profile is, where it was published, its rule, how it is applied and what it leaves unrated."""
    yield text("Rating profile: {title}, version {version}", title=profile.title, version=profile.version)
    yield text("Source: {source}", source=profile.source)
    for line in profile.published:
        yield f"  {line}"
    if profile.applied:
        yield text("How it is applied: {how}", how=profile.applied)
    for reason in profile.unrated.values():
        yield text("Not rated by it: {reason}", reason=reason)


def _row(measure: Measure, attained: MeasureAttainment) -> Sequence[str]:
    return (
        measure.measure_id,
        measure.statement,
        told_in_words(attained, terminal_language()),
        f"{format_number(measure.target)} {measure.unit}" if measure.target is not None else NOTHING,
        _ratio(attained.attainment),
        _ratio(attained.pace),
        _rating(Grade(rating=attained.rating, label=attained.rating_label)),
    )


def _difference(each: RatingDifference) -> Sequence[str]:
    return each.measure.measure_id, each.measure.statement, _rating(each.first), _rating(each.second)


def _ratio(ratio: Decimal | None) -> str:
    return NOTHING if ratio is None else f"{ratio:f}"


def _rating(grade: Grade) -> str:
    """Return a rating's mark with the profile's own word, once where the word begins with the mark."""
    return grade.label if grade.label.startswith(grade.rating.value) else f"{grade.rating} {grade.label}".rstrip()
