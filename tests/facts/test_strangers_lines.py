"""What no line of a post may be: faults found in other people's newsletters, in sentences of the same shape."""

from __future__ import annotations

import time

import msgspec
import pytest

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.model import Fact
from distribute.facts.pipeline import extract_facts
from distribute.facts.ranking import merge_versions
from distribute.facts.shorten import shorten_at_clauses
from distribute.facts.versions import begins_with_version, is_about_older, without_older
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue

MORE = "## News\n\n"
EN = language_of("en")
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
        ("The edge release mends loops.", "Kite 2.4.5: The edge release mends loops"),
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
    kept, rejected = merge_versions([short, full, other, own], EN)
    assert kept == [full, other, own]
    assert [(one.rule, one.line, one.detail) for one in rejected] == [("said-elsewhere", 1, "2")]
    assert merge_versions([other, other], EN)[0] == [other, other], "one version is no list"


@pytest.mark.parametrize(
    ("said", "names", "is_twice"),
    [
        ("Version 0.2.2 of ada/kite has been released", "ada/kite 0.2.2", True),
        ("Version 0.2.2 of ada/kite and 0.4.1 of ada/reel are out", "ada/kite 0.2.2, ada/reel 0.4.1, ada/tail 1.2 and more", False),
        ("Version 0.2.2 of ada/kite and 0.4.1 of ada/reel are out", "ada/kite 0.2.2, ada/reel 0.4.1", True),
        ("Ada Moth compares ada/kite 0.2.2 with ada/reel 0.4.1", "ada/kite 0.2.2, ada/reel 0.4.1", False),
        ("Version 0.2.2 of ada/kite has been released", "ada/kite 0.2.2, ada/reel 0.4.1", False),
        ("Version 0.2.2 of ada/kite has been released", "moth/nest 0.2.2", False),
    ],
)  # fmt: skip
def test_releases_that_are_told_of_are_not_listed_again(said: str, names: str, is_twice: bool) -> None:
    told = Fact(phrases=(said,), line=1, section="News", score=5.0)
    listed = Fact(
        phrases=(names,), line=2, section="Releases", score=5.0, kind="release", rule="bare-releases"
    )
    kept, _ = merge_versions([told, listed], EN)
    assert (listed not in kept) is is_twice
    urgent = msgspec.structs.replace(listed, tags=("security",))
    assert urgent in merge_versions([told, urgent], EN)[0]


def test_two_lines_about_a_change_of_version_are_one() -> None:
    body = f"{MORE}- The supported tail of [Kite](https://k.example) moves from 12.1 to 12.2\n\n## B\n\n"
    fuller = "Moth and Bee are both moving the supported tail of Kite from 12.1 to 12.2"
    assert fullest(f"{body}- {fuller}\n") == [fuller]


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


@pytest.mark.parametrize(
    "text",
    [
        "Users of Kite can now log in (#1234)",
        "Kite 2.0 lets users opt in ([#1235](https://f.example/1235))",
        "The kite reverted the change made in #123 and restored the reel",
        "The bug described in #1234 and the crash of Moth are gone",
        "The dark theme sets headings in #202020, and links in blue",
        "Kite Camp! #24 (Lyon)",
        "Kite 2.0 is twice as fast (thanks to a new parser)",
        "Set PATH | EXT | home of the kite",
        'Kite runs "Cat | Sort | Uniq" now',
    ],
)
def test_words_that_are_no_reference_are_kept(text: str) -> None:
    kept = plain(text)
    assert (
        kept.split(" (")[0]
        == text.split(" (#", maxsplit=1)[0].split(" ([", maxsplit=1)[0].split(" (", maxsplit=1)[0]
    )


@pytest.mark.parametrize("page", ["Issue", "Discussion"])
def test_the_title_of_a_forges_page_keeps_its_words(page: str) -> None:
    assert plain(f"Let users sort tails by name · {page} #12 · ada/kite") == "Let users sort tails by name"


def test_many_references_take_linear_time() -> None:
    text = "#12" + " see #12" * 12_500
    began = time.process_time()
    plain(text + " (#12)")
    plain(text + " x")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kite 4.2.9 and 5.0.1 fix CVE-2020-1234", "Kite 4.2.9 and 5.0.1 can now be installed from all of the shops"),
        ("Support for Kite 1.2 and 1.3 ends in January", "Support for Moth 1.2 and 1.3 has been added to the reel of Bell"),
        (
            "Added support for silk 3.12 and 3.13 to Kite",
            "Added support for silk 3.12 and 3.13 to the reel of Moth in May",
        ),
    ],
)  # fmt: skip
def test_lines_about_the_same_versions_that_say_something_else_are_both_told(first: str, second: str) -> None:
    assert {first, second} <= set(fullest(f"{MORE}- {first}\n- {second}\n"))


@pytest.mark.parametrize(
    "heading",
    [
        "Kite Joins the Moth Foundation",
        "Moth Company Acquires Kite for a Million",
        "Government Bans Kites Near Airports",
        "Kite Goes Open Source This Summer",
        "Kite Shuts Down After Ten Years",
        "Kite became part of the Moth Foundation",
        "The Kite Foundation lost its founder Ada",
        "How Kite 2.0 was hacked in May",
        "Why We Left the Hill for the Valley",
    ],
)
def test_a_heading_that_tells_something_is_no_topic(heading: str) -> None:
    (fact,) = (fact for fact in facts(f"## {heading}\n\nThose are red.{_TOPICS}") if fact.line == 1)
    assert "label" not in fact.tags


@pytest.mark.parametrize(
    "event",
    [
        "[Kite Meetup Lyon](https://k.example/m) on 14 January 2021 (19:00 UTC)",
        "Kite Camp: 20 January 2021 (18:30)",
    ],
)
def test_an_event_with_its_hour_in_brackets_is_to_come(event: str) -> None:
    (fact,) = facts(f"## Events\n\n- {event}\n")
    assert "upcoming" in fact.tags


@pytest.mark.parametrize(
    "heading",
    ["Kite 1.0 (end of life May 2, 2021)", "Kite 2.0 (planned for May 2, 2021)", "Kite 4.0 (due 3 May 2021)"],
)
def test_a_day_that_is_not_that_of_the_release_is_kept(heading: str) -> None:
    assert heading in fullest(f"## {heading}\n\nRed.{_TOPICS}")


@pytest.mark.parametrize("first", ["Kite 2.0 released\n\nRed.", "Kite 2.4.5\n\nThis release mends the tail."])
def test_releases_of_other_projects_are_told_beside_one_that_is_described(first: str) -> None:
    found = facts(f"## {first}\n\n## Moth 1.1\n\nRed tails.\n\n## Bell 4.0\n\nBlue tails.\n")
    assert [(fact.phrases, "vague" in fact.tags) for fact in found[1:]] == [
        (("Moth 1.1",), False),
        (("Bell 4.0",), False),
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("Ada Moth wrote [Kites: how they fly.](https://m.example/1)", "Ada Moth wrote Kites: how they fly"),
        ("New: [Kites: why they fly at night.](https://m.example/1)", "New: Kites: why they fly at night"),
        ("Release of [Kite 2.0: now with tails, which are red](https://m.example/3)", "Kite 2.0"),
    ],
)
def test_a_linked_title_with_a_colon_is_told(entry: str, told: str) -> None:
    assert fullest(f"{MORE}- {entry}\n") == [told]


@pytest.mark.parametrize(
    "below",
    [
        "Kite 2.4.5 packages are not in the shops yet.",
        "Kite 2.4.5 users should not update in May.",
        "This release does not run on the old reel.",
    ],
)
def test_a_release_is_not_told_with_what_it_does_not_do(below: str) -> None:
    others = "\n\n## Moth 2.4.4\n\nThe 25th.\n\n## Bell 2.4.3\n\nThe 18th.\n"
    assert facts(f"## Kite 2.4.5\n\n{below}{others}")[0].phrases == ("Kite 2.4.5",)


@pytest.mark.parametrize(
    "entry",
    [
        "We'd like to announce that Kite 2.0 has been released",
        "We'd like to welcome [Ada Moth](https://a.example) as the new keeper of Kite",
        "Moderators: Kite 2.0 bans spammers",
        "Students: tickets to KiteCon are free until May",
        "[1] Kite 2.0 has been released with red tails, in May 2020",
        "Improved hearing tests by the Kite Foundation are now free",
        "[Kite Weekly writes about Moth and its tails](https://kiteweekly.example/issues/700)",
        "Berlin opened [Repair Café](https://k.example) #4 in the old harbour",
        "Moth proposed RFC #3457 to let kites loop",
    ],
)
def test_news_that_look_like_filler_or_tickets_are_told(entry: str) -> None:
    (fact,) = facts(f"{MORE}- {entry}\n")
    assert not fact.is_minor


@pytest.mark.parametrize(
    "text",
    [
        "The Kite Foundation lost its founder Ada",
        "The Kite team built a bridge to Moth",
        "Ada Moth left the Kite Foundation in May",
    ],
)
def test_a_sentence_with_an_irregular_verb_is_no_fragment(text: str) -> None:
    body = f"## News\n\n{text}.\n\n## Kite reels\n\n{_PROSE}\n\n{_PROSE}\n"
    (fact,) = (fact for fact in facts(body, "## Kite reels\n\nRain.\n") if fact.section == "News")
    assert "vague" not in fact.tags


@pytest.mark.parametrize(
    ("text", "links"),
    [("Also, tracing 0.2 is out", ()), ("Finally, ring turns ten", ("ring",))],
)
def test_a_name_that_ends_like_a_verb_stays_small(text: str, links: tuple[str, ...]) -> None:
    assert strip_lead_in(text, links) == text.partition(", ")[2]


def test_who_has_worked_on_it_is_no_news() -> None:
    linked = (
        "[ada](https://github.com/ada), [bee-1](https://github.com/bee-1) and [cid](https://github.com/cid)"
    )
    assert fullest(f"{MORE}- **Kite 2.0**: {linked}\n") == []
    assert fullest(f"{MORE}- Kite 2.0: {linked}\n") == []
    releases = (
        "[Ant](https://github.com/a/ant), [Bee](https://github.com/b/bee) and [Cat](https://github.com/c/cat)"
    )
    assert len(fullest(f"{MORE}- Kite 2.0: {releases}\n")) == 1


@pytest.mark.parametrize("entry", ["April 20th, 11am EST", "Friday, 22nd July, 3 pm"])
def test_a_day_with_its_hour_alone_is_no_news(entry: str) -> None:
    assert fullest(f"{MORE}- {entry}\n- [Kite 2.0](https://k.example) is out\n") == ["Kite 2.0"]


@pytest.mark.parametrize(
    "entry",
    [
        "Get the latest release on the page of Kite",
        "Affected versions: <2.0.0",
        "Download 4.0.2 from the page of Kite",
        "The KITE (Knots in Tails) language provides a way to tie Moth",
    ],
)
def test_what_points_to_a_release_or_defines_is_no_news(entry: str) -> None:
    assert fullest(f"{MORE}{entry}.\n\n[Kite 2.0](https://k.example) is out.\n") == ["Kite 2.0"]


def test_what_another_section_says_in_more_words_is_told_once() -> None:
    full = "The [Moth](https://m.example) project aims to bring a kite-like string to Lyon in a modified form"
    short = "Moth aims to bring a kite-like string to Lyon"
    assert fullest(f"{MORE}- {full}\n\n## Notes\n\n- {short}\n") == [
        full.replace("[Moth](https://m.example)", "Moth")
    ]


def test_a_sentence_is_not_cut_behind_the_time_since_something() -> None:
    sentence = "A little more than a year since the plan was made, Kite is out"
    assert shorten_at_clauses(sentence, least=4, language="en") == (sentence,)


def test_a_list_of_calls_is_not_cut() -> None:
    sentence = "Kite 43 adds Tail.remove(), Tail.removeAll(), and Tail.removeGroup() for all who fly"
    assert "Kite 43 adds Tail.remove()" not in shorten_at_clauses(sentence, least=3, language="en")


def test_below_a_heading_nothing_is_told_of_an_older_release() -> None:
    story = "## Knots by themselves\n\nKnots were introduced in Kite 1.9 as a kind of tail.\n"
    found = facts(f"{story}{_TOPICS}", title="Kite 1.11 released", site="Kite")
    assert not any("1.9" in phrase for fact in found for phrase in fact.phrases)


def test_an_event_keeps_the_capital_of_its_weekday() -> None:
    body = "## Kite Festival of May\n\nSaturday 16th January 2021, from nine, in Lyon\n"
    assert (
        fullest(f"{body}{_TOPICS}")[0]
        == "Kite Festival of May: Saturday 16th January 2021, from nine, in Lyon"
    )


def test_a_cut_that_says_enough_is_allowed_before_a_reason_or_a_time() -> None:
    late = "Kite 2.0 was postponed by a month after Ada Moth found a hole in the tail"
    assert "Kite 2.0 was postponed by a month" in shorten_at_clauses(late, least=4, language="en")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Germany beats France in talks about fish in Lyon", "France beats Germany in talks about fish in Lyon again"),
        (
            "The city council votes to close the Elm Street bridge",
            "The city council votes not to close the Elm Street bridge after protests",
        ),
        (
            "The city council votes not to close the Elm Street bridge after protests",
            "The city council votes to close the Elm Street bridge",
        ),
        (
            "Rents rose by 3.5% in May and by 4.2% in June",
            "Rents and wages rose by 3.5% in May and by 4.2% in June in all of town",
        ),
    ],
)  # fmt: skip
def test_the_same_words_may_say_something_else(first: str, second: str) -> None:
    assert {first, second} <= set(
        fullest(
            f"{MORE}- [x](https://x.example) {first}\n\n## B\n\n- {second}\n".replace(
                "[x](https://x.example) ", ""
            )
        )
    )


def test_a_short_line_is_not_left_out_for_a_longer_one_behind_it() -> None:
    lead = "Ada Moth elected president of the Kite Foundation board"
    long = f"After a long night in Lyon with three rounds of votes in the old town hall {lead}, by members who came by train"
    found = fullest(f"{MORE}- [{lead}](https://k.example/1)\n\n## B\n\n- {long}\n")
    assert lead in found


def test_a_short_line_is_not_left_out_for_one_that_no_post_has_room_for() -> None:
    short = "Ada Moth aims at a kite-like string for Lyon"
    words = "whose tails of silk and paper and wood and wool and straw and reeds and rope and wire and cloth "
    long = f"Ada Moth {words}{words}aims at a kite-like string for Lyon"
    assert short in fullest(f"{MORE}- {long}\n\n## B\n\n- {short}\n")


@pytest.mark.parametrize(
    "text",
    [
        "Kite now (#1234) lets everybody in Lyon log in",
        "Keep users logged in by @ada in #1234",
        "Kite users can now stay logged in #1234",
        "Let users sign in #1234",
        "Show where the moths fly in (#1234)",
    ],
)
def test_a_verb_keeps_its_in(text: str) -> None:
    assert plain(text).endswith(" in")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kites fly higher → Read more", "Kites fly higher"),
        ("Kites fly higher. Read more →", "Kites fly higher."),
        ("Kites fly higher → Read more↗", "Kites fly higher"),
        ("Notes of May → Read more↗. Join us July 2", "Notes of May. Join us July 2"),
        ("Kite 1.2 Released: red → Release notes↗", "Kite 1.2 Released: red"),
        ("Tails of silk Read the full story↗ • The Moth Times coverage↗", "Tails of silk"),
        ("How kites fly↗", "How kites fly"),
        ("Kite now shows more →", "Kite now shows more →"),
        ("Change loops → knots in the menu", "Change loops → knots in the menu"),
        ("Mend the tail (gh#ada/kite/418)", "Mend the tail"),
        ("Sew the tail on to the kite - #3787.", "Sew the tail on to the kite"),
        ("Sew the tail on to the kite -#3787", "Sew the tail on to the kite"),
        ("Fly by the usage of tails , and count moths", "Fly by the usage of tails, and count moths"),
    ],
)
def test_what_a_link_to_the_whole_says_is_left_out(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("By Popular Demand", "By Popular Demand"),
        ("By Ada Moth", ""),
        ("By Ada Moth and Bee Reel", ""),
        ("By night", "By night"),
    ],
)
def test_whoever_wrote_an_issue_is_no_heading(heading: str, shown: str) -> None:
    (fact,) = facts(f"## {heading}\n\n- [Kite 2.0](https://k.example/1) is out\n")
    assert fact.listed_under == shown


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("Kite", "Version 2.0 mends the tail of silk", "Kite: Version 2.0 mends the tail of silk"),
        ("Kite", "2.0 mends the tail of silk", "Kite: 2.0 mends the tail of silk"),
        ("Kite", "v2.0 joins tails of silk", "Kite: v2.0 joins tails of silk"),
        ("kite_tail", "We've just released 2.0 with a tail of silk", "kite_tail: We've just released 2.0 with a tail of silk"),
        ("Kite 2.0", "Version 2.0 mends the tail of silk", "Version 2.0 mends the tail of silk"),
        ("Small repairs", "Version 2.0 mends the tail of silk", "Version 2.0 mends the tail of silk"),
        ("Kite", "3.5 million people fly kites of silk in Lyon", "3.5 million people fly kites of silk in Lyon"),
        ("Kite Days", "- October 15-17, 2021, Metz, Ohio", "Kite Days: October 15-17, 2021, Metz, Ohio"),
        ("Kite Days", "- May 3, 2021 in the town of Metz", "Kite Days: May 3, 2021 in the town of Metz"),
        ("Kite Days", "- May 3: Ada Moth talks about kites", "May 3: Ada Moth talks about kites"),
        ("Kite Days", "- May 3, Moth adds loops to its editor", "May 3, Moth adds loops to its editor"),
    ],
)  # fmt: skip
def test_a_version_or_day_is_told_with_what_its_heading_names(heading: str, text: str, told: str) -> None:
    body = f"# News\n\n## {heading}\n\n{text}.\n\n## Balls\n\n- Red balls roll uphill now\n"
    earlier = f"# News\n\n## {heading}\n\nRain.\n\n## Balls\n\nRain.\n"
    assert told in fullest(body, earlier)


def test_a_version_alone_is_no_name_and_in_an_article_about_it_no_version_of_a_heading() -> None:
    body = "# News\n\n## Kite\n\n[Version 2.0](https://k.example/2) mends the tail.\n"
    earlier = "# News\n\n## Kite\n\nRain.\n"
    (fact,) = facts(body, earlier)
    assert not fact.name
    assert "unsure" not in fact.tags
    (other,) = facts("# News\n\n## Kite\n\nVersion 2.0 mends the tail of silk.\n", earlier)
    assert "unsure" not in other.tags
    assert not any("Kite: " in told for told in fullest(body, earlier, title="Kite 2.0 released"))


@pytest.mark.parametrize(
    "sentence", ["We've released v0.5.0", "I've published v0.5.0", "They’ve shipped 0.5.0"]
)
def test_whoever_releases_is_no_project(sentence: str) -> None:
    found = facts(f"## Kite\n\n- {sentence}, a new form of the tail of the Moth project\n")
    assert not any("ve v" in phrase or "ve 0" in phrase for fact in found for phrase in fact.phrases)


@pytest.mark.parametrize("verb", ["is", "was"])
def test_the_version_that_something_needs_is_no_release(verb: str) -> None:
    sentence = f"The required version of Moth {verb} now 1.23"
    assert not any(fact.kind == "release" for fact in facts(f"{MORE}- {sentence} for kites\n"))


@pytest.mark.parametrize("joint", ["but when", "and if", "so once", "or unless"])
def test_no_cut_leaves_a_condition_without_what_follows_from_it(joint: str) -> None:
    sentence = f"Kite has a new reel, {joint} the wind turns, it stops with a bell"
    assert not any(
        phrase.endswith("turns") for phrase in shorten_at_clauses(sentence, least=4, language="en")
    )
    plain_list = "Kite has a new reel, and a bell for the wind turns, which is red"
    assert "Kite has a new reel, and a bell for the wind turns" in shorten_at_clauses(
        plain_list, least=4, language="en"
    )


def test_half_of_a_question_is_not_told() -> None:
    question = "Are you interested in learning how to fly, or already fly but want to win?"
    found = facts(
        f"{MORE}- [Kite Leaders](https://k.example) - {question} Kite Leaders takes members until May\n"
    )
    assert not any("Are you" in phrase and "?" not in phrase for fact in found for phrase in fact.phrases)


def test_what_continues_a_heading_is_not_told() -> None:
    assert fullest(f"{MORE}...can (mostly) be used in Kite now!\n{_TOPICS}", title="Kite") == fullest(
        f"{MORE}{_TOPICS}", title="Kite"
    )


def test_a_line_does_not_end_in_a_comma() -> None:
    assert fullest("## Events\n\n- **Moth Days in Metz, 3rd February 2021, Online,**\n")[0].endswith("Online")


@pytest.mark.parametrize(
    ("title", "behind", "told"),
    [
        ("Announcing Kite 9", "Kite got a new HTTP reel and a tail for storing silk.", False),
        ("Announcing Kite 9", "The Moth team finally released a new HTTP reel and a tail with Kite 9.", True),
        ("Announcing Moth 9", "Kite got a new HTTP reel and a tail for storing silk.", True),
    ],
)
def test_a_paragraph_about_an_older_version_is_not_told(title: str, behind: str, told: bool) -> None:
    found = fullest(f"Kite 8 was a massive release. {behind}\n{_TOPICS}", title=title)
    assert any("reel" in phrase for phrase in found) is told


@pytest.mark.parametrize(
    "text",
    [
        "Kite now shows the length of tails in Settings → Details",
        "The toolbar of Kite moved to Help → Release notes",
        "Der Verein Kite fährt am 14. Januar mit dem Zug Emden → Leer",
        "Kite Club • Ada Moth elected as chair",
        "Rents in Lyon ↗ in May, wages in Metz ↘ in June",
        "Kite passes -#4 to the compiler of Moth",
    ],
)
def test_an_arrow_in_a_menu_or_a_route_is_kept(text: str) -> None:
    assert plain(text) == text


def test_the_mark_of_a_link_is_left_out_behind_a_title_only() -> None:
    assert plain("Kite Club • Ada Moth elected as chair ↗") == "Kite Club • Ada Moth elected as chair"


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("This Week in Kite 512", "Kite 1.75.0 was released on 28 December with tails of silk for Ada Moth"),
        ("The Letter November 2020", "November 14 saw the opening of the Kite Museum in Lyon by Ada Moth"),
        ("Released: Letter May 20", "May 3 saw the opening of the Kite Museum in Lyon by Ada Moth"),
        ("Letter 12", "Letter 11 gave a wrong date for the meeting of the Kite Club"),
        ("Kite 2026", "Kite 4.6 was released with new shades of red"),
    ],
)
def test_the_number_of_an_issue_or_a_day_is_no_version(title: str, sentence: str) -> None:
    assert not is_about_older(sentence, title)


@pytest.mark.parametrize(
    ("title", "second"),
    [
        ("Kite 4.1: the red tail", "Kite 4.1 now has a red tail that glows at night"),
        ("Kite 4.1", "In Kite 4.1, Ada Moth gave it a red tail"),
        ("Kite 4.1", "Ada Moth now added a red tail that glows at night"),
    ],
)
def test_behind_an_older_version_the_new_one_is_told(title: str, second: str) -> None:
    assert without_older(["Kite 4.0 had a short tail", second], title) == [second]


@pytest.mark.parametrize(
    "entry",
    [
        "...and that's a wrap on KiteCon! Ada Moth was elected chair of the Kite Foundation",
        "… und außerdem: Am 14. Januar 2021 findet das Drachenfest in Köln statt",
        "- ...and Ada Moth was elected chair of the Kite Foundation",
    ],
)
def test_a_last_entry_behind_dots_is_told(entry: str) -> None:
    assert "words-missing" not in {
        each.rule for each in extract_facts(issue(f"{MORE}{entry}\n"), ()).rejected
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Version 1.2 of the Moth library adds loops",
        "3.5 has been the average number of moths for years",
        "We shipped 3.5 tons of food to Lyon",
        "14.4.2026 findet das Drachenfest statt",
    ],
)
def test_a_number_may_be_of_something_else_than_the_heading(sentence: str) -> None:
    assert not begins_with_version(sentence)


def test_a_noun_does_not_keep_an_in() -> None:
    assert (
        plain("Ada Moth suggested to search RocksDB logs in #1234")
        == "Ada Moth suggested to search RocksDB logs"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Moth Days | Metz | 2 February 2021", "Moth Days: Metz, 2 February 2021"),
        (
            "Kite lets you write Int | Float | String as a type",
            "Kite lets you write Int | Float | String as a type",
        ),
    ],
)
def test_the_first_field_of_a_row_is_its_name(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    "entry",
    [
        "The Kite Club elected its new board: [ada](https://github.com/ada), [bee](https://github.com/bee), [cid](https://github.com/cid)",
        "**Three keepers joined the core team**: [ada](https://github.com/ada), [bee](https://github.com/bee) and [cid](https://github.com/cid)",
        "Download limits lifted on Docker Hub for students",
        "The [Tor](https://tor.example) project offers five grants for writers",
        "Reuters reported that the Mars probe crashed near Lyon",
    ],
)
def test_what_looks_like_names_or_background_is_told(entry: str) -> None:
    assert len(fullest(f"{MORE}- {entry}\n")) == 1


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("Kite 2.0 removes the tail that was added in Kite 1.5 by Ada", True),
        ("A hole that was introduced in Kite 1.9 has been mended by Ada", True),
        ("Tails were introduced in Kite 1.9 by Ada", False),
    ],
)
def test_what_an_older_release_had_may_be_the_news_of_this_one(sentence: str, is_told: bool) -> None:
    assert is_about_older(sentence, "Kite 2.0 released") is not is_told


def test_a_release_is_not_hidden_by_its_own_older_one() -> None:
    older = "## Kite 3.12.8\n\nThis release mends a knot.\n\n## Moth 5.1\n\nText.\n"
    found = facts(f"## Kite 3.13\n\nKite is here.\n\n{older}")
    assert not any("vague" in fact.tags for fact in found)


@pytest.mark.parametrize(
    "below",
    [
        "The previous release breaks on the old reel.",
        "The next release drops silk.",
        "This release notes page lists all.",
    ],
)
def test_a_release_is_not_told_with_what_another_does(below: str) -> None:
    others = "\n\n## Moth 2.4.4\n\nThe 25th.\n\n## Bell 2.4.3\n\nThe 18th.\n"
    assert facts(f"## Kite 2.4.5\n\n{below}{others}")[0].phrases == ("Kite 2.4.5",)


def test_if_all_headings_of_a_series_are_topics_the_longer_ones_are_told() -> None:
    body = "".join(
        f"## {heading}\n\nThis is so.\n\n"
        for heading in ("Higher prices for milk from May", "Minister under fire over kites", "Rain")
    )
    told = [fact.phrases[0] for fact in facts(body) if "label" not in fact.tags]
    assert told == ["Higher prices for milk from May", "Minister under fire over kites"]
    assert all("label" in fact.tags for fact in facts(body, title="How kites are made"))


def test_one_event_of_a_year_with_its_hour_in_brackets_is_to_come() -> None:
    (fact,) = facts("## Events\n\n- Kite Meetup: Ada Moth on loops in Lyon (18:30, 14 January 2021)\n")
    assert "upcoming" in fact.tags
