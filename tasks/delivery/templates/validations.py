"""What a template's cells take: drop-downs, numbers and days, each with a message that says what to write."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sources.messages import Text, Translate, text
from sources.month import months_of_fiscal_year
from tasks.delivery.templates.columns import (
    ISSUES,
    MILESTONE_CHOICES,
    NARRATIVE,
    NEXT_STEPS,
    PLANNED_ON,
    REACHED,
    REACHED_ON,
    STATUS,
    STATUS_MARKS,
    TOTAL,
    Column,
)

_LARGEST = 10**12


def validations(fiscal_year: int, t: Translate) -> Mapping[Column, Mapping[str, Any]]:
    """Return XlsxWriter's rule for each column that is filled in.

    Planned days may lie up to a year after the fiscal year's end: what slips is still to be told.
    """
    year = months_of_fiscal_year(fiscal_year)
    starts, ends = year[0].first_day, year[-1].last_day
    a_year_later = year[-1].plus(12).last_day
    return {
        TOTAL: {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -_LARGEST,
            "maximum": _LARGEST,
            **_prompt(t, text("Total since April"), text(
                "Write the number alone, without its unit (30, not 30件). Write 0 if there was none; leave the "
                "cell blank while it is still being counted, and say so in 取組内容.")),
            **_refusal(t, text("Write a number"), text("Write the number alone: 30, not 30件 or 約30.")),
        },
        REACHED: {
            "validate": "list",
            "source": list(MILESTONE_CHOICES),
            **_prompt(t, text("Reached?"), text(
                "Choose 達成 with the day it was reached, 予定 with the day it is planned for, or 未達成.")),
            **_refusal(t, text("Choose from the list"), text("Choose 達成, 予定 or 未達成.")),
        },
        REACHED_ON: _day(starts, ends, t, text("The day it was reached, such as 2021/11/17.")),
        PLANNED_ON: _day(starts, a_year_later, t, text("The day it is planned for, such as 2022/3/10.")),
        STATUS: {
            "validate": "list",
            "source": list(STATUS_MARKS),
            **_prompt(t, text("Status"), text(
                "◎ better than planned, ○ as planned, △ slightly behind, × behind.")),
            **_refusal(t, text("Choose from the list"), text("Choose ◎, ○, △ or ×.")),
        },
        NARRATIVE: _words(t, text("What was done"), text(
            "What was done up to the end of the month, in a few lines.")),
        ISSUES: _words(t, text("Issues"), text("What stands in the way. Leave it blank if nothing does.")),
        NEXT_STEPS: _words(t, text("Next steps"), text("What is planned from next month on.")),
    }  # fmt: skip


def _day(first: date, last: date, t: Translate, prompt: Text) -> dict[str, Any]:
    span = text("Write a day from {first} to {last}.", first=f"{first:%Y/%m/%d}", last=f"{last:%Y/%m/%d}")
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        **_prompt(t, text("Day"), prompt),
        **_refusal(t, text("Write a day"), span),
    }


def _words(t: Translate, title: Text, prompt: Text) -> dict[str, Any]:
    return {"validate": "any", **_prompt(t, title, prompt)}


def _prompt(t: Translate, title: Text, words: Text) -> dict[str, str]:
    return {"input_title": t(title), "input_message": t(words)}


def _refusal(t: Translate, title: Text, words: Text) -> dict[str, str]:
    return {"error_title": t(title), "error_message": t(words)}
