from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tasks.reporting.phrases import cited, kept_amounts, phrased


def test_a_title_may_break_between_phrases_only():
    marked = phrased("次世代放射光施設の建設支援")
    assert "<wbr>" in marked
    assert marked.striptags() == "次世代放射光施設の建設支援"


def test_a_title_that_looks_like_markup_is_shown_as_written():
    assert "<script>" not in phrased("<script>目標</script>")


def test_a_number_stays_with_its_unit():
    assert '<span class="phrase">最終値 9,500万円（9月）</span>' in kept_amounts("最終値 9,500万円（9月）")
    assert '<span class="phrase">1件／目標2件</span>・進度' in kept_amounts("1件／目標2件・進度85.7%")
    assert '<span class="phrase">2021年10月5日</span>' in kept_amounts("達成（2021年10月5日）")


def test_a_source_number_never_begins_a_line_of_its_own():
    assert cited("目標 4回", (7, 8)) == (
        '<span class="phrase">目標 4回<a class="source" href="#source-7">7</a></span>'
        '<span class="source comma">,</span><wbr><a class="source" href="#source-8">8</a>'
    )
    assert cited("期限超過", (7,)).striptags() == "期限超過7"
    assert '<span class="phrase">超過<a' in cited("期限超過", (7,))


def test_endless_figures_take_no_endless_time():
    figures = "1" * 20_000
    assert kept_amounts(figures).striptags() == figures
    assert cited(figures + "あ", (7,)).striptags() == figures + "あ7"


@given(st.text(alphabet="<>&\"'0123456789,.件万円億月日 あ"))
def test_keeping_amounts_together_changes_no_word_and_lets_no_markup_through(words: str):
    marked = kept_amounts(words)
    plain = marked.replace(Markup('<span class="phrase">'), "").replace(Markup("</span>"), "")
    assert Markup(plain).unescape() == words  # noqa: S704 - undone to compare
