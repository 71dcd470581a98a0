"""One SMTP connection that sends message after message and never waits for the network.

Where the server offers PIPELINING (RFC 2920), the envelope of the next message leaves together with the body of this
one, so a message takes one round trip instead of four.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from distribute.channels.mailing.store import Row

if TYPE_CHECKING:
    import smtplib

_ANSWER = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?= |$)")
_MOST = 65_536  # the maximum number of bytes of unexpected replies
_LONGEST_REPLY = 100  # characters of a reply that are kept
_SHORT = 3  # single letters, which occur in many words
_WAITS = (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError, InterruptedError)
_OK = range(200, 300)
_GO_ON = 354
_CLOSING = 421  # the code for the end of a connection (RFC 5321, 3.8)
_REFUSED = range(500, 600)
_TEMPORARY = range(400, 500)


class Result(NamedTuple):
    """A server's reply about a row: `step` is MAIL, RCPT, DATA or ".", and `code` is 0 if there was no reply."""

    row: Row
    step: str
    code: int
    reply: str = ""

    @property
    def in_doubt(self) -> bool:
        """Whether the message may have been accepted: it was sent, and no refusal is known."""
        return (
            self.step == "."
            and self.code not in _OK
            and self.code not in _TEMPORARY
            and self.code not in _REFUSED
        )

    @property
    def accepted(self) -> bool:
        """Whether the server has accepted the message."""
        return self.step == "." and self.code in _OK

    @property
    def temporary(self) -> bool:
        """Whether the message was not accepted but may be later. This includes the case that nothing was sent."""
        return not self.in_doubt and self.code not in _OK and self.code not in _REFUSED

    @property
    def is_about_us(self) -> bool:
        """Whether a refusal says nothing about the reader: it is about the sender, the server or the connection."""
        return self.step == "MAIL" or self.closes

    @property
    def closes(self) -> bool:
        """Whether the server closes the connection, as it does after so many messages."""
        return self.code == _CLOSING


class Line:
    """A connection with up to two rows: one whose body has been sent, and one whose envelope has been sent.

    `content` returns a row's message, `may_send` whether its body may still be sent: it is asked when the body is handed
    to the socket. Results go to `results`; once the connection is closed, each of its rows has one.
    """

    def __init__(
        self,
        server: smtplib.SMTP,
        sender: str,
        timeout: float,
        content: Callable[[Row], bytes],
        may_send: Callable[[Row], bool],
    ) -> None:
        """Take over a connection that is greeted and logged in."""
        assert server.sock
        self._server, self.socket = server, server.sock
        self.socket.settimeout(0)
        self._pipelining = server.has_extn("pipelining")
        self._utf8 = server.has_extn("smtputf8")
        self._eight = b" BODY=8BITMIME" if server.has_extn("8bitmime") else b""
        self._mail = b"MAIL FROM:<" + sender.encode() + b">"
        self._sender_utf8 = not sender.isascii()
        self._timeout, self._content, self._may_send = timeout, content, may_send
        self._todo: deque[tuple[str, bytes]] = deque()  # commands to send
        self._asked: deque[str] = deque()  # commands that were sent and not answered
        self._out = memoryview(b"")
        self._in = b""
        self._open: Row | None = None  # its envelope is being sent
        self._flying: Row | None = None  # its body was sent
        self._refused: tuple[str, int, str] | None = None  # the first refusal of the envelope
        self._deadline = 0.0
        self.results: list[Result] = []
        self.closed = False
        self.why = ""
        self.served = False  # whether a message was accepted
        self._number = self.socket.fileno()

    def fileno(self) -> int:
        """Return the file descriptor for a selector, even if the connection is closed."""
        return self._number

    @property
    def idle(self) -> bool:
        """Whether it can take a row."""
        return self._open is None and (self._flying is None or self._pipelining) and not self.closed

    @property
    def busy(self) -> bool:
        """Whether a message may be on its way."""
        return self._flying is not None

    @property
    def empty(self) -> bool:
        """Whether it has no row at all."""
        return self._open is None and self._flying is None

    @property
    def wants_to_write(self) -> bool:
        """Whether bytes wait to be sent."""
        return bool(self._out)

    def take(self, row: Row) -> None:
        """Start the envelope of a row."""
        utf8 = self._sender_utf8 or not row.address.isascii()
        self._open = row
        if utf8 and not self._utf8:
            self._settle("RCPT", 553, "5.6.7 the mail server does not accept addresses that are not ASCII")
            return
        options = b" SMTPUTF8 BODY=8BITMIME" if utf8 else self._eight
        self._todo.append(("MAIL", self._mail + options + b"\r\n"))
        self._todo.append(("RCPT", b"RCPT TO:<" + row.address.encode() + b">\r\n"))
        self._todo.append(("DATA", b"DATA\r\n"))

    def flush(self) -> None:
        """Send the waiting bytes."""
        if self._out:
            self.check_time(time.monotonic())  # what is left of a body must not follow late
        if self._todo and (self._pipelining or not self._asked) and not self.closed:
            self._ask()
        while self._out and not self.closed:
            try:
                self._out = self._out[self.socket.send(self._out) :]
            except _WAITS:
                return
            except OSError:
                self.close("the connection was lost")

    def read(self) -> None:
        """Read the replies that have arrived. `flush` sends the following commands with the next row's envelope."""
        try:
            # TLS may buffer data that a selector does not report, so read until none is left.
            while data := self.socket.recv(_MOST):
                self._in += data
                if not isinstance(self.socket, ssl.SSLSocket):
                    break
            else:
                self.close("the mail server closed the connection")
                return
        except _WAITS:
            pass
        except OSError:
            self.close("the connection was lost")
            return
        self._answers()

    def check_time(self, now: float) -> None:
        """Close the connection if a reply is overdue at the monotonic time `now`."""
        if self._asked and now > self._deadline:
            self.close("the mail server did not answer in time")

    def drop_envelope(self) -> None:
        """Give up a row whose body was not sent. The connection can't be used any more."""
        if self._open and self._flying is None:
            self.close("stopped")

    def close(self, why: str) -> None:
        """Close the connection. A row whose body was sent is in doubt; another row can be sent again."""
        if self.closed:
            return
        self.closed, self.why = True, why
        if self._flying:
            self.results.append(Result(self._flying, "MAIL" if self._body_waits else ".", 0, why))
        if self._open:
            self.results.append(Result(self._open, *(self._refused or ("MAIL", 0, why))))
        self._flying = self._open = None
        self._server.close()

    def quit(self) -> None:
        """Send QUIT, unless other commands are waiting, and close without waiting for the reply."""
        if not (self.closed or self._todo or self._asked):
            with contextlib.suppress(OSError):
                self.socket.send(b"QUIT\r\n")
        self.close("finished")

    def _ask(self) -> None:
        """Send the next command, or with pipelining all commands up to the next one that requires a reply."""
        if self._flying and self._body_waits and not self._may_send(self._flying):
            self.close("stopped")
            return
        out = [self._out.tobytes()] if self._out else []
        while self._todo:
            step, text = self._todo.popleft()
            self._asked.append(step)
            out.append(text)
            if not self._pipelining:
                break
        self._out = memoryview(b"".join(out))
        self._deadline = time.monotonic() + self._timeout

    def _answers(self) -> None:
        """Handle each complete reply. The last line of a reply has a space after the code."""
        *lines, self._in = self._in.split(b"\n")
        if len(self._in) > _MOST:
            self.close("the mail server's answer is too long")
        for line in lines:
            match = _ANSWER.fullmatch(line.rstrip(b"\r"))
            if self.closed:
                return
            if not match:
                self.close("unexpected response from the mail server")
            elif match[2] != b"-":
                self._answer(int(match[1]), match[3] or b"")

    def _answer(self, code: int, text: bytes) -> None:
        if code == _CLOSING and (not self._asked or self._asked[0] != "."):
            self._put_down(code, text)
        elif not self._asked:
            self.close("the mail server answered what was not asked")
        else:
            step = self._asked.popleft()
            self._deadline = time.monotonic() + self._timeout
            self._on(step, code, _told(text, self._flying if step == "." else self._open))

    def _on(self, step: str, code: int, reply: str) -> None:
        """Continue after a reply. The reply to RSET, or to a message without a recipient, changes nothing."""
        if step == ".":
            self._on_dot(code, reply)
        elif step == "DATA":
            self._on_data(code, reply)
        elif step in {"MAIL", "RCPT"}:
            self._on_envelope(step, code, reply)

    def _on_envelope(self, step: str, code: int, reply: str) -> None:
        if code in _OK or self._refused:
            return
        self._refused = step, code, reply
        if not self._pipelining:
            self._todo.clear()
            self._give_up_envelope()

    def _on_data(self, code: int, reply: str) -> None:
        if code == _GO_ON and not self._refused:
            self._send_body()
        elif code == _GO_ON:
            # A server may continue after it refused the recipient (RFC 2920, 3.1), so send an empty message to nobody.
            self._todo.appendleft(("nothing", b".\r\n"))
            self._give_up_envelope()
        else:
            self._refused = self._refused or ("DATA", code, reply)
            self._give_up_envelope()

    def _on_dot(self, code: int, reply: str) -> None:
        row, self._flying = self._flying, None
        assert row
        self.results.append(Result(row, ".", code, reply))
        self.served |= self.results[-1].accepted
        if code == _CLOSING or self.results[-1].in_doubt:
            self.close(f"the mail server closed the connection ({code})")

    def _send_body(self) -> None:
        row = self._open
        assert row
        self._flying, self._open = row, None
        self._todo.appendleft((".", self._content(row) + b".\r\n"))

    @property
    def _body_waits(self) -> bool:
        """Whether nothing of the body in flight has been handed to the socket."""
        return bool(self._todo) and self._todo[0][0] == "."

    def _give_up_envelope(self) -> None:
        assert self._refused
        refused, self._refused = self._refused, None
        self._todo.append(("RSET", b"RSET\r\n"))
        self._settle(*refused)

    def _settle(self, step: str, code: int, reply: str) -> None:
        row, self._open = self._open, None
        assert row
        self.results.append(Result(row, step, code, reply))

    def _put_down(self, code: int, text: bytes) -> None:
        """Close when the server says 421, between two messages or in an envelope (RFC 5321, 3.8)."""
        if self._open:
            self._settle("MAIL", code, _told(text, self._open))
        self.close(f"the mail server closed the connection ({code})")


def enhanced(reply: str) -> str:
    """Return the enhanced status code of a reply (RFC 3463), or "" if it has none."""
    match = _ENHANCED.match(reply)
    return match[0] if match else ""


def codes(reply: str) -> str:
    """Return the codes of a recorded reply, or all of it if it is not a server's."""
    code, _, text = reply.partition(" ")
    return f"{code} {enhanced(text)}".rstrip() if code.isdigit() else reply


def _told(text: bytes, row: Row | None) -> str:
    """Return the start of a reply without anything that could be an address."""
    words = text[: 4 * _LONGEST_REPLY].decode("ascii", "replace").split()
    local = row.address.partition("@")[0].casefold() if row else ""
    kept = [word for word in words if "@" not in word and not _names(word.casefold(), local)]
    return "".join(filter(str.isprintable, " ".join(kept)))[:_LONGEST_REPLY]


def _names(word: str, local: str) -> bool:
    """Return whether a word contains the local part of an address. A very short local part must be the whole word."""
    return local in word if len(local) > _SHORT else word.strip("<>()'\".,;:") == local
