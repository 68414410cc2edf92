"""Mails as mail programs write them, built so that the oddity of each is in sight."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest


def _part(headers: str, content: bytes) -> bytes:
    encoded = b64encode(content)
    lines = b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    return headers.encode("ascii", "surrogateescape") + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines


@pytest.fixture(scope="session")
def mail_with() -> Callable[..., bytes]:
    """Return a way to write a mail: its headers but for MIME's, and parts, each as (its headers, its content)."""

    def write(headers: str, *parts: tuple[str, bytes], encoding: str = "ascii") -> bytes:
        head = headers.encode(encoding).replace(b"\n", b"\r\n")
        body = b"".join(b"--B\r\n" + _part(named, content) + b"\r\n" for named, content in parts)
        mime = b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        return head + mime + body + b"--B--\r\n"

    return write


@pytest.fixture(scope="session")
def attached() -> Callable[..., tuple[str, bytes]]:
    """Return a way to write a part that carries a file under a plain ASCII name."""

    def write(name: str, content: bytes = b"content", kind: str = "application/octet-stream") -> tuple[str, bytes]:
        return f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"', content

    return write


@pytest.fixture(scope="session")
def zip_of() -> Callable[[Mapping[str, bytes]], bytes]:
    """Return a way to make a zip archive; the library writes names beyond ASCII as UTF-8 with its mark."""

    def make(files: Mapping[str, bytes]) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return data.getvalue()

    return make


@pytest.fixture(scope="session")
def zip_named() -> Callable[[bytes, bytes], bytes]:
    """Return a way to make a zip archive with one file whose name is these bytes, without the mark of UTF-8."""

    def make(name: bytes, content: bytes) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("x" * len(name), content)
        return data.getvalue().replace(b"x" * len(name), name)

    return make
