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

from distribute.channel.post import Message
from distribute.compose.confidence import Confidence, confidence_of
from distribute.compose.fields import compose
from distribute.config import Config, load
from distribute.facts.pipeline import extract_facts
from distribute.issue import Issue
from distribute.sites.registry import open_site
from distribute.text.dates import parse_date

CHANNELS = """
channels:
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D, hashtags: [%(tags)s]}
  mastodon: {server: "https://social.example", access_token: $E, hashtags: [%(tags)s]}
  reddit: {subreddit: news, kind: self, client_id: $F, client_secret: $G, refresh_token: $H}
  linkedin: {author: "urn:li:organization:1", access_token: $I, hashtags: [%(tags)s]}
  email: {smtp: "smtps://mail.example", from: letter@example.org, to: list@example.org, content: summary}
"""
_NEIGHBOURS = 6
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Newsletter(NamedTuple):
    """One of the corpus's sets: where its issues are and how it is called."""

    name: str
    tags: str
    settings: dict[str, str]


NEWSLETTERS = {
    "xmpp-hugo": Newsletter(
        "XMPP Newsletter",
        "XMPP, Jabber",
        {"url": "https://xmpp.org/", "issues": "content/blog/newsletter/*.md"},
    ),
    "twir-pelican": Newsletter(
        "This Week in Rust",
        "RustLang",
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
        {"url": "https://lwkd.info/"},
    ),
    "redox-hugo": Newsletter(
        "This Month in Redox",
        "Redox",
        {"url": "https://www.redox-os.org/", "issues": "content/news/this-month-*.md"},
    ),
    "optech-jekyll": Newsletter(
        "Bitcoin Optech",
        "Bitcoin",
        {"url": "https://bitcoinops.org/", "issues": "_posts/*/newsletters/*.md"},
    ),
    "swift-jekyll": Newsletter(
        "What's new in Swift",
        "SwiftLang",
        {"url": "https://swift.org/", "issues": "_posts/*whats-new-in-swift*.md"},
    ),
    "fdroid-jekyll": Newsletter("This Week in F-Droid", "FDroid, Android", {"url": "https://f-droid.org/"}),
}


def corpus() -> Path:
    """Return the corpus's folder, or stop with the way to name it."""
    if not (folder := os.environ.get("DISTRIBUTE_CORPUS")):
        sys.exit("set DISTRIBUTE_CORPUS to the folder of real newsletters")
    return Path(folder)


def register(folder: Path) -> None:
    """Take in the newsletters of another folder: its `sets.json` has a name and the site's settings for each."""
    for name, entry in json.loads((folder / "sets.json").read_text(encoding="utf-8")).items():
        NEWSLETTERS[name] = Newsletter(entry["name"], entry.get("tags", ""), entry["site"])


def opened(name: str, workspace: Path, sets: Path | None = None) -> tuple[Config, list[Issue]]:
    """Return a newsletter of the corpus, or of another folder of sets, as a site with five channels, and its issues by date."""
    newsletter = NEWSLETTERS[name]
    folder = workspace / name
    folder.mkdir(parents=True)
    settings = {
        "name": newsletter.name,
        "root": os.path.relpath((sets or corpus()) / name, folder),
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


class Post(NamedTuple):
    """What a channel would say, and how sure it is."""

    message: Message
    confidence: Confidence


def told(config: Config, issue: Issue, issues: list[Issue]) -> Iterator[tuple[str, Post]]:
    """Yield what each channel would say about an issue, and how sure that is."""
    before = [other for other in issues if other.language == issue.language and other.date and issue.date]
    earlier = [other for other in before if other.date < issue.date]  # type: ignore[operator]
    found = extract_facts(issue, earlier[-_NEIGHBOURS:])
    for channel in config.channels:
        draft = compose(issue, channel, found.facts, config.path.parent, config.people, found.introduction)
        sure = confidence_of(issue, channel, draft, found.facts, found.introduction)
        yield channel.name, Post(draft.messages[0], sure)
