"""A mailbox (name and address) that is safe to stand in a header and in an envelope."""

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Self

from sources.errors import InputRefused
from sources.messages import text

_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WRITTEN = re.compile(r"\s*(?:(?P<name>[^<>]*?)\s*<(?P<angle>[^<>]*)>|(?P<bare>[^<>]*?))\s*")


@dataclass(frozen=True)
class Mailbox:
    """One address with the name beside it, which may be empty.

    Raises InputRefused for what could break out of its place in a header: an address of more than one plain
    ASCII address, a name with quotation marks or control characters (several mail programs misread these).
    """

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise InputRefused(
                text("{address} is not an address such as office@example.jp.", address=repr(self.address))
            )
        header_text(self.name)
        if '"' in self.name:
            raise InputRefused(
                text("The name {name} holds a quotation mark; write it without.", name=repr(self.name))
            )

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return the mailbox written as `office@example.jp` or `事務局 <office@example.jp>`."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise InputRefused(
                text("{address} is not an address such as office@example.jp.", address=repr(written))
            )
        return cls(found["angle"] or found["bare"] or "", found["name"] or "")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def header(self) -> Address:
        return Address(display_name=header_text(self.name), addr_spec=self.address)


def header_text(written: str) -> str:
    """Return *written* in NFC, fit to be a header's text; raise InputRefused where it could be more than text.

    A line break starts another header, and so does one hidden in an encoded word (=?utf-8?q?=0D=0A…?=): older
    Python versions write that out decoded.
    """
    plain = unicodedata.normalize("NFC", written)
    if "=?" in plain or any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in plain):
        raise InputRefused(text("{text} can not stand in a mail's header.", text=repr(written)))
    return plain
