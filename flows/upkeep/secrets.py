"""What the settings hold that nobody may read in a log or a mail, and a line without it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from flows.engine.sign_in import known_sign_in
from flows.settings import Settings

HIDDEN = "•••"
LEAST_SECRET_PATH = 12
"""A shorter path (`ping`) guards nothing, and its letters may be a word of any line."""


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every secret of the settings as it might be written, longest first.

    These are passwords and sign-ins, those in files and in the database's URL, and the heartbeat's URL beyond its
    host, which is all that it takes to silence the watch.
    """
    found = {one for secret in _secrets(settings) if secret for one in (secret, quote(secret, safe=""))}
    return tuple(sorted(found, key=len, reverse=True))


def without(secrets: Iterable[str], line: str) -> str:
    """Return *line* with each of the *secrets* hidden."""
    for secret in secrets:
        line = line.replace(secret, HIDDEN)
    return line


def _secrets(settings: Settings) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, Path) and name.endswith("_password_file") and value.is_file():
            yield value.read_text(encoding="utf-8", errors="replace").strip()
    for password in settings.passwords.values():
        yield password.get_secret_value()
    for sign_in in (settings.prefect_sign_in(), known_sign_in(settings.prefect_home())):
        yield sign_in
        yield sign_in.partition(":")[2]
    try:
        yield unquote(urlsplit(settings.ledger_url()).password or "")
    except ValueError:  # no URL at all; whoever opens the ledger says so
        return
    yield _beyond_the_host(settings.heartbeat_url)


def _beyond_the_host(url: str) -> str:
    parts = urlsplit(url)
    path = url.partition(parts.netloc)[2].lstrip("/") if parts.netloc else ""
    return path if len(path) >= LEAST_SECRET_PATH else ""
