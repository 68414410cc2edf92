"""The report's first page for a mail: ratings per item as a table of finished text."""

from collections import Counter
from dataclasses import dataclass

from sources.attainment import PlanAttainment, Rating, RollUp
from sources.messages import Language, text, translator
from sources.plan import Level, Plan


@dataclass(frozen=True)
class MailSummary:
    """What a mail says of its report: a sentence, a table (first column words, the others counts), and notes."""

    headline: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def summarise(plan: Plan, attained: PlanAttainment, language: Language = "ja") -> MailSummary:
    """Return each item's ratings and the whole plan's coverage, for one month under one rating profile.

    Counts are never made into percentages; a row's denominators stand in its last column.
    """
    t = translator(language)
    by_node = {roll_up.node_id: roll_up for roll_up in attained.roll_ups}
    items = [(node, by_node[node.id]) for node in plan.at_level(Level.ITEM) if node.id in by_node]
    strategies = [by_node[node.id] for node in plan.at_level(Level.STRATEGY) if node.id in by_node]
    return MailSummary(
        headline=t(
            text(
                "{reported} of the {expected} measures due this month were reported; {overdue} are overdue.",
                reported=sum(one.reported for one in strategies),
                expected=sum(one.expected for one in strategies),
                overdue=sum(one.overdue for one in strategies),
            )
        ),
        title=t("Ratings of the strategy items"),
        columns=(t("Strategy item"), *(str(rating) for rating in Rating), t("Reported of expected")),
        rows=tuple((f"{node.number} {node.title}", *_counts(roll_up)) for node, roll_up in items),
        notes=(
            t("The figures count measures. － is not rated: no target, not due, or no report."),
            t("Rating profile: {title}", title=attained.profile_title),
        ),
    )


def _counts(roll_up: RollUp) -> tuple[str, ...]:
    counted = Counter(dict(roll_up.counts))
    return (*(str(counted[rating]) for rating in Rating), f"{roll_up.reported}/{roll_up.expected}")
