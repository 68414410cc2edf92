"""The looks that a federation sets for itself: colours, rating marks, signature, read from brand.toml."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.messages import joined
from sources.plan import Declared
from sources.toml_files import read_declared

TEMPLATE_FOLDER = Path(__file__).parents[2] / "report_templates"
BRAND_FILE = TEMPLATE_FOLDER / "brand" / "brand.toml"

# Colours go into style sheets and SVG attributes, so nothing but a colour may pass.
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Colours(Declared):
    ink: Colour
    quiet: Colour
    rule: Colour
    wash: Colour
    accent: Colour
    track: Colour
    alert: Colour


class MarkLooks(Declared):
    """How one rating is printed: its symbol, and ink on fill where it stands in a box."""

    symbol: str = Field(min_length=1, max_length=2)
    ink: Colour
    fill: Colour


class Ratings(Declared):
    met: MarkLooks
    good: MarkLooks
    fair: MarkLooks
    poor: MarkLooks
    none: MarkLooks


class Brand(Declared):
    signature: str = ""
    colours: Colours
    ratings: Ratings

    def mark(self, rating: Rating) -> MarkLooks:
        looks: MarkLooks = getattr(self.ratings, rating.name.lower())
        return looks


@cache
def load_brand(path: Path = BRAND_FILE) -> Brand:
    """Return the brand declared in *path*; raise InputRefused naming file and key."""
    brand, problems = read_declared(path, Brand)
    if brand is None:
        raise InputRefused(joined(*problems))
    return brand
