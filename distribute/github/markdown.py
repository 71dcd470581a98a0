"""Escape untrusted text for GitHub's Markdown: nothing in it is interpreted, and nobody is mentioned.

Mentions, links and HTML are found by GitHub everywhere but in code, so code is what all of it becomes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

_IN_URLS = "%/:=&?~#+!$,;'@()*[]"  # what stands in an address as it is
_TICKS = re.compile(r"`+")


def span(text: str) -> str:
    """Return `text` as code in a line; its line breaks become spaces."""
    line = " ".join(text.split())
    if not line:
        return ""
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def cell(text: str) -> str:
    """Return `text` as code in a table's cell, which ends at a bar even in code."""
    return span(text).replace("|", "\\|")


def block(text: str, language: str = "text") -> str:
    """Return `text` as a block of code, its line breaks kept."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def link(url: str) -> str:
    """Return an address of the web as a link, "" for anything else."""
    if not url.startswith(("https://", "http://")):
        return ""
    return f"<{quote(url, safe=_IN_URLS)}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def folded(summary: str, content: str, *, open_: bool = False) -> str:
    """Return Markdown under a summary, itself HTML, that opens on a click."""
    return f"<details{' open' if open_ else ''}><summary>{summary}</summary>\n\n{content}\n\n</details>"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
