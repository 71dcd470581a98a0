"""Reddit keeps the contract over the real praw, which sends once, never sleeps and reads no praw.ini."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.post import Draft
from distribute.channels.reddit.adapter import Reddit
from distribute.deliver.outcome import Repost
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from distribute.testing.service import Fault
from tests.channels.reddit.kit import BY_NAME, account
from tests.channels.services_reddit import ACCESS_TOKEN, OTHER_REFRESH_TOKEN, SECRETS, RedditService

STRANGER = {"sr": "other", "kind": "link", "url": LINK, "title": "Look!"}


class Contract(ChannelContract):
    stranger: ClassVar = STRANGER
    settings: ClassVar[dict[str, Any]] = {}
    removed: ClassVar = ("posted", "found")  # what becomes of a post that moderators removed

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[RedditService]:
        with RedditService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: RedditService, monkeypatch: pytest.MonkeyPatch) -> Reddit:
        return account(service, monkeypatch, **self.settings)

    def test_a_removed_post_is_found_and_not_posted_again(self, desk: Desk) -> None:
        desk.service.fail("half an answer")
        desk.publish()
        desk.service.removed = {post.id for post in desk.service.arrived}
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == self.removed
        assert len(desk.service.arrived) == 1

    def test_nothing_is_asked_twice(self, desk: Desk, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
        """Not even what may be asked twice; and no log, however loud, has a secret."""
        caplog.set_level(logging.DEBUG)
        for name in list(logging.root.manager.loggerDict):
            caplog.set_level(logging.DEBUG, logger=name)
        desk.clock.wait = lambda stop, seconds: stop.set()  # type: ignore[method-assign] # no retry
        desk.service.fail(fault)
        desk.publish()
        asked = [request.path for request in desk.service.requests]
        assert sorted(asked) == sorted(set(asked))
        assert not [value for value in [*SECRETS.values(), ACCESS_TOKEN] if value in caplog.text]


class TestRedditText(Contract):
    settings: ClassVar = {"kind": "self", "refresh_token": None, **BY_NAME}
    removed: ClassVar = ("in-doubt", "")  # its text is gone, and a title alone is no proof


class TestReddit(Contract):
    """A link that is there already may be ours or a stranger's."""

    takes_a_link_once = True
    takes_reposts = True
    other_account: ClassVar = {"REDDIT_REFRESH_TOKEN": OTHER_REFRESH_TOKEN}
    changes: ClassVar = [
        ({"kind": "link"}, {"kind": "self"}),
        ({"kind": "self"}, {"kind": "link"}),
        ({"subreddit": "xmpp"}, {"subreddit": "other"}),
    ]

    def refuse_duplicates(self, service: RedditService) -> None:
        """It does so by itself."""

    def test_a_link_post_that_becomes_a_text_has_the_link(self, desk: Desk) -> None:
        (draft,) = desk.draft.messages
        desk.draft = Draft((msgspec.structs.replace(draft, text=""),))
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.channel = msgspec.structs.replace(desk.channel, kind="self")
        desk.clock.turn(2 * desk.channel.patience)
        assert desk.publish().how == "sent"
        assert [post.fields["text"] for post in desk.service.arrived] == [draft.link]

    def test_a_strangers_is_no_announcement_of_ours(self, desk: Desk) -> None:
        desk.service.stranger({**STRANGER, "sr": "xmpp"})
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert "has this link already" in outcome.error
        assert not desk.service.arrived

    def test_a_strangers_after_a_lost_answer_is_doubt(self, desk: Desk) -> None:
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.service.stranger({**STRANGER, "sr": "xmpp"})
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().state == "in-doubt"
        assert not desk.service.arrived

    def test_a_repost_may_be_there_twice(self, desk: Desk) -> None:
        desk.publish()
        assert desk.publish(repost=Repost("a new host")).state == "posted"
        assert [request.form["resubmit"] for request in desk.service.attempts] == ["False", "True"]
