"""A mail server that keeps what it gets, and a web server that remembers who called, both on loopback."""

import socket
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from flows.settings import load_settings


class Keeping:
    def __init__(self) -> None:
        self.mails: list[object] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def office(nothing_set, tmp_path):
    """Give an office whose operator is told of failures: its settings, anew each time, and the mails it sent."""
    keeping = Keeping()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(keeping, hostname="127.0.0.1", port=port)
    server.start()
    settings = {
        "OUTPUT": str(tmp_path / "output"),
        "SENDER": "事務局 <office@example.jp>",
        "OPERATOR": "operator@example.jp",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
    }
    for name, value in settings.items():
        nothing_set.setenv(f"AYUMI_{name}", value)
    yield SimpleNamespace(settings=load_settings, mails=keeping.mails)
    server.stop()


@pytest.fixture
def watch():
    """Give a way to start a web server that answers with a code: `watch(200)`, in TLS `watch(200, context)`."""
    servers = []

    def start(code: int, context=None) -> SimpleNamespace:
        called: list[str] = []

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                called.append(self.path)
                self.send_response(code)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing on the tests' standard error."""

        server = HTTPServer(("127.0.0.1", 0), Answering)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return SimpleNamespace(port=server.server_port, called=called)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
