"""The preview's page: what it shows is what would be sent, to the character, and it asks nothing of anyone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import distribute
from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Part, Receipt
from distribute.channel.registry import BUILT_IN, adapter
from distribute.channel.settings import decode
from distribute.config import Config, SiteSettings
from distribute.facts.model import Extraction, Fact, Rejected
from distribute.issue import Image, Issue, Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.html import card_template, page
from distribute.text.dates import parse_date
from distribute.text.markdown import to_html
from tests.tools import needed

ROOT = Path(__file__).parents[2]
PACKAGE = Path(distribute.__file__).parent
BASE = "https://example.org/"
ISSUE = Issue(
    id="2020-11",
    path="content/letter.md",
    language="en",
    title="The Letter",
    url=f"{BASE}letter/",
    date=parse_date("2020-12-09"),
    site="The Letters",
)
NASTY = (
    "</script><script>alert(1)</script>]]>--><img src=x onerror=alert(1)></div></template>\n"
    "  two  spaces,\ta tab, a \r return, \x0b\x0c\x1b[31m \x00 \x7f \x85 \x9b and \u202eturned\u202c \u2066x\u2069\n\n\n"
    "👩‍👩‍👧‍👦 é e\u0301 第一 عيد سعيد שלום &amp; &#13; ' \" {{ 1234 * 1001 }} {% x %} #Tag @user@example.org "
    "https://example.org/?a=1&b=<2> javascript:alert(1) https://example.org/\u202egnp.exe \ufeff\u2028\u2029\n"
)


def channel(use: str, **more: Any) -> Channel:
    kind = adapter(use)
    return msgspec.convert({**kind.example, "name": use, "use": use, **more}, kind, dec_hook=decode)


def post(use: str = "mastodon", part: Part | None = None, *, issue: Issue = ISSUE, **more: Any) -> Planned:
    kind = more.pop("channel", None) or channel(use)
    said = part or Part(text=f"Kites fly\n\n{ISSUE.url}", link=ISSUE.url)
    return Planned(**{"channel": kind, "issue": issue, "draft": Draft((said,)), "part": said, **more})


def full(text: str) -> Part:
    """A part whose every field holds `text`."""
    link = f"{BASE}{text}"
    return Part(text=text, title=text, summary=text, html=text, link=link, image=Image(link, text))


def shown(*planned: Planned, problems: tuple[Problem, ...] = (), root: Path = ROOT) -> str:
    config = Config(root / "channels.yaml", SiteSettings(name="The Letters"), "sqlite:l.db", ())
    issues = tuple({id(each.issue): each.issue for each in planned}.values()) or (ISSUE,)
    return page(Plan(issues, planned, problems), config, BASE, ledger="not consulted")


class Read(HTMLParser):
    """A page as a reader of HTML finds it: each tag, and the text of each post's fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.fields: list[tuple[str, str, str]] = []
        self.mail: list[tuple[str, str]] = []
        self.text = ""
        self.key = ""
        self._depth = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self.key = given.get("data-key") or self.key
        if tag == "iframe":
            self.mail.append((self.key, given["srcdoc"] or ""))
        if "data-field" in given:
            self.fields.append((self.key, given["data-field"] or "", ""))
            self._depth = 1
        elif self._depth and tag != "img":
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._depth:
            key, name, before = self.fields[-1]
            self.fields[-1] = key, name, before + data


def compare(delivery: dict[str, Any], fields: list[tuple[str, str]], mail: list[str]) -> None:
    """Assert that a card shows every field of a delivery, each as it is; HTML has no NUL."""
    told = {
        name: delivery[name].replace("\0", "\ufffd") for name in ("title", "summary", "text", "link", "html")
    }
    assert fields
    for name, text in fields:
        assert text == told[name], name
    names = {name for name, _ in fields}
    if delivery["use"] in {"email", "linkedin", "outbox"}:
        assert names >= {name for name in ("title", "summary", "text") if told[name]}
    assert names & {"text", "title"}
    if told["html"] and delivery["use"] in {"email", "outbox"}:
        assert mail == [told["html"]] * 2, "narrow and wide"


# To the character


@given(st.text(min_size=1))
@settings(max_examples=50)
def test_every_field_is_there_to_the_character(text: str) -> None:
    from distribute.render.json import delivery_json

    planned = [post(use, full(text)) for use in ("email", "linkedin", "twitter", "reddit", "outbox")]
    read = Read(shown(*planned))
    for each in planned:
        fields = [(name, said) for key, name, said in read.fields if key == each.key]
        compare(delivery_json(each), fields, [said for key, said in read.mail if key == each.key])


def test_a_nasty_text_is_shown_and_nothing_of_it_obeyed() -> None:
    from distribute.render.json import delivery_json

    planned = [post(use, full(NASTY), error=NASTY) for use in BUILT_IN if use != "x"]
    issue = msgspec.structs.replace(ISSUE, title=NASTY, path=NASTY, site=NASTY)
    planned += [
        post("outbox", full(NASTY), issue=issue, receipt=Receipt(NASTY, NASTY), state="already-posted")
    ]
    html = shown(*planned, problems=(Problem("error", "x", NASTY, NASTY, 1),))
    read = Read(html)
    for each in planned:
        if each.issue is ISSUE:
            fields = [(name, said) for key, name, said in read.fields if key == each.key]
            assert fields
    assert "script" not in {tag for tag, _ in read.tags}
    assert not [given for _, given in read.tags if any(name.startswith("on") for name in given)]
    assert "1235234" not in html
    assert {given.get("src", "data:")[:5] for tag, given in read.tags if tag == "img"} <= {"data:"}
    compare(
        delivery_json(planned[0]),
        [(name, said) for key, name, said in read.fields if key == planned[0].key],
        [],
    )


def test_a_character_that_would_be_obeyed_is_there_with_its_code() -> None:
    codes = [
        given["data-code"]
        for _, given in Read(shown(post(part=Part(text="a\x1b\u202e\r")))).tags
        if "data-code" in given
    ]
    assert codes == [r"\x1b", r"\u202e", r"\r"]


def test_links_and_tags_of_a_text_are_marked_and_its_words_are_not() -> None:
    read = Read(
        shown(post(part=Part(text="C# #XMPP a#b, see (https://e.org/a_(b)?x=1). mail@e.org @me@e.org")))
    )
    links = [
        given["href"] for tag, given in read.tags if tag == "a" and str(given.get("href")).startswith("http")
    ]
    assert links == ["https://e.org/a_(b)?x=1"]
    assert len([1 for tag, given in read.tags if given.get("class") == "tag"]) == 2


# By itself


def test_the_page_asks_for_nothing() -> None:
    read = Read(shown(*(post(use, full("words")) for use in BUILT_IN if use != "x")))
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
        (5_000_000, "static/pics/kite.png", "It has 5.0 MB, too much for this page."),
        (100, "elsewhere/kite.png", "It is not among the site's files."),
    ],
)
def test_a_picture_is_taken_from_the_sites_files_or_its_words_stand_for_it(
    tmp_path: Path, size: int, place: str, said: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * (size - 8))
    part = Part(text="x", title="t", link=ISSUE.url, image=Image(f"{BASE}pics/kite.png", "A red kite"))
    read = Read(shown(post("linkedin", part), root=tmp_path))
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
    part = Part(text="x", image=Image(url, "A red kite"))
    assert "img" not in {tag for tag, _ in Read(shown(post("outbox", part), root=site)).tags}


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
    told = Fact(("Kites fly",), 3, "News", 4.0, "release", rule="a-release")
    left = Rejected("Please help us", 5, "News", "filler")
    plan = Plan((ISSUE,), (post(),), (), sifted={ISSUE.path: Extraction((told,), (left,))})
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
        html = shown(post(channel=kind(name="board", use="board"), part=Part(text="a <b>")))
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


# In a browser

ARGUMENTS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
READ = """() => [...document.querySelectorAll("article")].map(card => ({
  key: card.dataset.key,
  fields: [...card.querySelectorAll("[data-field]")].map(field => [field.dataset.field, field.textContent]),
  mail: [...card.querySelectorAll("iframe")].map(frame => frame.srcdoc),
}))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium, one for all these tests."""
    found = needed("chromium", "chromium-browser", "google-chrome")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The bundled example in both its languages: its page, and what the dry run says in JSON."""
    folder = tmp_path_factory.mktemp("example")
    text = (ROOT / "channels.yaml").read_text(encoding="utf-8")
    head, channels = text.split("channels:\n")
    channels = re.sub(r"^  \w+:\n", r"\g<0>    languages: [en, de]\n", channels, flags=re.MULTILINE)
    (folder / "channels.yaml").write_text(f"{head}channels:\n{channels}", encoding="utf-8")
    shutil.copytree(ROOT / "examples", folder / "examples")

    def run(*command: str) -> str:
        line = [sys.executable, "-m", "distribute", *command]
        done = subprocess.run(line, cwd=folder, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    assert run("preview", "2020-11", "--html", "page.html") == ""
    dry = json.loads(run("publish", "2020-11", "--dry-run", "--json"))
    return folder / "page.html", dry["deliveries"]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The worst issue: its page and its posts."""
    from distribute.render.json import delivery_json

    issue = msgspec.structs.replace(ISSUE, title=NASTY, path=NASTY, site=NASTY)
    part = msgspec.structs.replace(full(NASTY), html=escape(NASTY).replace("\r", " ").replace("\0", " "))
    uses = [use for use in BUILT_IN if use != "x"]
    planned = [post(use, part, issue=issue, error="x" * 300) for use in uses]
    planned.append(post(channel=channel("reddit", kind="self", name="self"), part=part, issue=issue))
    problems = (Problem("error", "x", NASTY, NASTY, 1), Problem("warning", "y", "w" * 200, "p" * 200, 1))
    path = tmp_path_factory.mktemp("nasty") / "page.html"
    path.write_bytes(shown(*planned, problems=problems).encode())
    return path, [delivery_json(each) for each in planned]


@pytest.mark.parametrize("name", ["example", "nasty"])
def test_what_a_browser_shows_is_what_would_be_sent(
    chromium: Any, name: str, request: pytest.FixtureRequest
) -> None:
    path, deliveries = request.getfixturevalue(name)
    view = chromium.new_page()
    view.goto(path.as_uri())
    cards = view.evaluate(READ)
    assert [card["key"] for card in cards] == [delivery["key"] for delivery in deliveries]
    for card, delivery in zip(cards, deliveries, strict=True):
        compare(delivery, card["fields"], card["mail"])
    view.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["example", "nasty"])
def test_the_page_is_for_everybody_and_asks_nothing_of_anyone(
    chromium: Any, name: str, scheme: str, width: int, request: pytest.FixtureRequest
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    path, _ = request.getfixturevalue(name)
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    view = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda error: said.append(str(error)))
    view.on("request", lambda it: asked.append(it.url))
    view.goto(path.as_uri())
    assert view.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
    found = Axe().run(view, options={"iframes": False}).response  # within are sandboxed messages
    assert len(found["passes"]) > 10
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [path.as_uri()]
    assert said == []
    context.close()


def test_what_a_message_asks_for_is_not_fetched(chromium: Any, tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        it = f"http://127.0.0.1:{server.server_port}"
        mail = (
            f"<img src={it}/image><script src={it}/script></script><link rel=stylesheet href={it}/style>"
            f"<iframe src={it}/frame></iframe><style>p {{ background: url({it}/background) }}</style><p>Kites"
            f"<meta http-equiv=refresh content='0;url={it}/refresh'><script>top.location = '{it}/top'</script>"
        )
        (tmp_path / "page.html").write_text(shown(post("email", Part(text="x", title="x", html=mail))))
        view = chromium.new_page()
        view.goto((tmp_path / "page.html").as_uri(), wait_until="networkidle")
        assert view.frames[1].locator("p").inner_text() == "Kites"
        assert asked == []
        view.goto(f"{it}/by-hand")
        assert asked[:1] == ["/by-hand"], "it would have been heard"
        view.close()
        server.shutdown()


PICTURES = {
    "preview-light": ("light", 1280, 1360),
    "preview-dark": ("dark", 1280, 1360),
    "preview-phone": ("light", 390, 1200),
}


@pytest.mark.skipif(
    "DISTRIBUTE_UPDATE_PICTURES" not in os.environ, reason="DISTRIBUTE_UPDATE_PICTURES=1 takes them"
)
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_taken_of_the_bundled_example(chromium: Any, example: Any, name: str) -> None:
    scheme, width, height = PICTURES[name]
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
    view = context.new_page()
    view.goto(example[0].as_uri())
    view.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")
    context.close()


COMMENT = """
body { margin: 0; padding: 16px; background: #fff; color: #1f2328; font: 14px/1.5 "Segoe UI", Arial, sans-serif }
div { border: 1px solid #d1d9e0; border-radius: 6px; padding: 8px 16px }
pre, code { background: #f6f8fa; border-radius: 6px; font: 12px/1.45 monospace }
pre { padding: 12px; overflow: hidden; white-space: pre-wrap } code { padding: 2px 4px } pre code { padding: 0 }
table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0; padding: 4px 10px } summary { margin: 8px 0 }
"""


@pytest.mark.skipif(
    "DISTRIBUTE_UPDATE_PICTURES" not in os.environ, reason="DISTRIBUTE_UPDATE_PICTURES=1 takes them"
)
def test_a_picture_is_taken_of_the_comment(chromium: Any, tmp_path: Path) -> None:
    """About as GitHub shows it: its own stylesheet is not here."""
    names = ("--channel", "twitter", "--channel", "mastodon")
    line = [
        sys.executable,
        "-m",
        "distribute",
        "preview",
        "2020-11",
        "--markdown",
        "--language",
        "en",
        *names,
    ]
    markdown = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    comment = pyromark.html(markdown, options=pyromark.Options.ENABLE_TABLES)
    (tmp_path / "comment.html").write_text(
        f"<meta charset=utf-8><style>{COMMENT}</style><div>{comment}</div>"
    )
    view = chromium.new_page(viewport={"width": 860, "height": 1000})
    view.goto((tmp_path / "comment.html").as_uri())
    for folded in view.locator("details").all():
        folded.evaluate("element => element.open = true")
    view.screenshot(path=ROOT / "docs" / "pictures" / "comment.png")
    view.close()


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_are_there_and_not_too_large(name: str) -> None:
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20]) == PICTURES[name][1]
    assert len(content) < 300_000


def test_readme_shows_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    alt, target = re.findall(r"!\[([^\]]+)\]\((docs/pictures/[^)]+)\)", readme)[0]
    assert len(alt) > 20
    assert (ROOT / target).is_file()
