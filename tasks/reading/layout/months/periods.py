"""Which month a field's labels name, and what a sheet's titles and notes say of all its figures."""

import re
from collections.abc import Sequence

from sources.submission import Basis
from sources.vocabulary import Role
from tasks.reading.layout.cells.labels import Field
from tasks.reading.layout.cells.names import is_total
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.cells.spans import Span

_FIGURES = r"(?:実績|数値|件数|値|数字|金額|指標|KPI)"
_ENTERED = r"(?:の?(?:値|実績|件数))?(?:を|で)(?:記入|記載|報告|入力)"
_CUMULATIVE_NOTE = re.compile(
    rf"{_FIGURES}[^。\n]{{0,14}}(?:累計|累積|4月から|期首から|年度当初から|年度初めから)|(?:累計|累積){_ENTERED}"
)
_MONTHLY_NOTE = re.compile(rf"{_FIGURES}[^。\n]{{0,10}}(?:単月|当月分|当月のみ|月ごと|月毎)|単月{_ENTERED}")
_TITLE_BEFORE = r"(?:末|現在|時点|まで|度|分|月|実績|推移|管理|状況|報告|一覧|表|進捗)(?:の)?[\s(\[・、:,]*"
_CUMULATIVE_TITLE = re.compile(rf"{_TITLE_BEFORE}(?:累計|累積)")
_SINGLE_TITLE = re.compile(rf"{_TITLE_BEFORE}単月")
_MONTHLY_TITLE = re.compile(r"月別(?:の)?(?:実績|件数|推移|管理|進捗)|月ごとの実績|単月実績")


def span_of(field: Field) -> Span | None:
    """Return the span that the nearest label states; titles and numbers of rows do not count."""
    return field.dated_by.heading.span if field.dated_by is not None else None


def span_is_as_of(field: Field) -> bool:
    """Return whether the label that states the span says "as of its end" (10月末)."""
    return field.dated_by is not None and field.dated_by.heading.is_as_of


def month_unread(field: Field) -> str:
    """Return what stands in the row's column of months without naming one (先月), or ""."""
    for label in field.labels:
        says_other = label.heading.is_whole or is_total(label.seen.text) or label.seen.sort is Sort.MISSING
        if label.hint is Role.REPORT_MONTH and not says_other:
            return label.seen.text
    return ""


def basis_of_notes(texts: Sequence[str]) -> Basis | None:
    """Return the basis that a sheet's titles and notes state for its figures; None where they say both."""
    whole = "\n".join(texts)
    cumulative = bool(_CUMULATIVE_NOTE.search(whole) or _CUMULATIVE_TITLE.search(whole))
    monthly = bool(_MONTHLY_NOTE.search(whole) or _SINGLE_TITLE.search(whole))
    if cumulative == monthly:
        return None
    return Basis.CUMULATIVE if cumulative else Basis.MONTHLY


def title_says_monthly(texts: Sequence[str]) -> bool:
    return any(_MONTHLY_TITLE.search(text) for text in texts)
