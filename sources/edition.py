"""An edition (版): one frozen set of reports for a month, its approval, and what is owed to whom by mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sources.messages import Language
from sources.month import Month
from sources.submission import Finding


@dataclass(frozen=True)
class OutputFile:
    """One file of an edition: *path* relative to the month's output folder."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class EditionRecipient:
    """One address that an edition goes to, on behalf of one body; *role* is to or cc."""

    body_id: str
    address: str
    role: str = "to"


@dataclass(frozen=True)
class EditionInput:
    """One submission that an edition was built from: *file* relative to the inbox, and its bytes' hash."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Edition:
    """One frozen edition. *number* counts from 1 within plan and month; *digest* covers files and recipients."""

    plan_id: str
    month: Month
    number: int
    digest: str
    created: datetime
    files: tuple[OutputFile, ...]
    recipients: tuple[EditionRecipient, ...] = ()
    inputs: tuple[EditionInput, ...] = ()


@dataclass(frozen=True)
class EditionSource:
    """One file of the plan or of the bodies as it was: *path* such as plan/measures.csv, and its bytes' hash."""

    path: str
    sha256: str


@dataclass(frozen=True)
class EditionOrigin:
    """What an edition was made from beside its submissions, so that it can be made again to the byte.

    *reading_ids* are the ledger's keys of all readings known then, *noticed* what was found about the inbox
    itself, *software* names and versions of what made it.
    """

    language: Language
    rating_profile: str
    reading_ids: tuple[int, ...] = ()
    sources: tuple[EditionSource, ...] = ()
    noticed: tuple[Finding, ...] = ()
    software: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Approval:
    """Who let an edition go out, bound to the edition's digest; void once the digest differs."""

    plan_id: str
    month: Month
    number: int
    digest: str
    approved_by: str
    approved_at: datetime
    note: str


class DeliveryState(StrEnum):
    """How one mail to one body stands. In doubt: the server may or may not have taken it; never resent blindly."""

    QUEUED = "queued"
    IN_DOUBT = "in_doubt"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BOUNCED = "bounced"


class MailKind(StrEnum):
    """What a mail is for. An edition's mail needs its approval; the others tell one body about its own reports."""

    EDITION = "edition"
    REMINDER = "reminder"
    ACKNOWLEDGEMENT = "acknowledgement"


@dataclass(frozen=True)
class Occasion:
    """What a notice (a mail outside any edition) is sent for: one body gets one notice for one occasion, ever.

    *key* tells occasions of the same kind apart (a month's reminder, one submission); *month* is where the notice
    is listed.
    """

    kind: MailKind
    key: str
    plan_id: str
    month: Month | None


@dataclass(frozen=True)
class Message:
    """One mail as a value: fixed bytes for a fixed edition and body.

    *raw* is the whole message as sent (CRLF line ends), *recipients* the envelope's addresses.
    """

    body_id: str
    message_id: str
    subject: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True)
class RecipientOutcome:
    """What became of a mail for one address. QUEUED means that it may be tried again; *answer* is the server's."""

    address: str
    state: DeliveryState
    answer: str


@dataclass(frozen=True)
class Delivery:
    """One row of the outbox (送信簿): a mail to one body, and each recipient's answer.

    *edition* is the edition's number, 0 for a notice. *next_attempt* is set while a queued mail has to wait.
    """

    delivery_id: int
    plan_id: str
    month: Month | None
    edition: int
    body_id: str
    message_id: str
    state: DeliveryState
    recipients: tuple[tuple[str, DeliveryState, str], ...]
    attempts: int
    last_change: datetime
    kind: MailKind = MailKind.EDITION
    occasion: str = ""
    next_attempt: datetime | None = None


@dataclass(frozen=True)
class Doubt:
    """A mail that a server may or may not have taken: at which attempt, and for whom.

    *is_only_one* says that no earlier attempt at this mail ever sent its content, so that any copy is this one's.
    """

    delivery_id: int
    message_id: str
    attempt: int
    is_only_one: bool
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Bounce:
    """One address of which a mail system said, after taking a mail, that it could not be delivered there.

    *sha256* is the hash of the report as it came, *mark* the beginning of our mail's Message-ID, *attempt* which
    sending it was (None where the report does not tell). *delivery_id* and *recipient* are set where the ledger
    knows the mail and the address.
    """

    sha256: str
    mark: str
    attempt: int | None
    address: str
    status: str
    detail: str
    delivery_id: int | None = None
    recipient: str | None = None
    known_at: datetime | None = None
