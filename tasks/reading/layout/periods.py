"""Which month a figure speaks of, and whether it covers the month alone or the year so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.month import Month
from sources.plan import Accumulation, Measure
from sources.submission import Basis
from tasks.reading.layout.labels import Field
from tasks.reading.layout.spans import Span

_CUMULATIVE_NOTE = re.compile(
    r"(?:実績|数値|件数|値|数字|金額|指標|KPI)[^。\n]{0,14}(?:累計|累積|4月から|期首から|年度当初から|年度初めから)|(?:累計|累積)(?:値|実績|件数)?(?:を|で)(?:記入|記載|報告|入力)"
)
_MONTHLY_NOTE = re.compile(r"(?:実績|数値|件数|値|数字|金額|指標|KPI)[^。\n]{0,10}(?:単月|当月分|当月のみ|月ごと|月毎)|単月(?:の)?(?:値|実績|件数)?(?:を|で)(?:記入|記載|報告|入力)")
_MONTHLY_TITLE = re.compile(r"月別(?:の)?(?:実績|件数|推移|管理|進捗)|月ごとの実績|単月実績")


@dataclass(frozen=True)
class Series:
    """The figures of one measure by month in one row or column, oldest first, and its total where there is one."""

    values: tuple[tuple[Month, Decimal], ...]
    cumulative: Decimal | None = None


def span_of(field: Field) -> Span | None:
    """Return the span that the nearest label states; titles do not count."""
    return next(
        (label.heading.span for label in reversed(field.labels) if not label.title and label.heading.span), None
    )


def span_is_as_of(field: Field) -> bool:
    """Return whether the label that states the span says "as of its end" (10月末)."""
    label = next((label for label in reversed(field.labels) if not label.title and label.heading.span), None)
    return label is not None and label.heading.is_as_of


def basis_of_notes(texts: Sequence[str]) -> Basis | None:
    """Return the basis that a sheet's titles and notes state for its figures; None where they say both."""
    whole = "\n".join(texts)
    cumulative, monthly = bool(_CUMULATIVE_NOTE.search(whole)), bool(_MONTHLY_NOTE.search(whole))
    if cumulative == monthly:
        return None
    return Basis.CUMULATIVE if cumulative else Basis.MONTHLY


def title_says_monthly(texts: Sequence[str]) -> bool:
    return any(_MONTHLY_TITLE.search(text) for text in texts)


def basis_of_series(series: Series, measure: Measure, *, says_monthly: bool) -> Basis | None:
    """Return whether figures side by side by month add up or run on; None where that can not be told.

    A total beside them decides: it is their sum, or the last of them. A figure lower than the one before it can
    not be a running total. Figures that only ever rise could be either.
    """
    figures = [value for _, value in series.values]
    if measure.accumulation is Accumulation.STOCK:
        return Basis.CUMULATIVE
    if series.cumulative is not None and figures:
        adds_up, runs_on = sum(figures) == series.cumulative, figures[-1] == series.cumulative
        if adds_up != runs_on:
            return Basis.MONTHLY if adds_up else Basis.CUMULATIVE
        if not adds_up:
            begins_later = series.values[0][0].completed_in_year > 1
            return Basis.MONTHLY if begins_later and sum(figures) < series.cumulative else None
    if says_monthly or any(later < earlier for earlier, later in zip(figures, figures[1:], strict=False)):
        return Basis.MONTHLY
    if not any(figures):
        return Basis.MONTHLY
    if series.cumulative is not None and sum(figures) == figures[-1]:
        return Basis.MONTHLY
    return None


def basis_of_single(
    measure: Measure,
    month: Month,
    *,
    has_target_beside: bool,
    is_as_of: bool,
) -> Basis | None:
    """Return the basis of a figure that stands alone and says nothing of it, from what stands around it.

    Beside the year's target, or on a sheet that states a day ("10月末現在"), it is the year so far. In April both are
    the same.
    """
    if measure.accumulation in (Accumulation.STOCK, Accumulation.RUNNING_TOTAL):
        return Basis.CUMULATIVE
    if is_as_of or has_target_beside or month.completed_in_year == 1:
        return Basis.CUMULATIVE
    return None
