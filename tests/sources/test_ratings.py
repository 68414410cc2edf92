"""Rating profiles as files."""

from fractions import Fraction
from pathlib import Path

import pytest

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.plan import MeasureType
from sources.plan_files import PLANS_FOLDER
from sources.ratings import MilestoneStanding, NumericCase, Ratio, load_profile, profile_files
from sources.submission import StatusValue

OTHER_CASES = """
[milestone]
achieved = { rating = "◎" }
scheduled_in_time = { rating = "○" }
scheduled_late = { rating = "△" }
due_soon = { rating = "△" }
overdue = { rating = "×" }
open = { rating = "－" }

[qualitative]
done = { rating = "◎" }
ahead = { rating = "◎" }
on_track = { rating = "○" }
slightly_behind = { rating = "△" }
behind = { rating = "×" }
not_started = { rating = "－" }
"""
BAND = """
version = "1"
title = "±15 %の帯"
source = "見本"

[[numeric]]
rating = "◎"
label = "above"
ratio = "pace"
above = "1.15"

[[numeric]]
rating = "○"
label = "on track"
ratio = "pace"
at_least = "0.85"
at_most = "1.15"

[[numeric]]
rating = "×"
label = "below"
ratio = "pace"
below = "0.85"
"""


def written(folder: Path, content: str) -> Path:
    (folder / "ratings").mkdir()
    (folder / "ratings" / "mine.toml").write_text(content, encoding="utf-8")
    return folder


def label_of(folder: Path, pace: str) -> str:
    profile = load_profile(folder, "mine")
    return profile.grade_of_numbers(NumericCase({Ratio.PACE: Fraction(pace)}, is_met=False)).label


@pytest.mark.parametrize("plan", sorted(path.parent for path in PLANS_FOLDER.glob("*/ratings")))
def test_every_profile_that_comes_with_a_plan_loads_and_names_its_source(plan):
    for path in sorted((plan / "ratings").glob("*.toml")):
        profile = load_profile(plan, path.stem)
        assert profile.profile_id == path.stem
        assert profile.source


def test_standard_profile_rates_as_the_design_says():
    profile = load_profile(PLANS_FOLDER / "fy2021", "standard-1")
    assert [str(rule.rating) for rule in profile.numeric] == ["◎", "○", "△", "×"]
    assert profile.milestone[MilestoneStanding.OVERDUE].rating is Rating.POOR
    assert profile.qualitative[StatusValue.ON_TRACK].rating is Rating.GOOD


@pytest.mark.parametrize(
    ("pace", "label"),
    [("1.151", "above"), ("1.15", "on track"), ("1", "on track"), ("0.85", "on track"), ("0.8499", "below")],
)
def test_profile_may_be_a_band_with_its_borders_inside(tmp_path, pace, label):
    assert label_of(written(tmp_path, BAND + OTHER_CASES), pace) == label


PUBLISHED = [name for name in profile_files(PLANS_FOLDER / "fy2021") if name != "standard-1"]


def test_the_published_profiles_that_ship_are_these():
    assert PUBLISHED == [
        "cascade",
        "incorporated-agency-2014",
        "ino-2018",
        "nagano-2016",
        "osaka-library-2013",
        "tama-2016",
        "toladata-15",
    ]


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_profile_says_the_rule_as_published_and_how_it_is_applied(name):
    profile = load_profile(PLANS_FOLDER / "fy2021", name)
    assert profile.published
    assert profile.applied
    for rule in profile.numeric:
        assert rule.label


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("kind", [MeasureType.MILESTONE, MeasureType.QUALITATIVE])
def test_published_profile_rates_a_type_of_measure_or_says_why_not(name, kind):
    profile = load_profile(PLANS_FOLDER / "fy2021", name)
    assert bool(getattr(profile, kind)) is not bool(profile.unrated.get(kind))


def test_plan_that_follows_another_is_rated_by_its_profiles_too_and_its_own_win(tmp_path):
    for plan, title in (("fy1", "earlier"), ("fy2", "later")):
        folder = tmp_path / plan
        folder.mkdir()
        written(folder, BAND.replace("±15 %の帯", title) + OTHER_CASES)
    (tmp_path / "fy1" / "ratings" / "only-earlier.toml").write_text(BAND + OTHER_CASES, encoding="utf-8")
    (tmp_path / "fy2" / "plan.toml").write_text('follows = "fy1"', encoding="utf-8")
    assert sorted(profile_files(tmp_path / "fy2")) == ["mine", "only-earlier"]
    assert load_profile(tmp_path / "fy2", "mine").title == "later"


def test_plans_that_follow_each_other_do_not_hang(tmp_path):
    for plan, other in (("fy1", "fy2"), ("fy2", "fy1")):
        (tmp_path / plan).mkdir()
        (tmp_path / plan / "plan.toml").write_text(f'follows = "{other}"', encoding="utf-8")
    assert profile_files(tmp_path / "fy1") == {}


def test_missing_profile_names_those_there_are(tmp_path):
    with pytest.raises(InputRefused, match=r"'other'.*mine"):
        load_profile(written(tmp_path, BAND + OTHER_CASES), "other")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (BAND + OTHER_CASES.replace("overdue", "late"), "mine.toml, key 'milestone.late"),
        (BAND + OTHER_CASES.replace('behind = { rating = "×" }', ""), "mine.toml.*qualitative.behind"),
        (BAND.replace('ratio = "pace"\nabove', "above") + OTHER_CASES, "key 'numeric.0'.*a bound needs a ratio"),
        (BAND.replace('above = "1.15"', "") + OTHER_CASES, "key 'numeric.0'.*a ratio needs a bound"),
        (BAND.replace("above = ", "over = ") + OTHER_CASES, "key 'numeric.0.over'"),
        (BAND.replace('"1.15"', '"much"') + OTHER_CASES, "key 'numeric.0.above'"),
        (BAND.replace("[[numeric]]", "[[numeric"), "mine.toml: "),
        (BAND + '[unrated]\nmilestone = "no rule"\n', "no rating for qualitative.ahead"),
        (BAND + OTHER_CASES + '[unrated]\nmilestone = ""\n', "each with its reason"),
        (BAND + OTHER_CASES + '[absent]\nholiday = { rating = "－" }\n', "key 'absent.holiday"),
    ],
)
def test_profile_that_does_not_fit_is_refused_by_file_and_key(tmp_path, content, named):
    with pytest.raises(InputRefused, match=named):
        load_profile(written(tmp_path, content), "mine")
