"""The one way a file fails to open: a kind of finding and a sentence for its sender."""

from sources.messages import Text
from sources.submission import FindingKind


class NotOpened(Exception):
    """A file that gives no cells. *kind* is unreadable_file, password or file_too_large.

    *details* is for the engineer alone: the reader's own words, or a traceback.
    """

    def __init__(self, kind: FindingKind, message: Text, details: str = "") -> None:
        super().__init__(kind, message, details)
        self.kind = kind
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return self.message.english()


def unreadable(message: Text, details: object = "") -> NotOpened:
    return NotOpened(FindingKind.UNREADABLE_FILE, message, str(details))


def too_large(message: Text, details: object = "") -> NotOpened:
    return NotOpened(FindingKind.FILE_TOO_LARGE, message, str(details))


def locked(message: Text, details: object = "") -> NotOpened:
    return NotOpened(FindingKind.PASSWORD, message, str(details))
