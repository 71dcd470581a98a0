"""What people and programs see: posts as cards, problems with their lines, tables, and JSON."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from textwrap import shorten
from typing import IO, TYPE_CHECKING, Any

import msgspec

from distribute.channel import Channel, Finding, Part, Receipt
from distribute.confidence import HEADLINE_ONLY
from distribute.facts.model import Extraction, Fact
from distribute.facts.reasons import why_rejected, why_told
from distribute.issue import Issue, Problem
from distribute.plan import Plan, Planned

if TYPE_CHECKING:
    from distribute.ledger import Held
    from distribute.ledger.history import Post
    from distribute.turn import Outcome

_WIDTH = 88
# Control characters move a terminal's cursor, bidirectional ones reorder what is read: both are shown.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
STATES = {
    "would-post": "would post",
    "posted": "posted",
    "already-posted": "already posted",
    "not-posted": "not posted",
    "in-doubt": "in doubt",
    "held": "held",
    "skipped": "skipped",
    "tested": "sent as a test, and not recorded",
}


def safe(text: str) -> str:
    """Return `text` with every character that a terminal would obey written as its code."""
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shell_line(*words: str) -> str:
    """Return a line of ours to be copied into a shell, which takes each word as it is."""
    from shlex import join

    return join(("distribute", *words))


def problem_place(problem: Problem) -> str:
    """Return where a problem is: `path:line`, or less where less is known."""
    return f"{problem.path}:{problem.line}" if problem.line else problem.path


def problem_line(problem: Problem) -> str:
    """Return a problem as compilers write theirs: `path:line: severity: message [code]`."""
    place = problem_place(problem)
    front = f"{place}: " if place else ""
    return safe(f"{front}{problem.severity}: {problem.message} [{problem.code}]")


def plan_text(
    plan: Plan, out: IO[str], *, ledger: str, quiet: bool = False, verbose: bool = False, dry: bool = True
) -> None:
    """Write the plan for people: the issue, its problems, and each post as it would be read."""
    for issue in plan.issues:
        date = f"{issue.date:%Y-%m-%d}" if issue.date else "no date"
        out.write(
            safe(f"{issue.id} ({issue.language})  {issue.title}\n  {issue.url}\n  {issue.path}, {date}\n")
        )
    out.write("\n")
    now = [problem for problem in plan.problems if problem.when == "now"]
    later = [problem for problem in plan.problems if problem.when == "publishing"]
    for problem in now:
        if not quiet or problem.severity == "error":
            out.write(problem_line(problem) + "\n")
    if now:
        out.write("\n")
    for planned in plan.planned:
        _card(planned, out, verbose=verbose)
    if verbose:
        for issue in plan.issues:
            sifted_text(issue, plan.sifted.get(issue.path, Extraction()), out)
    if later and not quiet:
        out.write("When publishing:\n")
        for problem in later:
            out.write(f"  {problem_line(problem)}\n")
    if dry and not quiet:
        out.write(f"Dry run: nothing was sent; the ledger was {ledger}.\n")


def result_text(
    plan: Plan,
    out: IO[str],
    *,
    closed: Sequence[Problem] = (),
    ledger_error: str = "",
    quiet: bool = False,
) -> None:
    """Write what came of a run: what kept posts in, what went out and where, what to do about the rest."""
    for problem in closed:
        out.write(problem_line(problem) + "\n")
    for planned in plan.planned:
        if not quiet or planned.state not in {"already-posted", "skipped"}:
            out.write(_line(planned) + "\n")
    for outcome in plan.others:
        if not quiet or outcome.exit_code:
            out.write(outcome_line(outcome) + "\n")
    if not plan.planned and not plan.others and not closed and not quiet:
        out.write("nothing is due\n")
    if ledger_error:
        ledger_text(plan, out, ledger_error)


def ledger_text(plan: Plan, out: IO[str], error: str) -> None:
    """Write that the ledger failed, and how to tell it later of what went out: no receipt is lost."""
    out.write(safe(f"The ledger failed: {error}") + "\n")
    for planned in plan.planned:
        if planned.state == "posted" and planned.receipt:
            address = planned.receipt.url or planned.receipt.id
            line = shell_line("settle", str(planned.key), "--posted", address)
            out.write(safe(f"If it does not know of this post, run: {line}") + "\n")


def _line(planned: Planned) -> str:
    """Return what became of one post, on one line, with the way out."""
    name = f"{planned.channel.name} ({planned.issue.language})"
    if len(planned.draft.parts if planned.draft else ()) > 1:
        name += f" part {planned.slot}"
    said = {**STATES, "would-post": "not sent"}[planned.state]
    where = _where(planned.receipt)
    why = f": {planned.error}" if planned.error else ""
    when = _until(planned.until)
    ways = {
        "in-doubt": f"; run `{shell_line('settle', planned.issue.id, planned.channel.name)}`{when}",
        "held": f"; run it again{when}" if planned.until else "",
        "not-posted": f"; run it again{when}" if planned.until else "",
    }
    doubles = "".join(f"; TWICE, also at {one.url or one.id}" for one in planned.duplicates)
    return safe(f"{name}: {said}{where}{why}{ways.get(planned.state, '')}{doubles}")


def _where(receipt: Receipt | None) -> str:
    if receipt is None:
        return ""
    return f"  {receipt.url or receipt.id}" + (f" ({receipt.note})" if receipt.note else "")


def _until(when: datetime | None) -> str:
    return f" after {when:%Y-%m-%d %H:%M:%S} UTC" if when else ""


def outcome_line(outcome: Outcome) -> str:
    """Return what reading back one post found."""
    where = _where(outcome.receipt)
    why = f": {outcome.error}" if outcome.error else ""
    when = f"; it can be decided{_until(outcome.until)}" if outcome.until else ""
    failed = f"; the ledger failed: {outcome.ledger_error}" if outcome.ledger_error else ""
    doubles = "".join(f"; TWICE, also at {one.url or one.id}" for one in outcome.duplicates)
    return safe(f"{outcome.key}: {STATES[outcome.state]}{where}{why}{when}{failed}{doubles}")


def receipt_json(receipt: Receipt | None) -> dict[str, str] | None:
    """Return a receipt with an id and a URL, which may be empty, and with its note if it has one."""
    return {"id": receipt.id, "url": receipt.url, **msgspec.to_builtins(receipt)} if receipt else None


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return what reading back one post found, as `settle` has it in JSON."""
    return {
        "key": str(outcome.key),
        "channel": outcome.key.channel,
        "language": outcome.key.language,
        "state": outcome.state,
        "receipt": receipt_json(outcome.receipt),
        "until": f"{outcome.until:%Y-%m-%dT%H:%M:%SZ}" if outcome.until else None,
        "duplicates": [receipt_json(one) for one in outcome.duplicates],
        "error": outcome.ledger_error or outcome.error or None,
    }


def other_json(outcome: Outcome) -> dict[str, Any]:
    """Return a post that only the ledger knows of, as `publish` has its deliveries in JSON."""
    part, draft = outcome.part, outcome.draft
    return {
        "use": "",
        "round": outcome.key.round,
        "slot": outcome.key.slot,
        "title": part.title if part else "",
        "summary": part.summary if part else "",
        "text": part.text if part else "",
        "html": part.html if part else "",
        "link": part.link if part else "",
        "image": None,
        "length": 0,
        "limit": 0,
        "digest": draft.digest if draft else None,
        "code": outcome.code or None,
        **outcome_json(outcome),
    }


def post_json(post: Post, seeded: bool) -> dict[str, Any]:  # noqa: FBT001 - a row of the ledger
    """Return what the ledger knows of one post, as `status` has it."""
    state = {"open": "not-posted", "pending": "in-doubt", "posted": "posted"}[post.state]
    return {
        "key": str(post.key),
        "channel": post.key.channel,
        "language": post.key.language,
        "round": post.key.round,
        "slot": post.key.slot,
        "state": "posted" if seeded else state,
        "how": "seeded" if seeded else post.how,
        "at": f"{post.last:%Y-%m-%dT%H:%M:%SZ}" if post.last else None,
        "receipt": receipt_json(post.receipt),
        "duplicates": [receipt_json(one) for one in post.duplicates],
        "error": post.why or None,
    }


def hold_json(issue: str, channel: str, held: Held) -> dict[str, Any]:
    """Return a hold as the JSON output has it; the channel is "" where it is on every one."""
    at = f"{held.at:%Y-%m-%dT%H:%M:%SZ}"
    return {"issue": issue, "channel": channel, "because": held.because, "by": held.by, "at": at}


def card(part: Part) -> str:
    """Return all that one post says: its text, under whatever else it has."""
    lines = [
        f"{label}: {value}" for label, value in (("Title", part.title), ("Summary", part.summary)) if value
    ]
    if part.link and part.link not in part.text:
        lines.append(f"Link: {part.link}")
    if part.image:
        lines.append(f"Image: {part.image.url} ({part.image.alt})")
    if lines and part.text:
        lines.append("")
    return "\n".join([*lines, part.text]).strip("\n")


def _card(planned: Planned, out: IO[str], *, verbose: bool) -> None:
    """Write one post: in a box on a terminal, between rules elsewhere."""
    name = planned.channel.name
    heading = f"{name} · {planned.issue.language} · {STATES[planned.state]}"
    if planned.code == "held":
        heading = f"{name} · {planned.issue.language} · {planned.error}"
    if planned.part is None:
        out.write(safe(f"{heading}: {planned.error}\n\n"))
        return
    count = f"{planned.channel.length(planned.part)} of {planned.channel.limit}"
    count += f" · confidence: {planned.confidence}" if planned.confidence else ""
    body = safe(card(planned.part))
    if planned.confidence == "headline-only":
        body += f"\n\n({HEADLINE_ONLY})"
    if verbose and planned.draft:
        body += f"\n\n{planned.key}  {planned.draft.digest}"
    if out.isatty():
        _boxed(safe(heading), count, body, out)
        return
    rule = f"── {safe(heading)} · {count} "
    out.write(f"{rule}{'─' * max(2, _WIDTH - len(rule))}\n{body}\n\n")


def _boxed(heading: str, count: str, body: str, out: IO[str]) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console(file=out, width=min(_WIDTH, Console(file=out).width), highlight=False)
    panel = Panel(
        Text(body), title=Text(heading), subtitle=Text(count), title_align="left", subtitle_align="right"
    )
    console.print(panel)
    console.print()


def table(rows: Iterable[Sequence[str]], out: IO[str]) -> None:
    """Write rows in columns as wide as their widest entry."""
    lines = [[safe(cell) for cell in row] for row in rows]
    if not lines:
        return
    widths = [max(len(row[at]) for row in lines) for at in range(len(lines[0]))]
    for row in lines:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        out.write("  ".join(cells).rstrip() + "\n")


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return an issue as the JSON output has it."""
    return {
        "id": issue.id,
        "language": issue.language,
        "title": issue.title,
        "url": issue.url,
        "date": f"{issue.date:%Y-%m-%d}" if issue.date else None,
        "path": issue.path,
    }


def listed_json(issue: Issue) -> dict[str, Any]:
    """Return an issue as `issues` lists it."""
    return {**issue_json(issue), "covers": list(issue.covers)}


def delivery_json(planned: Planned) -> dict[str, Any]:
    """Return one post as the JSON output has it."""
    part, draft = planned.part, planned.draft
    return {
        "channel": planned.channel.name,
        "use": planned.channel.use,
        "language": planned.issue.language,
        "round": planned.round,
        "slot": planned.slot,
        "key": planned.key,
        "state": planned.state,
        "title": part.title if part else "",
        "summary": part.summary if part else "",
        "text": part.text if part else "",
        "html": part.html if part else "",
        "link": part.link if part else planned.issue.url,
        "image": msgspec.to_builtins(part.image) if part and part.image else None,
        "confidence": planned.confidence,
        "length": planned.channel.length(part) if part else 0,
        "limit": planned.channel.limit,
        "digest": draft.digest if draft else None,
        "receipt": receipt_json(planned.receipt),
        "until": f"{planned.until:%Y-%m-%dT%H:%M:%SZ}" if planned.until else None,
        "duplicates": [receipt_json(one) for one in planned.duplicates],
        "error": planned.error,
        "code": planned.code or None,
    }


def plan_json(plan: Plan, *, command: str, dry_run: bool, exit_code: int, ledger: str) -> dict[str, Any]:
    """Return the whole answer of `publish` as the JSON output has it."""
    return {
        "version": 1,
        "command": command,
        "dry_run": dry_run,
        "exit": exit_code,
        "issue": issue_json(plan.issues[0]) if plan.issues else None,
        "problems": [msgspec.to_builtins(problem) for problem in plan.problems],
        "ledger": ledger,
        "deliveries": [
            *(delivery_json(planned) for planned in plan.planned),
            *(other_json(outcome) for outcome in plan.others),
        ],
        "facts": [fact for issue in plan.issues for fact in _told(plan, issue)],
        "left_out": [
            left
            for issue in plan.issues
            for left in left_json(issue, plan.sifted.get(issue.path, Extraction()))
        ],
    }


def said_on(plan: Plan, issue: Issue, fact: Fact) -> list[str]:
    """Return the channels whose posts on `issue` say `fact`."""
    posts = (post for post in plan.planned if post.issue.path == issue.path and post.part)
    return [post.channel.name for post in posts if post.part and fact.is_said_in(card(post.part))]


def _told(plan: Plan, issue: Issue) -> list[dict[str, Any]]:
    facts = plan.sifted.get(issue.path, Extraction()).facts
    found = facts_json(issue, facts)
    return [{**told, "said_on": said_on(plan, issue, fact)} for told, fact in zip(found, facts, strict=True)]


def facts_json(issue: Issue, facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return the facts of an issue, the best first, as the JSON output has them."""
    return [
        {
            "language": issue.language,
            "path": issue.path,
            "line": fact.line,
            "section": fact.section,
            "text": fact.phrases[0],
            "why": why_told(fact),
            "kind": fact.kind,
            "tags": list(fact.tags),
            "rule": fact.rule,
            "source": fact.source,
            "lines": list(fact.lines or (fact.line,)),
        }
        for fact in facts
    ]


def left_json(issue: Issue, sifted: Extraction) -> list[dict[str, Any]]:
    """Return what of an issue is no fact, and why, as the JSON output has it."""
    return [
        {
            "language": issue.language,
            "path": issue.path,
            "text": left.text,
            "line": left.line,
            "section": left.section,
            "rule": left.rule,
            "why": why_rejected(left),
        }
        for left in sifted.rejected
    ]


def sifted_text(issue: Issue, sifted: Extraction, out: IO[str]) -> None:
    """Write the facts of an issue, the best first, then what is none, each with its line and the reason."""
    facts = [(fact.line, fact.phrases[0], why_told(fact)) for fact in sifted.facts]
    others = [(left.line, left.text, why_rejected(left)) for left in sifted.rejected]
    for title, entries in (("Facts, the best first", facts), ("Left out", others)):
        if entries:
            out.write(f"{title} ({safe(issue.language)}):\n")
        for line, text, why in entries:
            out.write(
                safe(f"  {issue.path}:{line}: {shorten(text, _WIDTH, placeholder=' …')} [{why}]") + "\n"
            )
        if entries:
            out.write("\n")


def channel_json(use: str, kind: type[Channel]) -> dict[str, Any]:
    """Return an adapter as `channels` lists it."""
    limit = next((field.default for field in msgspec.structs.fields(kind) if field.name == "limit"), None)
    return {"use": use, "doc": (kind.__doc__ or "").split("\n")[0], "limit": limit, "can": _powers(kind)}


def finding_line(name: str, finding: Finding) -> str:
    """Return what was found out about a channel, with the line to set where there is one."""
    setting = f" (set `{finding.setting}`)" if finding.setting else ""
    return safe(f"{name}: {finding.level}: {finding.text}{setting}")


def _powers(kind: type[Channel]) -> list[str]:
    """Return what an adapter can do besides composing, by the methods it has of its own."""
    methods = {
        "post": ("post",),
        "read-back": ("find", "own_posts"),
        "examine": ("examine",),
        "test": ("send_test",),
    }
    return [
        power
        for power, names in methods.items()
        if any(getattr(kind, name, None) is not getattr(Channel, name, None) for name in names)
    ]


def write_json(data: Any) -> None:
    """Write one JSON object to standard output, in ASCII where that is all it takes."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    if not sys.stdout.encoding.lower().replace("-", "").startswith("utf8"):
        import json

        text = json.dumps(json.loads(text), indent=2)
    sys.stdout.write(text + "\n")
