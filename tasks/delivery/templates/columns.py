"""The columns of a template: headings, widths, and which a row's sender fills in.

Headings and drop-down words are the reader's own vocabulary (`sources/vocabulary/`), so that a form whose hidden
ids were lost is still read by its words. They are therefore Japanese in every language.
"""

from dataclasses import dataclass
from enum import Enum

from tasks.delivery.templates.form_rows import Asks
from tasks.delivery.templates.last_values import MILESTONE_WORDS


class Look(Enum):
    """How a column's cells are aligned and shown."""

    TITLE = "title"
    WORDS = "words"
    SHORT = "short"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """One column; *asked_by* tells which rows' senders fill it in, None that it is given to them."""

    heading: str
    width: float
    look: Look
    asked_by: Asks | None = None


ID = Column("ID", 18, Look.SHORT)
INITIATIVE = Column("具体的な取り組み", 22, Look.TITLE)
MEASURE = Column("指標", 25, Look.WORDS)
TARGET = Column("年度目標", 12, Look.NUMBER)
UNIT = Column("単位", 5, Look.SHORT)
PREVIOUS = Column("前回報告", 12, Look.NUMBER)
PREVIOUS_MONTH = Column("前回の月", 9.5, Look.SHORT)
TOTAL = Column("実績（4月からの累計）", 12.5, Look.NUMBER, Asks.NUMBER)
REACHED = Column("達成状況", 8, Look.SHORT, Asks.MILESTONE)
REACHED_ON = Column("達成日", 10.5, Look.DAY, Asks.MILESTONE)
PLANNED_ON = Column("達成予定日", 10.5, Look.DAY, Asks.MILESTONE)
STATUS = Column("進捗状況", 8, Look.SHORT, Asks.STATUS)
NARRATIVE = Column("取組内容", 36, Look.WORDS, Asks.STATUS)
ISSUES = Column("課題", 24, Look.WORDS, Asks.STATUS)
NEXT_STEPS = Column("今後の予定", 24, Look.WORDS, Asks.STATUS)

COLUMNS = (
    ID, INITIATIVE, MEASURE, TARGET, UNIT, PREVIOUS, PREVIOUS_MONTH, TOTAL, REACHED, REACHED_ON, PLANNED_ON,
    STATUS, NARRATIVE, ISSUES, NEXT_STEPS,
)  # fmt: skip

REPORTER = "報告機関"
AS_OF = "報告基準日"
STATUS_MARKS = ("◎", "○", "△", "×")
LEGEND = "進捗状況の凡例：◎＝計画を上回る　○＝計画どおり　△＝やや遅れ　×＝遅れ"
MILESTONE_CHOICES = tuple(MILESTONE_WORDS.values())


def index_of(column: Column) -> int:
    """Return a column's number, counted from 0."""
    return COLUMNS.index(column)
