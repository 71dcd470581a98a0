"""Rate how far a post can be sent without changes, by the source of its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from distribute.channel.interface import Channel
from distribute.channel.post import Draft
from distribute.facts.labels import is_telling
from distribute.facts.model import Fact
from distribute.issue import Issue
from distribute.regex import lazy_regex
from distribute.text.mentions import harmless

Confidence = Literal["own-words", "high", "fair", "headline-only"]

HEADLINE_ONLY = (
    "headline only: no news was found with certainty; list the issue's news as `distribute: {highlights: […]}` "
    "in the front matter, or write the post in the file that `distribute draft` creates"
)
_ENOUGH = 2  # facts from the editor's list at the start of a post
_HANDLE = lazy_regex(r" \(@[^()\s]+\)")
_MAIN = ("text", "title")


def confidence_of(
    issue: Issue, channel: Channel, draft: Draft, facts: Sequence[Fact], introduction: Fact | None = None
) -> Confidence:
    """Return a draft's confidence, from the source of its facts: `own-words`, `high`, `fair` or `headline-only`.

    It is high if the editor's introduction is told. It is also high if the editor's list or the issue's own headings come
    first, and most facts are more than a topic.
    """
    own = issue.words.for_channel(channel.aliases)
    if any(own.get(field) for field in ("text", "title", "subject")):
        return "own-words"
    quiet = partial(harmless, linked=channel.mention_marks)
    text = _HANDLE.sub(
        "", "\n".join(str(getattr(message, field)) for message in draft.messages for field in _MAIN)
    )
    if introduction and _introduces(introduction, draft, quiet):
        return "high"
    told = [
        fact
        for fact in facts
        if any(quiet(phrase) in text for phrase in (*fact.phrases, fact.telling_name) if phrase)
    ]
    if any(fact.is_own for fact in told):
        return "own-words"
    if not told:
        return "headline-only"
    leading = sum(fact.source != "entry" for fact in told)
    statements = sum(is_telling(fact.phrases[0]) for fact in told)
    is_led = told[0].source != "entry" and leading >= min(_ENOUGH, len(told))
    return "high" if is_led and 2 * statements > len(told) else "fair"


def _introduces(introduction: Fact, draft: Draft, quiet: Callable[[str], str]) -> bool:
    """Return whether a post consists of the introduction, or an email has it on its preview line."""
    shown = "\n".join(message.summary if message.html else message.text for message in draft.messages)
    return any(quiet(phrase) in _HANDLE.sub("", shown) for phrase in introduction.phrases)
