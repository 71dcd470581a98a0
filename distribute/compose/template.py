"""A channel's template file: named fields and a text, rendered by a sandboxed engine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import minijinja

from distribute.errors import UserError
from distribute.inputs.files import read_text
from distribute.regex import lazy_regex

FOLDER = Path(__file__).parents[1] / "templates"

_FUEL = 2_000_000  # the most instructions that a template may run; real ones run far fewer
_BLANK_LINES = lazy_regex(r"\n{3,}")
_TRAILING = lazy_regex(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_INNER_PLACE = lazy_regex(r" \(in \w+:\d+\)$")
# After the marks, what the emoji of several characters end with: a variation selector, a key's frame, the end of a flag.
_ENDS = frozenset(".!?…。！？\ufe0f\u20e3\U000e007f")
_SPECIAL = lazy_regex(r"([\\`*_\[\]<>#~^|])")


class TemplateError(UserError):
    """A template that can't be filled in; the message names the file and the line."""


class Template:
    """A template file: `field: text` lines above a line of `---`, and the field `text` below it."""

    def __init__(self, path: Path, within: Path | None = None) -> None:
        """Read `path`; TemplateError if it can't be read, is a link out of `within`, or has a malformed field."""
        self.path = path
        self._lines: dict[str, int] = {}
        self._engine = minijinja.Environment(
            undefined_behavior="strict",
            trim_blocks=True,
            lstrip_blocks=True,
            auto_escape_callback=lambda _: False,  # values are already escaped
        )
        self._engine.fuel = _FUEL
        self._engine.add_filter("sentence", _sentence)
        self._engine.add_filter("markdown", _markdown)
        try:
            source = read_text(path, within)
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{path}: the template can't be read: {getattr(error, 'strerror', None) or error}"
            raise TemplateError(msg) from None
        head, rule, text = source.partition("\n---\n")
        if not rule:
            head, text = "", source
        for number, line in enumerate(head.split("\n") if head else (), start=1):
            name, colon, value = line.partition(":")
            if not colon or not name.strip().isidentifier():
                msg = f"{path}:{number}: write a line above `---` as `field: template`"
                raise TemplateError(msg)
            self._add(name.strip(), value.strip(), number)
        self._add("text", text, head.count("\n") + 3 if head else 1)

    def _add(self, field: str, source: str, line: int) -> None:
        self._lines[field] = line
        try:
            self._engine.add_template(field, source)
        except minijinja.TemplateError as error:
            raise self._error(field, error) from None

    def _error(self, field: str, error: minijinja.TemplateError) -> TemplateError:
        line = self._lines[field] + (error.line or 1) - 1
        what = _INNER_PLACE.sub("", str(error).splitlines()[0])
        return TemplateError(f"{self.path}:{line}: {what}")

    def __contains__(self, field: str) -> bool:
        """Return whether the file has a field of that name."""
        return field in self._lines

    def uses(self, field: str, value: str) -> bool:
        """Return whether a field has a value of this name in it."""
        return value in self._engine.undeclared_variables_in_template(field)

    def render(self, field: str, context: Mapping[str, Any]) -> str:
        """Render a field, with repeated blank lines merged; raises TemplateError."""
        try:
            text = self._engine.render_template(field, **context)
        except minijinja.TemplateError as error:
            raise self._error(field, error) from None
        return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


@cache
def template_at(path: Path, within: Path | None = None) -> Template:
    """Return the template at `path`, cached."""
    return Template(path, within)


def _sentence(text: str) -> str:
    """Return `text` with its script's full stop, unless it already ends a sentence, or in an emoji."""
    last = text[-1:]  # compared, because compiling a pattern of so many characters takes longer
    is_emoji = last >= "\u2190" and unicodedata.category(last) in {"So", "Sk"}  # not ©, ® or °
    if last in _ENDS or is_emoji:
        return text
    is_ideographic = "\u3040" <= last <= "\u30ff" or "\u3400" <= last <= "\u9fff"
    return text + ("。" if is_ideographic else ".")


def _markdown(text: str) -> str:
    """Return `text` with the characters escaped that have a meaning in Markdown."""
    return _SPECIAL.sub(r"\\\1", text)
