"""Any text, on every channel"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribute.channel.interface import Channel
from distribute.channel.post import Message
from distribute.channel.registry import built_in
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose
from distribute.facts.model import Fact
from distribute.facts.words import is_question
from distribute.issue import Issue
from distribute.text.mentions import harmless
from tests.adapters import channel
from tests.compose.fields.kit import FACTS, ISSUES, text_of

TAGS = st.lists(st.sampled_from(["Kites", "#Wind", "Ünï", "長い"]), max_size=3, unique=True)


def bare(it: Issue, on: Channel) -> Message:
    """Return what the channel would say with headline and link alone, whatever their length."""
    free = msgspec.structs.replace(on, hashtags=(), limit=10**9)
    return compose(it, free, [], Path("nowhere")).messages[0]


@pytest.mark.parametrize("use", sorted(built_in()))
@settings(max_examples=15)  # on each of 27 adapters
@given(it=ISSUES, facts=FACTS, tags=TAGS)
def test_whatever_the_issue_every_channel_fits_it_or_says_it_can_not(
    use: str, it: Issue, facts: list[Fact], tags: list[str]
) -> None:
    on = channel(use, hashtags=tags)
    try:
        draft = compose(it, on, facts, Path("nowhere"))
    except Unfit:
        if use == "linkedin" and len(it.headline) > 400:
            return  # the article's title
        assert on.length(bare(it, on)) > on.limit, "headline and link alone would have fitted"
        return
    for message in draft.messages:
        assert on.length(message) <= on.limit
        assert message.link == it.url
        assert harmless(it.headline, on.mention_marks).strip() in (message.title or message.text)
        if use != "reddit":
            assert it.url in message.text


@pytest.mark.parametrize("use", ["twitter", "mastodon", "outbox"])
@given(it=ISSUES, facts=FACTS, tags=TAGS)
def test_facts_are_told_whole_and_in_order(use: str, it: Issue, facts: list[Fact], tags: list[str]) -> None:
    on = channel(use, hashtags=tags)
    try:
        text = text_of(compose(it, on, facts, Path("nowhere")))
    except Unfit:
        return
    between = text.removeprefix(harmless(it.headline, on.mention_marks).strip()).partition(it.url)[0]
    told = [line.removeprefix("• ") for line in between.strip().split("\n") if line.startswith("• ")]
    waiting = iter(sorted(facts, key=lambda fact: is_question(fact.phrases[0])))  # questions come last
    for line in told:
        assert any(
            line.strip() in {harmless(phrase, on.mention_marks).strip() for phrase in known.phrases}
            for known in waiting
        ), line


@pytest.mark.parametrize(
    ("use", "field", "aim"),  # a title's first news may take 45 characters more, so that nothing lesser leads
    [("reddit", "title", 170 + 45), ("email", "summary", 90 + 45), ("linkedin", "text", 1300)],
)
@given(it=ISSUES, facts=FACTS)
def test_no_fact_takes_a_field_past_its_aim(
    use: str, field: str, aim: int, it: Issue, facts: list[Fact]
) -> None:
    on = channel(use)
    try:
        message = compose(it, on, facts, Path("nowhere")).messages[0]
    except Unfit:
        return
    measure = on.measure if field == "text" else len
    assert measure(getattr(message, field)) <= max(aim, measure(getattr(bare(it, on), field)))


@given(it=ISSUES, facts=FACTS)
def test_composing_twice_is_composing_once(it: Issue, facts: list[Fact]) -> None:
    for use in ("twitter", "email"):
        try:
            first = compose(it, channel(use), facts, Path("nowhere"))
        except Unfit:
            continue
        assert compose(it, channel(use), facts, Path("nowhere")).digest == first.digest
