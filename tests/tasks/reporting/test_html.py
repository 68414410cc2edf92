import re
from itertools import pairwise

import pytest
import tinyhtml5
from jinja2 import UndefinedError

from tasks.reporting.board import build_board_report
from tasks.reporting.brand import load_brand
from tasks.reporting.committee import build_committee_report
from tasks.reporting.html import _environment, render_html
from tasks.reporting.model.reports import Report
from tasks.reporting.strategy import build_strategy_report

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["board", "S1", "S2", "S3", "bc", "phosic"])
def report(request, october) -> Report:
    material = october.material()
    if request.param == "board":
        return build_board_report(material)
    if request.param.startswith("S"):
        return build_strategy_report(material, request.param)
    return build_committee_report(material, request.param)


def test_every_link_leads_to_a_place_in_the_document_and_every_place_is_one(report):
    document = tinyhtml5.parse(render_html(report))
    ids = [element.attrib["id"] for element in document.iter() if "id" in element.attrib]
    targets = {link.attrib["href"].removeprefix("#") for link in document.iter(f"{HTML}a")}
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert any(target.startswith("source-") for target in targets)


def test_every_chart_has_words_and_every_header_cell_a_scope(report):
    document = tinyhtml5.parse(render_html(report))
    assert all(chart.findtext(f"{SVG}title") for chart in document.iter(f"{SVG}svg"))
    assert {header.attrib.get("scope") for header in document.iter(f"{HTML}th")} <= {
        "col",
        "colgroup",
        "row",
        "rowgroup",
    }


def test_headings_leave_out_no_level(report):
    document = tinyhtml5.parse(render_html(report))
    levels = [int(element.tag[-1]) for element in document.iter() if re.fullmatch(f"{HTML}h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_narrative_that_looks_like_markup_or_a_template_is_shown_as_written(october):
    html = render_html(build_strategy_report(october.material(), "S3"))
    assert "&lt;b&gt;延べ86名&lt;/b&gt;が参加した。観光 &amp; 農業。=SUM(A1:A3) {{ 7*7 }}" in html


def test_the_document_asks_for_nothing_from_elsewhere(report):
    html = render_html(report)
    assert not re.search(r"""<(?:link|img|script|iframe|object|embed|base)\b|@import|url\(""", html)


def test_the_document_names_its_language_and_the_day_it_was_made(report):
    html = render_html(report)
    assert '<html lang="ja">' in html
    assert '<meta name="dcterms.created" content="2021-11-08T09:00:00+09:00">' in html


def test_a_template_that_asks_for_a_value_nobody_gave_fails():
    with pytest.raises(UndefinedError):
        _environment("ja", load_brand()).from_string("{{ report.nothing }}").render(report={})
