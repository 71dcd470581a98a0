"""Hugo's shortcodes: a figure becomes an image, `param` its value, and the others are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from distribute.regex import lazy_regex, line_breaks
from distribute.sites.figure import picture
from distribute.text.holes import HOLE, WIDGET

# None looks further than the next that begins, or than any honest one is long: what never ends costs little.
_SHORTCODE = lazy_regex(
    r"\{\{[<%](?!/\*)\s{0,99}(?P<close>/)?\s{0,99}(?P<name>[\w./-]{1,99})"
    r"(?P<args>(?:[^<>%\"`{]|\{(?!\{)|\"(?:\\.|[^\"\\]){0,2000}\"|`[^`]{0,2000}`|[<>%](?!\}\})){0,2000})[>%]\}\}"
)
_COMMENTED = lazy_regex(r"(\{\{[<%])/\*((?:(?!\{\{[<%]/\*).)*?)\*/([>%]\}\})", re.DOTALL)
_LONGEST_VALUE = 100  # characters of a parameter
_ARGUMENT = lazy_regex(r"(\w+)\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`]+))")
_CODE = lazy_regex(
    r"\{\{<\s{0,99}highlight\b(?:(?!\{\{<\s{0,99}highlight\b).)*?\{\{<\s*/\s*highlight\s*>\}\}",
    re.DOTALL,
    needs=("highlight",),
)


def without_shortcodes(body: str, parameters: Sequence[Any]) -> str:
    """Make a figure of `figure`, keep what paired shortcodes enclose, fill in `param`, mark the rest of them.

    `parameters` are the mappings in which `param` looks for its value, in their order.
    """
    body = _CODE.sub(lambda match: WIDGET + line_breaks(match), body)
    closed = {match["name"] for match in _SHORTCODE.finditer(body) if match["close"]}

    def made(match: re.Match[str]) -> str:
        if match["name"] == "param":
            name = match["args"].strip().strip('"`').lower()
            return _parameter(name, parameters) + line_breaks(match)
        return _shortcode(match, is_pair=match["name"] in closed)

    body = _SHORTCODE.sub(made, body)
    return _COMMENTED.sub(r"\1\2\3", body)  # shown as one would be written


def _parameter(name: str, places: Sequence[Any]) -> str:
    """Return the value of a parameter such as `author.name` in the first place that has it, as text, else a mark for it."""
    for place in places:
        value: Any = place
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str | int | float):
            said = " ".join(str(value).split())
            said = said.lower() if isinstance(value, bool) else said
            return said if 0 < len(said) <= _LONGEST_VALUE else HOLE
    return HOLE


def _shortcode(match: re.Match[str], *, is_pair: bool) -> str:
    lines = line_breaks(match)
    if match["name"] in {"ref", "relref"}:
        return "#" + lines  # a page's address is Hugo's to know: the words stay, without a link
    if match["name"] != "figure" or match["close"]:
        return lines if is_pair else WIDGET + lines
    arguments = {
        key: quoted.replace('\\"', '"') or raw or bare
        for key, quoted, raw, bare in _ARGUMENT.findall(match["args"])
    }
    if not arguments.get("src"):
        return lines
    caption = arguments.get("caption", "") or arguments.get("title", "")
    # As in Hugo, the caption is the alternative text of a figure without one.
    alternative = arguments.get("alt", "") or arguments.get("caption", "")
    return picture(arguments["src"], alternative, caption) + lines
