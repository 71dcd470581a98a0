"""The name that a site states where its generator's class finds none.

The settings of VuePress, Nikola, mdBook, Zensical and Marmite have it, or the layouts of the pages (`og:site_name`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from distribute.regex import lazy_regex
from distribute.sites.pelican_settings import assigned
from distribute.sites.scripted import ENDINGS, setting_in, without_comments
from distribute.sites.settings import data_of, text_of
from distribute.sites.site import SiteError
from distribute.sites.values import text_in
from distribute.text.html import shown_text


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


_LAYOUTS = (
    "_includes",
    "_layouts",
    "layouts",
    "src/_includes",
    "src/_layouts",
    "src/layouts",
    "src/components",
)
_MOST = 200  # files of layouts
_SITE_NAME = lazy_regex(
    r"<meta\s+(?:property|name)=[\"']og:site_name[\"']\s+content=(?P<quote>[\"'])(?P<name>[^<>{}\"\n]{1,100})(?P=quote)"
)


def stated_name(root: Path, language: str) -> str:
    """Return the name of the site in a folder, "" if neither such settings nor a layout have one that can be read."""
    return _in_settings(root, language) or _in_layouts(root)


def _in_settings(root: Path, language: str) -> str:
    for name, read in _READERS.items():
        if (root / name).is_file():
            try:
                return text_in(read(root / name, root), language).strip()
            except SiteError:
                return ""
    return ""


def _in_layouts(root: Path) -> str:
    """Return the name that a layout has as plain text, "" if none has one or they have several."""
    files = (path for folder in _LAYOUTS for path in sorted((root / folder).rglob("*")) if path.is_file())
    names = {name for path in islice(files, _MOST) if (name := _site_name(path, root))}
    return names.pop() if len(names) == 1 else ""


def _site_name(path: Path, within: Path) -> str:
    try:
        found = _SITE_NAME.search(text_of(path, within))
    except SiteError:  # a picture, or a link out of the site
        return ""
    return shown_text(found["name"]).strip() if found else ""
