"""What a crosswalk must say: where every initiative and measure of the earlier plan has gone, and nothing else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sources.messages import Text, text
from sources.plan import Change, Crossing, EarlierTotal, Level, Measure, MeasureType, Node, Plan
from sources.tables import Placed, plain_name

Crossings = Sequence[Placed[Crossing]]
Items = Mapping[str, Node | Measure]


def crosswalk_problems(
    earlier: Plan, nodes: Sequence[Placed[Node]], measures: Sequence[Placed[Measure]], crossings: Crossings
) -> Iterator[Text]:
    """Yield what is wrong with the rows of crosswalk.csv, which lead from *earlier* to *nodes* and *measures*."""
    before: Items = {**earlier.node, **earlier.measure}
    after: Items = {
        **{row.row_id: row.value for row in nodes if row.value},
        **{row.row_id: row.value for row in measures if row.value},
    }
    by_origin: dict[str, list[Placed[Crossing]]] = defaultdict(list)
    by_goal: dict[str, list[Placed[Crossing]]] = defaultdict(list)
    for row in crossings:
        if row.value is None:
            continue
        by_origin[row.value.from_id].append(row)
        by_goal[row.value.to_id].append(row)
        yield from _end_problems(row, row.value, earlier, before, after)
        yield from _change_problems(row, row.value, before, after)
    for rows in by_origin.values():
        yield from _origin_problems(rows)
    for goal, rows in by_goal.items():
        yield from _goal_problems(goal, rows)
    unread = {row.row_id for row in crossings if row.value is None}
    for item_id in _to_be_carried(earlier):
        if item_id not in by_origin and item_id not in unread:
            yield text(
                "crosswalk.csv: '{id}' of the plan {plan} has no row. Say where it has gone, or that it ended.",
                id=item_id,
                plan=earlier.plan_id,
            )


def earlier_total_problems(
    fiscal_year: int, measures: Sequence[Placed[Measure]], totals: Sequence[Placed[EarlierTotal]]
) -> Iterator[Text]:
    """Yield what is wrong with earlier_totals.csv: an unknown measure, a year not over, a year said twice."""
    numeric = {row.row_id for row in measures if row.value and row.value.type is MeasureType.NUMERIC}
    seen: set[tuple[str, int]] = set()
    for row in totals:
        if row.value is None:
            continue
        if row.value.measure_id not in numeric:
            yield text("{file}, row {row}: '{id}' is not a measure in numbers of this plan.", **row.at)
        if row.value.fiscal_year >= fiscal_year:
            yield text(
                "{file}, row {row}, {id}: fiscal year {year} is not before {this}, the plan's own.",
                **row.at,
                year=row.value.fiscal_year,
                this=fiscal_year,
            )
        if (key := (row.value.measure_id, row.value.fiscal_year)) in seen:
            yield text("{file}, row {row}, {id}: {year} stands there twice.", **row.at, year=key[1])
        seen.add(key)


def _to_be_carried(earlier: Plan) -> Iterator[str]:
    yield from (node.id for node in earlier.at_level(Level.INITIATIVE))
    yield from earlier.measure


def _end_problems(
    row: Placed[Crossing], crossing: Crossing, earlier: Plan, before: Items, after: Items
) -> Iterator[Text]:
    """Yield what is wrong with where a row comes from and leads to."""
    origin, goal = before.get(crossing.from_id), after.get(crossing.to_id)
    if origin is None:
        yield text("{file}, row {row}: '{id}' is not in the plan {plan}.", **row.at, plan=earlier.plan_id)
    if (crossing.change is Change.ENDED) != (not crossing.to_id):
        yield text("{file}, row {row}, {id}: what has ended, and it alone, leads to no to_id.", **row.at)
    elif crossing.to_id and goal is None:
        yield text("{file}, row {row}, {id}: to_id '{goal}' is not in this plan.", **row.at, goal=crossing.to_id)
    if origin is not None and goal is not None and not _can_go_on(origin, goal):
        yield text(
            "{file}, row {row}, {id}: '{goal}' is of another level, type or unit, so nothing can be carried over.",
            **row.at,
            goal=crossing.to_id,
        )


def _can_go_on(origin: Node | Measure, goal: Node | Measure) -> bool:
    if isinstance(origin, Measure) and isinstance(goal, Measure):
        return (origin.type, origin.unit, origin.scope) == (goal.type, goal.unit, goal.scope)
    if isinstance(origin, Node) and isinstance(goal, Node):
        return origin.level is goal.level
    return False


def _change_problems(row: Placed[Crossing], crossing: Crossing, before: Items, after: Items) -> Iterator[Text]:
    """Yield what is wrong with a row's word for the change, its share and its reason."""
    origin, goal = before.get(crossing.from_id), after.get(crossing.to_id)
    if origin is not None and goal is not None:
        is_same_name = plain_name(_name(origin)) == plain_name(_name(goal))
        if crossing.change is Change.KEPT and not is_same_name:
            yield text("{file}, row {row}, {id}: its name has changed, so it is renamed, not kept.", **row.at)
        if crossing.change is Change.RENAMED and is_same_name:
            yield text("{file}, row {row}, {id}: its name is the same, so it is kept, not renamed.", **row.at)
    if crossing.change is not Change.KEPT and not crossing.reason:
        yield text("{file}, row {row}, {id}: say the reason of the change.", **row.at)
    if crossing.share is not None and (crossing.change is not Change.SPLIT or not 0 < crossing.share <= 1):
        yield text("{file}, row {row}, {id}: only what is split has a share, above 0 and up to 1.", **row.at)


def _name(item: Node | Measure) -> str:
    return item.title if isinstance(item, Node) else item.statement


def _origin_problems(rows: Crossings) -> Iterator[Text]:
    """Yield what is wrong among the rows that come from one item."""
    changes = {row.value.change for row in rows if row.value}
    shares = [row.value.share for row in rows if row.value and row.value.share is not None]
    if (len(rows) > 1) != (changes == {Change.SPLIT}) or len({row.value.to_id for row in rows if row.value}) < len(
        rows
    ):
        yield text(
            "{file}, row {row}, {id}: what is split, and it alone, has several rows, each to another to_id.",
            **rows[-1].at,
        )
    if shares and (len(shares) < len(rows) or sum(shares, Decimal(0)) != 1):
        yield text(
            "{file}, row {row}, {id}: the shares of a split add up to 1, or are all left blank.", **rows[-1].at
        )


def _goal_problems(goal: str, rows: Crossings) -> Iterator[Text]:
    """Yield a merger that has one origin only, and items that meet without being called merged.

    An initiative that goes on may take in a part of one that is split.
    """
    merged = [row for row in rows if row.value and row.value.change is Change.MERGED]
    whole = [row for row in rows if row.value and row.value.change is not Change.SPLIT]
    if goal and ((len(merged) == 1 and len(rows) == 1) or (len(whole) > 1 and len(merged) < len(whole))):
        yield text(
            "{file}, row {row}, {id}: what is merged, and it alone, meets others at '{goal}'.",
            **rows[-1].at,
            goal=goal,
        )
