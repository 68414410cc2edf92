"""The body whose word goes is declared in the plan, and must be a body."""

from sources.bodies import BODIES_FOLDER, check_bodies, load_bodies
from sources.plan_files import check_plan, load_plan


def with_authority(folder, edit, body: str):
    edit("measures.csv", "phase_of,functions", "phase_of,authority,functions")
    measures = folder / "measures.csv"
    header, *rows = measures.read_text(encoding="utf-8-sig").splitlines()
    place = header.split(",").index("authority")
    cells = [row.split(",") for row in rows]
    lines = [",".join([*row[:place], body if row[0] == "4-2-1-G1" else "", *row[place:]]) for row in cells]
    measures.write_text("\n".join([header, *lines]), encoding="utf-8")


def test_authority_is_read_and_fits_a_body(folder, edit):
    with_authority(folder, edit, "phosic")
    assert check_plan(folder) == ()
    plan = load_plan(folder)
    assert (plan.measure["4-2-1-G1"].authority, plan.measure["4-2-1-K1"].authority) == ("phosic", "")
    assert check_bodies(load_bodies(BODIES_FOLDER), plan) == ()


def test_authority_that_is_no_body_is_named(folder, edit):
    with_authority(folder, edit, "photon")
    problems = check_bodies(load_bodies(BODIES_FOLDER), load_plan(folder))
    assert [problem.english() for problem in problems if "4-2-1-G1" in problem.english()] != []
    assert "the authority 'photon' is no body. Bodies: bc, " in problems[0].english()
