from xml.etree import ElementTree

import pytest

from tasks.reporting.brand import load_brand
from tasks.reporting.charts import (
    Bullet,
    Course,
    Sparkline,
    Timeline,
    bullet,
    course,
    sparkline,
    timeline,
)

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = load_brand().colours


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own chart


def a_bullet(**changes: object) -> Bullet:
    values = {
        "title": "企業面談: 実績 17件", "target": 1.0, "actual": 0.5, "expected": 0.58, "previous": 0.4,
        "last_known": None, "start_label": "0", "target_label": "30件",
    }  # fmt: skip
    return Bullet(**{**values, **changes})


def strokes(svg: str) -> list[str]:
    """Return the paths that are drawn as a line of actual values."""
    paths = parsed(svg).iter(f"{SVG}path")
    return [path.attrib["d"] for path in paths if path.attrib.get("stroke") == COLOURS.accent]


def bars(svg: str) -> dict[str, float]:
    return {rect.attrib["fill"]: float(rect.attrib["width"]) for rect in parsed(svg).iter(f"{SVG}rect")}


def test_a_bar_is_as_long_as_its_share_of_the_target():
    drawn = bars(bullet(a_bullet(actual=0.5), COLOURS))
    assert drawn[COLOURS.accent] == pytest.approx(drawn[COLOURS.track] / 2, abs=0.01)


def test_without_an_actual_value_no_bar_is_drawn_and_the_last_known_one_is_only_outlined():
    drawn = bars(bullet(a_bullet(actual=None, last_known=0.4), COLOURS))
    assert COLOURS.accent not in drawn
    assert drawn["none"] == pytest.approx(drawn[COLOURS.track] * 0.4, abs=0.01)


def test_an_actual_beyond_the_target_outgrows_the_track():
    drawn = bars(bullet(a_bullet(target=0.8, actual=1.0), COLOURS))
    assert drawn[COLOURS.accent] > drawn[COLOURS.track]


def a_course(*points: float | None) -> Course:
    months = ("4月", "5月", "6月", "7月")
    return Course("推移", points, ((0, 0.25), (1, 1)), 1.0, months, "12件", "目標 20件")


def test_a_course_names_its_first_last_and_latest_months_its_value_and_its_target():
    written = [text.text for text in parsed(course(a_course(0.1, 0.2, None, None), COLOURS)).iter(f"{SVG}text")]
    assert sorted(written) == sorted(["目標 20件", "4月", "5月", "7月", "12件"])


def test_a_course_with_one_known_month_is_a_dot_without_a_line():
    svg = parsed(course(a_course(0.1, None, None, None), COLOURS))
    assert len(list(svg.iter(f"{SVG}circle"))) == 1
    assert strokes(course(a_course(0.1, None, None, None), COLOURS)) == []


CHARTS = {
    "course": course(a_course(0.1, 0.2, 0.4, None), COLOURS),
    "bullet": bullet(a_bullet(), COLOURS),
    "sparkline": sparkline(
        Sparkline("推移", (0.1, None, 0.3, 0.4), ((0, 0.1), (1, 1)), 1.0, "4月", "3月"), COLOURS
    ),
    "timeline": timeline(Timeline("達成", 0.6, 1.0, 0.5, None, "4月", "3月"), COLOURS),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_says_in_words_what_it_shows_and_names_its_font(name: str):
    svg = parsed(CHARTS[name])
    assert svg.find(f"{SVG}title") is not None
    assert svg.attrib["font-family"] == "Report Sans"


def test_a_line_does_not_bridge_a_month_without_a_value():
    svg = sparkline(Sparkline("推移", (0.1, None, 0.3), (), None, "4月", "3月"), COLOURS)
    assert strokes(svg) == []
    bridged = sparkline(Sparkline("推移", (0.1, 0.2, 0.3), (), None, "4月", "3月"), COLOURS)
    assert len(strokes(bridged)) == 1


def test_words_in_a_chart_are_words_whatever_they_look_like():
    svg = bullet(a_bullet(title='<script>"&', target_label="</svg><b>"), COLOURS)
    assert parsed(svg).findtext(f"{SVG}title") == '<script>"&'
    assert "<b>" not in svg
