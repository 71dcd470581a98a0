"""Which facts of an issue are worth announcing, in which order, and in whose words."""

from __future__ import annotations

from distribute.facts.pipeline import highlights
from tests.facts.kit import WHOLE, facts, issue


def test_an_issue_becomes_its_named_facts_the_best_first() -> None:
    assert [(fact.phrases, fact.name, fact.section) for fact in facts(WHOLE)] == [
        (("Nest 4.5.0 fixes CVE-2020-1234",), "Nest 4.5.0", "Servers"),
        (("The next Kite Meetup takes place on 14 January 2021",), "", "Events"),
        (("Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops"), "Kite 1.2", "Clients"),
        (("The Kite Foundation elected a new board",), "", "Announcements"),
        (
            ("New XEPs: Wind, Rain and Hail, Sun", "3 new XEPs, among them Wind and Sun", "3 new XEPs"),
            "3 new XEPs",
            "New",
        ),
        (("How to fly: Ada Moth explains the wind",), "", "Articles"),
        (("Moth 0.9.1",), "Moth 0.9.1", "Clients"),
    ]


def test_a_fact_knows_its_line_and_where_it_leads() -> None:
    lines = WHOLE.split("\n")
    for fact in facts(WHOLE):
        assert 1 <= fact.line <= len(lines)
        if fact.link:
            assert fact.link in lines[fact.line - 1]
    shifted = facts(WHOLE, body_line=11)
    assert [fact.line for fact in shifted] == [fact.line + 10 for fact in facts(WHOLE)]


def test_every_fact_says_why_it_was_chosen() -> None:
    reasons = {(fact.kind, *fact.tags) for fact in facts(WHOLE)}
    assert ("release", "described", "security") in reasons
    assert ("event", "upcoming") in reasons
    assert all(fact.rule for fact in facts(WHOLE))


def test_the_same_issue_has_the_same_facts() -> None:
    assert highlights(issue(WHOLE)) == highlights(issue(WHOLE))
