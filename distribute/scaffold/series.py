"""Find the series among a site's pages by their common words, their numbers or dates, and their regularity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Literal

import msgspec

from distribute.regex import lazy_regex
from distribute.scaffold.pages import Entry
from distribute.sites.places import counted
from distribute.text.shapes import MARK, Shape

Kind = Literal["name", "title", "tag", "folder"]
_MOST_WORDS = 8  # of a title, that may be what all issues have in common
_LABEL = 0.5  # of the pages that begin with some words, those that have no others: the words are a label
_MARKED = 0.4  # of the titles of pages whose names are dates alone
_DISTINCT = 0.8  # of a series' marks
_SAME = 0.5  # of the smaller of two series: they are one
_LONGEST_GAP = 200  # days between two issues; what comes once a year is no newsletter
_REST = 365  # days without an issue while the site went on: the series has ended
_STEADY, _FEW = 0.6, 3  # of the intervals; pages that a series has at least
_RHYTHM, _ENOUGH, _OWN = 0.85, 5, 0.8  # where nothing but the rhythm tells a series: stricter
_YOUNG, _MINOR = 12, 0.25  # pages, and share of the folder: below both it may be a story in parts
_LETTERS = {False: 3, True: 8}  # that the words have in common at least, read forwards and backwards
_VERSION = lazy_regex(r"\d+(?:\.\d+)+|v\d.*")
_HIGHEST = 10_000  # above the number of an issue; below what is a date without its dashes
# Words of titles that only newsletters have, at any place or at the beginning.
_CALLED = frozenset(
    "newsletter newsletters gazette nieuwsbrief rundbrief infolettre boletín boletim notiziario biuletyn".split()
)
_CALLED_AT_FIRST = (("this", "week"), ("this", "month"))
# Words that newsletters and others have.
_MAYBE = frozenset("news letter letters digest bulletin weekly monthly".split())
# Words that say what else a series is.
_CALLED_OTHERWISE = frozenset(
    "meeting meetings meetup meetups call calls minutes notes agenda recap podcast episode transcript webinar workshop".split()
)
_OF_EVENTS = frozenset("event events meeting meetings meetup meetups calendar agenda".split())  # folders
_YEAR = lazy_regex(r"(?:19|20)\d\d")
# "Ten myths, part 3", "#3/4"
_IN_PARTS = lazy_regex(r"\b(?:part|teil|partie|parte|deel|chapter|lesson) \d|\d/\d\b(?!\d|/)", re.IGNORECASE)


class Series(msgspec.Struct, frozen=True, dict=True):
    """Pages that may be one newsletter's issues, oldest first.

    `words` are what their names or titles have in common; `at_end` says that it stands behind the mark or other words.
    `tag` is the front matter's key and value.
    """

    kind: Kind
    pages: tuple[Entry, ...]
    words: tuple[str, ...] = ()
    at_end: bool = False
    tag: tuple[str, str] = ("", "")

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths in the series, for comparison with another one."""
        return frozenset(str(page.path) for page in self.pages)


class Candidates(msgspec.Struct, frozen=True):
    """The series of a site: regular, with gaps, known only by their rhythm, and too small or irregular.

    `minor` are those of them that are a few pages among many, with no name of a newsletter.
    """

    strong: list[Series]
    weak: list[Series]
    rhythmic: list[Series]
    doubtful: list[Series]
    minor: list[Series]

    @property
    def only(self) -> Series | None:
        """The only series, or the only one called a newsletter if no other may be one by its name.

        None if there is none, or if it is a minor one or one of events. Before calls and events, also a series called a
        newsletter is taken that is too irregular, or has ended, to be taken otherwise.
        """
        these = self.strong or self.weak or self.rhythmic
        if these and all(map(_is_otherwise, these)):
            these = [
                series for series in self._certain + self.doubtful if _is_called_newsletter(series)
            ] or these
        called = [series for series in these if _is_called_newsletter(series)]
        others = [series for series in these if series not in called and _MAYBE & _common(series)]
        likely = called if called and not others else these
        is_clear = len(likely) == 1 and likely[0] not in self.minor and not _is_of_events(likely[0])
        return likely[0] if is_clear else None

    @property
    def all(self) -> list[Series]:
        """Every candidate, the likeliest first; those too few or rare only where there is no other, or one is the newsletter."""
        only, certain = self.only, self._certain
        return [*([only] if only and only not in certain else []), *certain] or self.doubtful

    @property
    def _certain(self) -> list[Series]:
        return [*self.strong, *self.weak, *self.rhythmic]


def candidates(entries: Sequence[Entry]) -> Candidates:
    """Return the series among these pages, which are all in one language."""
    pages = [entry for entry in entries if not entry.draft]
    found = sorted(_marked(pages), key=_preference)
    strong = _apart(series for series in found if _is_strong(series, pages))
    weak = _apart((series for series in found if _is_likely(series, pages)), strong)
    rhythmic = _apart((series for series in _groups(pages) if _is_rhythmic(series, pages)), [*strong, *weak])
    told = [series for series in found if len(series.pages) >= _FEW and _is_told(series)]
    certain = [*strong, *weak, *rhythmic]
    minor = [series for series in certain if _is_minor(series, pages)]
    return Candidates(strong, weak, rhythmic, _apart(told, certain), minor)


def _is_called_newsletter(series: Series) -> bool:
    """Return whether what all titles of a series have in common says that it is a newsletter: "Kite Newsletter #7"."""
    words = _common(series)
    begin = all(page.title.words[:2] in _CALLED_AT_FIRST for page in series.pages)
    is_called = begin or not _CALLED.isdisjoint(words) or words >= {"news", "digest"}
    return is_called and _CALLED_OTHERWISE.isdisjoint(words)


def _is_otherwise(series: Series) -> bool:
    """Return whether a series is called something else than a newsletter: calls, meetings or their notes, or events."""
    return _is_of_events(series) or not _CALLED_OTHERWISE.isdisjoint(_common(series))


def _is_of_events(series: Series) -> bool:
    """Return whether the pages are in a folder of events, and not called a newsletter."""
    folders = {part.strip("_").casefold() for part in series.pages[0].folder}
    return not _OF_EVENTS.isdisjoint(folders) and not _is_called_newsletter(series)


def _is_minor(series: Series, pages: Sequence[Entry]) -> bool:
    """Return whether a series is a few pages among many, and a story in parts, or known by other than its titles."""
    beside = sum(page.folder == series.pages[0].folder for page in pages)
    is_few = len(series.pages) < min(_YOUNG, _MINOR * beside)
    marked = sum(bool(page.title.marks) for page in series.pages)
    in_parts = sum(bool(_IN_PARTS.search(page.text)) for page in series.pages)
    is_titled = 2 * marked > len(series.pages) and 2 * in_parts <= len(series.pages)
    return is_few and not (_is_called_newsletter(series) or _MAYBE & _common(series) or is_titled)


def _common(series: Series) -> frozenset[str]:
    """Return the words that all titles of a series have."""
    return frozenset.intersection(*(frozenset(page.title.words) for page in series.pages))


def _preference(series: Series) -> tuple[int, bool, bool, int]:
    """Return the sort key: larger series first, and among equal ones those with more common words."""
    return -len(series.pages), series.kind == "title", series.at_end, -len(series.words)


def _apart(found: Iterable[Series], known: Sequence[Series] = ()) -> list[Series]:
    """Return the series without those that mostly repeat an earlier one."""
    kept: list[Series] = []
    for series in found:
        rivals = (one.paths for one in (*known, *kept))
        if all(len(series.paths & own) < _SAME * min(len(series.paths), len(own)) for own in rivals):
            kept.append(series)
    return kept


def _marked(pages: Sequence[Entry]) -> Iterator[Series]:
    """Yield groups of pages in one folder that share words and differ only by a mark or by their date."""
    shapes: dict[Kind, Callable[[Entry], Shape]] = {
        "name": lambda entry: entry.name,
        "title": lambda entry: entry.title,
    }
    for kind, shape in shapes.items():
        for at_end in (False, True):
            groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Entry]] = defaultdict(list)
            for entry in pages:
                if kind == "title" and not entry.is_titled:
                    continue  # a title that its name makes tells no more than the name
                words = _words(shape(entry), at_end=at_end)
                for count in range(min(len(words), _MOST_WORDS) + 1):
                    groups[entry.folder, words[:count]].append(entry)
            for (_, words), group in groups.items():
                if len(group) > 1 and _tells(words, group, shape, at_end=at_end):
                    kept = _members(group, words, shape, at_end=at_end)
                    if len(kept) > 1:
                        yield Series(kind, tuple(sorted(kept, key=_order)), words, at_end)


def _words(shape: Shape, *, at_end: bool) -> tuple[str, ...]:
    return shape.words[::-1] if at_end else shape.words


def _order(entry: Entry) -> tuple[str, list[str | int]]:
    return entry.when.isoformat() if entry.when else "", counted(str(entry.path))


def _tells(
    words: tuple[str, ...], group: Sequence[Entry], shape: Callable[[Entry], Shape], *, at_end: bool
) -> bool:
    """Return whether common words identify a series; none are needed if names or titles consist of marks."""
    if not words:
        return not at_end and all(shape(entry).words == (MARK,) for entry in group)
    letters = sum(len(word) for word in words if word != MARK)
    return words[-1] != MARK and letters >= _LETTERS[at_end]


def _members(
    group: Sequence[Entry], words: tuple[str, ...], shape: Callable[[Entry], Shape], *, at_end: bool
) -> list[Entry]:
    """Return the pages of a group that are issues; none if their marks do not tell them apart."""
    rests = {id(entry): _words(shape(entry), at_end=at_end)[len(words) :] for entry in group}
    kept = [entry for entry in group if MARK in words or rests[id(entry)][:1] in {(), (MARK,)}]
    # Or a month's name in a language not known here comes first.
    kept = kept or [entry for entry in group if rests[id(entry)][1:2] == (MARK,) and _years(shape(entry))]
    kept = _without_reviews(kept, rests, shape)
    bare = [entry for entry in group if not rests[id(entry)]]
    titled = sum(MARK in entry.title.words for entry in kept) > len(kept) / 2
    if len(bare) >= _LABEL * len(group) and (shape(group[0]) == group[0].title or not titled):
        kept = [entry for entry in group if entry.when] or list(group)
    marks = {_marks_of(shape(entry), words, at_end=at_end) or str(entry.path) for entry in kept}
    return kept if len(marks) >= _DISTINCT * len(kept) else []


def _marks_of(shape: Shape, words: tuple[str, ...], *, at_end: bool) -> tuple[str, ...]:
    """Return the marks among the common words and next to them; () for a title or name that has none."""
    marks = shape.marks[::-1] if at_end else shape.marks
    rest = _words(shape, at_end=at_end)[len(words) :]
    return marks[: words.count(MARK) + (MARK in rest[:2])]


def _without_reviews(
    kept: list[Entry], rests: dict[int, tuple[str, ...]], shape: Callable[[Entry], Shape]
) -> list[Entry]:
    """Leave out what names a year and goes on ("Kite News 2026 survey") where the issues name more than a year."""
    odd = {id(entry) for entry in kept if _years(shape(entry)) and rests[id(entry)][1:]}
    return [entry for entry in kept if id(entry) not in odd] if 2 * len(odd) < len(kept) else kept


def _years(shape: Shape) -> bool:
    return bool(shape.marks) and all(_YEAR.fullmatch(mark) for mark in shape.marks)


def _groups(pages: Sequence[Entry]) -> Iterator[Series]:
    """Yield each folder's pages and each tag's, the smallest first: what is nearest to a series of its own."""
    folders: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    tags: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for page in filter(lambda page: page.when, pages):
        folders[page.folder].append(page)
        for tag in page.tags:
            tags[tag].append(page)
    found = [Series("folder", tuple(sorted(group, key=_order))) for group in folders.values()]
    found += [Series("tag", tuple(sorted(group, key=_order)), tag=tag) for tag, group in tags.items()]
    yield from sorted(
        found, key=lambda series: (-len(series.pages), series.kind == "tag", -len(series.tag[1]))
    )


def _is_strong(series: Series, pages: Sequence[Entry]) -> bool:
    regular = _is_steady(series.pages, _STEADY) or _counts_up(series)
    return len(series.pages) >= _FEW and regular and _goes_on(series, pages) and _is_told(series)


def _is_likely(series: Series, pages: Sequence[Entry]) -> bool:
    """Return whether a short series, or one with gaps, counts because the site has little else."""
    if not _goes_on(series, pages) or not _is_told(series):
        return False
    dated = [page for page in pages if page.when] or list(pages)
    beside = [page for page in dated if page.folder == series.pages[0].folder]
    often = 0 < _usual_gap(series.pages) <= _LONGEST_GAP
    return len(series.pages) >= _OWN * len(dated) or (often and len(beside) == len(series.pages))


def _is_told(series: Series) -> bool:
    """Return whether more than dates identifies the series: a blog may name all its posts by date."""
    marked = sum(MARK in page.title.words for page in series.pages)
    versions = sum(any(_VERSION.fullmatch(word) for word in page.title.words) for page in series.pages)
    if 2 * versions > len(series.pages):
        return False  # releases
    is_named = bool(series.words) or series.kind == "title" or marked >= _MARKED * len(series.pages)
    return is_named or _are_numbers(series)


def _are_numbers(series: Series) -> bool:
    """Return whether the pages' names are the numbers of issues: `65.md`, `66.md`."""
    marks = [mark for page in series.pages for mark in page.name.marks]
    return all(mark.isdecimal() and int(mark) < _HIGHEST for mark in marks) and _counts_up(series)


def _is_rhythmic(series: Series, pages: Sequence[Entry]) -> bool:
    """Return whether pages without a mark appear so regularly, unlike the others, that they are a series."""
    dated = [page for page in pages if page.when]
    others = [page for page in dated if str(page.path) not in series.paths]
    return (
        len(series.pages) >= _ENOUGH
        and (len(series.pages) <= _OWN * len(dated) or _have_a_label(series.pages))
        and _is_steady(series.pages, _RHYTHM)
        and (len(others) < _FEW or not _is_steady(others, _RHYTHM))
        and _goes_on(series, pages)
    )


def _have_a_label(pages: Sequence[Entry]) -> bool:
    """Return whether all titles begin with the same word, as in "Dispatch - The wind" and "Dispatch - The rain"."""
    first = {page.title.words[:1] for page in pages}
    return len(first) == 1 and all(
        words and words[0] != MARK and len(words[0]) >= _LETTERS[False] for words in first
    )


def _goes_on(series: Series, pages: Sequence[Entry]) -> bool:
    """Return whether the latest issue is recent enough, compared with the site's latest page."""
    latest = max((page.when for page in pages if page.when), default=None)
    last = series.pages[-1].when
    if latest is None or last is None:
        return latest is None
    return latest - last <= max(timedelta(days=_REST), 4 * timedelta(days=_usual_gap(series.pages)))


def _gaps(pages: Sequence[Entry]) -> list[int]:
    days = sorted(page.when for page in pages if page.when)
    return [(later - earlier).days for earlier, later in pairwise(days)]


def _usual_gap(pages: Sequence[Entry]) -> float:
    """Return the days between two issues, the median; 0 for issues without dates."""
    return float(median(_gaps(pages) or [0]))


def _is_steady(pages: Sequence[Entry], share: float) -> bool:
    gaps, usual = _gaps(pages), _usual_gap(pages)
    near = sum(0.4 * usual <= gap <= 1.7 * usual for gap in gaps)
    return 1 <= usual <= _LONGEST_GAP and near >= share * len(gaps)


def _counts_up(series: Series) -> bool:
    """Return whether most issues have the number after the one before."""
    shapes = [page.name if series.kind == "name" else page.title for page in series.pages]
    numbers = sorted(int(shape.marks[-1]) for shape in shapes if shape.marks and shape.marks[-1].isdecimal())
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    often = _usual_gap(series.pages) <= _LONGEST_GAP
    return often and len(numbers) == len(shapes) and sum(step == 1 for step in steps) >= _STEADY * len(steps)
