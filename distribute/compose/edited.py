"""Draft files, in which people edit an issue's posts: one heading per channel, with its fields and text.

Next to each field's name is a digest of its composed text. A field that still has this digest is unedited and
is composed again each time, so that changes to the issue reach it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, unquote

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Message
from distribute.config import Config
from distribute.errors import UserError
from distribute.inputs.files import is_file, read_text
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.regex import lazy_regex

FOLDER = "drafts"
_FIELDS = ("title", "summary")  # one line each; the text follows them
_HEADING = lazy_regex(r"## +(.*?)\s*")
_LIKE_HEADING = lazy_regex(r"^(\\*## )", re.MULTILINE)
_ESCAPED_HEADING = lazy_regex(r"^\\(\\*## )", re.MULTILINE)
_COMPOSED = lazy_regex(r"<!-- composed:(.*)-->\s*")
_PLACEHOLDER = lazy_regex(r"\{(?:url|tags)\}")
# The facts that a post does not tell, and proposed lines that were refused; they are no part of its text.
_CANDIDATES = lazy_regex(r"^[ \t]*<!-- not (?:chosen|taken)", re.MULTILINE)
_OTHERS = "not chosen, in the issue's order; move a line up to say it"
_REFUSED = "not taken from the command of --with"
_COMMENT_END = lazy_regex(r"-{2,}>")
# What is left of such a comment, or one that no longer has lines of its own.
_CUT = lazy_regex(r"<!-- not (?:chosen|taken)|^[ \t]*-{2,}>[ \t]*$", re.MULTILINE)
_SOURCE = lazy_regex(r"\s*<!-- issue: (\S+) -->")
_FIELD = lazy_regex(r"([\w-]+):(.*)")
_LONGEST_NAME = 120
_HEAD = """\
# {title}

<!--
Edit the posts on this issue here; `distribute publish` posts these texts. Fields that were not edited, and fields
that were emptied, are composed again each time. Keep the codes below: they show which fields were edited. {{url}}
means the page's address, {{tags}} the channel's hashtags. In a text, write ## at the start of a line as \\##. Run
`distribute draft` again to update the fields that were not edited.
-->
"""


class Section(msgspec.Struct, frozen=True):
    """The section of one channel in the file; `composed` has the digests of the composed fields."""

    line: int
    source: str = ""
    fields: dict[str, str] = {}
    composed: dict[str, str] = {}

    @property
    def own(self) -> dict[str, str]:
        """The fields that a person edited."""
        return {
            name: words
            for name, words in self.fields.items()
            if words and _digest(words) != self.composed.get(name)
        }


class Edited(msgspec.Struct, frozen=True):
    """A parsed draft file: the text above its first heading, its sections and its problems."""

    path: str = ""
    head: str = ""
    sections: dict[str, Section] = {}
    problems: tuple[Problem, ...] = ()

    def put_into(self, issue: Issue, channel: Channel) -> Issue:
        """Return the issue with the edited fields for `channel` as overrides, which precede those of the front matter."""
        section = self.sections.get(channel.name)
        if section is None or not section.own:
            return issue
        words = issue.words
        own = {**words.for_channel(channel.aliases), **section.own}
        channels = {**words.channels, channel.name: own}
        return msgspec.structs.replace(issue, words=msgspec.structs.replace(words, channels=channels))


def path_of(issue: Issue, mark: str = "") -> str:
    """Return the path of an issue's draft file, relative to the settings' folder; it is safe for any id."""
    name = quote(issue.id, safe="+~")
    name = f"%2E{name[1:]}" if name.startswith(".") else name
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}~{_digest(issue.id)}"
    return f"{FOLDER}/{name}{mark}.{quote(issue.language, safe='')}.md"


def place_of(issue: Issue, config: Config) -> str:
    """Return where this issue's draft is: at `path_of`, unless that is the draft of another file.

    Two newsletters in one folder may have an issue of the same id.
    """
    path, own = path_of(issue), _source_of(issue, config)
    source = _recorded_source(config.path.parent / path, config)
    if source in {"", own} or not is_file(config.path.parent / unquote(source)):
        return path
    return path_of(issue, f"~{_digest(own)}")


def edited(issue: Issue, config: Config) -> Edited:
    """Return the issue's draft file; one without sections if there is no file."""
    path = place_of(issue, config)
    try:
        text = read_text(config.path.parent / path, config.path.parent)
    except FileNotFoundError:
        return Edited(path, problems=tuple(_orphans(issue, config, path)))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return Edited(path, problems=(Problem("error", "draft-file", f"can't be read: {why}", path),))
    takers = {each.name: each for each in config.channels if issue.language in config.languages(each)}
    head, *parts = _split(text)
    sections: dict[str, Section] = {}
    problems: list[Problem] = []
    for line, name, source in parts:
        if name not in takers:
            message = (
                f"no channel {name!r} accepts {issue.language!r}; there are: {', '.join(takers) or 'none'} "
                "(in a text, write ## at the start of a line as \\##)"
            )
            problems.append(Problem("error", "draft-file", message, path, line))
        elif name in sections:
            message = f"{name} is repeated here, after line {sections[name].line}"
            problems.append(Problem("error", "draft-file", message, path, line))
        else:
            section = sections[name] = _section(takers[name], line, source)
            problems += _comments(name, section, path)
            text = section.own.get("text", "")
            if text and issue.url not in text and not re.search(r"(?<!\\)\{url\}", text):
                message = f"{name}: the text has no link, so the page's is added at the end (use {{url}} to place it elsewhere)"
                problems.append(Problem("warning", "no-link", message, path, line))
    return Edited(path, head[2], sections, tuple(problems))


def write(
    issue: Issue,
    config: Config,
    composed: Iterable[tuple[Channel, Message]],
    candidates: Mapping[str, Sequence[str]] = MappingProxyType({}),
    proposed: Mapping[str, Message] = MappingProxyType({}),
    refused: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Write the composed posts into the issue's draft file, and keep what a person edited there.

    `candidates` are each channel's facts that were not chosen, and `refused` the lines of a command that were not
    taken; both stand below its text, commented out. What is `proposed` for a channel stands in place of what is
    composed, like the words of a person, where no person has written any.

    Returns, for each channel, what became of its section (`new`, `refreshed`, `unchanged`, `edited`, `proposed`)
    and which of its fields are a person's. Raises UserError where the file there has a mistake.
    """
    file = edited(issue, config)
    for problem in file.problems:
        if problem.severity == "error":
            msg = f"{problem.place}: {problem.message}; the file was not changed"
            raise UserError(msg)
    sources = {name: section.source for name, section in file.sections.items()}
    told: list[tuple[str, str, tuple[str, ...]]] = []
    for channel, message in composed:
        before = file.sections.get(channel.name, Section(0))
        fields = _fields(channel, message, issue.url)
        words = _fields(channel, proposed[channel.name], issue.url) if channel.name in proposed else {}
        words = {} if before.own else words
        below = (
            *_commented(_REFUSED, refused.get(channel.name, ())),
            *_commented(_OTHERS, candidates.get(channel.name, ())),
        )
        source = _source(channel, {**fields, **words, **before.own}, fields, below)
        state = "edited" if before.own else "proposed" if words else "refreshed" if before.line else "new"
        if state == "refreshed" and source == before.source.rstrip("\n") + "\n":
            state = "unchanged"
        told.append((channel.name, state, tuple(channel.field_labels.get(name, name) for name in before.own)))
        sources[channel.name] = source
    head = _SOURCE.sub("", file.head).strip("\n") or _HEAD.format(title=issue.title).rstrip("\n")
    head = f"{head}\n\n<!-- issue: {_source_of(issue, config)} -->"
    pieces = (head, *(source.strip("\n") for source in sources.values()))
    _replace(config.path.parent / file.path, "\n\n".join(pieces) + "\n")
    return told


def _source_of(issue: Issue, config: Config) -> str:
    """Return the issue's file as a draft names it: from the folder of the settings, and safe in a comment."""
    return quote(os.path.relpath(config.root / issue.path, config.path.parent), safe="/._~")


def _recorded_source(draft: Path, config: Config) -> str:
    """Return the issue's file that a draft names, "" if there is no draft or it names none."""
    try:
        head = _split(read_text(draft, config.path.parent))[0][2]
    except (OSError, UnicodeDecodeError):
        return ""
    found = _SOURCE.search(head)
    return found[1] if found else ""


def _is_edited(draft: Path, config: Config) -> bool:
    """Return whether a draft file has words of a person."""
    takers = {channel.name: channel for channel in config.channels}
    parts = _split(read_text(draft, config.path.parent))[1:]
    return any(_section(takers[name], line, source).own for line, name, source in parts if name in takers)


def _orphans(issue: Issue, config: Config, path: str) -> Iterator[Problem]:
    """Yield a problem for each edited draft of this issue's file under another id: its words would be lost."""
    own = _source_of(issue, config)
    for draft in sorted((config.path.parent / FOLDER).glob(f"*.{quote(issue.language, safe='')}.md")):
        if _recorded_source(draft, config) == own and _is_edited(draft, config):
            message = (
                f"{FOLDER}/{draft.name} is the draft of this issue under another id: rename it to {path}, "
                "or delete it to compose the posts again"
            )
            yield Problem("error", "draft-file", message, issue.path, issue.line_of("title"))


def _fields(channel: Channel, message: Message, url: str) -> dict[str, str]:
    """Return the fields of a post as a draft file has them. A whole issue is edited in its own file."""
    names = _FIELDS if channel.sends_whole_issue else (*_FIELDS, "text")
    fields = {name: _words(value, url) for name in names if (value := str(getattr(message, name)).strip())}
    return fields | {name: " ".join(fields[name].split("\n")) for name in _FIELDS if name in fields}


def _commented(head: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines as a comment of a draft file, which none of them can end."""
    shown = (f"• {_COMMENT_END.sub('->', ' '.join(line.split()))}" for line in lines)
    return ("", f"<!-- {head}:", *shown, "-->") if lines else ()


def _split(text: str) -> list[tuple[int, str, str]]:
    """Return the text above the first heading, then each heading's line, name and source."""
    parts: list[tuple[int, str, list[str]]] = [(1, "", [])]
    for number, line in enumerate(text.split("\n"), start=1):
        if heading := _HEADING.fullmatch(line):
            parts.append((number, heading[1], []))
        parts[-1][2].append(line)
    return [(number, name, "\n".join(lines)) for number, name, lines in parts]


def _section(channel: Channel, line: int, source: str) -> Section:
    """Parse the content under a heading: the digests, the fields on one line each, the text."""
    lines = _without_candidates(source).split("\n")[1:]
    labels = {
        **{name: name for name in _FIELDS},
        **{says: name for name, says in channel.field_labels.items()},
    }
    composed: dict[str, str] = {}
    fields: dict[str, str] = {}
    _skip_empty(lines)
    if lines and (known := _COMPOSED.fullmatch(lines[0])):
        pairs = (pair.split() for pair in known[1].split(","))
        composed = {labels.get(pair[0], pair[0]): pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004
        labels = {label: name for label, name in labels.items() if name in composed}
        del lines[0]
    _skip_empty(lines)
    while lines and (field := _FIELD.fullmatch(lines[0])):
        name = labels.get(field[1].casefold(), "")
        if not name or name in fields:
            break  # the first line of the text
        fields[name] = field[2].strip()
        del lines[0]
    fields["text"] = _ESCAPED_HEADING.sub(r"\1", "\n".join(lines)).strip()
    return Section(line, source, fields, composed)


def _without_candidates(source: str) -> str:
    """Return a section without the comments of other lines, wherever they stand. One that is not closed stays."""
    kept: list[str] = []
    at = 0
    for begin, end in _candidates(source):
        kept.append(source[at:begin])
        at = end
    return "".join([*kept, source[at:]])


def _candidates(source: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment of other lines begins and ends, as far as the first that is not closed."""
    end = 0
    while found := _CANDIDATES.search(source, end):
        end = source.find("-->", found.end()) + len("-->")
        if end < found.end() or _CANDIDATES.search(source, found.end(), end):
            return
        end += source.startswith("\n", end)
        yield found.start(), end


def _comments(name: str, section: Section, path: str) -> Iterator[Problem]:
    """Yield an error for what is left of a comment of other lines, a warning for any other: it would be posted."""
    if _CUT.search(section.own.get("text", "")):
        message = (
            f"{name}: a comment with lines that are not posted has lost its beginning or its end: "
            "restore its line `<!-- not chosen` or `-->`, or delete all of it"
        )
        yield Problem("error", "draft-file", message, path, section.line)
    elif any("<!--" in words for words in section.own.values()):
        message = f"{name}: a comment (<!--) in a text is posted like any other words"
        yield Problem("warning", "draft-file", message, path, section.line)


def _skip_empty(lines: list[str]) -> None:
    filled = (number for number, line in enumerate(lines) if line.strip())
    del lines[: next(filled, len(lines))]


def _source(
    channel: Channel, fields: Mapping[str, str], composed: Mapping[str, str], below: Sequence[str]
) -> str:
    """Write a section as `_section` reads it."""
    labels = {name: channel.field_labels.get(name, name) for name in (*_FIELDS, "text")}
    digests = ", ".join(f"{labels[name]} {_digest(words)}" for name, words in composed.items())
    lines = [f"## {channel.name}", "", f"<!-- composed: {digests} -->"]
    lines += [f"{labels[name].capitalize()}: {fields[name]}" for name in _FIELDS if name in fields]
    text = _LIKE_HEADING.sub(r"\\\1", fields.get("text", ""))
    return "\n".join([*lines, *(("", text) if text else ()), *below]) + "\n"


def _words(text: str, url: str) -> str:
    """Return a composed text in the notation of the file, with {url} instead of the address."""
    text = _PLACEHOLDER.sub(r"\\\g<0>", text)
    return text.replace(url, "{url}") if url else text


def _digest(words: str) -> str:
    """Return a short digest that ignores spaces at the ends of lines, which editors may remove."""
    import hashlib

    shown = "\n".join(line.rstrip() for line in words.strip().split("\n"))
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _replace(path: Path, text: str) -> None:
    """Write the file completely or not at all; UserError if that fails."""
    from distribute.inputs.write import replace_file

    try:
        path.parent.mkdir(exist_ok=True)
        replace_file(path, text.encode())
    except OSError as error:
        msg = f"{path}: can't be written: {error.strerror}"
        raise UserError(msg) from None
