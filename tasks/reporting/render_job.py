"""One PDF to make, as plain values that a process of its own can be handed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attached:
    """A file to embed in a PDF. *name* is ASCII, its ending tells the kind; *relationship* is PDF/A-3's word."""

    name: str
    data: bytes
    description: str
    relationship: str = "Data"


@dataclass(frozen=True)
class RenderJob:
    """One PDF to make; *path* is relative to the month's folder.

    *images* are the data: addresses that the page may show.
    """

    path: str
    html: str
    created: datetime
    images: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()
