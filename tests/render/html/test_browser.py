"""In a browser"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pyromark
import pytest

from distribute.channel.post import Message
from distribute.channel.registry import built_in
from distribute.problem import Problem
from tests.adapters import channel
from tests.render.html.kit import ISSUE, NASTY, ROOT, compare, full, look_at, post, shown

pytestmark = pytest.mark.slow

READ = """() => [...document.querySelectorAll("article")].map(card => ({
  key: card.dataset.key,
  fields: [...card.querySelectorAll("[data-field]")].map(field => [field.dataset.field, field.textContent]),
  mail: [...card.querySelectorAll("iframe")].map(frame => frame.srcdoc),
}))"""


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The worst issue: its page and its posts."""
    from distribute.render.json import delivery_json

    issue = msgspec.structs.replace(ISSUE, title=NASTY, path=NASTY, site=NASTY)
    message = msgspec.structs.replace(full(NASTY), html=escape(NASTY).replace("\r", " ").replace("\0", " "))
    uses = [use for use in built_in() if use != "x"]
    planned = [post(use, message, issue=issue, error="x" * 300) for use in uses]
    planned.append(post(channel=channel("reddit", kind="self", name="self"), message=message, issue=issue))
    problems = (Problem("error", "x", NASTY, NASTY, 1), Problem("warning", "y", "w" * 200, "p" * 200, 1))
    path = tmp_path_factory.mktemp("nasty") / "page.html"
    path.write_bytes(shown(*planned, problems=problems).encode())
    return path, [delivery_json(each) for each in planned]


@pytest.mark.parametrize("name", ["example", "nasty"])
def test_what_a_browser_shows_is_what_would_be_sent(
    view: Any, name: str, request: pytest.FixtureRequest
) -> None:
    path, deliveries = request.getfixturevalue(name)
    view.goto(path.as_uri())
    cards = view.evaluate(READ)
    assert [card["key"] for card in cards] == [delivery["key"] for delivery in deliveries]
    for card, delivery in zip(cards, deliveries, strict=True):
        compare(delivery, card["fields"], card["mail"])


# Each pair of page, colours and width once: no rule of the page depends on all three.
@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [("example", "light", 360), ("example", "dark", 1280), ("nasty", "light", 1280), ("nasty", "dark", 360)],
)
def test_the_page_is_for_everybody_and_asks_nothing_of_anyone(
    view: Any, name: str, scheme: str, width: int, request: pytest.FixtureRequest
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    path, _ = request.getfixturevalue(name)
    look_at(view, scheme, width)
    said: list[str] = []
    asked: list[str] = []
    heard: dict[str, Callable[[Any], None]] = {
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
        "request": lambda it: asked.append(it.url),
    }
    for event, note in heard.items():
        view.on(event, note)
    view.goto(path.as_uri())
    assert view.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
    # The frames hold sandboxed messages.
    options = {"iframes": False, "resultTypes": ["violations"]}
    found = Axe().run(view, options=options).response
    assert len(found["passes"]) > 10
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == [path.as_uri()]
    assert said == []
    for event, note in heard.items():
        view.remove_listener(event, note)


def test_what_a_message_asks_for_is_not_fetched(view: Any, tmp_path: Path) -> None:
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
        (tmp_path / "page.html").write_text(shown(post("email", Message(text="x", title="x", html=mail))))
        view.goto((tmp_path / "page.html").as_uri(), wait_until="networkidle")
        assert view.frames[1].locator("p").inner_text() == "Kites"
        assert asked == []
        view.goto(f"{it}/by-hand")
        assert asked[:1] == ["/by-hand"], "it would have been heard"
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


TERMINAL = """
body { margin: 0; padding: 20px; background: #1e1e2e; color: #dcdcdc }
pre { margin: 0; font: 14px/1.25 "DejaVu Sans Mono", monospace }
"""


@pytest.mark.skipif(
    "DISTRIBUTE_UPDATE_PICTURES" not in os.environ, reason="DISTRIBUTE_UPDATE_PICTURES=1 takes them"
)
def test_a_picture_is_taken_of_the_terminal(chromium: Any, tmp_path: Path) -> None:
    """What the snapshot of the terminal shows of the first two posts."""
    snapshot = (ROOT / "tests/snapshots/publish-dry-run-terminal.txt").read_text(encoding="utf-8")
    posts, third, _ = snapshot.partition("\nreddit ·")
    assert third
    text = "$ distribute publish 2020-11 --dry-run\n" + posts.rstrip()
    (tmp_path / "terminal.html").write_text(
        f"<meta charset=utf-8><style>{TERMINAL}</style><pre>{escape(text)}</pre>", encoding="utf-8"
    )
    view = chromium.new_page(viewport={"width": 800, "height": 200})
    view.goto((tmp_path / "terminal.html").as_uri())
    view.screenshot(path=ROOT / "docs" / "pictures" / "terminal.png", full_page=True)
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
