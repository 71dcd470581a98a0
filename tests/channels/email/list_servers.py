"""What list servers do with a message: each function yields why its server would refuse, hold or mangle it.

The rules are those of the servers' source with their default settings: Mailman 3.3.10 (rules/), Sympa 6.2
(Spindle/ProcessIncoming.pm and its documented defaults), Discourse of 2026 (lib/email/receiver.rb, lib/email/validator.rb
and its site settings), and for Google Groups what Google's guidelines for senders ask (RFC 5322, RFC 2047, RFC 8058).
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

LIST = "list@example.org"
Check = Callable[[bytes], Iterator[str]]

# Mailman: what a line of its commands looks like, with the least and the most words after it.
_COMMANDS = {
    "confirm": (1, 1), "help": (0, 0), "info": (0, 0), "lists": (0, 0), "options": (0, 0), "password": (2, 2),
    "remove": (0, 0), "set": (3, 3), "subscribe": (0, 3), "unsubscribe": (0, 1), "who": (0, 2),
}  # fmt: skip
_COMMAND_LINES, _MAILMAN_SIZE = 10, 40 * 1024
# Sympa: loop_prevention_regex and max_size.
_LOOP = re.compile(r"(?:mailer-daemon|sympa|listserv|majordomo|smartlist|mailman)(?:@|$)", re.IGNORECASE)
_SYMPA_SIZE = 5 * 1024 * 1024
# Discourse: is_auto_generated?, HTML_EXTRACTERS, and the least and the most of a title and a post.
_ROBOT = re.compile(r"(?:mailer[-_]?daemon|post[-_]?master|no[-_]?reply)@", re.IGNORECASE)
_AUTO = re.compile(
    r"auto[-_]?(?:response|submitted|replied|reply|generated|respond)|holidayreply|machinegenerated",
    re.IGNORECASE,
)
_EXTRACTED = re.compile(
    r'class="gmail_|id="AppleMailSignature"|class="moz-|class="WordSection1"|name="message(?:Body)?Section"'
    r'|class="protonmail_|data-marker="__|(?:id|class)="cm_|class="front-',
    re.IGNORECASE,
)
_TITLE, _POST = (15, 255), 20
# Google: what may be there once.
_ONCE = "to cc subject date from sender reply-to bcc message-id in-reply-to references".split()
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+>")
_GOOGLE_SIZE = 25 * 1024 * 1024


def mailman(raw: bytes) -> Iterator[str]:
    """Yield which of Mailman's rules hold or discard a message to the list."""
    message = email.message_from_bytes(raw)
    if not getaddresses([message.get("From", "")])[0][1]:
        yield "no-senders"
    if LIST not in {
        address.lower() for _, address in getaddresses(message.get_all("To", []) + message.get_all("Cc", []))
    }:
        yield "implicit-dest"
    if not str(message.get("Subject", "")).strip():
        yield "no-subject"
    if f"<mailto:{LIST}>" in {value.strip().lower() for value in message.get_all("List-Post", [])}:
        yield "loop"
    if any(name.lower() in {"approved", "approve", "x-approved", "x-approve", "urgent"} for name in message):
        yield "a header that may have a password"
    lines = [line.strip() for line in _text(raw).splitlines() if line.strip()][:_COMMAND_LINES]
    if any(map(_is_command, [str(message.get("Subject", "")), *lines])):
        yield "administrivia"


def mailman_by_default(raw: bytes) -> Iterator[str]:
    """Yield that, and the limit that a list has until somebody raises it."""
    yield from mailman(raw)
    if len(raw) > _MAILMAN_SIZE:
        yield "max-size"


def sympa(raw: bytes) -> Iterator[str]:
    """Yield why Sympa drops a message, most of it without a word."""
    message = email.message_from_bytes(raw)
    sender = getaddresses([message.get("From", "")])[0][1]
    if not message.get("Message-ID", "").strip("<> "):
        yield "no message id"
    if not sender:
        yield "no sender"
    if _LOOP.match(sender):
        yield "the sender looks like a program"
    if any(value.strip().lower() != "no" for value in message.get_all("Auto-Submitted", [])):
        yield "an auto-reply"
    if any("auto-replied" in value.lower() for value in message.get_all("Content-Identifier", [])):
        yield "an auto-reply of X.400"
    if LIST in (value.strip() for value in message.get_all("X-Loop", [])):
        yield "a loop"
    if len(raw) > _SYMPA_SIZE:
        yield "too large"


def discourse(raw: bytes) -> Iterator[str]:
    """Yield why Discourse's receiver makes no topic, or not of the whole message."""
    message = _parsed(raw)
    title, html = str(message["Subject"] or "").strip(), message.get_body(("html",))
    if re.search("list|junk|bulk|auto_reply", str(message["Precedence"] or ""), re.IGNORECASE):
        yield "auto-generated: its precedence"
    if _ROBOT.search(str(message["From"])):
        yield "auto-generated: its sender"
    if any(
        _AUTO.search(f"{name}: {value}")
        for name, value in message.items()
        if name != "X-Auto-Response-Suppress"
    ):
        yield "auto-generated: a header"
    if not message["Date"] or message["Date"].datetime is None:
        yield "no date"
    if not _TITLE[0] <= len(title) <= _TITLE[1]:
        yield "its title"
    if len(_text(raw).strip()) < _POST:
        yield "too short"
    if html and _EXTRACTED.search(str(html.get_content())):
        yield "its HTML is taken for that of a mail program, and only a part of it is read"


def google_groups(raw: bytes) -> Iterator[str]:
    """Yield what Google asks of a message and this one has not."""
    message, decoded = email.message_from_bytes(raw), _parsed(raw)
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    names = [name.lower() for name in message.keys()]  # noqa: SIM118 - all of them, with repetitions
    if any(names.count(name) > 1 for name in _ONCE):
        yield "a header that is there twice"
    if len(getaddresses([message.get("From", "")])) != 1:
        yield "more than one sender"
    if not _MESSAGE_ID.fullmatch(message.get("Message-ID", "")):
        yield "no valid Message-ID"
    if any(len(line) > 998 for line in raw.split(b"\r\n")) or re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "a line that is too long or has no proper end"
    if not raw.isascii() or re.search(r"\?==\?", head):
        yield "characters or encoded words that are not as they must be"
    if "�" in str(make_header(decode_header(message.get("Subject", "")))) or decoded.defects:
        yield "what can't be decoded"
    if len(raw) > _GOOGLE_SIZE:
        yield "too large"
    yield from _unsubscribing(message.get("List-Unsubscribe", ""), message.get("List-Unsubscribe-Post", ""))
    if not _is_date(message.get("Date", "")):
        yield "no valid date"


def _unsubscribing(places: str, how: str) -> Iterator[str]:
    """Yield what is wrong with a one-click header (RFC 8058, section 3.1)."""
    if how and (how != "List-Unsubscribe=One-Click" or len(re.findall(r"<https://[^>]+>", places)) != 1):
        yield "a one-click header without its one address"


def _is_date(text: str) -> bool:
    try:
        return parsedate_to_datetime(text).tzinfo is not None
    except ValueError:
        return False


def _is_command(line: str) -> bool:
    word, *more = line.lower().split() or [""]
    least, most = _COMMANDS.get(word, (1, 0))
    return least <= len(more) <= most


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def _text(raw: bytes) -> str:
    """Return the first plain text."""
    part = _parsed(raw).get_body(("plain",))
    return str(part.get_content()) if part else ""
