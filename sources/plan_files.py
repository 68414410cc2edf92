"""The plan from its folder: plan.toml and its CSVs, read strictly, with every problem naming file and row.

A plan that follows another says so in plan.toml, and crosswalk.csv says where each item of that plan has gone;
earlier_totals.csv may hold what measures came to in years without submissions on record. What a cell may hold is
checked while reading (`sources.plan_cells`), what rows say together afterwards (`sources.plan_check`,
`sources.crosswalk_check`).
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from sources.crosswalk_check import crosswalk_problems, earlier_total_problems
from sources.errors import InputRefused
from sources.messages import Text, joined, text
from sources.plan import Crossing, Declared, Plan
from sources.plan_cells import Cells
from sources.plan_check import Tables, Years, plan_problems
from sources.plan_rows import (
    ACTIVITY_COLUMNS,
    CROSSWALK_COLUMNS,
    DATE_COLUMNS,
    EARLIER_TOTAL_COLUMNS,
    MEASURE_COLUMNS,
    MEASURE_COLUMNS_OPTIONAL,
    NODE_COLUMNS,
    NODE_COLUMNS_OPTIONAL,
    NOTES_COLUMNS,
    activity_of,
    crossing_of,
    earlier_total_of,
    measure_of,
    node_of,
    notes_of,
    planned_date_of,
)
from sources.tables import Placed, read_table
from sources.toml_files import read_declared

PLANS_FOLDER = Path(__file__).parent / "plans"

Built = TypeVar("Built")


class _PlanToml(Declared):
    """What plan.toml must say."""

    title: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    fiscal_year: int = Field(ge=1990, le=2100)
    phase_title: str = Field(min_length=1)
    phase_first_year: int = Field(ge=1990, le=2100)
    phase_last_year: int = Field(ge=1990, le=2100)
    time_zone: str = Field(pattern="^Asia/Tokyo$")  # months and due days are reckoned in this zone alone
    version: str = Field(min_length=1)
    deadline_day: int = Field(ge=1, le=28)
    default_rating_profile: str = Field(min_length=1)
    follows: str = Field(default="", pattern=r"^[A-Za-z0-9_-]*$")


def plan_folder(plan_id: str) -> Path:
    """Return the folder of the plan *plan_id*; raise InputRefused, naming the plans there are, for any other."""
    known = sorted(path.name for path in PLANS_FOLDER.iterdir() if (path / "plan.toml").is_file())
    if plan_id not in known:
        raise InputRefused(
            text("There is no plan '{plan}'. Plans: {known}.", plan=plan_id, known=", ".join(known) or "-")
        )
    return PLANS_FOLDER / plan_id


def load_plan(folder: Path) -> Plan:
    """Return the plan in *folder*; raise InputRefused with the first problem and how many there are."""
    plan, problems = _load(folder)
    if plan is None:
        count = text("{count} problems in all; `ayumi plan check` lists them.", count=len(problems))
        raise InputRefused(joined(problems[0], count) if len(problems) > 1 else problems[0])
    return plan


def check_plan(folder: Path) -> tuple[Text, ...]:
    """Return every problem of the plan in *folder*, each naming file and row; empty means it can be used."""
    return _load(folder)[1]


def _load(folder: Path) -> tuple[Plan | None, tuple[Text, ...]]:
    """Return the plan, or None and at least one problem."""
    declared, toml_problems = _plan_toml(folder / "plan.toml")
    problems = list(toml_problems)

    def table(
        file: str, build: Callable[[Cells], Built | None], required: Sequence[str], optional: Sequence[str] = ()
    ) -> tuple[Placed[Built], ...]:
        rows, shape_problems = read_table(folder / file, required, optional)
        problems.extend(shape_problems)
        placed = []
        for row in rows:
            cells = Cells(row)
            built = build(cells)
            problems.extend(cells.problems)
            placed.append(Placed(row.file, row.number, cells.node_id(required[0]), built))
        return tuple(placed)

    tables = Tables(
        nodes=table("structure.csv", node_of, NODE_COLUMNS, NODE_COLUMNS_OPTIONAL),
        measures=table("measures.csv", measure_of, MEASURE_COLUMNS, MEASURE_COLUMNS_OPTIONAL),
        notes=table("initiatives.csv", notes_of, NOTES_COLUMNS),
        dates=table("dates.csv", planned_date_of, DATE_COLUMNS),
        activities=table("activities.csv", activity_of, ACTIVITY_COLUMNS),
    )
    totals_file = "earlier_totals.csv"
    totals = table(totals_file, earlier_total_of, EARLIER_TOTAL_COLUMNS) if (folder / totals_file).exists() else ()
    is_first = declared is None or not declared.follows
    crossings = () if is_first else table("crosswalk.csv", crossing_of, CROSSWALK_COLUMNS)
    if declared is None:
        return None, tuple(problems)
    years = Years(declared.fiscal_year, declared.phase_first_year, declared.phase_last_year)
    problems.extend(plan_problems(years, tables))
    problems.extend(earlier_total_problems(declared.fiscal_year, tables.measures, totals))
    problems.extend(_crossing_problems(folder, declared, tables, crossings))
    if problems:
        return None, tuple(problems)
    plan = Plan(
        plan_id=folder.name,
        **declared.model_dump(),
        nodes=_values(tables.nodes),
        measures=_values(tables.measures),
        notes=_values(tables.notes),
        dates=_values(tables.dates),
        activities=_values(tables.activities),
        crosswalk=_values(crossings),
        earlier_totals=_values(totals),
    )
    return plan, ()


def _crossing_problems(
    folder: Path, declared: _PlanToml, tables: Tables, crossings: Sequence[Placed[Crossing]]
) -> Iterator[Text]:
    """Yield what is wrong with the plan that this one follows, and with the way from it."""
    if not declared.follows:
        if (folder / "crosswalk.csv").exists():
            yield text("crosswalk.csv leads from no plan. Name it in plan.toml: follows.")
        return
    before = folder.parent / declared.follows
    found, _ = _plan_toml(before / "plan.toml")
    if found is None or found.fiscal_year >= declared.fiscal_year:
        yield text("plan.toml: follows '{plan}', which is no plan of an earlier year.", plan=declared.follows)
        return
    earlier, problems = _load(before)
    if earlier is None:
        yield text(
            "The plan {plan}, which this one follows, is not sound: {problem}",
            plan=declared.follows,
            problem=problems[0].english(),
        )
        return
    yield from crosswalk_problems(earlier, tables.nodes, tables.measures, crossings)


def _plan_toml(path: Path) -> tuple[_PlanToml | None, tuple[Text, ...]]:
    declared, problems = read_declared(path, _PlanToml)
    if declared and not declared.phase_first_year <= declared.fiscal_year <= declared.phase_last_year:
        return declared, (
            text(
                "{file}: fiscal_year {year} is not within the phase {first} to {last}.",
                file=path.name,
                year=declared.fiscal_year,
                first=declared.phase_first_year,
                last=declared.phase_last_year,
            ),
        )
    return declared, problems


def _values(placed: Sequence[Placed[Built]]) -> tuple[Built, ...]:
    return tuple(row.value for row in placed if row.value is not None)
