"""Every deployment and schedule, on one page."""

from typing import cast

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from flows.deliver import deliver, outbox
from flows.monthly import monthly
from flows.settings import Settings

# The 5th business day of a month falls between its 5th and its 14th. The schedule starts a run on each of these
# days, and the flow ends as "Skipped" on all but one: holidays move, and a list of dates would come to an end.
FIFTH_BUSINESS_DAY = "0 9 5-14 * *"

# A mail that was put off is due again after 5 minutes to 4 hours; this is how exactly that is kept.
HALF_HOURLY_BY_DAY = "*/30 7-21 * * *"

# A second run of the same flow waits for the first: two runs of one month would make the same edition twice.
ONE_AT_A_TIME = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE, grace_period_seconds=120
)


def deployments(settings: Settings) -> tuple[RunnerDeployment, ...]:
    """Return the deployments: `monthly` by calendar and by hand, `deliver` by hand, `outbox` by the clock."""
    found = (
        monthly.to_deployment(
            name="monthly",
            schedules=[Cron(FIFTH_BUSINESS_DAY, timezone=settings.time_zone, slug="fifth-business-day")],
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
        deliver.to_deployment(name="deliver", concurrency_limit=ONE_AT_A_TIME, tags=["ayumi"]),
        outbox.to_deployment(
            name="outbox",
            schedules=[Cron(HALF_HOURLY_BY_DAY, timezone=settings.time_zone, slug="half-hourly")],
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
    )
    return cast(tuple[RunnerDeployment, ...], found)  # in a process without an event loop they are ready at once


def serve_deployments(settings: Settings) -> None:
    """Serve all deployments until stopped; a schedule stays on while nobody serves, and its runs catch up."""
    serve(*deployments(settings), limit=2, pause_on_shutdown=False)
