"""Every post on every real newsletter says only what its issue says; skipped where the corpus is not at hand."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from distribute.compose.template import FOLDER
from distribute.config import load
from distribute.languages.registry import codes, language_of
from distribute.publish.plan import plan
from distribute.publish.selection import Selection
from distribute.sites.registry import open_site
from distribute.text.dates import parse_date

CHANNELS = """\
channels:
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D}
  mastodon: {server: "https://social.example", access_token: $E}
  reddit: {subreddit: news, kind: self, client_id: $F, client_secret: $G, refresh_token: $H}
  linkedin: {author: "urn:li:organization:1", access_token: $I}
  email: {smtp: "smtps://mail.example", from: letter@example.org, to: list@example.org, content: summary}
"""
_PELICAN = {"generator": "pelican", "url": "https://example.org/"}
SETS = {
    "xmpp-hugo": {"issues": "content/blog/newsletter/*.md"},
    "xmpp-pelican": {**_PELICAN, "permalink": "{slug}/", "issues": "content/posts/newsletter/*.md"},
    "xmpp-pelican-2021": {**_PELICAN, "permalink": "{slug}/", "issues": "content/posts/newsletter/*.md"},
    "fdroid-jekyll": {"url": "https://f-droid.org/"},
    "lwkd-jekyll": {"url": "https://lwkd.info/"},
    "nim-jekyll/jekyll": {},
    "rust-blog-zola": {},
    "haskellweekly-nofm": {
        "generator": "plain",
        "url": "https://haskellweekly.news/",
        "issues": "data/newsletter/*/*.markdown",
        "permalink": "/issue/:number.html",
    },
    "twir-pelican": {**_PELICAN, "permalink": "{slug}/", "issues": "content/*.md"},
    "redox-hugo": {"url": "https://redox.example/", "issues": "content/news/*.md"},
    "swift-jekyll": {"url": "https://swift.example/", "issues": "_posts/*whats-new-in-swift*.md"},
}
LEAKS = ("](", "{{", "{%", "<!--", "-->", "[CONTRIBUTORS]", "TBA", "[EN]", "[DE]")
FILLER = re.compile(
    r"(?i)welcome to the|no xeps|no last call|no shoutouts|please share|cc by-sa|spread the news|thanks to all|stay tuned"
)
NUMBER = re.compile(r"\d+(?:[.-]\d+)*")
NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w+]*")  # a word that begins with a capital
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MARKUP = re.compile(r"\]\[[^\]]*\]|\]\([^)]*\)|<[^>]*>|[\[\]*_`]")
# A label before a group of specifications, and the plural of their series.
LABELS = {"new", "last", "call", "for", "xeps", "keps", "rfcs"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_no_post_has_filler_a_leak_a_number_or_a_name_that_its_file_lacks(
    name: str, corpus: Path, tmp_path: Path
) -> None:
    title = "Newsletter"
    site = {"name": title, "root": os.path.relpath(corpus / name, tmp_path), **SETS[name]}
    if name == "xmpp-hugo":
        site["url"] = "https://xmpp.org/"
    lines = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in site.items())
    (tmp_path / "channels.yaml").write_text(f"site:\n{lines}{CHANNELS}", encoding="utf-8")
    held = load(tmp_path / "channels.yaml")
    issues = open_site(held).issues()
    assert len(issues) >= 9
    languages = tuple({issue.language for issue in issues})
    channels = [msgspec.structs.replace(channel, languages=languages) for channel in held.channels]
    # What a post says around its facts, in any language.
    around = [path for path in FOLDER.iterdir() if path.is_file()]
    said_by_us = (text for code in codes() for text in structs.astuple(language_of(code).say))
    templates = " ".join((*(path.read_text(encoding="utf-8") for path in around), *said_by_us, "among them"))
    ours = {word.casefold() for word in re.findall(r"\w+", templates)} | LABELS | {title.casefold()}
    files = {issue.path: (corpus / name / issue.path).read_text(encoding="utf-8-sig") for issue in issues}
    words = {
        path: {word.casefold() for word in re.findall(r"[\w+]+", SPACELESS.sub(" ", text))}
        for path, text in files.items()
    }
    found: list[tuple[str, str, str]] = []
    for post in plan(Selection(held, issues, issues, channels), now=parse_date("2020-12-10")).planned:
        assert post.message is not None, (post.issue.path, post.error)
        said = re.sub(
            r"https?://\S+", "", f"{post.message.title}\n{post.message.summary}\n{post.message.text}"
        )
        own = files[post.issue.path] + post.issue.headline
        where = Path(post.issue.path).name, post.channel.name
        # Reddit's text is Markdown, with links of its own.
        found += [
            (*where, leak)
            for leak in LEAKS
            if leak in (post.message.title if post.channel.name == "reddit" else said)
        ]
        found += [(*where, filler) for filler in FILLER.findall(said)]
        found += [(*where, number) for number in NUMBER.findall(said) if number not in own]
        found += [
            (*where, word)
            for word in NAME.findall(SPACELESS.sub(" ", said))
            if word.casefold() not in words[post.issue.path] | ours and word not in own + MARKUP.sub("", own)
        ]
    assert sorted(set(found)) == []
