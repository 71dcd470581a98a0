"""An HTTP session that sends each request once, within a deadline, and classifies the response.

It imports requests, so adapters import it only when they are about to send something.
"""

from __future__ import annotations

import errno
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
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict

from distribute.channel.interface import Finding
from distribute.channel.readback import SKEW
from distribute.channel.settings import Secret
from distribute.channel.verdicts import LONGEST_WAIT, InDoubt, NotPosted
from distribute.transport.loopback import is_loopback, is_open_http

MOST = 4_000_000  # bytes of an answer: services answer a post with a few thousand
# The service read the request and refused it, so nothing was posted.
REFUSALS = frozenset({400, 401, 402, 403, 404, 413, 415, 422, 426})
_HINTS = {401: "is the token right?", 403: "may this account post here?", 404: "is the address right?"}
PRIVATE = "on a private network or on this machine, where only the site itself may be visited"
_READING = frozenset({"GET", "HEAD"})
_WHOLE_SECONDS = 2.0  # what is lost where a clock is told without fractions, and on the way
_DIGITS = 9  # of a number of seconds that can be meant
_CLOCKS_AGREE = 30  # seconds apart, which nothing minds
_LEFT = ("X-RateLimit-Remaining", "X-Rate-Limit-Remaining", "RateLimit-Remaining")
_RESETS = ("X-RateLimit-Reset", "X-Rate-Limit-Reset", "RateLimit-Reset")


class Session(requests.Session):
    """A requests.Session for one thread that never sends anything twice.

    Whatever it sends, it raises NotPosted if surely nothing was posted and InDoubt if that can't be
    known; so it returns only answers that say yes, and those with a status code in `own`, which the
    adapter reads itself.
    """

    def __init__(
        self,
        timeout: float,
        *,
        own: Collection[int] = (),
        patience: float | None = None,
        may_reach: Callable[[str], bool] | None = None,
    ) -> None:
        """Bound each request, from the look-up of the name to the last byte, to `timeout` seconds.

        `may_reach` says whether an IP address may be connected to; without it any may. With `patience` every answer but that to the post itself has to agree with this machine's clock:
        where the two are too far apart a post could go out twice, so it is NotPosted.
        """
        super().__init__()
        self.timeout = timeout
        self.own = frozenset(own)
        self.patience = patience
        self.may_reach = may_reach
        self.auth = _as_it_is  # or requests would put a .netrc's password in place of the token
        self._leash = Deadline(timeout)

    def get_adapter(self, url: str | bytes) -> HTTPAdapter:
        """Return a new one: a stale connection, cut while it was idle, would look like doubt."""
        return _Adapter(self._leash, self.may_reach)

    def get_redirect_target(self, resp: Any) -> None:
        """Follow none: a 307 or 308 would send the post again, a 302 would make it another request."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it once and return the answer, read to its end; NotPosted or InDoubt otherwise."""
        _refuse_in_the_open(request)
        if is_loopback(urlsplit(request.url or "").hostname or ""):
            kwargs["proxies"] = {}  # a proxy is another machine
        leash = self._leash = Deadline(self.timeout)
        watch = threading.Timer(self.timeout, leash.cut)
        watch.daemon = True
        watch.start()
        # The watch cuts what takes too long; these two only make sure that nothing waits for ever.
        kwargs |= {"stream": True, "timeout": (self.timeout, self.timeout + 1)}
        try:
            answer = super().send(request, **kwargs)
            _read(answer)
            leash.in_time()  # a body that the watch cut off may look whole
        except InDoubt:
            raise
        except Exception as error:  # noqa: BLE001 - judged, and raised again as a verdict
            raise _without_an_answer(error, leash, request) from None
        finally:
            watch.cancel()
            leash.let_go()
        if answer.status_code not in self.own:
            raise_for_outcome(answer)
        if self.patience is not None and answer.ok and request.method in _READING:
            require_clock(answer, self.patience)
        return answer


def _refuse_in_the_open(request: requests.PreparedRequest) -> None:
    """NotPosted for a request that would show credentials to everyone on the way."""
    url = request.url or ""
    holds_secrets = "Authorization" in request.headers or "@" in urlsplit(url).netloc
    if holds_secrets and is_open_http(url):
        msg = "credentials are not sent over http://, which is not encrypted: use https://"
        raise NotPosted(msg)


def raise_for_outcome(answer: requests.Response) -> None:
    """Return if the service said yes; raise NotPosted where it surely posted nothing, else InDoubt."""
    status = answer.status_code
    if 200 <= status < 300:  # noqa: PLR2004 - that is what 2xx means
        return
    if status == requests.codes.too_many_requests:
        msg = "the service takes no more for now (429)"
        raise NotPosted(msg, final=False, retry_after=retry_after(answer))
    if status in REFUSALS:
        hint = f": {_HINTS[status]}" if status in _HINTS else ""
        msg = f"the service refused it ({status}){hint}"
        raise NotPosted(msg)
    what = "another address, which is not followed" if 300 <= status < 400 else "an error"  # noqa: PLR2004
    msg = f"the service answered with {what} ({status})"
    raise InDoubt(msg)


def retry_after(answer: requests.Response, now: datetime | None = None) -> float | None:
    """Return the seconds to wait that the service names, the longest if several; None if none."""
    now = now or datetime.now(UTC)
    # Some servers send two Retry-After headers, one a number, one a date; requests joins them.
    named = list(getattr(answer.raw, "headers", HTTPHeaderDict()).getlist("Retry-After"))
    resets = [answer.headers[name] for name in _RESETS if name in answer.headers]
    waits = [_seconds(value, now) for value in named or resets]
    return max((wait for wait in waits if wait is not None), default=None)


def find_verdict(error: BaseException) -> NotPosted | InDoubt | None:
    """Return the session's verdict from inside the exception that a library made of it."""
    for inner in _chain(error):
        if isinstance(inner, NotPosted | InDoubt):
            return inner
    return None


def header_value(secret: Secret) -> str:
    """Return the value of a secret that goes into a header; NotPosted, with its name alone, if it can't."""
    value = secret.reveal()
    if not (value.isascii() and value.isprintable()):
        msg = f"{secret!r} holds a character that can't be sent in a header: copy it anew"
        raise NotPosted(msg)
    return value


def check_limits(answer: requests.Response, now: datetime | None = None) -> Finding:
    """Return how many requests such as this one the service takes until when, by its answer's headers."""
    try:
        left = next(int(float(answer.headers[name])) for name in _LEFT if name in answer.headers)
    except (ValueError, OverflowError, StopIteration):
        return Finding("ok", "could not find out how many requests are left: the service doesn't say")
    wait = retry_after(answer, now)
    until = "" if wait is None else f" in the next {wait:.0f} s"
    return Finding("ok" if left > 0 else "warning", f"{left} more requests like this one are allowed{until}")


def clock_offset(answer: requests.Response, now: datetime | None = None) -> float | None:
    """Return by how many seconds this machine's clock is ahead of the service's, if that says what it is."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    age = answer.headers.get("Age", "")  # how long a cache in between has kept the answer
    theirs += timedelta(seconds=int(age) if age.isascii() and age.isdigit() and len(age) < _DIGITS else 0)
    return ((now or datetime.now(UTC)) - theirs).total_seconds()


def describe_offset(off: float) -> str:
    """Return a `clock_offset` in words."""
    return f"this machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the service's"


def require_clock(answer: requests.Response, patience: float) -> None:
    """Raise NotPosted where this machine's clock and the service's are so far apart that a post could go out twice."""
    off, most = clock_offset(answer), max(_WHOLE_SECONDS, min(patience / 4, SKEW.total_seconds()))
    if off is not None and abs(off) > most:
        msg = f"{describe_offset(off)}, and {most:.0f} s is the most: a post in doubt could go out twice; set the clock"
        raise NotPosted(msg, final=False)


def check_clock(answer: requests.Response, patience: float, now: datetime | None = None) -> Finding:
    """Return how far the two clocks are apart, and how far they may be: a post could go out twice beyond."""
    off = clock_offset(answer, now)
    if off is None:
        return Finding("ok", "could not find out what the service's clock says")
    bounds = (patience / 4, "a quarter of `patience`"), (SKEW.total_seconds(), "what reading back allows for")
    most, why = min(bounds)
    what = f"{describe_offset(off)}; {most:.0f} s, {why}, is the most"
    if abs(off) > most:
        return Finding("error", f"{what}: a post in doubt could go out twice")
    if abs(off) < _CLOCKS_AGREE:
        return Finding("ok", "this machine's clock agrees with the service's")
    return Finding("warning", what)


class Deadline:
    """Holds on to a connection, to cut it in time, and knows whether it was ever made."""

    def __init__(self, seconds: float) -> None:
        """Let the time begin."""
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self.ready = False  # from here on bytes of the request may have left

    def hold(self, line: socket.socket) -> None:
        """Take hold of a new connection; TimeoutError if it came too late."""
        with self._lock:
            # A second handle on the same connection: it stays good whatever TLS makes of the first.
            self._line = line.dup()
        self.in_time()

    def in_time(self) -> None:
        """TimeoutError once it is too late to begin: a name server is not bound by time-outs."""
        if time.monotonic() >= self._deadline:
            msg = "no connection in time"
            raise TimeoutError(msg)

    def cut(self) -> None:
        """Cut the connection, whoever is reading from it or writing to it."""
        with self._lock:
            if self._line is None:
                return
            try:
                # Without lingering what the system still holds back is thrown away, not sent later.
                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already

    def let_go(self) -> None:
        """Leave the connection to itself."""
        with self._lock:
            if self._line is not None:
                self._line.close()
            self._line = None


class _Adapter(HTTPAdapter):
    """Makes connections that are on a leash, and none twice."""

    def __init__(self, leash: Deadline, may_reach: Callable[[str], bool] | None) -> None:
        super().__init__(max_retries=0, pool_maxsize=1)
        self._leash = leash
        self._may_reach = may_reach

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _leashed(pool.ConnectionCls, self._leash, self._may_reach)
        return pool


def _leashed(kind: Any, leash: Deadline, may_reach: Callable[[str], bool] | None) -> Any:
    class Connection(kind):  # type: ignore[misc]
        response_class = _WholeHeaders

        def _new_conn(self) -> socket.socket:
            line: socket.socket = super()._new_conn()
            try:
                # The address itself, whatever a name server said before; a proxy's is not looked at.
                if may_reach and not self.proxy and not may_reach(line.getpeername()[0]):
                    raise PermissionError(errno.EACCES, PRIVATE)
                leash.hold(line)
            except OSError:
                line.close()
                raise
            return line

        def connect(self) -> None:
            super().connect()  # with TLS and a proxy's tunnel
            leash.ready = True

    return Connection


class _WholeHeaders(HTTPResponse):
    """Takes no headers that break off for the whole of them, as http.client does."""

    def begin(self) -> None:
        lines = self.fp
        self.fp = _Lines(lines)  # type: ignore[assignment] # all that is asked of it here
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


def _without_an_answer(
    error: Exception, leash: Deadline, request: requests.PreparedRequest
) -> NotPosted | InDoubt:
    """Return the verdict on a request that got no whole answer."""
    if leash.ready:
        return InDoubt("the connection was lost, or no whole answer came in time")
    # No connection, no request: a name not found, a refusal, no TLS, all before the first byte.
    where = urlsplit(request.url or "").hostname or "the service"
    return NotPosted(f"{where} can't be reached: {_reason(error)}", final=False)


def _reason(error: BaseException) -> str:
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not good: {inner.verify_message}"
        if isinstance(inner, TimeoutError):
            return "no connection in time"
        if isinstance(inner, OSError) and inner.strerror and not isinstance(inner, requests.RequestException):
            return inner.strerror
    return type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and what it came of, however the libraries between wrapped it."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        inner = waiting.pop(0)
        if not isinstance(inner, BaseException) or id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        waiting += [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]


def _read(answer: requests.Response) -> None:
    """Read the answer to its end, or to where it gets longer than any honest one."""
    chunks, size = [], 0
    for chunk in answer.iter_content(65536):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST:
            answer.close()
            msg = "the service's answer has no end"
            raise InDoubt(msg)
    answer._content = b"".join(chunks)  # noqa: SLF001 - where requests itself keeps what it has read
    answer._content_consumed = True  # type: ignore[attr-defined] # noqa: SLF001


def _seconds(value: str, now: datetime) -> float | None:
    """Return how far off a moment is that is written as seconds, as an epoch, in ISO or as HTTP does."""
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        pass
    else:
        if math.isnan(number):
            return None
        # No service asks for a year's wait: so large a number is a moment.
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


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
