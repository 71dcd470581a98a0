"""Words that come from elsewhere: whole clauses of the issue pass, and no lie does."""

from __future__ import annotations

import pytest

from distribute.facts.claims import LONGEST, Claims
from distribute.facts.pipeline import highlights
from tests.facts.kit import issue

BODY = """
## Software

### Clients

[Kite 1.2](https://kite.example/) adds loops, which turn, and drops the old string. It is free for schools, but not for zoos.

[Moth 0.9](https://moth.example/) does not support rain. If the wind is right, Moth 0.9 flies at night.

Nobody thinks so: [Bee 2.1](https://bee.example/) is dead.

- **Wasp 3.0**: stings are optional; wings (still) grow.
"""
ISSUE = issue(BODY)
FACTS = {fact.line: fact for fact in highlights(ISSUE)}
KITE, MOTH, BEE, WASP = (FACTS[line] for line in sorted(FACTS))


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (KITE, "Kite 1.2 adds loops, which turn, and drops the old string"),
        (KITE, "Kite 1.2 adds loops."),
        (KITE, "kite 1.2 adds loops!"),
        (KITE, "Clients: Kite 1.2 adds loops"),
        (KITE, "Kite 1.2"),
        (MOTH, "Moth 0.9 does not support rain"),
        (WASP, "Wasp 3.0: stings are optional"),
    ],
)
def test_whole_clauses_pass(fact: object, line: str) -> None:
    assert Claims(ISSUE).refusal(line, fact) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (KITE, "Kite 1.2 adds wings"),
        (KITE, "Kite 1.3 adds loops"),
        (KITE, "Moth 0.9 adds loops"),  # another's name
        (KITE, "Kite 1.2 drops loops"),  # a verb of another clause
        (KITE, "Kite 1.2 drops the old string"),  # its own, but nobody knows that here
        (KITE, "It is free for schools"),  # what is?
        (KITE, "Kite 1.2 is free for zoos"),
        (KITE, "Kite 1.2 adds"),
        (KITE, "Stings are optional"),  # another fact's
        (MOTH, "Moth 0.9 does support rain"),
        (MOTH, "Moth 0.9 supports rain"),
        (MOTH, "support rain"),
        (MOTH, "Moth 0.9 flies at night"),  # if the wind is right
        (BEE, "Bee 2.1 is dead"),  # nobody thinks so
        (KITE, "Kite 1.2 adds loops 🎉"),
        (KITE, "Kite 1.2 adds loops https://evil.example/"),
        (KITE, "@kite 1.2 adds loops"),
        (KITE, "<b>Kite 1.2 adds loops</b>"),
        (KITE, "Kite 1.2 adds\nloops"),
        (KITE, "Kite 1.2 adds \u202eloops"),
        (KITE, "Kite 1.2 ≠ adds loops"),
        (KITE, ""),
        (KITE, "…"),
        (KITE, "Kite 1.2 adds loops" * LONGEST),
    ],
)
def test_no_lie_passes(fact: object, line: str) -> None:
    assert Claims(ISSUE).refusal(line, fact)  # type: ignore[arg-type]


def test_every_phrase_of_every_fact_passes() -> None:
    claims = Claims(ISSUE)
    assert [
        phrase for fact in FACTS.values() for phrase in fact.phrases if claims.refusal(phrase, fact)
    ] == []
