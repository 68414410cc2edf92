"""A finished report printed as one self-contained HTML document; the templates decide nothing."""

from collections.abc import Mapping, Sequence
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sources.messages import Language, translator
from tasks.reporting import charts
from tasks.reporting.brand import TEMPLATE_FOLDER, Brand, load_brand
from tasks.reporting.fonts import FAMILY
from tasks.reporting.lines import lined
from tasks.reporting.model.board import BoardReport
from tasks.reporting.model.committee import CommitteeReport
from tasks.reporting.model.month_page import MonthPage
from tasks.reporting.model.reports import Report
from tasks.reporting.model.strategy import StrategyReport
from tasks.reporting.phrases import cited, kept_amounts, phrased, source_links
from tasks.reporting.wording import Wording

STYLE_SHEETS = ("tokens.css", "page.css", "report.css")
PAGE_STYLE_SHEETS = ("web.css",)
TEMPLATES: Mapping[type[Report], str] = {
    BoardReport: "board.html",
    CommitteeReport: "committee.html",
    StrategyReport: "strategy.html",
}


def render_page(page: MonthPage, *, brand: Brand | None = None) -> str:
    """Return the month's web page as HTML with its styles inside; it needs no script and no other file."""
    looks = brand or load_brand()
    template = _environment(page.cover.language, looks).get_template("index.html")
    return template.render(page=page, cover=page.cover, styles=_styles(looks, PAGE_STYLE_SHEETS)).lstrip()


def render_html(report: Report, *, brand: Brand | None = None) -> str:
    """Return *report* as HTML with its styles inside; nothing is read from elsewhere but the font."""
    environment = _environment(report.cover.language, brand or load_brand())
    template = environment.get_template(TEMPLATES[type(report)])
    return template.render(report=report, cover=report.cover, styles=_styles(brand or load_brand(), STYLE_SHEETS))


@cache
def _environment(language: Language, brand: Brand) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["phrased"] = phrased
    environment.filters["cited"] = cited
    environment.filters["kept_amounts"] = kept_amounts
    environment.filters["lined"] = lined
    environment.globals |= {
        "sources": source_links,
        "t": translator(language),
        "p": Wording(language).marks,
        "bullet": partial(charts.bullet, colours=brand.colours),
        "sparkline": partial(charts.sparkline, colours=brand.colours),
        "course": partial(charts.course, colours=brand.colours),
        "heat_strip": partial(charts.heat_strip, ratings=brand.ratings, colours=brand.colours),
        "timeline": partial(charts.timeline, colours=brand.colours),
    }
    return environment


def _styles(brand: Brand, names: Sequence[str]) -> Markup:
    """Return the style sheets, with the brand's colours as variables; they hold no text from outside."""
    colours = [f"--{name}: {value};" for name, value in brand.colours.model_dump().items()]
    for name, looks in brand.ratings.model_dump().items():
        colours.append(f"--{name}-ink: {looks['ink']}; --{name}-fill: {looks['fill']};")
    variables = f':root {{ --font: "{FAMILY}"; {" ".join(colours)} }}\n'
    sheets = [(TEMPLATE_FOLDER / "css" / name).read_text(encoding="utf-8") for name in names]
    return Markup(variables + "\n".join(sheets))  # noqa: S704 - our own files and checked colours
