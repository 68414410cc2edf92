"""The PDFs as files: what a reader, a screen reader, an archive and an auditor find in them."""

import gc
import pickle
import re
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from sources.errors import ServiceFailed
from tasks.reporting.pdf import render_pdf
from tasks.reporting.rendered import render_job
from tasks.reporting.reports import write_month

CREATED = datetime(2021, 11, 8, tzinfo=UTC)


def page(words: str, style: str = "") -> str:
    return (
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>題</title>'
        f'<style>html {{ font-family: "Report Sans" }} {style}</style></head><body><p>{words}</p></body></html>'
    )


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(each.get_textpage().get_text_bounded() for each in pages).replace("\r\n", "").replace("\n", "")


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Return every structure element below *node*."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.fixture(scope="module", params=["strategy_pdf", "board_pdf", "hostile_pdf"])
def pdf(request: pytest.FixtureRequest) -> bytes:
    made: bytes = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(pdf)) as document:
        yield document


def test_the_strategy_report_says_what_its_first_page_must(strategy_pdf: bytes):
    first = pypdfium2.PdfDocument(strategy_pdf)[0].get_textpage().get_text_bounded()
    for said in (
        "稼ぐ力を高める",
        "2021年10月",
        "第1版",
        "注意が必要なもの",
        "前月から良くなったもの",
        "期限超過",
    ):
        assert said in first


@pytest.mark.parametrize("behind", [0, 2, 9])
def test_a_strategy_s_first_page_holds_its_overview_however_much_needs_attention(october, beginning, behind: int):
    for measure_id in list(october.figures)[:behind]:
        october.figures[measure_id] = ("1", "0")
    job = next(job for job in write_month(october.material()).jobs if job.path == "strategy-2.pdf")
    (first,) = beginning(job, '<section class="item')
    assert "前月から悪くなったもの" in first


def test_figures_narratives_and_sources_can_be_found_in_the_text(strategy_pdf: bytes):
    text = text_of(strategy_pdf)
    for said in (
        "17件",
        "56.7%",
        "最終値 9,500万円（9月）",
        "1月に論点を整理する。",
        "東経連BC_進捗報告_2021年10月.xlsx",
    ):
        assert said in text


def test_the_board_s_page_of_decision_is_one_page_and_each_strategy_has_one(board_pdf: bytes):
    pages = [each.get_textpage().get_text_bounded() for each in pypdfium2.PdfDocument(board_pdf)]
    told = (
        "月別の最も低い評価",
        "成果",
        "リスク",
        "四つの機能",
        "第2期中期事業計画の目標",
        "期限を過ぎた提出機関",
    )
    assert [said for said in told if said not in pages[0]] == []
    for number, words in enumerate(pages[1:4], start=1):
        assert f"戦略{number}" in words
    assert "全指標" in pages[4]


def test_the_same_report_gives_the_same_bytes(jobs, strategy_pdf: bytes):
    assert render_job(jobs["strategy-2.pdf"]) == strategy_pdf


def test_a_job_can_be_carried_to_another_process(jobs):
    job = jobs["strategy-1.pdf"]
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301 - our own value


def test_the_file_names_title_language_and_dates(opened: pikepdf.Pdf):
    assert str(opened.Root.Lang) == "ja"
    assert "2021年10月" in str(opened.docinfo["/Title"])
    assert str(opened.docinfo["/CreationDate"]) == "D:20211108090000+09'00"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_the_file_claims_archival_and_accessible_parts_in_readable_metadata(pdf: bytes, opened: pikepdf.Pdf):
    with opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
    assert b"pdfaExtension:schemas" in pdf
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert "/ID" in opened.trailer


def test_companions_are_embedded_once_with_their_relationship(strategy_pdf: bytes):
    with pikepdf.open(BytesIO(strategy_pdf)) as document:
        attached = {str(each.UF): str(each.AFRelationship) for each in document.Root.AF}
        assert attached == {"data.xlsx": "/Data", "facts.csv": "/Source"}
        assert len(document.Root.AF) == 2
        assert document.attachments["data.xlsx"].get_file().read_bytes() == b"PK\x03\x04 a workbook"


def test_every_font_is_embedded_as_a_subset_and_there_is_but_one_family(opened: pikepdf.Pdf):
    names = set()
    for each in opened.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
            assert any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            names.add(str(each.FontName))
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+Report-Sans.*", name) for name in names)


def test_every_link_leads_to_a_destination_in_the_file_and_says_where(opened: pikepdf.Pdf):
    destinations = {str(name) for name in opened.Root.Names.Dests.Names[::2]}
    links = [note for each in opened.pages for note in each.get("/Annots", []) if note.Subtype == "/Link"]
    assert links
    assert {str(link.Dest) for link in links} <= destinations
    assert all(str(link.Contents) for link in links)
    assert all("/StructParent" in link for link in links)
    tags = [tag for tag in elements(opened.Root.StructTreeRoot) if tag.S == "/Link"]
    kids = [kid for tag in tags for kid in tag.K if isinstance(kid, pikepdf.Dictionary)]
    assert {kid.Obj.objgen for kid in kids if kid.get("/Type") == "/OBJR"} == {link.objgen for link in links}


def test_every_chart_has_an_alternative_text_and_tables_have_headers(opened: pikepdf.Pdf):
    tags = list(elements(opened.Root.StructTreeRoot))
    kinds = {str(tag.S) for tag in tags}
    assert {"/Document", "/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/P", "/Figure", "/Link"} <= kinds
    assert all(str(tag.Alt) for tag in tags if tag.S == "/Figure")
    assert any(len(tag.A.Headers) for tag in tags if tag.S == "/TD" and "/Headers" in tag.get("/A", {}))
    assert {str(tag.A.Scope) for tag in tags if tag.S == "/TH"} == {"/Column", "/Row"}


def test_all_that_is_painted_is_tagged_or_an_artifact(opened: pikepdf.Pdf):
    painting = {"f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh"}
    for each in opened.pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(each):
            name = str(operator)
            depth += (name in {"BDC", "BMC"}) - (name == "EMC")
            assert depth > 0 or name not in painting, (name, operands)


def test_running_heads_are_artifacts_and_all_other_marked_content_hangs_in_the_tree(opened: pikepdf.Pdf):
    reached: dict[tuple[int, int], set[int]] = {}
    for tag in elements(opened.Root.StructTreeRoot):
        kids = tag.K if isinstance(tag.K, pikepdf.Array) else [tag.K]
        for kid in kids:
            if isinstance(kid, int):
                reached.setdefault(tag.Pg.objgen, set()).add(kid)
    for each in opened.pages:
        marked = {
            int(operands[1]["/MCID"])
            for operands, operator in pikepdf.parse_content_stream(each)
            if str(operator) == "BDC" and "/MCID" in operands[1]
        }
        assert marked == reached.get(each.obj.objgen, set())


def test_pages_are_labelled_and_chapters_bookmarked(strategy_pdf: bytes):
    with pikepdf.open(BytesIO(strategy_pdf)) as document:
        assert "/PageLabels" in document.Root
        with document.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
    assert any("世界最先端研究開発プロジェクト" in title for title in titles)
    assert titles[-5:] == ["訂正", "所見", "出典", "算出方法", "指標ごとの数え方"]


def test_hostile_words_are_shown_and_do_nothing(hostile_pdf: bytes):
    text = text_of(hostile_pdf)
    assert "<script>alert(1)</script>{{ 7*7 }}" in text
    assert "</style></title>]]>&nbsp;" in text
    assert text.count("あ") >= 30_000
    assert "299番目の説明。" in text
    assert "〓" in text
    assert "U+1F600 × 1" in text


def test_a_character_that_our_font_lacks_fails_the_rendering_even_where_the_host_has_it():
    with pytest.raises(ServiceFailed, match=r"notdef|font "):
        render_pdf(page("😀"), created=CREATED)


def test_an_unknown_style_fails_the_rendering():
    with pytest.raises(ServiceFailed, match="No PDF was written"):
        render_pdf(page("語", "p { colour: red }"), created=CREATED)


def test_a_link_to_nowhere_fails_the_rendering():
    with pytest.raises(ServiceFailed):
        render_pdf(page('<a href="#nowhere">語</a>'), created=CREATED)


@pytest.mark.parametrize(
    "reach",
    [
        '<img alt="a" src="file:///etc/hostname">',
        '<img alt="a" src="http://127.0.0.1:9/a.png">',
        '<img alt="a" src="data:image/png;base64,AAAA">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<object data="file:///etc/hostname"></object>',
        '<svg><image href="file:///etc/hostname" width="1" height="1"/></svg>',
    ],
)
def test_nothing_outside_the_report_can_be_reached(reach: str):
    with pytest.raises(ServiceFailed):
        render_pdf(page(f"語{reach}"), created=CREATED)


def test_garbage_from_before_a_rendering_goes_once_the_process_holds_too_much(monkeypatch: pytest.MonkeyPatch):
    class Ring:
        """Something that holds itself, so that only the collector finds it to be garbage."""

        def __init__(self) -> None:
            self.itself = self

    monkeypatch.setattr("tasks.reporting.pdf.COLLECT_ABOVE_BYTES", 0)
    gc.disable()  # so that no pass of its own finds it earlier
    try:
        lost = weakref.ref(Ring())
        render_pdf(page("一"), created=CREATED)
    finally:
        gc.enable()
    assert lost() is None
