"""The files for several machines say the same as `ayumi serve`, as far as can be seen without those machines."""

from importlib import import_module
from pathlib import Path

import pytest
import yaml

from flows.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pool():
    return yaml.safe_load((ROOT / "prefect.yaml").read_text())


def test_the_work_pool_has_the_same_deployments_schedules_and_limits_as_serve(prefect_server, pool):
    from flows.deployments import deployments

    served = {
        one.name: (
            [(found.schedule.cron, found.schedule.timezone, found.slug) for found in one.schedules],
            one.concurrency_limit,
            str(one.concurrency_options.collision_strategy.value),
            sorted(one.tags),
        )
        for one in deployments(load_settings())
    }
    written = {
        one["name"]: (
            [(found["cron"], found["timezone"], found["slug"]) for found in one.get("schedules", [])],
            one["concurrency_limit"]["limit"],
            one["concurrency_limit"]["collision_strategy"],
            sorted(one["tags"]),
        )
        for one in pool["deployments"]
    }
    assert written == served


def test_many_plans_are_made_by_schedule_only_where_their_folder_is_set(prefect_server, tmp_path):
    from flows.deployments import deployments

    def scheduled(**settings):
        (one,) = [found for found in deployments(load_settings(settings)) if found.name == "fleet"]
        return len(one.schedules), one.parameters

    assert scheduled() == (0, {})
    assert scheduled(fleet=str(tmp_path)) == (1, {"plans": str(tmp_path)})


def test_every_entrypoint_of_the_work_pool_is_the_flow_of_its_name(prefect_server, pool):
    for one in pool["deployments"]:
        file, _, name = one["entrypoint"].partition(":")
        module = import_module(file.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name == one["name"]


def test_the_containers_name_only_settings_that_there_are():
    compose = yaml.safe_load((ROOT / "deploy" / "docker" / "compose.yaml").read_text())
    named = {name for service in compose["services"].values() for name in service.get("environment", {})}
    for line in (ROOT / "deploy" / "docker" / "Dockerfile").read_text().splitlines():
        named |= {word.partition("=")[0] for word in line.removeprefix("ENV").split() if "=" in word}
    ours = {name.removeprefix("AYUMI_").lower() for name in named if name.startswith("AYUMI_")}
    assert {"ledger", "data", "output", "inbox"} == ours
    assert ours <= set(type(load_settings()).model_fields)


def test_every_program_that_a_unit_starts_belongs_to_the_installation():
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        (start,) = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
        assert start.split("=")[1].split()[0] in {"/srv/ayumi/.venv/bin/ayumi", "/srv/ayumi/.venv/bin/prefect"}


def test_into_the_image_go_the_product_s_own_files_and_nothing_that_a_run_leaves_in_the_folder():
    first, *others = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in "#"]
    taken = {line.removeprefix("!") for line in others if line.startswith("!")}
    assert first == "*"
    assert all((ROOT / name).exists() for name in taken)
    assert {"flows", "tasks", "sources", "report_templates", "prefect.yaml", "deploy/bootstrap.lock"} <= taken
    assert not {"output", "inbox", "data", ".env", ".git", "."} & taken
