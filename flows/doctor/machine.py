"""What is examined on the machine itself: fonts, system libraries, disk, clock, and who can read the secrets."""

import ctypes
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from flows.doctor.examination import Examined, examined, good, wrong
from flows.engine.sign_in import sign_in_file
from flows.house import now
from flows.settings import Settings
from sources.errors import ServiceFailed
from sources.messages import Text, text
from tasks.ledger.engine import open_engine
from tasks.ledger.schema import clock_of, is_there, newest_knowledge

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",  # without it PDFs come out ten times as large
}
"""Each system library that the PDFs need, with the Debian package that brings it."""

LEAST_FREE_BYTES = 1 << 30
LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=30)  # half of what a lease lives
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def fonts() -> Examined:
    def look() -> Text:
        try:
            from tasks.reporting.fonts import FONT_FILES, glyphs  # noqa: PLC0415 - a missing package is looked for
        except ImportError as error:
            raise ServiceFailed(text("The package {name} is missing.", name=error.name or str(error))) from None
        if "歩" not in glyphs():
            raise ServiceFailed(text("The fonts can not print Japanese."))
        return text("{count} font files", count=len(FONT_FILES))

    return examined(text("Fonts"), look, text("Run deploy/set_up.sh again: it brings the fonts."))


def libraries() -> Examined:
    missing = [package for library, package in LIBRARIES.items() if not _can_load(library)]
    if not missing:
        return good(text("Libraries"), text("Pango and HarfBuzz"))
    names = " ".join(missing)
    return wrong(
        text("Libraries"),
        text("missing: {names}", names=names),
        text("Install them: sudo apt-get install {names}", names=names),
    )


def disk(settings: Settings) -> Iterator[Examined]:
    """Yield for each folder that is written to whether it can be written to and has room."""
    for folder in dict.fromkeys((settings.data_folder(), settings.output)):
        subject = text("Disk: {folder}", folder=folder)
        standing = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(standing).free
        room = text("{size} GiB free", size=f"{free / (1 << 30):.1f}")
        if not os.access(standing, os.W_OK | os.X_OK):
            yield wrong(
                subject,
                text("can not be written to"),
                text("Let the user that runs Ayumi own it: chown -R USER {folder}", folder=standing),
            )
        elif free < LEAST_FREE_BYTES:
            yield wrong(subject, room, text("Make room: a full disk stops the ledger in the middle of a month."))
        else:
            yield good(subject, room)


def clock(settings: Settings) -> Examined:
    """Return whether this machine's clock agrees with the database's, and with what the ledger has seen."""

    def look() -> Text:
        theirs = newest = None
        if is_there(settings.ledger_url()):
            engine = open_engine(settings.ledger_url())
            try:
                theirs, newest = clock_of(engine), newest_knowledge(engine)
            finally:
                engine.dispose()
        here = now()
        for other in (theirs, newest):
            if other is not None and other - here > LARGEST_CLOCK_DIFFERENCE:
                raise ServiceFailed(text("behind by {seconds} s", seconds=round((other - here).total_seconds())))
        if theirs is not None and here - theirs > LARGEST_CLOCK_DIFFERENCE:
            raise ServiceFailed(text("ahead by {seconds} s", seconds=round((here - theirs).total_seconds())))
        local = here.astimezone(ZoneInfo(settings.time_zone))
        return text("{now} ({zone})", now=f"{local:%Y-%m-%d %H:%M:%S}", zone=settings.time_zone)

    remedy = text("Let the clock be set from the network: sudo timedatectl set-ntp true")
    return examined(text("Clock"), look, remedy)


def secret_files(settings: Settings) -> Iterator[Examined]:
    """Yield for each file that holds a secret whether it is there and its owner's alone."""
    named = [
        settings.mailbox_password_file,
        settings.smtp_password_file,
        settings.witness_password_file,
        settings.bounces_password_file,
    ]
    own = [sign_in_file(settings.prefect_home()), settings.data_folder() / "ledger.sqlite3"]
    for file in (*(one for one in named if one), *(one for one in own if one.exists())):
        subject = text("Secret: {file}", file=file)
        if not file.exists():
            yield wrong(
                subject,
                text("is not there"),
                text("Write the secret into it, or name another file in the settings."),
            )
        elif file.stat().st_mode & FOR_OTHERS:
            yield wrong(
                subject, text("others can read it"), text("Take it from them: chmod 600 {file}", file=file)
            )
        else:
            yield good(subject, text("its owner's alone"))


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
