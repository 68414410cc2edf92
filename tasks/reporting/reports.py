"""A month's reports as finished pages; those for PDFs are jobs that any free processor can render."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sources.messages import Language
from sources.plan import Level
from tasks.reporting.board import build_board_report
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.committee import build_committee_report
from tasks.reporting.html import render_html, render_page
from tasks.reporting.material import Material
from tasks.reporting.model.reports import Report
from tasks.reporting.month_page import build_month_page
from tasks.reporting.render_job import Attached, RenderJob
from tasks.reporting.strategy import build_strategy_report


def build_reports(
    material: Material, *, language: Language = "ja", brand: Brand | None = None
) -> tuple[Report, ...]:
    """Return the month's finished reports: the board's, one a strategy, one a body that reports."""
    committees = (
        build_committee_report(material, body.body_id, language=language, brand=brand)
        for body in material.bodies
        if body.reports
    )
    strategies = (
        build_strategy_report(material, strategy.id, language=language, brand=brand)
        for strategy in material.plan.at_level(Level.STRATEGY)
    )
    return build_board_report(material, language=language, brand=brand), *strategies, *committees


@dataclass(frozen=True)
class Written:
    """A month's reports as finished pages: those that become PDFs, and the web page (index.html) beside them."""

    jobs: tuple[RenderJob, ...]
    page: bytes


def write_month(
    material: Material,
    attachments: Sequence[Attached] = (),
    data_paths: Iterable[str] = (),
    *,
    language: Language = "ja",
    brand: Brand | None = None,
) -> Written:
    """Return all of a month's pages; PDFs embed *attachments*, the web page links to *data_paths* beside it."""
    looks = brand or load_brand()
    reports = build_reports(material, language=language, brand=looks)
    page = build_month_page(material, reports, data_paths, language=language, brand=looks)
    jobs = tuple(
        RenderJob(
            path=f"{report.cover.file_stem}.pdf",
            html=render_html(report, brand=looks),
            created=material.stamp.created,
            images=(looks.logo_image,) if looks.logo_image else (),
            attachments=tuple(attachments),
        )
        for report in reports
    )
    return Written(jobs, render_page(page, brand=looks).encode())
