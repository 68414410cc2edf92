"""The shape of sheets whose values are shown to a sender again, where their file can not carry marks itself."""

from collections.abc import Iterator
from typing import Protocol


class ShownCell(Protocol):
    """One cell: where it stands (counted from 1), and what it shows."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def shown(self) -> str: ...


class ShownSheet(Protocol):
    """One sheet: its name, whether it is hidden, and its cells with content, as a grid's sheets have them."""

    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    def __iter__(self) -> Iterator[ShownCell]: ...
