"""Rating profiles as files."""

from fractions import Fraction
from pathlib import Path

import pytest

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.plan_files import PLANS_FOLDER
from sources.ratings import MilestoneStanding, load_profile
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
    return next(rule.label for rule in profile.numeric if rule.fits(Fraction(pace), is_met=False))


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
    ],
)
def test_profile_that_does_not_fit_is_refused_by_file_and_key(tmp_path, content, named):
    with pytest.raises(InputRefused, match=named):
        load_profile(written(tmp_path, content), "mine")
