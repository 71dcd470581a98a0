"""Pelican sites made on the spot."""

from __future__ import annotations

from typing import Any

from distribute.issue import Issue

LETTER = "Title: The Letter: November 2020\nDate: 2020-12-09 08:30\n\nKite 1.2 is out.\n"


def one(
    make_site: Any, text: str | bytes, name: str = "content/news/letter.md", own: str = "", **site: Any
) -> Issue:
    """Return the issue of a site with one file and the settings `own` in pelicanconf.py."""
    made = make_site({"pelicanconf.py": own, name: text}, **site)
    issue: Issue
    (issue,) = made.issues()
    return issue


def letter(lines: str) -> str:
    return f"Title: The Letter\nDate: 2020-12-09\n{lines}\n\nBody.\n"


PATTERN = "{date:%Y}/{date:%m}/{slug}/"
