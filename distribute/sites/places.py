"""Addresses and paths of a site's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from distribute.inputs.files import is_file
from distribute.regex import lazy_regex
from distribute.text.language_tags import LANGUAGES, language_code

_SUFFIX = lazy_regex(r"[._](?P<code>[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)\Z")
_FOLDER = lazy_regex(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_HOST = lazy_regex(r"\A(?:https?:)?//[^/]*")
_PAGES = frozenset({"index", "readme"})  # what a folder's own page is called


def absolute(base: str, place: str) -> str:
    """Return the URL of a site-relative `place`, which a full URL is already."""
    from urllib.parse import quote

    if place.startswith(("http://", "https://")):
        return place
    return base + quote(place.lstrip("/"), safe="/:@!$&'()*+,;=~%")


def with_path_of(other: str, url: str) -> str:
    """Return a site's URL with the path of another one, or of one without a host, if it has no path of its own."""
    path, own = (_HOST.sub("", each).strip("/") for each in (other, url))
    return f"{url.rstrip('/')}/{path}" if path and not own else url


def first_existing(root: Path, names: Iterator[str] | tuple[str, ...]) -> Path | None:
    """Return the first of `names` that is a file in `root`."""
    return next((root / name for name in names if is_file(root / name)), None)


def counted(path: str) -> list[str | int]:
    """Return the sort key of a path with its numbers as numbers: `issue-9.md` is before `issue-10.md`."""
    return [int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d+)", path))]


def page_name(path: PurePath, root: PurePath) -> str:
    """Return what a page is called: its file's name, or the folder's where that only says that it is the folder's page.

    So it is with `2026-05/index.md`, `2026-05/README.md` and `2026-05/zh_CN.md`. The folder of the site itself names none
    of its pages, for it is called otherwise in another clone.
    """
    return path.parent.name if path.parent != root and is_page_of_folder(path, root) else path.stem


def is_page_of_folder(path: PurePath, root: PurePath) -> bool:
    """Return whether a file is the page of its folder, which may be the site's own: `index.md`, `README.md` or `42/de.md`."""
    is_named_so = path.stem.partition(".")[0].casefold() in _PAGES
    return is_named_so or (path.parent != root and _is_one_of_languages(path))


def _is_one_of_languages(path: PurePath) -> bool:
    """Return whether a file is one language's text of the issue that its folder is: `42/de.md`, but not `letters/it.md`."""
    return _is_language(path.stem) and any(map(str.isdigit, path.parent.name))


def _is_language(name: str) -> bool:
    return _FOLDER.fullmatch(name) is not None and language_code(name)[:2] in LANGUAGES


def language_in_name(path: PurePath, root: PurePath) -> tuple[str, str]:
    """Return the language in a file's name or in that of a folder above it, and the name without it.

    `letter.de.md`, `letter_de.md`, `letter/de.md` and `de/letter.md` are German; ("", the name) where there is none.
    """
    if _is_one_of_languages(path) and path.parent != root:
        return language_code(path.stem), path.parent.name
    found = _SUFFIX.search(path.stem)
    if found and language_code(found["code"])[:2] in LANGUAGES:
        return language_code(found["code"]), path.stem[: found.start()]
    above = path.relative_to(root).parts[:-1] if path.is_relative_to(root) else ()
    return language_code(next(filter(_is_language, above), "")), path.stem
