"""Terminal output: posts between rules, problems with their lines, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from textwrap import indent, shorten, wrap
from typing import IO, TYPE_CHECKING

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.compose.confidence import HEADLINE_ONLY
from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.facts.model import Extraction
from distribute.facts.reasons import why_rejected, why_told
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.colour import of_severity, of_state, wants_colour
from distribute.render.escape import safe, shell_line

if TYPE_CHECKING:
    from distribute.deliver.outcome import Outcome

_BEGINNING = 14  # lines
_WIDTH = 88
_SHORTEST_RULE = 4  # columns after a heading
STATES = {
    "would-post": "would post",
    "posted": "posted",
    "already-posted": "already posted",
    "not-posted": "not posted",
    "in-doubt": "in doubt",
    "held": "held",
    "skipped": "skipped",
    "tested": "sent as a test, not recorded",
}


def problem_line(problem: Problem, word: str = "") -> str:
    """Return a problem in the style of compilers: `path:line: severity: message [code]`, or with `word` as severity."""
    front = f"{problem.place}: " if problem.place else ""
    return safe(f"{front}{word or problem.severity}: {problem.message} [{problem.code}]")


def _later(problem: Problem) -> str:
    """Return what a problem that matters only when publishing is called: what would stop a later run is no error of this one."""
    return "would stop" if problem.severity == "error" else problem.severity


def _problem(problem: Problem, out: IO[str], word: str = "") -> str:
    """Return a problem's line for `out`, with its severity, or `word` in its place, in colour."""
    plain = f"{word or problem.severity}: "
    front, found, rest = problem_line(problem, word).partition(plain)
    return f"{front}{of_severity(plain, problem.severity, out)}{rest}\n" if found else front + "\n"


def plan_text(
    plan: Plan, out: IO[str], *, ledger: str, quiet: bool = False, verbose: bool = False, dry: bool = True
) -> None:
    """Write the plan as text: the issue, its problems, and each post."""
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
            out.write(_problem(problem, out))
    if now:
        out.write("\n")
    for planned in plan.planned:
        planned_text(planned, out, verbose=verbose)
    if verbose:
        for issue in plan.issues:
            extraction_text(issue, plan.extraction.get(issue.path, Extraction()), out)
    if later and not quiet:
        out.write("When publishing:\n")
        for problem in later:
            out.write(f"  {_problem(problem, out, _later(problem))}")
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
    """Write the result of a run: problems, posts with their addresses, and what to do about the others."""
    for problem in closed:
        out.write(_problem(problem, out))
    for planned in plan.planned:
        if not quiet or planned.state not in {"already-posted", "skipped"}:
            out.write(_line(planned, out) + "\n" + _to_copy(planned))
    for outcome in plan.others:
        if not quiet or outcome.exit_code:
            out.write(outcome_line(outcome) + "\n")
    if not plan.planned and not plan.others and not closed and not quiet:
        out.write("nothing is due\n")
    if ledger_error:
        ledger_text(plan, out, ledger_error)


def ledger_text(plan: Plan, out: IO[str], error: str) -> None:
    """Write that the ledger failed, and the commands that record the posts later: no receipt is lost."""
    out.write(safe(f"The ledger failed: {error}") + "\n")
    for planned in plan.planned:
        if planned.state == "posted" and planned.receipt:
            address = planned.receipt.url or planned.receipt.id
            line = shell_line("settle", planned.key, "--posted", address)
            out.write(safe(f"If it does not have this post, run: {line}") + "\n")


def _line(planned: Planned, out: IO[str]) -> str:
    """Return the outcome of one post on one line for `out`, with what to do."""
    name = f"{planned.channel.name} ({planned.issue.language})"
    if len(planned.draft.messages if planned.draft else ()) > 1:
        name += f" part {planned.part_number}"
    said = {**STATES, "would-post": "not sent"}[planned.state]
    where = _where(planned.receipt)
    why = f": {planned.error}" if planned.error else ""
    when = _until(planned.until)
    ways = {
        "in-doubt": f"; run `{shell_line('settle', planned.issue.id, planned.channel.name)}`{when}",
        "held": f"; run it again{when}" if planned.until else "",
        "not-posted": f"; run it again{when}" if planned.until else "",
    }
    front = safe(f"{name}: ")
    rest = safe(f"{where}{why}{ways.get(planned.state, '')}{also_at(planned.duplicates)}")
    return f"{front}{of_state(said, planned.state, out)}{rest}"


def _to_copy(planned: Planned) -> str:
    """Return the post as a person copies it who is to make it now, "" for any other."""
    if not (planned.channel.by_hand and planned.state == "in-doubt" and planned.message):
        return ""
    form = planned.channel.form(planned.message)
    return indent(safe("\n\n".join(filter(None, (form, card(planned.message))))), "    ") + "\n"


def _where(receipt: Receipt | None) -> str:
    if receipt is None:
        return ""
    return f"  {receipt.url or receipt.id}" + (f" ({receipt.note})" if receipt.note else "")


def also_at(duplicates: Iterable[Receipt]) -> str:
    """Return where a post is once more, as the end of its line; "" if it is nowhere else."""
    return "".join(f"; TWICE, also at {one.url or one.id}" for one in duplicates)


def _until(when: datetime | None) -> str:
    return f" after {when:%Y-%m-%d %H:%M:%S} UTC" if when else ""


def outcome_line(outcome: Outcome) -> str:
    """Return what became of one post, on one line: sent, looked for, settled or recorded as announced elsewhere."""
    where = _where(outcome.receipt)
    why = f": {outcome.error}" if outcome.error else ""
    when = f"; it can be settled{_until(outcome.until)}" if outcome.until else ""
    failed = f"; the ledger failed: {outcome.ledger_error}" if outcome.ledger_error else ""
    twice = also_at(outcome.duplicates)
    return safe(f"{outcome.key}: {STATES[outcome.state]}{where}{why}{when}{failed}{twice}")


def card(message: Message) -> str:
    """Return the content of one post: its other fields, then its text."""
    lines = [
        f"{label}: {value}"
        for label, value in (("Title", message.title), ("Summary", message.summary))
        if value
    ]
    if message.link and message.link not in message.text:
        lines.append(f"Link: {message.link}")
    if message.image:
        lines.append(f"Image: {message.image.url} ({message.image.alt})")
    if lines and message.text:
        lines.append("")
    return "\n".join([*lines, message.text]).strip("\n")


def planned_text(planned: Planned, out: IO[str], *, verbose: bool) -> None:
    """Write one post: between two rules on a terminal, below one elsewhere."""
    name = planned.channel.name
    heading = f"{name} · {planned.issue.language} · {STATES[planned.state]}"
    if planned.code in {HELD, SCHEDULED}:
        heading = f"{name} · {planned.issue.language} · {planned.error}"
    if planned.message is None:
        out.write(safe(f"{heading}: {planned.error}\n\n"))
        return
    count = f"{planned.channel.length(planned.message)} of {planned.channel.limit}"
    count += f" · confidence: {planned.confidence}" if planned.confidence else ""
    count += f" · {planned.readers:,} readers" if planned.readers is not None else ""
    body = safe(card(planned.message))
    if planned.channel.sends_whole_issue and not verbose:
        body = _beginning(body)
    if planned.confidence == "headline-only":
        body += f"\n\n({HEADLINE_ONLY})"
    if form := planned.channel.form(planned.message):
        body += f"\n\nForm: {safe(form)}"
    if verbose and planned.draft:
        body += f"\n\n{planned.key}  {planned.draft.digest}"
    if out.isatty():
        _between_rules(safe(heading), count, body, out)
        return
    rule = f"── {safe(heading)} · {count} "
    out.write(f"{rule}{'─' * max(2, _WIDTH - len(rule))}\n{body}\n\n")


def _beginning(body: str) -> str:
    """Return the first lines of a whole issue, which its readers know, and how many follow."""
    lines = body.split("\n")
    if len(lines) <= _BEGINNING + 1:
        return body
    return "\n".join(
        [*lines[:_BEGINNING], f"[{len(lines) - _BEGINNING} more lines of the issue; -v shows them]"]
    )


def _between_rules(heading: str, count: str, body: str, out: IO[str]) -> None:
    """Write a post between two rules. No line has a border and no address is broken, so that both can be copied."""
    from rich.console import Console
    from rich.rule import Rule
    from rich.text import Text

    console = Console(
        file=out,
        width=min(_WIDTH, Console(file=out).width),
        highlight=False,
        color_system="standard" if wants_colour(out) else None,
    )
    if len(heading) > console.width - _SHORTEST_RULE:
        # A rule would cut it, and it may be why the post is held.
        out.write("\n".join(wrap(heading, console.width)) + "\n")
        heading = ""
    console.print(Rule(Text(heading, style="bold"), align="left", style="cyan"))
    lines = (
        wrap(line, console.width, break_long_words=False, break_on_hyphens=False) for line in body.split("\n")
    )
    out.write("".join(line + "\n" for paragraph in lines for line in paragraph or [""]))
    console.print(Rule(Text(count), align="right", style="cyan"))
    console.print()


def table(rows: Iterable[Sequence[str]], out: IO[str]) -> None:
    """Write rows in aligned columns."""
    lines = [[safe(cell) for cell in row] for row in rows]
    if not lines:
        return
    widths = [max(len(row[at]) for row in lines) for at in range(len(lines[0]))]
    for row in lines:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        out.write("  ".join(cells).rstrip() + "\n")


def extraction_text(issue: Issue, extraction: Extraction, out: IO[str]) -> None:
    """Write the facts of an issue, best first, then the rejected items, each with its line and the reason."""
    facts = [(fact.line, fact.phrases[0], why_told(fact)) for fact in extraction.told]
    others = [(left.line, left.text, why_rejected(left)) for left in extraction.rejected]
    for title, entries in (("Facts, best first", facts), ("Left out", others)):
        if entries:
            out.write(f"{title} ({safe(issue.language)}):\n")
        for line, text, why in entries:
            out.write(
                safe(f"  {issue.path}:{line}: {shorten(text, _WIDTH, placeholder=' …')} [{why}]") + "\n"
            )
        if entries:
            out.write("\n")


def finding_line(name: str, finding: Finding) -> str:
    """Return a finding about a channel on one line, with the setting to change if there is one."""
    setting = f" (set `{finding.setting}`)" if finding.setting else ""
    return safe(f"{name}: {finding.level}: {finding.text}{setting}")
