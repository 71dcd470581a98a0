"""Hugo sites made on the spot."""

from __future__ import annotations

from typing import Any

from distribute.issue import Issue

ISSUE = "---\ntitle: {}\ndate: 2020-12-09\n---\n\nKite 1.2 is out.\n"


LETTER = ISSUE.format("The Letter November 2020")


def one(
    make_site: Any, text: str | bytes, name: str = "content/news/letter.md", own: str = "", **site: Any
) -> Issue:
    """Return the issue of a site with one file and the settings `own` in hugo.toml."""
    made = make_site({"hugo.toml": own, name: text}, **site)
    issue: Issue
    (issue,) = made.issues()
    return issue


def front_matter(lines: str) -> str:
    return f"---\ntitle: Letter\ndate: 2020-12-09\n{lines}\n---\n\nBody.\n"


LANGUAGES = "[languages.en]\n[languages.de]\n[languages.pt-br]\n"
