"""A plan and the page made of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import distribute
from distribute.channel.post import Draft, Message
from distribute.config import Config, SiteSettings
from distribute.issue import Image, Issue
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.html import page
from distribute.text.dates import parse_date
from tests.adapters import channel

ROOT = Path(__file__).parents[3]


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


def post(
    use: str = "mastodon", message: Message | None = None, *, issue: Issue = ISSUE, **more: Any
) -> Planned:
    kind = more.pop("channel", None) or channel(use)
    said = message or Message(text=f"Kites fly\n\n{ISSUE.url}", link=ISSUE.url)
    return Planned(**{"channel": kind, "issue": issue, "draft": Draft((said,)), "message": said, **more})


def full(text: str) -> Message:
    """A part whose every field holds `text`."""
    link = f"{BASE}{text}"
    return Message(text=text, title=text, summary=text, html=text, link=link, image=Image(link, text))


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


# What differs between the looks of a message: its style, the colours it is made for, and its pictures.
_LOOKS = re.compile(
    r'<style>.*?</style>|<meta name="[a-z-]*color-scheme[^>]*>|(<img\b[^>]*?) src="[^"]*"', re.DOTALL
)


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
        shown = [_LOOKS.sub(r"\1", each) for each in mail]
        every = "narrow and wide, light and dark, with and without pictures"
        assert shown == [_LOOKS.sub(r"\1", told["html"])] * 8, every


def look_at(view: Any, scheme: str, width: int) -> None:
    """Let a page of the browser be so wide, and its reader's machine have these colours."""
    view.emulate_media(color_scheme=scheme)
    view.set_viewport_size({"width": width, "height": 900})
