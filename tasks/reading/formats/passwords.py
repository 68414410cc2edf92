"""Protected workbooks opened with the password that their body has given."""

from io import BytesIO

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError

from sources.messages import text
from tasks.reading.not_opened import locked, unreadable

# Excel protects a workbook that is only to be read, not opened by force, with a password that it knows itself.
_EXCELS_OWN = "VelvetSweatshop"


def is_protected(data: bytes) -> bool:
    """Return whether an OLE2 file's content is encrypted; what can not be told counts as not."""
    try:
        return bool(msoffcrypto.OfficeFile(BytesIO(data)).is_encrypted())
    except Exception:  # damaged: the reader of the format will say so
        return False


def unprotect(data: bytes, password: str | None) -> bytes:
    """Return *data* decrypted in memory; raise NotOpened (password) where there is no password or another one."""
    for candidate in (password, _EXCELS_OWN):
        if candidate is None:
            continue
        plain = BytesIO()
        try:
            office = msoffcrypto.OfficeFile(BytesIO(data))
            office.load_key(password=candidate)
            office.decrypt(plain)
        except InvalidKeyError:
            continue
        except Exception as error:  # the library has a dozen ways to fail on a damaged file
            raise unreadable(
                text(
                    "The workbook is protected in a way that is not read. "
                    "Save it without a password, and send it again."
                ),
                f"{type(error).__name__}: {error}",
            ) from error
        return plain.getvalue()
    if password is None:
        raise locked(
            text(
                "The workbook is protected by a password. Save it without one and send it again, "
                "or agree on a password with the office."
            )
        )
    raise locked(
        text(
            "The workbook is protected by another password than the one agreed on. "
            "Save it with that one or without any, and send it again."
        )
    )
