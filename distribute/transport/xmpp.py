"""An XMPP connection that is made for one conversation within a deadline, and classifies what goes wrong.

It imports slixmpp, so adapters import it only when they are about to log in. The extra `xmpp` installs slixmpp.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import socket
import ssl
import struct
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.transport.loopback import is_loopback

try:
    from slixmpp import JID, ClientXMPP, InvalidJID
    from slixmpp.exceptions import XMPPError
    from slixmpp.util.sasl.client import SASLCancelled
    from slixmpp.util.sasl.mechanisms import SCRAM
except ModuleNotFoundError:
    msg = "XMPP needs slixmpp: pip install 'newsletter-distribute[xmpp]'"
    raise NotPosted(msg) from None

T = TypeVar("T")

MOST = 4_000_000  # bytes that a server may send in one conversation
_MOST_ITERATIONS = 1_000_000  # of the hash of a password; servers ask for 4,096 to 100,000
_GOODBYE = 1.0  # seconds that the server has to close its side
_SETTLING = 0.02  # seconds in which the reason for a lost connection comes after the loss
_CUT = "the connection was lost"
_PORTS = {"xmpp": 5222, "xmpps": 5223}
# The password crosses no network in the open, and mechanisms that reveal or weaken it are never used.
_MECHANISMS = {f"SCRAM-SHA-{size}{bound}" for size in ("1", "256", "512") for bound in ("", "-PLUS")} | {
    "PLAIN"
}
_PLUGINS = ("xep_0004", "xep_0030", "xep_0045", "xep_0059", "xep_0060", "xep_0203", "xep_0313", "xep_0359")
# Errors by which an entity says that it did not do what it was asked to (RFC 6120, 8.3.3). The others, such as
# internal-server-error and remote-server-timeout, may come after it was done.
_REFUSALS = {
    "bad-request": "it does not accept the request",
    "conflict": "there is a conflict with something that exists",
    "feature-not-implemented": "it does not offer this",
    "forbidden": "the account may not do this",
    "gone": "it has moved or was closed",
    "item-not-found": "there is no such thing",
    "jid-malformed": "an address is malformed",
    "not-acceptable": "it does not accept the text or the sender",
    "not-allowed": "nobody may do this",
    "not-authorized": "the account may not do this",
    "payment-required": "it asks for a payment",
    "policy-violation": "it is against a rule of the server",
    "registration-required": "only members may do this",
    "remote-server-not-found": "the server that hosts it was not found",
    "resource-constraint": "it accepts no more for now",
    "subscription-required": "the account has to subscribe first",
}
_PASSING = {"remote-server-not-found", "resource-constraint"}


class XmppLogin(msgspec.Struct, frozen=True):
    """An account and where its server is: `server` is xmpp://host:port or xmpps://host:port, "" for the domain's own."""

    jid: str
    password: Secret
    server: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the server is this machine, so that encryption is of no use."""
        host = urlsplit(self.server).hostname if self.server else self.jid.rpartition("@")[2]
        return is_loopback(host or "")


class XmppStream:
    """A conversation that is logged in; `client` is slixmpp's, `account` the bare JID."""

    def __init__(self, client: Any) -> None:
        """Begin with nothing sent."""
        self.client = client
        self.account = str(client.boundjid.bare)
        self.publishing = False

    def plugin(self, number: str) -> Any:
        """Return slixmpp's plugin for a XEP, such as `0060`."""
        return self.client.plugin[f"xep_{number}"]

    def begin_to_publish(self) -> None:
        """Note that what is sent from here on may be seen by people: a lost answer is a doubt."""
        self.publishing = True


def run_xmpp(login: XmppLogin, work: Callable[[XmppStream], Coroutine[Any, Any, T]], timeout: float) -> T:
    """Log in, return what `work` returns, and log out, all within `timeout` seconds.

    Raises NotPosted for whatever goes wrong before `begin_to_publish`, and for a refusal after it; InDoubt otherwise.
    """
    password = login.password.reveal()
    loop = asyncio.new_event_loop()
    # What asyncio would log quotes stanzas; what matters of an error is raised.
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        return loop.run_until_complete(_converse(login, password, work, timeout))
    finally:
        _close(loop)


async def _converse(
    login: XmppLogin, password: str, work: Callable[[XmppStream], Coroutine[Any, Any, T]], seconds: float
) -> T:
    connection = _Connection(login, password)
    stream: XmppStream | None = None
    try:
        async with asyncio.timeout(seconds):
            stream = XmppStream(await connection.log_in())
            result = await connection.unless_lost(work(stream))
    except (NotPosted, InDoubt):
        raise
    except XMPPError as error:
        raise _answered(str(error.condition), published=bool(stream and stream.publishing)) from None
    except (TimeoutError, _Lost) as error:
        if stream and stream.publishing:
            raise InDoubt("the connection was lost, or no answer came in time") from None
        why = str(error) or "it took too long"
        raise NotPosted(f"{connection.where} can't be reached: {why}", final=False) from None
    else:
        await connection.leave()
        return result
    finally:
        connection.cut()


def _salted(mechanism: Any, password: bytes, salt: bytes, iterations: int) -> bytes:
    """Return SCRAM's salted password (RFC 5802, 2.2). SASLCancelled where the server asks for endless work.

    slixmpp's own loop is in Python: 10,000 rounds hold up everything for 0.2 s, and a billion would for ever.
    """
    if not 0 < iterations <= _MOST_ITERATIONS:
        raise SASLCancelled
    return hashlib.pbkdf2_hmac(mechanism.hash().name, bytes(password), salt, iterations)


SCRAM.Hi = _salted  # type: ignore[method-assign, assignment]


class _Lost(Exception):
    """The connection was lost; the message gives the reason without quoting the server."""


class _Client(ClientXMPP):
    """A client that never reconnects by itself and limits how much it reads."""

    received = 0

    def data_received(self, data: bytes | str) -> None:
        """Read more data, up to a limit that no normal conversation reaches."""
        self.received += len(data)
        if self.received > MOST:
            self.abort()
        else:
            super().data_received(data)

    def _handle_stream_error(self, error: Any) -> None:
        """Report the error. Slixmpp itself would follow the server to another host."""
        self.event("stream_error", error)


class _Connection:
    """One login of one account."""

    def __init__(self, login: XmppLogin, password: str) -> None:
        self.where = login.jid.rpartition("@")[2]
        self._login = login
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[Any] = self._loop.create_future()
        self._over.add_done_callback(lambda over: over.exception())  # nobody may be waiting any more
        self._why = ""
        # Until it has refused one: the server has no mechanism that we use, or only without encryption.
        self._refusal = NotPosted("the server offers no way to log in that keeps the password safe")
        self._client = self._new_client(password)

    async def log_in(self) -> Any:
        """Return the client once it is logged in; NotPosted or _Lost if that fails."""
        ready: asyncio.Future[Any] = self._loop.create_future()
        self._client.add_event_handler("session_start", ready.set_result, disposable=True)
        address = urlsplit(self._login.server)
        port = address.port or _PORTS.get(address.scheme)
        self._client.connect(address.hostname, port)
        await asyncio.wait({ready, self._over}, return_when=asyncio.FIRST_COMPLETED)
        if self._over.done():
            self._over.result()
        if not (self._login.is_local or isinstance(self._client.socket, (ssl.SSLObject, ssl.SSLSocket))):
            raise NotPosted(f"{self.where} offers no TLS")
        if self._client.boundjid.bare != self._client.requested_jid.bare:
            raise NotPosted(f"{self.where} logged us in as somebody else than `jid`")
        return self._client

    async def unless_lost(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns; _Lost as soon as the connection is."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._over}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self._over.result()
            return task.result()
        finally:
            task.cancel()

    async def leave(self) -> None:
        """Say goodbye; whether that is heard makes no difference."""
        self._client.disconnect(wait=_GOODBYE)
        await asyncio.wait({self._over}, timeout=_GOODBYE)

    def cut(self) -> None:
        """Discard the data that the system has not sent yet, so that nothing leaves later."""
        self._client.cancel_connection_attempt()
        transport = self._client.transport
        line = transport.get_extra_info("socket") if transport else None
        if transport and line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

    def _new_client(self, password: str) -> _Client:
        try:
            jid = JID(self._login.jid)
        except InvalidJID:
            raise NotPosted("`jid` is not the address of an account") from None
        in_the_open = self._login.is_local
        mechanisms = {
            "use_mechs": _MECHANISMS, "unencrypted_plain": in_the_open, "unencrypted_scram": in_the_open,
        }  # fmt: skip
        # Its log has every stanza, the login among them.
        log = logging.getLogger("slixmpp")
        log.propagate, log.handlers = False, [logging.NullHandler()]
        client = _Client(
            jid,
            password,
            plugin_config={"feature_mechanisms": mechanisms},
            ssl_context=ssl.create_default_context(),
        )
        client.enable_direct_tls = not self._login.server.startswith("xmpp:")
        client.enable_starttls = not self._login.server.startswith("xmpps:")
        for name in _PLUGINS:
            client.register_plugin(name)
        for event, reason in self._ends().items():
            client.add_event_handler(event, reason)
        return client

    def _ends(self) -> dict[str, Callable[[Any], None]]:
        """Return what is done at each event that may end a connection."""
        return {
            "failed_auth": self._note_refusal,
            "failed_all_auth": lambda _: self._end(self._refusal),
            "ssl_invalid_chain": lambda error: self._end(_Lost(_reason(error))),
            "connection_failed": self._note,
            "reconnect_delay": lambda _: self._end(_Lost(self._why)),
            "stream_error": lambda error: self._end(_Lost(f"it ended the stream ({error['condition']})")),
            "disconnected": self._settle,
        }

    def _note(self, error: Any) -> None:
        self._why = _reason(error)

    def _note_refusal(self, failure: Any) -> None:
        if failure["condition"] == "temporary-auth-failure":
            self._refusal = NotPosted("the server can't check the login for now", final=False)
        else:
            self._refusal = NotPosted("the server refused the login: are `jid` and the password right?")

    def _settle(self, _: Any) -> None:
        self._loop.call_later(_SETTLING, lambda: self._end(_Lost(self._why or _CUT)))

    def _end(self, why: Exception) -> None:
        if not self._over.done():
            self._over.set_exception(why)


def _reason(error: Any) -> str:
    """Return why there is no connection, without quoting the server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}"
    if isinstance(error, OSError) and error.errno and not isinstance(error, ssl.SSLError):
        return os.strerror(error.errno)
    return "there is no such host" if isinstance(error, str) else type(error).__name__


def _answered(condition: str, *, published: bool) -> NotPosted | InDoubt:
    """Return the verdict on an error that was the answer to a stanza."""
    if condition in _REFUSALS:
        why = f"the service refused it: {_REFUSALS[condition]} ({condition})"
        return NotPosted(why, final=condition not in _PASSING)
    if published:
        return InDoubt(f"the service reported an error ({condition})")
    return NotPosted(f"the service reported an error ({condition})", final=False)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel the remaining tasks, without waiting for a name server that does not answer."""

    async def end() -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    loop.run_until_complete(end())
    loop.close()
