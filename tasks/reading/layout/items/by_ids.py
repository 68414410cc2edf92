"""Rows of our own forms, known by their hidden ids wherever they were moved, sorted or renamed to."""

from collections.abc import Mapping
from dataclasses import replace

from sources.forms import RowId
from sources.plan import Plan
from tasks.reading.layout.items.item import Item
from tasks.reading.layout.subjects.subject import Subject


def with_row_id(item: Item, ids: Mapping[int, RowId], plan: Plan) -> Item:
    """Return *item* as of the measure or initiative that its row's id names, if it names one of the plan.

    A row that surely names another measure than its id was pasted over, or is where sorting left it: nothing tells
    which of the two its figures are of.
    """
    found = ids.get(item.field.cell.row)
    if found is None or not found.fits:
        return item
    said = item.subject
    measure = plan.measure.get(found.item_id)
    node = plan.node[measure.parent_id if measure is not None else found.item_id]
    by_id = Subject(node=node, node_confidence=1.0, own_node=True, own_title=True)
    if measure is not None:
        names_other = said.exact_measure and said.own_measure and said.measure not in (None, measure)
        by_id = replace(
            by_id,
            measure=measure,
            measure_confidence=1.0,
            own_measure=True,
            exact_measure=True,
            id_against=said.measure.statement if names_other and said.measure is not None else "",
        )
    elif said.own_node and said.node is not None and said.node.level is node.level and said.node is not node:
        by_id = replace(by_id, node_confidence=0.0, id_against=said.node.title)
    return replace(item, subject=by_id)
