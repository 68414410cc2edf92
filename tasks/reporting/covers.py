"""What every page of a report says of itself: whose it is, for which month, which edition."""

from zoneinfo import ZoneInfo

from tasks.reporting.context import Context
from tasks.reporting.model import Cover


def cover(file_stem: str, title: str, context: Context, series: str = "") -> Cover:
    """Return the cover of the report *file_stem*.pdf; times are in the plan's zone."""
    material, words = context.material, context.words
    created = material.stamp.created.astimezone(ZoneInfo(material.plan.time_zone))
    organisation = context.brand.organisation or material.plan.organisation
    edition = words("Edition {number}", number=material.stamp.number)
    return Cover(
        language=words.language,
        file_stem=file_stem,
        title=title,
        series=series,
        organisation=organisation,
        logo_image=context.brand.logo_image,
        plan_title=material.plan.title,
        month=words.month(material.month),
        edition=words("{edition} (draft)", edition=edition) if material.stamp.draft else edition,
        created=created.isoformat(timespec="seconds"),
        created_words=words.day(created.date()),
        signature=context.brand.signature or organisation,
    )
