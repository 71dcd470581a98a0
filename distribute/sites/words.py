"""The words for the announcement that an issue's own header has."""

from __future__ import annotations

from typing import Any

import msgspec

from distribute.issue import Words
from distribute.sites.header import Header

# What a page's front matter has in any language: the first that is there lists what is in it, or describes it.
_DESCRIPTIONS = (
    *(
        "summary",
        "sommario",
        "zusammenfassung",
        "résumé",
        "resume",
        "resumen",
        "resumo",
        "samenvatting",
        "streszczenie",
    ),
    *("description", "excerpt", "subtitle", "tagline"),
)
_WORDS = "distribute"


def own_words(header: Header, problem: Any) -> Words:
    """Return what the header says of the announcement; `problem` is told what is wrong with it."""
    meta = header.meta
    raw = meta.get(_WORDS)
    own: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {}
    if raw is not None and not isinstance(raw, dict):
        problem(
            "words",
            "`distribute:` holds a mapping (summary, highlights, skip, a channel's name)",
            header.lines.get(_WORDS, 1),
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
    known = {"id", "summary", "highlights", "skip"}
    shaped = {key: value for key, value in own.items() if key in known}
    if isinstance(shaped.get("id"), int):  # `id: 42` is a number to YAML
        shaped["id"] = str(shaped["id"])
    shaped["description"] = next(
        (meta[name] for name in _DESCRIPTIONS if isinstance(meta.get(name), str)), ""
    )
    shaped["channels"] = {key: value for key, value in own.items() if key not in known}
    try:
        return msgspec.convert(shaped, Words, strict=False)
    except msgspec.ValidationError as error:
        line = header.lines.get(_WORDS, header.lines.get("summary", 1))
        problem("words", f"the words for the announcement: {error}", line)
        return Words()
