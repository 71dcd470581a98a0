"""Against Bluesky's reference server: what it takes, what it shows, and that a request repeated changes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from distribute.channel.post import Draft, Message
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Duplicate, NotPosted
from distribute.channels.bluesky.adapter import Bluesky
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.run import deliver
from distribute.issue import Image
from distribute.ledger.memory import MemoryLedger
from distribute.testing.channel_contract import LINK
from distribute.testing.service import Answer
from tests.channels.sending import delivery
from tests.channels.services_bluesky import POSTS, BlueskyService, linked

HANDLE = "loom-letter.test"
TEXT = f"👩‍💻 Für alle (@{HANDLE}): {LINK} #news"
# A JPEG of one grey pixel, without its end: the server looks at the beginning.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64 + b"\xff\xd9"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Start the server that DISTRIBUTE_PDS holds, once for all tests, and return its address."""
    folder = Path(os.environ.get("DISTRIBUTE_PDS", "nowhere"))
    if not (folder / "node_modules" / "@atproto" / "pds").is_dir():
        pytest.skip("no Bluesky server in DISTRIBUTE_PDS")
    node = shutil.which("node", path=os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]))
    assert node
    script = shutil.copy(Path(__file__).parent / "pds" / "serve.mjs", folder)
    with subprocess.Popen(
        [node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        yield address
        process.communicate(timeout=20)  # closes its standard input, which ends it


@pytest.fixture(scope="session")
def password(server: str) -> str:
    """Make an account and return an app password."""
    account = {"handle": HANDLE, "email": "news@example.org", "password": "the account's own"}
    session = call(server, "com.atproto.server.createAccount", **account)
    made = call(server, "com.atproto.server.createAppPassword", token=session["accessJwt"], name="distribute")
    return str(made["password"])


@pytest.fixture
def channel(server: str, password: str, monkeypatch: pytest.MonkeyPatch) -> Bluesky:
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", password)
    secret = Secret("$BLUESKY_APP_PASSWORD")
    return Bluesky(
        name="bluesky", use="bluesky", handle=HANDLE, app_password=secret, server=server, timeout=Duration(10)
    )


def call(server: str, method: str, token: str = "", **body: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(f"{server}/xrpc/{method}", json=body, headers=headers, timeout=10)
    assert answer.ok, answer.text
    return dict(answer.json())


def records(channel: Bluesky) -> list[dict[str, Any]]:
    query = {"repo": HANDLE, "collection": POSTS, "limit": "100"}
    answer = requests.get(f"{channel.server}/xrpc/com.atproto.repo.listRecords", params=query, timeout=10)
    return list(answer.json()["records"])


def publish(
    channel: Bluesky, ledger: MemoryLedger, issue: str, *texts: str, link: str = LINK
) -> list[Outcome]:
    messages = tuple(Message(text=text, title="The newsletter", link=link) for text in texts)
    request = DeliveryRequest(channel=channel, issue=issue, language="de", draft=Draft(messages))
    return deliver([request], ledger)


def test_a_post_is_taken_and_known_again(channel: Bluesky) -> None:
    ledger = MemoryLedger()
    (outcome,) = publish(channel, ledger, "1", TEXT)
    assert outcome.state == "posted", outcome.error
    assert outcome.receipt
    record = next(each["value"] for each in records(channel) if each["uri"].endswith(outcome.receipt.id))
    assert record["langs"] == ["de"]
    assert [(kind, value) for _, kind, value in linked(record)] == [
        ("mention", channel._did(HANDLE)),
        ("link", LINK),
        ("tag", "news"),
    ]
    assert publish(channel, ledger, "1", TEXT)[0].state == "already-posted"
    assert publish(channel, MemoryLedger(), "1", TEXT)[0].how == "found"


def test_the_same_request_twice_is_one_record(channel: Bluesky) -> None:
    before = len(records(channel))
    what = delivery(message=Message(text=f"Twice {LINK}", link=LINK))
    receipts = [channel.post(what, channel.prepare(what)) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert len(records(channel)) == before + 1
    ready = channel.prepare(what)
    with pytest.raises(Duplicate):  # the card has another picture, under the same key
        channel.post(
            what,
            msgspec.structs.replace(
                ready, client=msgspec.structs.replace(ready.client, reply=reply(channel))
            ),
        )
    assert len(records(channel)) == before + 1


def reply(channel: Bluesky) -> dict[str, Any]:
    """Return a reference to some post, which makes a record another one."""
    some = {name: records(channel)[0][name] for name in ("uri", "cid")}
    return {"root": some, "parent": some}


def test_a_thread_hangs_together(channel: Bluesky) -> None:
    link = f"{LINK}/thread"
    texts = [f"{number} {link}" for number in ("One", "Two", "Three")]
    one, two, three = publish(channel, MemoryLedger(), "2", *texts, link=link)
    assert [outcome.state for outcome in (one, two, three)] == ["posted"] * 3
    assert one.receipt
    assert two.receipt
    assert three.receipt
    last = next(each["value"] for each in records(channel) if each["uri"].endswith(three.receipt.id))
    assert last["reply"]["root"]["uri"].endswith(one.receipt.id)
    assert last["reply"]["parent"]["uri"].endswith(two.receipt.id)


def test_as_long_a_text_as_we_count_is_taken_and_no_longer(channel: Bluesky) -> None:
    for text in ("é" * 300, "👩‍👩‍👧‍👦" * 120, f"{LINK} " + "a" * 274):
        assert channel.measure(text) == 300
        what = delivery(message=Message(text=text))
        channel.post(what, channel.prepare(what))
    for text in ("é" * 301, "👩‍👩‍👧‍👦" * 121):
        assert channel.measure(text) > 300
        what = delivery(message=Message(text=text))
        with pytest.raises(NotPosted, match="400"):
            channel.post(what, channel.prepare(what))


def test_a_picture_is_taken_for_the_card(channel: Bluesky) -> None:
    with BlueskyService() as site:
        site.image = Answer(JPEG)
        message = Message(text=f"A kite {LINK}", link=LINK, image=Image(f"{site.url}/cover.jpg", "a kite"))
        what = delivery(message=message)
        receipt = channel.post(what, channel.prepare(what))
    assert receipt.note == ""
    record = next(each["value"] for each in records(channel) if each["uri"].endswith(receipt.id))
    assert record["embed"]["external"]["thumb"]["size"] == len(JPEG)


def test_it_is_examined(channel: Bluesky, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.level for finding in channel.examine()] == ["ok"] * 3
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", "the account's own")
    assert "app password" in next(found.text for found in channel.examine() if found.level == "warning")
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", "wrong")
    with pytest.raises(NotPosted, match="refused the login"):
        list(channel.examine())
