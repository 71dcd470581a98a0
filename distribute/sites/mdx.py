"""MDX as Markdown: imports, exports, components and expressions go, every line stays in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from distribute.regex import lazy_regex
from distribute.sites.holes import VALUE, WIDGET

_SCRIPT = lazy_regex(r"(?:import|export)\b")
_COMMENT = r"\{\s{0,99}/\*.{0,2000}?\*/\s{0,99}\}"
_TAG = r"</?[A-Z][\w.]{0,99}(?:\s[^<>\n]{0,2000})?/?>"
_BRACES = r"\{(?P<inside>[^{}\n]{0,2000})\}"
_PIECE = lazy_regex(  # whichever begins first
    rf"(?P<code>``[^\n]*?``|`[^`\n]*`)|{_COMMENT}|(?P<tag>{_TAG})|{_BRACES}"
)
_CODE = lazy_regex(r"``[^\n]*?``|`[^`\n]*`")
_COMMENT_BEGINS, _COMMENT_ENDS = lazy_regex(r"\{\s{0,99}/\*"), lazy_regex(r"\*/\s{0,99}\}")
_TAG_BEGINS = lazy_regex(r"\s*<[A-Z][\w.]{0,99}(?:\s[^<>\n]{0,2000})?\Z")
_TEXT = lazy_regex(r"\s*(?:\"([^\"\\]*)\"|'([^'\\]*)'|`([^`\\$]*)`)\s*")
_FENCE = lazy_regex(r"\s{0,3}(`{3,}|~{3,})")
_ADMONITION = lazy_regex(r"\s*:{3,}[^`]*\Z")


def without_mdx(body: str) -> str:
    """Return an MDX body without what is JavaScript: imports, exports, components, comments, `{expressions}`.

    An expression that is only a text is replaced by it; the places of other expressions, and of components without
    words of their own, are marked.
    """
    kept: list[str] = []
    fence, left_out = "", ""  # what is open: a block of code, and what is not the author's words
    for line in body.split("\n"):
        if not left_out and (found := _FENCE.match(line)) and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        elif not fence:
            line, left_out = _without_blocks(line, left_out)  # noqa: PLW2901 - what is left of it
            line = _PIECE.sub(_plain, line)  # noqa: PLW2901
        kept.append(line)
    return "\n".join(kept)


def without_admonitions(body: str) -> str:
    """Return a body without the lines that open and close `:::note`; what is between them stays."""
    return _by_line(body, lambda line: "" if _ADMONITION.match(line) else line) if ":::" in body else body


def _by_line(body: str, change: Callable[[str], str]) -> str:
    kept: list[str] = []
    fence = ""
    for line in body.split("\n"):
        if (found := _FENCE.match(line)) and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        kept.append(line if fence else change(line))
    return "\n".join(kept)


def _without_blocks(line: str, left_out: str) -> tuple[str, str]:
    """Return a line without what takes several lines, and which of it goes on: a "comment", a "tag" or a "script".

    A script ends at an empty line, and so does a tag that is not closed.
    """
    if left_out == "comment":
        end = _COMMENT_ENDS.search(line)
        if end is None:
            return "", "comment"
        line = line[end.end() :]
    elif left_out and line.strip():
        is_end = left_out == "tag" and line.rstrip().endswith(">") and not line.rstrip().endswith("=>")
        return "", "" if is_end else left_out
    elif _SCRIPT.match(line):
        return "", "script"
    elif _TAG_BEGINS.match(line):
        return "", "tag"
    words = _CODE.sub(lambda code: " " * len(code[0]), line)
    closed = max((end.end() for end in _COMMENT_ENDS.finditer(words)), default=0)
    begin = _COMMENT_BEGINS.search(words, closed)
    return (line[: begin.start()], "comment") if begin else (line, "")


def _plain(piece: re.Match[str]) -> str:
    """Return what is left of a piece of a line. What looks like a component or an expression in code is code."""
    if piece["code"]:
        return piece["code"]
    if piece["tag"]:
        return WIDGET if piece["tag"].endswith("/>") else ""
    inside = piece["inside"]
    if not inside or not inside.strip() or inside.startswith("#"):  # a comment, and the anchor of a heading
        return ""
    text = _TEXT.fullmatch(inside)
    return "".join(text.groups(default="")) if text else VALUE
