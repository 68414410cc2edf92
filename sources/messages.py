"""Every fixed text a person reads: English sentences as keys, Japanese from the catalogues beside this file.

A `Text` is a sentence not yet put into a language, so that a finding can be stored once and shown in
Japanese in the report and in the terminal's own language on screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["ja", "en"]
LOCALE_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Text:
    """A sentence from the catalogue with the values for its {named} places."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: Language) -> str:
        """Return the sentence in *language*; a key without a translation shows its English."""
        template = _catalogue(language).get(self.key) or self.key
        return template.format_map(dict(self.values)) if self.values else template

    def english(self) -> str:
        return self.in_language("en")


def text(key: str, /, **values: object) -> Text:
    """Return *key* as a `Text`; the name marks the key for extraction into the catalogues."""
    return Text(key, tuple((name, str(value)) for name, value in values.items()))


@dataclass(frozen=True)
class Joined(Text):
    """Several sentences shown one after another, for errors that are printed at once and never stored."""

    parts: tuple[Text, ...] = ()

    def in_language(self, language: Language) -> str:
        return " ".join(part.in_language(language) for part in self.parts)


def joined(*parts: Text) -> Text:
    return Joined(" ".join(part.key for part in parts), parts=parts)


Translate = Callable[..., str]


def translator(language: Language) -> Translate:
    """Return `t(key, **values) -> str` for *language*, for templates and the terminal."""

    def t(key: str | Text, /, **values: object) -> str:
        if isinstance(key, Text):
            return key.in_language(language)
        return text(key, **values).in_language(language)

    return t


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    """Return all of a language's catalogues as one mapping; one .po file stands for each room of the house."""
    entries: dict[str, str] = {}
    for path in sorted((LOCALE_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    entries[message.id] = message.string
    return entries
