"""A mailbox of ours as delivery uses it: the witness, and the place where returned mails arrive."""

from sources.own_mailbox import DONE_FOLDER, OpenMailbox, OwnMailbox, in_modified_utf_7, opened

__all__ = ["DONE_FOLDER", "OpenMailbox", "OwnMailbox", "in_modified_utf_7", "opened"]
