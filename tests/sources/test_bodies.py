"""A body's file says who it is; what it owes and receives must be of the plan."""

from pathlib import Path

import pytest

from sources.bodies import Body, Recipient, body_of_sender, check_bodies, load_bodies
from sources.errors import InputRefused
from sources.plan import Plan


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_body_is_known_by_its_file_and_named_in_it(tmp_path: Path):
    write(tmp_path, bc='name = "東経連ビジネスセンター"\nfile_patterns = ["*東経連BC*"]\n')
    [body] = load_bodies(tmp_path)
    assert (body.body_id, body.name, body.deadline_day) == ("bc", "東経連ビジネスセンター", None)


def test_a_file_name_fits_whatever_its_width_case_or_spelling():
    body = Body(body_id="bc", name="東経連ビジネスセンター", file_patterns=("*東経連BC*",))
    assert body.owns_file("東経連ＢＣ_進捗報告.xlsx")
    assert body.owns_file("2021年10月 東経連bc.XLSX")
    assert not body.owns_file("東経連_進捗報告.xlsx")


def test_a_pattern_is_no_regular_expression():
    body = Body(body_id="bc", name="BC", file_patterns=("報告(10月)*.xlsx",))
    assert body.owns_file("報告(10月)_1.xlsx")
    assert not body.owns_file("報告10月_1.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            'name = "甲"\nreciever = ["board"]\n',
            r"ko\.toml: key 'reciever' is not known\. Known keys: body_id, name",
        ),
        ('names = ["甲"]\n', r"ko\.toml: key 'name' is missing"),
        ('name = "甲"\nbody_id = "otsu"\n', r"ko\.toml: key 'body_id' comes from the file's name"),
        ('name = "甲"\ndeadline_day = 31\n', r"ko\.toml, key 'deadline_day': 31 does not fit"),
        ('name = "甲"\n[[recipients]]\naddress = "甲@example.jp"\n', r"ko\.toml, key 'recipients\.0\.address'"),
        (
            'name = "甲"\n[[recipients]]\naddress = "a@example.jp\\nBcc: b@example.jp"\n',
            r"key 'recipients\.0\.address'",
        ),
        ('name = "甲\n', r"ko\.toml is not readable TOML"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_key(tmp_path: Path, content: str, said: str):
    write(tmp_path, ko=content)
    with pytest.raises(InputRefused, match=said):
        load_bodies(tmp_path)


def test_a_folder_without_bodies_is_refused(tmp_path: Path):
    with pytest.raises(InputRefused, match="no body's file"):
        load_bodies(tmp_path)


def test_duties_and_reports_must_be_of_the_plan(plan: Plan):
    body = Body(
        body_id="ko",
        name="甲",
        reports=("4-2-1", "4-2", "9-9-9"),
        receives=("strategy-4", "own"),
        file_patterns=("*甲*",),
    )
    said = [
        problem.english() for problem in check_bodies([body], plan) if "No body reports" not in problem.english()
    ]
    assert said == [
        "ko.toml: reports '4-2', which is neither an initiative nor a measure of the plan fy2021.",
        "ko.toml: reports '9-9-9', which is neither an initiative nor a measure of the plan fy2021.",
        "ko.toml: receives 'strategy-4', which is no report."
        " Write one of board, strategy-1, strategy-2, strategy-3, own.",
        "ko.toml: receives reports, but has no recipient of the role to.",
    ]


def test_a_name_that_two_bodies_claim_is_named(plan: Plan):
    bodies = [Body(body_id="ko", name="ＢＣ"), Body(body_id="otsu", name="乙", names=("bc",))]
    assert "otsu.toml: the name 'bc' belongs to 'ko' too." in [p.english() for p in check_bodies(bodies, plan)]


def test_a_measure_that_nobody_owes_is_named(plan: Plan):
    said = [
        problem.english() for problem in check_bodies([Body(body_id="ko", name="甲", reports=("7-1-2",))], plan)
    ]
    assert any("No body reports '7-2-1-G1'" in problem for problem in said)
    assert not any("'7-1-2-G1'" in problem or "P1'" in problem for problem in said)


@pytest.mark.parametrize(
    ("address", "body_id"),
    [
        ("jimu@bc.example.jp", "bc"),
        ("JIMU@BC.example.jp", "bc"),
        ("anybody@ilc.example.jp", "ilc"),
        ("chair@example.jp", "ilc"),
        ("both@example.jp", None),
        ("anybody@bc.example.jp", None),
        ("ilc.example.jp", None),
        ("", None),
    ],
)
def test_a_sender_is_known_by_a_declared_address_or_domain_or_as_the_only_recipient(
    address: str, body_id: str | None
):
    both = Recipient(address="both@example.jp")
    bodies = (
        Body(body_id="bc", name="甲", senders=("jimu@bc.example.jp",), recipients=(both,)),
        Body(
            body_id="ilc",
            name="乙",
            senders=("@ilc.example.jp",),
            recipients=(both, Recipient(address="chair@example.jp")),
        ),
    )
    found = body_of_sender(bodies, address)
    assert (found.body_id if found else None) == body_id


def test_a_declared_sender_wins_over_a_recipient_of_another_body():
    shared = Recipient(address="jimu@example.jp")
    bodies = (
        Body(body_id="bc", name="甲", recipients=(shared,)),
        Body(body_id="ilc", name="乙", senders=("jimu@example.jp",)),
    )
    found = body_of_sender(bodies, "jimu@example.jp")
    assert found is not None and found.body_id == "ilc"


def test_two_bodies_can_not_declare_one_sender(plan: Plan):
    bodies = [Body(body_id=body_id, name=body_id, senders=("Jimu@example.jp",)) for body_id in ("bc", "ilc")]
    assert "ilc.toml: the sender 'jimu@example.jp' belongs to 'bc' too." in [
        problem.english() for problem in check_bodies(bodies, plan)
    ]
