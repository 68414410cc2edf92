from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from sources.attainment import Rating
from sources.errors import InputRefused
from tasks.reporting.brand import BRAND_FILE, load_brand
from tasks.reporting.rendered import render_job
from tasks.reporting.reports import write_month


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


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4v2H0z" fill="#117733"/></svg>'


@pytest.fixture
def another_federation(tmp_path: Path) -> Path:
    """Give the brand folder of another federation: its name, logo, colours and marks."""
    declared = BRAND_FILE.read_text(encoding="utf-8")
    for old, new in (
        ('organisation = ""', 'organisation = "瀬戸内経済協議会"'),
        ('signature = ""', 'signature = "瀬戸内経済協議会 企画部"'),
        ('logo = ""', 'logo = "logo.svg"'),
        ('accent = "#14477a"', 'accent = "#117733"'),
        ('symbol = "◎"', 'symbol = "A"'),
    ):
        assert old in declared
        declared = declared.replace(old, new)
    (tmp_path / "brand.toml").write_text(declared, encoding="utf-8")
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    return tmp_path / "brand.toml"


def test_another_federations_folder_gives_its_name_logo_colours_and_marks(another_federation: Path, october):
    brand = load_brand(another_federation)
    job = next(
        job for job in write_month(october.material(), brand=brand).jobs if job.path == "committees/house.pdf"
    )
    pdf = render_job(job)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.docinfo["/Author"]) == "瀬戸内経済協議会"
        first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
        painted = {
            tuple(round(float(part), 3) for part in operands)
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "rg"
        }
    assert "瀬戸内経済協議会" in first
    assert "東北経済連合会" not in first
    assert first.startswith("A 0")
    assert "◎" not in first
    assert any(colour == (round(0x11 / 255, 3), round(0x77 / 255, 3), round(0x33 / 255, 3)) for colour in painted)
    assert "瀬戸内経済協議会 企画部" in job.html
    assert 'class="logo"' in job.html


def test_without_a_brand_of_its_own_a_report_bears_the_plans_organisation_and_no_logo(october):
    job = write_month(october.material()).jobs[0]
    assert "東北経済連合会" in job.html
    assert "<img" not in job.html


@pytest.mark.parametrize("logo", ["../secret.png", "logo.exe", "http://example.jp/a.png"])
def test_a_logo_is_a_picture_beside_brand_toml_and_nothing_else(another_federation: Path, logo: str):
    declared = another_federation.read_text(encoding="utf-8").replace("logo.svg", logo)
    another_federation.write_text(declared, encoding="utf-8")
    with pytest.raises(InputRefused, match="logo"):
        load_brand(another_federation)


def test_a_logo_that_is_not_there_is_named(another_federation: Path):
    another_federation.with_name("logo.svg").unlink()
    with pytest.raises(InputRefused, match=r"brand\.toml, key 'logo'.*logo\.svg"):
        load_brand(another_federation)
