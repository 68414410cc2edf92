"""One strategy item (戦略項目) in a report: in one line with its months, or whole with its initiatives."""

from collections.abc import Iterable, Mapping

from sources.attainment import MeasureAttainment
from sources.month import Month, months_of_fiscal_year
from sources.plan import Level, Node
from tasks.reporting.charts import HeatStrip
from tasks.reporting.context import Context
from tasks.reporting.initiatives import initiative_block
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import is_phase_goal, mark_of, measure_row
from tasks.reporting.model.initiatives import ActionPlanBlock, ItemBlock
from tasks.reporting.model.standing import HeatCell, ItemLine
from tasks.reporting.tallies import lowest, measures_under, tally, trend


def item_line(item: Node, context: Context) -> ItemLine:
    """Return an item in one line: its ratings counted, what moved, its lowest ratings over the months."""
    material = context.material
    measures = measures_under(context.plan, item.id)
    known = _attainments_by_month(material)
    return ItemLine(
        item_id=item.id,
        number=context.words.number(item),
        title=item.title,
        new=item.new,
        tally=tally(material.roll_up[item.id], context),
        trend=trend(measures, material.now, material.before),
        heat=tuple(
            _heat(month, [known.get(month, {}).get(measure.measure_id) for measure in measures], context)
            for month in months_of_fiscal_year(context.plan.fiscal_year)
        ),
    )


def heat_strip_of(line: ItemLine, context: Context) -> HeatStrip:
    """Return an item's months as a chart, which says in words what each month's lowest rating is."""
    words = context.words
    told = words.listed(
        words("{month} {mark} ({count})", month=cell.month, mark=cell.mark.word, count=cell.count)
        for cell in line.heat
        if cell.mark
    )
    return HeatStrip(
        title=f"{line.title}: {told or words('nothing rated')}",
        cells=tuple((cell.month, cell.mark.name if cell.mark else "", cell.count) for cell in line.heat),
    )


def _attainments_by_month(material: Material) -> Mapping[Month, Mapping[str, MeasureAttainment]]:
    """Return what is known of each month: earlier attainments, the month before, this month."""
    known: dict[Month, Mapping[str, MeasureAttainment]] = {
        attainment.month: {each.measure_id: each for each in attainment.measures}
        for attainment in material.earlier
    }
    if material.before:
        known.setdefault(material.month.plus(-1), material.before)
    known[material.month] = material.now
    return known


def _heat(month: Month, attainments: Iterable[MeasureAttainment | None], context: Context) -> HeatCell:
    name, passed = context.words.short_month(month), month <= context.month
    found = lowest(attainment for attainment in attainments if attainment is not None)
    if found is None:
        return HeatCell(name, None, "", passed)
    rating, count = found
    return HeatCell(name, mark_of(rating, context.brand, context.words), str(count), passed)


def item_block(item: Node, context: Context) -> ItemBlock:
    """Return an item with its phase goals, action plans and initiatives."""
    plan = context.plan
    return ItemBlock(
        anchor=f"item-{item.id}",
        number=context.words.number(item),
        title=item.title,
        new=item.new,
        tally=tally(context.material.roll_up[item.id], context),
        phase_goals=tuple(
            measure_row(measure, context) for measure in plan.measures_of(item.id) if is_phase_goal(measure)
        ),
        action_plans=tuple(
            ActionPlanBlock(
                number=action_plan.number,
                title=action_plan.title,
                new=action_plan.new,
                initiatives=tuple(
                    initiative_block(node, context)
                    for node in plan.children(action_plan.id)
                    if node.level is Level.INITIATIVE
                ),
            )
            for action_plan in plan.children(item.id)
        ),
    )
