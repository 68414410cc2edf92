"""What tests of several rooms share: a real mail server."""

from collections.abc import Iterator

import pytest
from mail_peer import MailPeer
from mail_peer import mail_peer as started_mail_peer


@pytest.fixture(scope="session")
def mail_peer() -> Iterator[MailPeer]:
    """Postfix and Dovecot on loopback for the whole test run; peers/mail_peer.py says what they do with whom."""
    with started_mail_peer() as peer:
        yield peer
