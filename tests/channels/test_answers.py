"""Whatever a service answers, the post is out or in doubt, and never sent twice.

Each answer is given to the post, which the service kept, and to whatever is asked when looking for it.
"""

from __future__ import annotations

import gc
import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import TurnedClock
from distribute.testing.service import Answer, MastodonService, Service
from distribute.transport.http import MOST
from tests.channels import (
    test_buttondown,
    test_facebook,
    test_github_discussions,
    test_lemmy,
    test_linkedin,
    test_listmonk,
    test_mailman,
    test_mastodon,
    test_threads,
)
from tests.channels.bluesky import kit as bluesky
from tests.channels.hooks.kit import HOOKS
from tests.channels.reddit import kit as reddit
from tests.channels.twitter import kit as twitter

from .services_bluesky import BlueskyService
from .services_buttondown import ButtondownService
from .services_facebook import FacebookService
from .services_github import GitHubService
from .services_lemmy import LemmyService
from .services_linkedin import LinkedInService
from .services_listmonk import ListmonkService
from .services_mailman import MailmanService
from .services_reddit import RedditService
from .services_threads import ThreadsService
from .services_x import XService

LIBRARIES: dict[str, tuple[type[Service], Callable[[Any, pytest.MonkeyPatch], Channel]]] = {
    "twitter": (XService, twitter.account),
    "mastodon": (MastodonService, test_mastodon.account),
    "reddit": (RedditService, reddit.account),
    "linkedin": (LinkedInService, test_linkedin.account),
    "bluesky": (BlueskyService, bluesky.account),
    "github-discussions": (GitHubService, test_github_discussions.account),
    "threads": (ThreadsService, test_threads.account),
    "lemmy": (LemmyService, test_lemmy.account),
    "facebook": (FacebookService, test_facebook.account),
    "buttondown": (ButtondownService, test_buttondown.account),
    "mailman": (MailmanService, test_mailman.account),
    "listmonk": (ListmonkService, test_listmonk.account),
}
ADAPTERS = {**LIBRARIES, **HOOKS}


def every(value: Any) -> Callable[[Answer], Answer]:
    """Return what puts `value` in place of everything that an honest answer says, its shape kept."""

    def put(body: Any) -> Any:
        if isinstance(body, dict):
            return {name: put(inner) for name, inner in body.items()}
        return [put(inner) for inner in body] if isinstance(body, list) else value

    def answer(honest: Answer) -> Answer:
        body = honest.body if isinstance(honest.body, bytes) else put(honest.body)
        return Answer(body, honest.status, honest.headers)

    return answer


def whole(body: Any, status: int = 200, **headers: str) -> Callable[[Answer], Answer]:
    """Return what answers with this instead, whatever the honest answer is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda honest: Answer(body, status, named)


def nested(_: Answer) -> Answer:
    """Answer with lists so deep that reading them leaves no stack.

    What earlier tests left is collected first: a finalizer that runs down there fails, and so would the test.
    """
    gc.collect()
    return Answer(b"[" * 100_000)


BOMB = gzip.compress(b"[" + b" " * (MOST * 4))
STRANGE: dict[str, Callable[[Answer], Answer]] = {
    "a list": whole([1, "2", None]),
    "a list of lists": whole([[[]]]),
    "an object": whole({"kites": 1}),
    "a text": whole("posted"),
    "a number": whole(7),
    "null": whole(None),
    "nothing": whole(b""),
    "no JSON": whole(b'{"id": "1'),
    "no UTF-8": whole(b'{"id": "\xff\xfe"}'),
    "nested 100,000 deep": nested,
    "a number of 100,000 digits": whole(b'{"id": ' + b"9" * 100_000 + b"}"),
    "a page": whole(b"<html>Welcome to the hotel</html>", Content_Type="text/html"),
    "gzip that is none": whole(b"{}", Content_Encoding="gzip"),
    "a bomb in gzip": whole(BOMB, Content_Encoding="gzip"),
    "more than is read": whole(b"[" + b" " * (MOST + 100_000)),
    "a header without end": whole({}, **{f"X_{number}": "kite" for number in range(200)}),
    "elsewhere": whole({}, 302, Location="{elsewhere}"),
    "elsewhere, again as it was": whole({}, 308, Location="{elsewhere}"),
    "lists for values": every(["1"]),
    "objects for values": every({"id": "1"}),
    "nulls for values": every(None),
    "numbers for values": every(-1),
    "no numbers for values": every(float("nan")),
    "lines for values": every("1\r\nSet-Cookie: a=b\r\n::error::kite"),
    "a script for values": every("javascript:alert(1)//<script>\x1b[31m\u202e"),
    "long values": every("9" * 100_000),
}


@pytest.fixture
def elsewhere() -> Iterator[Service]:
    with Service() as service:
        yield service


@pytest.fixture(params=sorted(ADAPTERS))
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    kind, account = ADAPTERS[request.param]
    clock = TurnedClock()
    with kind(clock.now) as service:
        # None of the answers takes long, so that only a busy machine would be cut off sooner.
        yield Desk(msgspec.structs.replace(account(service, monkeypatch), timeout=60.0), service, clock)


def tell(service: Any, ask: str, strange: Callable[[Answer], Answer], elsewhere: Service) -> None:
    """Let a service answer strangely from here on: when asked to `keep`, or to `answer`."""
    honest = getattr(service, ask)

    def lie(request: Any) -> Answer:
        answer = strange(honest(request))
        headers = {name: value.format(elsewhere=elsewhere.url) for name, value in answer.headers.items()}
        return Answer(answer.body, answer.status, headers)

    setattr(service, ask, lie)


@pytest.mark.parametrize("what", STRANGE)
def test_the_answer_to_a_post(desk: Desk, elsewhere: Service, what: str) -> None:
    service: Any = desk.service
    desk.clock.wait = lambda stop, seconds: stop.set()  # type: ignore[method-assign] # no retry
    tell(service, "keep", STRANGE[what], elsewhere)
    outcome = desk.publish()
    assert outcome.state in {"posted", "in-doubt"}, outcome.error
    if outcome.receipt:
        assert not outcome.receipt.url or outcome.receipt.url.startswith(("https://", "http://"))
        assert outcome.receipt.id.isprintable(), outcome.receipt
        assert len(outcome.receipt.id) < 1000
        assert "javascript:" not in outcome.receipt.url
    del service.keep
    desk.clock.turn(desk.channel.patience)
    later = desk.publish()
    assert later.done or later.exit_code == 3, later.error
    assert len(service.arrived) == len(service.attempts) == 1
    assert not elsewhere.requests


def test_the_answer_to_a_look(desk: Desk, elsewhere: Service) -> None:
    """All of them in turn, for none settles anything: a post in doubt is looked for until an answer is honest."""
    if not desk.channel.can_read_back:
        pytest.skip("it can't be read back")
    service: Any = desk.service
    service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    desk.clock.turn(desk.channel.patience)
    for what, strange in STRANGE.items():
        tell(service, "answer", strange, elsewhere)
        asked = len(service.requests)
        outcome = desk.publish()
        assert outcome.state in {"in-doubt", "held"}, (what, outcome)
        assert len(service.requests) > asked, what
        assert len(service.attempts) == 1, what
        assert not elsewhere.requests, what
        del service.answer
    assert desk.publish().state == "posted"
    assert len(service.arrived) == len(service.attempts) == 1


@cache
def zeros() -> bytes:
    """100 megabytes, compressed."""
    return gzip.compress(bytes(100_000_000), compresslevel=1)


@pytest.mark.parametrize("desk", sorted(LIBRARIES), indirect=True)  # each reads an answer in its own way
def test_an_answer_of_100_megabytes_is_not_kept_in_memory(desk: Desk, elsewhere: Service) -> None:
    service: Any = desk.service
    tell(service, "keep", whole(zeros(), Content_Encoding="gzip"), elsewhere)
    tracemalloc.start()
    assert desk.publish().state in {"posted", "in-doubt"}
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000
