"""Bluesky keeps the contract, and writes one record for one announcement even if it is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from distribute.channels.bluesky.adapter import Bluesky
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from tests.channels.bluesky.kit import account
from tests.channels.services_bluesky import HANDLE, OTHER_HANDLE, POSTS, BlueskyService


class TestBluesky(ChannelContract):
    stranger: ClassVar[dict[str, Any]] = {"$type": POSTS, "text": f"Look! {LINK}", "facets": []}
    reply_field = "reply_to"
    changes: ClassVar = [({"handle": HANDLE}, {"handle": OTHER_HANDLE})]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[BlueskyService]:
        with BlueskyService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: BlueskyService, monkeypatch: pytest.MonkeyPatch) -> Bluesky:
        return account(service, monkeypatch)

    def test_a_post_that_is_listed_too_late_is_sent_again_and_is_there_once(self, desk: Desk) -> None:
        """Its absence is believed, and the server finds the very same record under the very same key."""
        desk.service.lag = 10 * desk.channel.patience
        desk.service.fail("cut after keeping")
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == ("posted", "sent"), outcome.error
        assert (len(desk.service.arrived), len(desk.service.attempts)) == (1, 2)

    def test_looking_takes_no_log_in(self, desk: Desk) -> None:
        desk.service.fail("cut after keeping")
        desk.publish()
        logins = desk.service.logins
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "found"
        assert (logins, desk.service.logins) == (1, 1)

    def test_a_handle_that_was_changed_meanwhile_finds_the_post(self, desk: Desk) -> None:
        desk.service.fail("cut after keeping")
        desk.publish()
        service: Any = desk.service
        del service.dids[HANDLE]
        assert desk.publish().how == "found"
