"""A real mail server for the tests: Postfix and Dovecot in a folder of their own, on free loopback ports.

    with mail_peer() as peer:
        peer.put("office@example.jp", raw)             # into a mailbox, by IMAP
        peer.mails("bounces@example.jp")               # what lies in one

Started from this file as a process of its own, which stops both servers when its standard input ends: they never
outlive the tests, however those end. Every address under example.jp has a mailbox, which opens with `PASSWORD` or
a token of `MailPeer.token`; an address user+detail@… is delivered to user@…. What Postfix does with a recipient:

    unknown@example.jp                refused at RCPT, 550
    later@example.jp                  refused for now at RCPT, 450
    any address outside example.jp    taken; its own server refuses it, 550, so a bounce goes to the sender
"""

import base64
import contextlib
import hashlib
import hmac
import imaplib
import ipaddress
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "himitsu-no-kotoba"
PACKAGES = "postfix dovecot-imapd dovecot-lmtpd"
CONFIGURATION = Path(__file__).with_name("mail_peer")
PROGRAMS = "/usr/sbin:/usr/bin:/sbin:/bin"
_TOKEN_KEY = b"a-key-that-only-this-test-server-knows"


@dataclass(frozen=True)
class MailPeer:
    """The running servers: their ports on 127.0.0.1, and the authority that vouches for their certificate."""

    folder: str
    smtp_port: int
    """Submission with STARTTLS and login, up to 20 MiB a mail."""
    smtps_port: int
    imaps_port: int
    lmtp_port: int
    """Dovecot's own door, which takes a mail for any address without a login."""
    sasl_port: int
    outside_port: int
    """The server of all the world outside, which knows nobody."""
    host: str = "127.0.0.1"
    password: str = PASSWORD

    @property
    def ca_file(self) -> Path:
        return Path(self.folder) / "authority.pem"

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def imap(self, address: str) -> imaplib.IMAP4_SSL:
        """Return an open mailbox; close it with `with`."""
        connection = imaplib.IMAP4_SSL(self.host, self.imaps_port, ssl_context=self.context, timeout=20)
        connection.login(address, self.password)
        return connection

    def put(self, address: str, raw: bytes, folder: str = "INBOX") -> None:
        """Lay a mail into a mailbox; *folder* is named as on the wire (IMAP's UTF-7), and made if need be."""
        with self.imap(address) as connection:
            if folder != "INBOX":
                connection.create(f'"{folder}"')
            done, said = connection.append(f'"{folder}"', "", "", raw)  # type: ignore[arg-type]  # no date: now
            assert done == "OK", said

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Return the mails of one folder, oldest first, without marking any as seen; none where it is missing."""
        with self.imap(address) as connection:
            if connection.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _, (numbers,) = connection.search(None, "ALL")
            fetched = [connection.fetch(number.decode(), "(BODY.PEEK[])")[1] for number in numbers.split()]
            return [parts[0][1] for parts in fetched if isinstance(parts[0], tuple)]

    def token(self, user: str, valid_for: timedelta = timedelta(minutes=5)) -> str:
        """Return a bearer token that opens a user's mailbox by XOAUTH2, at either server, while it is valid."""
        now = datetime.now(UTC)
        claims = {"sub": user, "iat": int(now.timestamp()) - 3600, "exp": int((now + valid_for).timestamp())}
        parts = [_url_safe(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
        signed = b".".join(parts)
        return (signed + b"." + _url_safe(hmac.new(_TOKEN_KEY, signed, hashlib.sha256).digest())).decode()

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Let Postfix take mail but deliver none; at the end it delivers all that it held."""
        self._change("defer_transports=lmtp")
        try:
            yield
        finally:
            self._change("defer_transports=")
            self._run("postqueue", "-c", f"{self.folder}/postfix", "-f")

    def queue(self) -> str:
        """Return Postfix's list of the mails that it holds, or why there is none just now."""
        words = _as_root("postqueue", "-c", f"{self.folder}/postfix", "-p")
        return subprocess.run(words, capture_output=True, text=True, env={"PATH": PROGRAMS}, check=False).stdout

    def _change(self, setting: str) -> None:
        self._run("postconf", "-c", f"{self.folder}/postfix", "-e", setting)
        self._run("postfix", "-c", f"{self.folder}/postfix", "reload")

    @staticmethod
    def _run(*words: str) -> None:
        subprocess.run(_as_root(*words), check=True, capture_output=True, env={"PATH": PROGRAMS})


def _as_root(*words: str) -> list[str]:
    """Return the words that run a program as root, since Postfix and Dovecot start as nobody else."""
    return list(words) if os.getuid() == 0 else ["sudo", "-n", *words]


def _url_safe(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@contextlib.contextmanager
def mail_peer() -> Iterator[MailPeer]:
    """Start both servers, hand them out once they answer, and stop them at the end."""
    words = _as_root(sys.executable, str(Path(__file__).resolve()))
    # In a session of its own, so that Ctrl-C reaches the tests alone, and they end it in order.
    keeper = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    try:
        line = keeper.stdout.readline()
        if not line:
            raise RuntimeError(
                "The mail servers did not start; the reason stands above, or sudo wants a password."
            )
        yield MailPeer(**json.loads(line))
    finally:
        keeper.stdin.close()
        keeper.wait(30)
        keeper.stdout.close()


# --- in the process that keeps them -----------------------------------------------------------------------


def keep() -> None:
    """Run both servers until standard input ends; print how to reach them as one line of JSON."""
    folder = Path(tempfile.mkdtemp(prefix="ayumi-mail-"))
    running: list[subprocess.Popen[bytes]] = []
    try:
        _require_programs()
        peer = _configured(folder)
        running += [_started(["dovecot", "-F", "-c", f"{folder}/dovecot.conf"], folder)]
        running += [_started(["postfix", "-c", f"{folder}/postfix", "start-fg"], folder)]
        for name, port in asdict(peer).items():
            if name.endswith("_port"):
                _wait_for(port, running, folder)
        print(json.dumps(asdict(peer)), flush=True)
        sys.stdin.read()
    finally:
        if len(running) == 2:
            _started(["postfix", "-c", f"{folder}/postfix", "stop"], folder).wait(20)
        for process in running[:1]:
            process.terminate()
        for process in running:
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _require_programs() -> None:
    if not all(shutil.which(program, path=PROGRAMS) for program in ("postfix", "dovecot")):
        sys.exit(f"The mail tests need {PACKAGES}. Install them with: deploy/set_up.sh --for-tests")


def _configured(folder: Path) -> MailPeer:
    """Return the peer that the files written to *folder* describe."""
    for name in ("run", "box", "tokens/default/HS256", "postfix", "spool", "data"):
        (folder / name).mkdir(parents=True)
    folder.chmod(0o755)
    shutil.chown(folder / "box", "nobody", "nogroup")
    shutil.chown(folder / "data", "postfix")
    (folder / "tokens/default/HS256/default").write_bytes(base64.b64encode(_TOKEN_KEY))
    make_certificates(folder)
    peer = MailPeer(str(folder), *_free_ports(6))
    for source, target in (
        ("dovecot.conf", "dovecot.conf"),
        ("tokens.conf", "tokens.conf"),
        ("main.cf", "postfix/main.cf"),
        ("master.cf", "postfix/master.cf"),
        ("recipients", "postfix/recipients"),
        ("outside", "postfix/outside"),
        ("domains", "postfix/domains"),
    ):
        template = Template((CONFIGURATION / source).read_text(encoding="utf-8"))
        (folder / target).write_text(template.substitute(asdict(peer)), encoding="utf-8")
    for name in ("dynamicmaps.cf", "postfix-files"):
        if (Path("/etc/postfix") / name).exists():
            shutil.copy(Path("/etc/postfix") / name, folder / "postfix")
    return peer


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in taken]


def _started(words: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "said").open("ab") as said:
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={"PATH": PROGRAMS, "HOME": "/"}
        )


def _wait_for(port: int, running: list[subprocess.Popen[bytes]], folder: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end or any(process.poll() is not None for process in running):
                logs = [file.read_text(errors="replace") for file in folder.glob("*[!.]*") if file.name in LOGS]
                sys.exit("\n".join(["The mail servers did not start.", *logs]))
            time.sleep(0.05)
        else:
            return


LOGS = ("said", "dovecot.log", "postfix.log")


def make_certificates(folder: Path) -> None:
    """Write an authority of our own, and a server's certificate and key, valid for localhost and 127.0.0.1."""
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the mail tests' own authority")])
    server = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)

    def certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(authority)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=2))
        )

    of_authority = certificate(authority, authority_key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    of_server = certificate(server, server_key).add_extension(x509.SubjectAlternativeName(names), critical=False)
    for name, builder in (("authority.pem", of_authority), ("server.pem", of_server)):
        signed = builder.sign(authority_key, hashes.SHA256())
        (folder / name).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    encoded = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.key").touch(mode=0o600)
    (folder / "server.key").write_bytes(encoded)


if __name__ == "__main__":
    keep()
