"""Titles as compared: one spelling, without numbering, brackets or words that add nothing."""

import re
from functools import cache, lru_cache

from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, key

_NUMBERING = re.compile(
    r"^(?:[■□●○◆◇◎▼▲★☆・*\-]\s*"
    r"|(?:No\.?|第)?\s*[(〔【\[]?(?:\d{1,2}|[①-⑳]|[一二三四五六七八九十]{1,3}|[ア-ン](?=[)）.]))(?:[\-－.]\(?\d{1,2}\)?|[\-－][①-⑳]|[\-－][ア-ンa-z](?=[\s.)]))*[)〕】\]]?"
    r"(?:[.．:：_)\-、]\s*|\s+|(?=[①-⑳「])|(?<=[①-⑳)〕】\]])\s*)"
    r"|[①-⑳]\s*|(?:戦略項目|戦略|項目)\s*\d{1,2}\s*[\-:：]?\s*|[IVX]{1,4}[\-.]\d{0,2}\s*)+"
)
_KIND_BEFORE = re.compile(r"^(?:KPI|KGI|目標|活動|指標|G|K|A)\s*[\d①-⑳]{0,2}\s*[::.\-・)】]\s*")
_FOOTNOTE = re.compile(r"\s?(?:[(（\[]?(?:[※＊*]|注\s?)[\d１-９]{1,2}|[※＊*])[)）\]]?\s*$")
_BRACKETS = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")
_PIECES = re.compile(r"[/／|│→>]|\n| |(?<=[^\d])-(?=[^\d])")


@lru_cache(maxsize=1 << 15)
def title_key(text: str) -> str:
    """Return *text* as titles are compared: folded, without punctuation, in one spelling (取り組み is 取組)."""
    plain = key(text)
    for typed, compared in _spellings():
        if typed in plain:
            plain = plain.replace(typed, compared)
    return plain


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    spellings = load_vocabulary().titles.spellings.items()
    return tuple(
        sorted(((key(typed), key(compared)) for typed, compared in spellings), key=lambda pair: -len(pair[0]))
    )


@lru_cache(maxsize=1 << 14)
def without_numbering(text: str) -> str:
    """Return *text* (folded) without ①, (1), 1-1, No.3, 戦略1-①, ■ or KPI: before its title."""
    rest = _NUMBERING.sub("", fold(text))
    rest = _KIND_BEFORE.sub("", rest)
    return rest or fold(text)


def without_footnote(text: str) -> str:
    """Return *text* without the mark of a footnote behind it: 企業面談※1, 企業プレゼン 注2)."""
    return _FOOTNOTE.sub("", text) or text


@lru_cache(maxsize=1 << 14)
def split_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return *text* (folded) without what stands in round or square brackets, and those contents."""
    folded = fold(text)
    outside = _BRACKETS.sub("", folded).strip()
    return outside, tuple(inner.strip() for inner in _BRACKETS.findall(folded) if inner.strip())


_STATES_TARGET = re.compile(r"^\D{0,6}(?:目標|計画|KPI)\D{0,4}\d")


@lru_cache(maxsize=1 << 14)
def telling_brackets(text: str) -> str:
    """Return the key of what brackets in *text* say of the title, without old names and stated targets."""
    old = tuple(load_vocabulary().titles.markers.old_name)
    _, inside = split_brackets(text)
    return "".join(
        title_key(inner) for inner in inside if not inner.startswith(old) and not _STATES_TARGET.match(inner)
    )


def new_name(text: str) -> str:
    """Return the present name that brackets give beside an old one (企業訪問（現：企業面談）), or ""."""
    markers = sorted(load_vocabulary().titles.markers.new_name, key=len, reverse=True)
    _, inside = split_brackets(text)
    for inner in inside:
        marker = next((marker for marker in markers if re.match(rf"{marker}\s*[::]", inner)), None)
        if marker is not None:
            return inner[len(marker) :].lstrip(" :")
    return ""


@lru_cache(maxsize=1 << 14)
def pieces(text: str) -> tuple[str, ...]:
    """Return the parts of a text that may name several levels (②東北ハウスの推進　東北ハウス事業の完遂)."""
    parts = tuple(part.strip() for part in _PIECES.split(fold(text)) if part.strip())
    return parts if len(parts) > 1 else ()


@lru_cache(maxsize=1 << 14)
def measure_core(plain: str) -> str:
    """Return a measure's key without counting words at its end: 企業面談件数 and 企業面談の実施 are 企業面談."""
    while True:
        tail = next(
            (word for word in _measure_tails() if plain.endswith(word) and len(plain) - len(word) >= 2), None
        )
        if tail is None:
            return plain
        plain = plain.removesuffix(tail).removesuffix("の")


@lru_cache(maxsize=1 << 14)
def without_verb(core: str) -> str:
    """Return a measure's core without the verb that its short name may leave out: マッチング成立 is マッチング."""
    verb = next((verb for verb in _measure_verbs() if core.endswith(verb) and len(core) - len(verb) >= 3), "")
    return core.removesuffix(verb).removesuffix("の")


@cache
def _measure_verbs() -> tuple[str, ...]:
    return tuple(sorted(map(title_key, load_vocabulary().titles.neutral.measure_verbs), key=len, reverse=True))


@cache
def _measure_tails() -> tuple[str, ...]:
    return tuple(sorted(map(title_key, load_vocabulary().titles.neutral.measure_tails), key=len, reverse=True))


@cache
def neutral_words() -> frozenset[str]:
    """Return the keys of words around an initiative's title that leave it the same."""
    return frozenset(map(title_key, load_vocabulary().titles.neutral.initiative_tails))


@cache
def changing_words() -> tuple[str, ...]:
    return tuple(map(title_key, load_vocabulary().titles.changes_meaning.words))


@lru_cache(maxsize=1 << 14)
def changes_meaning(extra: str, title: str) -> bool:
    """Return whether *extra* words make another thing of *title* (both keys): 参加者数, 見込 and the like."""
    return any(word in extra and word not in title for word in changing_words())


@lru_cache(maxsize=1 << 14)
def grams(plain: str) -> tuple[tuple[str, int], ...]:
    """Return the pairs of neighbouring characters of a key, with how often each occurs."""
    if len(plain) < 2:
        return ((plain, 1),) if plain else ()
    counts: dict[str, int] = {}
    for start in range(len(plain) - 1):
        pair = plain[start : start + 2]
        counts[pair] = counts.get(pair, 0) + 1
    return tuple(counts.items())
