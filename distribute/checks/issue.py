"""Find problems in an issue before publication, each with its line and how to fix it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from distribute.checks.consistency import summary_problems, translation_problems
from distribute.issue import Issue
from distribute.languages.guess import other_language
from distribute.problem import Problem, ProblemCode, Severity
from distribute.regex import lazy_regex, line_breaks
from distribute.text.dates import date_in_name, is_month
from distribute.text.document import is_description
from distribute.text.holes import with_dots

# What marks a draft in the front matter of some generator, or keeps a page from being written.
_MARKS_OF_DRAFTS = ("draft", "status", "published", "render", "build", "_build", "headless", "permalink")
_CODE_SPAN = lazy_regex(r"(?<!`)(`{1,9})(?!`).+?(?<!`)\1(?!`)")
_MARKER = lazy_regex(r"\b(TODO|FIXME|TBA|TBD|XXX)\b")
# Spanish and Portuguese in capitals: "TODO EL MUNDO", but not "TODO WRITE THIS".
_SHOUTED = lazy_regex(
    r"\b(?:CASI|CON|DEL|LO|PARA|POR|QUE|SOBRE)\s+TODO\b(?!\s*:)"
    r"|\bTODO\s+(?i:EL|ESO|ESTE|ESTO|LO|MUNDO|O|QUE|TIPO|UN)\b"
)
# "Topic TBD" may be all that is known about an event; "TBD" alone marks text that is still missing.
_STILL_OPEN = lazy_regex(r"\b[^\W\d_]\w*[ ,]+(?:TBA|TBD)\b")
_TABLE_ROW = lazy_regex(r"\s*\|(?:[^|]*\|){2,}\s*")
_ARTICLE = r"\b(?i:an?|another|any|each|every|her|his|its|last|most|my|no|one|our|remaining|several|some|that|the|their|this|two|your)\s+"
_TO_DO = (
    "add|ask|change|check|decide|fill|find|fix|insert|link|month|put|replace|set|think|title|update|write"
)
# Words about markers, not markers: "a FIXME", "one TODO", "the TODO list", "your TODO app", "an advanced TODO program",
# "TODO-Liste". In a script without spaces, or with other letters, a marker between two letters is a word of their sentence.
_SPOKEN_OF = lazy_regex(
    rf"{_ARTICLE}(?:new\s+|old\s+)?(?:TODO|FIXME|TBA|TBD|XXX)\b(?!:)"
    rf"|{_ARTICLE}(?:(?!(?:and|are|at|be|by|for|from|here|in|is|of|on|or|to|was|were|with)\b)[a-z-]+\s+){{1,2}}(?:TODO|FIXME|XXX)\s+"
    rf"(?!(?:{_TO_DO})\b)[a-z]"
    r"|\b(?:TODO|FIXME|XXX)(?:(?:,|,? and|,? or|/)\s?(?:TODO|FIXME|XXX)){0,3}\s+"
    r"(?i:app|application|comment|file|item|list|manager|marker|note|tag|task)s?\b"
    r"|\b(?:TODO|FIXME|XXX)-[^\W\d_]"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]\s?(?:TODO|FIXME|XXX)\s?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
# "the TODO Group": a marker may be a name's first word. "TODO:", "[TODO]" and "TODO" alone are always markers.
_NAMED = lazy_regex(
    r"(?P<before>[^\W\d_] )?\b(?P<name>(?P<marker>TODO|FIXME|TBA|TBD|XXX) [A-ZÀ-Þ][a-zà-ÿ]+)\b"
)
_MEANT = lazy_regex(
    r"\b(?:TODO|FIXME|TBA|TBD|XXX):|[\[(]\s*(?:TODO|FIXME|TBA|TBD|XXX)\b\W*[\])]|\A\W*\w+\W*\Z"
)
_FOR_AUTHOR = lazy_regex(r"\b(?:TODO|FIXME|TBA|TBD|XXX):")
_COMMENT = lazy_regex(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
# A title is unfinished where a marker is at its end, or before or behind a number, a date or a sign, or says what to do.
# "TODO lists compared" speaks of them.
_IN_TITLE = lazy_regex(
    rf"(?:\A|\W)(?:TODO|FIXME|TBA|TBD|XXX)(?:\W*\Z|\s*[^\w\s'’]|\W+(?:\d|(?i:{_TO_DO})\b))|(?:#|\b(?i:issue|no\.?|number|vol\.?|volume))\s*"
    r"(?:TODO|FIXME|TBA|TBD|XXX)\b"
)
_UNWRITTEN = lazy_regex(r"\W*(?:draft|untitled|wip)\W*", re.IGNORECASE)  # all that a title says
_NEXT_WORD = lazy_regex(r"\W+([^\W\d_]+)")
# A placeholder for a date in a title.
_MONTH = r"(?i:month|jan|feb|mar|apr|may|june?\b|july?\b|aug|sep|oct|nov|dec)[a-z]{0,6}"
_BLANK = lazy_regex(
    rf"\b(?:YYYY(?:\WMM(?:\WDD)?)?|MM\WDD|DD\WMM|DD {_MONTH}|{_MONTH} DD)\b", needs=("yyyy", "mm", "dd")
)
_PLACEHOLDER = lazy_regex(
    r"\[(?:CONTRIBUTORS?|AUTHORS?|TRANSLATORS?|NAMES?|TITLE|DATE|MONTH|YEAR|LINKS?|URL|TEXT|DESCRIPTION"
    r"|SUMMARY|VERSION|PROJECT|PLACEHOLDER|INSERT[^\]]{0,300}|YOUR [^\]]{0,300})\](?![(\[:])"
)
# "Note: make sure that your kite is dry" may stand in several sections.
_FOR_READERS = lazy_regex(
    r"\W*(?:n\.?b|note|important|tip|warning|achtung|anmerkung|hinweis|wichtig|attention|remarque|nota|aviso|avviso|opmerking|uwaga)\b\.?\W?[:：]",
    re.IGNORECASE,
)
_INSTRUCTION = lazy_regex(
    r"\bto everyone involved\b|\bplease (?:do not|don't|add|write|replace|remove|delete|fill)\b"
    r"|\b(?:replace|delete|remove) this\b|\byour text here\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_TEMPLATE_VARIABLE = lazy_regex(
    r"\$\{?[a-z_]{3,}\}?|\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|<[A-Z_ ]{3,}>"
)
# What a newsletter's template fills in. A title with another variable, "$state explained", speaks of it.
_FILLED_IN = lazy_regex(
    r"(?:\b|_)(?:ann?[ée]e|a[nñ]o|ausgabe|author|date|day|edition|issue|jahr|mes|mois|monat|month|name|now|num|number|n[uú]mero"
    r"|project|season|site|subject|text|title|titel|t[ií]tulo|titre|topic|version|volume|week|year)(?:\b|_)",
    re.IGNORECASE,
)
_BAD_LINKS = (
    (lazy_regex(r"\]\(\("), "two opening brackets"),
    (lazy_regex(r"\]\(\s+\S"), "a space before the address"),
    (lazy_regex(r"\]\(https?:/(?!/)", re.IGNORECASE), "one slash after `https:`"),
    (lazy_regex(r"\]\((?!https?:)(?i:https?):"), "capitals in `https:`"),
    # The search stops where the next such link starts, so text without an end is scanned only once.
    (
        lazy_regex(r"\]\(https?://(?:(?!\]\(https?://[^\s)])[^\s)])++ +(?![\"'(])[^)]{0,500}\)"),
        "a space in the address",
    ),
    (lazy_regex(r"\]\(@(?:(?!\]\(@)[^)])*+\)"), "a handle where an address belongs"),
    (lazy_regex(r"\]\(www\."), "no `https://` before `www.`"),
    (lazy_regex(r"\]\((?:https?://)?\)"), "no address"),
)
# Characters that mis-decoded text is expected to contain.
_LIKELY = lazy_regex(r"[\u00a0-\u024f\u2010-\u20bf\U0001f300-\U0001faff]")
_HYPHEN_LANGUAGE = lazy_regex(r"-(?:de|en|es|fr|it|nl|pl|pt|ru)\Z")


def check(issue: Issue, family: Sequence[Issue] = ()) -> tuple[Problem, ...]:
    """Return every problem of `issue`, ordered by line, including those found when it was read.

    `family` is the issue in all its languages: a translation is compared with its original.
    """
    found = [
        *issue.problems,
        *_header(issue),
        *_language(issue),
        *_lines(issue),
        *_notes(issue),
        *_sections(issue),
        *_figures(issue),
        *summary_problems(issue),
        *_translated(issue, family),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: (problem.line, problem.code)))


def _problem(issue: Issue, severity: Severity, code: ProblemCode, line: int, message: str) -> Problem:
    return Problem(severity, code, message, issue.path, line)


def _header(issue: Issue) -> Iterator[Problem]:
    if issue.draft:
        line = issue.line_of(*_MARKS_OF_DRAFTS)
        yield _problem(
            issue,
            "error",
            "draft",
            line,
            "the issue is marked as a draft: remove the mark when it is ready",
        )
    if found := _left_open(_CODE_SPAN.sub("", issue.title)):
        severity, word = found
        message = (
            f"the title contains the placeholder {word!r}: write the real title"
            if severity == "error"
            else f"the title contains {word!r}, which may be a placeholder"
        )
        yield _problem(issue, severity, "placeholder", issue.line_of("title"), message)
    stem = issue.path.rpartition("/")[2].rpartition(".")[0]
    in_name = date_in_name(stem)
    if in_name and issue.date and in_name != f"{issue.date:%Y-%m-%d}":
        message = f"the date is {issue.date:%Y-%m-%d}, but the file's name says {in_name}: is it right?"
        yield _problem(issue, "warning", "date-unlike-file-name", issue.line_of("date"), message)
    suffix = _HYPHEN_LANGUAGE.search(stem)
    if suffix and suffix[0][1:] != issue.language:
        message = f"{suffix[0]!r} at the end of the file name is not a language: name a translation NAME.{suffix[0][1:]}.md"
        yield _problem(issue, "warning", "language-suffix", 1, message)
    if not issue.date and not any(
        problem.code in {"date", "front-matter", "internal-error", "unsupported"}
        for problem in issue.problems
    ):
        known = f" but its month, {issue.covers[-1]}" if issue.covers else ""
        message = (
            f"the issue has no date{known}, so it is unknown on what day it is due: "
            "state `date: YYYY-MM-DD` in the front matter"
        )
        yield _problem(issue, "warning", "no-date", 1, message)


def _language(issue: Issue) -> Iterator[Problem]:
    """Yield a warning if the text is not in the issue's language, because its posts would mix the two."""
    if other := other_language("\n".join(item.text for item in issue.document.items()), issue.language):
        line = issue.line_of("lang", "language", "locale")
        message = (
            f"the issue's language is {issue.language!r}, but its text seems to be in {other!r}: "
            "state its language in the front matter"
        )
        yield _problem(issue, "warning", "other-language", line, message)


def _left_open(title: str) -> tuple[Severity, str] | None:
    """Return what is not filled in in a title: an error, or a warning if the title may speak of it; None if nothing is."""
    marker, blank = _MARKER.search(title), _BLANK.search(title)
    if marker and _SHOUTED.search(title):
        marker = None
    found = [
        (marker, marker and not _SPOKEN_OF.search(title) and _is_left(title, marker)),
        (blank, blank and not title[blank.end() :].lstrip()[:1].islower()),
        (placeholder := _PLACEHOLDER.search(title), placeholder),
        (unwritten := _UNWRITTEN.fullmatch(title.strip()), unwritten),
        *((each, _FILLED_IN.search(each[0])) for each in _variables(title)),
    ]
    words: list[tuple[Severity, str]] = [
        ("error" if is_used else "warning", match[0]) for match, is_used in found if match
    ]
    return min(words, key=lambda each: each[0] != "error", default=None)


def _is_left(title: str, marker: re.Match[str]) -> bool:
    """Return whether a marker in a title is one, and no word of it: "TODO October", but not "TODO marks compared"."""
    following = _NEXT_WORD.match(title, marker.end())
    return bool(_IN_TITLE.search(title)) or bool(following and is_month(following[1]))


def _variables(title: str) -> Iterator[re.Match[str]]:
    return _TEMPLATE_VARIABLE.finditer(title) if any(sign in title for sign in "${<") else iter(())


def _without_words(comment: re.Match[str]) -> str:
    """Return the line breaks of a comment, which no reader sees; a marker with a colon in it is meant for the author."""
    return comment[0] if _FOR_AUTHOR.search(comment[0]) else line_breaks(comment)


def _names_like_markers(issue: Issue) -> frozenset[str]:
    """Return the markers that begin a name in this issue: the site's own, or one told repeatedly, also inside a sentence."""
    found = list(_NAMED.finditer(issue.body))
    often = Counter(match["name"] for match in found)
    within = {match["name"] for match in found if match["before"] and match["before"][0].islower()}
    names = {match["marker"] for match in found if often[match["name"]] > 1 and match["name"] in within}
    return frozenset(names.union(_MARKER.findall(issue.site)))


def _marker_in(prose: str, names: frozenset[str]) -> re.Match[str] | None:
    """Return the marker of unfinished work in a line, None without one."""
    marker = _MARKER.search(prose) and _MARKER.search(_SPOKEN_OF.sub("x", prose))
    if marker is None or (marker[0] == "TODO" and _SHOUTED.search(prose)):
        return None
    return None if marker[0] in names and not _MEANT.search(prose) else marker


def _may_be_known(prose: str) -> bool:
    """Return whether a marker tells readers that something is still open: "Topic TBD", or one cell of a table's row."""
    in_table = _TABLE_ROW.fullmatch(prose) is not None and not _MEANT.search(prose)
    return bool(_STILL_OPEN.search(prose)) or (in_table and any(map(str.isalnum, _MARKER.sub("", prose))))


def _lines(issue: Issue) -> Iterator[Problem]:
    """Find problems that a pattern recognises in a line: markers, placeholders, malformed links, wrong encodings."""
    code = {number for block in issue.document.code for number in block}
    names = _names_like_markers(issue)
    shown = _COMMENT.sub(_without_words, issue.body).split("\n")
    for number, line in enumerate(issue.body.split("\n"), start=issue.body_line):
        if number in code:
            continue
        prose = _CODE_SPAN.sub("", line)
        marker = _marker_in(_CODE_SPAN.sub("", shown[number - issue.body_line]), names)
        if marker:
            severity: Severity = "warning" if _may_be_known(prose) else "error"
            message = f"the text contains the marker {marker[0]}: finish the text or remove the marker"
            yield _problem(issue, severity, "todo", number, message)
        if placeholder := _PLACEHOLDER.search(prose):
            yield _problem(
                issue, "error", "placeholder", number, f"{placeholder[0]} is a placeholder: replace it"
            )
        for pattern, what in _BAD_LINKS:
            if pattern.search(prose):
                yield _problem(issue, "warning", "link", number, f"a malformed link: {what}")
        if not prose.isascii() and (broken := _mojibake(prose)):
            message = f"{broken[0]!r} should probably be {broken[1]!r}: the text was decoded with the wrong encoding"
            yield _problem(issue, "warning", "mojibake", number, message)


def _mojibake(line: str) -> tuple[str, str] | None:
    """Return characters that are UTF-8 decoded as Windows-1252, and the correct ones; None if there are none."""
    for run in re.findall(r"[^\x00-\x7f]{2,}", line):
        try:
            meant = run.encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        if all(_LIKELY.match(char) for char in meant):
            return run, meant
    return None


def _notes(issue: Issue) -> Iterator[Problem]:
    """Find a template's notes to the editors: wholly in italics, and an instruction or repeated."""
    notes = [item for item in issue.document.items() if item.emphasised and len(item.text.split()) > 5]  # noqa: PLR2004 - shorter ones are captions
    times = Counter(item.text for item in notes)
    for item in notes:
        # "nothing this week" may be an entry in two lists.
        again = times[item.text] > 1 and item.kind == "paragraph" and not _FOR_READERS.match(item.text)
        if again or _INSTRUCTION.search(item.text):
            words = with_dots(" ".join(item.text.split()[:6]))
            message = f"a note to the editors ({words} …): replace it with news, or remove it"
            yield _problem(issue, "error", "template-note", item.line, message)


def _translated(issue: Issue, family: Sequence[Issue]) -> Iterator[Problem]:
    if not issue.translation or not family:
        return
    original = next((member for member in family if not member.translation), None)
    if original:
        yield from translation_problems(issue, original)
    else:
        message = (
            f"no issue in the site's own language has the id {issue.id}: "
            "if this is a translation, set `distribute: {id: …}` to the id of the original"
        )
        yield _problem(issue, "warning", "unlinked-translation", 1, message)


def _sections(issue: Issue) -> Iterator[Problem]:
    sections = issue.document.sections
    for section, following in zip(sections, (*sections[1:], None), strict=True):
        holds_more = following is not None and following.level > section.level
        if section.title and not section.items and not section.other and not holds_more:
            message = f"the section {section.title!r} is empty: fill or remove it"
            yield _problem(issue, "warning", "empty-section", section.line, message)
    if unwritten := issue.unwritten:
        message = (
            f"the site's generator writes what this line and {len(unwritten) - 1} more show: posts and emails lack it"
            if len(unwritten) > 1
            else "the site's generator writes what this line shows: posts and emails lack it"
        )
        yield _problem(issue, "warning", "left-out", unwritten[0], message)
    for link, line in issue.document.links:
        if link.url.startswith(("http:", "https:")):
            try:
                host = urlsplit(link.url).hostname or ""
            except ValueError:
                host = ""
            if "." not in host and ":" not in host:
                yield _problem(
                    issue, "warning", "link", line, f"a malformed link: {link.url} has no valid host"
                )


def _figures(issue: Issue) -> Iterator[Problem]:
    for figure in issue.document.figures:
        if not is_description(figure.alt, figure.url):
            what = f"a file name, {figure.alt!r}, as its alt text" if figure.alt else "no alt text"
            message = f"an image has {what}: describe the image"
            yield _problem(issue, "warning", "alt", figure.line, message)
