"""What the Prefect server of this house and all who speak to it sign in with: one string in a file of our own."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

USER = "ayumi"


def sign_in_file(home: Path) -> Path:
    """Return where the string stands, below the server's *home*."""
    return home / "sign-in"


def sign_in_string(home: Path) -> str:
    """Return the string, `ayumi:` and 43 random characters, made when it is first asked for.

    Whoever reads it can start flows and approve editions, so nobody but the owner may. Of two that make it at
    once one wins and both read the same: the file appears whole under its name, or not at all.
    """
    file = sign_in_file(home)
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=home)  # a temporary file is its owner's alone
        try:
            with os.fdopen(handle, "w", encoding="ascii") as made:
                made.write(f"{USER}:{secrets.token_urlsafe(32)}\n")
            with suppress(FileExistsError):
                file.hardlink_to(name)
        finally:
            Path(name).unlink()
    return file.read_text(encoding="ascii").strip()


def known_sign_in(home: Path) -> str:
    """Return the string where the file is there, else nothing: the server is then another house's."""
    file = sign_in_file(home)
    return file.read_text(encoding="ascii").strip() if file.exists() else ""
