"""A real mail server process on loopback, certificates made for the run, a small plan and its mail."""

import base64
import hashlib
import ipaddress
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sources.attainment import PlanAttainment, Rating, RollUp
from sources.bodies import Body, Recipient
from sources.edition import Bounce, Delivery, Edition, EditionInput, EditionRecipient, OutputFile
from sources.month import Month
from sources.own_mailbox import OwnMailbox
from sources.plan import Level, Node, Plan
from tasks.delivery.attachment import Attachment
from tasks.delivery.envelope import Envelope, mark_of
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.message import compose
from tasks.delivery.smtp import Security, SmtpServer
from tasks.delivery.summary import summarise
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Certificates:
    """The files of an authority of our own, and of a server that it vouches for as localhost and 127.0.0.1."""

    authority: Path
    certificate: Path
    key: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    made = Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the office's own authority")])
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
    for file, builder in ((made.authority, of_authority), (made.certificate, of_server)):
        file.write_bytes(builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


@dataclass(frozen=True)
class Taken:
    """One mail that the server took."""

    sender: str
    recipients: list[str]
    encrypted: bool
    content: bytes

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass(frozen=True)
class Peer:
    """A running mail server: how to reach it, what it took, and what it shall say."""

    server: SmtpServer
    folder: Path

    def taken(self) -> list[Taken]:
        files = sorted(self.folder.glob("[0-9]*.json"), key=lambda file: int(file.stem))
        return [
            Taken(**{**found, "content": base64.b64decode(found["content"])})
            for found in (json.loads(file.read_text()) for file in files)
        ]

    def says(self, **script: Any) -> None:
        """Answer as *script* says from now on; without any, as a willing server."""
        part = self.folder / "script.part"
        part.write_text(json.dumps(script))
        part.rename(self.folder / "script.json")


@pytest.fixture
def start_peer(certificates: Certificates, tmp_path: Path) -> Iterator[Callable[..., Peer]]:
    """A maker of running mail servers, each in its own process; all are stopped at the end."""
    running: list[subprocess.Popen[str]] = []

    def start(security: str = "starttls") -> Peer:
        folder = tmp_path / f"peer-{len(running)}"
        folder.mkdir()
        script = Path(__file__).with_name("smtp_peer.py")
        words = [sys.executable, str(script), str(folder), str(certificates.certificate), str(certificates.key)]
        process = subprocess.Popen([*words, security], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        server = SmtpServer(
            host="127.0.0.1",
            port=int(process.stdout.readline()),
            security={"plain": Security.NONE}.get(security) or Security(security),
            user="" if security == "plain" else "office",
            password="" if security == "plain" else "himitsu-no-kotoba",
            ca_file=certificates.authority,
            command_timeout_seconds=20,
            last_reply_timeout_seconds=20,
        )
        return Peer(server, folder)

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def peer(start_peer: Callable[..., Peer]) -> Peer:
    """A mail server with STARTTLS and login."""
    return start_peer()


def _node(node_id: str, level: Level, parent_id: str | None, number: str, title: str) -> Node:
    return Node(id=node_id, level=level, parent_id=parent_id, number=number, title=title, new=False)


@pytest.fixture
def plan() -> Plan:
    """A plan of one strategy with two items."""
    return Plan(
        plan_id="fy2021",
        title="2021年度事業計画",
        organisation="東北経済連合会",
        fiscal_year=2021,
        phase_title="第2期",
        phase_first_year=2020,
        phase_last_year=2022,
        time_zone="Asia/Tokyo",
        version="1",
        deadline_day=10,
        default_rating_profile="standard-1",
        nodes=(
            _node("S1", Level.STRATEGY, None, "戦略1", "魅力を高める"),
            _node("1", Level.ITEM, "S1", "戦略項目1", "安全・安心な地域社会の実現"),
            _node("2", Level.ITEM, "S1", "戦略項目2", "多様な人材の活躍推進"),
        ),
        measures=(),
        notes=(),
        dates=(),
        activities=(),
    )


@pytest.fixture
def attained() -> PlanAttainment:
    """Ratings of October 2021: two items, of which one lacks a report that is overdue."""
    first = RollUp("1", ((Rating.MET, 1), (Rating.GOOD, 2)), 3, 3, 0, ())
    second = RollUp("2", ((Rating.POOR, 1), (Rating.NONE, 1)), 2, 1, 1, ())
    whole = RollUp("S1", ((Rating.MET, 1), (Rating.GOOD, 2), (Rating.POOR, 1), (Rating.NONE, 1)), 5, 4, 1, ())
    return PlanAttainment("fy2021", OCTOBER, "standard-1", "標準評価基準", "", (), (), (first, second, whole))


@pytest.fixture
def body() -> Body:
    return Body(
        body_id="bc",
        name="東経連ビジネスセンター",
        recipients=(
            Recipient(address="chair@bc.example.jp", name="東経連ビジネスセンター 座長"),
            Recipient(address="office@bc.example.jp", name="事務局", role="cc"),
        ),
    )


@pytest.fixture
def edition() -> Edition:
    return Edition("fy2021", OCTOBER, 1, "d" * 64, NOON, ())


@pytest.fixture
def composed(plan: Plan, attained: PlanAttainment, body: Body, edition: Edition) -> Callable[..., Any]:
    """Compose the mail of an edition to a body with one PDF; keywords replace what is usual."""

    def make(**other: Any) -> Any:
        usual: dict[str, Any] = {
            "plan": plan,
            "summary": summarise(plan, attained),
            "attachments": [Attachment("2021年10月_戦略1.pdf", b"%PDF-1.7 not really")],
            "sender": Mailbox("robot@tohoku.example.jp", "東北経済連合会"),
            "reply_to": Mailbox("office@tohoku.example.jp", "事務局"),
            "date": NOON,
        }
        given = {**usual, **{key: value for key, value in other.items() if key not in {"edition", "body"}}}
        return compose(other.get("edition", edition), other.get("body", body), **given)

    return make


@pytest.fixture
def ledger_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger.open(ledger_url) as opened:
        yield opened


@pytest.fixture
def outbox(composed: Callable[..., Any], body: Body) -> Callable[..., Edition]:
    """Freeze and approve an edition for as many bodies as asked, and put its mails into a ledger's outbox."""

    def fill(ledger: Ledger, bodies: int = 1, *, plan_id: str = "fy2021", approved: bool = True) -> Edition:
        receivers = [replace_body(body, f"bc{number}" if number else "bc", number) for number in range(bodies)]
        frozen = ledger.freeze_edition(
            plan_id,
            OCTOBER,
            files=[OutputFile("board.pdf", "sha-of-board", 9)],
            recipients=[
                EditionRecipient(one.body_id, recipient.address, recipient.role)
                for one in receivers
                for recipient in one.recipients
            ],
            inputs=[EditionInput("2021-10/bc.xlsx", "sha-of-input")],
            created=NOON,
        )
        ledger.queue(frozen, [composed(edition=frozen, body=one) for one in receivers], at=NOON)
        if approved:
            ledger.approve(frozen, approved_by="事務局長", approved_at=NOON)
        return frozen

    return fill


def replace_body(body: Body, body_id: str, number: int) -> Body:
    """Return *body* under another id, its addresses numbered from 1 on."""
    if not number:
        return body
    recipients = tuple(
        one.model_copy(update={"address": one.address.replace("bc.", f"bc{number}.")}) for one in body.recipients
    )
    return body.model_copy(update={"body_id": body_id, "recipients": recipients})


@dataclass(frozen=True)
class Post:
    """How mails go out through the real mail server, with a witness and a bounce address of this test alone."""

    server: SmtpServer
    envelope: Envelope
    witness: OwnMailbox
    bounces: OwnMailbox

    @staticmethod
    def bounce(row: Delivery, address: str) -> Bounce:
        """A report that says of an outbox row's first attempt that an address was not there."""
        return Bounce("sha-of-a-report", mark_of(row.message_id), 1, address, "5.1.1", "no such user")


@pytest.fixture
def post(mail_peer: Any, request: pytest.FixtureRequest) -> Post:
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    envelope = Envelope(witness=f"witness-{name}@example.jp", bounces=f"bounces-{name}@example.jp")
    server = SmtpServer(
        host=mail_peer.host,
        port=mail_peer.smtp_port,
        user="office@example.jp",
        password=mail_peer.password,
        ca_file=mail_peer.ca_file,
        command_timeout_seconds=20,
        last_reply_timeout_seconds=20,
    )

    def mailbox(user: str) -> OwnMailbox:
        return OwnMailbox(
            mail_peer.host, user, mail_peer.imaps_port, mail_peer.password, ca_file=mail_peer.ca_file
        )

    return Post(server, envelope, mailbox(envelope.witness), mailbox(envelope.bounces))


@pytest.fixture
def arrived(mail_peer: Any) -> Callable[[str, int], list[bytes]]:
    """Wait until a mailbox of the real server holds as many mails as asked for, and return them."""

    def wait(address: str, count: int) -> list[bytes]:
        until = time.monotonic() + 20
        while len(found := mail_peer.mails(address)) < count:
            assert time.monotonic() < until, f"{address} holds {len(found)} of {count} mails"
            time.sleep(0.05)
        return found

    return wait


@pytest.fixture
def quick(peer: Peer) -> SmtpServer:
    """The mail server, given up on after half a second of silence."""
    return replace(peer.server, last_reply_timeout_seconds=0.5)
