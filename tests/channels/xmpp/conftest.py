"""One server for all tests of XMPP, Prosody where a test names none, and two people who are logged in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from distribute.testing.clock import TurnedClock
from tests.tools import needed

from .ejabberd import Ejabberd
from .kit import Node, Room
from .prosody import Prosody
from .server import PASSWORD, XmppServer
from .wire import Person

_PROGRAMS: dict[str, type[XmppServer]] = {"prosody": Prosody, "ejabberdctl": Ejabberd}


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[XmppServer]:
    """A server of the tests' own."""
    program = getattr(request, "param", "prosody")
    needed("openssl")
    server = _PROGRAMS[program](needed(program), tmp_path_factory.mktemp(program))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def witness(server: XmppServer) -> Iterator[Person]:
    """Somebody who is told of everything that arrives, and who may set up nodes."""
    person = Person(server, "witness")
    yield person
    person.close()


@pytest.fixture(scope="session")
def editor(server: XmppServer) -> Iterator[Person]:
    """Somebody else who publishes."""
    person = Person(server, "editor")
    yield person
    person.close()


@pytest.fixture(autouse=True)
def account(server: XmppServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the account's password, and trust the server's certificate alone: the system's take 60 ms to read."""
    monkeypatch.setenv("XMPP_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))


@pytest.fixture
def clock() -> TurnedClock:
    """Return the clock of an archive, which goes by the server's."""
    return TurnedClock(datetime.now(UTC))


@pytest.fixture
def node(server: XmppServer, witness: Person, editor: Person, clock: TurnedClock) -> Iterator[Node]:
    """A node of its own."""
    node = Node(server, witness, editor, clock)
    yield node
    node.close()


@pytest.fixture
def room(server: XmppServer, witness: Person, editor: Person, clock: TurnedClock) -> Iterator[Room]:
    """A room of its own."""
    room = Room(server, witness, editor, clock)
    yield room
    room.close()
