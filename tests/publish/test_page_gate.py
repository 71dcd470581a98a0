"""An issue goes out when its page is there."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from distribute.publish import gates
from tests.publish.kit import WALLS, Site, codes, issue, wall


class Pages:
    """A web server with one page."""

    def __init__(self) -> None:
        self.status, self.body, self.hits = 200, b"", 0
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.hits += 1
                self.send_response(pages.status)
                self.send_header("Content-Length", str(len(pages.body)))
                self.end_headers()
                self.wfile.write(pages.body)

            def log_message(self, *_: Any) -> None:
                """Keep still."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/letter/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def pages() -> Any:
    served = Pages()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "live"),
    [
        (200, b"<h1>The Letter <em>November</em> 2020</h1>", True),
        (200, b"<h1>The&nbsp;Letter November 2020</h1>", True),
        (404, b"<h1>The Letter November 2020</h1>", False),
        (200, b"<h1>Soon</h1>", False),
    ],
)
def test_a_page_is_live_when_it_answers_with_the_title(
    pages: Pages, status: int, body: bytes, live: bool
) -> None:
    pages.status, pages.body = status, body
    problem = gates.page_problem(issue(url=pages.url), 0, threading.Event(), home=pages.url)
    assert (problem is None) == live


def test_typographic_marks_in_a_page_are_the_plain_ones_of_the_title(pages: Pages) -> None:
    pages.body = "<title>Kite’s “Letter”</title>".encode()
    told = issue(url=pages.url, title='Kite\'s "Letter"')
    assert gates.page_problem(told, 0, threading.Event(), home=pages.url) is None


def test_a_page_that_is_not_there_keeps_an_issue_in(tmp_path: Path, pages: Pages) -> None:
    pages.status = 404
    site = Site(tmp_path, wall())
    result = site.publish(issue(url=pages.url), not_live=False)
    assert (result.exit_code, codes(result)) == (4, {"not-live"})
    assert WALLS == {}


def test_a_site_may_do_without_the_check_of_its_pages(tmp_path: Path, pages: Pages) -> None:
    pages.status = 404
    site = Site(tmp_path, wall(), check_page=False)
    assert site.publish(issue(url=pages.url), not_live=False).exit_code == 0
    assert len(WALLS["wall"]) == 1


def test_it_waits_for_the_page(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_PAUSE", 0.01)
    pages.status, pages.body = 404, b"The Letter November 2020"

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pages.status = 200 if pages.hits > 1 else 404  # it is built while we wait
            return super().wait(timeout)

    assert gates.page_problem(issue(url=pages.url), 60, Stop(), home=pages.url) is None
    assert pages.hits == 3


def test_a_server_that_is_not_there_is_told_without_a_traceback(pages: Pages) -> None:
    pages.server.shutdown()
    pages.server.server_close()
    problem = gates.page_problem(issue(url=pages.url), 0, threading.Event(), home=pages.url)
    assert problem
    assert "can't be reached" in problem.message


def test_it_says_what_it_waits_for_once(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_PAUSE", 0.01)
    pages.body = b"The Letter November 2020"
    statuses = [404, 404, 404, 503, 200]
    told: list[str] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pages.status = statuses[pages.hits]
            return super().wait(timeout)

    pages.status = statuses[0]
    assert gates.page_problem(issue(url=pages.url), 600, Stop(), told.append, home=pages.url) is None
    assert [line.split(" more: ")[1] for line in told] == [
        f"{pages.url} returns 404",
        f"{pages.url} returns 503",
    ]


def test_without_waiting_nothing_is_said(pages: Pages) -> None:
    pages.status, told = 404, list[str]()
    assert gates.page_problem(issue(url=pages.url), 0, threading.Event(), told.append, home=pages.url)
    assert told == []
