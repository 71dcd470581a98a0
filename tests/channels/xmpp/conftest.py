"""One Prosody for all tests of XMPP, and two people who are logged in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tools import needed

from .prosody import PASSWORD, Prosody
from .wire import Person


@pytest.fixture(scope="session")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    """A server of the tests' own."""
    needed("openssl")
    server = Prosody(needed("prosody"), tmp_path_factory.mktemp("prosody"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def witness(prosody: Prosody) -> Iterator[Person]:
    """Somebody who is told of everything that arrives, and who may set up nodes."""
    person = Person(prosody, "witness")
    yield person
    person.close()


@pytest.fixture(scope="session")
def editor(prosody: Prosody) -> Iterator[Person]:
    """Somebody else who publishes."""
    person = Person(prosody, "editor")
    yield person
    person.close()


@pytest.fixture(autouse=True)
def account(prosody: Prosody, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the account's password, and trust the server's certificate alone: the system's take 60 ms to read."""
    monkeypatch.setenv("XMPP_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(prosody.certificate))
