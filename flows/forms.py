"""The parameters of the flows, typed and explained for the form on Prefect's page, in the office's language."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar, get_type_hints

from pydantic import Field
from pydantic.fields import FieldInfo

from flows.settings import MailMode, office_language
from sources.messages import Text, translator

F = TypeVar("F", bound=Callable[..., object])
_t = translator(office_language())
MONTH = r"\d{4}-(0[1-9]|1[0-2])"

# Blanks are empty words, not None: for what may be None the form first asks for a type, which nobody understands.
MonthOrBlank = Annotated[
    str,
    Field(
        pattern=f"^({MONTH})?$",
        description=_t("As 2021-10. Blank: the month before the day for which the run was scheduled."),
    ),
]
MonthGiven = Annotated[str, Field(pattern=f"^{MONTH}$", description=_t("As 2021-10."))]
PlanId = Annotated[
    str,
    Field(description=_t("The plan's id, such as fy2021. Blank: as in the settings.")),
]
InboxFolder = Annotated[
    str,
    Field(description=_t("The folder where submissions arrive. Blank: as in the settings.")),
]
OutputFolder = Annotated[
    str,
    Field(description=_t("The folder where editions are written. Blank: as in the settings.")),
]
Mail = Annotated[
    MailMode,
    Field(
        description=_t(
            "none: no mail. draft: mails are written as files only. queue: mails wait for approval. Nothing is"
            " sent before an edition is approved."
        ),
    ),
]
ApprovedBy = Annotated[
    str,
    Field(
        description=_t(
            "Your name here approves the edition of that digest, then sends it. Blank: it is approved already."
        ),
    ),
]
ApprovalNote = Annotated[str, Field(description=_t("A remark kept with the approval."))]
SentNow = Literal["due", "queued", "refused", "bounced"]
WhatToSend = Annotated[
    SentNow,
    Field(
        description=_t(
            "due: send what is due. refused, bounced: send to those addresses once more, and to them alone."
            " queued: do not wait for the next attempt."
        ),
    ),
]
EditionDigest = Annotated[
    str,
    Field(
        pattern="^([0-9a-f]{64})?$",
        description=_t("As on the edition's page; sending stops where it is another. Blank: the last edition."),
    ),
]
EditionNumber = Annotated[
    int,
    Field(ge=0, description=_t("The edition's number, from 1. 0: the last edition.")),
]


def office_words(words: Text) -> str:
    """Return *words* in the office's language."""
    return _t(words)


def explained(function: F) -> F:
    """Return *function* with its parameters' descriptions in its docstring, where Prefect's form takes them from.

    Prefect reads a field's pattern from the annotation, but its description from the docstring's Args alone.
    """
    lines = [
        f"    {name}: {extra.description}"
        for name, annotation in get_type_hints(function, include_extras=True).items()
        for extra in getattr(annotation, "__metadata__", ())
        if isinstance(extra, FieldInfo) and extra.description
    ]
    function.__doc__ = "\n".join([function.__doc__ or "", "", "Args:", *lines, ""])
    return function
