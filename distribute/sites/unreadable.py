"""Detect markup that cannot be read here, and report it."""

from __future__ import annotations

import os
from pathlib import Path

from distribute.problem import Report
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter

OTHER = {
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".htm": "HTML",
    ".html": "HTML",
    ".ipynb": "a notebook",
    ".liquid": "a Liquid template",
    ".njk": "a Nunjucks template",
    ".org": "Org mode",
    ".rst": "reStructuredText",
    ".textile": "Textile",
}
NAME_NOT_UTF_8 = "the name of the file or of its folder is not UTF-8: rename it"
# A MyST directive: a fence or colons, and a name in braces.
_DIRECTIVE = lazy_regex(r"\s*(?P<fence>:{3,}|`{3,}|~{3,})\{(?P<name>[\w:-]+)\}")
_SIGNS = (":{", "`{", "~{", "}`")  # one of them is in every directive and role
_ROLE = lazy_regex(r"(?<!`)\{[\w:-]+\}(?=`)")


def why_unreadable(path: Path) -> str:
    """Return what keeps the issue at `path` from being read, and the way out; "" if nothing does."""
    if path.is_dir():
        return "the issue is a folder of several files: put it together in one Markdown file, called index.md"
    if kind := OTHER.get(path.suffix.lower()):
        return f"the issue is written in {kind}: only Markdown can be read"
    return ""  # reading it will tell


def printable_path(path: str) -> str:
    """Return a path as text, in which bytes that are not UTF-8 are written as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def without_directives(front_matter: FrontMatter, problem: Report) -> str:
    """Return the body without MyST's directives and roles; `problem` is told of each directive."""
    if not any(sign in front_matter.body for sign in _SIGNS):
        return front_matter.body
    kept: list[str] = []
    fences: list[str] = []
    for number, line in enumerate(front_matter.body.split("\n"), start=front_matter.body_line):
        opened = _DIRECTIVE.match(line)
        if opened:
            if not fences:
                message = f"the directive {{{opened['name']}}} can't be read: what it holds is left out"
                problem("unsupported", message, number, "warning")
            fences.append(opened["fence"])
        elif fences and line.strip() == fences[-1]:
            fences.pop()
        elif not fences:
            kept.append(_ROLE.sub("", line))
            continue
        kept.append("")
    return "\n".join(kept)
