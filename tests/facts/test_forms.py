"""Newsletters of other makings"""

from __future__ import annotations

import pytest

from distribute.facts import ranking
from distribute.facts.model import Fact
from distribute.facts.pages import page_of
from distribute.facts.pipeline import extract_facts
from tests.facts.kit import facts, fullest, issue

DIGEST = """\
## Featured

- [Kites in ten minutes: a beginner's way](https://kite.example/ten) by Ada Moth

  > A kite is a thing that flies. I want to show how.

- [Moth 1.2 released](https://moth.example/1) by the Moth team
  > We are very happy.

- [Wind Ltd is hiring a senior kite engineer](https://wind.example/) (ad)

## In brief

- [flap](https://flap.example/) by Bo Wing
- [Kite strings: what they're made of](https://string.example/) by Cy Reel and Di Spool
"""


def test_a_digests_entries_are_told_by_their_titles() -> None:
    assert fullest(DIGEST) == [
        "Kites in ten minutes: a beginner's way",
        "Moth 1.2",
        "Kite strings: what they're made of",
    ]
    left = {entry.text: entry.rule for entry in extract_facts(issue(DIGEST)).rejected}
    assert left["flap"] == "single-word"
    assert left["Wind Ltd is hiring a senior kite engineer (ad)"] == "advertisement"


def test_an_issue_without_headings_is_all_news() -> None:
    assert fullest(
        "- [Kite 1.2 released](https://kite.example/)\n- [How to fly a moth](https://moth.example/)\n"
    ) == [
        "Kite 1.2",
        "How to fly a moth",
    ]


STORIES = """\
Hello.

## Introduction

Winter is here.

## [Flapper](https://flap.example/)

#### Author: Bo Wing

Have you ever flapped? Flapper is a small library for flapping in any wind, with wings.

## A wing drawn in 3D

Ada Moth shows how wings are drawn.

## Flying without a string at last

Nobody thought it possible, and yet [it is](https://string.example/).
"""


def test_stories_are_told_by_their_headings() -> None:
    told = facts(STORIES)
    assert [fact.phrases[-1] for fact in told] == [
        "Flapper is a small library for flapping in any wind",
        "A wing drawn in 3D",
        "Flying without a string at last",
    ]
    assert told[0].phrases[0] == "Flapper is a small library for flapping in any wind, with wings"
    assert told[2].link == "https://string.example/"
    assert {fact.rule for fact in told} == {"own-heading"}


def test_headings_that_recur_are_no_stories() -> None:
    assert not [fact for fact in facts(STORIES, STORIES) if fact.rule == "own-heading"]


@pytest.mark.parametrize("heading", ["Clients", "Other changes", "What is a kite?", "..."])
def test_headings_that_any_issue_may_have_are_no_stories(heading: str) -> None:
    body = STORIES.replace("A wing drawn in 3D", heading)
    assert not [fact for fact in facts(body) if fact.rule == "own-heading"]


CURATED = """\
Hi all.

## Articles

### [How kites stay up in a storm](https://kite.example/up)

Ada Moth explains what the wind does to a sail. It's a long read.

## Tools

### [Flap 2.0](https://flap.example/)

Flap is a simulator for wings. This release adds gusts.

### [Spool](https://spool.example/)

Keeps your strings in order.

## Thanks

### [Bo Wing and many others](https://wing.example/)

You know why.
"""


CURATED_FORMS = {
    "headings": CURATED,
    "bold": CURATED.replace("### [", "**[").replace(")\n\n", ")**\n\n"),
    "a line": CURATED.replace("### [", "[").replace(")\n\n", ")\n"),
    "a line in bold": CURATED.replace("### [", "**[").replace(")\n\n", ")**\n"),
}


@pytest.mark.parametrize("form", CURATED_FORMS)
def test_curated_links_are_told_by_their_titles(form: str) -> None:
    told = {fact.name or fact.phrases[-1]: fact.link for fact in facts(CURATED_FORMS[form])}
    told.pop("Spool", None)  # of which only some forms can tell more
    assert told == {
        "How kites stay up in a storm": "https://kite.example/up",
        "Flap 2.0": "https://flap.example/",
    }


def test_what_a_dash_adds_to_a_link_is_told() -> None:
    assert set(fullest(CURATED.replace("### [", "- [").replace(")\n\n", ") — "))) == {
        "How kites stay up in a storm: Ada Moth explains what the wind does to a sail",
        "Flap 2.0 adds gusts",
        "Spool — Keeps your strings in order",
    }


def test_a_sentence_that_is_wrapped_after_its_link_is_whole() -> None:
    assert fullest(
        "## News\n\n[Kite Foundation](https://kite.example/)\nelected a new board in November.\n"
    ) == ["Kite Foundation elected a new board in November"]


def test_linked_headings_that_recur_are_no_news() -> None:
    assert facts(CURATED, CURATED) == []


def test_like_facts_are_compared_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counted(fuller: str, phrase: str) -> bool:
        nonlocal compared
        compared += 1
        return says_all(fuller, phrase)

    says_all = ranking._says_all
    monkeypatch.setattr(ranking, "_says_all", counted)
    text = "Project {0} has released version 2.{0}, which adds sound."
    facts = [
        Fact(phrases=(text.format(n),), line=n, section="Software", score=1.0, kind="release")
        for n in range(2_000)
    ]
    kept, left = ranking.merge_same(facts)
    assert (len(kept), left) == (2_000, [])
    assert compared < 4_000


@pytest.mark.parametrize(
    ("links", "page"),
    [
        ("[@ada](https://github.com/ada) in [#9](https://kite.example/9)", "https://kite.example/9"),
        ("[Ada](https://github.com/ada) in [#9](https://kite.example/9)", "https://kite.example/9"),
        ("[a picture](https://kite.example/loop.PNG?raw=1) in [#9](https://kite.example/9)", "https://kite.example/9"),
        ("[Kite](https://github.com/kite)", "https://github.com/kite"),
        ("[who did it](https://twitter.com/ada?lang=en)", ""),
        ("[@ada](https://github.com/ada)", ""),
        ("[a picture](https://kite.example/loop.png)", ""),
    ],
)  # fmt: skip
def test_an_entry_links_a_page_and_not_a_picture_or_a_person(links: str, page: str) -> None:
    (item,) = issue(f"- Kites of Moth can now do loops at night: {links}.").document.items()
    assert page_of([item], "Kites of Moth can now do loops at night: Kite") == page


@pytest.mark.parametrize(
    ("entry", "said", "page"),
    [
        ("[Moth](https://moth.example/) has [released 1.3](https://moth.example/1.3).", "Moth has released 1.3", "https://moth.example/1.3"),
        ("After [1.2](https://k.example/1.2), [1.3](https://k.example/1.3) is out.", "Kite 1.3", "https://k.example/1.3"),
        ("[Kite](https://k.example/a/b) ties [knots](https://k.example/a/c).", "Knots are tied", "https://k.example/a/c"),
        ("[#12](https://k.example/12) adds [loops](https://k.example/loops) to kites.", "Loops for kites", "https://k.example/12"),
        ("[Ada](https://github.com/ada) wrote [kited](https://github.com/ada/kited).", "Ada wrote kited", "https://github.com/ada/kited"),
        ("[Ada](/author/ada-moth/) speaks at [KiteCon](https://kite.example/con).", "Ada speaks at KiteCon", "https://kite.example/con"),
        ("[Ada](https://kites.example/@ada) shared [loops](https://kite.example/loops).", "Ada shared loops", "https://kite.example/loops"),
        ("[Kite manual](https://kite.example/user/manual) was rewritten, see [more](https://w.example/x).", "Kite manual was rewritten", "https://kite.example/user/manual"),
        ("Kite loops, thanks to [Ada](https://www.linkedin.com/in/ada) and all.", "Kite loops", ""),
        ("[Ada said](https://kites.example/@ada/12) that Kite loops.", "Ada said that Kite loops", "https://kites.example/@ada/12"),
        ("[Moth loops](https://moth.example/?page=9) by [Bo](https://bo.example/a).", "Moth loops by Bo", "https://moth.example/?page=9"),
        ("Kites loop (see [Letter 9](https://kite.example/letters/9)).", "Kites loop", ""),
    ],
)  # fmt: skip
def test_an_entry_links_the_page_that_its_words_are_about(entry: str, said: str, page: str) -> None:
    (item,) = issue(f"- {entry}").document.items()
    assert page_of([item], said) == page


@pytest.mark.parametrize(
    ("below", "page"),
    [
        ("As [Ada](https://ada.example/) and [Bo](https://bo.example/) say, it works.", ""),
        ("As [Ada](https://ada.example/) says, it works.", "https://ada.example/"),
        (
            "[Ada](https://ada.example/) and [the moths](https://moth.example/) agree.",
            "https://moth.example/",
        ),
    ],
)
def test_a_heading_links_no_page_at_random(below: str, page: str) -> None:
    body = f"## Moths learned to loop\n\n{below}\n\n## Balls roll uphill\n\nUp.\n\n## Bells ring now\n\nThey do.\n"
    assert facts(body)[0].link == page


def test_a_label_that_tells_a_change_is_told_instead_of_its_examples() -> None:
    below = "".join(
        f"  - [#{n}](https://kite.example/{n}) the knot K{n} is tied wrongly\n" for n in (1, 2, 3)
    )
    assert fullest(f"## News\n\n- Detect new kinds of Kite knots:\n{below}") == [
        "Detect new kinds of Kite knots"
    ]
    assert "Detect" not in " ".join(fullest(f"## News\n\n- Kite knots:\n{below}"))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("How Moths Learn to Loop | Kite Club", "How Moths Learn to Loop"),
        ("How Moths Learn to Loop | Part Two", "How Moths Learn to Loop | Part Two"),
    ],
)
def test_the_site_in_the_title_of_a_page_is_not_told(title: str, told: str) -> None:
    assert fullest(f"## News\n\n- [{title}](https://www.kite-club.example/loops)\n") == [told]
