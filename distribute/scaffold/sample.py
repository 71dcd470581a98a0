"""What the latest issue's posts would be, before any channel is set up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.config import Config, SiteSettings
from distribute.issue import Issue
from distribute.publish.plan import plan
from distribute.publish.planned import Planned
from distribute.publish.selection import Selection

_SHOWN = ("twitter", "mastodon")


def sample_posts(path: Path, site: SiteSettings, latest: Issue, issues: Sequence[Issue]) -> Iterator[Planned]:
    """Yield the posts for X and Mastodon; no secret is needed and nothing is looked up."""
    channels = tuple(
        msgspec.convert({**adapter(use).example, "name": use, "use": use}, adapter(use), dec_hook=decode)
        for use in _SHOWN
    )
    config = Config(path, site, "sqlite:ledger.db", channels)
    yield from plan(Selection(config, issues, [latest], channels)).planned
