"""Escape untrusted text for GitHub's Markdown: nothing in it is interpreted, and nobody is mentioned.

GitHub recognises mentions, links and HTML everywhere except in code, so all untrusted text is formatted as code. What
controls a terminal or reorders text is replaced by its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from distribute.regex import lazy_regex
from distribute.render.escape import safe

_IN_URLS = "%/:=&?~#+!$,;'@()*[]"  # characters that need no escaping in an address
_TICKS = lazy_regex(r"`+")


def span(text: str) -> str:
    """Return `text` as inline code; line breaks become spaces."""
    line = safe(" ".join(text.split()))
    if not line:
        return ""
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def cell(text: str) -> str:
    """Return `text` as code in a table's cell, where a bar has to be escaped even in code."""
    return span(text).replace("|", "\\|")


def block(text: str, language: str = "text") -> str:
    """Return `text` as a block of code with its line breaks."""
    text = safe(text)
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def link(url: str) -> str:
    """Return an http or https address as a link, "" for anything else."""
    if not url.startswith(("https://", "http://")):
        return ""
    return f"<{quote(url, safe=_IN_URLS)}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are already Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def folded(summary: str, content: str, *, open_: bool = False) -> str:
    """Return Markdown in a collapsible section; `summary` is HTML."""
    return f"<details{' open' if open_ else ''}><summary>{summary}</summary>\n\n{content}\n\n</details>"


def shortened(text: str, most: int) -> str:
    """Return the first `most` characters of `text`, with a mark if there are more."""
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
