"""Small charts as SVG: bullet, sparkline, course, timeline, heat strip. Values in, markup out.

All places are shares of a chart's width or height (0 to 1), worked out by whoever builds the report. Every chart
carries a <title>, which becomes its alternative text, and its own font and colours as attributes, because a
page's style sheet does not reach into SVG everywhere. Sizes are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from tasks.reporting.brand import Colours, Ratings
from tasks.reporting.fonts import FAMILY

LABEL_MM = 2.1
Spot = tuple[float, float]


@dataclass(frozen=True)
class Bullet:
    """An actual value against its target: bar, target line, pace mark, last month's value.

    *last_known* is an older value, drawn as an outline, where this month has none.
    """

    title: str
    target: float
    actual: float | None
    expected: float | None
    previous: float | None
    last_known: float | None
    start_label: str
    target_label: str


@dataclass(frozen=True)
class Sparkline:
    """A fiscal year's running value month by month; None leaves a gap. *pace* is the expected path as (x, y)."""

    title: str
    points: tuple[float | None, ...]
    pace: tuple[Spot, ...]
    target: float | None
    first_label: str
    last_label: str


@dataclass(frozen=True)
class Course:
    """A fiscal year's running total against the pace that the plan expects and the target, large enough to read.

    *months* labels as many points; *value_label* stands at the last known point, *target_label* at the target.
    """

    title: str
    points: tuple[float | None, ...]
    pace: tuple[Spot, ...]
    target: float
    months: tuple[str, ...]
    value_label: str
    target_label: str


@dataclass(frozen=True)
class Timeline:
    """A milestone on the fiscal year: how much has passed, when it is due, when it was or will be reached."""

    title: str
    passed: float
    due: float | None
    reached: float | None
    scheduled: float | None
    first_label: str
    last_label: str


@dataclass(frozen=True)
class HeatStrip:
    """An item's lowest rating by month: the month's label, the rating's name or "", how many have it."""

    title: str
    cells: tuple[tuple[str, str, str], ...]


def bullet(chart: Bullet, colours: Colours, width: float = 39, *, labels: bool = True) -> Markup:
    """Return the bullet chart as SVG; without *labels* where the figures stand beside it."""
    height = 8.8 if labels else 6.4
    left, span, top, thick = 1.2, width - 2.4, 2.4, 2.6
    parts = [_box(left, top, span * chart.target, thick, colours.track)]
    if chart.actual is not None:
        parts.append(_box(left, top, span * chart.actual, thick, colours.accent))
    elif chart.last_known is not None:
        parts.append(_outline(left, top, span * chart.last_known, thick, colours.quiet))
    if chart.previous is not None:
        x = left + span * chart.previous
        if chart.actual is not None and chart.previous < chart.actual:
            parts.append(_line((x, top), (x, top + thick), "#ffffff", 0.35))
        # Below the bar it can be seen wherever it falls, at the bar's own end too.
        parts.append(_line((x, top + thick), (x, top + thick + 1.1), colours.ink, 0.35))
    if chart.expected is not None:
        x = left + span * chart.expected
        parts.append(_path(f"M{x - 1:.2f} {top - 1.7:.2f}h2l-1 1.6z", colours.ink))
    target = left + span * chart.target
    parts.append(_line((target, top - 0.7), (target, top + thick + 0.7), colours.ink, 0.6))
    if labels:
        base = top + thick + 3.1
        parts.append(_words((left, base), chart.start_label, colours.quiet, "start"))
        parts.append(_words((min(target + 0.4, width), base), chart.target_label, colours.quiet, "end"))
    return _svg(width, height, chart.title, parts)


def sparkline(
    chart: Sparkline, colours: Colours, width: float = 22, height: float = 8.6, *, labels: bool = True
) -> Markup:
    """Return the sparkline as SVG; without *labels* where a heading names the months."""
    frame = _Frame(1.0, width - 1.4, 1.2, height - (3.0 if labels else 1.2))
    parts = [_line((frame.left, frame.bottom), (frame.right, frame.bottom), colours.rule, 0.2)]
    if chart.target is not None:
        _, y = frame.at(0, chart.target)
        parts.append(_line((frame.left, y), (frame.right, y), colours.rule, 0.2))
    parts.extend(_pace(chart.pace, frame, colours.quiet))
    parts.extend(_progress(chart.points, frame, colours.accent))
    if labels:
        parts.append(_words((frame.left - 0.6, height - 0.3), chart.first_label, colours.quiet, "start"))
        parts.append(_words((frame.right + 1.2, height - 0.3), chart.last_label, colours.quiet, "end"))
    return _svg(width, height, chart.title, parts)


def course(chart: Course, colours: Colours, width: float = 41, height: float = 23) -> Markup:
    """Return the year's course as SVG: running total, expected pace (dashed), target (line across)."""
    frame = _Frame(1.2, width - 1.6, 4.6, height - 3.6)
    _, top = frame.at(0, chart.target)
    parts = [
        _line((frame.left, frame.bottom), (frame.right, frame.bottom), colours.rule, 0.25),
        _line((frame.left, top), (frame.right, top), colours.ink, 0.35),
        _words((frame.right + 0.4, top - 0.9), chart.target_label, colours.quiet, "end"),
    ]
    parts.extend(_pace(chart.pace, frame, colours.quiet))
    parts.extend(_progress(chart.points, frame, colours.accent))
    last = max(index for index, value in enumerate(chart.points) if value is not None)
    step = (frame.right - frame.left) / (len(chart.points) - 1)
    for index, label in enumerate(chart.months):
        if index in (0, last, len(chart.months) - 1):
            anchor = "start" if index == 0 else "end" if index == len(chart.months) - 1 else "middle"
            spot = (frame.left + index * step, height - 0.5)
            parts.append(_words(spot, label, colours.quiet, anchor))
    share = chart.points[last] or 0
    x, y = frame.at(last / (len(chart.points) - 1), share)
    # The label stands away from the pace line: before the point above it, after the point below it.
    is_above = share > chart.target * (last + 1) / len(chart.points) or share < 0.12
    spot = (x - 1.2, y - 1.2) if is_above and last else (x + 1.3, min(y + 2.6, frame.bottom - 0.6))
    anchor = "end" if is_above and last else "start"
    parts.append(_words(spot, chart.value_label, colours.accent, anchor, LABEL_MM * 1.15))
    return _svg(width, height, chart.title, parts)


@dataclass(frozen=True)
class _Frame:
    """Where a line chart's values lie within its SVG, in millimetres."""

    left: float
    right: float
    top: float
    bottom: float

    def at(self, x: float, y: float) -> Spot:
        return self.left + x * (self.right - self.left), self.bottom - y * (self.bottom - self.top)


def _pace(path: Sequence[Spot], frame: _Frame, stroke: str) -> Sequence[Markup]:
    if not path:
        return []
    places = " ".join(f"{x:.2f},{y:.2f}" for x, y in (frame.at(*place) for place in path))
    return [
        Markup(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="0.25" stroke-dasharray="0.8 0.6"/>'
        ).format(places, stroke)
    ]


def _progress(points: Sequence[float | None], frame: _Frame, stroke: str) -> Sequence[Markup]:
    """Return a line through the known months, with a dot at each; a month without a value is not bridged."""
    last = len(points) - 1
    known = [(index, *frame.at(index / last, value)) for index, value in enumerate(points) if value is not None]
    segments = "".join(
        f"M{x:.2f} {y:.2f}L{next_x:.2f} {next_y:.2f}"
        for (index, x, y), (next_index, next_x, next_y) in pairwise(known)
        if next_index == index + 1
    )
    dots = "".join(f"M{x - 0.35:.2f} {y:.2f}a.35 .35 0 1 0 .7 0a.35 .35 0 1 0 -.7 0z" for _, x, y in known[:-1])
    drawn = [Markup('<path d="{}" fill="none" stroke="{}" stroke-width="0.5"/>').format(segments, stroke)]
    return [
        *(drawn if segments else []),
        *([_path(dots, stroke)] if dots else []),
        _dot(*known[-1][1:], 0.75, stroke),
    ]


def timeline(chart: Timeline, colours: Colours, width: float = 66, height: float = 8.6) -> Markup:
    """Return the milestone's line as SVG: a flag where it is due, a diamond where it was or will be reached."""
    left, right, middle = 1.6, width - 1.6, 3.2
    span = right - left
    parts = [
        _line((left, middle), (right, middle), colours.track, 1.2),
        _line((left, middle), (left + span * chart.passed, middle), colours.quiet, 1.2),
    ]
    if chart.due is not None:
        x = left + span * chart.due
        parts.append(_line((x, middle - 1.9), (x, middle + 1.9), colours.ink, 0.6))
    if chart.scheduled is not None:
        parts.append(_diamond(left + span * chart.scheduled, middle, "#ffffff", colours.accent))
    if chart.reached is not None:
        parts.append(_diamond(left + span * chart.reached, middle, colours.accent, colours.accent))
    parts.append(_words((left - 0.6, height - 0.5), chart.first_label, colours.quiet, "start"))
    parts.append(_words((right + 0.6, height - 0.5), chart.last_label, colours.quiet, "end"))
    return _svg(width, height, chart.title, parts)


def heat_strip(
    chart: HeatStrip, ratings: Ratings, colours: Colours, width: float = 96, height: float = 11
) -> Markup:
    """Return the months as one row of cells with mark and count, the month's name below each."""
    size = width / max(len(chart.cells), 1)
    parts = []
    for index, (label, name, count) in enumerate(chart.cells):
        middle = index * size + size / 2
        looks = getattr(ratings, name) if name else None
        fill = looks.fill if looks else colours.wash
        parts.append(_box(index * size + 0.2, 0.2, size - 0.4, height - 4, fill))
        if looks:
            parts.append(_words((middle, height / 2 - 0.7), f"{looks.symbol}{count}", looks.ink, "middle", 2.9))
        parts.append(_words((middle, height - 0.8), label, colours.quiet, "middle", 2.5))
    return _svg(width, height, chart.title, parts)


def _svg(width: float, height: float, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0:.2f}mm" height="{1:.2f}mm"'
        ' viewBox="0 0 {0:.2f} {1:.2f}" font-family="{2}" role="img"><title>{3}</title>{4}</svg>'
    ).format(width, height, FAMILY, title, Markup("").join(parts))


def _box(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"/>').format(
        x, y, width, height, fill
    )


def _outline(x: float, y: float, width: float, height: float, stroke: str) -> Markup:
    return Markup(
        '<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="none" stroke="{}" stroke-width="0.25"'
        ' stroke-dasharray="0.7 0.5"/>'
    ).format(x, y + 0.15, width, height - 0.3, stroke)


def _line(start: Spot, end: Spot, stroke: str, width: float) -> Markup:
    return Markup('<line x1="{:.2f}" y1="{:.2f}" x2="{:.2f}" y2="{:.2f}" stroke="{}" stroke-width="{}"/>').format(
        *start, *end, stroke, width
    )


def _dot(x: float, y: float, radius: float, fill: str) -> Markup:
    return Markup('<circle cx="{:.2f}" cy="{:.2f}" r="{}" fill="{}"/>').format(x, y, radius, fill)


def _diamond(x: float, y: float, fill: str, stroke: str) -> Markup:
    return Markup(
        '<path d="M{:.2f} {:.2f}l1.7 1.7l-1.7 1.7l-1.7 -1.7z" fill="{}" stroke="{}" stroke-width="0.4"/>'
    ).format(x, y - 1.7, fill, stroke)


def _path(places: str, fill: str) -> Markup:
    return Markup('<path d="{}" fill="{}"/>').format(places, fill)


def _words(spot: Spot, words: str, fill: str, anchor: str, size: float = LABEL_MM) -> Markup:
    return Markup('<text x="{:.2f}" y="{:.2f}" font-size="{:.2f}" fill="{}" text-anchor="{}">{}</text>').format(
        *spot, size, fill, anchor, words
    )
