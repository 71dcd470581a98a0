"""Replace Liquid and Nunjucks tags by known values, without running them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from distribute.regex import lazy_regex, line_breaks
from distribute.text.holes import HOLE, WIDGET

# What stands between these is not the prose: nothing at all, or made when the site is built, or code.
_LEFT_OUT = "comment|capture|macro|javascript|stylesheet|style"
_MADE = "for|paginate|tablerow|call"
_ARGS = r"(?P<args>(?:[^%{]|%(?!\})|\{(?!%)){0,2000})%\}"
_BLOCK = lazy_regex(rf"\{{%-?\s*(?P<name>{_LEFT_OUT})\b{_ARGS}")
_SHOWN = lazy_regex(rf"\{{%-?\s*(?P<name>{_MADE})\b{_ARGS}")
_QUOTED_CODE = lazy_regex(rf"\{{%-?\s*(?P<name>highlight)\b{_ARGS}")
_SET = lazy_regex(r"\{%-?\s*(?P<name>set)\s+\w+\s*-?%\}")
_ELSE = lazy_regex(rf"\{{%-?\s*els(?:e|if|eif)\b{_ARGS}")
_SILENT = frozenset(
    "assign set elif elsif elseif else when break continue import from extends block liquid".split()
)
_CONDITIONS = frozenset({"if", "unless", "case"})
_CLOSING = lazy_regex(r"\{%-?\s*end(?P<name>\w+)")
_RAW = lazy_regex(r"\{%-?\s*(?:raw|verbatim)\s*-?%\}")
_NOTE = lazy_regex(r"\{#.{0,2000}?#\}", re.DOTALL)
_TAG = lazy_regex(
    r"\{%-?\s*(?P<name>\w+)(?P<args>(?:\"[^\"]*\"|'[^']*'|[^%\"'{]|%(?!\})|\{(?!%)){0,2000})%\}"
)
_VALUE = lazy_regex(r"\{\{-?(?P<what>(?:\"[^\"]*\"|'[^']*'|[^}\"'{]|\}(?!\})|\{(?!\{)){0,2000})\}\}")
_EITHER = lazy_regex(f"{_TAG.pattern}|{_VALUE.pattern}")
_ASSIGN = lazy_regex(r"\s*(?P<name>[\w.]+)\s*=\s*(?P<what>.+)", re.DOTALL)
_FILTER = lazy_regex(
    r"\s*(?P<name>\w+)\s*(?:[:(]\s*(?P<argument>\"[^\"]*\"|'[^']*'|[\w.]+)?[^|]*)?\Z", re.DOTALL
)
_HELD, _HELD_RAW = "\ue000{}\ue001", lazy_regex("\ue000(\\d{1,6})\ue001")

_LONGEST = 2_000  # characters of a value

Filters = Mapping[str, Callable[[Any, str], Any]]


class Unknown(ValueError):
    """An expression whose value only the generator knows; the message is the expression."""


def plain(
    body: str,
    values: Mapping[str, Any],
    tags: Mapping[str, Callable[[str], str]],
    filters: Filters,
) -> str:
    """Return `body` without tags, every line kept in its place.

    `values` are the variables known (`page.title`), `tags` what a tag makes of its arguments, `filters` what
    a filter makes of a value and its argument. What none of them knows is left out, and its place is marked.
    """
    if "{{" not in body and "{%" not in body and "{#" not in body:
        return body
    raw: list[str] = []
    own = dict(values)
    closed = {match["name"] for match in _CLOSING.finditer(body)}  # their words stay

    def keep(text: str) -> str:
        raw.append(text)
        return _HELD.format(len(raw) - 1)

    def tag(match: re.Match[str]) -> str:
        name, args = match["name"], match["args"].rstrip("- \t\n")
        if name in {"assign", "set"} and (found := _ASSIGN.match(args)):
            own.pop(found["name"], None)
            with suppress(Unknown):
                own[found["name"]] = value_of(found["what"], own, filters)
        shows = name in _CONDITIONS or not (name in _SILENT or name in closed or name.startswith("end"))
        made = tags[name](args.strip()) if name in tags else ""
        return (made or (WIDGET if shows else "")) + line_breaks(match)

    def value(match: re.Match[str]) -> str:
        try:
            made = str(value_of(match["what"].strip("- \t\n"), own, filters))
            return made.replace("\n", " ") + line_breaks(match)  # each line stays in its place
        except Unknown:
            return HOLE + line_breaks(match)

    def either(match: re.Match[str]) -> str:
        return tag(match) if match["name"] else value(match)

    body = _paired(body, _RAW, "raw|verbatim", keep)
    body = _NOTE.sub(line_breaks, body)
    for opening, ends, put in (
        (_SHOWN, "", _hole),
        (_QUOTED_CODE, "", _widget),
        (_BLOCK, "", _emptied),
        (_SET, "", _emptied),
        (_ELSE, "if|unless|case", _hole),  # which of both the generator shows is not known
    ):
        body = _paired(body, opening, ends, put)
    body = _EITHER.sub(either, body)
    return _HELD_RAW.sub(lambda match: raw[int(match[1])] if int(match[1]) < len(raw) else "", body)


def _paired(body: str, opening: re.Pattern[str], ends: str, put: Callable[[str], str]) -> str:
    """Return `body` without pairs of tags, and with what `put` makes of what they hold.

    The end is called as the opening tag is, or one of `ends`. One that isn't there is looked for once.
    """
    pieces, at = list[str](), 0
    endless = set[str]()
    for begun in opening.finditer(body):
        names = ends or begun["name"]
        if begun.start() < at or names in endless:
            continue
        end = re.compile(rf"\{{%-?\s*end(?:{names})\s*-?%\}}").search(body, begun.end())
        if end is None:
            endless.add(names)
            continue
        held = put(body[begun.end() : end.start()])
        pieces += [body[at : begun.start()], line_breaks(begun), held, line_breaks(end)]
        at = end.end()
    return "".join([*pieces, body[at:]])


def _hole(text: str) -> str:
    return HOLE + _emptied(text)


def _widget(text: str) -> str:
    return WIDGET + _emptied(text)


def _emptied(text: str) -> str:
    return "\n" * text.count("\n")


def value_of(expression: str, values: Mapping[str, Any], filters: Filters) -> Any:
    """Return the value of a variable or text, put through its filters; raises Unknown."""
    first, *steps = _split(expression)
    first = first.strip()
    if first[:1] in {"'", '"'}:
        value: Any = first.strip(first[0])
    elif first in values or first.lower() in values:  # front matter's keys are in lower case here
        value = values[first] if first in values else values[first.lower()]
    elif re.fullmatch(r"-?\d+(?:\.\d+)?", first):
        value = first
    else:
        raise Unknown(expression.strip())
    _refuse_long(value, expression)
    for step in steps:
        match = _FILTER.match(step)
        if not match or match["name"] not in filters:
            raise Unknown(expression.strip())
        argument = match["argument"] or ""
        text = argument.strip("'\"") if argument[:1] in {"'", '"'} else str(values.get(argument, argument))
        value = filters[match["name"]](value, text)
        _refuse_long(value, expression)
    return value


def _refuse_long(value: Any, expression: str) -> None:
    """Raise Unknown for a value that would make the text many times longer by repetition."""
    if isinstance(value, str) and len(value) > _LONGEST:
        raise Unknown(expression.strip())


def formatted(value: Any, form: str) -> str:
    """Liquid's `date`: a date by strftime."""
    if not isinstance(value, datetime):
        raise Unknown(form)
    try:
        return value.strftime(form.replace("%-d", str(value.day)).replace("%-m", str(value.month)))
    except ValueError:
        raise Unknown(form) from None


# The filters that Liquid and Nunjucks have alike.
TEXT_FILTERS: Filters = {
    "upcase": lambda value, _: str(value).upper(),
    "upper": lambda value, _: str(value).upper(),
    "downcase": lambda value, _: str(value).lower(),
    "lower": lambda value, _: str(value).lower(),
    "capitalize": lambda value, _: str(value).capitalize(),
    "strip": lambda value, _: str(value).strip(),
    "trim": lambda value, _: str(value).strip(),
    "escape": lambda value, _: value,
    "safe": lambda value, _: value,
    "append": lambda value, text: f"{value}{text}",
    "prepend": lambda value, text: f"{text}{value}",
    "date": formatted,
}


def flattened(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested values by their dotted names: `page.author.name`."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat |= flattened(value, f"{prefix}{key}.")
        elif isinstance(value, str | int | float | datetime):
            flat[f"{prefix}{key}"] = value
    return flat


def _split(expression: str) -> list[str]:
    """Split at the pipes that stand outside quotes."""
    return re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])+", expression) or [""]
