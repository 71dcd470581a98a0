"""A channel's template file: named fields and a text, rendered by a sandboxed engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distribute.compose.engine import Engine, EngineError
from distribute.errors import UserError
from distribute.inputs.files import read_text
from distribute.regex import lazy_regex

if TYPE_CHECKING:
    from distribute.compose.confined import Confined

FOLDER = Path(__file__).parents[1] / "templates"

_BLANK_LINES = lazy_regex(r"\n{3,}")
_TRAILING = lazy_regex(r"(?<![ \t])[ \t]+$", re.MULTILINE)


class TemplateError(UserError):
    """A template that can't be filled in; the message names the file and the line."""


class Template:
    """A template file: `field: text` lines above a line of `---`, and the field `text` below it."""

    def __init__(self, path: Path, within: Path | None = None) -> None:
        """Read `path`; TemplateError if it can't be read, is a link out of `within`, or has a malformed field.

        With `within`, it is a site's own template, whose time and memory are bounded.
        """
        self.path = path
        self._lines: dict[str, int] = {}
        self._engine: Engine | Confined
        sources = self._read(within)
        try:
            self._engine = _confined(sources) if within else Engine(sources)
        except EngineError as error:
            raise self._error(error) from None

    def _read(self, within: Path | None) -> dict[str, str]:
        """Return the source of each field, and keep its line."""
        try:
            source = read_text(self.path, within)
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{self.path}: the template can't be read: {getattr(error, 'strerror', None) or error}"
            raise TemplateError(msg) from None
        head, rule, text = source.partition("\n---\n")
        if not rule:
            head, text = "", source
        sources: dict[str, str] = {}
        for number, line in enumerate(head.split("\n") if head else (), start=1):
            name, colon, value = (part.strip() for part in line.partition(":"))
            if not colon or not name.isidentifier():
                msg = f"{self.path}:{number}: write a line above `---` as `field: template`"
                raise TemplateError(msg)
            sources[name], self._lines[name] = value, number
        sources["text"], self._lines["text"] = text, head.count("\n") + 3 if head else 1
        return sources

    def _error(self, error: EngineError) -> TemplateError:
        return TemplateError(f"{self.path}:{self._lines[error.field] + error.line - 1}: {error.what}")

    def __contains__(self, field: str) -> bool:
        """Return whether the file has a field of that name."""
        return field in self._lines

    def uses(self, field: str, value: str) -> bool:
        """Return whether a field has a value of this name in it."""
        return value in self._engine.names(field)

    def render(self, field: str, context: Mapping[str, Any]) -> str:
        """Render a field, with repeated blank lines merged; raises TemplateError."""
        try:
            text = self._engine.fill(field, context)
        except EngineError as error:
            raise self._error(error) from None
        return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def _confined(sources: Mapping[str, str]) -> Confined:
    from distribute.compose.confined import Confined

    return Confined(sources)


@cache
def template_at(path: Path, within: Path | None = None) -> Template:
    """Return the template at `path`, cached."""
    return Template(path, within)
