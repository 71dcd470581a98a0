"""Email keeps the contract against a server in this process, and against Postfix's smtp-sink where there is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from distribute.channels.email.adapter import Email
from distribute.testing.channel_contract import ChannelContract, Desk
from tests.channels.email.kit import LOGIN, account
from tests.channels.services_email import FAULTS, SmtpService


class TestEmail(ChannelContract):
    faults = FAULTS

    @pytest.fixture
    def service(self) -> Iterator[SmtpService]:
        with SmtpService() as service:
            yield service

    @pytest.fixture
    def channel(self, service: SmtpService) -> Email:
        return account(service.address, **LOGIN)

    def test_it_cannot_look(self, desk: Desk) -> None:
        assert not desk.channel.can_read_back
        desk.service.fail("cut after keeping")
        assert desk.publish().exit_code == 3
        desk.clock.turn(desk.channel.patience * 100)
        assert desk.publish().exit_code == 3
        assert len(desk.service.arrived) == len(desk.service.attempts) == 1

    def test_the_date_is_that_of_the_first_intent(self, desk: Desk) -> None:
        first = desk.clock.now()
        desk.service.fail("422")
        desk.publish()
        desk.clock.turn(7200)
        assert desk.publish().state == "posted"
        (mail,) = desk.service.arrived
        assert mail.message["Date"].datetime == first
