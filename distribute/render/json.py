"""The JSON output of all commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from distribute.channel.capabilities import capabilities
from distribute.channel.interface import Channel
from distribute.channel.post import Message, Receipt
from distribute.facts.model import Extraction, Fact
from distribute.facts.reasons import why_rejected, why_told
from distribute.issue import Issue
from distribute.publish.planned import Plan, Planned

if TYPE_CHECKING:
    from distribute.deliver.outcome import Outcome
    from distribute.ledger.events import Held
    from distribute.ledger.history import Post


def moment_json(at: datetime | None) -> str | None:
    """Return a time in UTC, to the second, None for none."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def receipt_json(receipt: Receipt | None) -> dict[str, str] | None:
    """Return a receipt: its id and its URL, which may be empty, and its note if it has one."""
    return {"id": receipt.id, "url": receipt.url, **msgspec.to_builtins(receipt)} if receipt else None


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return what became of one post: sent, looked for, settled or recorded as announced elsewhere."""
    return {
        "key": str(outcome.key),
        "channel": outcome.key.channel,
        "language": outcome.key.language,
        "state": outcome.state,
        "receipt": receipt_json(outcome.receipt),
        "until": moment_json(outcome.until),
        "duplicates": [receipt_json(one) for one in outcome.duplicates],
        "error": outcome.ledger_error or outcome.error or None,
    }


def other_json(outcome: Outcome) -> dict[str, Any]:
    """Return a post that is only in the ledger, in the form of a delivery of a plan."""
    message, draft = outcome.message or Message(""), outcome.draft
    return {
        "use": "",
        "round": outcome.key.round,
        "slot": outcome.key.part_number,
        "title": message.title,
        "summary": message.summary,
        "text": message.text,
        "html": message.html,
        "link": message.link,
        "image": None,
        "length": 0,
        "limit": 0,
        "digest": draft.digest if draft else None,
        "code": outcome.code or None,
        **outcome_json(outcome),
    }


def post_json(post: Post, seeded: bool) -> dict[str, Any]:  # noqa: FBT001 - a row of the ledger
    """Return the ledger's state of one post."""
    return {
        "key": str(post.key),
        "channel": post.key.channel,
        "language": post.key.language,
        "round": post.key.round,
        "slot": post.key.part_number,
        "state": "posted" if seeded else post.shown_state,
        "how": "seeded" if seeded else post.how,
        "at": moment_json(post.last),
        "receipt": receipt_json(post.receipt),
        "duplicates": [receipt_json(one) for one in post.duplicates],
        "error": post.why or None,
    }


def hold_json(issue: str, channel: str, held: Held) -> dict[str, Any]:
    """Return a hold for the JSON output; the channel is "" if it applies to all channels."""
    return {
        "issue": issue,
        "channel": channel,
        "because": held.because,
        "by": held.by,
        "at": moment_json(held.at),
    }


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return an issue for the JSON output."""
    return {
        "id": issue.id,
        "language": issue.language,
        "title": issue.title,
        "url": issue.url,
        "date": f"{issue.date:%Y-%m-%d}" if issue.date else None,
        "path": issue.path,
    }


def listed_json(issue: Issue) -> dict[str, Any]:
    """Return an issue for the JSON of `issues`."""
    return {**issue_json(issue), "covers": list(issue.covers)}


def delivery_json(planned: Planned) -> dict[str, Any]:
    """Return one post for the JSON output."""
    message, draft = planned.message or Message("", link=planned.issue.url), planned.draft
    return {
        "channel": planned.channel.name,
        "use": planned.channel.use,
        "language": planned.issue.language,
        "round": planned.round,
        "slot": planned.part_number,
        "key": planned.key,
        "state": planned.state,
        "title": message.title,
        "summary": message.summary,
        "text": message.text,
        "html": message.html,
        "link": message.link,
        **_by_hand(planned),
        **({"readers": planned.readers} if planned.readers is not None else {}),
        "image": msgspec.to_builtins(message.image),
        "confidence": planned.confidence,
        "length": planned.channel.length(message) if planned.message else 0,
        "limit": planned.channel.limit,
        "digest": draft.digest if draft else None,
        "receipt": receipt_json(planned.receipt),
        "until": moment_json(planned.until),
        "duplicates": [receipt_json(one) for one in planned.duplicates],
        "error": planned.error,
        "code": planned.code or None,
    }


def _by_hand(planned: Planned) -> dict[str, Any]:
    """Return what a person needs who makes the post; nothing where the program makes it."""
    if not planned.channel.by_hand:
        return {}
    return {"by_hand": True, "form": planned.channel.form(planned.message) if planned.message else ""}


def plan_json(plan: Plan, *, command: str, dry_run: bool, exit_code: int, ledger: str) -> dict[str, Any]:
    """Return the whole JSON output of a `command` that makes a plan, such as `publish` or `preview`."""
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
        "facts": [fact for issue in plan.issues for fact in _facts_of(plan, issue)],
        "left_out": [
            left
            for issue in plan.issues
            for left in rejected_json(issue, plan.extraction.get(issue.path, Extraction()))
        ],
    }


def said_on(plan: Plan, issue: Issue, fact: Fact) -> list[str]:
    """Return the channels whose posts on `issue` use `fact`."""
    posts = (post for post in plan.planned if post.issue.path == issue.path and post.message)
    return [post.channel.name for post in posts if post.message and fact.is_said_in(post.message.whole_text)]


def _facts_of(plan: Plan, issue: Issue) -> list[dict[str, Any]]:
    facts = plan.extraction.get(issue.path, Extraction()).told
    found = facts_json(issue, facts)
    return [{**told, "said_on": said_on(plan, issue, fact)} for told, fact in zip(found, facts, strict=True)]


def facts_json(issue: Issue, facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return the facts of an issue, best first, for the JSON output."""
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


def rejected_json(issue: Issue, extraction: Extraction) -> list[dict[str, Any]]:
    """Return the rejected items of an issue, with reasons, for the JSON output."""
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
        for left in extraction.rejected
    ]


def channel_json(use: str, kind: type[Channel]) -> dict[str, Any]:
    """Return an adapter for the JSON of `channels`."""
    limit = next((field.default for field in msgspec.structs.fields(kind) if field.name == "limit"), None)
    return {
        "use": use,
        "doc": (kind.__doc__ or "").split("\n")[0],
        "limit": limit,
        "can": capabilities(kind),
    }


def write_answer(command: str, code: int, **answer: Any) -> None:
    """Write the JSON output of a command that ends with the exit code `code`."""
    write_json({"version": 1, "command": command, "exit": code, **answer})


def write_json(data: Any) -> None:
    """Write one JSON object to standard output, in ASCII if the encoding requires it."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    if not sys.stdout.encoding.lower().replace("-", "").startswith("utf8"):
        import json

        text = json.dumps(json.loads(text), indent=2)
    sys.stdout.write(text + "\n")
