# ruff: noqa: N802, ARG002 - the server calls its hooks by these names, with these arguments
"""A mail server process for the tests: STARTTLS or TLS, login, and answers as a script file says.

Run as: smtp_peer.py FOLDER CERTIFICATE KEY {starttls|tls|plain}. Prints its port once it listens. Every mail that
it takes is a file N.json in FOLDER (sender, recipients, whether encrypted, content in base64). FOLDER/script.json,
read anew at each step, may hold:
  mail, data, content: an answer in place of the usual one, at MAIL, at the DATA command, after the content
  rcpt: answers by address
  after_content: "drop" (take the mail, then cut the connection) or "silence" (take it, never answer)
  before_content: "drop" (cut the connection at the DATA command)
"""

import asyncio
import base64
import json
import ssl
import sys
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

FOLDER = Path(sys.argv[1])
USER, PASSWORD, TOKEN = "office", "himitsu-no-kotoba", "a-valid-token"
NUMBERS = count(1)


def script() -> dict[str, Any]:
    file = FOLDER / "script.json"
    return json.loads(file.read_text()) if file.exists() else {}


class Peer(SMTP):
    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        said = script()
        if said.get("before_content") == "drop":
            self.transport.abort()
        elif "data" in said:
            await self.push(said["data"])
        else:
            await super().smtp_DATA(arg)


class Handler:
    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = script().get("mail")
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = script().get("rcpt", {}).get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = script()
        if "content" in said:
            return said["content"]
        number = next(NUMBERS)
        taken = {
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "encrypted": session.ssl is not None or server.transport.get_extra_info("cipher") is not None,
            "content": base64.b64encode(envelope.original_content).decode(),
        }
        part = FOLDER / f"{number}.part"
        part.write_text(json.dumps(taken))
        part.rename(FOLDER / f"{number}.json")
        if said.get("after_content") == "drop":
            server.transport.abort()
        if said.get("after_content") == "silence":
            await asyncio.Event().wait()
        return "250 OK taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        expected = f"user={USER}\1auth=Bearer {TOKEN}\1\1".encode()
        return AuthResult(success=base64.b64decode(args[1]) == expected, handled=False)


def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


async def serve(certificate: str, key: str, security: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def peer() -> Peer:
        if security == "plain":
            return Peer(Handler(), data_size_limit=2_000_000)
        return Peer(
            Handler(),
            data_size_limit=2_000_000,
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_required=True,
            auth_require_tls=security == "starttls",
            authenticator=login,
        )

    server = await asyncio.get_running_loop().create_server(
        peer, "127.0.0.1", 0, ssl=context if security == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[2:5]))
