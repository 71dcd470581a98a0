"""An announcement that is recorded for an account other than the channel's."""

from __future__ import annotations

from distribute.channel.interface import Channel

OTHER_ACCOUNT = "other-account"  # the code of such a post


def other_account_words(issue: str, recorded: str, channel: Channel) -> str:
    """Return why a channel whose announcement is recorded for another account is held, and what to do."""
    before, now = (target.rstrip(":") for target in (recorded, channel.target()))
    return (
        f"it is recorded as announced on {before}, and this channel posts to {now}: if that is the same account, or "
        f"it was announced there too, `distribute seed {issue} --channel {channel.name}` records it; to post there "
        "as well, give this channel a name of its own"
    )
