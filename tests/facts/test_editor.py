"""What an editor would strike out of a post: each kind, in the smallest issue that shows it."""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.text.markdown import parse
from tests.facts.kit import facts, fullest, issue

NEWS = """
## News

- [Moth 3.1](https://moth.example/) can fly at night.
- [Bee 2.4](https://bee.example/) can carry a kite.
"""


def shortest(body: str, *earlier: str) -> list[str]:
    return [fact.phrases[-1] for fact in facts(body, *earlier)]


def test_a_security_release_is_never_a_bare_name() -> None:
    body = "## News\n\n[Kite 1.9.2](https://kite.example/) fixes a vulnerability (KI-3) that let anybody cut the string of others.\n"
    (fact,) = facts(body)
    assert fact.phrases[-1] == "Kite 1.9.2 fixes a vulnerability"
    assert fact.telling_name == ""
    assert "security" in fact.tags


def test_security_news_is_told_where_an_editor_put_other_things_first() -> None:
    headings = "".join(
        f"## {name} flies again\n\nNobody knows why.\n\n" for name in ("Kite", "Moth", "Bee", "Gnat")
    )
    body = f"{headings}## Software\n\n- [Wasp 2.0](https://w.example/) is out.\n- [Fly 1.1](https://f.example/) fixes a vulnerability.\n"
    assert fullest(body).index("Fly 1.1 fixes a vulnerability") == 3


def test_an_event_that_the_last_issue_told_does_not_outrank_news() -> None:
    event = "## Events\n\n- 20 December: [Kite day](https://kite.example/day), in the park\n"
    assert fullest(NEWS + event)[0] == "20 December: Kite day, in the park"
    assert fullest(NEWS + event, event)[0] == "Moth 3.1 can fly at night"


def test_a_date_by_which_to_act_ranks_above_a_date() -> None:
    body = """## Events

- 14 December: [Kite day](https://kite.example/day), in the park
- 30 January 2021: [KiteCon](https://kite.example/con) in Kiteville; talks can be proposed until 20 December
"""
    assert fullest(body)[0].startswith("30 January 2021: KiteCon")


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("Kite 5.0 draws strings and opens the files of all versions since 2.0", "of all versions"),
        (
            "The kites have a new home: everything has moved to kites.example, and the old place redirects",
            "new home",
        ),
        ("Kite 5.0 came, and the string broke after 12 December", "broke"),
    ],
)
def test_a_cut_leaves_no_bound_and_no_address_out(sentence: str, never: str) -> None:
    (fact,) = facts(f"## News\n\n- {sentence}, as [Ada](https://ada.example/) says.\n")
    assert not [phrase for phrase in fact.phrases if phrase.endswith(never)]


def test_a_definition_is_told_of_its_term() -> None:
    body = "## Software\n\n[Kite 4.0](https://kite.example/)\n: The string can be cut. Mind your fingers.\n\nMoth 2.1\n: Wings are dry.\n"
    assert fullest(body) == ["Kite 4.0: The string can be cut", "Moth 2.1: Wings are dry"]
    assert [item.line for item in parse(body).items()] == [4, 7]


def test_a_heading_and_its_sentence_have_one_colon() -> None:
    story = "## Kites love the {} wind\n\nThe report of the month: why the [kite](https://kite.example/) flew away.\n\n"
    told = fullest("".join(story.format(wind) for wind in ("north", "south", "east")))
    assert told == ["Kites love the north wind", "Kites love the south wind", "Kites love the east wind"]


def test_what_happens_regularly_is_no_news_but_what_is_different_this_time() -> None:
    opening = "- The [mill](https://mill.example/) is open on the first Sunday of the month from ten to four."
    assert "happens-regularly" in {
        entry.rule for entry in extract_facts(issue(f"{NEWS}{opening}\n")).rejected
    }
    told = fullest(f"{NEWS}{opening} On 20 December there is tea.\n")
    assert told[-1] == "On 20 December there is tea"


def test_a_sentence_that_refers_back_is_not_told_alone() -> None:
    story = "## {} opens the gate by itself\n\nSomebody got up at night. {}, our small controller, now does it.\n\n"
    names = ("Kite", "Moth", "Bee")
    told = fullest("".join(story.format(name, name) for name in names))
    assert told == [f"{name} opens the gate by itself" for name in names]


def test_what_follows_a_sentence_that_leans_on_a_heading_does_not_stand_for_it() -> None:
    story = "## {}\n\nIt is a kite for beginners. Examples of use are parks and fields.\n\n"
    told = fullest("".join(story.format(name) for name in ("Redkite 2", "Bluekite 3", "Greenkite 4")))
    assert not [phrase for phrase in told if "Examples" in phrase]


def test_a_story_is_told_with_its_date() -> None:
    story = "## An evening about {}\n\nOn 21 December the mill holds an evening. There is soup.\n\n"
    told = shortest("".join(story.format(about) for about in ("mud", "wind", "rain")))
    assert told[0] == "An evening about mud: on 21 December the mill holds an evening"


def test_whose_page_a_heading_links_to_is_not_the_news() -> None:
    story = (
        "## [{} for beginners](https://kite.example/{}.html)\n\n"
        "The [Kite Blog](https://kite.example/) explains {} for beginners of every age.\n\n"
    )
    told = fullest("".join(story.format(*[about] * 3) for about in ("Loops", "Rolls", "Dives")))
    assert told == ["Loops for beginners", "Rolls for beginners", "Dives for beginners"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("[feat(sky): added loops to Kite (#1234)](https://kite.example/pull/1234)", "added loops to Kite"),
        (
            "[docs: wrote about loops in Kite (#1234)](https://kite.example/pull/1234)",
            "wrote about loops in Kite",
        ),
        ("14137: count all loops of Kite", "count all loops of Kite"),
    ],
)
def test_a_kind_of_commit_is_not_said(entry: str, told: str) -> None:
    assert fullest(f"## Kite\n\n- {entry}\n") == [told]


def test_upkeep_comes_last() -> None:
    body = "## Kite\n\n- [bumped Moth from 1.2 to 1.3](https://k.example/1)\n- [added loops to Kite](https://k.example/2)\n"
    assert fullest(body) == ["added loops to Kite", "bumped Moth from 1.2 to 1.3"]


def test_a_persons_name_says_nothing_alone() -> None:
    (fact,) = facts(
        "## Articles\n\n- [Ada Bo Cy](https://ada.example/) wrote about bringing kites to the sea.\n"
    )
    assert fact.telling_name == ""


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        # a list of verbs that share an object
        (
            "[Kite](https://k.example/) is a tool for cutting, tying, and folding strings of any length.",
            ["Kite is a tool for cutting, tying, and folding strings of any length"],
        ),
        # a participle without its subject
        (
            "Originally developed for moths, [Kite](https://k.example/) flies at night.",
            ["Originally developed for moths, Kite flies at night"],
        ),
        # a sentence after an emoji
        (
            "[Kite](https://k.example/) takes part in KiteCon! 🎉 The plan is there.",
            ["Kite takes part in KiteCon!"],
        ),
        # a word before the name
        ("Lastly, [Kite 1.2](https://k.example/) flies at night.", ["Kite 1.2 flies at night"]),
        # a clause between commas that is still open
        (
            "The [Kite Net](https://k.example/), as with other nets like it, got replaced by Moth.",
            ["The Kite Net, as with other nets like it, got replaced by Moth"],
        ),
        # a participle that goes on about its subject
        (
            "Using the Kite editor, [Ada Moth](https://k.example/) wrote, tested, and flew loops.",
            ["Using the Kite editor, Ada Moth wrote, tested, and flew loops"],
        ),
        # an address as the only news
        ("The list of [kites](https://k.example/) is https://kites.example/list/index.html", []),
        # what is counted
        ("Second is the [KiteCon](https://k.example/) in Kiteville.", []),
    ],
)
def test_a_paragraph_is_told_in_phrases_that_stand_alone(paragraph: str, told: list[str]) -> None:
    assert [phrase for fact in facts(f"## News\n\n{paragraph}\n") for phrase in fact.phrases] == told


def test_a_link_is_not_told_by_the_word_that_it_is() -> None:
    assert fullest("## News\n\n- Proposal to add loops to Kite: [link](https://k.example/)\n") == [
        "Proposal to add loops to Kite"
    ]


def test_an_explanation_after_a_label_is_no_entry_of_an_editors_list() -> None:
    body = (
        "- **Local groups:** they're building bridges among fliers of Kite\n- **Room:** by being small, groups of Kite can try things\n\n"
        "## News\n\n- [Kite 1.2](https://k.example/) flies at night.\n"
    )
    assert fullest(body) == ["Kite 1.2 flies at night"]


def test_to_be_listed_makes_no_bare_name_news() -> None:
    story = "## {}\n\nIt is a kite.\n\n"
    body = "- Redkite\n- Moth\n- Bee\n\n" + "".join(story.format(name) for name in ("Redkite", "Moth", "Bee"))
    assert [fact.is_minor for fact in facts(body)] == [True] * 3


def test_a_release_under_a_label_is_told_once_and_a_telling_label_alone() -> None:
    body = (
        "## News\n\n- **Kite v0.2.2 released:** Kite v0.2.2 adds loops for everybody.\n"
        "- **Moth Net Dev Kit 1.0.0 released:** It is stable.\n- **Bee Sting app 2.5.0 adds honey:** It is sweet.\n"
    )
    assert fullest(body) == [
        "Kite v0.2.2 adds loops for everybody",
        "Moth Net Dev Kit 1.0.0 released",
        "Bee Sting app 2.5.0 adds honey",
    ]


def test_a_column_of_the_newsletter_is_no_story() -> None:
    story = "## {}\n\nIt flies in the park.\n\n"
    names = ("Redkite lands", "Kite of the Week", "Bluekite sinks", "Greenkite rises")
    assert "Kite of the Week" not in fullest("".join(map(story.format, names)))


def test_a_name_is_not_told_by_its_background() -> None:
    story = "## {}\n\nWriting about strings is often difficult.\n\n"
    told = shortest("".join(story.format(name) for name in ("Redkite", "Moth", "Bee")))
    assert not [phrase for phrase in told if "difficult" in phrase]
    story = "## {}\n\nAda packaged the wings of the north.\n\n"
    told = shortest("".join(story.format(name) for name in ("Artwork", "Wingwork", "Stringwork")))
    assert told[0] == "Artwork: Ada packaged the wings of the north"


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        (
            "[Kite](https://k.example/) is an Open String Control (OSC) toolkit which flies everywhere now",
            "Kite is an Open String Control (OSC) toolkit",
        ),
        (
            "[Kite](https://k.example/) is a protocol which is used by moths of all ages",
            "Kite is a protocol which is used by moths of all ages",
        ),
    ],
)
def test_a_cut_leaves_what_a_thing_is(sentence: str, short: str) -> None:
    assert shortest(f"## News\n\n- {sentence}.\n") == [short]


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        (
            "schließt eine Sicherheitslücke, durch die jeder Drachen abstürzen konnte",
            "Drachen 2.6: schließt eine Sicherheitslücke",
        ),
        (
            "hat eine Sicherheitslücke, durch die jeder abstürzen konnte, geschlossen",
            "Drachen 2.6: hat eine Sicherheitslücke, durch die jeder abstürzen konnte, geschlossen",
        ),
    ],
)
def test_german_security_news_is_cut_where_its_verb_is_whole(sentence: str, short: str) -> None:
    (fact,) = facts(f"## Neuigkeiten\n\n- **Drachen 2.6:** {sentence}.\n", language="de")
    assert fact.phrases[-1] == short
