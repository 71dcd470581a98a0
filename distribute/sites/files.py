"""Find the files of a site that may be issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from distribute.inputs.patterns import matching
from distribute.sites.unreadable import OTHER

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx", ".qmd"})
# These are issues only where `site.issues` says so: every site has some that are none.
_ONLY_IF_ASKED = frozenset({".htm", ".html", ".liquid", ".njk"})

_SEVERAL = 2  # pages with a number, beside which an index is their list


def issue_files(root: Path, patterns: Iterable[str], *, asked: bool) -> list[Path]:
    """Return the files below `root` that match one of the globs and may be issues, in the order of their names.

    If the settings asked for these patterns, pages of HTML and folders that are issues are among them.
    """
    suffixes = MARKDOWN | OTHER.keys() if asked else MARKDOWN | (OTHER.keys() - _ONLY_IF_ASKED)
    files: set[Path] = set()
    folders: set[Path] = set()
    for pattern in patterns:
        # `**` at the end stands for folders alone.
        for path in matching(root, pattern + "/*" if pattern.endswith("**") else pattern):
            if path.suffix in suffixes:
                files.add(path)
            elif asked and path.is_dir():
                folders.add(path)
    within = {folder for path in files for folder in path.parents}
    for folder in folders - within:  # one whose files are named too is no issue itself
        files.update(_pages_in(folder))
    return sorted(path for path in files if not path.name.startswith(("_", ".")))


def without_lists(paths: list[Path]) -> list[Path]:
    """Return these pages without those that list their folder: an `index` beside several pages that have a number each."""
    numbered = Counter(path.parent for path in paths if any(map(str.isdigit, path.stem)))
    return [path for path in paths if not _is_list(path) or numbered[path.parent] < _SEVERAL]


def _is_list(path: Path) -> bool:
    """Return whether a page may list its folder; in `2026-05` it is the issue that the folder is called after."""
    return path.stem.partition(".")[0] == "index" and not any(map(str.isdigit, path.parent.name))


def _pages_in(folder: Path) -> list[Path]:
    """Return the pages of a bundle, `index.md` in each language; else the folder itself, if it has Markdown."""
    pages = [path for path in folder.glob("index.*") if path.suffix in MARKDOWN]
    pieces = any(path.suffix in MARKDOWN for path in folder.iterdir())
    return pages or ([folder] if pieces else [])
