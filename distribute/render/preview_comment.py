"""The preview comment of a pull request: Markdown for people, with a machine-readable record.

The record is the first line, an HTML comment. It has each delivery's digest and text, so that the next preview
can list the changes and a publishing run knows what was reviewed. Only a record in the first line counts,
because text of an issue can never be there.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from distribute.compose.confidence import HEADLINE_ONLY
from distribute.facts.model import Extraction
from distribute.facts.reasons import why_rejected, why_told
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.regex import lazy_regex
from distribute.render.escape import safe
from distribute.render.github_markdown import block, cell, folded, link, shortened, span, table
from distribute.render.json import said_on
from distribute.render.terminal import STATES, card

MARK = "<!-- distribute-preview "
_CHANGES = ("<!-- changes -->\n", "\n<!-- end of changes -->")
_BETWEEN = lazy_regex("|".join((_CHANGES[0] + r"[\s\S]*?" + _CHANGES[1] + r"\n*", r"\s+\Z")))
_RECORD = lazy_regex(re.escape(MARK) + r"(\{.*\}) -->\r?\n")
_EXCERPT = 80  # characters shown of a paragraph that is left out
_MOST = 60_000  # characters; GitHub allows 65,536 in a comment
_LENGTHS = (None, 4000, 1000, 0)  # characters shown per card, tried in turn until all cards fit
_MOST_PROBLEMS = 20  # shown where a preview is too long with all of them
_MOST_FACTS = 20  # likewise
_LINE = 300  # characters shown of a title, a message and the like, which are rarely as long
_LONG_LINE = 2000  # likewise of a message where there is room for all
_ADDRESS = 1000  # likewise of an address
_TOO_LONG = "This preview is too long for a comment. `distribute preview` shows it whole; `approved: review` holds these posts."


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a preview showed of one delivery; without its text here, `whole` says whether the card showed all of it."""

    digest: str
    text: str = ""
    whole: bool = False

    @property
    def in_full(self) -> bool:
        """Whether its whole text was shown."""
        return bool(self.text) or self.whole


def review(plan: Plan, before: Mapping[str, Seen] | None = None) -> str:
    """Return the preview of a plan in Markdown, with at most 60,000 characters, whatever is in it.

    `before` is what the last preview showed, None if this is the first.
    """
    for most in _LENGTHS:
        text = _review(plan, before, most)
        if len(text) <= _MOST:
            return text
    # The record is of no use if it is cut, and without it nothing counts as reviewed.
    digests = {post.key: Seen(post.draft.digest) for post in plan.planned if post.draft}
    text = f"{_record(digests)}\n\n{_TOO_LONG}\n"
    return text if len(text) <= _MOST else f"{_record({})}\n\n{_TOO_LONG}\n"


def seen_in(markdown: str) -> dict[str, Seen]:
    """Return what a preview showed, by delivery key; empty for any other text."""
    match = _RECORD.match(markdown)
    if not match:
        return {}
    try:
        return msgspec.json.decode(match[1], type=dict[str, Seen])
    except (ValueError, RecursionError):
        return {}


def same(one: str, other: str) -> bool:
    """Return whether two previews are the same apart from their lists of changes."""
    return _BETWEEN.sub("", one) == _BETWEEN.sub("", other)


def _review(plan: Plan, before: Mapping[str, Seen] | None, most: int | None) -> str:
    shown = {
        post.key: Seen(post.draft.digest, safe(card(post.message)))
        for post in plan.planned
        if post.draft and post.message
    }
    pieces = [_record(shown if most is None else _without_texts(shown, most))]
    pieces += [_head(issue) for issue in plan.issues]
    # A preview deliberately runs without secrets, so missing ones are not reported.
    problems = [problem for problem in plan.problems if problem.code != "secret"]
    pieces += problem_lines(problems, None if most is None else _MOST_PROBLEMS)
    if before is not None:
        pieces.append(_changes(before, shown, most))
    pieces += [_card(post, most) for post in plan.planned]
    if most != 0:
        pieces += [_reasons(issue, plan, whole=most is None) for issue in plan.issues]
    return "\n\n".join(filter(None, pieces)) + "\n"


def _without_texts(shown: Mapping[str, Seen], most: int) -> dict[str, Seen]:
    """Return the records for cards of `most` characters. A digest covers all parts of a post, so all have to fit."""
    cut = {seen.digest for seen in shown.values() if len(seen.text) > most}
    return {key: Seen(seen.digest, whole=seen.digest not in cut) for key, seen in shown.items()}


def _record(seen: Mapping[str, Seen]) -> str:
    data = msgspec.json.encode(seen, order="deterministic").decode()
    # These would end the HTML comment or mention somebody; in JSON they occur only in strings.
    for mark in ("--", ">", "@", "#"):
        data = data.replace(mark, "".join(f"\\u{ord(letter):04x}" for letter in mark))
    return f"{MARK}{data} -->"


def _head(issue: Issue) -> str:
    date = f"{issue.date:%Y-%m-%d}" if issue.date else "no date"
    title, url = shortened(issue.title, _LINE), shortened(issue.url, _ADDRESS)
    return f"### {span(title)}\n\n{span(issue.id)} ({span(issue.language)}), {date}: {span(url)}"


def problem_lines(problems: Sequence[Problem], most: int | None = None) -> Iterator[str]:
    """Yield the current problems, then those that matter when publishing, errors first; of each at most `most`."""
    for when, title in (("now", "Problems"), ("publishing", "When publishing")):
        group = sorted((p for p in problems if p.when == when), key=lambda p: p.severity != "error")
        if group:
            more = len(group) - most if most is not None and len(group) > most else 0
            rest = f"\n- and {more:,} more, which `distribute check` shows" if more else ""
            longest = _LONG_LINE if most is None else _LINE
            lines = (_problem(problem, longest) for problem in group[:most])
            yield f"**{title}**\n\n" + "\n".join(lines) + rest


def _problem(problem: Problem, longest: int) -> str:
    mark = "❌" if problem.severity == "error" else "⚠️"
    where = f" {span(shortened(problem.place, longest))}" if problem.place else ""
    return f"- {mark} {problem.severity}{where}: {span(shortened(problem.message, longest))} ({span(problem.code)})"


def _changes(before: Mapping[str, Seen], now: Mapping[str, Seen], most: int | None) -> str:
    """Return the differences from the last preview, without those of more than `most` characters."""
    pieces = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if old and new and old.digest != new.digest:
            lines = difflib.unified_diff(old.text.split("\n"), new.text.split("\n"), lineterm="", n=1)
            changed = "\n".join([*lines][2:]) if old.text else ""
            changed = changed if most is None or len(changed) <= most else ""
            pieces.append(f"{span(key)} changed" + (f"\n\n{block(changed, 'diff')}" if changed else ""))
        elif new and not old:
            pieces.append(f"{span(key)} is new")
        elif old and not new:
            pieces.append(f"{span(key)} was removed")
    if not pieces:
        return ""
    told = folded(f"Changed since the last preview: {len(pieces)}", "\n\n".join(pieces), open_=True)
    return told.join(_CHANGES)


def _card(post: Planned, most: int | None) -> str:
    name = f"{html.escape(post.channel.name)} · {html.escape(post.issue.language)}"
    if post.message is None:
        return f"**{name}** · {STATES[post.state]}: {span(shortened(post.error or '', _LINE))}"
    text = safe(card(post.message))
    if most is not None and len(text) > most:
        text = f"{text[:most]}\n… {len(text) - most} more characters, too many to show here, so `approved: review` holds this post"
    count = f"{post.channel.length(post.message)} of {post.channel.limit}"
    digest = post.draft.digest if post.draft else ""
    content = f"{block(text)}\n\n{span(post.key)} {span(digest)}"
    sure = f" · confidence: {post.confidence}" if post.confidence else ""
    if post.channel.by_hand:
        form = post.channel.form(post.message)
        told = link(form) if most is None or len(form) <= _ADDRESS else ""
        content += f"\n\nA person posts this{': ' + told if told else ''}"
    if post.confidence == "headline-only":
        content += f"\n\n{html.escape(HEADLINE_ONLY)}"
    return folded(f"<b>{name}</b> · {STATES[post.state]} · {count}{sure}", content, open_=True)


def _reasons(issue: Issue, plan: Plan, *, whole: bool) -> str:
    """Return tables of an issue's facts by rank, with line, reason and channels, and if `whole` of what was left out."""
    extraction = plan.extraction.get(issue.path, Extraction())
    language = html.escape(issue.language)
    pieces = []
    rows = [
        (
            str(rank),
            cell(shortened(fact.phrases[0], _LINE)),
            str(fact.line),
            cell(why_told(fact)),
            ", ".join(map(cell, said_on(plan, issue, fact))) or "not told",
        )
        for rank, fact in enumerate(extraction.told[: None if whole else _MOST_FACTS], start=1)
    ]
    if rows:
        pieces.append(
            folded(f"Why these facts ({language})", table(("", "fact", "line", "why", "used on"), rows))
        )
    others = [
        (cell(shortened(left.text, _EXCERPT)), str(left.line), cell(why_rejected(left)))
        for left in extraction.rejected
    ]
    if others and whole:
        pieces.append(folded(f"Why not the rest ({language})", table(("left out", "line", "why"), others)))
    return "\n\n".join(pieces)
