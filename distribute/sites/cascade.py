"""Hugo's `cascade`: front matter that an _index page, or the site's settings, gives to the pages below."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from distribute.regex import lazy_regex

ENVIRONMENT = "production"  # what `hugo` builds for unless told otherwise
_PART = lazy_regex(r"\*\*|\{(?P<several>[^{}]*)\}|\[[^\]]+\]|.")
_LONGEST = 500  # characters of a glob or of a page's place


class Cascade(NamedTuple):
    """One entry of a `cascade`: the values, and the pages that they are meant for."""

    values: dict[str, Any]
    target: dict[str, Any]

    def is_for(self, place: str, language: str) -> bool:
        """Return whether the page at `place`, such as `/news/letter`, is meant; none is by a target that is not known."""
        page = {"path": place, "kind": "page", "lang": language, "environment": ENVIRONMENT}
        return all(key in page and _is_glob_of(str(glob), page[key]) for key, glob in self.target.items())


def cascades_of(raw: Any) -> Iterator[Cascade]:
    """Yield the entries of a `cascade`, the first last: of two values of a key, Hugo takes the first."""
    entries = [entry for entry in (raw if isinstance(raw, list) else [raw]) if isinstance(entry, dict)]
    for entry in reversed(entries):
        values = {str(key).lower(): value for key, value in entry.items()}
        older = values.pop("_target", None)
        target = values.pop("target", None) or older or {}
        yield Cascade(values, _lower(target) if isinstance(target, dict) else {"": target})


def _lower(target: dict[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in target.items()}


def _is_glob_of(glob: str, text: str) -> bool:
    """Return whether a glob matches all of `text`, whatever the case."""
    short = len(glob) <= _LONGEST and len(text) <= _LONGEST
    return short and len(text) in _ends(glob.lower(), text.lower(), {0})


def _ends(glob: str, text: str, ends: set[int]) -> set[int]:
    """Return where a glob may end that begins where another ends: all of it is followed at once, so none takes long."""
    for part in _PART.finditer(glob):
        if (several := part["several"]) is not None:
            ends = {end for each in several.split(",") for end in _ends(each, text, ends)}
        elif part[0] == "**":
            ends = set(range(min(ends), len(text) + 1)) if ends else ends
        elif part[0] == "*":
            ends = _up_to_slashes(text, ends)
        else:
            ends = {start + 1 for start in ends if _is_one(part[0], text[start : start + 1])}
    return ends


def _up_to_slashes(text: str, starts: set[int]) -> set[int]:
    """Return the places of a text that are reached from one of `starts` without going over a slash."""
    reached: set[int] = set()
    for at in range(len(text) + 1):
        if at in starts or (at - 1 in reached and text[at - 1] != "/"):
            reached.add(at)
    return reached


def _is_one(part: str, character: str) -> bool:
    """Return whether a character is what `?`, a class such as `[0-9]` or a letter of a glob stands for."""
    return character == part or (character not in {"", "/"} and fnmatchcase(character, part))
