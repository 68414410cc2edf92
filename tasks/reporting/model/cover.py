"""What every page and file of a report says of itself, and the files beside it."""

from dataclasses import dataclass

from sources.messages import Language


@dataclass(frozen=True)
class Cover:
    """What every page and file of a report says of itself; *created* is ISO 8601 with its offset.

    *series* says what kind of report this is where the title does not.
    """

    language: Language
    file_stem: str
    title: str
    series: str
    organisation: str
    logo_image: str
    plan_title: str
    month: str
    edition: str
    created: str
    created_words: str
    signature: str


@dataclass(frozen=True)
class FileLink:
    """A file that lies beside the page; *path* is relative to it."""

    path: str
    label: str
    kind: str
