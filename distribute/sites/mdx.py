"""MDX as Markdown: imports, exports, components and expressions go, every line stays in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from distribute.regex import lazy_regex
from distribute.text.holes import HOLE, WIDGET

_SCRIPT = lazy_regex(r"(?:import|export)\b")
_COMMENT = r"\{\s{0,99}/\*.{0,2000}?\*/\s{0,99}\}"
_ATTRIBUTES = (
    r"(?:[^<>\"'{}\n]|\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|\{(?:[^{}\n]|\{[^{}\n]{0,300}\}){0,500}\}){0,1000}"
)
_NAME = r"[A-Z][\w.]{0,99}"
_LITERAL = r"\{\s{0,9}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|`[^`\n]{0,500}`)\s{0,9}\}"  # an expression that is a text
_BRACES = r"\{(?P<inside>[^{}\n]{0,2000})\}"
_PIECE = lazy_regex(  # whichever begins first
    rf"(?P<literal>{_LITERAL})|(?P<code>``[^\n]*?``|`[^`\n]*`|\\[{{}}<])|{_COMMENT}|(?P<empty><(?P<name>{_NAME})(?:\s{_ATTRIBUTES})?></(?P=name)>)"
    rf"|(?P<tag></?{_NAME}(?:\s{_ATTRIBUTES})?/?>)|{_BRACES}"
)
_COMMENT_BEGINS, _COMMENT_ENDS = lazy_regex(r"\{\s{0,99}/\*"), lazy_regex(r"\*/\s{0,99}\}")
_TAG_BEGINS, _TAG_ENDS = lazy_regex(rf"\s*<{_NAME}(?:\s{_ATTRIBUTES})?\Z"), lazy_regex(rf"{_ATTRIBUTES}/?>")
_TEXT = lazy_regex(r"\{\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|`([^`\\$]*)`)\s*\}")
_NO_BRACE = lazy_regex(rf"{_LITERAL}|``[^\n]*?``|`[^`\n]*`|\\[{{}}]")
_BLOCK = lazy_regex(r"\s{0,9}(?:[-*+]|\d{1,9}[.)]|#{1,6})\s")  # the beginning of an entry or a heading
_FENCE = lazy_regex(r"\s{0,3}(`{3,}|~{3,})")
_ADMONITION = lazy_regex(r"\s*:{3,}[^`]*\Z")


def without_mdx(body: str) -> str:
    """Return an MDX body without what is JavaScript: imports, exports, components, comments, `{expressions}`.

    An expression that is only a text is replaced by it; the places of other expressions, and of components without
    words of their own, are marked.
    """
    script = _Script()
    return _by_line(body, lambda line: _PIECE.sub(_plain, script.without(line)), lambda: script.is_open)


def without_admonitions(body: str) -> str:
    """Return a body without the lines that open and close `:::note`; what is between them stays."""
    return _by_line(body, lambda line: "" if _ADMONITION.match(line) else line) if ":::" in body else body


def _by_line(body: str, change: Callable[[str], str], is_within: Callable[[], bool] = lambda: False) -> str:
    """Return a body with each line changed that is not in a block of code; none begins while `is_within` is true."""
    kept: list[str] = []
    fence = ""
    for line in body.split("\n"):
        if not is_within() and (found := _FENCE.match(line)) and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        elif not fence:
            line = change(line)  # noqa: PLW2901 - what is left of it
        kept.append(line)
    return "\n".join(kept)


class _Script:
    """What takes several lines and is not the author's words: a comment, a tag, an expression, imports and exports."""

    def __init__(self) -> None:
        self._kind: Literal["", "comment", "tag", "expression", "script"] = ""
        self._braces = 0  # that are open, of an expression

    @property
    def is_open(self) -> bool:
        """Whether something goes on in the next line."""
        return self._kind != ""

    def without(self, line: str) -> str:
        """Return what is left of the next line.

        What is not closed ends at an empty line, and an expression at an entry or a heading, too; a comment does not.
        """
        if self._kind == "comment":
            end = _COMMENT_ENDS.search(line)
            if end is None:
                return ""
            line = line[end.end() :]
        elif self._kind and line.strip() and not (self._kind == "expression" and _BLOCK.match(line)):
            line = self._rest(line)
            if self._kind:
                return ""
        elif _SCRIPT.match(line):
            self._kind = "script"
            return ""
        elif _TAG_BEGINS.match(line):
            self._kind = "tag"
            return ""
        self._kind = ""
        return self._before_open(line)

    def _rest(self, line: str) -> str:
        """Return what follows a tag or an expression that ends in this line."""
        if self._kind == "tag" and (end := _TAG_ENDS.match(line)):
            self._kind = ""
            return line[end.end() :]
        if self._kind == "expression":
            for at, character in enumerate(line):
                self._braces += (character == "{") - (character == "}")
                if self._braces == 0:
                    self._kind = ""
                    return line[at + 1 :]
        return ""

    def _before_open(self, line: str) -> str:
        """Return what stands before a comment or an expression that is not closed in this line, which is then open."""
        words = _NO_BRACE.sub(lambda found: " " * len(found[0]), line)
        closed = max((end.end() for end in _COMMENT_ENDS.finditer(words)), default=0)
        if begin := _COMMENT_BEGINS.search(words, closed):
            self._kind = "comment"
            return line[: begin.start()]
        opened: list[int] = []
        for at in range(closed, len(words)):
            if words[at] == "{":
                opened.append(at)
            elif words[at] == "}" and opened:
                opened.pop()
        if not opened:
            return line
        self._kind, self._braces = "expression", len(opened)
        return line[: opened[0]] + HOLE


def _plain(piece: re.Match[str]) -> str:
    """Return what is left of a piece of a line. What looks like a component or an expression in code is code."""
    if piece["code"]:
        return piece["code"]
    if piece["literal"]:
        text = _TEXT.fullmatch(piece["literal"])
        return "".join(text.groups(default="")) if text else HOLE
    if piece["empty"] or piece["tag"]:
        return WIDGET if piece["empty"] or piece["tag"].endswith("/>") else ""
    inside = piece["inside"]
    if not inside or not inside.strip() or inside.startswith("#"):  # a comment, and the anchor of a heading
        return ""
    return HOLE
