from pathlib import Path

import pytest

from sources.attainment import Rating
from sources.errors import InputRefused
from tasks.reporting.brand import BRAND_FILE, load_brand


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(ink: str, paper: str) -> float:
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("rating", Rating)
def test_every_mark_can_be_read_on_its_colour(rating: Rating):
    looks = load_brand().mark(rating)
    assert contrast(looks.ink, looks.fill) >= 4.5


@pytest.mark.parametrize("name", ["ink", "quiet", "accent", "alert"])
def test_every_text_colour_can_be_read_on_white_and_on_the_wash(name: str):
    colours = load_brand().colours
    assert contrast(getattr(colours, name), "#ffffff") >= 4.5
    assert contrast(getattr(colours, name), colours.wash) >= 4.5


def test_every_rating_has_a_symbol_of_its_own_so_that_colour_is_never_alone():
    assert len({load_brand().mark(rating).symbol for rating in Rating}) == len(Rating)


def test_anything_but_a_colour_is_refused_where_a_colour_belongs(tmp_path: Path):
    file = tmp_path / "brand.toml"
    file.write_text(
        BRAND_FILE.read_text(encoding="utf-8").replace('"#1c2430"', '"red; } body { display: none"'), "utf-8"
    )
    with pytest.raises(InputRefused, match=r"brand\.toml.*colours\.ink"):
        load_brand(file)
