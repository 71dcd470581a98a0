"""Tell the language of originals whose translations are marked and they are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from distribute.languages.guess import guess_language
from distribute.sites.places import counted, language_in_name
from distribute.sites.site import Site
from distribute.sites.unreadable import why_unreadable
from distribute.text.markdown import parse

_READ = 3  # so many of the newest originals tell the language


def language_of_originals(site: Site) -> str:
    """Return the language of the pages that have a twin marked with the site's language, by their words; "" if not known.

    Beside `en/letter.md` or `letter_en.md`, a `letter.md` is no English text, whatever the site's language is by default.
    """
    paths = [path for path in site.paths(site.every_page) if not why_unreadable(path)]
    marked = set(_marked(paths, site))
    originals = [
        path for path in paths if not language_in_name(path, site.root)[0] and _place(path, site) in marked
    ]
    newest = sorted(originals, key=lambda path: counted(str(path)))[-_READ:]
    texts = (parse(site.body(path)) for path in newest)
    return guess_language("\n".join(item.text for text in texts for item in text.items()))


def _marked(paths: list[Path], site: Site) -> Iterator[tuple[str, ...]]:
    """Yield the places of the pages whose names or folders say that they are in the site's language."""
    for path in paths:
        language, name = language_in_name(path, site.root)
        if language == site.main_language:
            *folders, _ = path.relative_to(site.root).parts
            mark = next((at for at, part in enumerate(folders) if part.casefold() == language), len(folders))
            yield (*folders[:mark], *folders[mark + 1 :], name)


def _place(path: Path, site: Site) -> tuple[str, ...]:
    return (*path.relative_to(site.root).parts[:-1], path.stem)
