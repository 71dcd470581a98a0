"""Tell which pages may belong to a newsletter that was found, though its settings leave them out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from distribute.config import SiteSettings
from distribute.issue import Issue
from distribute.scaffold.pages import Entry
from distribute.scaffold.select import by_tag
from distribute.text.shapes import MARK

_MARKED = 0.9  # of the other pages
_OF_KINDS = frozenset({"layout", "type"})  # keys by which pages of every kind are alike


def left_out(site: SiteSettings, issues: Sequence[Issue], entries: Sequence[Entry]) -> str:
    """Return the sentence that other pages have a tag that all issues have, and how to take them too; "" if none have.

    A newsletter that was called otherwise once may have kept its tag. Where few of these pages have a number or month in their
    titles, or they are more than the issues, the tag is that of other pages, too.
    """
    taken = {issue.path for issue in issues}
    mine = [entry for entry in entries if str(entry.path) in taken]
    if not mine:
        return ""
    others = [
        entry
        for entry in entries
        if entry.language == mine[0].language and str(entry.path) not in taken and not entry.draft
    ]
    shared = frozenset.intersection(*(entry.tags for entry in mine))
    for key, value in sorted(shared - {(name, said) for name, said in site.only.items()}):
        more = [entry for entry in others if (key, value) in entry.tags]
        marked = sum(MARK in entry.title.words for entry in more)
        are_issues = 0 < len(more) <= len(mine) and marked >= _MARKED * len(more)
        if are_issues and key not in _OF_KINDS:
            return _sentence(site, [*more, *mine], entries, (key, value), len(more))
    return ""


def _sentence(
    site: SiteSettings, pages: list[Entry], entries: Sequence[Entry], tag: tuple[str, str], count: int
) -> str:
    chosen = by_tag(pages, entries, tag)
    are = f"{count} more pages have" if count > 1 else "1 more page has"
    issues = "" if chosen.issues == site.issues else f"`issues: {json.dumps(list(chosen.issues))}` and "
    only = f"`only: {{{tag[0]}: {json.dumps(tag[1], ensure_ascii=False)}}}`"
    return (
        f"{are} the issues' `{tag[0]}: {tag[1]}`, such as {pages[0].path}: "
        f"to take {'them' if count > 1 else 'it'}, too, set {issues}{only} below `site:`."
    )
