"""An HTTP session that sends each request once, within a deadline, and classifies the response.

It imports requests, so adapters import it only when they are about to send something.
"""

from __future__ import annotations

import errno
import logging
import math
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPResponse, RemoteDisconnected
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict

from distribute.channel.interface import Finding
from distribute.channel.readback import SKEW
from distribute.channel.settings import Secret
from distribute.channel.verdicts import LONGEST_WAIT, InDoubt, NotPosted
from distribute.transport.loopback import is_loopback, is_open_http

_CHUNK = 65_536
MOST = 4_000_000  # bytes of a response; the response to a post usually has a few thousand
# Status codes that mean that the service rejected the request, so nothing was posted.
REFUSALS = frozenset({400, 401, 402, 403, 404, 413, 415, 422, 426})
_HINTS = {401: "is the token right?", 403: "may this account post here?", 404: "is the address right?"}
PRIVATE = "on a private network or on this machine, where only the site itself may be fetched"
_READING = frozenset({"GET", "HEAD"})
_WHOLE_SECONDS = 2.0  # tolerance for times in whole seconds and for transit
_DIGITS = 9  # the longest number that is read as seconds
_CLOCKS_AGREE = 30  # a difference in seconds that is harmless
_LEFT = ("X-RateLimit-Remaining", "X-Rate-Limit-Remaining", "RateLimit-Remaining")
_RESETS = ("X-RateLimit-Reset", "X-Rate-Limit-Reset", "RateLimit-Reset")


class _WithoutPaths(logging.Filter):
    """Takes addresses, paths and what the service sent out of urllib3's messages: those of webhooks are secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_path, record.args))
        if record.exc_info:  # of a header that can't be read, which it quotes
            record.exc_info = None
        return True


def _without_path(argument: object) -> object:
    """Return an argument of a message without what may be secret in it."""
    if isinstance(argument, Exception):
        return type(argument).__name__
    text = str(argument)
    return "…://…" if "://" in text else "/…" if text.startswith("/") else argument


# A filter sees only the messages of its own logger, and not those of the loggers below it.
for _name in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
    logging.getLogger(f"urllib3.{_name}").addFilter(_WithoutPaths())


class Session(requests.Session):
    """A requests.Session for one thread that never sends anything twice.

    For every request it raises NotPosted if nothing was posted for certain, and InDoubt if that is unknown.
    So it returns only successful responses, and those with a status code in `own`, which the adapter handles
    itself.
    """

    def __init__(
        self,
        timeout: float,
        *,
        own: Collection[int] = (),
        patience: float | None = None,
        may_reach: Callable[[str], bool] | None = None,
        told_as: str = "",
        unpack: bool = True,
    ) -> None:
        """Limit each request, from the DNS lookup to the last byte, to `timeout` seconds.

        `may_reach` returns whether a connection to an IP address is allowed; without it, all are. With `patience`, the
        clock of every response but that to the post itself is compared with this machine's. If they differ so much that
        a post could be sent twice, NotPosted is raised. `told_as` stands for the host in messages if the address is a
        secret. Without `unpack`, a body stays as it was sent: one whose packed form is cut off unpacks without an error.
        """
        super().__init__()
        self.timeout = timeout
        self.own = frozenset(own)
        self.patience = patience
        self.may_reach = may_reach
        self.told_as = told_as
        self.unpack = unpack
        self.auth = _unchanged  # otherwise requests would replace the token with a password from .netrc
        self._deadline = Deadline(timeout)

    def get_adapter(self, url: str | bytes) -> HTTPAdapter:
        """Return a new adapter: a stale connection that was closed while idle would put the post in doubt."""
        return _Adapter(self._deadline, self.may_reach)

    def get_redirect_target(self, resp: Any) -> None:
        """Follow no redirect: a 307 or 308 would send the post again, a 302 would change the request."""

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Return the request in the form in which it is sent; NotPosted, without its address, if there is none."""
        try:
            return super().prepare_request(request)
        except Exception as error:  # noqa: BLE001 - nothing was sent, and the message may quote the address
            is_address = isinstance(error, requests.exceptions.InvalidURL)
            msg = "its address is not valid" if is_address else f"it can't be asked: {type(error).__name__}"
            raise NotPosted(msg) from None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send the request once and return the complete response; NotPosted or InDoubt otherwise."""
        _refuse_unencrypted_credentials(request)
        if is_loopback(urlsplit(request.url or "").hostname or ""):
            kwargs["proxies"] = {}  # a proxy on another machine can't reach it
        # The deadline is enforced by its timer; these two time-outs only make sure that no call blocks for ever.
        kwargs |= {"stream": True, "timeout": (self.timeout, self.timeout + 1)}
        with Deadline(self.timeout) as deadline:
            self._deadline = deadline
            try:
                answer = super().send(request, **kwargs)
                _read(answer, unpack=self.unpack)
                deadline.in_time()  # a body that the timer cut off may look complete
            except InDoubt:
                raise
            except Exception as error:  # noqa: BLE001 - raised again as a verdict
                where = self.told_as or urlsplit(request.url or "").hostname or "the service"
                raise _verdict_without_response(error, deadline, where) from None
        if answer.status_code not in self.own:
            raise_for_outcome(answer)
        if self.patience is not None and answer.ok and request.method in _READING:
            require_clock(answer, self.patience)
        return answer


def _refuse_unencrypted_credentials(request: requests.PreparedRequest) -> None:
    """Raise NotPosted for a request that would send credentials unencrypted."""
    url = request.url or ""
    holds_secrets = "Authorization" in request.headers or "@" in urlsplit(url).netloc
    if holds_secrets and is_open_http(url):
        msg = "credentials are not sent over http://, which is not encrypted: use https://"
        raise NotPosted(msg)


def raise_for_outcome(answer: requests.Response) -> None:
    """Return on success; raise NotPosted if nothing was posted for certain, else InDoubt."""
    status = answer.status_code
    if 200 <= status < 300:  # noqa: PLR2004 - 2xx
        return
    if status == requests.codes.too_many_requests:
        msg = "the service limits the number of requests (429)"
        raise NotPosted(msg, final=False, retry_after=retry_after(answer))
    if status in REFUSALS:
        hint = f": {_HINTS[status]}" if status in _HINTS else ""
        msg = f"the service refused it ({status}){hint}"
        raise NotPosted(msg)
    what = "a redirect, which is not followed" if 300 <= status < 400 else "an error"  # noqa: PLR2004
    msg = f"the service returned {what} ({status})"
    raise InDoubt(msg)


def retry_after(answer: requests.Response, now: datetime | None = None) -> float | None:
    """Return the number of seconds to wait according to the service, the longest of several; None if none."""
    now = now or datetime.now(UTC)
    # Some servers send two Retry-After headers, one a number, one a date; requests joins them.
    named = list(getattr(answer.raw, "headers", HTTPHeaderDict()).getlist("Retry-After"))
    resets = [answer.headers[name] for name in _RESETS if name in answer.headers]
    waits = [_seconds(value, now) for value in named or resets]
    return max((wait for wait in waits if wait is not None), default=None)


def find_verdict(error: BaseException) -> NotPosted | InDoubt | None:
    """Return the session's verdict contained in an exception that a library raised, else None."""
    for inner in _chain(error):
        if isinstance(inner, NotPosted | InDoubt):
            return inner
    return None


def header_value(secret: Secret) -> str:
    """Return a secret's value for use in a header; NotPosted, with only its name, if it has invalid characters."""
    value = secret.reveal()
    if not (value.isascii() and value.isprintable()):
        msg = f"{secret!r} contains a character that can't be sent in a header: copy it again"
        raise NotPosted(msg)
    return value


def check_limits(answer: requests.Response, now: datetime | None = None) -> Finding:
    """Return how many more requests like this one the service allows, and for how long, from its headers."""
    try:
        left = next(int(float(answer.headers[name])) for name in _LEFT if name in answer.headers)
    except (ValueError, OverflowError, StopIteration):
        return Finding("ok", "could not find out how many requests are left: the service doesn't report it")
    wait = retry_after(answer, now)
    until = "" if wait is None else f" in the next {wait:.0f} s"
    return Finding("ok" if left > 0 else "warning", f"{left} more requests like this one are allowed{until}")


def clock_offset(answer: requests.Response, now: datetime | None = None) -> float | None:
    """Return by how many seconds this machine's clock is ahead of the service's; None if that is unknown."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    age = answer.headers.get("Age", "")  # how long an intermediate cache has stored the response
    theirs += timedelta(seconds=int(age) if age.isascii() and age.isdigit() and len(age) < _DIGITS else 0)
    return ((now or datetime.now(UTC)) - theirs).total_seconds()


def describe_offset(off: float) -> str:
    """Return a description of a `clock_offset`."""
    return f"this machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the service's"


def require_clock(answer: requests.Response, patience: float) -> None:
    """Raise NotPosted if this machine's clock and the service's differ so much that a post could be sent twice."""
    off, most = clock_offset(answer), max(_WHOLE_SECONDS, min(patience / 4, SKEW.total_seconds()))
    if off is not None and abs(off) > most:
        msg = f"{describe_offset(off)}; with more than {most:.0f} s, a post in doubt could be sent twice: set the clock"
        raise NotPosted(msg, final=False)


def check_clock(answer: requests.Response, patience: float, now: datetime | None = None) -> Finding:
    """Return by how much the two clocks differ, and the largest difference at which no post is sent twice."""
    off = clock_offset(answer, now)
    if off is None:
        return Finding("ok", "could not find out the time of the service's clock")
    bounds = (
        (patience / 4, "a quarter of `patience`"),
        (SKEW.total_seconds(), "the tolerance of reading back"),
    )
    most, why = min(bounds)
    what = f"{describe_offset(off)}; the limit is {most:.0f} s, {why}"
    if abs(off) > most:
        return Finding("error", f"{what}: a post in doubt could be sent twice")
    if abs(off) < _CLOCKS_AGREE:
        return Finding("ok", "this machine's clock agrees with the service's")
    return Finding("warning", what)


class Deadline:
    """The deadline of one request, a context. It closes the connection in time and records whether one was made."""

    def __init__(self, seconds: float) -> None:
        """Start the time; the connection is closed only in the context."""
        self._deadline = time.monotonic() + seconds
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self.ready = False  # once true, bytes of the request may have been sent

    def __enter__(self) -> Self:
        """Let the timer close the connection at the deadline."""
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the timer, and drop the handle on the connection."""
        self._watch.cancel()
        with self._lock:
            if self._line is not None:
                self._line.close()
            self._line = None

    def hold(self, line: socket.socket) -> None:
        """Keep a handle on a new connection; TimeoutError if it is too late."""
        with self._lock:
            # A second handle on the same connection stays valid when TLS wraps the first.
            self._line = line.dup()
        self.in_time()

    def in_time(self) -> None:
        """Raise TimeoutError after the deadline: DNS lookups are not subject to socket time-outs."""
        if time.monotonic() >= self._deadline:
            msg = "no connection in time"
            raise TimeoutError(msg)

    def _cut(self) -> None:
        """Close the connection, even if another thread is reading or writing."""
        with self._lock:
            if self._line is None:
                return
            try:
                # With zero linger time, buffered data is discarded instead of being sent later.
                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # already closed


class _Adapter(HTTPAdapter):
    """A requests adapter whose connections are subject to the deadline; it never retries."""

    def __init__(self, deadline: Deadline, may_reach: Callable[[str], bool] | None) -> None:
        super().__init__(max_retries=0, pool_maxsize=1)
        self._deadline = deadline
        self._may_reach = may_reach

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _with_deadline(pool.ConnectionCls, self._deadline, self._may_reach)
        return pool


def _with_deadline(kind: Any, deadline: Deadline, may_reach: Callable[[str], bool] | None) -> Any:
    class Connection(kind):  # type: ignore[misc]
        response_class = _WholeHeaders

        def _new_conn(self) -> socket.socket:
            line: socket.socket = super()._new_conn()
            try:
                # The actual peer address, whatever an earlier DNS lookup returned. A proxy's address is not checked.
                if may_reach and not self.proxy and not may_reach(line.getpeername()[0]):
                    raise PermissionError(errno.EACCES, PRIVATE)
                deadline.hold(line)
            except OSError:
                line.close()
                raise
            return line

        def connect(self) -> None:
            super().connect()  # includes TLS and a proxy's tunnel
            deadline.ready = True

    return Connection


class _WholeHeaders(HTTPResponse):
    """A response that rejects incomplete headers, which http.client accepts."""

    def begin(self) -> None:
        lines = self.fp
        self.fp = _Lines(lines)  # type: ignore[assignment] # only these methods are used here
        super().begin()
        self.fp = lines


class _Lines:
    def __init__(self, lines: Any) -> None:
        self._lines = lines

    def readline(self, most: int) -> bytes:
        line: bytes = self._lines.readline(most)
        if not line.endswith(b"\n"):
            msg = "the headers have no end"
            raise RemoteDisconnected(msg)
        return line

    def close(self) -> None:
        self._lines.close()


def _verdict_without_response(error: Exception, deadline: Deadline, where: str) -> NotPosted | InDoubt:
    """Return the verdict on a request to `where` that got no complete response."""
    if deadline.ready:
        return InDoubt("the connection was lost, or no complete response came in time")
    # Without a connection nothing was sent: the DNS lookup, the connection or TLS failed.
    return NotPosted(f"{where} can't be reached: {_reason(error)}", final=False)


def _reason(error: BaseException) -> str:
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            # What follows a comma repeats the host, which may be a secret.
            return f"its certificate is not valid: {inner.verify_message.partition(',')[0]}"
        if isinstance(inner, TimeoutError):
            return "no connection in time"
        if isinstance(inner, OSError) and inner.strerror and not isinstance(inner, requests.RequestException):
            return inner.strerror
    return type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and its causes, however libraries wrapped them."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        inner = waiting.pop(0)
        if not isinstance(inner, BaseException) or id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        waiting += [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]


def _read(answer: requests.Response, *, unpack: bool) -> None:
    """Read the whole response; InDoubt if it has more than `MOST` bytes."""
    chunks, size = [], 0
    for chunk in answer.iter_content(_CHUNK) if unpack else answer.raw.stream(_CHUNK, decode_content=False):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST:
            answer.close()
            msg = f"the service's response has more than {MOST:,} bytes"
            raise InDoubt(msg)
    answer._content = b"".join(chunks)  # noqa: SLF001 - where requests stores the body
    answer._content_consumed = True  # type: ignore[attr-defined] # noqa: SLF001


def _seconds(value: str, now: datetime) -> float | None:
    """Return the seconds until a time given in seconds, as a Unix time, in ISO 8601 or as an HTTP date."""
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        pass
    else:
        if math.isnan(number):
            return None
        # No service asks for a wait of a year: such a large number is a Unix time.
        wait = number - now.timestamp() if number > LONGEST_WAIT else number
        return min(max(0.0, wait), LONGEST_WAIT)
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            wait = (moment - now).total_seconds()
        except (ValueError, OverflowError):
            continue
        return min(max(0.0, wait), LONGEST_WAIT)
    return None


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
