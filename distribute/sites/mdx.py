"""MDX as Markdown: imports, exports, components and expressions go, every line stays in its place."""

from __future__ import annotations

from collections.abc import Callable

from distribute.regex import lazy_regex

_SCRIPT = lazy_regex(r"(?:import|export)\b")
_TAG = r"</?[A-Z][\w.]{0,99}(?:\s[^<>\n]{0,2000})?/?>"
_BRACES = r"\{[^{}\n]{0,2000}\}"
_COMPONENT, _EXPRESSION = lazy_regex(_TAG), lazy_regex(_BRACES)
_PIECE = lazy_regex(rf"(?P<code>``[^\n]*?``|`[^`\n]*`)|{_TAG}|{_BRACES}")  # whichever begins first
_FENCE = lazy_regex(r"\s{0,3}(`{3,}|~{3,})")
_ADMONITION = lazy_regex(r"\s*:{3,}[^`]*\Z")


def without_mdx(body: str) -> str:
    """Return an MDX body without what is JavaScript: blocks of imports and exports, components, `{expressions}`."""
    return _by_line(body, _plain, blocks=True)


def without_admonitions(body: str) -> str:
    """Return a body without the lines that open and close `:::note`; what is between them stays."""
    return _by_line(body, lambda line: "" if _ADMONITION.match(line) else line) if ":::" in body else body


def _by_line(body: str, change: Callable[[str], str], *, blocks: bool = False) -> str:
    kept: list[str] = []
    fence, script = "", False
    for line in body.split("\n"):
        if (found := _FENCE.match(line)) and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        script = blocks and not fence and bool(line.strip()) and (script or _SCRIPT.match(line) is not None)
        kept.append("" if script else line if fence else change(line))
    return "\n".join(kept)


def _plain(line: str) -> str:
    """Return a line without components and expressions. What looks like one in code is code."""
    if "`" not in line:
        return _EXPRESSION.sub("", _COMPONENT.sub("", line))
    return _PIECE.sub(lambda found: found["code"] or "", line)
