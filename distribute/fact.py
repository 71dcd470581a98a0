"""A fact of an issue, from the fullest that may be said of it to the shortest; and what of the issue is none."""

from __future__ import annotations

import msgspec

OWN = "the issue's own "
_MINOR = 1.4


class Fact(msgspec.Struct, frozen=True):
    """One thing worth saying: `phrases` from the fullest to the shortest, and the bare `name`."""

    phrases: tuple[str, ...]
    line: int
    section: str
    score: float
    why: str
    link: str = ""
    name: str = ""

    @property
    def is_minor(self) -> bool:
        """Say whether only a long list has room for it."""
        return self.score < _MINOR

    @property
    def is_own(self) -> bool:
        """Say whether it is the editor's own, from the issue's header."""
        return self.why.startswith(OWN)

    def is_said_in(self, text: str) -> bool:
        """Say whether `text` has this fact already."""
        return bool(text) and any(phrase in text for phrase in (*self.phrases, self.name) if phrase)

    def within(self, words: int, *, names: bool = False) -> tuple[str, ...]:
        """Return the phrases of at most `words` words, else the shortest; `names` adds the bare name."""
        fitting = tuple(phrase for phrase in self.phrases if len(phrase.split()) <= words)
        if names and self.name:
            return tuple(dict.fromkeys((*fitting, self.name)))
        return fitting or self.phrases[-1:]


class Left(msgspec.Struct, frozen=True):
    """What of an issue is left out of the facts, and why; it is on record for people, nothing is made of it."""

    text: str
    line: int
    section: str
    why: str


class Sifted(msgspec.Struct, frozen=True):
    """All that an issue says: its `facts`, the best first, and what was `left` out, in the issue's order."""

    facts: tuple[Fact, ...] = ()
    left: tuple[Left, ...] = ()
