"""What goes with a body's mail: its PDFs as attachments, and links to those that no mail server would take."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flows.editions.published import link
from flows.settings import Settings
from sources.bodies import BOARD, OWN, Body
from sources.edition import Edition
from sources.errors import WrongUse
from sources.messages import Language, Text, text
from sources.month import Month
from tasks.delivery.attachment import ATTACHMENTS_LIMIT_BYTES, Attachment, Linked

DRAFT_ADDRESS = "https://example.jp"
"""Where a draft's links lead where editions are not published; a mail that may go out needs a real address."""


@dataclass(frozen=True)
class Enclosed:
    """What one mail brings: attached, and linked to because it is too large."""

    attached: tuple[Attachment, ...] = ()
    linked: tuple[Linked, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.attached or self.linked)


def enclosed_for(
    body: Body,
    contents: Mapping[str, bytes],
    month: Month,
    language: Language,
    address_of: Callable[[str], str],
) -> Enclosed:
    """Return the PDFs that a body receives and this edition has, under names their readers understand.

    The largest are linked until the rest is within the limit for one mail. *address_of* gives the address of
    a file of the edition, by its path.
    """
    files = list(_files(body, contents, month, language))
    attached = sorted(files, key=lambda file: len(file[1].data))
    while sum(len(file.data) for _, file in attached) > ATTACHMENTS_LIMIT_BYTES:
        attached.pop()
    linked = [
        Linked(file.name, address_of(path), len(file.data)) for path, file in files if (path, file) not in attached
    ]
    return Enclosed(tuple(file for path, file in files if (path, file) in attached), tuple(linked))


def addresses(settings: Settings, edition: Edition, *, may_go_out: bool) -> Callable[[str], str]:
    """Return what tells the address of a file of *edition*; it raises WrongUse where none lasts.

    A signed address ends within a week and is another one each time: no address for a mail that waits for its
    approval, and is read before a meeting some weeks later.
    """

    def address_of(path: str) -> str:
        if settings.publish and settings.publish_address:
            return link(settings, edition, path)
        if may_go_out:
            raise WrongUse(
                text(
                    "{file} is too large for a mail ({limit} MB in all). Set AYUMI_PUBLISH and"
                    " AYUMI_PUBLISH_ADDRESS, so that the mail can link to it, or have its body receive fewer"
                    " reports.",
                    file=path,
                    limit=ATTACHMENTS_LIMIT_BYTES // 1_000_000,
                )
            )
        return f"{DRAFT_ADDRESS}/{path}"

    return address_of


def attachment_name(report: str, body: Body, month: Month) -> Text:
    when = {"year": month.year, "month": month.number}
    if report == BOARD:
        return text("Progress report {year}-{month} board.pdf", **when)
    if report == OWN:
        return text("Progress report {year}-{month} {body}.pdf", body=body.name, **when)
    return text("Progress report {year}-{month} strategy {number}.pdf", number=report.rpartition("-")[2], **when)


def _files(
    body: Body, contents: Mapping[str, bytes], month: Month, language: Language
) -> Iterator[tuple[str, Attachment]]:
    for report in body.receives:
        path = f"committees/{body.body_id}.pdf" if report == OWN else f"{report}.pdf"
        if path in contents:
            yield path, Attachment(attachment_name(report, body, month).in_language(language), contents[path])
