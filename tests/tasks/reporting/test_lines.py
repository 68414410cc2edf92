from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tasks.reporting.lines import line_count, lined, width_of


def test_a_title_that_fits_its_line_is_left_alone():
    assert lined("企業面談", 14) == "企業面談"


def test_a_title_too_long_for_its_line_breaks_between_phrases_and_leaves_no_word_alone():
    assert lined("世界最先端研究開発プロジェクトの誘致・新産業の創造", 21) == (
        "世界最先端研究開発プロジェクトの<br>誘致・新産業の創造"
    )


def test_words_before_a_title_take_room_from_its_first_line():
    assert "<br>" not in lined("地域交通システムの社会実装", 15.8, "目標")
    assert "<br>" in lined("地域交通システムの社会実装", 15.8, "期の目標")


def test_latin_letters_and_figures_take_about_half_the_room():
    assert width_of("KPI 30") < width_of("目標三十") == 4
    assert line_count("目標三十件まで", 4) == 3


@given(st.text(alphabet="<>&\"'あ漢字、。0a "), st.integers(4, 20))
def test_breaking_lines_changes_no_word_and_lets_no_markup_through(words: str, room: int):
    assert Markup(lined(words, room).replace("<br>", "")).unescape() == words  # noqa: S704 - undone to compare
