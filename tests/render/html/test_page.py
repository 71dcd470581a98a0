"""By itself; What stands where"""

from __future__ import annotations

from pathlib import Path

import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.registry import built_in
from distribute.config import Config, SiteSettings
from distribute.facts.model import Extraction, Fact, Rejected
from distribute.issue import Image
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.html import card_template, page
from distribute.text.markdown_html import to_html
from tests.adapters import channel
from tests.render.html.kit import BASE, ISSUE, PACKAGE, ROOT, Read, full, post, shown

# By itself


def test_the_page_asks_for_nothing() -> None:
    read = Read(shown(*(post(use, full("words")) for use in built_in() if use != "x")))
    policy = next(given["content"] for tag, given in read.tags if given.get("http-equiv"))
    assert policy
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert not {"script", "link", "object", "embed", "video", "audio", "form"} & {tag for tag, _ in read.tags}
    css = (PACKAGE / "render" / "page.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert all("sandbox" in given for tag, given in read.tags if tag == "iframe")


@pytest.mark.parametrize(
    ("size", "place", "said"),
    [
        (100, "static/pics/kite.png", ""),
        (100, "content/kite.png", ""),
        (5_000_000, "static/pics/kite.png", "It has 5.0 MB, too much to embed in this page."),
        (100, "elsewhere/kite.png", "It is not among the site's files."),
    ],
)
def test_a_picture_is_taken_from_the_sites_files_or_its_words_stand_for_it(
    tmp_path: Path, size: int, place: str, said: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * (size - 8))
    message = Message(text="x", title="t", link=ISSUE.url, image=Image(f"{BASE}pics/kite.png", "A red kite"))
    read = Read(shown(post("linkedin", message), root=tmp_path))
    pictures = [given for tag, given in read.tags if tag == "img"]
    if said:
        assert not pictures
        assert said in read.text
    else:
        assert str(pictures[0]["src"]).startswith("data:image/png;base64,iVBO")
        assert pictures[0]["alt"] == "A red kite"
    assert "A red kite" in read.text


@pytest.mark.parametrize(
    "url", [f"{BASE}../secret.png", f"{BASE}%2e%2e/secret.png", f"{BASE}link.png", "https://e.com/a.png"]
)
def test_no_file_outside_the_site_is_shown(tmp_path: Path, url: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    site = tmp_path / "site"
    (site / "static").mkdir(parents=True)
    (site / "static" / "link.png").symlink_to(tmp_path / "secret.png")
    message = Message(text="x", image=Image(url, "A red kite"))
    assert "img" not in {tag for tag, _ in Read(shown(post("outbox", message), root=site)).tags}


# What stands where


def test_errors_come_before_warnings_and_what_is_for_later_is_apart() -> None:
    problems = (
        Problem("warning", "alt", "no words", "content/letter.md", 9),
        Problem("error", "todo", "TODO stands in the text", "content/letter.md", 12),
        Problem("error", "secret", "$TOKEN is not set", "channels.yaml", 0, "publishing"),
    )
    text = Read(shown(post(), problems=problems)).text
    places = [
        text.index(each)
        for each in ("content/letter.md:12", "content/letter.md:9", "Before it is", "$TOKEN", "Kites fly")
    ]
    assert places == sorted(places)


def test_why_each_fact_is_told_and_why_the_rest_is_not_is_folded_away() -> None:
    told = Fact(phrases=("Kites fly",), line=3, section="News", score=4.0, kind="release", rule="a-release")
    left = Rejected(text="Please help us", line=5, section="News", rule="filler")
    plan = Plan((ISSUE,), (post(),), (), extraction={ISSUE.path: Extraction((told,), (left,))})
    config = Config(ROOT / "channels.yaml", SiteSettings(), "sqlite:l.db", ())
    text = Read(page(plan, config, BASE, ledger="not consulted")).text
    assert "line 3: a release; on mastodon" in text
    assert "Please help us line 5: filler" in text


def test_a_post_that_is_none_says_why() -> None:
    held = Planned(channel=channel("reddit"), issue=ISSUE, state="held", error="400 of at most 300")
    text = Read(shown(held)).text
    assert "held" in text
    assert "400 of at most 300" in text


def test_each_post_has_its_count_key_digest_and_state() -> None:
    planned = post(state="already-posted", receipt=Receipt("1", "https://m.example.org/@me/1"))
    assert planned.draft
    text = Read(shown(planned)).text
    for each in (
        "already posted",
        "34 of 500",
        planned.key,
        planned.draft.digest,
        "https://m.example.org/@me/1",
    ):
        assert each in text


def test_no_secret_is_within_a_cards_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", "hunter2")
    html = shown(post())
    assert "hunter2" not in html
    assert "MASTODON_ACCESS_TOKEN" not in html


def test_a_plugin_brings_its_own_card_or_has_that_of_what_it_is_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = (
        "from distribute import Channel\n"
        "class Board(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):\n    colour: str = 'red'\n"
        "class Wall(Board, frozen=True, kw_only=True, forbid_unknown_fields=True):\n    pass\n"
        "class Bare(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):\n    pass\n"
    )
    (tmp_path / "boards.py").write_text(module)
    (tmp_path / "board.html").write_text("<p>Pinned in {{ post.settings.colour }}: {{ post.text }}</p>")
    monkeypatch.syspath_prepend(tmp_path)
    import boards  # type: ignore[import-not-found]

    assert card_template(boards.Bare) == PACKAGE / "channel" / "channel.html"
    for kind in (boards.Board, boards.Wall):
        html = shown(post(channel=kind(name="board", use="board"), message=Message(text="a <b>")))
        assert "<p>Pinned in red: a &lt;b&gt;</p>" in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**a** _b_ `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>\n"),
        ("[a](https://e.org/?a&b)", '<p><a href="https://e.org/?a&amp;b" rel="noreferrer">a</a></p>\n'),
        ("# a", "<p>a</p>\n"),
        ("![a kite](https://e.org/k.png)", "<p>a kite</p>\n"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
    ],
)
def test_markdown_becomes_harmless_html(source: str, html: str) -> None:
    assert to_html(source) == html


@pytest.mark.parametrize(
    "address", ["javascript:x", "JaVaScRiPt:x", "data:text/html,x", "//e.org", 'x" onclick="y']
)
def test_a_link_that_leads_elsewhere_than_the_web_is_none(address: str) -> None:
    tags = Read(to_html(f"[a](<{address}>) [b]({address})")).tags
    assert not [given for tag, given in tags if given.get("href")]
