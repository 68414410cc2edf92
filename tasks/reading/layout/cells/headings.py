"""What the words of a header or label say: roles, span, basis, unit, kind of measure, and what is left over.

実績（9月末累計） is an actual, cumulative, for September; 企業面談 実績 an actual of something called 企業面談;
開催回数（実績 / 計画） a pair of figures whose first is the actual. Rules of precedence stand in `roles.toml`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from sources.month import Month
from sources.plan import MeasureKind
from sources.submission import Basis
from sources.vocabulary import Role, load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.layout.cells.spans import Span, is_whole_months, joined_mentions, packed_month
from tasks.reading.layout.cells.years import end_of_year, fiscal_years, names_run_of_years, years_of_header
from tasks.reading.lazy import lazy
from tasks.reading.units import find_units
from tasks.reading.value_types import Unit

ACTUAL_ROLES = frozenset({Role.ACTUAL, Role.ACHIEVEMENT, Role.CUMULATIVE, Role.MONTHLY, Role.CURRENT})
TITLE_ROLES = frozenset(
    {Role.STRATEGY, Role.ITEM, Role.ACTION_PLAN, Role.INITIATIVE, Role.MEASURE, Role.STEP, Role.EVENT}
)
NODE_ROLES = frozenset({Role.STRATEGY, Role.ITEM, Role.ACTION_PLAN, Role.INITIATIVE})
MEASURE_HINTS = frozenset({Role.MEASURE, Role.TARGET, Role.STEP, Role.EVENT})
META_ROLES = frozenset(
    {Role.REPORTER, Role.CONTACT, Role.REPORT_DATE, Role.REPORT_MONTH, Role.MADE_ON, Role.FISCAL_YEAR, Role.LEGEND}
)
TEXT_ROLES = frozenset({Role.STATUS, Role.NARRATIVE, Role.ISSUES, Role.NEXT_STEPS, Role.REMARKS})
# Roles whose numbers are never this month's actual, in the order in which they win over others.
OTHER_FIGURES = (
    Role.PART,
    Role.PREVIOUS_YEAR,
    Role.RATE,
    Role.CHANGE,
    Role.FORECAST,
    Role.REMAINING,
    Role.PREVIOUS,
    Role.TARGET,
    Role.PLAN,
)
VALUE_ROLES = ACTUAL_ROLES | frozenset(OTHER_FIGURES)

_LONGEST_LABEL = 40
_BRACKETS = re.compile(r"[(\[【〔<《「『]([^()\[\]【】〔〕<>《》「」『』]*)[)\]】〕>》」』]")
_PAIR = re.compile(r"[/|・&]|及び|と")
_COUNTED_BRACKET = re.compile(r"[(\[]([^()\[\]]*\d+\s?(?:件|社|回|名|人|円|億|万|%)[^()\[\]]*)[)\]]")
_FROM = re.compile(r"^\s?(?:から|より|以降|~|開始|スタート|起算)")
_CUMULATIVE = re.compile(r"累計|累積|通算|(?:[4４]月|期首|年度初め?|年度当初)(?:から|より|以降|~)|年度計|残高")
_MONTHLY = re.compile(
    r"単月|当月(?!末)|\d月計(?!画)|^月計$|今月(?!末)|月間(?!報告)|月別|(?<![年\d])\d{1,2}月分|当該月|その月"
)
_AS_OF = re.compile(r"末|現在|時点|まで|基準日")
# 10月実績 names its month, but not whether the figure is the month's alone.
_MONTH_AND_ACTUAL = re.compile(r"(?:.*\D)?\d{1,2}月(?:の|度)?実績値?")
_WEEK = re.compile(r"(?:\d{1,2}月)?第?[1-5一二三四五]週目?(?:実績|分|件数)?")
_PHASE = re.compile(r"第[2２二]期|中期計画期間|期間累計|期間目標|[3３三]か?年累計|[3３三]ヵ年")
_TORIKUMI = re.compile(r"取り組み|取組み|とりくみ")
_NUMBERED = re.compile(r"(?<=[^\W\d])(?:\d{1,2}|[①-⑳])$")
_SHORT_WORDS = 2
_COUNTING = ("any", "occasion", "case", "organisation", "money")
# Words that may stand in a header beside its role without making it the title of something.
_FILLERS = re.compile(
    r"[かヵカヶケ]年|年度当初|年度末|現時点|本年度|今年度|当年度|年度|年間|各年|今期|当期|本期|今回|最新|具体的な?|主な|主要|現在|時点|基準日|月末|末|まで|分|から|より|"
    r"における|に対する|に関する|についての|について|数値|定量|定性|指標|kpi|目標|計画|報告|記入|入力|記載|欄|等|など|の|値|数|額|件数|を|は|が|た|度|率|比|対|別|"
    r"月次|月別|全体|合計|実施|取組|事業|活動|内容|状況|自己|評価|進捗|成果|達成|及び|と|以上|程度|必須|任意|自動計算|該当|重点|期|回|第|年|月|日|時|式|自由記述|記号|選択|"
    r"プルダウン|[今本当同計]|[0-9a-z①-⑳※*]"
)


@dataclass(frozen=True)
class Heading:
    """What one header or label says. *roles* are in the order written, more than one only for a pair of figures.

    *rest* is the part that is no role, span, unit or filler: perhaps a title. *is_whole* says there is none.
    *counts* is the family of units that a bare counting word speaks of (件数, 開催回数, 金額), "any" for 数値.
    """

    text: str
    roles: tuple[Role, ...] = ()
    rest: str = ""
    span: Span | None = None
    basis: Basis | None = None
    is_as_of: bool = False
    units: tuple[Unit, ...] = ()
    kind: MeasureKind | None = None
    fiscal_years: tuple[int, ...] = ()
    is_phase: bool = False
    counts: str = ""

    @lazy
    def role(self) -> Role | None:
        return self.roles[-1] if self.roles else None

    @lazy
    def is_pair(self) -> bool:
        """Return whether it announces two figures in one cell, such as 実績 / 計画."""
        return len(self.roles) > 1

    @lazy
    def is_whole(self) -> bool:
        return not self.rest and bool(
            self.roles or self.span or self.basis or self.units or self.kind or self.fiscal_years
        )

    @lazy
    def is_value_role(self) -> bool:
        return bool(VALUE_ROLES.intersection(self.roles))


@lru_cache(maxsize=1 << 14)
def read_heading(text: str, fiscal_year: int) -> Heading:
    """Return what *text* says as a header; without roles, spans and units it is all *rest*."""
    plain = fold(text)
    if not plain or len(plain) > _LONGEST_LABEL or "。" in plain:
        return Heading(plain, rest=plain)
    named = joined_mentions(plain, fiscal_year)
    roles, rest = _roles(plain)
    years = fiscal_years(plain, fiscal_year)
    rest = _left(rest, plain, [*((one.start, one.end) for one in named), *((one.start, one.end) for one in years)])
    if not named and not years:
        of_header = years_of_header(plain, fiscal_year)
        without = _left(rest, plain, [(one.start, one.end) for one in of_header])
        years, rest = (of_header, "") if not without else (years, rest)
    spans = [
        mention.span
        for mention in named
        if not _FROM.match(plain[mention.end :]) and not _is_whole_year(mention.span)
    ]
    if not named and len(years) == 1 and (end := end_of_year(plain, years[0])) is not None:
        spans = [end]
    if not named and (packed := packed_month(plain)) is not None:
        spans, rest = [Span(packed, packed, has_year=True)], ""
    basis = _basis(_COUNTED_BRACKET.sub("", plain), roles)
    if basis is None and is_whole_months(_BRACKETS.sub("", plain)) and len(named) == 1 and named[0].span.is_month:
        basis = Basis.MONTHLY
    since = next((one.span.first for one in named if _FROM.match(plain[one.end :])), None)
    if since is not None and basis is Basis.CUMULATIVE and since != Month.in_fiscal_year(fiscal_year, 4):
        # 2020年4月からの累計 is of another year too, 7月からの累計 a part of this one
        roles, basis = (Role.PART,), None
    units = find_units(plain)
    if units and rest.startswith("単位"):
        rest = ""
    return Heading(
        text=plain,
        roles=roles,
        rest=rest,
        span=_one_span(spans),
        basis=basis,
        is_as_of=len(spans) <= 1 and bool(_AS_OF.search(plain)),
        units=units,
        kind=_kind(plain),
        fiscal_years=tuple(year.year for year in years),
        is_phase=bool(_PHASE.search(plain)) or names_run_of_years(plain),
        counts=_counting_words().get(_squeeze(_BRACKETS.sub("", plain)), ""),
    )


def is_role_word(text: str) -> bool:
    """Return whether *text* is a word for a role and nothing else (実績, 累計)."""
    return _squeeze(text) in _role_words()


def _roles(plain: str) -> tuple[tuple[Role, ...], str]:
    """Return the roles that a folded header names, and what is left of it."""
    squeezed = _squeeze(plain)
    words = _role_words()
    if role := words.get(squeezed):
        return (role,), ""
    if _MONTH_AND_ACTUAL.fullmatch(squeezed):
        return (Role.ACTUAL,), ""
    if _WEEK.fullmatch(squeezed):
        return (Role.PART,), ""
    main = _squeeze(_BRACKETS.sub("", plain))
    if main.startswith(load_vocabulary().quantities.labels.part):
        return (Role.PART,), ""
    inner = [_squeeze(found) for found in _BRACKETS.findall(plain)]
    pair = _pair(plain)
    if pair:
        return pair, _without_roles(main) if any(_pair_of(piece) for piece in _BRACKETS.findall(plain)) else ""
    stronger = _stronger(squeezed)
    role, rest = _one_role(main)
    if role is None and not stronger:
        inner_roles = [words[piece] for piece in inner if words.get(piece) in VALUE_ROLES]
        if inner_roles:
            return (inner_roles[-1],), main
    for piece in inner:
        if words.get(piece) in OTHER_FIGURES and role in (*ACTUAL_ROLES, None):
            return (words[piece],), rest
    if stronger and (role is None or role in VALUE_ROLES or role in (Role.STATUS, Role.NARRATIVE)):
        return (stronger,), "" if role is not None else _without_stronger(main, stronger)
    return ((role,) if role else ()), rest


def _pair(plain: str) -> tuple[Role, ...]:
    for piece in (plain, *_BRACKETS.findall(plain)):
        if found := _pair_of(piece):
            return found
    return ()


def _pair_of(piece: str) -> tuple[Role, ...]:
    """Return the two value roles of "実績 / 計画"; () for anything else."""
    parts = [_squeeze(part) for part in re.split(r"[/|]", _BRACKETS.sub("", piece))]
    if len(parts) != 2:
        return ()
    roles = [_one_role(part)[0] for part in parts]
    found = tuple(role for role in roles if role in VALUE_ROLES)
    return found if len(found) == 2 and len(set(found)) == 2 else ()


def _one_role(squeezed: str) -> tuple[Role | None, str]:
    """Return the role whose word *squeezed* is or ends with, and the words before it."""
    words = _role_words()
    squeezed = _NUMBERED.sub("", squeezed) or squeezed  # 課題2, 取組内容①
    if role := words.get(squeezed):
        return role, ""
    for start in range(1, len(squeezed)):
        tail = squeezed[start:]
        role = words.get(tail)
        if role and (len(tail) > _SHORT_WORDS or tail in _strong_tails()):
            return role, squeezed[:start]
    return None, squeezed


def _stronger(squeezed: str) -> Role | None:
    for role, words in _stronger_words():
        if any(word in squeezed for word in words):
            return role
    return None


def _without_stronger(squeezed: str, role: Role) -> str:
    for word in dict(_stronger_words())[role]:
        squeezed = squeezed.replace(word, "")
    return squeezed


@lru_cache(maxsize=1)
def _stronger_words() -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """Return the words that decide a role wherever they stand, in their order, each list's longest first."""
    stronger = load_vocabulary().roles.stronger
    return tuple(
        (role, tuple(sorted(map(_squeeze, stronger.words(role)), key=len, reverse=True)))
        for role in stronger.order
    )


def _without_roles(squeezed: str) -> str:
    role, rest = _one_role(squeezed)
    return rest if role in VALUE_ROLES else squeezed


def _basis(plain: str, roles: tuple[Role, ...]) -> Basis | None:
    if Role.CUMULATIVE in roles or _CUMULATIVE.search(plain):
        return None if Role.MONTHLY in roles or "単月" in plain else Basis.CUMULATIVE
    if Role.MONTHLY in roles or _MONTHLY.search(plain):
        return Basis.MONTHLY
    return None


def _kind(plain: str) -> MeasureKind | None:
    if _PHASE.search(plain):
        return MeasureKind.PHASE_GOAL
    squeezed = _squeeze(_BRACKETS.sub("", plain))
    found = None
    for kind, words in _words_of_kinds():
        if squeezed in words:
            return kind
        if squeezed.startswith(words):
            found = kind
    return found


@lru_cache(maxsize=1)
def _words_of_kinds() -> tuple[tuple[MeasureKind, tuple[str, ...]], ...]:
    generic = load_vocabulary().titles.generic
    kinds = ((MeasureKind.GOAL, "goal"), (MeasureKind.KPI, "kpi"), (MeasureKind.ACTIVITY, "activity"))
    return tuple((kind, tuple(map(_squeeze, generic.get(name, ())))) for kind, name in kinds)


def _left(rest: str, plain: str, places: Iterable[tuple[int, int]]) -> str:
    """Return what is left of *rest* without the words at *places* of the text, or "" where only fillers are."""
    for start, end in places:
        rest = rest.replace(_squeeze(plain[start:end]), "")
    return "" if _is_filler(rest) else rest


def _one_span(spans: list[Span]) -> Span | None:
    """Return the one span there is; of a quarter and a part of it the part: 3Q（11月末まで）, 下期（10～11月）."""
    if len(spans) != 2:
        return spans[0] if len(spans) == 1 else None
    for part, within in (spans, reversed(spans)):
        if not part.is_month and part.first <= within.first and within.last <= part.last:
            so_far = within.is_month or within.first == part.first
            return replace(within, first=part.first, is_part=True) if so_far else None
    return None


def _is_whole_year(span: Span) -> bool:
    return span.first.plus(11) == span.last


def _is_filler(rest: str) -> bool:
    return not _FILLERS.sub("", key(rest))


@lru_cache(maxsize=1 << 14)
def _squeeze(text: str) -> str:
    return _TORIKUMI.sub("取組", key(text))


@lru_cache(maxsize=1)
def _role_words() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role, words in load_vocabulary().roles.roles.items():
        for word in words:
            found.setdefault(_squeeze(word), role)
    return {word: role for word, role in found.items() if word}


@lru_cache(maxsize=1)
def _counting_words() -> dict[str, str]:
    generic = load_vocabulary().titles.generic
    return {_squeeze(word): family for family in _COUNTING for word in generic.get(family, ())}


@lru_cache(maxsize=1)
def _strong_tails() -> frozenset[str]:
    """Return the two-letter words that a longer header may end with and still mean them."""
    return frozenset(
        word
        for word, role in _role_words().items()
        if role in VALUE_ROLES | TEXT_ROLES and len(word) == _SHORT_WORDS
    )
