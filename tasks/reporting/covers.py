"""What every page of a report says of itself: whose it is, for which month, which edition."""

from zoneinfo import ZoneInfo

from tasks.reporting.context import Context
from tasks.reporting.material import Stamp
from tasks.reporting.model.cover import Cover
from tasks.reporting.wording import Wording


def cover(file_stem: str, title: str, context: Context, series: str = "") -> Cover:
    """Return the cover of the report *file_stem*.pdf; times are in the plan's zone."""
    material, words = context.material, context.words
    created = material.stamp.created.astimezone(ZoneInfo(material.plan.time_zone))
    organisation = context.brand.organisation or material.plan.organisation
    return Cover(
        language=words.language,
        file_stem=file_stem,
        title=title,
        series=series,
        organisation=organisation,
        logo_image=context.brand.logo_image,
        plan_title=material.plan.title,
        month=words.month(material.month),
        edition=_edition(material.stamp, words),
        created=created.isoformat(timespec="seconds"),
        created_words=words.day(created.date()),
        signature=context.brand.signature or organisation,
    )


def _edition(stamp: Stamp, words: Wording) -> str:
    if stamp.as_of is not None:
        return words("Not an edition: rebuilt as known on {day}", day=words.day(stamp.as_of))
    edition = words("Edition {number}", number=stamp.number)
    return words("{edition} (draft)", edition=edition) if stamp.draft else edition
