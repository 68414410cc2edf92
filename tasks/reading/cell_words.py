"""Whole cells that say something instead of a number: blank, －, 集計中, 同上, なし, 数件."""

import re
from decimal import Decimal
from functools import cache

from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold
from tasks.reading.units import units_by_spelling
from tasks.reading.value_types import Missing, Quantity, Refusal, Refused, Words

_DASH = re.compile(r"-+|…+|\.{3,}|・+|･+|‥+|\*+")
_DASH_AND_REASON = re.compile(r"(?:-+|…+)\s*\((?P<reason>.+)\)")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|#+)|#{2,}")
_PLACEHOLDER = re.compile(r"[〇○◯●□×xX＿_]{2,}.*|[〇○◯●□]+(?:\D{1,3})|_+")
_WITH_REMARK = re.compile(r"(?P<word>[^()]+?)\s*\(.*\)")


def whole_cell(text: str) -> Missing | Quantity | Refused | Words | None:
    """Return what *text* (folded) says as a whole, or None where it must be read further."""
    if not text or _is_unit_alone(text):
        return Missing("blank")
    if _DASH.fullmatch(text):
        return Missing("dash")
    if _ERROR.fullmatch(text):
        return Refused(Refusal.FORMULA_ERROR)
    if (reason := missing_reason(text)) is not None:
        return Missing(reason)
    return _other_words(text)


def missing_reason(text: str) -> str | None:
    """Return why there is no value, where *text* (folded) says so (集計中, 別紙参照, －（対象外）), else None."""
    known = _missing_words()
    plain = text.strip("()[]【】。 ").removeprefix("現在").removesuffix("です")
    if (reason := known.get(plain.casefold())) is not None:
        return reason
    if dash := _DASH_AND_REASON.fullmatch(text):
        return known.get(dash["reason"].casefold(), "dash")
    if remark := _WITH_REMARK.fullmatch(text):
        return known.get(remark["word"].casefold())
    return None


def _other_words(text: str) -> Quantity | Refused | Words | None:
    words = load_vocabulary().quantities.words
    if text in map(fold, words.ditto):
        return Refused(Refusal.DITTO)
    if text in words.zero:
        return Quantity(Decimal(0))
    if text.strip("()。") in words.zero_or_missing:
        return Refused(Refusal.ZERO_OR_MISSING)
    if _PLACEHOLDER.fullmatch(text):
        return Refused(Refusal.PLACEHOLDER)
    if text in words.not_counts:
        return Words(text)
    if re.match(rf"(?:{'|'.join(words.vague_starts)})(?![\d]*[万億千])", text) and not re.search(r"\d", text):
        return Words(text, "vague")
    if text.startswith(tuple(words.each_starts)) and re.search(r"\d", text):
        return Words(text, "per_each")
    return None


def _is_unit_alone(text: str) -> bool:
    """A form's blank cell often keeps its printed unit ("　件")."""
    return text.lstrip("- ") in units_by_spelling() and len(text) <= 4


@cache
def _missing_words() -> dict[str, str]:
    return {
        fold(word).casefold(): reason
        for reason, words in load_vocabulary().quantities.missing.items()
        for word in words
    }
