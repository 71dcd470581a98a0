"""Render a plan as one self-contained HTML page, with each post laid out as its service would show it.

A channel's card is a template next to its adapter's module, named after the class, such as
`channels/mastodon.html`. A class without one uses that of its parent class, and ultimately `channel.html`.
"""

from __future__ import annotations

import base64
import html
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import minijinja
import msgspec

from distribute.channel.interface import Channel
from distribute.compose.confidence import HEADLINE_ONLY
from distribute.config import Config
from distribute.facts.model import Extraction
from distribute.facts.reasons import why_rejected, why_told
from distribute.inputs.files import read_bytes
from distribute.issue import Image, Issue
from distribute.publish.planned import Plan, Planned
from distribute.regex import lazy_regex
from distribute.render.escape import UNSAFE, safe
from distribute.render.json import delivery_json, issue_json, said_on
from distribute.render.mail import views
from distribute.render.terminal import STATES
from distribute.text.markdown_html import to_html

_HERE = Path(__file__).parent
# The first bytes of image files. SVG is not embedded: it is a document that may contain scripts and links.
_KINDS = (
    (lazy_regex(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (lazy_regex(rb"\xff\xd8\xff"), "image/jpeg"),
    (lazy_regex(rb"GIF8[79]a"), "image/gif"),
    (lazy_regex(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (lazy_regex(rb".{4}ftypavi[fs]", re.DOTALL), "image/avif"),
)
_LARGEST = 1_000_000  # bytes of an image that is embedded in the page
# Where generators keep the files of a page's addresses, besides the issue's own folder.
_FOLDERS = ("static", "content", "assets", "public", "output", "src", ".")
_PIECE = lazy_regex(
    rf"(?P<code>{UNSAFE.pattern}|[\ud800-\udfff])"
    rf"|(?P<link>https?://(?:(?!{UNSAFE.pattern})[^\s<>\"\ud800-\udfff])*(?<![.,;:!?)\]}}'’”]))"
    r"|(?P<tag>(?<![\w&/#])#\w*[^\W\d_]\w*|(?<![\w@/.])@\w+(?:@\w[\w.-]*\w)?)"
)
_IMG = lazy_regex(r'(?P<before><img\b[^>]*?) src="(?P<url>[^"]*)"(?P<after>[^>]*>)')
# Characters that HTML can't contain, even as a reference; their codes are shown next to them.
_IMPOSSIBLE = lazy_regex("[\0\ud800-\udfff]")


class _Piece(msgspec.Struct, frozen=True):
    """A piece of text of one kind; `code` is shown in place of a control character."""

    text: str
    kind: Literal["plain", "link", "tag", "code"] = "plain"
    code: str = ""


class _Picture(msgspec.Struct, frozen=True):
    """An image for the page: its data, or the reason why it is missing."""

    url: str
    alt: str
    data: str = ""
    missing: str = ""


def page(plan: Plan, config: Config, base: str, *, ledger: str) -> str:
    """Return the page; `base` is the site's address, whose images are taken from the site's files."""
    problems = sorted(plan.problems, key=lambda problem: problem.severity != "error")
    context = {
        "style": minijinja.safe((_HERE / "page.css").read_text(encoding="utf-8")),
        "site": config.site.name or (plan.issues[0].site if plan.issues else ""),
        "issues": [
            {
                **issue_json(issue),
                "posts": [_card(p, config, base) for p in plan.planned if p.issue is issue],
                "extraction": plan.extraction.get(issue.path, Extraction()),
                "said_on": [
                    said_on(plan, issue, fact) for fact in plan.extraction.get(issue.path, Extraction()).told
                ],
            }
            for issue in plan.issues
        ],
        "now": [_problem(problem) for problem in problems if problem.when == "now"],
        "later": [_problem(problem) for problem in problems if problem.when == "publishing"],
        "ledger": ledger,
        "headline_only": HEADLINE_ONLY,
    }
    return _engine().render_template("page.html", **context)


def _problem(problem: Any) -> dict[str, str]:
    return {**msgspec.to_builtins(problem), "place": problem.place}


def _card(planned: Planned, config: Config, base: str) -> dict[str, Any]:
    """Return the data for a card: the delivery as in `--json`, and its channel's settings without secrets."""
    channel, issue, message = planned.channel, planned.issue, planned.message
    told = delivery_json(planned)
    page = _with_pictures(told["html"], issue, config, base)
    fields = {field.name: getattr(channel, field.name) for field in msgspec.structs.fields(channel)}
    return {
        **told,
        "html": page,
        "views": views(page),
        "anchor": re.sub(r"[^\w-]+", "-", f"post-{planned.key}"),
        "template": card_template(type(channel)).as_posix(),
        "said": STATES[planned.state],
        "is_there": message is not None,
        "issue": issue,
        "site": issue.site or config.site.name,
        "settings": {name: value for name, value in fields.items() if name not in channel.secrets},
        "picture": _picture(message.image, issue, config, base) if message and message.image else None,
    }


def card_template(kind: type[Channel]) -> Path:
    """Return the template of an adapter's card: its own, or that of the nearest parent class."""
    candidates = (
        Path(str(sys.modules[each.__module__].__file__)).with_name(f"{each.__name__.lower()}.html")
        for each in kind.__mro__
        if issubclass(each, Channel)
    )
    return next(path for path in candidates if path.is_file())


def _picture(image: Image, issue: Issue, config: Config, base: str) -> _Picture:
    """Return the image with its data, if it is among the site's files and not too large; it is never fetched."""
    if not image.url.startswith(base):
        return _Picture(image.url, image.alt, missing="It is on another site, and a preview fetches nothing.")
    path = unquote(urlsplit(image.url).path.removeprefix(urlsplit(base).path))
    places = [config.root / folder / path for folder in _FOLDERS]
    places.append(config.root / Path(issue.path).parent / Path(path).name)
    for place in places:
        try:
            file = place.resolve()
            if not (file.is_relative_to(config.root) and file.is_file()) or _is_hidden(file, config.root):
                continue
            if (size := file.stat().st_size) > _LARGEST:
                missing = f"It has {size / 1e6:.1f} MB, too much to embed in this page."
                return _Picture(image.url, image.alt, missing=missing)
            content = read_bytes(file, config.root)
        except (OSError, ValueError):  # not a valid file name
            continue
        kind = next((kind for begin, kind in _KINDS if begin.match(content)), "")
        if not kind:
            missing = "It is not a PNG, JPEG, GIF, WebP or AVIF file, so it is not embedded."
            return _Picture(image.url, image.alt, missing=missing)
        return _Picture(image.url, image.alt, f"data:{kind};base64,{base64.b64encode(content).decode()}")
    return _Picture(image.url, image.alt, missing="It is not among the site's files.")


def _with_pictures(page: str, issue: Issue, config: Config, base: str) -> str:
    """Return a message's page with the site's pictures in it. The others lose their address, for nothing is fetched."""
    room = _LARGEST

    def shown(match: re.Match[str]) -> str:
        nonlocal room
        picture = _picture(Image(html.unescape(match["url"])), issue, config, base)
        if not picture.data or len(picture.data) > room:
            return f"{match['before']}{match['after']}"
        room -= len(picture.data)
        return f'{match["before"]} src="{picture.data}"{match["after"]}'

    return _IMG.sub(shown, page)


def _is_hidden(file: Path, root: Path) -> bool:
    """Return whether a file or one of its folders is hidden: such files contain settings, not images."""
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield `text` in pieces that add up to it: links, control characters and the text in between."""
    end = 0
    for match in _PIECE.finditer(text):
        if match.start() > end:
            yield _Piece(text[end : match.start()])
        kind: Any = match.lastgroup
        shown = match[0].encode("unicode_escape").decode() if kind == "code" else ""
        yield _Piece(match[0], kind, shown)
        end = match.end()
    if end < len(text):
        yield _Piece(text[end:])


def _exact(text: str) -> Any:
    """Return `text` as HTML that a browser decodes to the same characters, except those that HTML can't contain."""
    escaped = html.escape(_IMPOSSIBLE.sub("\ufffd", text)).replace("\r", "&#13;")
    return minijinja.safe(escaped)


def _host(url: str) -> str:
    """Return an address's host, as a link card shows it."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


@cache
def _engine() -> minijinja.Environment:
    engine = minijinja.Environment(
        loader=_source,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda _: True,
        finalizer=lambda value: _exact(value) if type(value) is str else value,
    )
    engine.add_filter("pieces", lambda text: list(_pieces(text)))
    engine.add_filter("markdown", lambda text: minijinja.safe(to_html(text)))
    engine.add_filter("host", _host)
    engine.add_filter("visible", safe)
    engine.add_filter("why_told", why_told)
    engine.add_filter("why_rejected", why_rejected)
    return engine


def _source(name: str) -> str:
    """Return a template's source: one of this folder by its name, a card by its path."""
    return (_HERE / name).read_text(encoding="utf-8")
