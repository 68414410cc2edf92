"""How a cell stands, as far as it bears on meaning."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Number format, strike-through, bold, and *indent* in the levels that Excel counts."""

    number_format: str = "General"
    struck: bool = False
    bold: bool = False
    indent: int = 0


PLAIN = Style()
