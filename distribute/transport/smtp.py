"""An SMTP connection that sends one message within a deadline, and classifies the response.

The email adapter imports it only when there is something to send.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import msgspec

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.regex import lazy_regex
from distribute.transport.http import Deadline
from distribute.transport.loopback import is_loopback

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LINE = lazy_regex(rb"(\d{3})(?:([ -])(.*))?\r?\n")
_MOST = 65_536  # bytes of a reply; RFC 5321 limits lines to 512, and servers list some dozens of extensions
_NO_UTF8 = "the mail server does not accept addresses that are not ASCII (SMTPUTF8)"


class Letter(msgspec.Struct, frozen=True):
    """A message with its envelope; `content` has CRLF line ends and lacks the final dot."""

    sender: str
    to: str
    content: bytes


@contextmanager
def smtp_connection(
    url: str, us: str, login: tuple[str, str] | None, timeout: float
) -> Iterator[smtplib.SMTP]:
    """Yield a connection that was greeted as `us` and, with `login`, is logged in; NotPosted on failure.

    The connection is closed after `timeout` seconds in all.
    """
    with Deadline(timeout) as deadline, ExitStack() as stack:
        try:
            server = _connect(url, us, deadline, timeout)
            stack.callback(server.close)
            _log_in(server, url, login)
        except Exception as error:  # noqa: BLE001 - raised again as a verdict
            raise _nothing_sent(error) from None
        yield server
        with suppress(Exception):  # an accepted message stays accepted
            server.putcmd("quit")  # the reply would say nothing new, so it is not waited for


def send_message(server: smtplib.SMTP, letter: Letter) -> None:
    """Return once the server has accepted the message. It is in doubt only from the final dot to the reply."""
    try:
        _send_all_but_the_dot(server, letter)
    except Exception as error:  # noqa: BLE001 - raised again as a verdict
        raise _nothing_sent(error) from None
    try:
        server.send(b".\r\n")
        code, text = server.getreply()
    except Exception:  # noqa: BLE001 - whatever failed, the reply is unknown
        msg = "the message was sent, but the server's reply was lost"
        raise InDoubt(msg) from None
    if 400 <= code < 600:  # noqa: PLR2004 - a refusal
        raise _refused("the message", code, text)
    if code != 250:  # noqa: PLR2004 - not the code for success
        msg = f"the mail server's reply to the message has an unexpected code ({code})"
        raise InDoubt(msg)


def expect_reply(what: str, answer: tuple[int, bytes], *wanted: int) -> None:
    """Return if the reply's code is one of `wanted`; NotPosted otherwise."""
    if answer[0] not in wanted:
        raise _refused(what, *answer)


def needs_utf8(server: smtplib.SMTP, *addresses: str) -> bool:
    """Return whether an address is not ASCII; NotPosted if so and the server does not accept such addresses."""
    if "".join(addresses).isascii():
        return False
    if not server.has_extn("smtputf8"):
        raise NotPosted(_NO_UTF8)
    return True


def _connect(url: str, us: str, deadline: Deadline, timeout: float) -> smtplib.SMTP:
    address = urlsplit(url)

    class Connection(smtplib.SMTP):
        def getreply(self) -> tuple[int, bytes]:
            """Read a complete reply; smtplib itself accepts partial replies and reads endless ones."""
            assert self.sock
            self.file = self.file or self.sock.makefile("rb")
            lines, most = list[bytes](), _MOST
            with suppress(OSError):
                while match := _LINE.fullmatch(raw := self.file.readline(most)):
                    lines.append(match[3] or b"")
                    most -= len(raw)
                    if match[2] != b"-":
                        return int(match[1]), b"\n".join(lines)
            self.close()
            raise smtplib.SMTPServerDisconnected

        def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
            with ExitStack() as stack:
                line = stack.enter_context(socket.create_connection((host, port), timeout))
                deadline.hold(line)
                # The dot does not wait for the message's ACK.
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if address.scheme == "smtps":
                    line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
                stack.pop_all()
                return line

    port = address.port or _PORTS[address.scheme]
    # The timer enforces the deadline; this time-out only makes sure that no call blocks for ever.
    return Connection(address.hostname or "", port, local_hostname=us, timeout=timeout + 1)


def _log_in(server: smtplib.SMTP, url: str, login: tuple[str, str] | None) -> None:
    """Send EHLO, start TLS and log in. A password never leaves this machine unencrypted."""
    address = urlsplit(url)
    local = is_loopback(address.hostname or "")
    server.ehlo_or_helo_if_needed()
    # On loopback, encryption is useless, and few certificates are for "localhost".
    offered = address.scheme == "smtp" and server.has_extn("starttls") and not local
    if offered or address.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
    if login:
        if not (isinstance(server.sock, ssl.SSLSocket) or local):
            msg = "the mail server offers no TLS, and a password is not sent unencrypted"
            raise NotPosted(msg)
        server.login(*login)


def _send_all_but_the_dot(server: smtplib.SMTP, letter: Letter) -> None:
    options = [f"size={len(letter.content)}"] if server.has_extn("size") else []
    if needs_utf8(server, letter.sender, letter.to):
        options += ["smtputf8", "body=8bitmime"]
        server.command_encoding = "utf-8"
    commands = (
        ("the sender", " ".join((f"MAIL FROM:{smtplib.quoteaddr(letter.sender)}", *options)), (250,)),
        ("the recipient", f"RCPT TO:{smtplib.quoteaddr(letter.to)}", (250, 251)),
        ("a message", "DATA", (354,)),
    )
    is_pipelined = server.has_extn("pipelining")  # RFC 2920: three commands in one round trip
    if is_pipelined:
        server.send(_lines(command for _, command, _ in commands))
    for what, command, wanted in commands:
        if not is_pipelined:
            server.send(_lines((command,)))
        expect_reply(what, server.getreply(), *wanted)
    server.send(re.sub(rb"(?m)^\.", b"..", letter.content))


def _lines(commands: Iterable[str]) -> str:
    """Return commands as lines; ValueError if one of them would be several."""
    commands = tuple(commands)
    if any("\r" in command or "\n" in command for command in commands):
        msg = "an address with a line break"
        raise ValueError(msg)
    return "".join(f"{command}\r\n" for command in commands)


def _refused(what: str, code: int, text: bytes) -> NotPosted:
    """Return the verdict on a refusal, with the server's codes but not its text."""
    more = re.match(rb"\d\.\d{1,3}\.\d{1,3}", text)
    codes = f"{code} {more[0].decode()}" if more else str(code)
    return NotPosted(f"the mail server refused {what} ({codes})", final=500 <= code < 600)  # noqa: PLR2004


def _nothing_sent(error: Exception) -> NotPosted:
    """Return the verdict on an error before the end of the message was sent."""
    if isinstance(error, NotPosted):
        return error
    if isinstance(error, smtplib.SMTPResponseException):
        what = "the login" if isinstance(error, smtplib.SMTPAuthenticationError) else "the connection"
        text = error.smtp_error
        return _refused(what, error.smtp_code, text if isinstance(text, bytes) else b"")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        msg = "the mail server lacks an extension: STARTTLS is needed for smtp+starttls, AUTH for a login"
        return NotPosted(msg)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotPosted(f"the mail server's certificate is not valid: {error.verify_message}", final=False)
    why = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
    return NotPosted(f"the mail server can't be reached, or took too long: {why}", final=False)


def open_connection(url: str, us: str, login: tuple[str, str] | None, timeout: float) -> smtplib.SMTP:
    """Return a connection that was greeted as `us` and, with `login`, is logged in; NotPosted on failure.

    Only this takes at most `timeout` seconds in all: the connection is for many messages, and the caller closes it.
    """
    with Deadline(timeout) as deadline, ExitStack() as stack:
        try:
            server = _connect(url, us, deadline, timeout)
            stack.callback(server.close)
            _log_in(server, url, login)
            deadline.in_time()
        except Exception as error:  # noqa: BLE001 - raised again as a verdict
            raise _nothing_sent(error) from None
        stack.pop_all()
    assert server.sock
    # Over TLS, smtplib leaves Nagle's delay on.
    server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server
