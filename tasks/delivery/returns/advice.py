"""What a sender is asked to do about a finding, by its kind, and what is expected of the measure's cell."""

from collections.abc import Mapping

from sources.messages import Text, text
from sources.plan import Accumulation, Measure, MeasureType
from sources.submission import FindingKind

ADVICE: Mapping[FindingKind, Text] = {
    FindingKind.UNKNOWN_INITIATIVE: text(
        "Write the name as the plan has it. If the work is outside the plan, tell the office."
    ),
    FindingKind.AMBIGUOUS_ROW: text(
        "Write the initiative and the measure in this row, both by their names in the plan."
    ),
    FindingKind.DUPLICATE_CONFLICT: text("Leave the one right value, and delete or correct the other."),
    FindingKind.IMPLAUSIBLE_JUMP: text(
        "Check the digits and the unit (千円, 百万円). If the value is right, tell the office."
    ),
    FindingKind.DECREASE_FROM_PREVIOUS: text(
        "Write the total since April. If it was corrected downwards, write the reason in the remarks."
    ),
    FindingKind.MONTH_MISMATCH: text("Write the report's month in one place, such as 2021年10月末現在."),
    FindingKind.FISCAL_YEAR_MISMATCH: text("Correct the year, or send the report of this fiscal year."),
    FindingKind.SUPERSEDED_REVISION: text("Nothing needs to be done: the later file counts."),
    FindingKind.COMMENT_OVERRIDE: text("Write the right value into the cell itself, and delete the comment."),
    FindingKind.FORMULA_WITHOUT_VALUE: text("Open the file in Excel and save it, or write the value itself."),
    FindingKind.ERROR_CELL: text("Correct the formula, or write the value itself."),
    FindingKind.UNIT_MISMATCH: text("Write the value in the plan's unit, or write its unit beside it."),
    FindingKind.HIDDEN_CONTENT_IGNORED: text(
        "Show what belongs to the report. What does not can be deleted or left as it is."
    ),
    FindingKind.NOT_A_NUMBER: text("Write one number in digits. Words such as 約 or 程度 go into the remarks."),
    FindingKind.PASSWORD: text("Save the file without its password, and send it again."),
    FindingKind.STRUCK_THROUGH_IGNORED: text("Delete what no longer holds. Take the line off what does hold."),
    FindingKind.EXAMPLE_SHEET_IGNORED: text("Nothing needs to be done. The example may be deleted."),
    FindingKind.UNREADABLE_FILE: text("Save the report as an Excel workbook (.xlsx), and send that."),
    FindingKind.FILE_TOO_LARGE: text(
        "Delete pictures and sheets that the report does not need, and send it again."
    ),
    FindingKind.UNKNOWN_BODY: text("Write your organisation's name into the file's name, and send it again."),
    FindingKind.ACCUMULATION_CONTRADICTION: text("Check the monthly values against the total since April."),
    FindingKind.LAYOUT_CHANGED: text("Keep to last month's layout, or tell the office what was changed."),
    FindingKind.MISSING_VALUE: text(
        "Write the value, or 0 if there was none. If it is not known yet, write 集計中."
    ),
}
# Kinds after which it helps to hear what the cell should hold.
_OF_VALUES = frozenset(
    {
        FindingKind.AMBIGUOUS_ROW,
        FindingKind.DUPLICATE_CONFLICT,
        FindingKind.IMPLAUSIBLE_JUMP,
        FindingKind.DECREASE_FROM_PREVIOUS,
        FindingKind.FORMULA_WITHOUT_VALUE,
        FindingKind.ERROR_CELL,
        FindingKind.UNIT_MISMATCH,
        FindingKind.NOT_A_NUMBER,
        FindingKind.ACCUMULATION_CONTRADICTION,
        FindingKind.MISSING_VALUE,
    }
)


def expected(kind: FindingKind, measure: Measure | None) -> Text | None:
    """Return what the cell of *measure* should hold, or None where that is not what the finding is about."""
    if measure is None or kind not in _OF_VALUES or measure.type is MeasureType.QUALITATIVE:
        return None
    if measure.type is MeasureType.MILESTONE:
        return text("Expected for '{measure}': 達成, 予定 or 未達成, with the day.", measure=measure.statement)
    if measure.accumulation is Accumulation.STOCK:
        return text(
            "Expected for '{measure}': the number at the month's end, in {unit}.",
            measure=measure.statement,
            unit=measure.unit,
        )
    return text(
        "Expected for '{measure}': the total since April, in {unit}.", measure=measure.statement, unit=measure.unit
    )
