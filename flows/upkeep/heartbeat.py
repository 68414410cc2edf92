"""A sign of life after each scheduled run that went well, for whoever sounds an alarm when it stays away."""

import logging
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from flows.house import now
from flows.settings import Settings
from sources.messages import text

LOG = logging.getLogger("ayumi.heartbeat")
LONGEST_WAIT_SECONDS = 10
FLOW = "{flow}"
"""Stands in the file's name or the URL for the name of the flow, where each is to have a watch of its own."""


def beat(settings: Settings, flow: str) -> None:
    """Touch the heartbeat file and call the heartbeat URL, where they are set.

    A run that went well does not fail because its watch can not be told: that is said in the log alone, and the
    watch sounds by itself.
    """
    if settings.heartbeat_file is not None:
        _write(Path(str(settings.heartbeat_file).replace(FLOW, flow)), settings)
    if settings.heartbeat_url:
        _call(settings.heartbeat_url.replace(FLOW, flow), settings)


def _write(file: Path, settings: Settings) -> None:
    """Write the moment into the file, so that a person sees it too."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{now():%Y-%m-%dT%H:%M:%SZ}\n", encoding="ascii")
    except OSError as error:
        words = text("The heartbeat file {file} can not be written: {problem}", file=file, problem=error.strerror)
        LOG.warning(words.in_language(settings.report_language))


def _call(url: str, settings: Settings) -> None:
    host = urlsplit(url).netloc.rpartition("@")[2]
    try:
        context = ssl.create_default_context(cafile=settings.smtp_ca_file)
        with urllib.request.urlopen(url, timeout=LONGEST_WAIT_SECONDS, context=context):  # noqa: S310 - http or https, says the setting
            return
    except (OSError, ValueError) as error:  # HTTP answers beyond 300 are OSErrors too
        is_answer = isinstance(error, urllib.error.HTTPError)  # which says its number only as a whole
        reason = error.reason if isinstance(error, urllib.error.URLError) and not is_answer else error
        words = text("The heartbeat at {host} was not taken: {problem}", host=host, problem=reason)
        LOG.warning(words.in_language(settings.report_language))
