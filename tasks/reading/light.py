"""Frozen dataclasses that are made by the ten thousand while one file is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as light
else:
    T = TypeVar("T")

    def light(*, frozen: bool, slots: bool = False) -> "Callable[[type[T]], type[T]]":
        """Return a dataclass that only the type checker keeps from being changed, with a frozen one's hash.

        A frozen dataclass stores each field through a call, so that making one costs five times as much (1.2 in
        place of 0.25 microseconds for seven fields): a seventh of the time that reading took.
        """
        if not frozen:
            raise TypeError("light is for frozen values; others are cheap as they are.")
        return dataclass(unsafe_hash=True, slots=slots)


__all__ = ["light"]
