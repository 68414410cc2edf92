"""What a sender gets back: their own workbook with what is doubtful marked, or one of ours that lists it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import msoffcrypto

from sources.messages import Language, Text, text, translator
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding, FindingKind
from tasks.delivery.returns.list_workbook import list_workbook
from tasks.delivery.returns.listing import Listing, list_findings
from tasks.delivery.returns.package import CannotPatch, Package
from tasks.delivery.returns.patch import patch_book
from tasks.delivery.returns.sheet_list import sheet_entries
from tasks.delivery.returns.shown import ShownSheet
from tasks.delivery.returns.spreadsheet import Book, open_book

_OFFICE = text("The office")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_OPENED = frozenset({FindingKind.FILE_TOO_LARGE, FindingKind.PASSWORD})
_REQUEST_IN_PLACE = text(
    "The cells are marked in colour, with a comment; all else is as you sent it. Please correct them in this "
    "file, save it, and send it again."
)
_REQUEST_APART = text("Please correct them in your own file, and send that again.")


@dataclass(frozen=True)
class ReturnCopy:
    """A file to send back: its name without a folder, and its bytes."""

    name: str
    data: bytes


def return_copy(
    name: str,
    data: bytes,
    findings: Sequence[Finding],
    *,
    body_name: str,
    month: Month | None,
    plan: Plan,
    sheets: Sequence[ShownSheet] = (),
    language: Language = "ja",
) -> ReturnCopy:
    """Return the file *name* with the content *data* as its sender is to get it back, with *findings*.

    A workbook in xlsx or xlsm is the sender's own, under its own name, marked in place. Any other file, and one
    that is protected, broken or beyond the limits, becomes a workbook of ours beside it: the list, and what the
    file shows where *sheets* (a grid's) are given; what a password protects is not shown. Equal inputs give equal
    bytes.
    """
    file = PurePosixPath(name).name
    book = None if any(finding.kind in _NOT_OPENED for finding in findings) else _book(data)

    def listed(book: Book | None, request: Text) -> Listing:
        order = [entry.name for entry in sheet_entries(book)] if book is not None else [one.name for one in sheets]
        return list_findings(
            findings, file=file, body_name=body_name, month=month, plan=plan, sheets=order, request=request,
            language=language,
        )  # fmt: skip

    t = translator(language)
    if book is not None:
        try:
            return ReturnCopy(file, patch_book(book, listed(book, _REQUEST_IN_PLACE), t(_OFFICE)))
        except CannotPatch:
            book = None  # not such as can be changed in place: what follows serves any file
    shown = () if _is_protected(data) else sheets
    own = list_workbook(listed(None, _REQUEST_APART), shown, t(text("Values shown")), month)
    return ReturnCopy(_name_beside(file, t(text("To check"))), own)


def _book(data: bytes) -> Book | None:
    try:
        return open_book(Package(data))
    except CannotPatch:
        return None


def _is_protected(data: bytes) -> bool:
    """Return whether a password protects the file: its values then must not leave it in an open copy."""
    if not data.startswith(_OLE_MAGIC):
        return False
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # the library has many ways to fail on a damaged file; what is not known is not shown
        return True


def _name_beside(file: str, words: str) -> str:
    """Return 月報_csv_確認事項.xlsx for 月報.csv: the ending kept, since a body may send one name in two forms."""
    path = PurePosixPath(file)
    ending = f"_{path.suffix[1:]}" if len(path.suffix) > 1 else ""
    return f"{path.stem}{ending}_{words}.xlsx"
