"""What is said of an edition that was made again: each file's hash then and now, and what is another one since."""

from collections.abc import Iterator

from flows.editions.rebuild import Rebuilt
from sources.messages import Language, Text, text

REBUILT_HEADINGS = (text("File"), text("Frozen"), text("Made again"), text("Same bytes"))
SHOWN_OF_HASH = 16
"""How much of a hash is shown where two stand side by side; all of it is compared."""


def rebuilt_rows(rebuilt: Rebuilt, language: Language) -> list[tuple[str, ...]]:
    """Return a row for each file that was frozen or made again."""
    frozen = {file.path: file.sha256 for file in rebuilt.edition.files}
    made = {file.path: file.sha256 for file in rebuilt.made}
    yes, no = text("yes").in_language(language), text("no").in_language(language)
    return [
        (
            path,
            frozen.get(path, "-")[:SHOWN_OF_HASH],
            made.get(path, "-")[:SHOWN_OF_HASH],
            yes if frozen.get(path) == made.get(path) else no,
        )
        for path in sorted({*frozen, *made})
    ]


def verdict(rebuilt: Rebuilt) -> Text:
    """Return the one sentence that matters."""
    if rebuilt.is_the_same:
        return text("All {count} files are the same to the byte.", count=len(rebuilt.made))
    return text("The files that differ were not written. What was sent lies in the mails of the outbox.")


def changed_since(rebuilt: Rebuilt) -> Iterator[Text]:
    """Yield what makes editions and is another version now: a cause, where the bytes differ."""
    for name, before, now in rebuilt.changed_software:
        yield text(
            "{name} is another one than then: {before}, now {now}.",
            name=name,
            before=before[:SHOWN_OF_HASH],
            now=now[:SHOWN_OF_HASH],
        )
