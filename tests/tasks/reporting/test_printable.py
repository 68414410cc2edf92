from hypothesis import given
from hypothesis import strategies as st

from tasks.reporting.fonts import glyphs
from tasks.reporting.model.standing import Headline, Summary
from tasks.reporting.printable import GETA, make_printable, printable


def test_a_character_that_the_font_lacks_becomes_a_geta_mark_and_is_counted():
    words, missing = printable("達成😀😀 ま", glyphs())
    assert words == f"達成{GETA}{GETA} ま"
    assert missing == {"😀": 2}


def test_control_and_direction_characters_are_dropped_without_a_trace():
    assert printable("a\x00\x07\x1b\u202eb\u200b\ufeffc", glyphs()) == ("abc", {})


def test_line_ends_and_odd_spaces_become_plain_spaces():
    assert printable("a\tb\u2028c\u2009d", glyphs())[0] == "a b c d"


def test_kana_kept_apart_from_their_voicing_marks_are_put_together():
    assert printable("か\u3099き\u3099ハ\u309aン", glyphs())[0] == "がぎパン"


def test_a_compatibility_ideograph_of_a_name_is_left_as_it_is():
    assert printable("神社の髙﨑", glyphs())[0] == "神社の髙﨑"


def test_the_ideographic_space_of_a_layout_is_kept():
    assert printable("戦略1　稼ぐ", glyphs())[0] == "戦略1　稼ぐ"


@given(st.text())
def test_whatever_comes_in_only_printable_characters_go_out(words: str):
    cleaned, _ = printable(words, glyphs())
    assert set(cleaned) <= glyphs()


def test_every_text_of_a_report_is_cleaned_however_deep_it_stands():
    summary = Summary("成果", (Headline("会\x00合", "😀", "m-1"),), "", "")
    cleaned, replaced = make_printable(summary, glyphs())
    assert cleaned.headlines[0] == Headline("会合", GETA, "m-1")
    assert replaced == ("U+1F600 × 1",)
