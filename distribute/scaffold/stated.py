"""The name that a site's settings state, of generators that are not read otherwise: VuePress, Nikola, mdBook, Zensical and Marmite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from distribute.sites.pelican import assigned
from distribute.sites.scripted import ENDINGS, setting_in, without_comments
from distribute.sites.settings import data_of, text_of
from distribute.sites.site import SiteError
from distribute.sites.values import text_in


def _vuepress(path: Path, within: Path) -> Any:
    return setting_in(without_comments(text_of(path, within)), "title")


def _nikola(path: Path, within: Path) -> Any:
    return assigned(path, within).get("BLOG_TITLE")


def _mdbook(path: Path, within: Path) -> Any:
    book = data_of(path, within).get("book")
    return book.get("title") if isinstance(book, dict) else ""


def _zensical(path: Path, within: Path) -> Any:
    project = data_of(path, within).get("project")
    return project.get("site_name") if isinstance(project, dict) else ""


def _marmite(path: Path, within: Path) -> Any:
    return data_of(path, within).get("name")


_READERS: dict[str, Callable[[Path, Path], Any]] = {
    **{f"{place}.vuepress/config.{end}": _vuepress for place in ("", "docs/") for end in ENDINGS},
    "conf.py": _nikola,
    "book.toml": _mdbook,
    "zensical.toml": _zensical,
    "marmite.yaml": _marmite,
}


def stated_name(root: Path, language: str) -> str:
    """Return the name of the site in a folder, "" if no such settings have one that can be read."""
    for name, read in _READERS.items():
        if (root / name).is_file():
            try:
                return text_in(read(root / name, root), language).strip()
            except SiteError:
                return ""
    return ""
