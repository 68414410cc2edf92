"""The limits on what comes in (per file), and what the sender is told where one is passed."""

from sources.messages import text
from tasks.reading.not_opened import NotOpened, too_large

MIB = 1 << 20
LARGEST_FILE = 20 * MIB
LARGEST_UNPACKED = 150 * MIB
LARGEST_RATIO = 120
RATIO_COUNTS_FROM = MIB
MOST_ENTRIES = 3_000
MOST_SHEETS = 300
MOST_COLUMNS = 1_000
MOST_CELLS = 1_000_000
MOST_MERGED_RANGES = 20_000
MOST_MERGED_POSITIONS = 1_000_000
MOST_ROWS = 1_048_576


def file_too_large(size: int) -> NotOpened:
    """Return the refusal of a file of *size* bytes."""
    return too_large(
        text(
            "The file has {size} MiB; up to {most} MiB are read. "
            "Delete pictures and sheets that the report does not need, and send it again.",
            size=f"{size / MIB:.1f}",
            most=LARGEST_FILE // MIB,
        )
    )


def too_many_sheets() -> NotOpened:
    return too_large(
        text(
            "The file has more than {most} sheets. Send the sheets of the report alone.",
            most=f"{MOST_SHEETS:,}",
        )
    )


def too_many_cells() -> NotOpened:
    return too_large(
        text(
            "The file has more than {most} cells, formatted empty ones included. "
            "Delete unused rows and columns, and send it again.",
            most=f"{MOST_CELLS:,}",
        )
    )


def too_many_columns(sheet: str) -> NotOpened:
    return too_large(
        text(
            "Sheet '{sheet}' has content beyond column {most}. Delete what stands far right, and send it again.",
            sheet=sheet,
            most=f"{MOST_COLUMNS:,}",
        )
    )


def too_many_rows(sheet: str) -> NotOpened:
    return too_large(
        text(
            "Sheet '{sheet}' has content beyond row {most}. Delete what stands far down, and send it again.",
            sheet=sheet,
            most=f"{MOST_ROWS:,}",
        )
    )


def too_many_merged_ranges(sheet: str) -> NotOpened:
    return too_large(
        text(
            "Sheet '{sheet}' has more than {most} merged ranges, or merged ranges that are too large. "
            "Unmerge cells, and send it again.",
            sheet=sheet,
            most=f"{MOST_MERGED_RANGES:,}",
        )
    )
