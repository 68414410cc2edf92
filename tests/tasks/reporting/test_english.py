"""Reports in English: every fixed text is English; Japanese stands only where the plan or a body wrote it."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from tasks.reporting.html import render_html, render_page
from tasks.reporting.material import Material
from tasks.reporting.month_page import build_month_page
from tasks.reporting.reports import build_reports, write_month

JAPANESE = re.compile(r"[\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]+")
SYMBOLS = "－"  # the brand's own mark for what is not rated


def texts_of(value: object) -> Iterator[str]:
    """Return every text in a model, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)
    elif hasattr(value, "model_dump"):
        yield from texts_of(tuple(value.model_dump().values()))
    elif isinstance(value, list):
        yield from texts_of(tuple(value))
    elif isinstance(value, dict):
        yield from texts_of(tuple(value.values()))
    elif dataclasses.is_dataclass(value):
        yield from texts_of(tuple(getattr(value, field.name) for field in dataclasses.fields(value)))


def written_by_others(material: Material) -> str:
    """Return all that the plan's files, the bodies' files and submissions say, one after the other."""
    data = (material.plan, *material.bodies, material.profile, *material.readings, *material.findings)
    return "\n".join(text for each in data for text in texts_of(each))


@pytest.fixture
def material(october) -> Material:
    return october.material()


def test_no_fixed_text_of_a_report_or_of_the_page_is_japanese(material: Material):
    reports = build_reports(material, language="en")
    pages = [*reports, build_month_page(material, reports, ["data.xlsx"], language="en")]
    given = written_by_others(material)
    strange = {
        found
        for page in pages
        for text in texts_of(page)
        for found in JAPANESE.findall(text.replace(SYMBOLS, ""))
        if found not in given
    }
    assert strange == set()


def test_no_template_prints_japanese_of_its_own(material: Material):
    reports = build_reports(material, language="en")
    given = written_by_others(material)
    htmls = [render_html(report) for report in reports]
    htmls.append(render_page(build_month_page(material, reports, ["data.xlsx"], language="en")))
    for html in htmls:
        body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
        words = re.sub(r'<span class="phrase">(.*?)</span>', r"\1", body.replace("<wbr>", "")).replace(SYMBOLS, "")
        assert [found for found in JAPANESE.findall(words) if found not in given] == []


def test_the_english_board_report_has_its_decision_on_one_page_too(material: Material, beginning):
    (first,) = beginning(write_month(material, language="en").jobs[0], '<section class="chapter')
    assert "Small numbers lead to the list of sources." in first


def test_counts_and_dates_are_said_as_english_says_them(material: Material):
    texts = set(texts_of(build_reports(material, language="en")[0]))
    assert {"17 cases", "1 case", "41 companies", "by 31 March 2022", "¥300,000,000"} <= texts
