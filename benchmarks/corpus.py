"""Real newsletters that lie beside the project, opened as sites with five channels; see CONTRIBUTING.md."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from distribute.channel import Part
from distribute.compose import compose
from distribute.config import Config, load
from distribute.dates import parse_date
from distribute.highlights import highlights
from distribute.issue import Issue
from distribute.sites import open_site

CHANNELS = """
channels:
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D, hashtags: [%(tags)s]}
  mastodon: {server: "https://social.example", access_token: $E, hashtags: [%(tags)s]}
  reddit: {subreddit: news, kind: self, client_id: $F, client_secret: $G, refresh_token: $H}
  linkedin: {author: "urn:li:organization:1", access_token: $I, hashtags: [%(tags)s]}
  email: {smtp: "smtps://mail.example", from: letter@example.org, to: list@example.org}
"""
_NEIGHBOURS = 6
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Newsletter(NamedTuple):
    """One of the corpus's sets: where its issues are and how it is called."""

    name: str
    tags: str
    licence: str
    settings: dict[str, str]


NEWSLETTERS = {
    "xmpp-hugo": Newsletter(
        "XMPP Newsletter",
        "XMPP, Jabber",
        "CC BY-SA 4.0",
        {"url": "https://xmpp.org/", "issues": "content/blog/newsletter/*.md"},
    ),
    "twir-pelican": Newsletter(
        "This Week in Rust",
        "RustLang",
        "CC BY-SA 4.0",
        {
            "url": "https://this-week-in-rust.org/",
            "generator": "pelican",
            "permalink": "blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/",
            "issues": "content/*.md",
        },
    ),
    "lwkd-jekyll": Newsletter(
        "Last Week in Kubernetes Development",
        "kubernetes, CloudNative",
        "CC BY 4.0",
        {"url": "https://lwkd.info/"},
    ),
    "fdroid-jekyll": Newsletter(
        "This Week in F-Droid", "FDroid, Android", "AGPL-3.0", {"url": "https://f-droid.org/"}
    ),
}


def corpus() -> Path:
    """Return the corpus's folder, or stop with the way to name it."""
    if not (folder := os.environ.get("DISTRIBUTE_CORPUS")):
        sys.exit("set DISTRIBUTE_CORPUS to the folder of real newsletters")
    return Path(folder)


def opened(name: str, workspace: Path) -> tuple[Config, list[Issue]]:
    """Return a newsletter of the corpus as a site with five channels, and its issues by date."""
    newsletter = NEWSLETTERS[name]
    folder = workspace / name
    folder.mkdir(parents=True)
    settings = {
        "name": newsletter.name,
        "root": os.path.relpath(corpus() / name, folder),
        **newsletter.settings,
    }
    lines = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in settings.items())
    (folder / "channels.yaml").write_text(
        f"site:\n{lines}{CHANNELS % {'tags': newsletter.tags}}", encoding="utf-8"
    )
    config = load(folder / "channels.yaml")
    issues = [msgspec.structs.replace(issue, date=_date(issue)) for issue in open_site(config).issues()]
    return config, sorted(issues, key=lambda issue: issue.date.timestamp() if issue.date else 0.0)


def _date(issue: Issue) -> datetime | None:
    named = _DAY.search(issue.path)
    return issue.date or (parse_date(named[0]) if named else None)


def posts(config: Config, issue: Issue, issues: list[Issue]) -> Iterator[tuple[str, Part]]:
    """Yield what each channel would say about an issue."""
    before = [other for other in issues if other.language == issue.language and other.date and issue.date]
    earlier = [other for other in before if other.date < issue.date]  # type: ignore[operator]
    facts = highlights(issue, earlier[-_NEIGHBOURS:])
    for channel in config.channels:
        yield channel.name, compose(issue, channel, facts, config.path.parent, config.people).parts[0]
