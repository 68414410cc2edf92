"""The list of what to look at (確認事項) as finished text, whatever file it will stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sources.forms import RETURN_COMMENT_MARK
from sources.machine_readability import MachineReadability, load_machine_readability
from sources.messages import Language, Text, Translate, text, translator
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding, Severity
from tasks.delivery.returns.advice import ADVICE, expected
from tasks.delivery.returns.places import Area, parse_area
from tasks.japanese_text import month_text

_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_WEIGHTS = {
    Severity.ERROR: text("Please correct"),
    Severity.WARNING: text("Please check"),
    Severity.INFO: text("For information"),
}


@dataclass(frozen=True)
class Column:
    """One column of the list; *width* in characters of the font."""

    heading: Text
    width: float


COLUMNS = (
    Column(text("No."), 5),
    Column(text("Sheet"), 16),
    Column(text("Cell"), 10),
    Column(text("Month"), 12),
    Column(text("What we found"), 46),
    Column(text("What we ask of you"), 46),
    Column(text("Measure"), 22),
    Column(text("Kind of request"), 11),
    Column(text("Rule"), 9),
)


@dataclass(frozen=True)
class Item:
    """One finding as the sender reads it. *area* is None where it stands at no cell."""

    severity: Severity
    sheet: str
    cell: str
    area: Area | None
    month: str
    message: str
    request: str
    measure: str
    weight: str
    rule: str

    @property
    def comment(self) -> str:
        """Return the lines for the cell's comment, each known by its mark when the file comes back."""
        code = f"（{self.rule}）" if self.rule else ""
        lines = [line for line in (*self.message.splitlines(), *f"→ {self.request}{code}".splitlines()) if line]
        return "\n".join(f"{RETURN_COMMENT_MARK}{line}" for line in lines)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return its row in the list, without its number."""
        return (
            self.sheet,
            self.cell,
            self.month,
            self.message,
            self.request,
            self.measure,
            self.weight,
            self.rule,
        )


@dataclass(frozen=True)
class Listing:
    """The whole list: its sheet's name, title, what is said above the table and below it, headings and items."""

    sheet_name: str
    title: str
    above: tuple[str, ...]
    headings: tuple[str, ...]
    items: tuple[Item, ...]
    below: tuple[str, ...]


def list_findings(
    findings: Iterable[Finding],
    *,
    file: str,
    body_name: str,
    month: Month | None,
    plan: Plan,
    sheets: Sequence[str],
    request: Text,
    language: Language,
) -> Listing:
    """Return what to look at in *file*, what must be corrected first, then in the order of *sheets* and cells.

    *request* says what to do with the file that the list stands in.
    """
    t = translator(language)
    rules = load_machine_readability()
    items = _in_order((_item(finding, plan, rules, t) for finding in dict.fromkeys(findings)), sheets)
    name = month_text(month) if month is not None else ""
    title = text("{body}: what to check in the report for {month}", body=body_name, month=name)
    return Listing(
        sheet_name=t(text("To check")),
        title=t(title if month is not None else text("{body}: what to check in the report", body=body_name)),
        above=(
            t(text("In '{file}' there are {count} points to look at.", file=file, count=len(items))),
            t(request),
        ),
        headings=tuple(t(column.heading) for column in COLUMNS),
        items=items,
        below=_rules_named(items, rules, t),
    )


def _item(finding: Finding, plan: Plan, rules: MachineReadability, t: Translate) -> Item:
    measure = plan.measure.get(finding.measure_id)
    wanted = expected(finding.kind, measure)
    requests = [t(ADVICE[finding.kind]), *([t(wanted)] if wanted is not None else [])]
    return Item(
        severity=finding.severity,
        sheet=finding.place.sheet,
        cell=finding.place.cell,
        area=parse_area(finding.place.cell),
        month=month_text(finding.month) if finding.month is not None else "",
        message=t(finding.message),
        request="\n".join(requests),
        measure=measure.statement if measure is not None else "",
        weight=t(_WEIGHTS[finding.severity]),
        rule=rules.findings.get(finding.kind, ""),
    )


def _in_order(items: Iterable[Item], sheets: Sequence[str]) -> tuple[Item, ...]:
    def place(item: Item) -> tuple[int, int, tuple[int, int]]:
        sheet = sheets.index(item.sheet) if item.sheet in sheets else len(sheets)
        return _WORST_FIRST.index(item.severity), sheet, item.area.first if item.area is not None else (0, 0)

    return tuple(sorted(items, key=place))


def _rules_named(items: Sequence[Item], rules: MachineReadability, t: Translate) -> tuple[str, ...]:
    used = sorted({item.rule for item in items if item.rule})
    if not used:
        return ()
    source = t(text("Rules: {title}, {url}", title=rules.title, url=rules.url))
    return (source, *(f"{rule}　{rules.rules[rule]}" for rule in used))
