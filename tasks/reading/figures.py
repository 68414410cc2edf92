"""One figure taken from folded text: [label] [about] [sign] number [unit] [tail], and nothing else around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, kanji_number, scaled_number
from tasks.reading.units import families, units_by_spelling
from tasks.reading.value_types import Doubt, Refusal

_NUMBER = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?(?:[十百千万億兆](?:\d[\d,]*(?:\.\d+)?)?)*[十百千万億兆]*)|(?P<kanji>[〇一二三四五六七八九十百千万億兆]+)"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MINUS, _PLUS = "△▲▽▼-", "+±"
_SHARES = re.compile(r"(?:(?P<tenths>\d+)割)(?:(?P<hundredths>\d)分)?")
_FREQUENCY = re.compile(r"(?:毎|各)?(?P<period>年|月|週|四半期|半期|年度)(?:間|に)?")
_LABEL_END = re.compile(r"[\s:=は、の]+$")
_UNIT_SHAPE = re.compile(r"[A-Za-z㎡%ァ-ヺー一-龠々ぁ-ん]{1,4}")


@dataclass(frozen=True)
class Figure:
    """A number as written, before header and measure have a say.

    *scaled_here* tells that its scale was written with it (3億円, 88百万); *role* is the kind of its label in the
    vocabulary (cumulative, monthly, of, part ...), "" for none, "unknown" for another word, kept in *label*.
    """

    value: Decimal
    unit: str = ""
    scaled_here: bool = False
    role: str = ""
    label: str = ""
    bound: str = ""
    per: str = ""
    gross: str = ""
    doubts: tuple[Doubt, ...] = ()


class NoFigure(Exception):
    """Raised inside the parsing of figures where the text must be refused; carries the reason."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@lru_cache(maxsize=1 << 14)
def read_figure(text: str) -> Figure | None:
    """Return the figure that *text* (folded, one line) is, or None where it is no figure.

    Raises NoFigure with a reason where the text is one but can be read in two ways.
    """
    rest = text.strip().lstrip("・").strip("。 ")
    before, rest = _split_label(rest)
    figure = _read_amount(rest)
    if figure is None:
        return None
    if period := _FREQUENCY.fullmatch(before):
        return replace(figure, per=period["period"], doubts=(*figure.doubts, Doubt.FREQUENCY))
    if before.endswith("第"):
        raise NoFigure(Refusal.ORDINAL)
    role, label, doubts = _label_role(before)
    gross = label if role == "gross" else figure.gross
    return replace(figure, role=role or figure.role, label=label, gross=gross, doubts=(*doubts, *figure.doubts))


def _split_label(text: str) -> tuple[str, str]:
    """Return the words before the number, and the rest from sign or number on."""
    start = re.search(r"[△▲▽▼\-+±¥\\$€£]?\s*\d|[〇一二三四五六七八九十百千万億]+", text)
    if start is None:
        return "", text
    if start[0][0] in "〇一二三四五六七八九十百千万億" and (digit := re.search(r"[△▲▽▼\-+±¥]?\s*\d", text)):
        start = digit
    return text[: start.start()].strip(), text[start.start() :].strip()


def _label_role(before: str) -> tuple[str, str, tuple[Doubt, ...]]:
    """Return (role, label, doubts) of the words before a number; several known words may follow one another."""
    doubts: list[Doubt] = []
    role, label, rest = "", "", _LABEL_END.sub("", before.replace(" ", ""))
    while rest:
        found = _longest_suffix(rest, _prefix_words())
        if found is None:
            break
        kind = _prefix_words()[found]
        if kind == "approximate":
            doubts.append(Doubt.APPROXIMATE)
        elif kind == "relative":
            doubts.append(Doubt.RELATIVE)
        if kind not in ("approximate", "actual") and not role:
            role, label = kind, found
        rest = _LABEL_END.sub("", rest[: -len(found)])
    if part := next((word for word in load_vocabulary().quantities.labels.part if rest.startswith(word)), ""):
        return "part", rest[len(part) :].lstrip(" :、"), tuple(doubts)
    if rest:
        return role or "unknown", rest, tuple(doubts)
    return role, label, tuple(doubts)


@cache
def _prefix_words() -> dict[str, str]:
    """Map each word that may stand before a number to its role."""
    quantities = load_vocabulary().quantities
    words = dict.fromkeys(map(fold, quantities.approximate.before), "approximate")
    for role in type(quantities.labels).model_fields:
        words |= {fold(word): role for word in getattr(quantities.labels, role) if fold(word) not in words}
    return words


def _longest_suffix(text: str, words: Iterable[str]) -> str | None:
    return max((word for word in words if text.endswith(word)), key=len, default=None)


def _read_amount(text: str) -> Figure | None:
    """Return the figure that starts with a sign or number, unit and tail included."""
    if any(text.startswith(currency) for currency in "$€£"):
        raise NoFigure(Refusal.FOREIGN_CURRENCY)
    sign, rest = 1, text
    if rest and rest[0] in _MINUS + _PLUS:
        sign, rest = (-1 if rest[0] in _MINUS else 1), rest[1:].strip()
    is_yen = rest[:1] in ("¥", "\\")
    rest = rest[1:].strip() if is_yen else rest
    if shares := _SHARES.fullmatch(rest):
        return Figure(Decimal(sign * (int(shares["tenths"]) * 10 + int(shares["hundredths"] or 0))), "%")
    number = _NUMBER.match(rest)
    if number is None:
        return None
    value = _number_value(number)
    if value is None:
        return None
    after = rest[number.end() :].strip()
    if is_yen:
        after = "円" + after.removeprefix("円").removeprefix("-").strip()
    is_scaled = number["digits"] is not None and re.search("[十百千万億兆]", number["digits"]) is not None
    figure = _read_after(Figure(value * sign, scaled_here=is_scaled), after)
    return figure if number["kanji"] is None else _only_if_plainly_a_count(figure, number["kanji"])


def _only_if_plainly_a_count(figure: Figure | None, kanji: str) -> Figure | None:
    """Return *figure* where a number in kanji can be nothing else: 三件 is, 一部 and 三重県 are words.

    A lone 一 may be a dash and a lone 〇 a mark.
    """
    if figure is None or (figure.unit and figure.unit not in families()):
        return None
    if not figure.unit and kanji == "一":
        raise NoFigure(Refusal.ONE_OR_DASH)
    return None if kanji.startswith("〇") and len(kanji) == 1 else figure


def _number_value(number: re.Match[str]) -> Decimal | None:
    digits = number["digits"]
    if digits is None:
        return kanji_number(number["kanji"])
    if re.search("[十百千万億兆]", digits):
        return scaled_number(digits)
    if not _GROUPED.fullmatch(digits):
        raise NoFigure(Refusal.BAD_GROUPING)
    if len(digits) > 1 and digits[0] == "0" and not digits.startswith("0."):
        raise NoFigure(Refusal.LEADING_ZERO)
    return Decimal(digits.replace(",", ""))


def _read_after(figure: Figure, after: str) -> Figure | None:
    """Return *figure* with what stands after its number taken in, or None where something is left over."""
    rest = after
    while rest:
        unit = "" if figure.unit else _unit_at_start(rest)
        if unit:
            known = units_by_spelling()[unit]
            figure = replace(
                figure,
                value=figure.value * known.scale,
                unit=known.name,
                scaled_here=figure.scaled_here or known.scale != 1,
            )
            rest = rest[len(unit) :].strip()
            continue
        taken = _take_tail(figure, rest)
        if taken is None:
            if figure.unit or not _UNIT_SHAPE.fullmatch(rest):
                return None
            return replace(figure, unit=rest)
        figure, rest = taken
    return figure


def _take_tail(figure: Figure, rest: str) -> tuple[Figure, str] | None:
    """Return *figure* changed by a known tail word at the start of *rest*, and what is left of *rest*."""
    words = _tail_words()
    tail = max((word for word in words if rest.startswith(word)), key=len, default=None)
    if tail is None:
        return None
    kind, meaning = words[tail]
    left = rest[len(tail) :].strip("。 ")
    if kind == "ordinal":
        raise NoFigure(Refusal.ORDINAL)
    if kind == "currency":
        raise NoFigure(Refusal.FOREIGN_CURRENCY)
    if kind == "bound":
        return replace(figure, bound=meaning, doubts=(*figure.doubts, Doubt.BOUND)), left
    if kind == "per":
        return replace(figure, per=meaning, doubts=(*figure.doubts, Doubt.FREQUENCY)), left
    if kind == "approximate":
        return replace(figure, doubts=(*figure.doubts, Doubt.APPROXIMATE)), left
    if kind == "planned":
        return replace(figure, doubts=(*figure.doubts, Doubt.PLANNED)), left
    if kind == "cumulative":
        return replace(figure, role=figure.role or "cumulative"), left
    return figure, left


@cache
def _tail_words() -> dict[str, tuple[str, str]]:
    """Map each word that may stand after a number to (kind, meaning)."""
    vocabulary = load_vocabulary()
    quantities = vocabulary.quantities
    words: dict[str, tuple[str, str]] = {fold(word): ("done", "") for word in quantities.tails.done}
    words |= {fold(word): ("planned", "") for word in quantities.tails.planned}
    words |= {fold(word): ("ordinal", "") for word in quantities.tails.ordinal}
    words |= {fold(word): ("approximate", "") for word in quantities.approximate.after}
    words |= {fold(word): ("bound", sign) for word, sign in quantities.bounds.items()}
    words |= {fold(word): ("currency", "") for word in vocabulary.units.foreign.currencies}
    words |= {f"/{fold(word)}": ("per", fold(word)) for word in quantities.notes.periods}
    words |= {fold(word): ("cumulative", "") for word in ("累計", "(累計)", "通算")}
    return words


def _unit_at_start(text: str) -> str:
    """Return the longest known unit that *text* starts with, if a tail or the end follows it."""
    fitting = sorted((unit for unit in units_by_spelling() if text.startswith(unit)), key=len, reverse=True)
    return fitting[0] if fitting else ""
