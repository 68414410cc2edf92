"""What our own workbooks carry to be known again when they come back: ids in templates, marks in return copies.

Written by tasks/delivery, read by tasks/reading; both know these words from here alone.
"""

import hashlib
import re
from dataclasses import dataclass

TEMPLATE_VERSION = "1"
# The very hidden sheet of a template; each cell of its first column is one fact, written name=value.
META_SHEET = "_meta"

# A return copy's list bears this in its first cell, in a hidden column; the list is ours and holds no report.
RETURN_LIST_MARK = "ayumi:return-copy"
# Every line that a return copy adds to a comment begins with this.
RETURN_COMMENT_MARK = "【確認事項】"

_ROW_ID = re.compile(r"(?P<item>[A-Z0-9][A-Za-z0-9-]{0,30})\|(?P<check>[0-9a-f]{6})")


@dataclass(frozen=True)
class RowId:
    """The id that a template's row carries; *fits* tells whether its check code is that of this id and plan."""

    item_id: str
    fits: bool


def row_id(plan_id: str, item_id: str) -> str:
    """Return what the hidden column of a template holds for a measure or initiative: 4-2-1-K1|3fa2c9."""
    return f"{item_id}|{_check_code(plan_id, item_id)}"


def parse_row_id(plan_id: str, written: str) -> RowId | None:
    """Return the id in *written*, or None where it is no id of a template.

    The check code catches what filling down, retyping or another plan's form make of an id.
    """
    match = _ROW_ID.fullmatch(written.strip())
    if match is None:
        return None
    return RowId(match["item"], match["check"] == _check_code(plan_id, match["item"]))


def comment_without_marks(comment: str) -> str:
    """Return the sender's own part of a comment: all lines but those that a return copy added."""
    if RETURN_COMMENT_MARK not in comment:
        return comment
    own = [line for line in comment.splitlines() if not line.lstrip().startswith(RETURN_COMMENT_MARK)]
    return "\n".join(own).strip()


def _check_code(plan_id: str, item_id: str) -> str:
    return hashlib.sha256(f"{plan_id}|{item_id}".encode()).hexdigest()[:6]
