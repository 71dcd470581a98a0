"""The result of a run as Markdown, for a job's summary and for the issue that asks a person for help.

It is made only from the JSON output of the commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.ledger.events import Key
from distribute.problem import Problem
from distribute.render.escape import safe, shell_line
from distribute.render.github_markdown import block, cell, link, shortened, span, table
from distribute.render.preview_comment import problem_lines
from distribute.render.terminal import STATES

_MOST_PROBLEMS = 20  # in an issue of GitHub, which takes 65,536 characters
_LONGEST_POST = 20_000  # characters, likewise
_LINE = 1000  # likewise of a message
_FINE = {"posted", "already-posted", "skipped"}


class Trouble(msgspec.Struct, frozen=True):
    """What a person has to do about one issue of the newsletter."""

    issue: str
    title: str
    text: str


def report(answer: Mapping[str, Any]) -> str:
    """Return the result of a command: every post with its link, and the problems."""
    deliveries = answer.get("deliveries", ())
    pieces = [f"### distribute {answer['command']}", *problem_lines(_problems(answer))]
    if deliveries:
        pieces.append(table(("post", "", "", ""), map(_row, deliveries)))
    elif not answer.get("problems"):
        pieces.append("Nothing to do.")
    return "\n\n".join(pieces) + "\n"


def findings(answer: Mapping[str, Any]) -> str:
    """Return the findings of `doctor`."""
    marks = {"ok": "✅", "warning": "⚠️", "error": "❌"}
    rows = (
        (cell(one["about"]), marks[one["level"]], cell(one["text"]), cell(one.get("setting") or ""))
        for one in answer["findings"]
    )
    return "### distribute doctor\n\n" + table(("about", "", "", "set"), rows) + "\n"


def doctor_trouble(answer: Mapping[str, Any]) -> Trouble | None:
    """Return what `doctor` found that needs a person: errors, and credentials that are about to end; None for nothing.

    Other warnings may be there for ever, such as that a service does not tell when its tokens end.
    """
    wrong = [
        one for one in answer["findings"] if one["level"] == "error" or (one["level"] != "ok" and one["ends"])
    ]
    if not wrong:
        return None
    names = ", ".join(dict.fromkeys(safe(one["about"]) for one in wrong))
    text = findings({"findings": wrong})
    again = span(shell_line("doctor"))
    return Trouble(
        "",
        f"Newsletter: {names} will need a person before the next issue",
        f"{text}\nPut it right, then run {again} to check.",
    )


def posted_issues(answer: Mapping[str, Any]) -> set[str]:
    """Return the issues that are completely posted."""
    deliveries = answer.get("deliveries", ())
    return {_issue(one) for one in deliveries} - {
        _issue(one) for one in deliveries if one["state"] not in _FINE
    }


def troubles(answer: Mapping[str, Any]) -> Iterator[Trouble]:
    """Yield what went wrong for each issue, with the commands to run."""
    # A post that a person put on hold needs no attention.
    left = [
        one
        for one in answer.get("deliveries", ())
        if one["state"] not in _FINE and one.get("code") not in {HELD, SCHEDULED}
    ]
    for issue in sorted({_issue(one) for one in left}):
        posts = [one for one in left if _issue(one) == issue]
        ways = dict.fromkeys(way for post in posts for way in _ways(post))
        pieces = [
            *problem_lines(_problems(answer), _MOST_PROBLEMS),
            table(("post", "", "", ""), map(_row, posts)),
            "What to do:\n\n" + "\n".join(f"- {way}" for way in ways),
            *(_to_copy(post) for post in posts if post.get("by_hand")),
        ]
        title = f"Newsletter {safe(issue)}: {len(posts)} of its posts need a person"
        yield Trouble(issue, title, "\n\n".join(pieces))


def _problems(answer: Mapping[str, Any]) -> Sequence[Problem]:
    return msgspec.convert(answer.get("problems", ()), tuple[Problem, ...])


def _issue(delivery: Mapping[str, Any]) -> str:
    return Key.parse(delivery["key"]).issue


def _row(delivery: Mapping[str, Any]) -> tuple[str, ...]:
    receipt = delivery.get("receipt") or {}
    also = [one for one in delivery.get("duplicates", ()) if one]
    where = ", also at ".join(
        link(one.get("url") or "") or cell(one["id"]) for one in (receipt, *also) if one
    )
    state = delivery["state"]
    said = "not sent" if state == "would-post" else STATES[state]
    return (
        cell(delivery["key"]),
        said,
        where,
        cell(shortened(delivery.get("error") or receipt.get("note") or "", _LINE)),
    )


def _to_copy(delivery: Mapping[str, Any]) -> str:
    """Return a post for a person to make: the form that is filled in, and the text."""
    said = "\n\n".join(filter(None, (delivery["title"], delivery["text"])))
    return f"To post by hand ({cell(delivery['key'])}): {link(delivery['form'])}\n\n{block(shortened(said, _LONGEST_POST))}"


def _ways(delivery: Mapping[str, Any]) -> Iterable[str]:
    """Return instructions for one post that is not posted."""
    key = Key.parse(delivery["key"])
    until = f" (possible from {delivery['until']})" if delivery.get("until") else ""
    if delivery["state"] == "in-doubt":
        post = delivery["key"]
        yield f"to check whether the post exists{until}: {span(shell_line('settle', post))}"
        yield f"if you see the post: {span(shell_line('settle', post, '--posted', 'URL'))}"
        yield f"if you are sure that it doesn't exist: {span(shell_line('settle', post, '--not-posted'))}"
    else:
        again = shell_line("publish", key.issue, "--channel", key.channel)
        yield f"fix the cause named above, then run: {span(again)}"
