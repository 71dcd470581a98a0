"""Hooks of the documentation's site: the pages of the services, and links to files outside `docs/`."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
SERVICES = "channels/"
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\.?/[^)#\s]*)((?:#[^)\s]*)?)\)")
_FENCED = re.compile(r"(^```[\s\S]*?^```$)", re.MULTILINE)


def on_config(config: Any) -> Any:
    """Put every page of `channels/` in its place in the navigation, by title."""
    config.nav = [_with_services(entry) for entry in config.nav]
    return config


def _with_services(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {title: _with_services(inner) for title, inner in entry.items()}
    if isinstance(entry, list):
        return [_with_services(inner) for inner in entry]
    if entry != SERVICES:
        return entry
    pages = (DOCS / SERVICES).glob("*.md")
    titles = {path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# "): path for path in pages}
    return [{title: SERVICES + titles[title].name} for title in sorted(titles, key=str.casefold)]


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Return a page whose links out of `docs/` lead to the repository, or are plain text where it is not known."""
    folder = posixpath.dirname(page.file.src_uri)

    def mended(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", folder, match[2]))
        if target.startswith("docs/"):
            return match[0]
        return (
            f"[{match[1]}]({config.repo_url}/blob/HEAD/{target}{match[3]})" if config.repo_url else match[1]
        )

    parts = _FENCED.split(markdown)
    return "".join(part if part.startswith("```") else _LINK.sub(mended, part) for part in parts)
