"""Read and write the two forms of a feed: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

_GENERATOR = "distribute"  # marks a feed that may be overwritten
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_JSON_FEED = "https://jsonfeed.org/version/"
_DOCUMENT_TYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Entry(msgspec.Struct, frozen=True):
    """One entry; `at` is an RFC 3339 time, `content` is HTML."""

    id: str
    title: str
    link: str
    at: str
    summary: str
    content: str
    language: str


class About(msgspec.Struct, frozen=True):
    """The metadata of a feed: its title, its own URLs and its hub, "" for none."""

    title: str
    url: str
    json_url: str = ""
    hub: str = ""


def read_atom(text: str) -> tuple[Entry, ...]:
    """Return the entries of an Atom feed in order; ValueError if it is not a feed, or not one of ours."""
    from xml.etree import ElementTree as ET

    if _DOCUMENT_TYPE.search(text):  # entities can expand a small file until it fills the memory
        raise ValueError("it has a document type")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError as error:
        raise ValueError(f"line {error.position[0]} is not well-formed XML") from None
    if root.tag != f"{{{_ATOM}}}feed":
        raise ValueError("it is not an Atom feed")
    if root.findtext(f"{{{_ATOM}}}generator") != _GENERATOR:
        raise ValueError("it is another program's feed")
    return tuple(_entry(each) for each in root.iterfind(f"{{{_ATOM}}}entry"))


def write_atom(about: About, entries: Sequence[Entry]) -> str:
    """Return an Atom feed."""
    from xml.etree import ElementTree as ET

    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "title", about.title)
    _add(root, "id", about.url)
    _add(root, "generator", _GENERATOR)
    _add(root, "link", rel="self", type="application/atom+xml", href=about.url)
    if about.hub:
        _add(root, "link", rel="hub", href=about.hub)
    _add(root, "updated", max(entry.at for entry in entries))
    _add(_add(root, "author"), "name", about.title)
    for entry in entries:
        _add_entry(root, entry)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def write_json(about: About, entries: Sequence[Entry]) -> str:
    """Return a JSON Feed."""
    feed: dict[str, Any] = {"version": f"{_JSON_FEED}1.1", "title": about.title}
    feed |= {"feed_url": about.json_url} if about.json_url else {}
    feed |= {"hubs": [{"type": "WebSub", "url": about.hub}]} if about.hub else {}
    feed["items"] = [
        {
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.content,
            "date_published": entry.at,
            "language": entry.language,
        }
        for entry in entries
    ]
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def require_json(text: str) -> None:
    """Return if a text is a JSON Feed of ours, by the ids of its items; ValueError otherwise."""
    try:
        feed = json.loads(text)
        is_one = str(feed["version"]).startswith(_JSON_FEED) and isinstance(feed["items"], list)
        numbers = [str(item["id"]) for item in feed["items"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        is_one, numbers = False, []
    if not is_one:
        raise ValueError("it is not a JSON Feed")
    if not all(number.startswith("urn:uuid:") for number in numbers):
        raise ValueError("it is another program's feed")


def as_html(text: str) -> str:
    """Return a plain text as HTML paragraphs, with its line breaks."""
    paragraphs = (html.escape(each).replace("\n", "<br>\n") for each in text.split("\n\n") if each.strip())
    return "\n".join(f"<p>{each}</p>" for each in paragraphs)


def _add(above: Any, name: str, text: str = "", **attributes: str) -> Any:
    from xml.etree import ElementTree as ET

    element = ET.SubElement(above, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _add_entry(root: Any, entry: Entry) -> None:
    element = _add(root, "entry", **{f"{{{_XML}}}lang": entry.language})
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "link", rel="alternate", href=entry.link)
    _add(element, "published", entry.at)
    _add(element, "updated", entry.at)
    _add(element, "summary", entry.summary)
    _add(element, "content", entry.content, type="html")


def _entry(element: Any) -> Entry:
    def text(name: str) -> str:
        return element.findtext(f"{{{_ATOM}}}{name}") or ""

    link = element.find(f"{{{_ATOM}}}link")
    return Entry(
        id=text("id"),
        title=text("title"),
        link="" if link is None else link.get("href", ""),
        at=text("updated"),
        summary=text("summary"),
        content=text("content"),
        language=element.get(f"{{{_XML}}}lang", ""),
    )
