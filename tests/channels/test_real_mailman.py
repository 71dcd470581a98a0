"""Against a real Mailman: each member gets one copy of the whole issue, and what is held or too large is told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import NotPosted, Unlisted
from distribute.channels import mailman
from distribute.channels.mailman import Mailman
from distribute.compose.fields import compose
from tests.channels.email.test_whole import issue

from .mailman_server import MEMBERS, PASSWORD, USER, RealMailman, real_mailman
from .sending import delivery
from .services_imap import Archive

SENDER = "letter@newsletter.example.org"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMailman]:
    """Start the Mailman that DISTRIBUTE_MAILMAN holds, once for all tests."""
    venv = Path(os.environ.get("DISTRIBUTE_MAILMAN", "nowhere")).absolute()
    if not (venv / "bin" / "master").is_file():
        pytest.skip("no Mailman in DISTRIBUTE_MAILMAN")
    with real_mailman(venv, tmp_path_factory.mktemp("mailman")) as server:
        yield server


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILMAN_USERNAME", USER)
    monkeypatch.setenv("MAILMAN_PASSWORD", PASSWORD)


def account(server: RealMailman, name: str = "news", **more: Any) -> Mailman:
    settings = {**Mailman.example, "from": f"Käse <{SENDER}>", "to": f"{name}@lists.example.org"}
    known = {"name": "mailman", "use": "mailman", "server": server.url, **settings, **more}
    made: Mailman = msgspec.convert(known, adapter("mailman"), dec_hook=decode)
    return made


def letter(channel: Mailman, key: str) -> Delivery:
    body = "Hello.\n\n## Help\n\n* [Kite 1.2](https://kite.example/) adds loops.\n"
    (message,) = compose(issue(body, title="Über Käse: November 2020"), channel, [], Path("nowhere")).messages
    return delivery(message=message, idempotency_key=key)


def test_each_member_gets_the_whole_issue_once(server: RealMailman) -> None:
    channel = account(server)
    what = letter(channel, "once")
    receipt = channel.post(what, channel.prepare(what))
    assert (receipt.id, receipt.note) == ("<once@newsletter.example.org>", "")
    copies, mails = server.sent()
    assert copies == Counter(MEMBERS)
    for mail in mails:
        assert mail.message["Message-ID"] == receipt.id
        assert str(mail.message["Subject"]).endswith(what.message.title)
        assert str(mail.message["List-Id"]).endswith("<news.lists.example.org>")
        html = mail.message.get_body(("html",))
        assert html
        assert html.get_content().replace("\r\n", "\n").strip() == what.message.html.strip()


def test_the_same_message_again_goes_to_everybody_again(server: RealMailman) -> None:
    """So it is never sent on a guess: there is no merit of Mailman's in that it arrives once."""
    channel = account(server)
    what = letter(channel, "twice")
    for _ in range(2):
        channel.post(what, channel.prepare(what))
    assert server.sent()[0] == Counter(MEMBERS * 2)


def test_a_line_that_reads_like_a_command_would_be_held(
    server: RealMailman, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So there is a mark before it in what is composed."""
    monkeypatch.setattr(mailman, "_LOOKS", 60)
    monkeypatch.setattr(mailman, "_LOOKS_AFTER", 60)
    channel = account(server)
    what = letter(channel, "command")
    assert "\n# Help\n" in what.message.text
    plain = msgspec.structs.replace(what.message, text=what.message.text.replace("# Help", "Help"))
    held = msgspec.structs.replace(what, message=plain)
    receipt = channel.post(held, channel.prepare(held))
    assert receipt.note == "it waits for the list's moderators"
    assert not server.sent()[0]


@pytest.mark.parametrize("name", ["held", "small"])
def test_what_is_held_is_told_at_once_and_found_later(
    server: RealMailman, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailman, "_LOOKS_AFTER", 60)  # however slow the machine is
    monkeypatch.setattr(mailman, "_LOOKS", 60)
    with Archive(list) as archive:
        channel = account(
            server, name, archive=archive.url.replace("list@example.org", f"{name}@lists.example.org")
        )
        archive.status = 404
        what = letter(channel, f"in-{name}")
        with pytest.raises(Unlisted):
            channel.find(what)
        receipt = channel.post(what, channel.prepare(what))
        assert receipt.note == "it waits for the list's moderators"
        assert channel.find(what) == receipt
    assert not server.sent()[0]


def test_a_doctor_tells_what_the_lists_do(server: RealMailman) -> None:
    told = [[found.text for found in account(server, name).examine()] for name in ("news", "held", "small")]
    assert [each[0] for each in told] == [
        f"the list {name}@lists.example.org has 26 members" for name in ("news", "held", "small")
    ]
    assert told[0][1] == f"news@lists.example.org takes what {SENDER} sends"
    assert told[1][1] == f"held@lists.example.org holds what {SENDER} sends for its moderators"
    assert told[2][2].startswith("small@lists.example.org holds messages above 1 KB")
    member = account(server, "held", **{"from": MEMBERS[0]})
    assert f"held@lists.example.org takes what {MEMBERS[0]} sends" in [
        found.text for found in member.examine()
    ]


def test_a_wrong_password_and_a_wrong_list_are_told(
    server: RealMailman, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = letter(account(server), "wrong")
    with pytest.raises(NotPosted, match="has no list other@"):
        account(server, "other").prepare(what)
    monkeypatch.setenv("MAILMAN_PASSWORD", "wrong")
    with pytest.raises(NotPosted, match="401"):
        account(server).prepare(what)
    assert not server.sent()[0]
