"""Headings of parts of a sheet: how far each reaches, and for which it speaks of all figures below it."""

import re
from dataclasses import dataclass

from sources.vocabulary import Role
from tasks.reading.layout.cells.labels import NO_LABELS, Field, Label, Labels
from tasks.reading.layout.cells.names import is_example_row, is_reference
from tasks.reading.layout.cells.seen import Seen
from tasks.reading.layout.cells.view import Strip
from tasks.reading.lazy import lazy

_TITLES_OF_REPORTS = re.compile(r"報告|管理|一覧|様式|調書|シート|月次")
_NOTE_STARTS = re.compile(r"^\(?[※*]|^\(?注\s?[)\d:：]|^注記|^凡例|^\(注")
_ACTUALS = re.compile(r"実績|達成状況|現状|累計")
MARKED = re.compile(r"[■●◆▼【〔<①-⑳]|\(?\d{1,2}[.)]")


@dataclass(frozen=True)
class Section:
    """Titles that stand above: from *row* on, within the columns that they reach."""

    row: int
    first_column: int
    last_column: int
    label: Label

    @lazy
    def heads_all(self) -> Labels:
        """Return its label where its role or time holds for all below it, else none."""
        return Labels((Label(self.label.seen),)) if speaks_of_all(self.label) else NO_LABELS

    def reaches(self, strip: Strip) -> bool:
        return self.first_column <= strip.last_column and strip.first_column <= self.last_column


def says_itself(one: Field, heading: Label) -> bool:
    """Return whether a column calls its figures actuals under a heading that speaks of targets (１．数値目標)."""
    if heading.heading.role not in (Role.TARGET, Role.PLAN):
        return False
    return any(_ACTUALS.search(label.seen.text) for label in one.labels if not label.title)


def speaks_of_all(label: Label) -> bool:
    """Return whether a heading's role or time holds for all below it: 前年度実績, 計画, 2020年度, 10月."""
    heading = label.heading
    if is_example_row(label.seen.text):
        return True
    if is_reference(label.seen.text) and heading.is_value_role:
        return True
    if heading.is_whole and heading.role in (Role.TARGET, Role.PLAN):
        return True
    if marks_month(label):
        return True
    if label.title or _TITLES_OF_REPORTS.search(heading.text) or (heading.is_as_of and heading.span is not None):
        return False
    return heading.is_value_role or bool(heading.fiscal_years) or is_month_heading(label)


def marks_month(label: Label) -> bool:
    """Return whether a marked heading begins the part of one month's end (■10月末（累計）)."""
    span = label.heading.span
    return not label.title and span is not None and span.is_month and MARKED.match(label.seen.text) is not None


def is_month_heading(label: Label) -> bool:
    heading = label.heading
    return not label.title and not heading.roles and heading.span is not None and not heading.is_as_of


def is_note(seen: Seen) -> bool:
    return bool(_NOTE_STARTS.match(seen.text))
