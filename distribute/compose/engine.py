"""The template engine: fills in the fields of a template, sandboxed, with our filters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import minijinja

from distribute.regex import lazy_regex

_FUEL = 2_000_000  # the most instructions that a template may run; real ones run far fewer
_INNER_PLACE = lazy_regex(r" \(in \w+:\d+\)$")
# After the marks, what the emoji of several characters end with: a variation selector, a key's frame, the end of a flag.
_ENDS = frozenset(".!?…。！？\ufe0f\u20e3\U000e007f")
_SPECIAL = lazy_regex(r"([\\`*_\[\]<>#~^|])")
_FILTER_USED = lazy_regex(r"""([|"']\s*)(sentence|markdown)\b""")


class EngineError(Exception):
    """A field that can't be filled in: which, the line of its source, counted from 1, and what is wrong."""

    def __init__(self, field: str, line: int, what: str) -> None:
        """Keep where it is and what is wrong."""
        super().__init__(field, line, what)
        self.field = field
        self.line = line
        self.what = what


class Engine:
    """Fills in a template in this process. Nothing bounds its memory, so the template must be one that we ship."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Compile the source of each field; raises EngineError."""
        self._sources = sources
        self._engine = _engine()
        for field, source in sources.items():
            try:
                self._engine.add_template(field, source)
            except minijinja.TemplateError as error:
                raise _told(field, error) from None

    def names(self, field: str) -> set[str]:
        """Return the names of the values that a field has in it."""
        return self._engine.undeclared_variables_in_template(field)

    def fill(self, field: str, context: Mapping[str, Any]) -> str:
        """Return a field filled in with the values of `context`; raises EngineError."""
        try:
            return self._engine.render_template(field, **context)
        except Exception as error:  # noqa: BLE001 - a filter may raise anything, and the engine lets it through
            if isinstance(error, minijinja.TemplateError) and error.line is not None:
                raise _told(field, error) from None
            line = _failing_line(self._sources, field, context)
            raise EngineError(field, line, str(error) or type(error).__name__) from None


def _engine() -> minijinja.Environment:
    engine = minijinja.Environment(
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda _: False,  # values are already escaped
        fuel=_FUEL,
    )
    for name, function in _FILTERS.items():
        engine.add_filter(name, function)
    return engine


def _told(field: str, error: minijinja.TemplateError) -> EngineError:
    return EngineError(field, error.line or 1, _INNER_PLACE.sub("", str(error).splitlines()[0]))


def _failing_line(sources: Mapping[str, str], field: str, context: Mapping[str, Any]) -> int:
    """Return the line at which a filter of ours fails.

    The engine does not know it. So the field is filled in again, with filters whose names have their lines in them.
    """
    engine = _engine()
    failed: list[int] = []

    def with_line(use: re.Match[str]) -> str:
        line = use.string.count("\n", 0, use.start(2)) + 1

        def noting(*arguments: Any, **options: Any) -> str:
            try:
                return _FILTERS[use[2]](*arguments, **options)
            except Exception:
                failed.append(line)
                raise

        engine.add_filter(f"{use[2]}_{line}", noting)
        return f"{use[0]}_{line}"

    with suppress(Exception):
        for name, source in sources.items():
            engine.add_template(name, _FILTER_USED.sub(with_line, source) if name == field else source)
        engine.render_template(field, **context)
    return failed[-1] if failed else 1


def sentence(text: str) -> str:
    """Return `text` with its script's full stop, unless it already ends a sentence, or in an emoji."""
    last = _require_text(text, "sentence")[-1:]
    # Compared, because compiling a pattern of so many characters takes longer.
    is_emoji = last >= "\u2190" and unicodedata.category(last) in {"So", "Sk"}  # not ©, ® or °
    if last in _ENDS or is_emoji:
        return text
    is_ideographic = "\u3040" <= last <= "\u30ff" or "\u3400" <= last <= "\u9fff"
    return text + ("。" if is_ideographic else ".")


def markdown(text: str) -> str:
    """Return `text` with the characters escaped that have a meaning in Markdown."""
    return _SPECIAL.sub(r"\\\1", _require_text(text, "markdown"))


_FILTERS = {"sentence": sentence, "markdown": markdown}


def _require_text(value: object, name: str) -> str:
    """Return `value`; TypeError if it is no text. The engine gives a filter None for an undefined name."""
    if isinstance(value, str):
        return value
    what = "none or an undefined name" if value is None else f"a value of the type {type(value).__name__}"
    msg = f"the filter `{name}` needs a text, not {what}"
    raise TypeError(msg)
