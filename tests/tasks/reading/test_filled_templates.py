"""Our own form, filled in and sent back: each value by its row's hidden id, whatever became of rows and titles."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sources.bodies import BODIES_FOLDER, Body, load_bodies
from sources.month import Month
from sources.plan import MeasureType, Plan
from sources.submission import Reading, State, Submission
from tasks.delivery.templates.workbook import FIRST_ROW, body_template
from tasks.reading.read import read_submission

NOVEMBER = Month(2021, 11)
BODIES = [body for body in load_bodies(BODIES_FOLDER) if body.reports]
VALUE, MARK = "実績（4月からの累計）", "進捗状況"


@dataclass
class Form:
    """A body's form being filled in: its sheet, and what was written for each id."""

    sheet: Worksheet
    plan: Plan
    body: Body

    @property
    def columns(self) -> dict[str, int]:
        return {
            str(cell.value): cell.column for row in self.sheet.iter_rows(max_row=9) for cell in row if cell.value
        }

    def rows(self) -> dict[str, int]:
        at = self.columns["ID"]
        found = {}
        for row in range(1, self.sheet.max_row + 1):
            item, bar, _ = str(self.sheet.cell(row, at).value or "").partition("|")
            if bar:
                found[item] = row
        return found

    def fill(self) -> dict[str, object]:
        told: dict[str, object] = {}
        for number, (item, row) in enumerate(self.rows().items(), 1):
            measure = self.plan.measure.get(item)
            if measure is None:
                self.sheet.cell(row, self.columns[MARK]).value = told[item] = "◎○△×"[number % 4]
            elif measure.type is MeasureType.NUMERIC:
                value = 100_000_000 + number if measure.unit == "円" else number
                self.sheet.cell(row, self.columns[VALUE]).value = value
                told[item] = Decimal(value)
        return told

    def read(self, folder: Month | None = NOVEMBER) -> Reading:
        written = io.BytesIO()
        self.sheet.parent.save(written)
        submission = Submission("x.xlsx", "0" * 64, self.body.body_id, date(2021, 12, 3), folder)
        return read_submission(submission, written.getvalue(), self.plan, self.body)

    def arrange(self, order: Callable[[list[list[object]]], list[list[object]]]) -> None:
        """Put the rows below the header into another order, or fewer of them, as sorting and deleting do."""
        rows = [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=FIRST_ROW + 1)]
        self.sheet.delete_rows(FIRST_ROW + 1, len(rows))
        for at, values in enumerate(order(rows), FIRST_ROW + 1):
            for column, value in enumerate(values, 1):
                self.sheet.cell(at, column).value = value


@pytest.fixture(params=BODIES, ids=lambda body: body.body_id)
def form(request: pytest.FixtureRequest, plan: Plan) -> Form:
    data = body_template(plan, request.param, NOVEMBER, {})
    return Form(openpyxl.load_workbook(io.BytesIO(data))["進捗報告"], plan, request.param)


@pytest.fixture
def bc(plan: Plan) -> Form:
    body = next(body for body in BODIES if body.body_id == "bc")
    return Form(
        openpyxl.load_workbook(io.BytesIO(body_template(plan, body, NOVEMBER, {})))["進捗報告"], plan, body
    )


def accepted(reading: Reading) -> dict[str, object]:
    found: dict[str, object] = {
        one.measure_id: one.value for one in reading.observations if one.state is State.ACCEPTED
    }
    return found | {one.initiative_id: one.mark for one in reading.statuses if one.state is State.ACCEPTED}


def test_each_bodys_form_reads_back_exactly(form: Form):
    told = form.fill()
    reading = form.read()
    assert (accepted(reading), reading.findings, reading.month) == (told, (), NOVEMBER)


def test_rows_in_another_order_are_the_same_rows(form: Form):
    told = form.fill()
    form.arrange(lambda rows: random.Random(7).sample(rows, len(rows)))  # noqa: S311 - a test's dice
    assert accepted(form.read()) == told


def test_rows_that_are_left_are_read_where_others_were_deleted(form: Form):
    told = form.fill()
    form.arrange(lambda rows: rows[::2])
    left = set(form.rows())
    assert accepted(form.read()) == {item: value for item, value in told.items() if item in left}


def test_titles_that_were_changed_or_cleared_do_not_matter(form: Form):
    told = form.fill()
    for number, row in enumerate(form.rows().values()):
        for heading in ("具体的な取り組み", "指標"):
            cell = form.sheet.cell(row, form.columns[heading])
            cell.value = [None, f"{cell.value}（改称）", "事業名変更"][number % 3] if cell.value else None
    assert accepted(form.read()) == told


def test_columns_may_be_put_in_before_others(bc: Form):
    told = bc.fill()
    bc.sheet.insert_cols(4, 2)
    assert accepted(bc.read()) == told


def test_the_month_is_the_forms_own_where_its_line_was_cleared(bc: Form):
    bc.fill()
    for row in bc.sheet.iter_rows(max_row=FIRST_ROW - 2):
        for cell in row:
            cell.value = None
    assert bc.read(folder=None).month == NOVEMBER


def test_without_its_hidden_ids_the_form_is_read_by_its_words(bc: Form):
    told = bc.fill()
    for row in bc.rows().values():
        bc.sheet.cell(row, bc.columns["ID"]).value = None
    assert accepted(bc.read()) == told


def test_a_row_pasted_over_with_another_measures_title_is_set_aside(bc: Form):
    told = bc.fill()
    rows, title = bc.rows(), bc.columns["指標"]
    bc.sheet.cell(rows["4-2-1-K1"], title).value = "企業プレゼン"
    bc.sheet.cell(rows["4-2-1-K1"], bc.columns["具体的な取り組み"]).value = "地元企業の参入支援（建設・製造）"
    reading = bc.read()
    assert accepted(reading) == {item: value for item, value in told.items() if item != "4-2-1-K1"}
    [finding] = [one for one in reading.findings if one.measure_id == "4-2-1-K1"]
    assert "企業プレゼン" in finding.message.english()


def test_an_id_that_was_filled_down_or_retyped_is_none(bc: Form):
    told = bc.fill()
    rows, at = bc.rows(), bc.columns["ID"]
    bc.sheet.cell(rows["4-2-2-K1"], at).value = "4-2-2-K9|123456"
    assert accepted(bc.read()) == told, "the row's own titles are enough"
