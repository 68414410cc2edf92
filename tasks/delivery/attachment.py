"""A file that goes with a mail: a report as PDF, or a workbook to fill in or to correct."""

import re
import unicodedata
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from pathlib import PurePosixPath

from sources.errors import InputRefused
from sources.messages import text
from tasks.delivery.mailbox import header_text

ATTACHMENTS_LIMIT_BYTES = 18_000_000
"""Base64 makes this 25 MB, which is what most mail servers take."""
LONGEST_LINE = 78
KINDS = {
    ".pdf": "pdf",
    ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "vnd.ms-excel.sheet.macroEnabled.12",
}
_ADDRESS = re.compile(r"https?://[!-~]+")
_NAME = re.compile(r'[^\s"/\\][^"/\\]*')


@dataclass(frozen=True)
class Attachment:
    """One file that goes with a mail, under the name that its reader sees (2021年10月_戦略2.pdf)."""

    name: str
    data: bytes

    def __post_init__(self) -> None:
        header_text(self.name)
        if not _NAME.fullmatch(self.name) or self.kind is None:
            raise InputRefused(
                text(
                    "{name} can not be an attachment's name. Use a plain name that ends in .pdf, .xlsx or .xlsm.",
                    name=repr(self.name),
                )
            )

    @property
    def kind(self) -> str | None:
        return KINDS.get(PurePosixPath(self.name).suffix.casefold())


@dataclass(frozen=True)
class Linked:
    """One file that is too large for a mail: its name, the address at which it can be had, its size in bytes."""

    name: str
    address: str
    size: int

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise InputRefused(
                text("{address} is no address of a file. Write it as https://…", address=repr(self.address))
            )


def attach(message: EmailMessage, attachment: Attachment) -> None:
    """Add a file to a mail that has its text already."""
    message.attach(part(attachment))  # type: ignore[arg-type]  # any message class may be a part


def part(attachment: Attachment) -> MIMEApplication:
    """Return an attachment whose name nine mail programs read alike: filename* and an encoded name= beside it.

    Only the older class writes an encoded name= as it is given; the newer one would turn it into name*.
    A kind that is too long for the line that names the header (a workbook's is) stands on the next one.
    """
    name = unicodedata.normalize("NFC", attachment.name)
    made = MIMEApplication(attachment.data, str(attachment.kind))
    made.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    encoded = Header(name, "utf-8", maxlinelen=68).encode()
    kind = f"application/{attachment.kind};"
    first_line = kind if len(f"Content-Type: {kind}") <= LONGEST_LINE else f"\n {kind}"
    made.replace_header("Content-Type", f'{first_line}\n name="{encoded}"')
    return made
