"""Every deployment and schedule, on one page."""

from typing import cast

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from flows.deliver import deliver, outbox
from flows.engine.lost_runs import watch_for_lost_runs
from flows.fleet import fleet
from flows.ingest import ingest
from flows.monthly import monthly
from flows.rebuild import rebuild
from flows.remind import remind
from flows.settings import Settings

# The 5th business day of a month falls between its 5th and its 14th, on a day that no cron line can name: holidays
# move, and a list of dates would come to an end. The schedule starts a run each day from the 5th on, and the flow
# ends as "Skipped" on all but one. The days after the 14th are for a machine that was off when it was due.
FIFTH_BUSINESS_DAY = "0 9 5-28 * *"

# While the month before is open: until an edition of it is approved. A run ends as "Skipped" from then on.
QUARTER_HOURLY_BY_DAY = "*/15 7-21 * * *"

# Three business days before a deadline, on it, and two after. Bodies have deadlines of their own, so the flow
# looks each weekday who is to be reminded. It ends as "Skipped" on holidays, and while reminders are switched off.
EVERY_WEEKDAY = "30 9 * * 1-5"

# A mail that was put off is due again after 5 minutes to 4 hours; this is how exactly that is kept.
HALF_HOURLY_BY_DAY = "*/30 7-21 * * *"

# A second run of the same flow waits for the first: two runs of one month would make the same edition twice.
ONE_AT_A_TIME = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE, grace_period_seconds=120
)


def deployments(settings: Settings) -> tuple[RunnerDeployment, ...]:
    """Return the deployments: `monthly` by calendar, `ingest` and `outbox` by the clock, the rest by hand.

    All of them can be started by hand as well.
    """
    found = (
        monthly.to_deployment(
            name="monthly",
            schedules=[Cron(FIFTH_BUSINESS_DAY, timezone=settings.time_zone, slug="fifth-business-day")],
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
        ingest.to_deployment(
            name="ingest",
            schedules=[Cron(QUARTER_HOURLY_BY_DAY, timezone=settings.time_zone, slug="quarter-hourly")],
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
        deliver.to_deployment(name="deliver", concurrency_limit=ONE_AT_A_TIME, tags=["ayumi"]),
        rebuild.to_deployment(name="rebuild", concurrency_limit=ONE_AT_A_TIME, tags=["ayumi"]),
        fleet.to_deployment(
            name="fleet",
            schedules=[Cron(FIFTH_BUSINESS_DAY, timezone=settings.time_zone, slug="many-on-fifth-business-day")]
            if settings.fleet
            else [],
            parameters={"plans": str(settings.fleet)} if settings.fleet else {},
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
        remind.to_deployment(
            name="remind",
            schedules=[Cron(EVERY_WEEKDAY, timezone=settings.time_zone, slug="every-weekday")],
            concurrency_limit=ONE_AT_A_TIME,
            tags=["ayumi"],
        ),
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
    watch_for_lost_runs(settings.report_language)
    serve(*deployments(settings), limit=2, pause_on_shutdown=False)
