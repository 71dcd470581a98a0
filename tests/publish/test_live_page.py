"""Whether a page is live: called as the issue is, with a preview image that loads, found out in bounded time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from distribute.publish import live_page
from distribute.text.html import read
from tests.timing import require_proportion

TITLE = "The Letter November 2020"
PNG = b"\x89PNG\r\n\x1a\n"
Answer = tuple[int, str, bytes]


class Web:
    """A web server; `places` has what it answers, "slow" dripping for ever."""

    def __init__(self) -> None:
        self.places: dict[str, Answer | str] = {}
        self.over = threading.Event()
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = web.places.get(self.path, (404, "text/html", b""))
                if isinstance(found, str):
                    self.send_response(302 if found != "slow" else 200)
                    self.send_header("Location", found)
                    self.end_headers()
                    while found == "slow" and not web.over.wait(0.05):
                        try:
                            self.wfile.write(b"x")
                        except OSError:
                            return
                    return
                status, kind, body = found
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Keep still."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def wrong(self, body: str, title: str = TITLE, **places: Answer | str) -> str:
        self.places = {f"/{name}": answer for name, answer in places.items()}
        self.places["/letter/"] = (200, "text/html", body.encode())
        return live_page.wrong_with(f"{self.base}/letter/", title, self.base)


@pytest.fixture
def web() -> Iterator[Web]:
    served = Web()
    yield served
    served.close()


@pytest.mark.parametrize(
    "body",
    [
        f"<title>{TITLE} | Example</title>",
        "<TITLE lang=en>Example</TITLE><h1 class=x>The <em>Letter</em>\n November&nbsp;2020</h1>",
        f"<title>Example</title><meta content='{TITLE}' property='og:title'>",
        f"<svg><title>Logo</title></svg><h1>{TITLE}</h1>",
        f"<svg><path><h1>{TITLE}</h1>",
        "<h1>The <svg><title>Logo</title></svg>Letter November 2020</h1>",
        TITLE,
        f"<p>{TITLE}</p>",
        f"<h1>{TITLE}",
    ],
)
def test_a_page_that_is_called_as_the_issue_is_live(web: Web, body: str) -> None:
    assert web.wrong(body) == ""


@pytest.mark.parametrize(
    "body",
    [
        f"<title>All issues</title><h1>Archive</h1><li>{TITLE}</li>",
        f"<title>Not found</title><p>Did you mean <a>{TITLE}</a>?</p>",
        f"<!-- <title>{TITLE}</title> --><title>Example</title>",
        f"<title>Example</title><svg><title>{TITLE}</title></svg>",
        f"<title>Example</title><script>document.title = '<h1>{TITLE}</h1>'</script>",
        "<title></title>",
        "",
    ],
)
def test_a_page_that_merely_names_the_issue_is_not(web: Web, body: str) -> None:
    assert web.wrong(body).startswith("does not have the issue's title")


def test_the_title_that_a_page_has_instead_is_told(web: Web) -> None:
    assert web.wrong("<title> Not\nfound </title>") == "does not have the issue's title but 'Not found'"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Kites -- October", "<h1>Kites — October</h1>"),
        ("Kites --- October...", "<h1>Kites—October…</h1>"),
        (
            "News of `kite` and *big* **reels**",
            "<h1>News of <code>kite</code> and <em>big</em> <b>reels</b></h1>",
        ),
        ('The "red" kite\'s tail', "<h1>The „red“ kite’s tail</h1>"),
        ('Le "cerf-volant"', "<h1>Le «\u202fcerf-volant\u202f»</h1>"),
        ("Drachenflugtag", "<h1>Drachen&shy;flug&shy;tag</h1>"),
        (":tada: Kites :kite:", "<h1>🎉 Kites 🪁</h1>"),
        ("❤️ Kites", "<h1>❤ Kites</h1>"),
        ("Kites &amp; moths &#8212; 5", "<h1>Kites &amp; moths — 5</h1>"),
        ("पतंग और पूंछ -- 5", "<h1>पतंग और पूंछ – 5</h1>"),
        ("🪁", "<h1>🪁</h1>"),
    ],
)
def test_a_title_may_be_rendered_on_the_page(web: Web, title: str, body: str) -> None:
    assert web.wrong(f"<title>Example</title>{body}", title) == ""


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Kites 5", "<h1>Kites 4</h1>"),
        ("Kites 2.1", "<h1>Kites 21</h1>"),
        ("पतंग", "<h1>पतग</h1>"),
        ("🪁", "<h1>🎉</h1>"),
        ("#40", "<h1>404 - Page not found</h1>"),
        ("#17", "<h1>Kite Letter: archive 2017</h1>"),
        ("Kites 1", "<h1>Kites 12</h1>"),
        ("C#", "<h1>Contact</h1>"),
        ("", "<h1>Kites</h1>"),
    ],
)
def test_a_title_of_other_words_is_another(web: Web, title: str, body: str) -> None:
    assert "title" in web.wrong(body, title)


def test_a_title_of_nothing_but_tags_is_on_no_page(web: Web) -> None:
    web.places["/letter/"] = (200, "text/html", b"<title>Page not found</title>")
    assert "title" in live_page.wrong_with(f"{web.base}/letter/", "<News>", web.base)


@pytest.mark.parametrize("body", ["<h1>a", "<title>a", "<h1><script>"])
def test_time_grows_with_the_page_and_not_with_its_square(body: str) -> None:
    require_proportion(lambda number: read(body * number, live_page._Seen()), 10_000)


def with_image(url: str, name: str = "property='og:image'") -> str:
    return f"<title>{TITLE}</title><meta {name} content='{url}'>"


@pytest.mark.parametrize("name", ["property='og:image'", "name='twitter:image'", "name='og:image:url'"])
@pytest.mark.parametrize(
    "url", ["/i.png", "../i.png", "{base}/i.png", "/moved", "data:image/png;base64,AA=="]
)
def test_a_preview_image_that_loads_is_no_problem(web: Web, url: str, name: str) -> None:
    body = with_image(url.format(base=web.base), name)
    assert web.wrong(body, **{"i.png": (200, "image/png", PNG), "moved": "/i.png"}) == ""


@pytest.mark.parametrize(
    ("url", "answer", "why"),
    [
        ("/i.png", (404, "text/html", b""), "which returns 404"),
        (
            "/i.png",
            (200, "text/html; charset=utf-8", b"<p>"),
            "which is not an image but text/html; charset=utf-8",
        ),
        ("ftp://127.0.0.1/i.png", (200, "image/png", PNG), "without an http or https address"),
        ("data:text/html,x", (200, "image/png", PNG), "without an http or https address"),
        ("/loop", "/loop", "which can't be read"),
        ("http://[", (200, "image/png", PNG), "whose address is not valid"),
        ("http://x:99999999/i.png", (200, "image/png", PNG), "whose address is not valid"),
        ("http://&#xd800;.x/i.png", (200, "image/png", PNG), "which can't be read"),
    ],
)
def test_a_preview_image_that_does_not_load_is_told(
    web: Web, url: str, answer: Answer | str, why: str
) -> None:
    assert why.removeprefix("which ") in web.wrong(with_image(url), **{"i.png": answer, "loop": answer})


@pytest.mark.parametrize("where", ["page", "image"])
def test_an_answer_that_drips_for_ever_has_an_end(
    web: Web, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_page, "_TIMEOUT", 1.5)
    web.places = {"/letter/": (200, "text/html", with_image("/slow").encode()), "/slow": "slow"}
    url = f"{web.base}/{'slow' if where == 'page' else 'letter/'}"
    assert "no complete response came in time" in live_page.wrong_with(url, TITLE, web.base)
