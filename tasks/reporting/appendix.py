"""The back of a report: its findings, and how its figures were worked out."""

from collections.abc import Iterable

from sources.attainment import Rating
from sources.messages import Text, text
from sources.ratings import MilestoneStanding, NumericRule, RatingProfile, Ratio
from sources.submission import Finding, Severity
from tasks.reporting.brand import Brand
from tasks.reporting.context import Context
from tasks.reporting.model.proof import Explanation, FindingRow
from tasks.reporting.wording import FINDING_WORDS, SEVERITY_WORDS, STATUS_WORDS, Wording

_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
RATIO_WORDS: dict[Ratio, Text] = {
    Ratio.ATTAINMENT: text("Attainment"),
    Ratio.ATTAINMENT_FROM_BASELINE: text("Attainment from the baseline"),
    Ratio.PACE: text("Pace"),
    Ratio.ATTAINMENT_TO_DATE: text("Share of what is expected by now"),
    Ratio.SHARE_OF_EXPECTED: text("Actual as a share of what is expected by now"),
}
STANDING_WORDS: dict[MilestoneStanding, Text] = {
    MilestoneStanding.ACHIEVED: text("reached"),
    MilestoneStanding.SCHEDULED_IN_TIME: text("scheduled in time"),
    MilestoneStanding.SCHEDULED_LATE: text("scheduled after the due day"),
    MilestoneStanding.DUE_SOON: text("due soon, nothing scheduled"),
    MilestoneStanding.OVERDUE: text("past the due day"),
    MilestoneStanding.OPEN: text("not due yet"),
}


def finding_rows(findings: Iterable[Finding], context: Context) -> tuple[FindingRow, ...]:
    """Return findings as printed, gravest first, otherwise by file and in the order they were made."""
    material, words = context.material, context.words
    ordered = sorted(
        findings, key=lambda finding: (_GRAVEST_FIRST.index(finding.severity), finding.place.source_file)
    )
    return tuple(
        FindingRow(
            tone=finding.severity.value,
            severity=words(SEVERITY_WORDS[finding.severity]),
            kind=words(FINDING_WORDS[finding.kind]),
            body=material.body_name(finding.body_id) if finding.body_id else words.nothing,
            file=finding.place.source_file or words.nothing,
            place=" ".join(part for part in (finding.place.sheet, finding.place.cell) if part),
            message=words(finding.message),
        )
        for finding in ordered
    )


def method(context: Context) -> tuple[Explanation, ...]:
    """Return how figures and ratings come about, naming the rating profile with its version and source."""
    plan, profile = context.plan, context.material.profile
    brand, words = context.brand, context.words
    return (
        Explanation(
            words("Attainment and pace"),
            (
                words(
                    "Attainment = actual ÷ target. Pace = actual ÷ what the plan's path expects by month's end."
                ),
                words(
                    "Only completed months count, in the time zone {zone}. Ratings use unrounded values;"
                    " a share just short of 100% is printed as 99.9%.",
                    zone=plan.time_zone,
                ),
            ),
        ),
        Explanation(
            words("Ratings: {title}", title=profile.title),
            (
                words("Source: {source}", source=profile.source),
                *(_published(profile, words) if profile.published else _rules(profile, brand, words)),
                words(
                    "{mark} means not rated: no target, not due, or no value that counts.",
                    mark=brand.mark(Rating.NONE).symbol,
                ),
            ),
        ),
        Explanation(
            words("Missing values"),
            (
                words(
                    "“Being counted”, “not decided” and blank cells are not zero. A missing month is not carried"
                    " forward: the last known value is shown with its month."
                ),
                words("A value in doubt is set aside with its reason and not counted."),
            ),
        ),
        Explanation(
            words("Counts"),
            (
                words(
                    "Ratings are counted, not averaged. The worst case rates every missing measure as {mark}."
                    " Phase goals span several years and are shown apart.",
                    mark=brand.mark(Rating.POOR).symbol,
                ),
            ),
        ),
        Explanation(
            words("Outlook"),
            (
                words(
                    "For targets under 20, the chance of reaching the target is an estimate: counts come as a"
                    " Poisson process whose rate is a Gamma distribution, starting from the plan's own pace with"
                    " the weight of three months and learning from the months completed."
                ),
            ),
        ),
    )


def _published(profile: RatingProfile, words: Wording) -> Iterable[str]:
    """Return a published profile's rules in its publisher's terms, and how they are applied to a month."""
    yield words("As published: {rules}", rules=words.listed(profile.published))
    if profile.applied:
        yield words("As applied here: {rules}", rules=profile.applied)
    yield from profile.unrated.values()


def _rules(profile: RatingProfile, brand: Brand, words: Wording) -> Iterable[str]:
    """Return a profile's rules line by line, from the file that they are read from."""
    yield words("Numbers: {rules}", rules=words.listed(_rule(rule, brand, words) for rule in profile.numeric))
    if profile.milestone:
        standings = (
            f"{brand.mark(grade.rating).symbol} {words(STANDING_WORDS[standing])}"
            for standing, grade in profile.milestone.items()
        )
        yield words("Milestones: {rules}", rules=words.listed(standings))
    if profile.qualitative:
        marks = (
            f"{brand.mark(grade.rating).symbol} {words(STATUS_WORDS[value])}"
            for value, grade in profile.qualitative.items()
        )
        yield words("Qualitative goals take the reporting body's own mark: {rules}", rules=words.listed(marks))
    yield from profile.unrated.values()


def _rule(rule: NumericRule, brand: Brand, words: Wording) -> str:
    symbol = brand.mark(rule.rating).symbol
    said = []
    if rule.met is not None:
        said.append(words("target met") if rule.met else words("target not met"))
    if rule.ratio is not None:
        ratio = words(RATIO_WORDS[rule.ratio])
        if rule.at_least is not None:
            said.append(words("{ratio} at least {bound}", ratio=ratio, bound=words.ratio(rule.at_least)))
        if rule.above is not None:
            said.append(words("{ratio} above {bound}", ratio=ratio, bound=words.ratio(rule.above)))
        if rule.at_most is not None:
            said.append(words("{ratio} at most {bound}", ratio=ratio, bound=words.ratio(rule.at_most)))
        if rule.below is not None:
            said.append(words("{ratio} below {bound}", ratio=ratio, bound=words.ratio(rule.below)))
    return f"{symbol} {words.both(said)}" if said else f"{symbol} {words('otherwise')}"
