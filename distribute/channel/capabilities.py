"""What an adapter can do, for `channels --json` and the table in the documentation.

Most of it follows from the methods that an adapter defines. The rest is what it declares as `supports`, which
`ChannelContract` compares with the posts that arrive.
"""

from __future__ import annotations

from distribute.channel.interface import Channel

# What an adapter may declare as `supports`, and what it means.
SUPPORTS = {
    "image": "Posts the issue's picture with its alt text.",
    "thread": "A later part of a post replies to the previous one.",
    "key": "A second request with the post's key makes no second post, where the service honours keys.",
    "language": "Tells the service which language the post is in.",
}
_METHODS = {
    "post": ("post",),
    "read-back": ("find", "own_posts"),
    "examine": ("examine",),
    "test": ("send_test",),
}


def capabilities(kind: type[Channel]) -> list[str]:
    """Return the names of an adapter's capabilities besides composing."""
    defined = [power for power, names in _METHODS.items() if any(_defines(kind, name) for name in names)]
    return [*defined, *(power for power in SUPPORTS if power in kind.supports)]


def reads_back_on_condition(kind: type[Channel]) -> bool:
    """Return whether it depends on an adapter's settings if a post can be read back."""
    return _defines(kind, "can_read_back")


def _defines(kind: type[Channel], name: str) -> bool:
    """Return whether an adapter has a method that the interface lacks, or only outlines."""
    return getattr(kind, name, None) is not getattr(Channel, name, None)
