"""What an issue's sections are about, by their headings."""

from __future__ import annotations

from distribute.markdown import Section
from distribute.vocabulary import FEATURED, ROLES

_KIND = 4  # from so many words on a heading is one of its own


def role(section: Section) -> str:
    """Return what a section is about, by its own heading, else by the nearest heading above it."""
    headings = (section.title, *reversed(section.above))
    if section.title.casefold().strip(" :!") in FEATURED:
        return "announcement"
    roles = [role_of(title) for title in headings]
    if "spec" in roles and roles[0] != "none":
        return "spec"  # "Updated" is about specifications there, not about software
    return next(filter(None, roles), "news" if section.title else "lead")


def role_of(title: str) -> str:
    """Return what a heading's own words are about, "" where they don't say."""
    words = [word.strip("(:,.!&") for word in title.casefold().split()]
    return next((role for role, stems in ROLES if any(word.startswith(stems) for word in words)), "")


def is_kind(section: Section) -> bool:
    """Say whether a heading tells what kind of thing is below it: "Upcoming events"."""
    return bool(role_of(section.title)) and len(section.title.split()) < _KIND
