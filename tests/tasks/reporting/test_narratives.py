from hypothesis import given
from hypothesis import strategies as st

from sources.month import Month
from tasks.reporting.narratives import BRIEF, LONGEST_PARAGRAPH, brief, paragraphs, without_own_month


def test_lines_become_paragraphs_and_empty_lines_none():
    assert paragraphs("一つ目。\r\n\r\n　・二つ目\n") == ("一つ目。", "・二つ目")


def test_an_endless_word_is_broken_so_that_layout_time_stays_linear():
    pieces = paragraphs("あ" * 100_000)
    assert "".join(pieces) == "あ" * 100_000
    assert max(map(len, pieces)) == LONGEST_PARAGRAPH


def test_a_long_paragraph_is_broken_after_a_sentence():
    sentence = "説明会を開いた。"
    pieces = paragraphs(sentence * 500)
    assert all(piece.endswith("。") for piece in pieces)
    assert "".join(pieces) == sentence * 500


@given(st.text(alphabet="あい。\n ！？x", max_size=5000))
def test_no_character_but_blanks_is_lost_between_paragraphs(written: str):
    assert "".join("".join(paragraphs(written)).split()) == "".join(written.split())


def test_a_brief_is_the_first_sentence_cut_where_it_is_too_long():
    assert brief("会合を開いた。次は11月。") == "会合を開いた。"
    long = brief("長" * 200)
    assert len(long) == BRIEF
    assert long.endswith("…")


def test_a_heading_that_only_repeats_the_reports_month_is_left_out_and_others_stay():
    october = Month(2021, 10)
    assert without_own_month("2021年10月：基本建屋の建設は工程どおり。", october) == "基本建屋の建設は工程どおり。"
    for kept in ("2021年9月：着工した。", "上期：着工した。", "10月：説明会、11月：視察。", "2021年10月："):
        assert without_own_month(kept, october) == kept


def test_full_width_figures_are_printed_half_width():
    assert paragraphs("１４者と面談") == ("14者と面談",)
