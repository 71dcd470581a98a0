"""The front matter of an issue's file: YAML, TOML, JSON, Pelican's `Key: value` lines, or Franklin's definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from textwrap import dedent
from typing import Any

import msgspec

from distribute.inputs import toml
from distribute.inputs.nesting import TooDeep, require_shallow
from distribute.inputs.yaml import TooDeepYaml, YamlError, load
from distribute.problem import line_of
from distribute.regex import lazy_regex

_FENCES = {"---": "---", "+++": "+++"}
_KEY = lazy_regex(r"\s{0,3}\"?([\w-]+)\"?\s*[:=]")
# Front matter below empty lines, and not a line across the page: what follows the fence begins with a key.
_EMPTY_ABOVE = lazy_regex(
    r"(?P<lines>(?:[ \t]*+\n)++)(?:---|\+\+\+)[ \t]*+\n(?:[ \t]*+(?:#[^\n]*+)?\n)*+\"?[\w-]++\"?[ \t]*+[:=]"
)
# Python-Markdown's `meta` extension, which Pelican reads front matter with.
_META_BEGIN = lazy_regex(r"-{3}(\s.*)?")
_META_END = lazy_regex(r"(-{3}|\.{3})(\s.*)?")
_META = lazy_regex(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_META_MORE = lazy_regex(r" {4,}(?P<value>.*)")
# Front matter without a fence above: how it begins, indented as Frog has it or not, and what any of its lines is.
_UNFENCED = lazy_regex(r"(?: {4}|\t)?[\w-]+:[ \t]")
_UNFENCED_LINE = lazy_regex(r"[\w-]+:(?:\s|\Z)|[ \t]|-\s")
# Franklin's front matter: what stands between `+++`, or in lines with `@def`, is Julia. Comments may be between its lines.
_DEFINITION = r"(?P<key>\w+)[ \t]*=[ \t]*(?P<value>\"{3}(?:[^\"]|\"(?!\"\")){0,5000}\"{3}|[^\n]*)\n*"
_REMARKS = r"(?:[ \t]*+#[^\n]*+\n++)*+"
_DEFINITIONS = {prefix: lazy_regex(_REMARKS + prefix + _DEFINITION) for prefix in (r"@def[ \t]+", r"[ \t]*")}
_JULIA_DATE = lazy_regex(r"(?:Dates\.)?Date\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)")
_JULIA_TEXT = lazy_regex(r"(?P<quotes>\"{3}|\")(?P<text>.*)(?P=quotes)", re.DOTALL)
_JULIA_LIST = lazy_regex(r"\[[^\[\]]*\]")
_JULIA_WORDS = {"true": True, "false": False, "nothing": None}


class FrontMatter(msgspec.Struct):
    """A file taken apart: `meta` with lower-case keys, the `lines` these stand on, and the rest."""

    meta: dict[str, Any]
    lines: dict[str, int]
    body: str
    body_line: int

    def line_of(self, *keys: str) -> int:
        """Return the line of the first of these keys that is there; the first line if none is."""
        return line_of(self.lines, *keys)


class FrontMatterError(ValueError):
    """Front matter that can't be read; `line` is its line in the file, and `body` the part that could be read."""

    def __init__(self, message: str, line: int, front_matter: FrontMatter) -> None:
        """Set the message and the readable part, so that the file can still be listed."""
        super().__init__(message)
        self.line = line
        self.front_matter = front_matter


def read_front_matter(text: str) -> FrontMatter:
    """Read Hugo's front matter (`---` YAML, `+++` TOML, `{` JSON); a file without one is all body.

    Raises FrontMatterError where there is one that can't be read.
    """
    if text.startswith("{"):
        return _json(text)
    first, _, rest = text.partition("\n")
    fence = _FENCES.get(first.rstrip())
    if fence is None:
        return FrontMatter({}, {}, text, 1)
    end = re.search(rf"^{re.escape(fence)}[ \t]*$\n?", rest, re.MULTILINE)
    if end is None:
        msg = f"the front matter that begins with {fence} has no end: close it with {fence} on a line of its own"
        raise FrontMatterError(msg, 1, FrontMatter({}, {}, "", 1))
    source, body = rest[: end.start()], rest[end.end() :]
    body_line = text.count("\n", 0, len(first) + 1 + end.end()) + 1
    front_matter = FrontMatter({}, _key_lines(source, 2), body, body_line)
    front_matter.meta = _lower(_yaml(source, front_matter) if fence == "---" else _toml(source, front_matter))
    return front_matter


def empty_lines_above(text: str) -> int:
    """Return how many empty lines a file has above its front matter, 0 where there is none."""
    found = _EMPTY_ABOVE.match(text) if text[:1].isspace() else None  # most files need no pattern
    return found["lines"].count("\n") if found else 0


def read_below(lines: int, text: str, read: Callable[[str], FrontMatter]) -> FrontMatter:
    """Read front matter in a `text` that has so many `lines` above it in its file, from whose top its lines are counted.

    Raises FrontMatterError where it can't be read.
    """
    try:
        return _moved(read(text), lines)
    except FrontMatterError as error:
        raise FrontMatterError(str(error), error.line + lines, _moved(error.front_matter, lines)) from None


def _moved(front_matter: FrontMatter, lines: int) -> FrontMatter:
    front_matter.lines = {key: line + lines for key, line in front_matter.lines.items()}
    front_matter.body_line += lines
    return front_matter


def read_meta_lines(text: str) -> FrontMatter:
    """Read Pelican's front matter of `Key: value` lines, fenced or not, as Python-Markdown does.

    A value is a string, or a list of strings where it goes on over several lines.
    """
    lines = text.split("\n")
    at = 1 if lines and _META_BEGIN.match(lines[0]) else 0
    front_matter = FrontMatter({}, {}, "", 1)
    key = ""
    while at < len(lines):
        line = lines[at].expandtabs(4)
        if not line.strip() or _META_END.match(line):
            at += 1
            break
        if found := _META.match(line):
            key = found["key"].lower()
            _append(front_matter.meta, key, found["value"].strip())
            front_matter.lines.setdefault(key, at + 1)
        elif key and (more := _META_MORE.match(line)):
            _append(front_matter.meta, key, more["value"].strip())
        else:
            break
        at += 1
    front_matter.body = "\n".join(lines[at:])
    front_matter.body_line = at + 1
    return front_matter


def read_fenced_or_not(text: str) -> FrontMatter:
    """Read front matter with a fence above it, which may enclose nothing, else without one; raises FrontMatterError."""
    front_matter = read_front_matter(text)
    return read_unfenced(text) if front_matter.body == text else front_matter


def read_unfenced(text: str) -> FrontMatter:
    """Read front matter that has no fence above it; a file is all body unless it surely begins with one.

    It surely does if one of the keys is `title`, and there are only keys and their values before `---` or an empty line.
    Before `---` it is YAML, if it can be; else it is `Key: value` lines, which may be indented as a block.
    """
    whole = FrontMatter({}, {}, text, 1)
    if not _UNFENCED.match(text):
        return whole
    lines = text.split("\n")
    above = list(takewhile(lambda line: line.strip() and not _META_END.match(line), lines))
    source, end = dedent("\n".join(above)), len(above) + 1
    key_lines = _key_lines(source, 1)
    if "title" not in key_lines or not all(map(_UNFENCED_LINE.match, source.split("\n"))):
        return whole
    is_yaml = any(line.strip() for line in lines[end - 1 : end]) or "\n-" in source
    meta = (_mapping(source) if is_yaml else {}) or joined(read_meta_lines(source).meta)
    return FrontMatter(meta, key_lines, "\n".join(lines[end:]), end + 1)


def read_franklin(text: str) -> FrontMatter:
    """Read Franklin's front matter, which is Julia: `@def title = "…"` in each line, or plain definitions between `+++`.

    A file is all body if it has none. What Franklin calls `lang` is the language of code, not of the page.
    """
    fence = text.startswith("+++\n")
    begin = len("+++\n") if fence else 0
    front_matter, end = _definitions(text, begin, r"[ \t]*" if fence else r"@def[ \t]+")
    if fence and not (front_matter.meta and text.startswith("+++", end)):
        return FrontMatter({}, {}, text, 1)
    end = text.find("\n", end) + 1 or len(text) if fence else end
    front_matter.meta.pop("lang", None)
    front_matter.body, front_matter.body_line = text[end:], text.count("\n", 0, end) + 1
    return front_matter


def _definitions(text: str, begin: int, prefix: str) -> tuple[FrontMatter, int]:
    """Return the definitions from a place on, and where they end."""
    front_matter, at, line = FrontMatter({}, {}, "", 1), begin, 1 + text.count("\n", 0, begin)
    while found := _DEFINITIONS[prefix].match(text, at):
        key = found["key"].lower()
        front_matter.meta[key] = _julia(found["value"].strip())
        front_matter.lines.setdefault(key, line + text.count("\n", at, found.start("key")))
        line += found[0].count("\n")
        at = found.end()
    return front_matter, at


def _julia(value: str) -> Any:
    """Return a plain value of Julia: a text, a date, a list of texts, a truth value; of anything else its code."""
    if day := _JULIA_DATE.fullmatch(value):
        return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"
    if _JULIA_LIST.fullmatch(value):
        return re.findall(r"\"([^\"]*)\"", value)
    if text := _JULIA_TEXT.fullmatch(value):
        return re.sub(r"\\(.)", r"\1", text["text"]).strip()
    return _JULIA_WORDS.get(value, value)


def joined(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the values of `Key: value` lines with those of several lines as one text, as most programs read them."""
    return {key: " ".join(value) if isinstance(value, list) else value for key, value in meta.items()}


def _mapping(source: str) -> dict[str, Any]:
    """Return what YAML assigns, nothing where it is not YAML or no mapping."""
    try:
        return _lower(load(source))
    except YamlError:
        return {}


def _append(meta: dict[str, Any], key: str, value: str) -> None:
    if key not in meta:
        meta[key] = value
    elif isinstance(meta[key], list):
        meta[key].append(value)
    else:
        meta[key] = [meta[key], value]


def _yaml(source: str, front_matter: FrontMatter) -> Any:
    try:
        return load(source)
    except TooDeepYaml as error:
        raise _too_deep(error.line + 1 if error.line else 2, front_matter) from None
    except YamlError as error:
        msg = f"the front matter is not YAML: {error} (a value with `: ` or a leading `[`, `@` or `#` needs quotes)"
        raise FrontMatterError(msg, error.line + 1 if error.line else 2, front_matter) from None


def _toml(source: str, front_matter: FrontMatter) -> Any:
    try:
        return toml.load(source)
    except TooDeep as error:
        raise _too_deep(front_matter.lines.get(error.key.lower(), 2), front_matter) from None
    except ValueError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        msg = f"the front matter is not TOML: {error}"
        raise FrontMatterError(msg, int(found[1]) + 1 if found else 2, front_matter) from None


def _json(text: str) -> FrontMatter:
    import json

    whole = FrontMatter({}, {}, text, 1)
    try:
        meta, end = json.JSONDecoder().raw_decode(text)
        require_shallow(meta)
    except RecursionError:
        raise _too_deep(1, whole) from None
    except TooDeep as error:
        raise _too_deep(_key_lines(text, 1).get(error.key.lower(), 1), whole) from None
    except ValueError as error:  # a number of 5,000 digits is no JSONDecodeError
        line = getattr(error, "lineno", 1)
        msg = f"the front matter is not JSON: {error}"
        raise FrontMatterError(msg, line, whole) from None
    body = text[end:].removeprefix("\n")
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return FrontMatter(_lower(_whole(meta)), _key_lines(text[:end], 1), body, body_line)


def _too_deep(line: int, front_matter: FrontMatter) -> FrontMatterError:
    return FrontMatterError("the front matter is nested too deeply", line, front_matter)


def _whole(value: Any) -> Any:
    """Return a value of JSON without halves of surrogate pairs, which no file, terminal or service accepts."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return value


def _lower(meta: Any) -> dict[str, Any]:
    """Return the keys in lower case, as Hugo does: `Date`, `date` and `DATE` are equal."""
    if not isinstance(meta, dict):
        return {}
    return {str(key).lower(): value for key, value in meta.items()}


def _key_lines(source: str, first: int) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(source.split("\n"), start=first):
        if match := _KEY.match(line):
            lines.setdefault(match[1].lower(), number)
    return lines
