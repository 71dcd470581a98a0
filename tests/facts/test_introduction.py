"""The words with which an editor introduces an issue."""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.issue import Overrides
from tests.facts.kit import issue
from tests.timing import require_proportion

BODY = "## News\n\n- [Kite 2.0](https://kite.example/2) adds loops.\n- [Moth 3](https://moth.example/3) has a tail of silk.\n"


def introduced(before: str, *earlier: str, description: str = "", **fields: object) -> tuple[str, ...]:
    words = Overrides(description=description)
    it = issue(f"{before}\n\n{BODY}", words=words, lines={"description": 2}, **fields)
    found = extract_facts(it, [issue(f"{text}\n\n## Old\n\n- Moths\n", id="2020-10") for text in earlier])
    return found.introduction.phrases if found.introduction else ()


@pytest.mark.parametrize(
    "said",
    [
        "This month, the Kite Club was accepted into the Guild of Wind.",
        "Kite 2.0 has been released, with loops for everybody.",
        "This month we reveal that we are working on a tail for Kite.",
        "Find out about the loops of Kite, a tail for Moth, and reels!",
        "This release brings loops to Kite, some polishing, and tails.",
        "December saw twelve flights of Kite, which sets a new record.",
        "This month's newsletter describes a knot in Moth.",
        "In this month's update we're going to take a close look at Kite 2 and the nest.",
        "May brought loops to Kite, and Moth its first tail.",
        "Loops for Kite, Reader's Question: how is Moth, and how reels solved the knot.",
        "A new reel for Kite, a nest for Moth, and last, but not least, two reels!",
        "This month, Kite no longer modifies the tail of Moth, which was accepted.",
    ],
)
def test_the_first_sentence_of_an_issue_introduces_it(said: str) -> None:
    assert introduced(said) == (said,)
    assert introduced(f"Welcome to the letter! {said}") == (said,), "a greeting comes before it"
    assert introduced(f"Welcome to the letter!\n\n{said}") == (said,)


@pytest.mark.parametrize(
    "said",
    [
        "Welcome to the Kite Letter of November.",
        "Big shout-out to all who made Kite and Moth fly.",
        "Kites for Moth are available on our pages.",
        "May was a quiet month for Kite and Moth, as it is here.",
        "Editor's note: Kite and Moth are out in a series.",
        "This report covers changes to Kite, Moth and reels.",
        "Kite is a toy for Moth, and it was released.",
        "While not much happened to Kite in November, Moth has loops.",
        "Ada Moth is currently working on the loops of Kite.",
        "It has learned to loop, as did Kite and Moth.",
        "Kite is a toy for the wind.",
        "Have you seen what Kite and Moth did?",
        "These are the changes to Kite and Moth:",
        "November 2020 was here.",
        "For more on Kite and Moth, see our pages.",
        "See also: Kite for loops, a nest for Moth, and reels.",
        "The following loops of Kite were announced in the letters of Moth.",
        "The Kite Letter 24, week 40, of 2018",
        "This Kite Letter is brought to you by the Moths.",
        "Kite 1.0 was released ten years ago, with loops.",
    ],
)
def test_greetings_and_what_tells_nothing_of_this_issue_do_not_introduce_it(said: str) -> None:
    assert introduced(said) == ()


def test_what_earlier_issues_say_too_does_not_introduce_an_issue() -> None:
    said = "Kite 2 was released, as the Guild of Wind announced."
    assert introduced(said) == (said,)
    assert introduced(said, said) == ()


def test_a_sentence_that_reports_more_belongs_to_it_and_may_be_left_out() -> None:
    first, second = "Kite 2.0 has been released with loops.", "The Kite Club was accepted into the Guild."
    assert introduced(f"{first} {second}") == (f"{first} {second}", first)
    assert introduced(f"{first} Thanks to the Kite Club, which was accepted.") == (first,)
    assert introduced(f"{first} {'The Kite Club was accepted into the long Guild of Wind. ' * 9}") == (
        f"{first} The Kite Club was accepted into the long Guild of Wind.",
        first,
    )


def test_behind_the_first_paragraph_only_a_list_introduces_an_issue() -> None:
    before = "As many of you know, the wind was strong. It was a mad rush to Lyon."
    listed = "In this month's update we look at Kite 2, the nest of Moth, and the loops."
    assert introduced(f"{before}\n\n{listed}") == (listed,)
    assert introduced(f"{before}\n\nThe Kite Club was accepted into the Guild of Wind.") == ()
    assert introduced(f"{before}\n\n{before}\n\n{listed}") == ()


def test_the_lead_in_of_a_list_is_left_to_the_post() -> None:
    assert introduced("In this issue: Kite loops, a nest for Moth, and smaller things.") == (
        "Kite loops, a nest for Moth, and smaller things.",
    )


def test_an_issue_that_is_all_text_has_no_introduction() -> None:
    it = issue("Kite 2.0 has been released, with loops for everybody.\n\nMoth 3 has a tail of silk.\n")
    assert extract_facts(it).introduction is None


@pytest.mark.parametrize(
    "said",
    [
        "Loops for Kite, a tail of silk for Moth, and a nest",
        "Kite 2.0 adds loops. Moth 3 has a tail of silk.",
        "The loops of Kite 2.0",
        "Loops in Kite 2.0. Lots of good news. A tail for Moth, and more!",
        "Plus loops for Kite and a tail of silk for Moth.",
        "Loops for Kite, a tail of silk for if() and Moth, Kite no longer sinks",
    ],
)
def test_a_description_of_this_issue_introduces_it(said: str) -> None:
    assert introduced("", description=said)[0] == said
    assert introduced("Kite 2.0 has been released, with loops for everybody.", description=said)[0] == said


@pytest.mark.parametrize(
    "said",
    [
        "The latest news from the world of Kite and Moth",
        "You always have loops, Kite or Moth - Ada Moth",
        "Kites and Moths\n\nThanks to all who made Kite loop",
        "Pears, apples and their stones in October",
        "Kite, Moth and Ada",
    ],
)
def test_a_description_that_says_little_of_this_issue_does_not(said: str) -> None:
    assert introduced("", description=said) == ()


def test_of_a_long_description_the_first_sentences_introduce_an_issue() -> None:
    said = f"We're back! Kite 2.0 adds loops. {'Moth 3 has a tail of silk. ' * 20}"
    phrases = introduced("", description=said)
    assert phrases[-1] == "Kite 2.0 adds loops."
    assert 200 < len(phrases[0]) <= 280
    assert introduced("", description=f"It was as cold as ever. {said}") == (), (
        "what follows may depend on it"
    )


@pytest.mark.parametrize(
    "said",
    [
        "Kite 2.0 was released with loops. It was withdrawn a day later because of a backdoor.",
        "Kite 2.0 was released with loops. However, Moth was hurt.",
        "Kite 2.0 was released with loops.\n\nBut it does not fly.",
        "This month, Kite 2.0 was not released, loops, tails and lamps were postponed.",
        "Kite 2.0 isn't out, says Ada Moth.",
        "Rumours that Kite 2.0 was announced with loops are false.",
        "If Kite 2.0 is released, loops, tails and lamps will be here.",
        "Fake news: Kite 2.0 was released with loops.",
        "Sorry for the delay: Kite was ill, and Moth started to eat it.",
        "Correction: In October we announced that Kite had shipped.",
        "Kite 9.9 was released, says https://evil.example/ of Moth.",
        "Kite was announced on kite.example with loops for Moth.",
        "Kite was announced by ada@kite.example with loops.",
        "Please donate to Kite so that Moth can go on, pay bills, and announce news.",
        "Last month I joined Kite, started a podcast, and moved to Lyon.",
        "My Kite is out, my dog is ill, and Moth moved.",
        "View this Kite email in your browser, unsubscribe, or forward it.",
        "Kite, Moth, and Nest are trademarks of Wind, Lyon.",
        "The Kite project makes loops, tails, and lamps for moths.",
        "Ten years ago, Kite started with loops for Moth.",
        "Tags: kite, Moth, loops, software",
    ],
)
def test_what_is_denied_advertised_or_not_of_this_issue_does_not_introduce_it(said: str) -> None:
    assert introduced(said) == ()


@pytest.mark.parametrize(
    "said",
    [
        "Kite 2.0 adds loops. It was withdrawn a day later.",
        "Kite 9.9 adds loops to Moth.",
        "**Kite 2.0** adds loops, a tail, and a nest to Moth",
        "Kite 2.0 adds loops, a tail &amp; a nest to Moth",
        "Kite 2.0 adds loops, a tail <!-- Moth --> of silk",
        "- Kite 2.0 adds loops\n- Moth 3 has a tail of silk",
        "Kite 2.0 adds loops, Moth 3 {url} {tags}",
        "Kite 2.0 adds loops, Moth 3 has a tail … Continue",
        "Kite 2.0 adds loops. Moth 3 has a tail of",
        "kite adds loops silk moth",
        "TODO: write about Kite 2.0 adds loops, Moth, silk",
        "The Letter November 2020: Kite 2.0 adds loops, Moth, silk",
        "News about Kite loops, Moth tails, and silk",
        "Kite 2.0 adds no loops. Moth 3 has a tail of silk.",
    ],
)
def test_a_description_with_markup_or_in_doubt_does_not_introduce_an_issue(said: str) -> None:
    assert introduced("", description=said) == ()


def test_of_a_description_what_is_no_news_ends_the_introduction() -> None:
    said = "Kite 2.0 adds loops to Moth. We apologise for the delay of Kite and Moth."
    assert introduced("", description=said) == ("Kite 2.0 adds loops to Moth.",)


def test_a_description_loses_the_words_that_a_post_puts_before_a_list() -> None:
    said = "Loops for Kite, a tail of silk for Moth, and a nest"
    assert introduced("", description=f"In this issue: {said}") == (said,)
    assert introduced("", description=f"In this issue: In this issue: {said}") == (said,)


def test_a_long_description_takes_linear_time() -> None:
    def read(size: int) -> object:
        return introduced("", description="Kite 2.0 adds loops. " * (size // 20))

    require_proportion(read, 10_000)


def test_in_a_language_without_these_rules_there_is_none() -> None:
    said = "Kite 2.0 adds loops. Moth 3 has a tail of silk."
    assert introduced("", description=said, language="pl") == ()


def test_the_editors_words_for_the_announcement_leave_no_room_for_it() -> None:
    said = "Kite 2.0 has been released, with loops for everybody."
    for words in (Overrides(highlights=("Moth has a tail",)), Overrides(summary="Moth has a tail")):
        assert extract_facts(issue(f"{said}\n\n{BODY}", words=words)).introduction is None


def test_what_introduces_an_issue_is_told_and_not_left_out() -> None:
    said = "Kite 2.0 has been released, with loops for everybody."
    found = extract_facts(issue(f"{said}\n\n{BODY}"))
    assert found.told[0] == found.introduction
    assert found.told[1:] == found.facts
    assert said not in {left.text for left in found.rejected}
    assert extract_facts(issue(BODY)).told == extract_facts(issue(BODY)).facts


def test_a_linked_title_above_its_text_introduces_nothing() -> None:
    title = "[Flights are open for the new Kite Club](https://kite.example/)"
    assert introduced(f"{title}  \nThe Kite Club has announced that flights are open through May.") == ()
    assert introduced("[Kite Club](https://kite.example/) has announced that flights are open through May.")


@pytest.mark.parametrize(
    "description", ["Loops in Kite, Moth 3, and a tail like", "Loops in Kite, Moth 3, and the"]
)
def test_a_description_that_is_cut_off_says_nothing(description: str) -> None:
    words = Overrides(description=description)
    found = extract_facts(issue(BODY, words=words, lines={"description": 2}))
    assert found.introduction is None
    assert not any(description in phrase for fact in found.facts for phrase in fact.phrases)


@pytest.mark.parametrize(
    ("language", "description", "told"),
    [
        (
            "de",
            "Kite 2.0 lernt Schleifen, Moth 3 näht einen Schwanz aus Seide, und die Spule wird leiser.",
            True,
        ),
        ("de", "Die neuesten Nachrichten von Kite und Moth", False),
        ("fr", "Une lettre pleine de vent, pour faire voler Kite et Moth cet automne.", False),
        ("ja", "Kite 2.0 に輪、Moth 3 に絹の尾、糸巻きに新しい柄。", True),
        (
            "xx",
            "Kite 2.0 lernt Schleifen, Moth 3 näht einen Schwanz aus Seide, und die Spule wird leiser.",
            False,
        ),
    ],
)
def test_a_description_in_another_language_introduces_an_issue_if_it_is_a_list(
    language: str, description: str, *, told: bool
) -> None:
    body = f"{BODY}\n\n{description.rpartition(',')[0]}\n"
    words = Overrides(description=description)
    found = extract_facts(issue(body, words=words, lines={"description": 2}, language=language))
    assert (found.introduction is not None) == told
    if found.introduction:
        assert found.introduction.phrases[0].rstrip(".。") == description.rstrip(".。")


ABOUT = "Kite 43 has been released! It includes upgrades to Loop 150.0, Tail 15.0, and Reel v24.17."


def test_a_sentence_that_says_what_the_title_does_goes_on_to_what_is_in_it() -> None:
    found = extract_facts(issue(f"{ABOUT}\n\n{BODY}", title="Kite 43", site="Kite"))
    assert found.introduction is not None
    assert found.introduction.phrases[0] == ABOUT


@pytest.mark.parametrize(
    "text",
    [
        ABOUT.partition("!")[0] + "!",  # says no more than the title
        ABOUT.replace("It includes", "Nobody knows that it includes"),
        ABOUT.replace("Kite 43", "Moth"),
        ABOUT.replace("upgrades to Loop 150.0, Tail 15.0, and Reel v24.17", "nothing that was not in Loop"),
    ],
)
def test_what_only_says_that_there_is_a_release_is_no_introduction(text: str) -> None:
    found = extract_facts(issue(f"{text}\n\n{BODY}", title="Kite 43", site="Kite"))
    assert found.introduction is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Kite 7 is now here, and of course with it comes another report. We've got loops, tails, and more!",
            "We've got loops, tails, and more!",
        ),
        (
            "Time for another report! This month's update is packed with loops, tails of silk, and reels.",
            "This month's update is packed with loops, tails of silk, and reels.",
        ),
        ("Kite 7 is now here, and of course with it comes another report. We've got a new home.", None),
        (
            (
                "Kite 7 is now here, and of course with it comes another report. We've got loops, tails, and more! "
                "However, all of it was withdrawn."
            ),
            None,
        ),
    ],
)
def test_a_second_sentence_that_lists_introduces_an_issue(text: str, told: str | None) -> None:
    found = extract_facts(issue(f"{text}\n\n{BODY}", title="Report: Kite 7", site="Kite"))
    assert (found.introduction and found.introduction.phrases[0]) == told


def test_a_description_is_told_without_the_words_for_this_issue() -> None:
    words = Overrides(description="This month: Kite 2.0 loops, Moth 3 flies, and a new reel")
    found = extract_facts(
        issue(f"{BODY}\n\nKite 2.0 loops, Moth 3 flies, a reel.\n", words=words, lines={"description": 2})
    )
    told = [
        *(found.introduction.phrases if found.introduction else ()),
        *(p for f in found.facts for p in f.phrases),
    ]
    assert not any("This month" in phrase for phrase in told)
    assert any("Kite 2.0 loops" in phrase for phrase in told)
