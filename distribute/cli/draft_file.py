"""Write the draft file of an issue, and tell what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Message
from distribute.compose.edited import write
from distribute.compose.proposals import Proposal
from distribute.config import Config
from distribute.errors import counted
from distribute.facts.model import Fact
from distribute.issue import Issue
from distribute.render.escape import safe

_SHOWN = 300  # characters of a line that was refused


def write_draft(
    issue: Issue,
    config: Config,
    facts: Sequence[Fact],
    composed: Sequence[tuple[Channel, Message]],
    answer: Mapping[str, Proposal],
) -> list[dict[str, Any]]:
    """Write an issue's draft; return what became of each section, and of the lines of a command that were refused."""
    proposed = {name: each.message for name, each in answer.items() if each.message}
    texts = {channel.name: proposed.get(channel.name, message).whole_text for channel, message in composed}
    in_order = sorted(facts, key=lambda fact: fact.line)
    others = {
        name: [fact.phrases[0] for fact in in_order if not fact.is_said_in(text)]
        for name, text in texts.items()
    }
    refused = {
        name: [safe(f"{line.text[:_SHOWN]} ({line.reason})") for line in each.refused]
        for name, each in answer.items()
    }
    told = write(issue, config, composed, others, proposed, refused)
    return [
        {"channel": name, "state": state, "edited": own}
        | (
            {
                "refused": [
                    {"text": line.text[:_SHOWN], "reason": line.reason} for line in answer[name].refused
                ]
            }
            if name in answer
            else {}
        )
        for name, state, own in told
    ]


def section_line(section: Mapping[str, Any]) -> str:
    """Return what became of a section, in a line."""
    mine = f", and left as it is: {', '.join(section['edited'])}" if section["edited"] else ""
    lines = len(section.get("refused", ()))
    less = f", and {counted(lines, 'line')} of the command not taken" if lines else ""
    return f"{section['channel']}: {section['state']}{mine}{less}"
