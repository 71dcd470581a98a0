"""Posts on real newsletters beside those an editor wrote; skipped where the corpus is not at hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import distribute
from distribute.config import Config, load
from distribute.issue import Issue
from distribute.publish.plan import plan
from distribute.publish.planned import Plan, Planned
from distribute.publish.selection import Selection
from distribute.sites.find import find
from distribute.sites.registry import open_site
from distribute.text.dates import parse_date

CHANNELS = """\
channels:
  twitter:
    api_key: $A
    api_secret: $B
    access_token: $C
    access_token_secret: $D
    hashtags: [XMPP, Jabber]
  mastodon:
    server: https://social.example
    access_token: $E
    hashtags: [XMPP, Jabber]
  reddit:
    subreddit: xmpp
    client_id: $F
    client_secret: $G
    refresh_token: $H
  linkedin:
    author: urn:li:organization:1
    access_token: $I
    hashtags: [XMPP, OpenStandards]
  email:
    smtp: smtps://mail.example
    from: letter@example.org
    to: list@example.org
    content: summary
"""
FIVE = {"twitter", "mastodon", "reddit", "linkedin", "email"}
NOVEMBER = "content/blog/newsletter/2020-12-09-newsletter.md"
GOLD_NAMES = {"twitter": "x", "reddit": "reddit-title", "email": "email-subject"}
LEAKS = ("](", "{{", "{%", "<!--", "-->")


def config(folder: Path, root: Path, **site: str) -> Config:
    settings = {
        "name": "XMPP Newsletter",
        "url": "https://xmpp.org/",
        "root": os.path.relpath(root, folder),
        **site,
    }
    lines = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in settings.items())
    path = folder / "channels.yaml"
    path.write_text(f"site:\n{lines}{CHANNELS}", encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def hugo(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("hugo")
    return config(folder, corpus / "xmpp-hugo", issues="content/blog/newsletter/*.md")


@pytest.fixture(scope="module")
def pelican(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config(
        tmp_path_factory.mktemp("pelican"),
        corpus / "xmpp-pelican-2021",
        generator="pelican",
        permalink="{date:%Y}/{date:%m}/{slug}/",
        issues="content/posts/newsletter/*.md",
    )


def dry_run(held: Config, query: str, everything: list[Issue] | None = None) -> Plan:
    everything = everything if everything is not None else open_site(held).issues()
    return plan(
        Selection(held, everything, find(everything, query).issues, held.channels),
        now=parse_date("2020-12-10"),
    )


@pytest.fixture(scope="module")
def november(hugo: Config) -> Plan:
    return dry_run(hugo, "2020-11")


def text_of(found: Plan, name: str) -> str:
    (message,) = [post.message for post in found.planned if post.channel.name == name]
    assert message is not None
    return message.title if name in {"reddit", "email"} else message.text


def score(corpus: Path, name: str, text: str) -> dict[str, Any]:
    gold = corpus / "gold"
    done = subprocess.run(
        [
            *(sys.executable, gold / "score.py", gold / "facts.json", gold / "posts.json"),
            *(corpus, f"xmpp-hugo/{NOVEMBER}", GOLD_NAMES.get(name, name)),
        ],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_november_2020_is_the_issue_that_came_out_in_december(november: Plan) -> None:
    (issue,) = november.issues
    assert (issue.path, f"{issue.date:%Y-%m-%d}") == (NOVEMBER, "2020-12-09")
    assert issue.url == "https://xmpp.org/2020/12/the-xmpp-newsletter-november-2020/"


def test_each_of_five_channels_has_its_post_within_its_limit(november: Plan) -> None:
    assert {post.channel.name for post in november.planned} == FIVE
    for post in november.planned:
        assert post.message is not None
        assert post.state == "would-post"
        assert 0 < post.channel.length(post.message) <= post.channel.limit


def test_nothing_stands_in_its_way_but_the_secrets(november: Plan) -> None:
    errors = {problem.code for problem in november.problems if problem.severity == "error"}
    assert errors <= {"secret"}


@pytest.mark.parametrize(("name", "least"), [("twitter", 0.7), ("mastodon", 0.75)])
def test_a_post_names_the_facts_an_editor_would_name(
    corpus: Path, november: Plan, name: str, least: float
) -> None:
    assert score(corpus, name, text_of(november, name))["recall"] >= least


def test_the_first_fact_an_editor_would_name_is_named_everywhere(corpus: Path, november: Plan) -> None:
    first = json.loads((corpus / "gold" / "facts.json").read_text(encoding="utf-8"))[f"xmpp-hugo/{NOVEMBER}"][
        "facts"
    ][0]
    for name in FIVE:
        assert re.search(first["match"], text_of(november, name)), name


@pytest.mark.parametrize("name", sorted(FIVE))
def test_no_post_says_what_must_never_be_said_or_what_the_issue_does_not(
    corpus: Path, november: Plan, name: str
) -> None:
    (message,) = [post.message for post in november.planned if post.channel.name == name]
    assert message is not None
    found = score(corpus, name, f"{message.title}\n{message.summary}\n{message.text}")
    assert found["never"] == []
    assert found["unknown"] == []


def test_the_draft_that_this_began_with_is_shown_and_is_not_ready(corpus: Path, tmp_path: Path) -> None:
    content = tmp_path / "site" / "content"
    content.mkdir(parents=True)
    shutil.copy(corpus / "seed-2020-11-draft.md", content / "2020-12-01-newsletter.md")
    (tmp_path / "site" / "pelicanconf.py").write_text("SITEURL = 'https://xmpp.org'\n")
    config(tmp_path, tmp_path / "site")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "distribute",
            "--json",
            "publish",
            "content/2020-12-01-newsletter.md",
            "--dry-run",
        ],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(distribute.__file__).parents[1]),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 4, done.stderr
    answer = json.loads(done.stdout)
    assert answer["exit"] == 4
    lines = {one["line"] for one in answer["problems"] if one["severity"] == "error" and one["when"] == "now"}
    assert lines == {26, 32, 38, 44, 132}
    assert {post["channel"] for post in answer["deliveries"]} == FIVE
    for post in answer["deliveries"]:
        assert post["state"] == "would-post"
        assert 0 < post["length"] <= post["limit"]
        assert "replace" not in post["text"].casefold()


@pytest.fixture(scope="module", params=["hugo", "pelican"])
def all_posts(request: pytest.FixtureRequest) -> list[Planned]:
    """Every post of every issue there ever was, on channels that speak every language."""
    held: Config = request.getfixturevalue(request.param)
    everything = open_site(held).issues()
    assert len(everything) == {"hugo": 107, "pelican": 39}[request.param]
    spoken = tuple({issue.language for issue in everything})
    polyglots = [msgspec.structs.replace(channel, languages=spoken) for channel in held.channels]
    found = plan(Selection(held, everything, everything, polyglots), now=parse_date("2020-12-10")).planned
    assert len(found) == len(FIVE) * len(everything)
    return list(found)


@pytest.mark.slow
def test_every_issue_there_ever_was_has_five_posts_within_their_limits(all_posts: list[Planned]) -> None:
    for post in all_posts:
        where = post.issue.path, post.channel.name
        assert post.state == "would-post", (where, post.error)
        assert post.message is not None
        assert 0 < post.channel.length(post.message) <= post.channel.limit, where
        for text in (post.message.text, post.message.title, post.message.summary, post.message.html):
            assert not [leak for leak in LEAKS if leak in text], where


NUMBERS = re.compile(r"\d+(?:\.\d+)+(?:-\w+(?:\.\d+)?)?|CVE-\d+-\d+|XEP-\d+|KEP-\d+|\b20\d\d\b")
SAID_NOWHERE = (
    *(*LEAKS, "{{<", "[CONTRIBUTORS]", "TBA", "[EN]", "[DE]"),
    *(
        "Welcome to the XMPP",
        "No XEPs deferred",
        "No Last Call",
        "CC BY-SA",
        "tinyletter",
        "Please share the news",
    ),
)


@pytest.mark.slow
def test_no_post_of_any_issue_says_filler_or_a_number_that_its_issue_does_not_have(
    all_posts: list[Planned],
) -> None:
    found: list[tuple[str, str, str]] = []
    for post in all_posts:
        assert post.message is not None
        said = f"{post.message.title}\n{post.message.summary}\n{post.message.text}"
        told = re.sub(r"https?://\S+", "", said)
        body = f"{post.issue.body}\n{post.issue.headline}"
        where = post.issue.path, post.channel.name
        found += [(*where, leak) for leak in SAID_NOWHERE if leak in told]
        found += [(*where, number) for number in NUMBERS.findall(told) if number not in body]
        found += [(*where, ping) for ping in re.findall(r"(?<![\w/])(?:@|u/)\w+", told)]
    assert found == []
