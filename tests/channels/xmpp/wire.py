"""What stands between the adapters and a server: a proxy that plays faults, and people who see what arrives."""

from __future__ import annotations

import base64
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from distribute.testing.service import KEPT, Fault

from .server import HOST, PASSWORD, XmppServer

# The faults of a connection and of a server that XMPP has as well. An HTTP status is played as the error like it.
FAULTS: tuple[Fault, ...] = (
    "refused",
    "cut before keeping",
    "cut after keeping",
    "half an answer",
    "500 before keeping",
    "500 after keeping",
    "429",
    "422",
    "silence before keeping",
    "silence after keeping",
)
# What an adapter adds to the shared connection is tried with these.
FEWER: tuple[Fault, ...] = (
    "refused", "cut before keeping", "cut after keeping", "500 after keeping", "422", "silence after keeping",
)  # fmt: skip
_CONDITIONS = {"500": "internal-server-error", "429": "resource-constraint", "422": "not-acceptable"}
_STARTTLS = re.compile(rb"<starttls\b.*?(?:/>|</starttls>)", re.DOTALL)
_LISTED = re.compile(rb"<item\b.*?</item>|<message\b[^>]*><result\b.*?</result></message>", re.DOTALL)
_ID = re.compile(rb"""<(?:item|message)\b[^>]*?\bid=["']([^"']+)""")


class Person:
    """An account that is logged in without any library: it sends what it is told and keeps what it gets."""

    def __init__(self, server: XmppServer, name: str) -> None:
        """Log in."""
        self.jid = f"{name}@{HOST}/tests"
        self.got = b""
        self._asked = 0
        self._line = socket.create_connection(("127.0.0.1", server.port), 10)
        self._open()
        secret = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        self._say(
            f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>", "<success"
        )
        self._open()
        self.ask("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>tests</resource></bind>")

    def close(self) -> None:
        """Log out."""
        self._line.close()

    def ask(self, query: str, to: str = HOST, kind: str = "set") -> str:
        """Send a request and return its answer. What the server did before has been told by then."""
        self._asked += 1
        iq = f"<iq type='{kind}' id='ask-{self._asked}' to='{to}'>{query}</iq>"
        iq = iq.replace(f" to='{HOST}'", "") if "bind" in query else iq
        return self._say(iq, f"<iq\\b[^>]*\\bid=['\"]ask-{self._asked}['\"](?:[^>]*/>|.*?</iq>)")

    def tell(self, stanza: str) -> None:
        """Send a stanza that has no answer."""
        self._line.sendall(stanza.encode())
        self.catch_up()

    def catch_up(self) -> str:
        """Return everything that has arrived, once all that is on its way is there."""
        self.ask("<ping xmlns='urn:xmpp:ping'/>", kind="get")
        return self.got.decode()

    def _open(self) -> None:
        stream = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'"
        self._say(f"<stream:stream to='{HOST}' {stream}>", "</stream:features>")

    def _say(self, text: str, until: str) -> str:
        begin = len(self.got)
        self._line.sendall(text.encode())
        while not (found := re.search(until, self.got[begin:].decode(), re.DOTALL)):
            more = self._line.recv(65536)
            assert more, self.got
            self.got += more
        return found[0]


class Wire:
    """A proxy in front of a server. It strips STARTTLS, reads along, and plays a fault at a stanza that publishes."""

    def __init__(self, server: XmppServer, publishes: re.Pattern[bytes], now: Callable[[], datetime]) -> None:
        """Begin to listen."""
        self.lag = 0.0
        self.seen: list[bytes] = []  # what clients have sent, one stanza that publishes each
        self.sent = b""  # everything that clients have sent
        self._kept: dict[bytes, datetime] = {}
        self._cues: list[Fault] = []
        self._server, self._publishes, self._now = server, publishes, now
        self._open: list[socket.socket] = []
        self._listen(0)

    @property
    def url(self) -> str:
        return f"xmpp://127.0.0.1:{self._port}"

    def fail(self, *faults: Fault) -> None:
        if "refused" in faults:
            _shut(self._listener)
        self._cues = [fault for fault in faults if fault != "refused"]

    def heal(self) -> None:
        self._cues = []
        if self._listener.fileno() < 0:
            self._listen(self._port)

    def close(self) -> None:
        for line in (self._listener, *self._open):
            _shut(line)

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server.port))
                self._open += [client, server]
                played: list[Fault] = []
                for work in (self._requests, self._answers):
                    threading.Thread(target=work, args=(client, server, played), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket, played: list[Fault]) -> None:
        with suppress(OSError):
            while sent := client.recv(65536):
                self.sent += sent
                if self._publishes.search(sent):
                    self.seen.append(sent)
                    played += [self._cues.pop(0)] if self._cues else []
                    if not played or played[0] in KEPT:
                        self._keep(sent)
                    elif not self._fail_at_once(played[0], sent, client):
                        continue
                    else:
                        break
                server.sendall(sent)
        _shut(client)
        _shut(server)

    def _fail_at_once(self, fault: Fault, sent: bytes, client: socket.socket) -> bool:
        """Play a fault before anything is kept; True if the connection ends by it."""
        if condition := _CONDITIONS.get(fault.split()[0]):
            client.sendall(self._error(sent, condition))
        return fault.startswith("cut")

    def _answers(self, client: socket.socket, server: socket.socket, played: list[Fault]) -> None:
        held = b""
        with suppress(OSError):
            while answer := server.recv(65536):
                answer = _LISTED.sub(self._unless_late, _STARTTLS.sub(b"", answer))
                fault = played[0] if played else ""
                if fault.startswith("silence"):
                    continue
                if fault.startswith(("cut", "half")):
                    # A connection that is closed earlier may take the stanza along before the server has read it.
                    held += answer
                    if self._opening(self.seen[-1])["id"] not in held:
                        continue
                    if fault.startswith("half"):
                        client.sendall(held.partition(b">")[0])
                    break
                if fault.startswith("500 after"):
                    answer = self._error(self.seen[-1], _CONDITIONS["500"])
                client.sendall(answer)
        if not (played and played[0].startswith("silence")):
            _shut(client)
            _shut(server)

    def _opening(self, sent: bytes) -> dict[str, bytes]:
        """Return the name, recipient and id of the stanza that publishes; others may have come in one piece with it."""
        published = self._publishes.search(sent)
        assert published
        end = sent.find(b">", published.end() - 1) + 1  # the pattern may end inside of a tag
        *_, opening = re.finditer(rb"""<(iq|message)\b[^>]*>""", sent[:end])
        said = {"name": opening[1]}
        for name in ("to", "id"):
            found = re.search(rb"""\b%s=["']([^"']+)""" % name.encode(), opening[0])
            assert found
            said[name] = found[1]
        return said

    def _error(self, sent: bytes, condition: str) -> bytes:
        """Return the error that answers the stanza that publishes."""
        stanza = self._opening(sent)
        return (
            b"<%s type='error' id='%s' from='%s'><error type='cancel'>"
            b"<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></%s>"
        ) % (stanza["name"], stanza["id"], stanza["to"], condition.encode(), stanza["name"])

    def _keep(self, sent: bytes) -> None:
        for number in _ID.findall(sent):
            self._kept.setdefault(number, self._now())

    def _unless_late(self, listed: re.Match[bytes]) -> bytes:
        """Return what is listed, nothing if it may not be seen yet."""
        until = self._now() - timedelta(seconds=self.lag)
        late = [number for number, at in self._kept.items() if at > until]
        return b"" if any(number in listed[0] for number in late) else listed[0]


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
