"""A mere topic, the title of a pull request and a second telling give way to what says something."""

from __future__ import annotations

import pytest

from distribute.facts.model import Fact
from distribute.facts.shorten import shorten_at_clauses
from tests.facts.kit import facts, fullest, issue


@pytest.mark.parametrize(
    ("heading", "below", "is_topic"),
    [
        ("Operating systems", "This took a night.", True),
        ("Kite 2.0", "It flies.", False),
        ("Moths learned to loop", "It took a year.", False),
        ("A tail for every kite in town", "Those are red.", True),
        ("Loop support for kites in town", "Those are red.", False),
        ("Loop Patch For Kites Is Proposed", "Those are red.", False),
    ],
)
def test_a_heading_without_a_verb_a_version_or_a_change_is_a_topic(
    heading: str, below: str, is_topic: bool
) -> None:
    body = f"## {heading}\n\n{below}\n\n## Balls roll uphill now\n\nThey do.\n\n## Bells ring at noon\n\nLoudly.\n"
    (fact,) = (fact for fact in facts(body) if fact.section == heading)
    assert ("label" in fact.tags) is is_topic
    assert not is_topic or fact.is_minor


def test_a_topic_is_minor_whatever_it_counts() -> None:
    assert Fact(phrases=("Operating systems",), line=1, section="News", score=9.0, tags=("label",)).is_minor


def test_a_topic_is_told_with_the_sentence_below_it_that_says_what_is_new() -> None:
    body = (
        "## Past trips\n\nThere's now a page that lists all flights of a kite. It has a search.\n\n"
        "## Balls roll uphill now\n\nThey do.\n\n## Bells ring at noon\n\nLoudly.\n"
    )
    (fact,) = (fact for fact in facts(body) if fact.section == "Past trips")
    assert fact.phrases == ("Past trips: There's now a page that lists all flights of a kite",)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("[PR-1234] - Sew on loops for every Kite Moth", "Sew on loops for every Kite Moth"),
        ("Sew on loops for every Kite Moth PR1234", "Sew on loops for every Kite Moth"),
        ("Issue #12 : Sew on loops for every Kite Moth", "Sew on loops for every Kite Moth"),
        ("Sew on loops for every Kite Moth (GH-1234)", "Sew on loops for every Kite Moth"),
        ("tail#12: Sew on loops for every Kite Moth", "tail: Sew on loops for every Kite Moth"),
        (
            "[Sew on loops for every Kite Moth](https://forge.example/kite/pull/12)",
            "Sew on loops for every Kite Moth",
        ),
    ],
)
def test_the_title_of_a_pull_request_is_a_detail_without_its_number(entry: str, told: str) -> None:
    found = facts(f"## Changes\n\n- {entry}\n- Moth 2.0 has been released.\n")
    (detail,) = (fact for fact in found if "loops" in fact.phrases[0])
    assert detail.phrases[0] == told
    assert detail.is_minor


def test_a_link_to_a_pull_request_may_say_what_has_become_of_it() -> None:
    (fact,) = facts(
        "## News\n\n- [String was removed from Kite for good](https://forge.example/kite/pull/12)\n"
    )
    assert not fact.is_minor


@pytest.mark.parametrize("part", ["Low level summary", "Things to know", "Outcomes"])
def test_only_a_name_is_put_before_what_is_said_of_a_part(part: str) -> None:
    assert fullest(f"## {part}\n\n### Features\n\n- Loops can be turned off in the menu\n") == [
        "Loops can be turned off in the menu"
    ]


def test_a_release_alone_gives_way_to_the_same_with_more() -> None:
    body = "## Notes\n\n- Kite 2.1 is out.\n\n## Blog\n\n- [Kite 2.1 “Ada” makes every tail red](https://kite.example/)\n"
    assert fullest(body) == ["Kite 2.1 “Ada” makes every tail red"]


def test_releases_that_are_counted_are_not_listed_again() -> None:
    body = "## News\n\nKite went through three releases this week: 3.0.1, 4.0.0, and 4.1.0. They mend the tail.\n\n## Released\n\n- Kite 3.0.1\n- Kite 4.0.0\n- Moth 2.0\n"
    assert fullest(body) == [
        "Kite went through three releases this week: 3.0.1, 4.0.0, and 4.1.0",
        "Moth 2.0",
    ]


def test_two_lines_of_releases_are_both_told() -> None:
    assert fullest("## Notes\n\n- Kite 10.2 and 9.8 are now available!\n") == ["Kite 10.2 and 9.8"]
    assert fullest("## Notes\n\n- Kite 9.7 and 9.8 are now available!\n") == ["Kite 9.8"]


def test_words_in_bold_on_a_line_of_their_own_are_the_title_of_the_paragraph_below() -> None:
    body = "## Blog\n\n**A venue for MothCon has been found**\n\nThe nest is 20 metres wide, and Ada Moth has seen it.\n"
    assert fullest(body) == ["A venue for MothCon has been found"]


def test_the_one_sentence_of_an_introduction_that_tells_what_is_new_leads() -> None:
    body = (
        "Welcome to the letter!\n\nIt's been a big month. Kite JS has just shipped loops for everybody. Enjoy!\n\n"
        "## Moth\n\n- Moth 2.0 has been released.\n\n## Ball\n\n- Ball 3.0 has been released.\n"
    )
    assert fullest(body)[0] == "Kite JS has just shipped loops for everybody"


def test_a_meeting_that_is_held_each_month_is_not_told_for_its_date() -> None:
    meeting = "## Meetings\n\n- Kite club: {} – 7:00–8:00 PM in the nest\n"
    earlier = [meeting.format(day) for day in ("Nov 18, 2020", "Oct 21, 2020")]
    news = "\n## News\n\n- Moth 2.0 has been released.\n"
    assert fullest(meeting.format("Dec 16, 2020") + news, *earlier) == ["Moth 2.0"]


def test_a_pointer_in_brackets_is_left_out() -> None:
    (said,) = fullest(
        "## News\n\n- Kite has switched to Moth strings ([blog post](https://kite.example/)).\n"
    )
    assert said == "Kite has switched to Moth strings"


@pytest.mark.parametrize(
    "who", ["@ada, @bo", "[ada](https://forge.example/ada) [bo](https://forge.example/bo)"]
)
def test_who_has_done_it_is_left_out_where_only_accounts_say_so(who: str) -> None:
    assert fullest(f"## News\n\n- Kite has switched to strings of silk ({who})\n") == [
        "Kite has switched to strings of silk"
    ]


def test_in_a_language_without_known_verbs_no_cut_is_short() -> None:
    said = "In der Nacht selbst – so hieß es – flogen die Drachen von Moth ohne Schnur"
    assert shorten_at_clauses(said, least=4, language="de") == (said,)


@pytest.mark.parametrize(
    "rest", ["(https://kite.example/1)", "(@ada) (https://kite.example/1)", "https://kite.example/1"]
)
def test_an_address_at_the_end_of_an_entry_keeps_it_from_nothing(rest: str) -> None:
    assert fullest(f"## News\n\n- Release Kite v0.4.0 {rest}\n") == ["Kite v0.4.0"]


def test_a_paragraph_that_begins_as_in_earlier_issues_tells_nothing_new() -> None:
    said = "This month, the nest in Lyon went on to grow and improve thanks to the support of all its {}. They are dear."
    earlier = [f"## News\n\n{said.format(word)}\n" for word in ("sponsors", "donors")]
    assert fullest(f"## News\n\n{said.format('friends')}\n", *earlier) == []
    assert fullest(f"## News\n\n{said.format('friends')}\n", *earlier[:1]) != []


def test_what_only_explains_its_heading_is_passed_over() -> None:
    body = "## News\n\n### Kite\n\nKite is a toy for the wind. Kite has gained a second tail.\n"
    assert fullest(body) == ["Kite has gained a second tail"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (
            "Letter 7: " + "kites, " * 14 + "balls | " + "moths, " * 9 + "bells",
            "Letter 7: " + "kites, " * 14 + "balls",
        ),
        ("Letter 7: kites | moths", "Letter 7: kites | moths"),
        ("Letter 7: " + "kites, " * 30 + "balls", "Letter 7: " + "kites, " * 15 + "kites…"),
    ],
)
def test_a_title_that_lists_the_issue_is_told_without_its_last_parts(title: str, headline: str) -> None:
    assert issue("", title=title, site="Letter").headline == headline


def test_two_sections_do_not_tell_of_one_page_twice() -> None:
    rfc = "The [Redesign the tail](https://forge.example/rfcs/pull/7) proposal was {} for every kite in the town"
    body = f"## Tails\n\n{rfc.format('accepted')}.\n\n## Done\n\n- {rfc.format('implemented')}.\n"
    assert fullest(body) == [
        rfc.format("accepted").replace("[", "").partition("]")[0]
        + " proposal was accepted for every kite in the town"
    ]


def test_what_is_said_of_nobody_is_no_shorter_form_of_a_fact() -> None:
    body = (
        "## Made with Kite\n\n[Moth](https://moth.example/) is a fully native light built from silk for all of us.\n\n"
        "Fully native, built from silk. It is fast.\n"
    )
    phrases = [phrase for fact in facts(body) for phrase in fact.phrases]
    assert phrases
    assert all("built from silk" not in phrase or phrase.startswith("Moth") for phrase in phrases)


def test_a_title_on_a_line_of_its_own_ends_there() -> None:
    body = (
        "## Changes\n\n[Keep the tail in Kite#fly](https://forge.example/kite/1)  \n"
        "`fly` and `land` now keep the tail of every kite. This is new.\n"
    )
    assert fullest(body) == ["Keep the tail in Kite#fly: fly and land now keep the tail of every kite"]


def test_an_epitaph_below_a_heading_is_no_news() -> None:
    body = "## Unknown kites\n\n*Here lies a kite that has now flown away*\n\n## Balls roll uphill now\n\nThey do.\n\n## Bells can ring at noon\n\nLoudly.\n"
    assert not any("lies" in phrase for fact in facts(body) for phrase in fact.phrases)


@pytest.mark.parametrize(
    "sentence",
    [
        "Kite still leads the flock, meanwhile, Moth, which went home in March, dropped to the ground",
        "Kite went through three releases this week: 3.0.1, 4.0.0, 4.1.0",
        "The flock meets on Thurs, 15 July, in the nest",
        "The default kite of all flocks is now based on silk",
    ],
)
def test_no_cut_loses_what_a_sentence_counts_or_the_day_that_it_names(sentence: str) -> None:
    heads = {
        "Kite still leads the flock",
        "Kite went through three releases this week",
        "The flock meets on Thurs, 15 July",
        sentence,
    }
    assert set(shorten_at_clauses(sentence, least=4, language="en")) <= heads


def test_a_flaw_that_does_no_harm_is_not_told_without_that() -> None:
    body = (
        "## News\n\n- [Post on a vulnerability in tails](https://kite.example/) that didn't affect any kite\n"
    )
    (fact,) = facts(body)
    assert all(phrase.endswith("that didn't affect any kite") for phrase in fact.phrases)
