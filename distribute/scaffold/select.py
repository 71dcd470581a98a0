"""Write settings that choose exactly the pages of a series: a pattern of paths, and what the front matter says."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

import msgspec

from distribute.regex import lazy_regex
from distribute.scaffold.pages import Entry, is_date
from distribute.scaffold.series import Series
from distribute.sites.places import language_in_name
from distribute.sites.site import Site
from distribute.text.shapes import MARK, Shape, first_words, fits

_NEWEST = 24  # issues, of a month or two years
_DAY = lazy_regex(r"^\d{4}(?:-\d\d?-\d\d?(?!\d)|-?\d\d(?:-?\d\d)?)")

# Folders of posts of every kind, as generators and their templates call them.
_SHARED = frozenset({"_posts", "posts", "post", "blog", "articles", "content", "news", "pages"})


class Selection(msgspec.Struct, frozen=True):
    """`site.issues` and `site.only` as settings have them."""

    issues: tuple[str, ...]
    only: dict[str, str] = {}


def selection_for(series: Series, entries: Sequence[Entry], site: Site) -> Selection | None:
    """Return settings that take the series and its translations and no other page, None where none do.

    If no settings do, those that are right for the newest issues: a newsletter may have been called otherwise once.
    """
    if found := next(_exact(series, entries, site), None):
        return _with_older(*found, series, entries, site)
    newest = msgspec.structs.replace(series, pages=series.pages[-_NEWEST:])
    begun = newest.pages[0].when
    older = [entry for entry in entries if entry.when and begun and entry.when < begun]
    of_newest = _exact(newest, entries, site, older)
    closest = min(of_newest, key=lambda found: len(found[1] - series.paths), default=None)
    return closest[0] if closest else None


def by_tag(pages: Sequence[Entry], entries: Sequence[Entry], tag: tuple[str, str]) -> Selection:
    """Return settings that take the pages with a value in their front matter, and their translations."""
    series = Series("tag", tuple(pages), tag=tag)
    translations = [entry for entry in entries if _is_translation(entry, series)]
    return Selection(_all_globs("*", pages, translations), dict([tag]))


def _with_older(
    selection: Selection, taken: set[str], series: Series, entries: Sequence[Entry], site: Site
) -> Selection:
    """Return a selection that also takes earlier issues whose files have the plural of the name: `kite-letters.md`."""
    older = tuple(
        entry
        for entry in entries
        if str(entry.path) not in taken and _is_older_issue(entry, series.pages[-1])
    )
    if selection.only or len(older) <= 1:
        return selection
    found = next(_exact(Series("name", older), entries, site), None)
    if not found or found[0].only:
        return selection
    return Selection(tuple(dict.fromkeys((*found[0].issues, *selection.issues))))


def _is_older_issue(entry: Entry, latest: Entry) -> bool:
    """Return whether a page is an issue before the latest: beside it, with a mark, and a name and title that begin alike."""
    places = [
        (page.folder, page.language, _singular(page.name), page.title.words[:1]) for page in (entry, latest)
    ]
    is_before = bool(entry.when and latest.when and entry.when < latest.when)
    return is_before and not entry.draft and places[0] == places[1] and MARK in entry.title.words


def _singular(name: Shape) -> tuple[str, ...]:
    return tuple(word.removesuffix("s") for word in name.words)


def _exact(
    series: Series, entries: Sequence[Entry], site: Site, older: Sequence[Entry] = ()
) -> Iterator[tuple[Selection, set[str]]]:
    """Yield settings that take these pages, and none but them, their translations and `older` ones, and what they take."""
    known = {str(entry.path): entry for entry in entries}
    translations = [entry for entry in entries if _is_translation(entry, series)]
    may = series.paths | {str(entry.path) for entry in (*translations, *older)}
    may |= {path for path, entry in known.items() if entry.draft}
    called = {page.title.words for page in series.pages if MARK in page.title.words}
    may |= {path for path, entry in known.items() if entry.title.words in called}  # with another file's name

    def taken(issues: tuple[str, ...]) -> set[str]:
        return {path.relative_to(site.root).as_posix() for path in site.paths(issues)}

    for name in _name_patterns(series):
        issues = _all_globs(name, series.pages, translations)
        if series.paths <= (found := taken(issues)) and found <= may:
            yield Selection(issues), found
    everything = _all_globs("*", series.pages, translations)
    beside = [known[path] for path in taken(everything) if path in known]
    for key, value in (*_tags(series), *_titles(series)):
        chosen = {str(entry.path) for entry in beside if _has(entry, key, value)}
        if series.paths <= chosen <= may:
            yield Selection(everything, {key: value}), chosen


def _is_translation(entry: Entry, series: Series) -> bool:
    """Return whether a page is an issue in another language: linked by the generator, or of the same day and kind."""
    first = series.pages[0]
    if entry.language == first.language:
        return False
    return (entry.family and entry.family in {page.family for page in series.pages}) or (
        entry.folder == first.folder and entry.when in {page.when for page in series.pages}
    )


def _has(entry: Entry, key: str, value: str) -> bool:
    return fits(entry.text, value) if key == "title" else (key, value) in entry.tags


def _name_patterns(series: Series) -> Iterator[str]:
    """Yield patterns for the names of the issues' files or folders, the plainest first."""
    names = [_slot(page.path)[1] for page in series.pages]
    begin, end = _begin(names), _begin([name[::-1] for name in names])[::-1]
    after_day = _begin([_DAY.sub("", name) for name in names])
    dated = all(name[:1].isdigit() for name in names)
    shared = series.pages[0].folder[-1:]
    if not shared or shared[0] in _SHARED:  # other posts may follow there
        if dated and _has_word(after_day):
            yield f"[0-9]*{after_day}" if after_day == end else f"[0-9]*{after_day}*"
        elif _has_word(begin):
            yield f"{begin}[0-9]*"
    yield "*"
    if begin:
        yield f"{begin}[0-9]*"
    if end and dated:
        yield f"[0-9]*{end}"
    if after_day and dated:
        yield f"[0-9]*{after_day}*"
        yield f"[0-9]*{after_day}*[0-9]*"
    if begin:
        yield f"{begin}*"
        yield f"{begin}*[0-9]"
        yield f"{begin}*[0-9]*"
    if end:
        yield f"*{end}"
    if dated:
        yield "[0-9]*"


def _shared(sequences: Sequence[Sequence[str]]) -> list[str]:
    """Return what all sequences begin with."""
    columns = zip(*sequences, strict=False)
    return [column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns)]


def _has_word(text: str) -> bool:
    return re.search(r"[^\W\d_]{3}", text) is not None


def _begin(names: Sequence[str]) -> str:
    """Return what all names begin with, up to a digit and to a whole word: `kite-`, not `kite-o`."""
    whole = "".join(_shared(names))
    plain = re.split(r"[\d\[\]*?]", whole)[0]
    inside = plain[-1:].isalpha() and any(name[len(plain) : len(plain) + 1].isalpha() for name in names)
    return re.sub(r"[^\W\d_]+\Z", "", plain) if inside else plain


def _all_globs(name: str, pages: Sequence[Entry], translations: Sequence[Entry]) -> tuple[str, ...]:
    """Return the patterns for issues and translations: one for both where these are equally deep, else for each.

    Issues that are not equally deep themselves have one for both, too, unless it would begin at the top of the site.
    """
    depths = {len(page.path.parts) for page in (*pages, *translations)}
    together = _globs(name, (*pages, *translations))
    is_anywhere = any(pattern.startswith("**/") for pattern in together)
    if len(depths) == 1 or (len({len(page.path.parts) for page in pages}) > 1 and not is_anywhere):
        return together
    return tuple(dict.fromkeys((*_globs(name, pages), *_globs(name, translations))))


def _globs(name: str, pages: Sequence[Entry]) -> tuple[str, ...]:
    """Return patterns of whole paths for names in the folders of these pages, for files and for folders with an index."""
    found: dict[str, None] = {}
    suffixed = any(language_in_name(page.path, page.path.parent)[0] for page in pages)
    more = "*" if suffixed else ""
    for bundled in (False, True):
        kind = [page for page in pages if (_stem(page.path) == "index") is bundled]
        if not kind:
            continue
        folder = _common([_slot(page.path)[0] for page in kind])
        for ending in sorted({page.path.suffix for page in kind}):
            last = f"{name}/index{more}" if bundled else f"{name}{more}".replace("**", "*")
            found["/".join((*folder, last + ending))] = None
    return tuple(found)


def _common(folders: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the folders above the pages, with `*` for what differs and for dates, `**` where their number differs."""
    if len({len(parts) for parts in folders}) > 1:
        return (*map(glob.escape, _shared(folders)), "**")
    return tuple(
        glob.escape(parts[0]) if len(set(parts)) == 1 and not is_date(parts[0]) else "*"
        for parts in zip(*folders, strict=True)
    )


def _slot(path: PurePosixPath) -> tuple[tuple[str, ...], str]:
    """Return the folders above an issue and the name it goes by there, which is a bundle's own."""
    folders, stem = path.parts[:-1], _stem(path)
    return (folders[:-1], folders[-1]) if stem == "index" and folders else (folders, stem)


def _stem(path: PurePosixPath) -> str:
    return language_in_name(path, path.parent)[1]


def _tags(series: Series) -> Iterator[tuple[str, str]]:
    """Yield the front matter's values that all issues have, the series' own first, then the longest."""
    if series.tag[0]:
        yield series.tag
    shared = frozenset.intersection(*(page.tags for page in series.pages))
    yield from sorted(shared, key=lambda tag: (tag[0] in {"layout", "type"}, -len(tag[1]), tag))


def _titles(series: Series) -> Iterator[tuple[str, str]]:
    """Yield patterns for the titles: the words that they have in common, `#` for the mark."""
    if series.kind == "title" and series.at_end:
        ending = " ".join(reversed(series.words))
        yield from (("title", f"{begin}{ending}") for begin in (f"{MARK} ", f"*{MARK} ", "*"))
        return
    shape, text = series.pages[-1].title, series.pages[-1].text
    words = series.words if series.kind == "title" else shape.words[: _mark_at(shape)]
    if any(page.title.words[: len(words)] != words for page in series.pages):
        return
    said = first_words(text, len(words)) if MARK not in words else " ".join(words)
    yield from (
        ("title", f"{said}{rest}") for rest in (f" {MARK}", f" {MARK}*", "", f" * {MARK}", "*") if said
    )


def _mark_at(shape: Shape) -> int:
    return shape.words.index(MARK) if MARK in shape.words else len(shape.words)
