from collections.abc import Callable
from io import BytesIO

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from sources.submission import FindingKind
from tasks.reading.opening import NotOpened, open_grid


@pytest.fixture
def protected(saved: Callable[[Workbook], bytes]) -> Callable[[str], bytes]:
    """Return a function from a password to a workbook that it protects."""

    def protect(password: str) -> bytes:
        workbook = Workbook()
        workbook.active["B2"] = 14
        target = BytesIO()
        OOXMLFile(BytesIO(saved(workbook))).encrypt(password, target)
        return target.getvalue()

    return protect


def test_the_agreed_password_opens_a_workbook(protected: Callable[[str], bytes]) -> None:
    grid = open_grid("report.xlsx", protected("東北2021"), "東北2021")
    assert grid.sheets[0].cells[2, 2].value == 14


def test_a_workbook_that_is_only_to_be_read_opens_without_a_password(protected: Callable[[str], bytes]) -> None:
    grid = open_grid("report.xlsx", protected("VelvetSweatshop"))
    assert grid.sheets[0].cells[2, 2].value == 14


@pytest.mark.parametrize(
    ("password", "said"), [(None, "protected by a password"), ("東北2020", "another password")]
)
def test_without_the_right_password_the_sender_is_told_what_to_do(
    protected: Callable[[str], bytes], password: str | None, said: str
) -> None:
    with pytest.raises(NotOpened, match=said) as caught:
        open_grid("report.xlsx", protected("東北2021"), password)
    assert caught.value.kind is FindingKind.PASSWORD
    assert "東北" not in str(caught.value) + caught.value.details
