"""The last step of every report: its list of sources, and characters that its font can print."""

from dataclasses import replace
from typing import TypeVar

from tasks.reporting.context import Context
from tasks.reporting.fonts import glyphs
from tasks.reporting.model.board import BoardReport
from tasks.reporting.model.committee import CommitteeReport
from tasks.reporting.model.strategy import StrategyReport
from tasks.reporting.printable import make_printable

Built = TypeVar("Built", StrategyReport, BoardReport, CommitteeReport)


def finished(report: Built, context: Context) -> Built:
    """Return *report* with all sources that it cites, every text printable, and what had to be replaced."""
    cleaned, replaced = make_printable(replace(report, sources=context.sources.files()), glyphs())
    return replace(cleaned, unprintable=replaced)
