"""Look for a message in an IMAP mailbox (RFC 9051), within a deadline and without changing anything there.

Its adapter imports it only when there is something to look for.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from contextlib import ExitStack
from typing import Any
from urllib.parse import unquote, urlsplit

from distribute.channel.verdicts import NotPosted
from distribute.regex import lazy_regex
from distribute.transport.http import Deadline
from distribute.transport.loopback import is_loopback

_PORTS = {"imap": 143, "imaps": 993}
_MOST = 1_000_000  # bytes of all answers: a search and a header have some hundreds
_MOST_FOUND = 20  # messages: a server that finds more has not searched for the whole Message-ID
_ARCHIVED_AT = lazy_regex(rb"^Archived-At:\s*<(https?://[!-;=?-~]{1,900})>", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = lazy_regex(rb"^Message-ID:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


def mailbox_has(url: str, login: tuple[str, str], message_id: str, timeout: float) -> bool:
    """Return whether the folder at `url` has a message with this Message-ID; see `find_in_mailbox`."""
    return find_in_mailbox(url, login, message_id, timeout) is not None


def find_in_mailbox(url: str, login: tuple[str, str], message_id: str, timeout: float) -> str | None:
    """Look for a message with this Message-ID in the folder at `url`, as `imaps://host:port/folder`.

    Return the address in its `Archived-At` header (RFC 5064), "" without one, None if the message is not there. NotPosted
    if that can't be found out. After `timeout` seconds in all, the connection is cut.
    """
    with Deadline(timeout) as deadline, ExitStack() as stack:
        try:
            server = _connect(url, deadline, timeout)
            stack.callback(server.shutdown)
            _log_in(server, login)
            _expect(server.select(_quoted(_folder(url)), readonly=True))
            return _finds(server, message_id)
        except Exception as error:  # noqa: BLE001 - judged, and raised again as a verdict
            raise _unreadable(error) from None


def _connect(url: str, deadline: Deadline, timeout: float) -> imaplib.IMAP4:
    address = urlsplit(url)
    host = address.hostname or ""
    if address.scheme != "imaps" and not is_loopback(host):
        msg = "a password is not sent in the open: use imaps://"
        raise NotPosted(msg)

    class Connection(imaplib.IMAP4):
        room = _MOST

        def _create_socket(self, timeout: float | None) -> socket.socket:
            with ExitStack() as stack:
                line = stack.enter_context(socket.create_connection((host, self.port), timeout))
                deadline.hold(line)
                if address.scheme == "imaps":
                    line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
                stack.pop_all()
                return line

        def read(self, size: int) -> bytes:
            """Read a literal, whose size the server names."""
            self._take(size)
            return super().read(size)

        def readline(self) -> bytes:
            """Read a line."""
            line = super().readline()
            self._take(len(line))
            return line

        def _take(self, size: int) -> None:
            self.room -= size
            if self.room < 0:
                raise self.abort

    # The deadline cuts what takes too long; this only makes sure that nothing waits for ever.
    return Connection(host, address.port or _PORTS[address.scheme], timeout + 1)


def _log_in(server: imaplib.IMAP4, login: tuple[str, str]) -> None:
    if not all(word.isascii() and word.isprintable() for word in login):
        msg = (
            "the mailbox's user name or password has a character that an IMAP login can't have: copy it again"
        )
        raise NotPosted(msg)
    try:
        server.login(*login)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        msg = "the mailbox refused the login: are its user name and password right?"
        raise NotPosted(msg, final=False) from None


def _folder(url: str) -> str:
    return unquote(urlsplit(url).path.strip("/")) or "INBOX"


def _finds(server: imaplib.IMAP4, message_id: str) -> str | None:
    """Search, and compare each result: servers match parts of a header, and some only its words."""
    (numbers,) = _expect(server.search(None, "HEADER", "Message-ID", _quoted(message_id)))
    headers = (_header(server, number) for number in numbers.split()[-_MOST_FOUND:])
    found = [header for header in headers if message_id.encode() in _MESSAGE_ID.findall(header)]
    if not found and len(numbers.split()) > _MOST_FOUND:
        msg = "the mailbox finds too many messages to look through"
        raise NotPosted(msg)
    return next(filter(None, map(_archived_at, found)), "") if found else None


def _header(server: imaplib.IMAP4, number: bytes) -> bytes:
    answer = _expect(server.fetch(str(int(number)), "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID ARCHIVED-AT)])"))
    fields = [each[1] for each in answer if isinstance(each, tuple)]
    if not fields:  # the message was found, so what is missing is the answer
        raise imaplib.IMAP4.abort
    return b"\n".join(fields)


def _archived_at(header: bytes) -> str:
    found = _ARCHIVED_AT.search(header)
    return found[1].decode("ascii") if found else ""


def _expect(answer: tuple[str, Any]) -> Any:
    """Return what a command found; an error of imaplib if the server said no."""
    kind, found = answer
    if kind != "OK":
        raise imaplib.IMAP4.error
    return found


def _quoted(word: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", word)
    return f'"{escaped}"'


def _unreadable(error: Exception) -> NotPosted:
    """Return the reason for a failure, without quoting the server."""
    if isinstance(error, NotPosted):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotPosted(f"the mailbox's certificate is not good: {error.verify_message}", final=False)
    if isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort):
        return NotPosted("the mailbox can't be searched: is the folder in `imap` right?", final=False)
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        why = getattr(error, "strerror", "") or "no whole answer came in time"
        return NotPosted(f"the mailbox can't be read: {why}", final=False)
    return NotPosted("the mailbox can't be read: its answer makes no sense", final=False)
