"""The announcement texts in an issue's own front matter."""

from __future__ import annotations

from typing import Any

import msgspec

from distribute.issue import DESCRIPTIONS, Overrides
from distribute.problem import Report
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter
from distribute.text.html import shown_text

_WORDS = "distribute"
_COORDINATE = lazy_regex(r"[+-]?(?:1(?:\.0*)?|0(?:\.\d*)?|\.\d+)")


def own_words(front_matter: FrontMatter, problem: Report) -> Overrides:
    """Return what the front matter says of the announcement; `problem` is told what is wrong with it."""
    meta = front_matter.meta
    raw = meta.get(_WORDS)
    own: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {}
    if raw is not None and not isinstance(raw, dict):
        problem(
            "words",
            "`distribute:` holds a mapping (summary, highlights, skip, a channel's name)",
            front_matter.line_of(_WORDS),
        )
    for key, value in meta.items():  # the flat style: distribute_summary, distribute_mastodon_text
        if key.startswith(_WORDS + "_"):
            name, _, field = key.removeprefix(_WORDS + "_").partition("_")
            if field:
                inner = own.setdefault(name, {})
                if isinstance(inner, dict):  # else it is told below what is wrong with it
                    inner[field] = value
            elif name in {"highlights", "skip"} and isinstance(value, str):
                own[name] = [part.strip() for part in value.split(";" if ";" in value else ",")]
            else:
                own[name] = value
    known = {"id", "summary", "highlights", "skip", "image"}
    shaped = {key: value for key, value in own.items() if key in known}
    if isinstance(shaped.get("id"), int):  # `id: 42` is a number to YAML
        shaped["id"] = str(shaped["id"])
    described = next((meta[name] for name in DESCRIPTIONS if isinstance(meta.get(name), str)), "")
    shaped["description"] = shown_text(described)
    if isinstance(own.get("image"), dict) and own["image"].get("focus") is not None:
        shaped["image"] = {**own["image"], "focus": _point(own["image"]["focus"])}
        if not shaped["image"]["focus"]:
            text = "`focus` of the image is two numbers from -1 to 1: how far to the right and up from its centre"
            problem("words", text, front_matter.line_of(_WORDS))
    if "image" not in shaped and (image := _image(meta)):
        shaped["image"] = image
    shaped["channels"] = {key: value for key, value in own.items() if key not in known}
    try:
        return msgspec.convert(shaped, Overrides, strict=False)
    except msgspec.ValidationError as error:
        line = front_matter.line_of(_WORDS, "summary")
        problem("words", f"the words for the announcement: {error}", line)
        return Overrides()


def _image(meta: dict[str, Any]) -> dict[str, str]:
    """Return the page's own picture, if it has alt text: `image:` with `image_alt:`, or with `url` and `alt` below it."""
    image = meta.get("image")
    flat = {"url": image, "alt": meta.get("image_alt"), "focus": meta.get("image_focus")}
    named: dict[str, Any] = image if isinstance(image, dict) else flat
    url: str = next((named[name] for name in ("url", "src", "path") if isinstance(named.get(name), str)), "")
    alt = named.get("alt")
    if not (url.strip() and isinstance(alt, str) and alt.strip()):
        return {}
    return {"url": url, "alt": alt, "focus": _point(named.get("focus"))}


def _point(given: Any) -> str:
    """Return a point of a picture as `x,y`, "" for whatever else a site may mean by it."""
    named = given if isinstance(given, list) else str(given).split(",")
    numbers = [str(each).strip() for each in named]
    is_one = len(numbers) == len("xy") and all(map(_COORDINATE.fullmatch, numbers))
    return ",".join(numbers) if is_one else ""
