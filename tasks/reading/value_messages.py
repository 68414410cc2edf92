"""What to tell a sender of a cell that gave no number that counts: what was found, and what to write."""

from sources.messages import Text, text
from tasks.japanese_text import one_line
from tasks.reading.value_types import Doubt, Missing, Parsed, Quantity, Range, Refusal, Refused, Several, Words

_LONGEST_QUOTE = 60


def explain(parsed: Parsed, raw: str) -> Text:
    """Return one sentence or two for a finding about *raw*, which was read as *parsed* and does not count.

    Raises ValueError for a number without doubts: there is nothing to explain.
    """
    quoted = one_line(raw)
    if len(quoted) > _LONGEST_QUOTE:
        quoted = quoted[: _LONGEST_QUOTE - 1] + "…"
    if isinstance(parsed, Refused):
        return _refused(parsed.reason, quoted)
    if isinstance(parsed, Quantity):
        return _doubtful(parsed, quoted)
    if isinstance(parsed, Range):
        return text("'{raw}' is a range, not one number. Write the number that was reached.", raw=quoted)
    if isinstance(parsed, Several):
        return text("'{raw}' holds several numbers. Write one number in this cell.", raw=quoted)
    if isinstance(parsed, Missing):
        return _missing(parsed, quoted)
    return _words(parsed, quoted)


def _missing(parsed: Missing, raw: str) -> Text:
    if parsed.reason == "blank":
        return text("There is no value yet. Write the number, or 0 if there was none.")
    if parsed.reason == "see_elsewhere":
        return text("'{raw}' points elsewhere. Write the number itself in this cell.", raw=raw)
    if parsed.reason == "na":
        return text("'{raw}' was taken as no report, not as 0. Write 0 if the count is zero.", raw=raw)
    return text("'{raw}' is no number yet and was not taken as 0. Write the number once it is known.", raw=raw)


def _words(parsed: Words, raw: str) -> Text:
    if parsed.reason == "vague":
        return text("'{raw}' is not an exact number. Write the number, such as 3.", raw=raw)
    if parsed.reason == "per_each":
        return text("'{raw}' does not say how many in all. Write the total.", raw=raw)
    return text("'{raw}' is not a number. Write a number, or leave the cell blank.", raw=raw)


def _doubtful(parsed: Quantity, raw: str) -> Text:
    if not parsed.doubts:
        raise ValueError(f"{raw!r} is a plain number")
    doubt = parsed.doubts[0]
    if doubt in (Doubt.APPROXIMATE, Doubt.BOUND):
        return text("'{raw}' is not an exact number. Write the exact number, and the remark in 備考.", raw=raw)
    if doubt is Doubt.FREQUENCY:
        return text("'{raw}' says how often, not how many so far. Write the number reached.", raw=raw)
    if doubt is Doubt.PLANNED:
        return text("'{raw}' speaks of a plan or forecast. Write only what was done.", raw=raw)
    if doubt is Doubt.CORRECTED:
        return text("'{raw}' mentions a correction. Write only the right number.", raw=raw)
    if doubt is Doubt.PROVISIONAL:
        return text("'{raw}' is not final. Write the number once it is known.", raw=raw)
    if doubt is Doubt.OTHER_MONTH:
        return text("'{raw}' names another month. Write the number as of this report's month.", raw=raw)
    if doubt in (Doubt.RELATIVE, Doubt.LABELLED):
        return text("It is not clear what the number in '{raw}' counts. Write the number alone.", raw=raw)
    if doubt is Doubt.NOT_WHOLE:
        return text("'{raw}' is not a whole number, but this counts whole things. Check the number.", raw=raw)
    if doubt is Doubt.NEGATIVE_COUNT:
        return text(
            "'{raw}' is negative, but this is a count. Write the count itself, not the difference.", raw=raw
        )
    return text(
        "It is not clear in which unit '{raw}' is given. Write it with its unit, such as 88百万円.", raw=raw
    )


_REFUSED = {
    Refusal.AMBIGUOUS_COMMA: lambda raw: text(
        "'{raw}' may be one number or a list. Write 1,234 for one number.", raw=raw
    ),
    Refusal.BAD_GROUPING: lambda raw: text(
        "The commas in '{raw}' are not at thousands. Check the number.", raw=raw
    ),
    Refusal.BRACKETED: lambda raw: text(
        "The number in brackets '{raw}' may be negative or a part. Write it without brackets.", raw=raw
    ),
    Refusal.DATE: lambda raw: text("'{raw}' is a date, but a number is expected here.", raw=raw),
    Refusal.DITTO: lambda raw: text("'{raw}' repeats another cell. Write the number itself.", raw=raw),
    Refusal.FOREIGN_CURRENCY: lambda raw: text(
        "'{raw}' is in a foreign currency. Write the amount in yen.", raw=raw
    ),
    Refusal.FORMULA_ERROR: lambda raw: text(
        "The formula gives the error {raw}. Correct it, or write the number.", raw=raw
    ),
    Refusal.HIDDEN_SCALE: lambda raw: text(
        "'{raw}' is shown in thousands without saying so. Write the unit, such as 千円.", raw=raw
    ),
    Refusal.LEADING_ZERO: lambda raw: text("'{raw}' looks like a code, not a number.", raw=raw),
    Refusal.NOT_A_NUMBER_CELL: lambda raw: text(
        "'{raw}' is not a number. Write a number, or leave the cell blank.", raw=raw
    ),
    Refusal.ONE_OR_DASH: lambda raw: text(
        "'{raw}' may be the number 1 or a dash. Write 1, or leave the cell blank.", raw=raw
    ),
    Refusal.ORDINAL: lambda raw: text("'{raw}' says which one, not how many. Write how many.", raw=raw),
    Refusal.PERCENT_SCALE: lambda raw: text(
        "'{raw}' may be a share of 1 or of 100. Write it with %, such as 75%.", raw=raw
    ),
    Refusal.PLACEHOLDER: lambda raw: text("'{raw}' is still the form's placeholder. Write the number.", raw=raw),
    Refusal.RATIO_OR_DATE: lambda raw: text(
        "'{raw}' may be a date or a number out of another. Write 4件, or 4/21件.", raw=raw
    ),
    Refusal.SIGN: lambda raw: text(
        "'{raw}' is shown as negative but stored as positive. Check the number.", raw=raw
    ),
    Refusal.TWO_VALUES: lambda raw: text("'{raw}' holds two numbers. Write one number in this cell.", raw=raw),
    Refusal.ZERO_OR_MISSING: lambda raw: text(
        "'{raw}' may mean 0 or no report. Write 0, or leave the cell blank.", raw=raw
    ),
}


def _refused(reason: Refusal, raw: str) -> Text:
    return _REFUSED[reason](raw)
