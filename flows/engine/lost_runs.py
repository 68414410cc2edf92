"""What ends the runs of a worker that was killed: Prefect itself would show them as running for ever.

`ayumi serve` sees to it; with workers of a work pool, `python -m flows.engine.lost_runs` does.
"""

from datetime import timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from flows.settings import load_settings
from sources.messages import Language, text

NAME = "ayumi: lost runs"
SILENCE = timedelta(seconds=90)  # three heartbeats of 30 s


def watch_for_lost_runs(language: Language, silence: timedelta = SILENCE) -> None:
    """Let the server end as Crashed whatever run has not been heard of for *silence*, which frees its place.

    A rule that stands already and says the same is left alone: made anew, it would forget whom it has heard of,
    and never miss the runs that were lost just before.
    """
    rule = _rule(language, silence)
    with get_client(sync_client=True) as client:
        standing = client.read_automations_by_name(NAME)
        if not standing:
            client.create_automation(rule)
        for one in standing:
            if _said(one) != _said(rule):
                client.update_automation(one.id, rule)


def _rule(language: Language, silence: timedelta) -> AutomationCore:
    words = text(
        "Nothing is heard of this run any more: its process is gone. Start it again; nothing is done twice."
    )
    return AutomationCore(
        name=NAME,
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},  # a list of states would miss those with names of their own
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=silence,
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed", state=StateType.CRASHED, message=words.in_language(language), force=False
            )
        ],
    )


def _said(rule: AutomationCore) -> dict[str, object]:
    """Return what a rule says, without the numbers that the server gives it."""
    return rule.model_dump(
        mode="json", include={"name", "enabled", "actions", "trigger"}, exclude={"trigger": {"id"}}
    )


if __name__ == "__main__":
    watch_for_lost_runs(load_settings().report_language)
