"""Words for a draft that a command of the user's choice proposes: what it is asked, and which of its lines are taken.

The command reads one JSON object and writes another:

    {"version": 1, "issue": {"id", "language", "title", "url", "date"},
     "facts": [{"id": "f1", "text", "phrases": […], "section", "kind", "tags": […], "link", "line"}],
     "channels": [{"channel", "use", "limit", "most", "fields": {"text": "…"}}]}

    {"lines": [{"fact": "f1", "text": "…", "channel": "mastodon"}]}

Facts are in their order of importance. A line without a channel is meant for all of them. The lines of a channel
take the place of its facts, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Message
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose
from distribute.config import Config
from distribute.errors import UserError
from distribute.facts.claims import Claims
from distribute.facts.model import Fact
from distribute.inputs.command import answer_of
from distribute.issue import Issue
from distribute.text.mentions import harmless

SECONDS = 60.0  # that a command has, unless the user says otherwise
_MOST = 1_000  # lines of an answer
_NO_ROOM = "there is no room for it"


class Line(msgspec.Struct, frozen=True):
    """One line of a command's answer: words for a fact, on one channel or on all."""

    fact: str
    text: str
    channel: str = ""


class _Answer(msgspec.Struct, frozen=True):
    lines: list[Line]


class Refused(msgspec.Struct, frozen=True):
    """A line that is not taken, and why."""

    text: str
    reason: str


class Proposal(msgspec.Struct, frozen=True):
    """What a command's lines make of a channel's post, None where none is taken; and the lines that are not taken."""

    message: Message | None
    refused: tuple[Refused, ...]


def proposals(
    command: str,
    issue: Issue,
    config: Config,
    facts: Sequence[Fact],
    composed: Sequence[tuple[Channel, Message]],
    *,
    seconds: float = SECONDS,
) -> dict[str, Proposal]:
    """Return what `command` proposes for each channel, by name; UserError if it gives no answer of the right form."""
    known = {f"f{number}": fact for number, fact in enumerate(facts, start=1)}
    secrets = {secret.name for channel in config.channels for secret in channel.secrets.values()}
    question = msgspec.json.encode(_question(issue, known, composed))
    lines = _lines(command, answer_of(command, question, seconds=seconds, secrets=secrets))
    claims = Claims(issue)
    names = {channel.name for channel, _ in composed}
    return {
        channel.name: _proposal(issue, config, channel, [line for line in lines if _is_for(line, channel, names)], known, claims)
        for channel, _ in composed
    }  # fmt: skip


def _question(
    issue: Issue, facts: Mapping[str, Fact], composed: Sequence[tuple[Channel, Message]]
) -> dict[str, Any]:
    return {
        "version": 1,
        "issue": {
            "id": issue.id,
            "language": issue.language,
            "title": issue.title,
            "url": issue.url,
            "date": issue.date.date().isoformat() if issue.date else "",
        },
        "facts": [
            {
                "id": name,
                "text": fact.phrases[0],
                "phrases": fact.phrases,
                "section": fact.section,
                "kind": fact.kind,
                "tags": fact.tags,
                "link": fact.link,
                "line": fact.line,
            }
            for name, fact in facts.items()
        ],
        "channels": [
            {
                "channel": channel.name,
                "use": channel.use,
                "limit": channel.limit,
                "most": channel.max_facts,
                "fields": {
                    channel.field_labels.get(name, name): value
                    for name in ("title", "summary", "text")
                    if (value := str(getattr(message, name)))
                },
            }
            for channel, message in composed
        ],
    }


def _lines(command: str, answer: bytes) -> list[Line]:
    """Read a command's answer."""
    try:
        lines = msgspec.json.decode(answer, type=_Answer).lines
    except (ValueError, RecursionError) as error:
        msg = f'--with: {command!r} did not answer with {{"lines": [{{"fact": "f1", "text": "…"}}]}}: {error}'
        raise UserError(msg) from None
    if len(lines) > _MOST:
        msg = f"--with: {command!r} answered with {len(lines):,} lines; at most {_MOST:,} are read"
        raise UserError(msg)
    return lines


def _is_for(line: Line, channel: Channel, names: set[str]) -> bool:
    """Return whether a line is meant for a channel; one for a channel that does not exist is refused on all."""
    return line.channel in {"", channel.name} or line.channel not in names


def _proposal(
    issue: Issue,
    config: Config,
    channel: Channel,
    lines: Sequence[Line],
    facts: Mapping[str, Fact],
    claims: Claims,
) -> Proposal:
    taken: dict[str, Fact] = {}
    refused: list[Refused] = []
    for line in lines:
        text = line.text.strip()
        if reason := _refusal(line, text, channel, facts, taken, claims):
            refused.append(Refused(text, reason))
        else:
            taken[line.fact] = msgspec.structs.replace(facts[line.fact], phrases=(text,))
    message = _composed(issue, config, channel, list(taken.values())) if taken else None
    said = message.whole_text if message else ""
    told = {name: fact for name, fact in taken.items() if _is_said(fact, said, channel)}
    refused += [Refused(fact.phrases[0], _NO_ROOM) for name, fact in taken.items() if name not in told]
    return Proposal(message if told else None, tuple(refused))


def _refusal(
    line: Line,
    text: str,
    channel: Channel,
    facts: Mapping[str, Fact],
    taken: Mapping[str, Fact],
    claims: Claims,
) -> str:
    """Return why a line is not taken, "" if it is."""
    if line.channel not in {"", channel.name}:
        return f"there is no channel {line.channel!r} here"
    if line.fact not in facts:
        return f"there is no fact {line.fact!r}"
    already = f"{line.fact} has a line already" if line.fact in taken else ""
    return claims.refusal(text, facts[line.fact]) or already


def _composed(issue: Issue, config: Config, channel: Channel, facts: Sequence[Fact]) -> Message | None:
    """Return the post that tells `facts`, None where the channel has no room for one post."""
    folder: Path = config.path.parent
    try:
        messages = compose(issue, channel, facts, folder, config.people).messages
    except Unfit:
        return None
    return messages[0] if len(messages) == 1 else None


def _is_said(fact: Fact, said: str, channel: Channel) -> bool:
    return fact.phrases[0] in said or harmless(fact.phrases[0], channel.mention_marks) in said
