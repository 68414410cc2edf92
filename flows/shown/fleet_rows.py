"""What became of many plans, as rows: for the terminal, for Prefect's page, and for a file that Excel opens."""

import csv
import io
from collections.abc import Iterable, Sequence

from flows.fleet_recipe import PlanMade
from sources.messages import Language, text

FLEET_HEADINGS = (
    text("Plan"),
    text("Edition"),
    text("Submissions"),
    text("Findings"),
    text("To look at"),
    text("Missing"),
    text("Seconds"),
    text("Problem"),
)


def fleet_rows(made: Iterable[PlanMade], language: Language) -> list[tuple[str, ...]]:
    """Return a row for each plan."""
    return [
        (
            one.plan_id,
            str(one.edition or "-"),
            str(one.submissions),
            str(one.findings),
            str(one.to_look_at),
            str(one.missing),
            f"{one.seconds:.1f}",
            one.problem.in_language(language) if one.problem else "",
        )
        for one in made
    ]


def worth_a_look(made: Iterable[PlanMade]) -> Sequence[PlanMade]:
    """Return the plans that failed, then those that need a person."""
    found = [one for one in made if one.problem or one.needs_a_person]
    return sorted(found, key=lambda one: (one.problem is None, one.plan_id))


def fleet_csv(made: Iterable[PlanMade], language: Language) -> bytes:
    """Return all plans' rows as a CSV that Excel opens; no cell of it can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading.in_language(language) for heading in FLEET_HEADINGS])
    writer.writerows(fleet_rows(made, language))
    return out.getvalue().encode("utf-8-sig")
