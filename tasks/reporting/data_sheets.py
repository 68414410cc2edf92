"""What each sheet of the data companion holds: 概要, 達成状況, 実績値, 到達目標, 進捗報告, 所見, 出典."""

from collections.abc import Callable

from sources.attainment import WHOLE_PLAN, MeasureAttainment, Outlook, Rating, RollUp
from sources.messages import text
from sources.plan import Level
from sources.submission import Basis, Finding, Milestone, Observation, Reading, State, StatusReport
from tasks.reporting.data_files import (
    all_findings,
    all_milestones,
    all_observations,
    all_statuses,
    digits,
    settled_readings,
)
from tasks.reporting.data_tables import PLACE_COLUMNS, Cell, Column, Columns, Look, Table, table
from tasks.reporting.material import Material
from tasks.reporting.wording import (
    FINDING_WORDS,
    MILESTONE_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    Wording,
)

LEVEL_WORDS = {
    Level.STRATEGY: text("Strategy"),
    Level.ITEM: text("Strategy item"),
    Level.ACTION_PLAN: text("Action plan"),
    Level.INITIATIVE: text("Initiative"),
}
BASIS_WORDS = {Basis.CUMULATIVE: text("Running total"), Basis.MONTHLY: text("Month alone")}
ACCEPTANCE_WORDS = {State.ACCEPTED: text("Accepted"), State.QUARANTINED: text("Quarantined")}


def overview(material: Material, words: Wording) -> Table:
    """Return the ratings counted over the whole plan, its nodes and its functions."""
    plan = material.plan

    def level(each: RollUp) -> str:
        if each.node_id == WHOLE_PLAN:
            return words("Whole plan")
        node = plan.node.get(each.node_id)
        return words(LEVEL_WORDS[node.level] if node else text("Function"))

    def title(each: RollUp) -> str:
        node = plan.node.get(each.node_id)
        return node.title if node else plan.title if each.node_id == WHOLE_PLAN else each.node_id

    def counted(rating: Rating) -> tuple[Column, Callable[[RollUp], Cell]]:
        return Column(rating.value, 5, Look.NUMBER), lambda each: dict(each.counts)[rating]

    columns: Columns[RollUp] = [
        (Column(text("Level"), 14), level),
        (Column(text("Number"), 7), lambda each: each.node_id if each.node_id in plan.node else ""),
        (Column(text("Title"), 46), title),
        *(counted(rating) for rating in Rating),
        (Column(text("Measures counted"), 9, Look.NUMBER), lambda each: each.total),
        (Column(text("Reports expected"), 9, Look.NUMBER), lambda each: each.expected),
        (Column(text("Reported"), 9, Look.NUMBER), lambda each: each.reported),
        (Column(text("Overdue"), 9, Look.NUMBER), lambda each: each.overdue),
        (Column(text("Not due yet"), 9, Look.NUMBER), lambda each: each.not_due),
        (Column(text("Nothing to report"), 9, Look.NUMBER), lambda each: each.nothing_to_report),
        (Column(text("Ended"), 9, Look.NUMBER), lambda each: each.ended),
        (Column(text("Not applicable"), 9, Look.NUMBER), lambda each: each.not_applicable),
        (
            Column(text("× if what is missing were ×"), 12, Look.NUMBER),
            lambda each: dict(each.worst_case)[Rating.POOR],
        ),
    ]
    notes = (
        (text("Plan"), f"{plan.organisation} {plan.title}"),
        (text("Month"), words.month(material.month)),
        (text("Rating profile"), f"{material.attainment.profile_title} ({material.attainment.profile_id})"),
        (text("Source of the profile"), material.attainment.profile_source),
        (text("How it is counted"), words("Measures of the fiscal year; phase goals span other years.")),
    )
    return table(text("Overview"), columns, material.attainment.roll_ups, notes)


def attainment(material: Material, words: Wording) -> Table:
    """Return every measure of the plan with its actual, ratios, rating, state and outlook."""
    plan, before = material.plan, material.before

    def estimate(share: Callable[[Outlook], Cell]) -> Callable[[MeasureAttainment], Cell]:
        return lambda each: share(each.outlook) if each.outlook else None

    def last_rating(each: MeasureAttainment) -> str:
        return before[each.measure_id].rating if each.measure_id in before else ""

    def years(each: MeasureAttainment) -> str:
        unknown = words("unknown")
        return words.listed(f"{year}: {digits(total) or unknown}" for year, total in each.phase_years)

    columns: Columns[MeasureAttainment] = [
        (
            Column(text("Strategy"), 9),
            lambda each: plan.strategy_of(plan.measure[each.measure_id].parent_id).number,
        ),
        (Column(text("Belongs to"), 34), lambda each: plan.node[plan.measure[each.measure_id].parent_id].title),
        (Column(text("Measure id"), 11), lambda each: each.measure_id),
        (Column(text("Measure"), 40), lambda each: plan.measure[each.measure_id].statement),
        (Column(text("Kind"), 10), lambda each: words.kind(plan.measure[each.measure_id])),
        (Column(text("Rating"), 6, Look.MARK), lambda each: each.rating),
        (Column(text("Rating in the profile's words"), 14), lambda each: each.rating_label),
        (Column(text("Rating last month"), 6, Look.MARK), last_rating),
        (Column(text("Report"), 11), lambda each: words(STATE_WORDS[each.state])),
        (Column(text("Actual"), 14, Look.NUMBER), lambda each: each.actual),
        (Column(text("Target"), 14, Look.NUMBER), lambda each: each.target),
        (Column(text("Unit"), 6), lambda each: each.unit),
        (Column(text("Attainment"), 9, Look.SHARE), lambda each: each.attainment),
        (
            Column(text("Attainment from the baseline"), 11, Look.SHARE),
            lambda each: each.attainment_from_baseline,
        ),
        (Column(text("Expected by now"), 14, Look.NUMBER), lambda each: each.expected),
        (Column(text("Pace"), 9, Look.SHARE), lambda each: each.pace),
        (Column(text("Last known value"), 14, Look.NUMBER), lambda each: each.last_known),
        (Column(text("Month of the last known value"), 10), lambda each: str(each.last_known_month or "")),
        (
            Column(text("Milestone"), 10),
            lambda each: words(MILESTONE_WORDS[each.milestone]) if each.milestone else "",
        ),
        (Column(text("Day of the milestone"), 12), lambda each: each.milestone_on),
        (
            Column(text("Needed per month (estimate)"), 10, Look.NUMBER),
            estimate(lambda outlook: outlook.remaining_per_month),
        ),
        (Column(text("Chance of the target (estimate)"), 10, Look.SHARE), estimate(lambda each: each.chance)),
        (Column(text("Chance, low (estimate)"), 10, Look.SHARE), estimate(lambda each: each.low)),
        (Column(text("Chance, high (estimate)"), 10, Look.SHARE), estimate(lambda each: each.high)),
        (Column(text("By fiscal year"), 26), years),
        (Column(text("Bodies"), 20), lambda each: words.listed(map(material.body_name, each.bodies))),
    ]
    return table(text("Attainment by measure"), columns, material.attainment.measures)


def observations(material: Material, words: Wording) -> Table:
    """Return every value read, with the text of its cell."""
    measure = material.plan.measure
    columns: Columns[Observation] = [
        (Column(text("Body"), 20), lambda each: material.body_name(each.body_id)),
        (Column(text("Measure id"), 11), lambda each: each.measure_id),
        (
            Column(text("Measure"), 40),
            lambda each: measure[each.measure_id].statement if each.measure_id in measure else "",
        ),
        (Column(text("Month"), 9), lambda each: str(each.month)),
        (Column(text("Value"), 14, Look.NUMBER), lambda each: each.value),
        (Column(text("Unit"), 6), lambda each: each.unit),
        (Column(text("Counted as"), 10), lambda each: words(BASIS_WORDS[each.basis])),
        (Column(text("Acceptance"), 8), lambda each: words(ACCEPTANCE_WORDS[each.state])),
        (Column(text("As written"), 24), lambda each: each.raw),
        *PLACE_COLUMNS,
    ]
    return table(text("Reported values"), columns, all_observations(settled_readings(material)))


def milestones(material: Material, words: Wording) -> Table:
    """Return every milestone read."""
    measure = material.plan.measure
    columns: Columns[Milestone] = [
        (Column(text("Body"), 20), lambda each: material.body_name(each.body_id)),
        (Column(text("Measure id"), 11), lambda each: each.measure_id),
        (
            Column(text("Measure"), 40),
            lambda each: measure[each.measure_id].statement if each.measure_id in measure else "",
        ),
        (Column(text("Month"), 9), lambda each: str(each.month)),
        (Column(text("Milestone"), 10), lambda each: words(MILESTONE_WORDS[each.value])),
        (Column(text("Day of the milestone"), 12), lambda each: each.on),
        (Column(text("Acceptance"), 8), lambda each: words(ACCEPTANCE_WORDS[each.state])),
        (Column(text("As written"), 24), lambda each: each.raw),
        *PLACE_COLUMNS,
    ]
    return table(text("Milestones"), columns, all_milestones(settled_readings(material)))


def statuses(material: Material, words: Wording) -> Table:
    """Return every status report with the body's own mark and texts."""
    node = material.plan.node
    columns: Columns[StatusReport] = [
        (Column(text("Body"), 20), lambda each: material.body_name(each.body_id)),
        (Column(text("Number"), 8), lambda each: each.initiative_id),
        (
            Column(text("Initiative"), 34),
            lambda each: node[each.initiative_id].title if each.initiative_id in node else "",
        ),
        (Column(text("Month"), 9), lambda each: str(each.month)),
        (Column(text("Mark as written"), 10, Look.MARK), lambda each: each.mark),
        (Column(text("Mark read as"), 12), lambda each: words(STATUS_WORDS[each.value]) if each.value else ""),
        (Column(text("Progress"), 46, Look.LONG_WORDS), lambda each: each.narrative),
        (Column(text("Issues"), 32, Look.LONG_WORDS), lambda each: each.issues),
        (Column(text("Next steps"), 32, Look.LONG_WORDS), lambda each: each.next_steps),
        (Column(text("Acceptance"), 8), lambda each: words(ACCEPTANCE_WORDS[each.state])),
        *PLACE_COLUMNS,
    ]
    return table(text("Status reports"), columns, all_statuses(material.readings))


def findings(material: Material, words: Wording) -> Table:
    """Return every finding with what to do about it."""
    columns: Columns[Finding] = [
        (Column(text("Severity"), 8), lambda each: words(SEVERITY_WORDS[each.severity])),
        (Column(text("Kind"), 24), lambda each: words(FINDING_WORDS[each.kind])),
        (Column(text("Body"), 20), lambda each: material.body_name(each.body_id)),
        (Column(text("Month"), 9), lambda each: str(each.month or "")),
        (Column(text("Measure id"), 11), lambda each: each.measure_id),
        (Column(text("Finding and what to do"), 70, Look.LONG_WORDS), lambda each: words(each.message)),
        *PLACE_COLUMNS,
    ]
    return table(text("Findings"), columns, all_findings(material.readings, material.findings))


def source_files(material: Material, _words: Wording) -> Table:
    """Return every file that was read, with its checksum and how much came of it."""
    columns: Columns[Reading] = [
        (Column(text("File"), 46), lambda each: each.submission.file),
        (
            Column(text("Body"), 24),
            lambda each: material.body_name(each.submission.body_id) if each.submission.body_id else "",
        ),
        (Column(text("Month"), 9), lambda each: str(each.month or "")),
        (Column(text("Received"), 12, Look.DAY), lambda each: each.submission.received),
        (Column(text("Values"), 8, Look.NUMBER), lambda each: len(each.observations) + len(each.milestones)),
        (Column(text("Status reports"), 8, Look.NUMBER), lambda each: len(each.statuses)),
        (Column(text("Findings"), 8, Look.NUMBER), lambda each: len(each.findings)),
        (Column(text("Checksum (SHA-256)"), 68), lambda each: each.submission.sha256),
    ]
    files = sorted(material.readings, key=lambda each: (each.submission.file, each.submission.sha256))
    return table(text("Source files"), columns, files)


SHEETS: tuple[Callable[[Material, Wording], Table], ...] = (
    overview,
    attainment,
    observations,
    milestones,
    statuses,
    findings,
    source_files,
)
