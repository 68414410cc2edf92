"""The looks that a federation sets for itself: colours, rating marks, signature, read from brand.toml."""

import base64
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.messages import joined, text
from sources.plan import Declared
from sources.toml_files import read_declared

TEMPLATE_FOLDER = Path(__file__).parents[2] / "report_templates"
BRAND_FILE = TEMPLATE_FOLDER / "brand" / "brand.toml"

LOGO_LIMIT_BYTES = 300_000

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


class BrandFile(Declared):
    """What brand.toml says. *organisation* and *signature* are the plan's organisation where they are empty.

    *logo* is a PNG or SVG file beside brand.toml, printed at the head of first pages; none where it is empty.
    """

    organisation: str = ""
    signature: str = ""
    logo: str = Field(default="", pattern=r"^([A-Za-z0-9_-]+\.(png|svg))?$")
    colours: Colours
    ratings: Ratings


class Brand(BrandFile):
    """A federation's looks with the logo's own bytes, as the data: address that pages show it by."""

    logo_image: str = ""

    def mark(self, rating: Rating) -> MarkLooks:
        looks: MarkLooks = getattr(self.ratings, rating.name.lower())
        return looks


@cache
def load_brand(path: Path = BRAND_FILE) -> Brand:
    """Return the brand declared in *path*; raise InputRefused naming file and key."""
    declared, problems = read_declared(path, BrandFile)
    if declared is None:
        raise InputRefused(joined(*problems))
    image = _logo_image(path, declared.logo) if declared.logo else ""
    return Brand(**declared.model_dump(), logo_image=image)


def _logo_image(path: Path, name: str) -> str:
    logo = path.with_name(name)
    if not logo.is_file() or logo.stat().st_size > LOGO_LIMIT_BYTES:
        raise InputRefused(
            text(
                "{file}, key 'logo': there is no file {name} of at most {limit} KB beside it.",
                file=path.name,
                name=name,
                limit=LOGO_LIMIT_BYTES // 1000,
            )
        )
    kind = "svg+xml" if logo.suffix == ".svg" else "png"
    return f"data:image/{kind};base64,{base64.b64encode(logo.read_bytes()).decode('ascii')}"
