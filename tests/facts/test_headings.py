"""What a heading tells, and what is told below it."""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import extract_facts
from tests.facts.kit import facts, fullest, issue

BOLD = "Welcome!\n\n**New nests**\n\nAda Moth built a nest.\n\n**Tail update**\n\nThe tail will be sewn on by hand.\n"

EVENT = "# [{0}](https://kite.example/)\n#### 🕐 {1} 📍 [Lyon](https://map.example)\n#### *{2}*\nCome and see us.\n\n"


def test_an_interview_is_told_by_its_heading() -> None:
    body = (
        "## Spotlight: Ada Moth\n\n- **Who are you?**\n\n  I fly kites.\n\n- **What would you name your best kite?**\n\n"
        "  Moth 2.0, I think.\n\n## News\n\n- [Kite 2.0](https://kite.example/) adds tails.\n"
    )
    assert fullest(body) == ["Kite 2.0 adds tails", "Spotlight: Ada Moth"]
    assert "interview" in {entry.rule for entry in extract_facts(issue(body)).rejected}


@pytest.mark.parametrize("heading", ["Newsletter", "The Letter!", "Kite Crew"])
def test_a_heading_that_repeats_the_title_is_not_about_a_part(heading: str) -> None:
    body = f"# {heading}\n\n- The [Kite Club](https://kite.example/) has a new mill\n"
    assert fullest(
        body, title="Newsletter" if heading == "Newsletter" else "The letter", site="Kite Crew"
    ) == ["The Kite Club has a new mill"]


def test_below_the_title_stands_the_introduction() -> None:
    body = "# The letter\n\nThe [Kite Club](https://kite.example/) flies.\n\n## News\n\n- Moth 2.0 is out.\n"
    assert fullest(body, title="The letter") == ["Moth 2.0"]


def test_what_stands_below_a_list_is_not_about_its_heading() -> None:
    said = "We have added loops to every kite."
    listed = "- The [Kite Club](https://kite.example/) has moved to Lyon"
    body = (
        "## Kite Migration Steps\n\n{}\n\n{}\n\n## Moth House Roof\n\nThe house has a [new roof](https://moth.example/).\n\n"
        "## Bee Garden\n\nThe bees have now moved in.\n"
    )
    assert fullest(body.format(said, listed))[0] == "Kite Migration Steps: We have added loops to every kite"
    assert fullest(body.format(listed, said))[0] == "Kite Migration Steps"


def test_a_day_without_an_event_gets_it_from_its_heading() -> None:
    body = (
        "## Kite Workshop 2021\n\n- [2-6 January 2021](https://kite.example/) in Lyon, France.\n\n"
        "## Talks\n\n- [22nd December](https://moth.example/): Talk on green moths\n"
    )
    assert set(fullest(body)) == {
        "Kite Workshop 2021: 2-6 January 2021 in Lyon, France",
        "22nd December: Talk on green moths",
    }
    assert "22nd December" not in [said for fact in facts(body) for said in (*fact.phrases, fact.name)]


def test_a_heading_that_announces_gets_no_later_date() -> None:
    body = (
        "## Announcing the Kite Grant Program\n\nThe [Kite Club](https://kite.example/) has money.\n"
        "Applications are due on 14 January 2021.\n\n## Winter evening about moths\n\n"
        "On 21 January 2021 the [house](https://moth.example/) holds it.\n\n## Bells now ring\n\nLoudly.\n"
    )
    told = fullest(body)
    assert not any("are due" in said for said in told)
    assert any(said.startswith("Winter evening about moths: on 21 January 2021") for said in told)


def test_a_heading_that_ends_with_a_colon_is_no_story() -> None:
    body = (
        "## Moth House has a new roof\n\nIt is green.\n\n## The tools that we really use:\n\n- [Kite](https://kite.example/) to fly\n\n"
        "## Bells ring at noon\n\nLoudly.\n\n## Balls roll uphill\n\nThey do.\n"
    )
    assert fullest(body)[:3] == ["Moth House has a new roof", "Bells ring at noon", "Balls roll uphill"]


def test_below_a_heading_that_ends_with_a_pronoun_is_news() -> None:
    assert fullest("## Kite 2.0 fixes all that\n\n- The [tail](https://kite.example/) is longer now\n")


def test_a_meeting_without_a_name_is_told_below_its_heading() -> None:
    body = "## Community\n\n### Moth Circle\n\nThe next meeting is scheduled for 14 January 2021.\n"
    assert fullest(body) == ["Moth Circle: The next meeting is scheduled for 14 January 2021"]
    body = body.replace("Moth Circle", "Events").replace("The next meeting", "The Moth meetup")
    assert fullest(body) == ["The Moth meetup is scheduled for 14 January 2021"]


def test_paragraphs_in_bold_are_headings_where_there_are_no_others() -> None:
    found = extract_facts(issue(BOLD))
    assert [(fact.section, fact.phrases[0]) for fact in found.facts] == [
        ("New nests", "Ada Moth built a nest"),
        ("Tail update", "The tail will be sewn on by hand"),
    ]
    assert {entry.text: entry.rule for entry in found.rejected if entry.line in {3, 7}} == {
        "New nests": "bold-heading",
        "Tail update": "bold-heading",
    }
    assert {fact.section for fact in facts(f"{BOLD}\n## More\n\n- Kite 2.0 is out.\n")} <= {"", "More"}
    questions = BOLD.replace("**New nests**", "**Who are you?**").replace("**Tail update**", "**And why?**")
    assert "bold-heading" not in {entry.rule for entry in extract_facts(issue(questions)).rejected}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Starting with 2.3.0, loops have been added",
            "Moth Lamp: Starting with 2.3.0, loops have been added",
        ),
        (
            "Starting with Kite 2.3.0, loops have been added",
            "Starting with Kite 2.3.0, loops have been added",
        ),
    ],
)
def test_a_version_without_a_name_is_told_below_its_heading(said: str, told: str) -> None:
    assert fullest(f"## Software\n\n### Moth Lamp\n\n- {said}.\n\n### More\n\nMoth Lamp is red.\n")[0] == told


def test_a_later_sentence_that_takes_up_the_heading_tells_what_is_new() -> None:
    body = "".join(f"## {name}\n\nI wrote about it. The {word} is merged and flies by default.\n\n" for name, word in (
        ("Moth's red string", "string"), ("Ada's round lamp", "lamp"), ("Bo's open nest", "nest")))  # fmt: skip
    assert fullest(body)[0] == "Moth's red string: The string is merged and flies by default"
    assert not any(
        "default" in told for told in fullest(body.replace("The string", "The ball")) if "string" in told
    )


def test_a_heading_with_the_date_of_an_event_or_in_italics_is_no_story() -> None:
    events = [
        ("Kite Race", "Mon 14th Dec 1pm - 4pm", "Fly, fly, fly away"),
        ("Moth Dinner", "Fri 18th Dec 7pm", "All the light you can eat"),
        ("Nest Walk", "Sat 19th Dec 10am", "A walk to remember"),
    ]
    body = "".join(EVENT.format(*event) for event in events)
    told = [
        "Kite Race: Mon 14th Dec 1pm - 4pm",
        "Moth Dinner: Fri 18th Dec 7pm",
        "Nest Walk: Sat 19th Dec 10am",
    ]
    assert fullest(body) == told
    italics = "".join(
        f"## *{name} learned to loop*\n\nCome and see.\n\n" for name in ("Kite", "Moth", "Nest")
    )
    assert fullest(italics)[0] == "Kite learned to loop", "all headings are in italics"


def test_a_paragraph_in_bold_that_tells_news_is_no_mere_title_of_the_list_below() -> None:
    body = "## Kite\n\nKites fly.\n\n**Kite Club opens its doors**\n\n- The [door](https://kite.example/) is red.\n"
    assert "Kite Club opens its doors" in fullest(body)
    assert "The door is red" not in fullest(body)


@pytest.mark.parametrize(
    ("heading", "said", "told"),
    [
        ("Moth Lamp", "The tail has been sewn on", "Moth Lamp: The tail has been sewn on"),
        ("Moth Lamp", "The lamp has been sewn on", "The lamp has been sewn on"),
        ("Moth Lamp", "The Kite Club has sewn on a tail", "The Kite Club has sewn on a tail"),
        ("Software", "The tail has been sewn on", "The tail has been sewn on"),
        (
            "What the flock of moths did in the long winter",
            "The tail has been sewn on",
            "The tail has been sewn on",
        ),
    ],
)
def test_a_thing_that_a_sentence_does_not_name_is_told_below_its_heading(
    heading: str, said: str, told: str
) -> None:
    others = "## Software\n\n- Kite 3 is out.\n- Nest 2 is out.\n\n"
    found = fullest(f"{others}## News\n\n### {heading}\n\n{said}, by [hand](https://kite.example/).\n")
    assert [phrase for phrase in found if "sewn" in phrase and phrase.startswith(told)]


def test_a_line_in_bold_hides_nothing() -> None:
    entries = (
        "- [Kite 2.0.1](https://kite.example/) fixes a vulnerability (CVE-2020-1234).\n- Moth 2.0 is out.\n"
    )
    for title in ("Here is what has changed this month", "What has changed in these projects"):
        told = fullest(f"## Kites\n\n**{title}**\n\n{entries}")
        assert [phrase for phrase in told if phrase.startswith("Kite 2.0.1")]
        assert title not in told
    both = ("Kite 2.0 adds loops to all strings", "Ada Moth has left the board of Kite")
    told = fullest("Hello.\n\n" + "".join(f"**{title}**\n\nSee you in the shop.\n\n" for title in both))
    assert set(both) <= set(told)


def test_a_heading_in_italics_that_has_its_own_place_is_a_heading() -> None:
    body = "## Kites\n\nThe wind is up.\n\n### *Kite Club opens its doors*\n\nCome in.\n\n### Moths\n\nNo.\n\n### Nests\n\nNo.\n"
    assert extract_facts(issue(body)).rejected
    assert not [entry for entry in extract_facts(issue(body)).rejected if "opens its doors" in entry.text]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Kite", "The maker of Nest has gone bankrupt"),
        ("Ada Moth", "The president of Nest has been arrested"),
        ("Moth Lamp", "Revenue has grown by 2.5 percent in May"),
    ],
)
def test_a_heading_is_not_said_of_what_something_else_did(heading: str, said: str) -> None:
    told = fullest(
        f"## News\n\n### {heading}\n\n{said}, by [hand](https://kite.example/).\n\n### Other\n\n- Moth 2 is out.\n"
    )
    assert not [phrase for phrase in told if phrase.startswith(f"{heading}: ")]


def test_a_quoted_question_is_no_story() -> None:
    told = ("Moths learned to loop", "Balls roll uphill now", "Bells ring at noon")
    body = '## "What do I do with my kite?"\n\nFly it.\n\n'
    assert fullest(body + "".join(f"## {heading}\n\nThey do.\n\n" for heading in told)) == [*told]


@pytest.mark.parametrize("handle", [" @ada", " : @ada", "：@ada @bo-2", " - @ada, @bo"])
@pytest.mark.parametrize(("headings", "is_author"), [(3, True), (2, False)])
def test_a_handle_after_several_headings_is_their_author(headings: int, is_author: bool, handle: str) -> None:
    told = ("Moths learned to loop", "Balls roll uphill now", "Bells ring at noon")
    body = "".join(
        f"## {heading}{handle if number < headings else ''}\n\nThey do.\n\n"
        for number, heading in enumerate(told)
    )
    assert ("Moths learned to loop" in fullest(body)) is is_author


@pytest.mark.parametrize(
    ("headings", "told"), [(3, "Moths learned to loop"), (1, "1. Moths learned to loop")]
)
def test_the_numbers_of_several_headings_are_not_told(headings: int, told: str) -> None:
    titles = ("Moths learned to loop", "Balls roll uphill now", "Bells ring at noon")
    body = "".join(
        f"## {f'{number}. ' if number <= headings else ''}{heading}\n\nThey do.\n\n"
        for number, heading in enumerate(titles, 1)
    )
    assert fullest(body)[0] == told


TALK = "**Ada:** So the kite is out.\n\nIt has [two tails](https://kite.example/tails) now.\n\n**Bo:** I like Kite 3.0.\n\n"


def test_what_is_said_in_a_talk_is_no_news() -> None:
    listed = "- [Kite 2.0](https://kite.example/) adds tails.\n\n"
    found = extract_facts(issue(f"## Topics\n\n{listed}## Kites\n\n{TALK * 4}"))
    assert [fact.phrases[0] for fact in found.facts] == ["Kite 2.0 adds tails"]
    assert sum(entry.rule == "interview" for entry in found.rejected) == 12


def test_a_label_that_is_no_name_of_a_speaker_hides_nothing() -> None:
    changes = "".join(
        f"**Added:** Kite can now tie [{number} knots](https://kite.example/).\n\n" for number in "234567"
    )
    assert "interview" not in {entry.rule for entry in extract_facts(issue(f"## News\n\n{changes}")).rejected}


def test_a_table_of_contents_heads_nothing() -> None:
    (fact,) = facts(
        "## Table of Contents\n\n- [Kite 2.0](https://kite.example/) adds tails.\n\n## Imprint\n\nBo.\n"
    )
    assert fact.listed_under == ""


SAID = "It was a long day on the hill, and in the evening the string was still in our hands and we went home."


@pytest.mark.parametrize(
    ("heading", "paragraphs", "is_told"),
    [
        ("A long day with string on the hill", 9, True),
        ("A long day with string on the hill", 3, False),
        ("Long day", 9, False),
    ],
)
def test_a_long_text_is_told_by_its_title(heading: str, paragraphs: int, *, is_told: bool) -> None:
    text = "\n\n".join([SAID] * paragraphs)
    lists = "".join(
        f"## {each}\n\n- [{each} Kite 2.0](https://kite.example/) adds tails.\n\n"
        for each in ("News", "Releases", "Tools", "Libraries")
    )
    told = fullest(f"## {heading}\n\n{text}\n\n{lists}")
    assert (heading in told) == is_told
    assert len(told) == 4 + is_told


def test_below_a_heading_that_hires_there_is_no_news() -> None:
    body = (
        "## Kite is hiring a builder\n\n- Experience with [Reel](https://reel.example/) 2.0\n\n"
        "## News\n\n- [Kite 2.0](https://kite.example/) adds tails.\n"
    )
    assert fullest(body) == ["Kite 2.0 adds tails"]
