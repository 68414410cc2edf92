"""The parameters of the flows, typed and explained for the form on Prefect's page, in the office's language."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.settings import MailMode, office_language
from sources.messages import translator

_t = translator(office_language())
MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"

MonthOrNone = Annotated[
    str | None,
    Field(
        title=_t("Month"),
        pattern=MONTH_PATTERN,
        description=_t("As 2021-10. Blank: the month before the day for which the run was scheduled."),
    ),
]
MonthGiven = Annotated[str, Field(title=_t("Month"), pattern=MONTH_PATTERN, description=_t("As 2021-10."))]
PlanId = Annotated[
    str | None,
    Field(title=_t("Plan"), description=_t("The plan's id, such as fy2021. Blank: as in the settings.")),
]
InboxFolder = Annotated[
    Path | None,
    Field(title=_t("Inbox"), description=_t("The folder where submissions arrive. Blank: as in the settings.")),
]
OutputFolder = Annotated[
    Path | None,
    Field(title=_t("Output"), description=_t("The folder where editions are written. Blank: as in the settings.")),
]
Mail = Annotated[
    MailMode,
    Field(
        title=_t("Mail"),
        description=_t(
            "none: no mail. draft: mails are written as files only. queue: mails wait for approval. Nothing is"
            " sent before an edition is approved."
        ),
    ),
]
ApprovedBy = Annotated[
    str,
    Field(
        title=_t("Approved by"),
        description=_t(
            "Your name here approves the edition of that digest, then sends it. Blank: it is approved already."
        ),
    ),
]
RefusedAgain = Annotated[
    bool,
    Field(
        title=_t("Refused addresses again"),
        description=_t("Try the addresses that the mail server refused once more, and those alone."),
    ),
]
EditionDigest = Annotated[
    str | None,
    Field(
        title=_t("Digest of the edition"),
        pattern="^[0-9a-f]{64}$",
        description=_t("As on the edition's page; sending stops where it is another. Blank: the last edition."),
    ),
]
