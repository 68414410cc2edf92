"""The month's web page as a reader meets it: on a phone, on a screen, by keyboard, by ear, on paper."""

import re
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import tinyhtml5

from benchmarks.chromium import Chromium
from tasks.reporting.data_files import data_files
from tasks.reporting.html import render_page
from tasks.reporting.month_page import build_month_page
from tasks.reporting.reports import build_reports

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"

# Contrast of every visible text with what is painted behind it, by WCAG 2's formula; large text may have 3.
CONTRASTS = """
(() => {
  const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
    if (!words || element.closest('svg, style, title')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(channels(style.color)), luminance(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < needed) poor.push(words.slice(0, 30));
  }
  return {poor, seen};
})()
"""
FOCUSABLE = "[...document.querySelectorAll('a[href], [tabindex]')].map(e => [e.tabIndex, e.textContent.trim()])"
SMALLEST_TEXT = """
Math.min(...[...document.querySelectorAll('p, li, dd, dt, a:not(.source)')]
  .filter(e => e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))
"""


@pytest.fixture(scope="module")
def html(request: pytest.FixtureRequest, plan) -> str:
    material = request.getfixturevalue("month_factory")(plan).material()
    return render_page(build_month_page(material, build_reports(material), ["data.xlsx", *data_files(material)]))


@pytest.fixture(scope="module")
def page(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("month") / "index.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_the_page_needs_no_script_and_no_other_file(browser: Chromium, page: Path, html: str):
    browser.open(page)
    assert browser.requests == [page.as_uri()]
    assert not re.search(r"""<(?:script|link|iframe|object|embed|base|form)\b|@import|url\(|\son\w+=""", html)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_reaches_beyond_the_window(browser: Chromium, page: Path, width: int):
    browser.open(page, width=width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_words_can_be_read_without_zooming_on_a_phone(browser: Chromium, page: Path):
    browser.open(page, width=390, height=844)
    assert browser.evaluate(SMALLEST_TEXT) >= 12
    chart_text = "document.querySelector('.chart svg text').getBoundingClientRect().height"
    assert browser.evaluate(chart_text) >= 10


def test_every_text_stands_out_from_what_is_behind_it(browser: Chromium, page: Path):
    browser.open(page)
    found = browser.evaluate(CONTRASTS)
    assert found["poor"] == []
    assert found["seen"] > 500


def test_the_page_has_its_landmarks_and_every_picture_its_words(browser: Chromium, page: Path):
    browser.open(page)
    nodes = [node for node in browser.call("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
    roles = [node["role"]["value"] for node in nodes]
    for landmark in ("banner", "navigation", "main", "contentinfo"):
        assert roles.count(landmark) == 1
    pictures = [node for node in nodes if node["role"]["value"] in ("image", "img")]
    assert len(pictures) > 40
    assert all(node["name"]["value"] for node in pictures)
    assert all(node["name"]["value"] for node in nodes if node["role"]["value"] in ("link", "region"))


def test_the_keyboard_goes_through_the_page_in_order_and_first_past_the_contents(browser: Chromium, page: Path):
    browser.open(page)
    found = browser.evaluate(FOCUSABLE)
    assert found[0][1] == "本文へ進む"
    assert {index for index, _ in found} == {0}
    for key in ("rawKeyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=key, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.evaluate("document.activeElement.className") == "skip"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_printed_it_is_a_4_leaves_nothing_out_and_begins_each_strategy_on_a_page(browser: Chromium, page: Path):
    browser.open(page)
    printed = pypdfium2.PdfDocument(browser.pdf())
    width, height = printed[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    pages = [each.get_textpage().get_text_bounded().replace("\r\n", "") for each in printed]
    assert "1月に論点を整理する。" in "".join(pages)
    starts = [index for index, words in enumerate(pages) if words.startswith("戦略")]
    assert len(starts) >= 3
    assert "目次" not in pages[0]


def test_headings_leave_out_no_level_and_every_link_inside_leads_to_a_place(html: str):
    document = tinyhtml5.parse(html)
    levels = [int(element.tag[-1]) for element in document.iter() if re.fullmatch(f"{HTML}h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [element.attrib["id"] for element in document.iter() if "id" in element.attrib]
    links = [link.attrib["href"] for link in document.iter(f"{HTML}a")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(chart.findtext(f"{SVG}title") for chart in document.iter(f"{SVG}svg"))


def test_the_page_links_to_every_report_and_data_file_beside_it(html: str, plan, month_factory):
    material = month_factory(plan).material()
    links = set(re.findall(r'href="([^"#]+)"', html))
    assert links == {
        *(f"{report.cover.file_stem}.pdf" for report in build_reports(material)),
        *("data.xlsx", *data_files(material)),
    }


def test_a_mark_is_said_in_words_beside_its_colour(html: str):
    marks = re.findall(
        r'<span class="mark (\w+)"><span aria-hidden="true">.</span><span class="unseen">(.+?)</span>', html
    )
    assert {
        ("met", "目標達成"),
        ("good", "順調"),
        ("fair", "やや遅れ"),
        ("poor", "遅れ"),
        ("none", "評価なし"),
    } <= set(marks)


def test_hostile_words_stay_words_and_do_not_widen_the_page(
    browser: Chromium, plan, month_factory, hostile, tmp_path
):
    material = month_factory(plan, narratives=hostile).material()
    html = render_page(build_month_page(material, build_reports(material), []))
    assert "<script>" not in html
    assert "\u202e" not in html
    assert "😀" in html
    path = tmp_path / "index.html"
    path.write_text(html, encoding="utf-8")
    browser.open(path, width=390)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    assert browser.evaluate("document.scripts.length") == 0
    assert browser.requests == [path.as_uri()]


def test_the_same_month_gives_the_same_page(html: str, plan, month_factory):
    material = month_factory(plan).material()
    again = build_month_page(material, build_reports(material), ["data.xlsx", *data_files(material)])
    assert render_page(again) == html
