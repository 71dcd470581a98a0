"""Background, explanations and headings that play with words are not told as news."""

from __future__ import annotations

import pytest

from distribute.facts.newsworthy import reports, stands_alone
from distribute.facts.pipeline import extract_facts
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue

ENGLISH = language_of("en")
STORY = (
    "Kite strings have been getting shorter over the last few years, and nobody in the flock could tell why that was so "
    "or what to do about it, whatever the wind and the weather and the time of year. {news} We measured each of them by hand."
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Over the last few years, kites have been getting faster", False),
        ("Knots have been an ongoing issue for the Moth team", False),
        ("Keen-eyed fliers may have noticed some changes", False),
        ("Kite 2.0 adds loops", True),
        ("The flock meets in Lyon", True),
    ],
)
def test_what_has_long_been_so_is_no_news(sentence: str, told: bool) -> None:
    assert reports(sentence, ENGLISH, in_prose=False) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The string of a kite is optimised for loops", False),
        ("Early on, the flock made a bet on moths", False),
        ("Kites can now loop without a string", True),
        ("Moth machines have grown support for tails", True),
    ],
)
def test_in_prose_a_sentence_says_that_something_is_new(sentence: str, told: bool) -> None:
    assert reports(sentence, ENGLISH, in_prose=True) is told


@pytest.mark.parametrize(
    "sentence",
    [
        "On top of that, the tail is longer",
        "Nevertheless, we have persevered",
        "Knots like these are rare",
        "The result is that strings are released later",
        "The group of kites below has joined the flock",
        "Discounting the larger ones, kites changed",
        "Moths pulled back here too",
    ],
)
def test_what_leans_on_the_sentence_before_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence, ENGLISH)


def test_a_paragraph_is_told_from_its_first_report_on() -> None:
    body = "## News\n\nKnots have been a problem for years. The Moth team has released a knot finder.\n"
    assert fullest(body) == ["The Moth team has released a knot finder"]


def test_a_report_that_leans_on_the_background_is_not_where_a_paragraph_begins() -> None:
    body = (
        "## News\n\nKnots have been a problem for years. On top of that, Moth 2 has lost its tail. "
        "The flock has released a knot finder for Moth.\n"
    )
    assert fullest(body) == ["The flock has released a knot finder for Moth"]


def test_a_paragraph_of_background_is_rejected_by_that_rule() -> None:
    found = extract_facts(issue("## News\n\nKnots have been a problem of the Moth for years.\n"))
    assert found.facts == ()
    assert [entry.rule for entry in found.rejected] == ["background"]


def test_a_section_of_long_prose_is_told_by_what_is_new_in_it() -> None:
    body = "## Strings\n\n" + "\n\n".join(
        STORY.format(news=news)
        for news in ("The Moth team found a moth in each.", "Kite strings can now be mended in flight.")
    )
    assert fullest(body) == ["Kite strings can now be mended in flight"]


def test_a_list_in_long_prose_goes_on_about_it() -> None:
    steps = "\n\n- Kite::new() makes a kite of string\n- Kite::bind() ties the kite to its string\n"
    body = "## Strings\n\n" + "\n\n".join(STORY.format(news="They are whole.") for _ in range(3)) + steps
    assert fullest(body) == []


@pytest.mark.parametrize("heading", ["Hiding in plain sight", "Welcome to the machine"])
def test_a_heading_that_plays_with_words_is_not_told(heading: str) -> None:
    plain = "\n\n## {}\n\nThe team has mended the {} of every kite, which took a week of work in the workshop by the sea."
    others = "".join(plain.format(f"New {part}s", part) for part in ("tail", "wing", "reel"))
    body = f"## {heading}\n\n" + "\n\n".join(STORY.format(news="It was the wind.") for _ in range(2)) + others
    assert heading not in " ".join(fullest(body))


def test_a_heading_whose_words_its_story_has_is_told() -> None:
    plain = "\n\n## {}\n\nThe team has mended the {} of every kite, which took a week of work in the workshop by the sea."
    others = "".join(plain.format(f"New {part}s", part) for part in ("tail", "wing", "reel"))
    body = (
        "## Shorter kite strings\n\n"
        + "\n\n".join(STORY.format(news="It was the wind.") for _ in range(2))
        + others
    )
    assert "Shorter kite strings" in " ".join(fullest(body))


def test_what_is_new_of_a_part_has_the_name_of_the_part() -> None:
    body = (
        "## Clients\n\n### Kite for Kids\n\n#### Highlights\n\n- Loops can be turned off in the menu\n"
        "\n### Moth\n\n#### Highlights\n\n- Moth has two more wings\n"
    )
    assert set(fullest(body)) == {
        "Kite for Kids: Loops can be turned off in the menu",
        "Moth has two more wings",
    }


def test_an_entry_of_a_glossary_is_not_told() -> None:
    found = extract_facts(
        issue("## News\n\n- KSB (Kite Security Bulletin)\n- Kite Security has a new home\n")
    )
    assert [fact.phrases[0] for fact in found.facts] == ["Kite Security has a new home"]
    assert ("glossary", 3) in [(entry.rule, entry.line) for entry in found.rejected]


def test_a_description_that_tells_of_the_issue_leads() -> None:
    body = "## News\n\n[Kite 2.0](https://kite.example/) adds tails. The library has strings of sound.\n"
    words = {"description": "Sound strings in the Kite library"}
    told = facts(body, words=words_of(words), lines={"description": 2})
    assert [fact.phrases[0] for fact in told] == ["Sound strings in the Kite library", "Kite 2.0 adds tails"]


@pytest.mark.parametrize(
    "description",
    [
        "The latest news from the world of kites",
        "Summer is here, and so are we",
        "Catch up with Moth and Kite in June",
    ],
)
def test_a_description_that_any_issue_may_have_is_not_told(description: str) -> None:
    body = f"## News\n\n[Kite 2.0](https://kite.example/) adds tails.\n\n> {description}\n"
    told = facts(body, words=words_of({"description": description}), lines={"description": 2})
    assert [fact.phrases[0] for fact in told] == ["Kite 2.0 adds tails"]


def words_of(given: dict[str, str]) -> object:
    from distribute.issue import Overrides

    return Overrides(**given)


def test_what_happened_to_it_afterwards_is_not_cut_off() -> None:
    body = "## News\n\nThe [Kite app](https://kite.example/) stopped working after the Moth update and was mended in 2.1.\n"
    (fact,) = facts(body)
    assert all("mended" in phrase for phrase in fact.phrases)


def test_a_component_of_the_site_is_no_word() -> None:
    body = '## News\n\n- Kite 2.0 adds tails <ByBird :pr="18" user="ada" />\n'
    assert fullest(body) == ["Kite 2.0 adds tails"]


def test_what_a_heading_without_text_has_below_it_is_told_and_not_the_heading() -> None:
    parts = "".join(
        f"### New {part}s\n\nThe team has mended every {part} of Kite.\n\n"
        for part in ("tail", "wing", "reel")
    )
    told = " ".join(fullest(f"## Flying technology\n\n{parts}"))
    assert "Flying technology" not in told
    assert "New tails" in told


def test_a_line_that_recurs_with_another_date_is_no_news() -> None:
    body = "## News\n\nOur monthly call is held on the {} at 9am UTC on [Kite](https://kite.example/).\n"
    assert fullest(*map(body.format, ("1st of January", "15th of November", "20th of October"))) == []


def test_an_introduction_that_tells_news_leads() -> None:
    body = (
        "Hi everyone, Ada here.\n\nThis week, Kite 2.0 was finally released. The Moth team has joined the Kite House.\n\n"
        "## Tools\n\n- [Reel](https://reel.example/) turns\n"
    )
    assert fullest(body)[:2] == ["Kite 2.0 was finally released", "The Moth team has joined the Kite House"]


@pytest.mark.parametrize(
    "description",
    [
        "Never give up on a kite. The wind will come anyway. – Ada Moth",
        "Hey again, Kite readers. Next month Kite has more.",
    ],
)
def test_a_quotation_or_a_greeting_is_no_list_of_news(description: str) -> None:
    body = "## News\n\n[Kite 2.0](https://kite.example/) adds tails to give the wind more.\n"
    told = facts(body, words=words_of({"description": description}), lines={"description": 2})
    assert [fact.phrases[0] for fact in told] == ["Kite 2.0 adds tails to give the wind more"]


def test_a_sponsors_link_and_picture_are_left_out() -> None:
    body = (
        "## 💸 Sponsor\n\n![A kite by Wind Ltd](https://wind.example/ad.png)\n\n## News\n\n"
        "- 💸 [Wind - Add wind to your kite](https://wind.example/)\n- [Kite 2.0](https://kite.example/) adds tails\n\n"
        "![The new tail](https://kite.example/tail.png)\n"
    )
    made = issue(body)
    assert [fact.phrases[0] for fact in extract_facts(made).facts] == ["Kite 2.0 adds tails"]
    assert made.image is not None
    assert made.image.url == "https://kite.example/tail.png"


def test_what_is_planned_is_no_news() -> None:
    assert fullest("## Planned activities\n\n- Work on [Kite 2.0](https://kite.example/) tails\n") == []


def test_behind_a_label_the_first_sentence_that_stands_alone_and_tells_what_is_new_is_told() -> None:
    body = (
        "## News\n\n**New feature alert.** We've had many requests for loops in Kite. As of Kite release 1.2, "
        "Moth strings can be turned off.\n"
    )
    assert fullest(body) == ["New feature alert: As of Kite release 1.2, Moth strings can be turned off"]


def test_a_paragraph_in_the_first_person_is_told_from_where_it_no_longer_is() -> None:
    body = "## News\n\nI did not fly to Lyon with my kite. The Moth team has released a knot finder.\n"
    assert fullest(body) == ["The Moth team has released a knot finder"]


def test_a_question_before_a_coming_date_is_not_told() -> None:
    body = (
        "## Kite Training\n\nHave you been following Kite? I guess the answer is yes. Are you within flying distance of "
        "Lyon? Again, the answer is yes. Join us for a training beside KiteCon 2021 on 14 January in Lyon!\n"
    )
    assert fullest(body) == ["Join us for a training beside KiteCon 2021 on 14 January in Lyon!"]
