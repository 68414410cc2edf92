"""The ledger's tables. Two clocks stand in them: the month a row speaks of, and when it became known (known_at).

Rows of what was read and of editions are only ever added. A new reading of a submission stands beside the old
one with a higher revision, so that any earlier day's knowledge can be asked for. Only the outbox's state columns
change, and each change leaves a row in delivery_events. The bytes of originals and of mails go when their term is
over; pruned_at says when that was.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import REAL

from sources.edition import DeliveryState, MailKind
from tasks.ledger.column_types import DayText, DecimalText, MonthText, UtcTime, WrittenText

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

EXACT_FLOAT: Double[float] = Double().with_variant(REAL(), "sqlite")


def _one_of(column: str, allowed: type[DeliveryState] | type[MailKind]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in allowed)})", name=column)


submissions = Table(
    "submissions",
    metadata,
    Column("submission_id", Integer, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file", WrittenText, nullable=False),
    Column("known_at", UtcTime, nullable=False),
    UniqueConstraint("plan_id", "sha256", "file"),
    sqlite_strict=True,
)

readings = Table(
    "readings",
    metadata,
    Column("reading_id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.submission_id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body_id", Text),
    Column("received", DayText, nullable=False),
    Column("folder_month", MonthText),
    Column("month", MonthText),
    Column("known_at", UtcTime, nullable=False),
    Column("layout", WrittenText),
    UniqueConstraint("submission_id", "revision"),
    sqlite_strict=True,
)


def _fact_table(name: str, *columns: "Column[object]", month_may_lack: bool = False) -> Table:
    """Return a table of what readings hold, in the order read, each row with its cell and both clocks."""
    return Table(
        name,
        metadata,
        Column("reading_id", ForeignKey("readings.reading_id"), primary_key=True),
        Column("position", Integer, primary_key=True),
        Column("body_id", Text, nullable=False),
        Column("month", MonthText, nullable=month_may_lack),
        *columns,
        Column("source_file", WrittenText, nullable=False),
        Column("sheet", WrittenText, nullable=False),
        Column("cell", WrittenText, nullable=False),
        Column("known_at", UtcTime, nullable=False),
        sqlite_strict=True,
    )


def _reliance() -> tuple["Column[object]", ...]:
    return (
        Column("state", Text, nullable=False),
        Column("confidence", EXACT_FLOAT, nullable=False),
        Column("evidence", WrittenText, nullable=False),
    )


observations = _fact_table(
    "observations",
    Column("measure_id", Text, nullable=False),
    Column("value", DecimalText, nullable=False),
    Column("unit", WrittenText, nullable=False),
    Column("basis", Text, nullable=False),
    Column("raw", WrittenText, nullable=False),
    *_reliance(),
)

milestones = _fact_table(
    "milestones",
    Column("measure_id", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("happens_on", Text, nullable=False),
    Column("raw", WrittenText, nullable=False),
    *_reliance(),
)

statuses = _fact_table(
    "statuses",
    Column("initiative_id", Text, nullable=False),
    Column("value", Text),
    Column("mark", WrittenText, nullable=False),
    Column("narrative", WrittenText, nullable=False),
    Column("issues", WrittenText, nullable=False),
    Column("next_steps", WrittenText, nullable=False),
    *_reliance(),
)

remarks = _fact_table(
    "remarks",
    Column("measure_id", Text, nullable=False),
    Column("words", WrittenText, nullable=False),
)

findings = _fact_table(
    "findings",
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("measure_id", Text, nullable=False),
    Column("message_key", WrittenText, nullable=False),
    Column("message_values", WrittenText, nullable=False),
    month_may_lack=True,
)

for _facts in (observations, milestones, statuses, remarks, findings):
    Index(None, _facts.c.month, _facts.c.known_at)

editions = Table(
    "editions",
    metadata,
    Column("edition_id", Integer, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("month", MonthText, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    UniqueConstraint("plan_id", "month", "number"),
    sqlite_strict=True,
)

edition_files = Table(
    "edition_files",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("path", WrittenText, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    sqlite_strict=True,
)

edition_recipients = Table(
    "edition_recipients",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("body_id", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("role", Text, nullable=False),
    sqlite_strict=True,
)

edition_inputs = Table(
    "edition_inputs",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("file", WrittenText, primary_key=True),
    Column("sha256", Text, primary_key=True),
    sqlite_strict=True,
)

edition_readings = Table(
    "edition_readings",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("reading_id", ForeignKey("readings.reading_id"), primary_key=True, index=True),
    sqlite_strict=True,
)

edition_sources = Table(
    "edition_sources",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("path", WrittenText, primary_key=True),
    Column("sha256", Text, nullable=False),
    sqlite_strict=True,
)

edition_origins = Table(
    "edition_origins",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("language", Text, nullable=False),
    Column("rating_profile", Text, nullable=False),
    Column("noticed", WrittenText, nullable=False),
    Column("software", WrittenText, nullable=False),
    sqlite_strict=True,
)

approvals = Table(
    "approvals",
    metadata,
    Column("edition_id", ForeignKey("editions.edition_id"), primary_key=True),
    Column("mails", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("approved_by", WrittenText, nullable=False),
    Column("approved_at", UtcTime, nullable=False),
    Column("note", WrittenText, nullable=False),
    sqlite_strict=True,
)

messages = Table(
    "messages",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("raw", LargeBinary, nullable=False),
    Column("pruned_at", UtcTime),
    sqlite_strict=True,
)

received_mails = Table(
    "received_mails",
    metadata,
    Column("plan_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("received", UtcTime, nullable=False),
    Column("size", Integer, nullable=False),
    Column("is_whole", Integer, nullable=False),
    Column("known_at", UtcTime, nullable=False),
    sqlite_strict=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("month", MonthText),
    Column("edition_id", ForeignKey("editions.edition_id")),
    Column("body_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("subject", WrittenText, nullable=False),
    Column("sender", Text, nullable=False),
    Column("raw_sha256", ForeignKey("messages.sha256"), nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("first_attempt", UtcTime),
    Column("next_attempt", UtcTime),
    Column("last_change", UtcTime, nullable=False),
    UniqueConstraint("kind", "occasion", "body_id"),
    _one_of("kind", MailKind),
    _one_of("state", DeliveryState),
    sqlite_strict=True,
)

delivery_recipients = Table(
    "delivery_recipients",
    metadata,
    Column("delivery_id", ForeignKey("deliveries.delivery_id"), primary_key=True),
    Column("address", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("answer", WrittenText, nullable=False),
    _one_of("state", DeliveryState),
    sqlite_strict=True,
)

delivery_events = Table(
    "delivery_events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("deliveries.delivery_id"), nullable=False),
    Column("known_at", UtcTime, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", WrittenText, nullable=False),
    Index(None, "delivery_id"),
    sqlite_strict=True,
)

bounces = Table(
    "bounces",
    metadata,
    Column("bounce_id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("address", WrittenText, nullable=False),
    Column("delivery_id", ForeignKey("deliveries.delivery_id")),
    Column("recipient", Text),
    Column("mark", WrittenText, nullable=False),
    Column("attempt", Integer),
    Column("status", WrittenText, nullable=False),
    Column("detail", WrittenText, nullable=False),
    Column("known_at", UtcTime, nullable=False),
    UniqueConstraint("sha256", "address"),
    sqlite_strict=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    sqlite_strict=True,
)

pruned_originals = Table(
    "pruned_originals",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("kept_through", DayText, nullable=False),
    Column("pruned_at", UtcTime, nullable=False),
    sqlite_strict=True,
)
