"""Numbers as bodies write them, beyond the table: pairs, side figures, remarks, units and scales."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.month import Month
from tasks.reading.value_messages import explain
from tasks.reading.values import (
    Doubt,
    Missing,
    NumberContext,
    Quantity,
    Refusal,
    Refused,
    Several,
    Span,
    Unit,
    Words,
    find_unit,
    find_units,
    parse_quantity,
)

OCTOBER = Month(2021, 10)
COUNT = NumberContext(expected_unit="件", fiscal_year=2021, month=OCTOBER)


def read(raw: str, context: NumberContext = COUNT) -> Quantity:
    parsed = parse_quantity(raw, context=context)
    assert isinstance(parsed, Quantity), parsed
    return parsed


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("41社（うち新規3社）", 41),
        ("３社（うち新規２社）", 3),
        ("6/10件", 6),
        ("1 / 2回", 1),
        ("17件　/　30件　(57%)", 17),
        ("30件中12件", 12),
        ("1回（10/20 オンライン開催）", 1),
        ("12件（進捗率60％）", 12),
        ("12件\n60%", 12),
        ("12件（目標30件）", 12),
        ("実績12件／目標30件", 12),
        ("目標30件／実績12件", 12),
        ("12（件）", 12),
        ("12件（前回10件）", 12),
        ("12件（+2）", 12),
        ("12件（8社）", 12),
        ("３社\n（前月２社）", 3),
        ("4件 ※速報値", 4),
        ("2件成立", 2),
        ("全4件", 4),
        ("・3件", 3),
        ("1回（次回11/17予定）", 1),
        ("1回(第2回は11月17日予定)", 1),
        ("10月末現在12件", 12),
        ("0件（該当なし）", 0),
    ],
)
def test_a_figure_that_a_clerk_reads_without_doubt_counts(raw: str, value: int) -> None:
    quantity = read(raw, NumberContext(fiscal_year=2021, month=OCTOBER))
    assert quantity.value == value
    assert quantity.is_exact


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        ("約300件", Doubt.APPROXIMATE),
        ("300件程度", Doubt.APPROXIMATE),
        ("10件以上", Doubt.BOUND),
        ("年2回", Doubt.FREQUENCY),
        ("前年比+3件", Doubt.RELATIVE),
        ("2件（見込み）", Doubt.PLANNED),
        ("3件（うち1件は11月予定）", Doubt.PLANNED),
        ("2回開催予定", Doubt.PLANNED),
        ("目標30件", Doubt.PLANNED),
        ("2回（4/21、11/17）", Doubt.PLANNED),
        ("12件（訂正：13件）", Doubt.CORRECTED),
        ("12件（集計中）", Doubt.PROVISIONAL),
        ("8件（9月末）", Doubt.OTHER_MONTH),
        ("辞退3件", Doubt.LABELLED),
        ("香港向け試験輸送を2件実施", Doubt.LABELLED),
        ("延べ20件、実15件", Doubt.LABELLED),
        ("20件（実15件）", Doubt.LABELLED),
        ("2.5件", Doubt.NOT_WHOLE),
        ("1.234件", Doubt.NOT_WHOLE),
        ("▲3件", Doubt.NEGATIVE_COUNT),
    ],
)
def test_a_figure_in_doubt_is_read_but_does_not_count(raw: str, doubt: Doubt) -> None:
    quantity = read(raw)
    assert doubt in quantity.doubts
    assert not quantity.is_exact


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("（3）", Refusal.BRACKETED),
        ("4/21", Refusal.RATIO_OR_DATE),
        ("12,34", Refusal.BAD_GROUPING),
        ("1、234件", Refusal.AMBIGUOUS_COMMA),
        ("なし", Refusal.ZERO_OR_MISSING),
        ("12件（8件）", Refusal.TWO_VALUES),
        ("686\n191", Refusal.TWO_VALUES),
        ("2021年10月", Refusal.DATE),
        ("10月20日", Refusal.DATE),
        ("3回目", Refusal.ORDINAL),
        ("007", Refusal.LEADING_ZERO),
        ("一", Refusal.ONE_OR_DASH),
        ("〇件", Refusal.PLACEHOLDER),
        ("100ドル", Refusal.FOREIGN_CURRENCY),
        ("〃", Refusal.DITTO),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_its_reason(raw: str, reason: Refusal) -> None:
    assert parse_quantity(raw, context=COUNT) == Refused(reason)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("集計中", "counting"),
        ("未定", "undecided"),
        ("調整中", "adjusting"),
        ("－", "dash"),
        ("　", "blank"),
        ("件", "blank"),
        ("別紙参照", "see_elsewhere"),
        ("集計中（12件見込）", "counting"),
    ],
)
def test_missing_is_never_zero(raw: str, reason: str) -> None:
    assert parse_quantity(raw, context=COUNT) == Missing(reason)


@pytest.mark.parametrize(
    "raw", ["三重県", "一部実施", "百貨店", "14件→17件", "=14+3", "1e3", "継続中", "要望書を提出済み"]
)
def test_words_with_number_characters_stay_words(raw: str) -> None:
    assert isinstance(parse_quantity(raw, context=COUNT), Words)


def test_month_and_running_total_in_one_cell_are_told_apart() -> None:
    both = read("今月2件、累計12件")
    assert (both.value, both.says, both.cumulative) == (2, Span.MONTHLY, 12)
    turned = read("累計12件（今月2件）")
    assert (turned.value, turned.says, turned.monthly) == (12, Span.CUMULATIVE, 2)
    assert read("４件（累計12件）").cumulative == 12
    assert read("4月～10月累計 12件").says is Span.CUMULATIVE


def test_the_header_says_which_figure_of_a_pair_is_the_actual() -> None:
    assert read("1/2", NumberContext(header="開催回数（実績 / 計画）")).value == 1
    turned = read("10/6件", NumberContext(header="計画/実績"))
    assert (turned.value, turned.of) == (6, 10)


def test_a_pair_whose_denominator_is_the_target_is_no_date() -> None:
    context = NumberContext(expected_unit="件", target=Decimal(10))
    assert read("6/10", context).value == 6
    assert parse_quantity("10/6件", context=context) == Refused(Refusal.TWO_VALUES)


def test_a_bracketed_second_figure_counts_as_the_header_says() -> None:
    assert read("17件(14件)", NumberContext(header="今月（累計）")).cumulative == 14
    assert parse_quantity("17件(14件)", context=NumberContext(header="実績（10月末累計）")) == Refused(
        Refusal.TWO_VALUES
    )


def test_parts_of_a_whole_are_kept_beside_it() -> None:
    assert read("3件（新規2件、継続1件）").parts == (("新規", Decimal(2)), ("継続", Decimal(1)))


def test_a_label_that_repeats_the_measure_is_no_doubt() -> None:
    assert read("マッチング成立：4件", NumberContext(measure_words="マッチング成立")).is_exact
    assert not read("マッチング成立：4件", NumberContext(measure_words="企業面談")).is_exact


@pytest.mark.parametrize(
    ("raw", "yen"),
    [
        ("88百万円", 88_000_000),
        ("1億5,000万円", 150_000_000),
        ("0.88億円", 88_000_000),
        ("8,800万円", 88_000_000),
        ("1,200千円", 1_200_000),
    ],
)
def test_money_is_given_in_yen(raw: str, yen: int) -> None:
    quantity = read(raw, NumberContext(expected_unit="円"))
    assert (quantity.value, quantity.unit) == (yen, "円")


def test_the_headers_scale_holds_only_for_numbers_without_their_own() -> None:
    context = NumberContext(expected_unit="円", unit_near=find_unit("売上増（百万円）"))
    assert read("88", context).value == 88_000_000
    assert read("8,800万円", context).value == 88_000_000


def test_a_corner_notes_unit_holds_only_where_it_can() -> None:
    corner = find_units("（単位：百万円）")
    assert read("88", NumberContext(expected_unit="円", units_far=corner)).value == 88_000_000
    assert read("14", NumberContext(expected_unit="件", units_far=corner)).value == 14


def test_money_far_below_its_target_without_a_unit_is_in_doubt() -> None:
    context = NumberContext(expected_unit="円", target=Decimal(300_000_000))
    assert read("88", context).doubts == (Doubt.SCALE_UNSTATED,)
    assert read("88百万円", context).is_exact
    assert read("0", context).is_exact


@pytest.mark.parametrize(
    ("stored", "shown", "number_format", "value", "unit"),
    [
        (14, "14件", '0"件"', "14", "件"),
        (0.6, "60.0%", "0.0%", "60", "%"),
        (0.1 + 0.2, "0.3", "General", "0.3", ""),
        (95, "95千円", '0"千円"', "95000", "円"),
        (44392, "44千円", '#,##0,"千円"', "44392", "円"),
        (88000000, "88百万円", '#,##0,,"百万円"', "88000000", "円"),
        (41.0, "41", "General", "41", ""),
        (-3, "△3", '0;"△"0', "-3", ""),
    ],
)
def test_a_stored_number_is_exact_with_its_formats_unit(
    stored: float, shown: str, number_format: str, value: str, unit: str
) -> None:
    quantity = parse_quantity(shown, stored, number_format)
    assert isinstance(quantity, Quantity)
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


def test_a_formats_words_count_as_if_they_were_written() -> None:
    quantity = parse_quantity("約14件", 14, '"約"0"件"')
    assert isinstance(quantity, Quantity)
    assert quantity.doubts == (Doubt.APPROXIMATE,)


@pytest.mark.parametrize(
    ("stored", "shown", "number_format", "reason"),
    [
        (44392, "44", "#,##0,", Refusal.HIDDEN_SCALE),
        (3, "△3", '"△"0', Refusal.SIGN),
        (44307, "2021/4/21", "yyyy/m/d", Refusal.DATE),
        (date(2021, 3, 5), "3月5日", 'm"月"d"日"', Refusal.DATE),
        (True, "TRUE", "General", Refusal.NOT_A_NUMBER_CELL),
        (time(9, 0), "9:00", "h:mm", Refusal.NOT_A_NUMBER_CELL),
    ],
)
def test_a_stored_value_that_is_no_plain_number_is_refused(
    stored: object, shown: str, number_format: str, reason: Refusal
) -> None:
    assert parse_quantity(shown, stored, number_format) == Refused(reason)  # type: ignore[arg-type]


def test_a_scaled_format_under_a_header_that_says_so_is_read() -> None:
    quantity = parse_quantity("44", 44392, "#,##0,", NumberContext(unit_near=Unit("円", Decimal(1000))))
    assert isinstance(quantity, Quantity)
    assert quantity.value == 44392


def test_several_figures_of_which_none_is_named_are_kept_apart() -> None:
    parsed = parse_quantity("①3件②2件", context=COUNT)
    assert isinstance(parsed, Several)
    assert [quantity.value for quantity in parsed.values] == [3, 2]


ALPHABET = "0123456789０三十万億円件社,，、./／()（）-－ー~約以上うち累計目標年月日①※\n 　%△▲¥○未達成予定集計中"


@given(st.text(ALPHABET, max_size=12))
def test_any_text_is_read_or_explained_in_japanese(raw: str) -> None:
    parsed = parse_quantity(raw, context=COUNT)
    if not (isinstance(parsed, Quantity) and parsed.is_exact):
        assert explain(parsed, raw).in_language("ja") != explain(parsed, raw).english()


@given(st.integers(0, 10**12), st.sampled_from(["", "件", "社", "円"]))
def test_a_written_number_comes_back_as_it_is(number: int, unit: str) -> None:
    for written in (f"{number}{unit}", f"{number:,}{unit}", f"{number:,} {unit}"):
        quantity = read(written, NumberContext())
        assert (quantity.value, quantity.unit) == (number, unit)


def test_explaining_a_plain_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="plain number"):
        explain(read("3件"), "3件")
