"""Visits to pages and pictures: within their time, and not to private networks."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.publish import live_page
from distribute.testing.service import Answer, Request, Service
from distribute.transport.visit import Visitor, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe",
        "2002:0a00:0001::1", "no address", "",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


class Web(Service):
    """Answers each path as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Answer] = {}
        self.pause = 0.0

    def answer(self, request: Request) -> Answer:
        time.sleep(self.pause)
        return self.places.get(request.path, Answer(b"", 404))


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as service:
        yield service


def to(url: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": url})


def test_the_site_itself_may_be_on_this_machine(web: Web) -> None:
    web.places["/"] = Answer(b"hello")
    assert Visitor(5, web.url).get(f"{web.url}/").content == b"hello"


@pytest.mark.parametrize("home", ["", "https://letter.example", "http://127.0.0.1:9", "http://127.0.0.1"])
def test_nothing_else_may(web: Web, home: str) -> None:
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, home).get(f"{web.url}/")
    assert web.requests == []


def test_a_redirect_leads_to_no_private_address(web: Web) -> None:
    web.places["/"] = to(f"http://localhost:{web.url.rpartition(':')[2]}/inside")
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, web.url).get(f"{web.url}/")
    assert [request.path for request in web.requests] == ["/"]


def test_a_name_that_turns_out_to_be_private_at_the_connection_is_refused(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server may answer one thing first and another then."""
    monkeypatch.setattr("distribute.transport.visit._refuse_private_names", lambda host: None)
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, "https://letter.example").get(f"{web.url}/")
    assert web.requests == []


def test_a_proxy_is_asked_for_no_private_address(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is to the proxy then, so the address behind it is looked at before."""
    monkeypatch.setenv("http_proxy", web.url)
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, "https://letter.example").get("http://10.0.0.1/")
    assert web.requests == []


# Libraries split these in different places, so the address that is checked could be another than the one that is asked.
STRANGE_HOSTS = (
    "%31%36%39.254.169.254", "169.254.169.254%2f", "169.254.169.254\\.letter.example", "[::ffff:a9fe:a9fe%25x]",
    "[fe80::1%eth0]", "[v1.169]", "2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "169.254.43518",
    "169.254.169.254.", "0x", "1.2.3.4.5", "letter_example!", "*.letter.example", "a..b", "127.1", "①②⑦。1",
)  # fmt: skip


@pytest.mark.parametrize("host", STRANGE_HOSTS)
def test_a_proxy_is_asked_for_no_host_that_can_be_read_in_two_ways(
    web: Web, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", web.url)
    with pytest.raises(NotPosted, match="not an http or https address"):
        Visitor(5, "").get(f"http://{host}/latest")
    assert web.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "[::ffff:169.254.169.254]",
        "[::FFFF:A9FE:A9FE]",
        "[64:ff9b::a9fe:a9fe]",
        "169.254.169.254",
        "１６９。254。169。254",
    ],
)
def test_a_proxy_is_asked_for_no_private_address_however_it_is_spelled(
    web: Web, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Nothing is looked up: the name server of a machine behind a proxy may know nothing."""
    monkeypatch.setenv("http_proxy", web.url)
    monkeypatch.setattr(socket, "getaddrinfo", _unknown)
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, "").get(f"http://{host}/latest")
    assert web.requests == []


def _unknown(*_: Any, **__: Any) -> Any:
    raise socket.gaierror


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every name lead to this machine, and return those that are looked up."""
    names, real = list[str](), socket.getaddrinfo

    def here(host: str | bytes, *more: Any, **settings: Any) -> Any:
        names.append(host.decode() if isinstance(host, bytes) else host)
        return real("127.0.0.1", *more, **settings)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    return names


@pytest.mark.parametrize("host", ["fosstodon.org", "FosStodon.org", "foſstodon.org"])
def test_the_home_is_known_in_any_spelling(web: Web, looked_up: list[str], host: str) -> None:
    port = web.url.rpartition(":")[2]
    web.places["/"] = Answer(b"home")
    assert Visitor(5, f"http://fosstodon.org:{port}").get(f"http://{host}:{port}/").content == b"home"
    assert looked_up == ["fosstodon.org"]


@pytest.mark.parametrize(
    ("host", "name"), [("foßtodon.org", "xn--fotodon-1va.org"), ("letter.example", "letter.example")]
)
def test_the_home_is_compared_by_the_name_that_is_asked(
    web: Web, looked_up: list[str], host: str, name: str
) -> None:
    """ß is ss where Unicode ignores case, but it has been a letter of its own in hosts since IDNA 2008."""
    port = web.url.rpartition(":")[2]
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, f"http://fosstodon.org:{port}").get(f"http://{host}:{port}/")
    assert looked_up == [name]
    assert web.requests == []


def test_the_standard_ports_of_the_home_are_one_place(looked_up: list[str]) -> None:
    """A site on a private network may redirect from http to https."""
    with pytest.raises(NotPosted, match="can't be reached"):
        Visitor(5, "http://letter.example").get("https://letter.example/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://letter.example/", "http://user:secret@letter.example/", "http://["]
)
def test_only_addresses_of_the_web_are_visited(url: str) -> None:
    with pytest.raises(NotPosted, match="not an http or https address") as caught:
        Visitor(5, "").get(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1/"])
def test_a_redirect_leads_to_addresses_of_the_web_alone(web: Web, url: str) -> None:
    web.places["/"] = to(url)
    with pytest.raises(NotPosted, match="not an http or https address"):
        Visitor(5, web.url).get(f"{web.url}/")


@pytest.mark.parametrize("target", ["http://[", "//[x", "http://x:99999999/"])
def test_a_redirect_to_no_address_is_told(web: Web, target: str) -> None:
    web.places["/"] = to(target)
    with pytest.raises(NotPosted, match="not valid"):
        Visitor(5, web.url).get(f"{web.url}/")


def test_redirects_have_an_end(web: Web) -> None:
    web.places["/"] = to("/")
    with pytest.raises(NotPosted, match="redirects more than 10 times"):
        Visitor(5, web.url).get(f"{web.url}/")
    assert len(web.requests) == 11


def test_the_time_is_for_all_redirects_together(web: Web) -> None:
    web.pause = 0.25
    web.places |= {f"/{number}": to(f"/{number + 1}") for number in range(10)}
    begun = time.monotonic()
    with pytest.raises((InDoubt, NotPosted)):
        Visitor(0.6, web.url).get(f"{web.url}/0")
    assert len(web.requests) <= 3
    assert time.monotonic() - begun < 3


def test_the_time_is_for_the_page_and_its_picture_together(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_page, "_TIMEOUT", 0.8)
    web.pause = 0.5
    page = '<html><head><title>Letter</title><meta property="og:image" content="/i.png"></head></html>'
    web.places |= {
        "/": Answer(page.encode(), headers={"Content-Type": "text/html"}),
        "/i.png": Answer(b"\x89PNG", headers={"Content-Type": "image/png"}),
    }
    assert "no complete response came in time" in live_page.wrong_with(f"{web.url}/", "Letter", web.url)
    monkeypatch.setattr(live_page, "_TIMEOUT", 10.0)
    assert live_page.wrong_with(f"{web.url}/", "Letter", web.url) == ""


def test_a_page_names_no_picture_on_a_private_network(web: Web) -> None:
    page = '<title>Letter</title><meta property="og:image" content="http://169.254.169.254/latest/meta-data">'
    web.places["/"] = Answer(page.encode(), headers={"Content-Type": "text/html"})
    assert "private network" in live_page.wrong_with(f"{web.url}/", "Letter", web.url)


def test_no_connection_is_made_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotPosted, match="private network"):
        Visitor(5, "").get("http://169.254.169.254/latest/meta-data")
