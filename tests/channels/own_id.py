"""The contract of channels whose service stores an id that we choose, and refuses a second post with it."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from distribute.testing.channel_contract import ChannelContract, Desk


class OwnIdContract(ChannelContract):
    """Set `other_settings` to the settings of another account."""

    compares_words = False
    takes_reposts = True
    other_settings: ClassVar[dict[str, Any]]

    def refuse_duplicates(self, service: Any) -> None:
        """It does so by itself."""

    def test_another_account_settles_no_doubt(self, desk: Desk) -> None:
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.channel = msgspec.structs.replace(desk.channel, **self.other_settings)
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        assert "this token is that of" in outcome.error
