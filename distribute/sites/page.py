"""A page of a site: what its front matter says, and the address that the generator gives it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec


class Page(msgspec.Struct, frozen=True):
    """A file's front matter and the values derived from it; `url` is "" until it is determined."""

    path: Path
    meta: dict[str, Any]
    title: str
    date: datetime | None
    language: str
    url: str = ""

    def is_set(self, key: str) -> bool:
        """Return whether a key of the front matter, in lower case, is true."""
        return str(self.meta.get(key, "")).casefold() == "true"


class NoUrl(ValueError):
    """The URL in a file's front matter can't be determined; the message says why."""
