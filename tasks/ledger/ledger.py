"""The ledger (台帳): what was known when, what was published, what went out. One object over one database."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from sources.edition import (
    Approval,
    Bounce,
    Delivery,
    DeliveryState,
    Doubt,
    Edition,
    EditionInput,
    EditionOrigin,
    EditionRecipient,
    Message,
    Occasion,
    OutputFile,
    RecipientOutcome,
)
from sources.intake.mail import KeptMail
from sources.month import Month
from sources.submission import Finding, Reading
from tasks.ledger import bounces, claims, editions, origins, outbox, received, second_looks, settled_mails, uses
from tasks.ledger import readings as memory
from tasks.ledger.claims import Claim
from tasks.ledger.engine import compact, open_engine, reading, writing
from tasks.ledger.knowledge import Knowledge
from tasks.ledger.migrate import migrate
from tasks.ledger.readings import Recorded
from tasks.ledger.retention import Kept, Use
from tasks.ledger.revisions import Superseded
from tasks.ledger.settled_mails import Drafts, SettledMail
from tasks.ledger.stored_mail import message_of


class Ledger:
    """The memory of a federation's plans. Safe to use from several threads and from several processes at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Return the ledger at *url*, its tables brought up to date.

        Raises WrongUse for a URL that names no database, ServiceFailed where the database does not answer.
        """
        engine = open_engine(url)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(
        self,
        found: Reading,
        *,
        plan_id: str,
        reader_version: str,
        known_at: datetime,
        first_known_at: datetime | None = None,
    ) -> Recorded:
        """Record what was read from one submission, and return whether that was NEW, SAME or REPLACED.

        *known_at* is when the federation came to know it: an --as-of run sees only what was known by then. The
        first reading of a submission is known since *first_known_at*, the day it came, where that is given.
        """
        with writing(self._engine) as connection:
            return memory.record(
                connection,
                found,
                plan_id=plan_id,
                reader_version=reader_version,
                known_at=known_at,
                first_known_at=first_known_at,
            )

    def knowledge(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> Knowledge:
        """Return all that was known at *as_of* (None: now) for months up to *up_to*, as one consistent whole."""
        with reading(self._engine) as connection:
            return memory.known(connection, plan_id=plan_id, up_to=up_to, as_of=as_of)

    def knowledge_of(self, edition: Edition) -> Knowledge:
        """Return the readings that *edition* was made from, whatever has been recorded or told since."""
        with reading(self._engine) as connection:
            return memory.known_to(connection, editions.frozen_id(connection, edition))

    def readings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Reading, ...]:
        """Return the readings that count for months up to *up_to*, as known at *as_of* (None: now).

        Submissions that a later one of the same body and month replaced are left out; the one that replaced
        them carries a finding that names both files. Quarantined values are in, with their state.
        """
        return self.knowledge(plan_id, up_to=up_to, as_of=as_of).readings(up_to)

    def superseded(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Superseded, ...]:
        """Return the readings that no longer count, each with the one that replaced it and its finding."""
        return self.knowledge(plan_id, up_to=up_to, as_of=as_of).superseded(up_to)

    def findings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Finding, ...]:
        """Return the findings of every reading that counts, supersessions included."""
        counting = self.readings(plan_id, up_to=up_to, as_of=as_of)
        return tuple(finding for one in counting for finding in one.findings)

    def freeze_edition(
        self,
        plan_id: str,
        month: Month,
        *,
        files: Sequence[OutputFile],
        recipients: Sequence[EditionRecipient],
        inputs: Sequence[EditionInput],
        created: datetime,
        origin: EditionOrigin | None = None,
    ) -> Edition:
        """Return the month's new edition, or its last one where files and recipients are the same as then.

        With *origin* a new edition keeps what it was made from, so that it can be made again.
        """
        with writing(self._engine) as connection:
            edition = editions.freeze(
                connection,
                plan_id,
                month,
                files=files,
                recipients=recipients,
                inputs=inputs,
                created=created,
            )
            if origin is not None:
                origins.keep_origin(connection, edition, origin)
            return edition

    def origin_of(self, edition: Edition) -> EditionOrigin | None:
        """Return what *edition* was made from, or None where that was not kept."""
        with reading(self._engine) as connection:
            return origins.origin_of(connection, edition)

    def editions_with(self, reading_id: int) -> tuple[tuple[Month, int], ...]:
        """Return month and number of every edition that was made when a reading was known."""
        with reading(self._engine) as connection:
            return origins.editions_with(connection, reading_id)

    def editions(self, plan_id: str, month: Month) -> tuple[Edition, ...]:
        """Return a month's editions, the first first."""
        with reading(self._engine) as connection:
            return editions.all_editions(connection, plan_id, month)

    def last_edition(self, plan_id: str, month: Month) -> Edition | None:
        with reading(self._engine) as connection:
            return editions.last_edition(connection, plan_id, month)

    def approve(self, edition: Edition, *, approved_by: str, approved_at: datetime, note: str = "") -> Approval:
        """Return the edition's approval, given now or already standing.

        Raises WrongUse where the ledger holds another digest for that number, or a later edition.
        """
        with writing(self._engine) as connection:
            return editions.approve(
                connection, edition, approved_by=approved_by, approved_at=approved_at, note=note
            )

    def approval(self, edition: Edition) -> Approval | None:
        """Return who approved exactly this edition, or None."""
        with reading(self._engine) as connection:
            return editions.approval(connection, edition)

    def require_approved(self, edition: Edition) -> Approval:
        """Return the edition's approval; raise WrongUse where there is none, or a later edition has voided it."""
        with reading(self._engine) as connection:
            return claims.require_approved(connection, edition)

    def queue(self, edition: Edition, messages: Sequence[Message], *, at: datetime) -> tuple[Delivery, ...]:
        """Put an edition's mails into the outbox and return its rows; doing so again changes nothing.

        Until approval a mail composed anew takes the waiting one's place; from then on its bytes stand.
        """
        with writing(self._engine) as connection:
            return outbox.queue(connection, edition, messages, at=at)

    def queue_notice(self, occasion: Occasion, message: Message, *, at: datetime) -> tuple[Delivery, bool]:
        """Return a notice's row of the outbox, and whether it was added now: one body gets one for an occasion."""
        with writing(self._engine) as connection:
            return outbox.queue_notice(connection, occasion, message, at=at)

    def outbox_rows(self, plan_id: str, month: Month) -> tuple[Delivery, ...]:
        """Return the mails of a month's editions, by edition and body."""
        with reading(self._engine) as connection:
            return outbox.outbox_rows(connection, plan_id, month)

    def notices(self, plan_id: str, month: Month | None) -> tuple[Delivery, ...]:
        """Return a month's notices (reminders, acknowledgements); with None, those that belong to no month."""
        with reading(self._engine) as connection:
            return outbox.notices(connection, plan_id, month)

    def waiting_notices(self, plan_id: str) -> tuple[Delivery, ...]:
        """Return a plan's notices that are queued."""
        with reading(self._engine) as connection:
            return outbox.waiting_notices(connection, plan_id)

    def begun(self, plan_id: str) -> tuple[tuple[Month, int], ...]:
        """Return month and number of the editions of which something was sent and something still waits."""
        with reading(self._engine) as connection:
            return outbox.begun(connection, plan_id)

    def message(self, delivery_id: int) -> Message:
        """Return a mail of the outbox as it was or will be sent, for all its addresses."""
        with reading(self._engine) as connection:
            return message_of(connection, delivery_id, only_queued=False)

    def claim(self, delivery_id: int, *, at: datetime) -> Claim | None:
        """Return a hold on a queued mail, or None where it has to wait; WrongUse without an approval."""
        with writing(self._engine) as connection:
            return claims.claim(connection, delivery_id, at=at)

    def mark_in_doubt(self, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime) -> bool:
        """Commit that the mail is about to be handed over; False where another sender has taken it over."""
        with writing(self._engine) as connection:
            return claims.mark_in_doubt(connection, held, outcomes, at=at)

    def settle(self, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime) -> bool:
        """Commit what the server answered for each address; False where the mail is no longer this claim's."""
        with writing(self._engine) as connection:
            return claims.settle(connection, held, outcomes, at=at)

    def requeue(self, edition: Edition, state: DeliveryState, *, at: datetime) -> tuple[int, ...]:
        """Queue an edition's addresses that stand at *state* again, to be tried without a wait."""
        with writing(self._engine) as connection:
            return second_looks.requeue(connection, edition, state, at=at)

    def doubts(self, plan_id: str) -> tuple[Doubt, ...]:
        """Return a plan's mails in doubt."""
        with reading(self._engine) as connection:
            return second_looks.doubts(connection, plan_id)

    def confirm_taken(self, delivery_id: int, attempt: int, *, proof: str, at: datetime) -> bool:
        """Commit that a copy proves the server to have taken a mail in doubt; False where it is in none."""
        with writing(self._engine) as connection:
            return second_looks.confirm_taken(connection, delivery_id, attempt, proof=proof, at=at)

    def resolve_doubt(self, delivery_id: int, *, taken: bool, by: str, at: datetime) -> bool:
        """Commit an operator's word on a mail in doubt: *taken* by the server, or to be sent again."""
        with writing(self._engine) as connection:
            return second_looks.resolve_doubt(connection, delivery_id, taken=taken, by=by, at=at)

    def withdraw(self, delivery_id: int, *, why: str, at: datetime) -> bool:
        """Give up what is still queued of a notice; False where nothing is."""
        with writing(self._engine) as connection:
            return second_looks.withdraw(connection, delivery_id, why=why, at=at)

    def record_bounce(self, found: Bounce, *, at: datetime) -> bool:
        """Commit that a mail came back for an address, and return whether that was news."""
        with writing(self._engine) as connection:
            return bounces.record_bounce(connection, found, at=at)

    def unplaced_bounces(self, plan_id: str, month: Month) -> tuple[Bounce, ...]:
        """Return the reports of returned mails that could not be put to one of the month's addresses."""
        with reading(self._engine) as connection:
            return bounces.unplaced_bounces(connection, plan_id, month)

    def keep_mail(self, kept: KeptMail, *, plan_id: str, at: datetime) -> bool:
        """Commit that a mail was received and its bytes archived; return whether that was news."""
        with writing(self._engine) as connection:
            return received.keep_mail(connection, kept, plan_id=plan_id, at=at)

    def kept_mails(self, plan_id: str) -> tuple[KeptMail, ...]:
        """Return the mails that came for a plan, in the order in which they came into the mailbox."""
        with reading(self._engine) as connection:
            return received.kept_mails(connection, plan_id)

    def uses(self, time_zone: str) -> tuple[Use, ...]:
        """Return what each original was needed for, and when, in all plans."""
        with reading(self._engine) as connection:
            return tuple(uses.uses(connection, time_zone))

    def mark_pruned(self, gone: Iterable[Kept], *, at: datetime) -> None:
        """Commit that originals are pruned, before their bytes go."""
        with writing(self._engine) as connection:
            uses.mark_pruned(connection, gone, at)

    def pruned_on(self, sha256: str, time_zone: str) -> date | None:
        """Return the day on which an original was pruned; None where it never was."""
        with reading(self._engine) as connection:
            return uses.pruned_on(connection, sha256, time_zone)

    def settled_mails(self, time_zone: str) -> tuple[SettledMail, ...]:
        """Return the mails of all plans whose bytes are kept though nobody will send them any more."""
        with reading(self._engine) as connection:
            return settled_mails.settled_mails(connection, time_zone)

    def drafts(self) -> Drafts:
        """Return how many mails were replaced before approval and still lie in the ledger."""
        with reading(self._engine) as connection:
            return settled_mails.drafts(connection)

    def prune_mails(self, gone: Iterable[SettledMail], time_zone: str, *, at: datetime) -> None:
        """Commit that the bytes of *gone* are dropped, and replaced drafts with them; then give the room back."""
        with writing(self._engine) as connection:
            settled_mails.prune_mails(connection, gone, time_zone, at=at)
        compact(self._engine)
