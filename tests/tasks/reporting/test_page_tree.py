"""Pages read by the fast parser lay out exactly as the renderer's own parser would have them."""

from datetime import UTC, datetime

import pytest
from weasyprint import HTML

from sources.errors import ServiceFailed
from tasks.reporting import pdf
from tasks.reporting.page_tree import well_formed
from tasks.reporting.parsed_styles import has_notes
from tasks.reporting.pdf import render_pdf
from tasks.reporting.rendered import render_job

CREATED = datetime(2021, 11, 8, tzinfo=UTC)


def by_the_renderers_own_parser(html: str, fetcher: object) -> HTML:
    return HTML(string=html, base_url=None, url_fetcher=fetcher)


def test_both_parsers_lead_to_the_same_bytes(jobs, strategy_pdf: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "page_tree", by_the_renderers_own_parser)
    assert render_job(jobs["strategy-2.pdf"]) == strategy_pdf


def test_every_report_is_well_formed(jobs):
    assert [path for path, job in jobs.items() if well_formed(job.html) is None] == []


def test_words_that_look_like_markup_are_read_as_words():
    root = well_formed(
        '<html lang="ja"><body><p title="a &lt;br&gt; b">1 &lt; 2 &amp; &#39;3&#39;<br>4</p></body></html>'
    )
    assert root is not None
    (paragraph,) = root.iter("p")
    assert (paragraph.attrib["title"], "".join(paragraph.itertext())) == ("a <br> b", "1 < 2 & '3'4")


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>open</body></html>",
        "<p>no root</p>",
        "<html><body>&nbsp;</body></html>",
        '<!DOCTYPE html [<!ENTITY a "b">]><html><body>&a;</body></html>',
        "<html><body><svg><title>無題</title></svg></body></html>",
        "",
    ],
)
def test_what_is_not_well_formed_is_left_to_the_renderer(html: str):
    assert well_formed(html) is None


def test_a_page_that_is_not_well_formed_is_still_printed():
    html = (
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>題</title>'
        '<style>html { font-family: "Report Sans" }</style></head><body><p>一<p>二</body></html>'
    )
    assert well_formed(html) is None
    assert render_pdf(html, created=CREATED).startswith(b"%PDF-1.7")


def test_a_page_with_a_footnote_is_left_its_styles():
    assert has_notes("<style>.aside { float: footnote }</style>")
    assert not has_notes("<style>.scores li { float: left }</style>")


def test_a_complaint_about_styles_is_made_of_every_page_that_bears_them():
    html = (
        '<html lang="ja"><head><title>題</title><style>html { font-family: "Report Sans" }'
        " p { width: var(--odd); --odd: 3 apples }</style></head><body><p>一</p></body></html>"
    )
    for _ in range(2):
        with pytest.raises(ServiceFailed, match="apples"):
            render_pdf(html, created=CREATED)
