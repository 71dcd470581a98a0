"""A channel of any adapter."""

from __future__ import annotations

from typing import Any

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.registry import adapter
from distribute.channel.settings import decode


def channel(use: str, **settings: Any) -> Channel:
    """Return a channel with the settings of the adapter's example, and these."""
    kind = adapter(use)
    return msgspec.convert({**kind.example, "name": use, "use": use, **settings}, kind, dec_hook=decode)
