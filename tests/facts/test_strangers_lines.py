"""What no line of a post may be: faults found in other people's newsletters, in sentences of the same shape."""

from __future__ import annotations

import pytest

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.model import Fact
from distribute.facts.pipeline import extract_facts
from distribute.facts.ranking import merge_versions
from distribute.facts.shorten import shorten_at_clauses
from tests.facts.kit import facts, fullest, issue

MORE = "## News\n\n"
_TOPICS = "\n\n## Balls roll uphill now\n\nThey do.\n\n## Bells ring at noon\n\nLoudly.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kites loop at night in #1234.", "Kites loop at night"),
        ("Kites loop at night in #1234 and #1235.", "Kites loop at night"),
        ("Kites loop at night, see #1234", "Kites loop at night"),
        ("The reel in #1234 and the tail in #1235", "The reel and the tail"),
        ("Kites loop in #1234, and fall down", "Kites loop, and fall down"),
        ("Ada opened a page in #1234 to sew", "Ada opened a page to sew"),
        ("The kite looped in #1 place", "The kite looped in #1 place"),
        ("Tails grew. #1234 (Also in 2.0, 3.0)", "Tails grew."),
        ("Tails grew (issue 1234), and fell off", "Tails grew, and fell off"),
        ("Tails grew (thanks, Ada Moth!)", "Tails grew"),
        ("Let kites loop by ada · Pull Request #12 · kite/kite", "Let kites loop"),
        ("Let kites loop by ada #12 · kite/kite", "Let kites loop"),
        ("KiteCon: talks until May | Lyon | 2 June", "KiteCon: talks until May, Lyon, 2 June"),
        ("Why kites loop | Ada", "Why kites loop | Ada"),
    ],
)
def test_no_word_that_led_to_a_reference_is_left(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Also, starting in Kite 2.0, tails are red", "Starting in Kite 2.0, tails are red"),
        ("Finally, let's talk about Moth", "Let's talk about Moth"),
        ("Meanwhile, kited 2 is out", "kited 2 is out"),
        ("Also relevant in May are tails", "Also relevant in May are tails"),
    ],
)
def test_after_a_lead_in_only_a_name_is_small(text: str, told: str) -> None:
    assert strip_lead_in(text) == told


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("April will mark one month since we founded the Kite Club", "April will mark one month"),
        ("Kite 2.0 supports silk, as well as wool, in its long tail", "Kite 2.0 supports silk"),
        (
            "Kite 2.0 supports silk, as well as wool, in its long tail",
            "Kite 2.0 supports silk, as well as wool",
        ),
    ],
)
def test_a_sentence_is_not_cut_before_its_point(sentence: str, never: str) -> None:
    assert never not in shorten_at_clauses(sentence, least=4, language="en")


def test_what_is_inserted_may_be_left_out_before_another_predicate() -> None:
    sentence = "Kite 2.0 now supports silk, as well as wool, and flies at night"
    assert "Kite 2.0 now supports silk" in shorten_at_clauses(sentence, least=4, language="en")


def test_a_phrase_does_not_end_inside_a_title() -> None:
    title = "Tails of kites: how to sew them on"
    body = f"{MORE}- Ada Moth asks for help with kites in [{title}](https://kite.example/t/1)\n"
    (fact,) = facts(body)
    assert fact.phrases == (f"Ada Moth asks for help with kites in {title}",)


def test_headings_of_a_change_log_are_no_changes() -> None:
    listed = (
        "- [2.0.1](https://k.example/2)\n    - New features\n    - Bug fixes\n    - Compatibility changes\n"
    )
    assert fullest(MORE + listed) == []
    assert fullest(MORE + listed + "    - Tails that glow\n") == ["2.0.1: Tails that glow"]


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://blog.kite-club.example/x", "How moths learn to loop"),
        ("https://moth.example/x", "How moths learn to loop | Kite Blog"),
        ("https://on.example/x", "How moths learn to loop | On It"),
    ],
)
def test_a_title_does_not_end_with_the_words_of_its_site(url: str, title: str) -> None:
    name = " | Kite Blog" if "kite" in url else ""
    assert fullest(f"{MORE}- [{title}{name}]({url})\n") == [title]


@pytest.mark.parametrize("who", ["Mentor", "Students", "Hosts"])
def test_who_takes_part_is_no_news(who: str) -> None:
    body = f"{MORE}- [Kite School](https://k.example/s) has begun\n- {who}: Ada Moth & Bo Reel\n"
    assert fullest(body) == ["Kite School has begun"]
    assert len(fullest(f"{MORE}- {who}: come to Kite School in Lyon before the end of the year\n")) == 1


@pytest.mark.parametrize(
    ("entry", "is_ticket"),
    [
        ("[How long may a Kite tail be](https://forge.example/kite/kite/issues/12)", True),
        ("[How long may a Kite tail be](https://forge.example/kite/12)", False),
        ("@ada opened [#12](https://forge.example/12), asking for a Kite tail", True),
        ("@ada created issue [#12](https://forge.example/12) for a Kite tail", True),
        ("@ada opened a shop for the Kite tail", False),
    ],
)
def test_what_somebody_asks_for_is_no_news(entry: str, is_ticket: bool) -> None:
    (fact,) = facts(f"{MORE}- {entry}\n")
    assert ("merged" in fact.tags) is is_ticket


def test_a_list_of_what_is_cited_is_no_news() -> None:
    body = "## Kites\n\n- [1] A. Moth, How Kites Fly, 2026\n- [2]: B. Reel, Silk and Wind, 2024\n"
    rules = [one.rule for one in extract_facts(issue(body)).rejected]
    assert (fullest(body), rules) == ([], ["pointer", "pointer"])


@pytest.mark.parametrize(
    ("heading", "is_topic"),
    [
        ("A tail for every kite in town", True),
        ("More tails (and the knots)", True),
        ("How moths fly over the town", True),
        ("What the moth club is seeing", True),
        ("Add tails to the oldest of kites", False),
        ("Long Awaited Tail for Kites Launched", False),
        ("Tails for the kites of Kite 2.0", False),
        ("End of the long tails for kites", False),
        ("[How moths fly over the town](https://moth.example/fly)", False),
        ("[A tail for every kite in town](https://moth.example/fly)", False),
    ],
)
def test_a_heading_that_says_nothing_of_what_is_new_is_a_topic(heading: str, is_topic: bool) -> None:
    (fact,) = (fact for fact in facts(f"## {heading}\n\nThose are red.{_TOPICS}") if fact.line == 1)
    assert ("label" in fact.tags) is is_topic


def test_headings_in_other_languages_are_judged_by_their_length_as_before() -> None:
    body = "## Vier Winter mit Solarstrom im Turm\n\nDie sind rot.\n\n## Glocken läuten\n\nLaut.\n\n## Bälle rollen bergauf\n\nJa.\n"
    assert "label" not in facts(body, language="de")[0].tags


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("This release mends the tail, and sews on another.", "Kite 2.4.5: This release mends the tail"),
        ("The second edge release mends loops.", "Kite 2.4.5: The second edge release mends loops"),
        ("Kite 2.4.5 stops the reel at once, and gently.", "Kite 2.4.5 stops the reel at once"),
    ],
)
def test_a_release_is_told_with_what_it_does(below: str, told: str) -> None:
    others = (
        "\n\n## Kite 2.4.4 (April 25, 2026)\n\nThe 25th.\n\n## Kite 2.4.3 (April 18, 2026)\n\nThe 18th.\n"
    )
    found = facts(f"## Kite 2.4.5 (May 2, 2026)\n\n{below}{others}")
    assert told in found[0].phrases
    assert "Kite 2.4.5" not in (*found[0].phrases, found[0].name), "its version alone says nothing"
    assert [(fact.phrases[0], "vague" in fact.tags) for fact in found[1:]] == [
        ("Kite 2.4.4", True),
        ("Kite 2.4.3", True),
    ]


def test_mere_releases_are_told_without_their_days_if_nothing_says_what_they_do() -> None:
    body = "".join(f"## Kite 2.4.{n} (April {n}, 2026)\n\nThis release is the {n}th.\n\n" for n in (5, 6, 7))
    found = facts(body)
    assert [fact.phrases for fact in found] == [("Kite 2.4.5",), ("Kite 2.4.6",), ("Kite 2.4.7",)]
    assert not any("vague" in fact.tags for fact in found)


def test_a_heading_keeps_brackets_that_are_no_day() -> None:
    body = "## Kite 2.4.5 (of the year 2026)\n\nRed.\n\n## Kite 2.4.6 (LTS)\n\nRed.\n\n## Tails (April 25, 2026)\n\nRed.\n"
    assert fullest(body)[:2] == ["Kite 2.4.5 (of the year 2026)", "Kite 2.4.6 (LTS)"]


def test_an_entry_of_a_programme_is_no_coming_event() -> None:
    event = "- [KiteCon](https://k.example/) takes place on 15 January 2021\n"
    talk = "- [Tying Knots](https://k.example/knots): Ada Moth (16:20, Jan 15)\n"
    found = {fact.phrases[0]: fact.tags for fact in facts(MORE + event + talk)}
    assert "upcoming" in found["KiteCon takes place on 15 January 2021"]
    assert not any("upcoming" in tags for said, tags in found.items() if "Knots" in said)


def test_of_two_lines_about_the_same_versions_the_fuller_is_told() -> None:
    short, full, other, own = (
        Fact(phrases=(said,), line=line, section="News", score=5.0, source=source)
        for line, said, source in (
            (1, "Kite 1.2.1 and 2.0.1 are out!", "entry"),
            (2, "Kite 1.2.1 and 2.0.1 can now be had in all shops", "entry"),
            (3, "Kite 2.0.1 has a red tail", "entry"),
            (4, "Kite 2.0.1 and 1.2.1", "own-words"),
        )
    )
    kept, rejected = merge_versions([short, full, other, own])
    assert kept == [full, other, own]
    assert [(one.rule, one.line, one.detail) for one in rejected] == [("said-elsewhere", 1, "2")]
    assert merge_versions([other, other])[0] == [other, other], "one version is no list"


def test_an_introduction_does_not_tell_twice_of_the_same_versions() -> None:
    body = "Kite 1.2.1 and 2.0.1 have been released!\n\nKite 1.2.1 and 2.0.1 are now available in all shops.\n\n## Tails\n\n- Red\n"
    assert sum("2.0.1" in said for said in fullest(body, title="July releases of kites")) == 1


@pytest.mark.parametrize(
    ("heading", "entry", "told"),
    [
        ("ada/kite", "The reel is now of wood", "ada/kite: The reel is now of wood"),
        ("Kite", "The 2.6.0 release adds red tails", "Kite: The 2.6.0 release adds red tails"),
        ("Kite", "The Moth release adds red tails", "The Moth release adds red tails"),
    ],
)
def test_what_names_no_project_is_told_under_its_heading(heading: str, entry: str, told: str) -> None:
    body = f"# Projects\n\n## {heading}\n\n- {entry}\n"
    assert told in fullest(body, f"# Projects\n\n## {heading}\n\n- Rain\n")


def test_a_name_does_not_end_before_other_versions_of_it() -> None:
    (fact,) = facts(f"{MORE}- [Kite 1.2](https://k.example), 1.3 and 2.0 will be out in spring\n")
    assert fact.name != "Kite 1.2"


@pytest.mark.parametrize("page", ["https://kite.example/u/ada", "https://kite.example/users/ada"])
def test_an_account_is_no_page_about_a_line(page: str) -> None:
    (fact,) = facts(f"{MORE}- [Ada Moth]({page}) has sewn a new tail on Kite\n")
    assert fact.link in {"", page}
    (other,) = facts(f"{MORE}- [ada]({page}) has sewn a new tail on [Kite](https://k.example/t)\n")
    assert other.link == "https://k.example/t"


def test_broken_markup_is_not_taken_from_the_editors_list() -> None:
    body = "- Kites fly 2 by 2\n\n- Moths fly 3 by 3) [](\n\n## Announcements\n\n0"
    assert not any("](" in phrase for fact in facts(body) for phrase in fact.phrases)


_PROSE = (
    "The wind blew all day long, and nobody in Lyon could say where it came from or how long it would last. "
    * 3
)


@pytest.mark.parametrize(
    ("entry", "tag"),
    [
        ("[A helper](https://k.example/h) for the reels of Kite", "vague"),
        ("[The reel](https://k.example/h) of Kite loops on its own", "unsure"),
        ("[A new helper](https://k.example/h) for the reels of Kite", "unsure"),
        ("[The first official helper](https://k.example/h) for the reels of Kite", "unsure"),
    ],
)
def test_a_fragment_among_prose_is_told_only_if_there_is_nothing_else(entry: str, tag: str) -> None:
    body = f"## News\n\n{entry}\n\n## Kite reels\n\n{_PROSE}\n\n{_PROSE}\n"
    (fact,) = (fact for fact in facts(body, "## Kite reels\n\nRain.\n") if fact.section == "News")
    assert {"vague", "unsure"}.intersection(fact.tags) == {tag}
