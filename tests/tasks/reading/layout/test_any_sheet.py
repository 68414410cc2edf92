"""Whatever stands in a sheet: reading never fails, and nothing is accepted that its cell does not say."""

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.submission import Reading, State
from tasks.japanese_text import fold
from tasks.reading.grid import Sheet

# One cell's words each, set apart by bars.
WORDS = """
次世代放射光施設の建設支援|地域企業のデジタル化・DXの推進支援|①ILC誘致実現に向けた取り組み|戦略項目4
企業面談|マッチング成立|MFB加入企業の積み上げ|地域交通システムの社会実装|国の政策への反映|自主研究|合計
取り組み|指標|目標|実績|計画|累計|単月|前回|前年度実績|進捗|コメント|区分|単位|KPI|4月|9月|10月|11月|上期
第2四半期|2021年10月末現在|2020年度|10月末累計|実績／目標|（単位：百万円）|17件|41社|12/30件|3|0|約5件
集計中|－|○|未達成|10月5日|順調|面談先を広げた。|件|※注|記入例|凡例：○順調 △やや遅れ|実績：17件|□|同上
#REF!|2021/10|第1回|令和3年10月31日
"""
SAID = [word for line in WORDS.split("\n") for word in line.split("|") if word]
CELLS = st.one_of(
    st.sampled_from(SAID), st.sampled_from(SAID), st.integers(-5, 300), st.none(), st.text(max_size=6)
)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=9)
RANGES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(1, 6), st.integers(0, 2), st.integers(0, 3)), max_size=3
)


def without_overlaps(ranges: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    taken: set[tuple[int, int]] = set()
    kept = []
    for row, column, down, right in ranges:
        covered = {(r, c) for r in range(row, row + down + 1) for c in range(column, column + right + 1)}
        if not covered & taken:
            taken |= covered
            kept.append((row, column, row + down, column + right))
    return kept


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, ranges=RANGES)
def test_reading_never_fails_and_accepts_only_what_is_written(
    rows: list[list[object]],
    ranges: list[tuple[int, int, int, int]],
    read_rows: Callable[..., Reading],
    sheet_of: Callable[..., Sheet],
):
    reading = read_rows(rows, without_overlaps(ranges))
    written = {f"{cell.row}:{cell.column}": fold(cell.shown) for cell in sheet_of(rows)}
    for one in reading.observations:
        if one.state is State.ACCEPTED:
            digits = [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", fold(one.raw))]
            assert digits and fold(one.raw) in written.values()
            is_sum = any("四半期" in said or "期" in said for said in one.evidence)
            assert int(one.value) in {n * scale for n in digits for scale in (1, 1_000_000)} or is_sum
    for finding in reading.findings:
        assert finding.message.in_language("ja") != finding.message.key
