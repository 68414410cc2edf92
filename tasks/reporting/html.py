"""A finished report printed as one self-contained HTML document; the templates decide nothing."""

from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sources.messages import translator
from tasks.reporting import charts
from tasks.reporting.brand import TEMPLATE_FOLDER, Brand, load_brand
from tasks.reporting.fonts import FAMILY
from tasks.reporting.model import Report, StrategyReport
from tasks.reporting.phrases import cited, kept_amounts, phrased

STYLE_SHEETS = ("tokens.css", "page.css", "report.css")


def render_html(report: Report, *, brand: Brand | None = None) -> str:
    """Return *report* as HTML with its styles inside; nothing is read from elsewhere but the font."""
    looks = brand or load_brand()
    template = "strategy.html" if isinstance(report, StrategyReport) else "board.html"
    return (
        _environment()
        .get_template(template)
        .render(
            report=report,
            cover=report.cover,
            t=translator(report.cover.language),
            styles=_styles(looks),
            bullet=partial(charts.bullet, colours=looks.colours),
            sparkline=partial(charts.sparkline, colours=looks.colours),
            course=partial(charts.course, colours=looks.colours),
            timeline=partial(charts.timeline, colours=looks.colours),
            tally_bar=partial(charts.tally_bar, ratings=looks.ratings, rule=looks.colours.rule),
        )
    )


@cache
def _environment() -> Environment:
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
    return environment


def _styles(brand: Brand) -> Markup:
    """Return the style sheets, with the brand's colours as variables; they hold no text from outside."""
    colours = [f"--{name}: {value};" for name, value in brand.colours.model_dump().items()]
    for name, looks in brand.ratings.model_dump().items():
        colours.append(f"--{name}-ink: {looks['ink']}; --{name}-fill: {looks['fill']};")
    variables = f':root {{ --font: "{FAMILY}"; {" ".join(colours)} }}\n'
    sheets = [(TEMPLATE_FOLDER / "css" / name).read_text(encoding="utf-8") for name in STYLE_SHEETS]
    return Markup(variables + "\n".join(sheets))  # noqa: S704 - our own files and checked colours
