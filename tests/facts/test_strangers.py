"""Which statements are news: faults found in other people's newsletters, in sentences of the same shape."""

from __future__ import annotations

import pytest

from distribute.facts.english import describes
from distribute.facts.filters import begins_with_day
from distribute.facts.pipeline import extract_facts
from distribute.facts.versions import is_about_older
from distribute.issue import Overrides
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue
from tests.timing import require_proportion

MORE = "## News\n\n"

LINKS = "".join(f"- [Ada Moth flies over town number {n}](https://{{}}.example/{n})\n" for n in range(24))


def test_an_entry_that_ends_in_a_link_named_here_is_told() -> None:
    body = (
        MORE
        + "- [New Member] Moth joins the Flock — Moth shared its flight in May. [here](https://a.example/2)\n"
    )
    assert fullest(body) == ["Moth joins the Flock"]


@pytest.mark.parametrize(
    "entry",
    [
        "You can now fly [Kite](https://kite.example/) at night.",
        "No fix yet for the broken tail of Kite 2.0.",
    ],
)
def test_news_that_begins_like_filler_is_told(entry: str) -> None:
    assert fullest(MORE + f"- {entry}\n") == [
        entry.replace("[Kite](https://kite.example/)", "Kite").rstrip(".")
    ]


def test_upkeep_and_what_its_author_says_of_themselves_come_last() -> None:
    entries = [
        "My first year with [Kite](https://a.example/1)",
        "ada/kite [#3](https://a.example/3) chore(ci): mend the string (@bo)",
        "Translated post 8 of [Kite](https://a.example/4) into Moth",
        "[Kite flies under water](https://a.example/2)",
    ]
    found = facts(MORE + "".join(f"- {entry}\n" for entry in entries))
    assert found[0].phrases == ("Kite flies under water",)
    assert all(fact.score < found[0].score - 2 for fact in found[1:])


@pytest.mark.parametrize("what", ["joins the Flock", "joins the great northern Flock of kites and lamps"])
def test_items_that_differ_in_a_name_are_two_facts(what: str) -> None:
    body = MORE + f"- Swift {what} — Swift flew in May.\n- Moth {what} — Moth flew in June.\n"
    assert fullest(body) == [f"Swift {what}", f"Moth {what}"]


def test_a_job_is_no_news() -> None:
    body = "## Kite Jobs\n\n- [Wind Ltd, Kite Manager](https://a.example/)\n\n## News\n\n- [Kite 2.0](https://kite.example/)\n"
    assert fullest(body) == ["Kite 2.0"]
    assert {entry.rule for entry in extract_facts(issue(body)).rejected} == {"no-news-heading"}


def test_a_list_of_highlights_leads_wherever_it_stands() -> None:
    body = (
        "## Releases\n\n- [Moth 1.1](https://moth.example/) adds lamps.\n\n"
        "## Highlight\n\n- [Flying with kites](https://a.example/1)\n- [How moths see](https://a.example/2)\n"
    )
    found = facts(body)
    assert [fact.phrases[0] for fact in found] == [
        "Flying with kites",
        "How moths see",
        "Moth 1.1 adds lamps",
    ]
    assert [fact.source for fact in found] == ["enumeration", "enumeration", "entry"]


def test_a_sentence_that_an_editor_lists_is_told_as_it_is() -> None:
    body = (
        "- The budget for the harbour of Kite was approved.\n- Two moths were found in the lamp of Reel.\n\n"
        "## Work\n\n- Added a knot to a window of [Kite](https://kite.example/) that would not open.\n"
        "- Removed the lamp from [Reel](https://reel.example/) for good.\n"
    )
    assert fullest(body)[:2] == [
        "The budget for the harbour of Kite was approved",
        "Two moths were found in the lamp of Reel",
    ]


def test_a_table_of_contents_is_not_told() -> None:
    body = "- [1 Kites and Moths in May](#kites)\n- [2 Spotlight](#spotlight)\n\n## News\n\n- [Kite 2.0](https://kite.example/) adds tails.\n"
    assert fullest(body) == ["Kite 2.0 adds tails"]


def test_a_name_that_loses_its_mark_is_not_told() -> None:
    body = (
        MORE
        + "- The tail moved from @kite/tail to @kite/string.\n- [Kite 2.0](https://kite.example/) is on @next.\n"
    )
    assert [text for text in fullest(body) if "kite/" in text] == []


def test_a_handle_is_no_news() -> None:
    assert facts("## People\n\n- @ada-moth (kites, strings)\n") == []


@pytest.mark.parametrize("name", ["A new patch", "New Kite strings of silk", "Call for Kites"])
def test_the_words_of_a_link_are_no_name(name: str) -> None:
    told = facts(f"## News\n\n- [{name}](https://kite.example/) is open until 20 December\n")
    assert [fact.telling_name for fact in told] == [""]


@pytest.mark.parametrize(
    "entry",
    [
        "The plugin received a couple of changes from [Ada Moth](https://a.example/) lately.",
        "[Video link](https://a.example/v)",
        "[Ep. 145](https://a.example/145)",
        "[Forum discussion](https://a.example/f)",
    ],
)
def test_what_says_nothing_without_its_surroundings_is_not_told(entry: str) -> None:
    assert fullest(MORE + f"- {entry}\n- [Kite 2.0](https://kite.example/) adds tails.\n") == [
        "Kite 2.0 adds tails"
    ]


def test_in_a_language_that_is_not_known_only_the_editors_own_words_are_told() -> None:
    body = MORE + "- [Drake 2.0](https://kite.example/) flyger högre än någonsin.\n"
    assert fullest(body, language="sv") == []
    assert [rejected.rule for rejected in extract_facts(issue(body, language="sv")).rejected] == [
        "unknown-language"
    ]
    assert fullest(body, language="en") != []


def test_the_highlights_of_one_part_are_not_the_issues() -> None:
    news = "## Kites\n\n- [Moth 3.0](https://moth.example/) glows.\n\n"
    part = "## Drakes\n\n{} Highlights\n\n- [Kite 1](https://k.example/) flies.\n- [Kite 2](https://k.example/2) lands.\n- [Kite 3](https://k.example/3) sings.\n"
    ours = [fact.source for fact in facts(news + part.format("##"))]
    theirs = [fact.source for fact in facts(news + part.format("###"))]
    assert "enumeration" in ours
    assert "enumeration" not in theirs


def test_the_card_of_an_event_is_told_by_its_name_and_day() -> None:
    body = "## Events\n\n🔭 **Kite Sunday**\n📅 Sunday, 10 January 2021\n🕑 2:00 PM\n📍 The old mill\n👥 36 members signed up!\n"
    assert fullest(body) == ["🔭 Kite Sunday: Sunday, 10 January 2021"]


def test_days_written_with_a_slash_make_a_calendar_too() -> None:
    body = "## News\n\n" + "".join(f"- 12/{day} Tue 0900: Moth Net {day}\n" for day in range(10, 17))
    assert fullest(body + "- The [Kite Club](https://kite.example/) has a new mill\n") == [
        "The Kite Club has a new mill"
    ]


def test_a_deadline_without_its_event_is_no_news() -> None:
    assert fullest("## Events\n\n- CfP open until: Wednesday, 14 January 2021\n") == []


def test_the_name_of_a_flaw_alone_does_not_lead() -> None:
    body = (
        "## News\n\n- [Kite Rift (CVE-2020-1234)](https://kite.example/rift)\n"
        "- [Moth House](https://moth.example/) has a new board\n"
    )
    assert fullest(body) == ["Moth House has a new board", "Kite Rift (CVE-2020-1234)"]


def test_the_same_entry_twice_is_no_list_of_names() -> None:
    body = "## Downloads\n\n- [Kite (large)](https://kite.example/1)\n\nThe rest:\n\n- [Kite (large)](https://kite.example/2)\n"
    assert set(fullest(body)) == {"Kite (large)"}


def test_below_an_open_clause_are_no_sentences() -> None:
    body = "## Wist u dat...?\n\n- De [Drachenclub](https://kite.example/) in augustus niet vliegt.\n"
    assert fullest(body, language="nl") == []


def test_a_description_that_leans_on_the_text_is_not_told() -> None:
    words = Overrides(description="Interestingly, the Kite Club now flies at night.")
    assert fullest("## News\n\n- Moth 2.0 is out.\n", words=words) == ["Moth 2.0"]


def test_what_two_sections_tell_in_the_same_words_is_told_once() -> None:
    body = (
        "## Events\n\n- [KITEFEST 2021](https://kite.example/): LYON, 14 JANUARY\n\n"
        "## This week\n\n- [KiteFest 2021](https://kite.example/): Lyon, 14 January\n"
    )
    assert fullest(body) == ["KiteFest 2021: Lyon, 14 January"]


def test_days_before_their_months_make_a_calendar_too() -> None:
    listed = "".join(f"- {day}-{day + 1} janvier 2021 : Salon {day}\n" for day in range(10, 17))
    body = f"## Agenda\n\n{listed}- Le [club](https://kite.example/) a un nouveau moulin\n"
    assert fullest(body, language="fr") == ["Le club a un nouveau moulin"]


@pytest.mark.parametrize(
    "entry",
    [
        "Table 2.0 is released with new rows",
        "Have a good look at [Kite 2.0](https://kite.example/), which is out",
    ],
)
def test_what_only_looks_like_a_caption_or_a_wish_is_told(entry: str) -> None:
    assert fullest(f"{MORE}- {entry}\n")


def test_a_linked_name_is_told_with_the_paragraph_below_it() -> None:
    body = (
        f"{MORE}- [Kite](https://kite.example/)\n\n  A toy for windy days.\n  Many have one.\n\n"
        "- [Moth Lamps](https://moth.example/)\n\n  Lamps that turn themselves off at dawn.\n\n"
        "- [Nests that open by themselves in spring](https://nest.example/)\n\n  Built by hand.\n"
    )
    assert fullest(body) == [
        "Kite: A toy for windy days",
        "Moth Lamps: Lamps that turn themselves off at dawn",
        "Nests that open by themselves in spring",
    ]
    assert [fact.phrases[-1] for fact in facts(body)][1] != "Moth Lamps", "two words say nothing"


def test_many_links_to_different_sites_are_chosen_and_no_inventory() -> None:
    hosts = LINKS.split("{}")
    chosen = "".join(f"{part}{n}" for n, part in enumerate(hosts[:-1])) + hosts[-1]
    assert not any(fact.is_minor for fact in facts(MORE + chosen)[:5])
    assert all(fact.is_minor for fact in facts(MORE + LINKS.replace("{}", "moth")))


def test_the_title_of_a_paper_about_flaws_is_no_security_notice() -> None:
    told = 'Ada Moth: "How Vulnerabilities Fly" presented at KiteCon'
    tags = {
        fact.phrases[0]: fact.tags for fact in facts(f"{MORE}- {told}\n- Kite 2.0 fixes vulnerabilities\n")
    }
    assert "security" not in tags[told]
    assert "security" in tags["Kite 2.0 fixes vulnerabilities"]


def test_a_sentence_of_the_introduction_with_several_subjects_is_a_list_of_news() -> None:
    body = (
        "Welcome! Additionally, Kite landed its first loop before dawn, Moth pushed out three releases in a row, and "
        "the Nest got a door that opens by itself.\n\n## Board\n\nAda Moth has left the board of Kite.\n"
    )
    assert fullest(body)[:3] == [
        "Kite landed its first loop before dawn",
        "Moth pushed out three releases in a row",
        "The Nest got a door that opens by itself",
    ]
    names = body.replace("landed its first loop before dawn", "and Lamp").replace(
        "pushed out three", "had several"
    )
    assert "Kite and Lamp" not in fullest(names)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Tuesday, June 2nd, 14:00 (12:00 UTC), with Ada Moth",
            "Flying Lessons: Tuesday, June 2nd, 14:00 (12:00 UTC), with Ada Moth",
        ),
        ("Tue, 2 Jun 2026 9:30 with Ada Moth", "Flying Lessons: Tue, 2 Jun 2026 9:30 with Ada Moth"),
        ("June 2: KiteCon opens in Lyon with Ada Moth", "June 2: KiteCon opens in Lyon with Ada Moth"),
        (
            "June 2 10:30 Flying begins in Lyon with Ada Moth",
            "June 2 10:30 Flying begins in Lyon with Ada Moth",
        ),
    ],
)
def test_a_date_with_its_hour_is_told_with_its_event(said: str, told: str) -> None:
    assert told in fullest(
        f"## Events\n\n### Flying Lessons\n\n- {said}\n- Moths fly by [day](https://a.example/)\n"
    )


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Flying at night was completely broken. Ada Moth mended this", False),
        ("Moths were unable to land on Kite", True),
        ("Kite 2.0.1 is out because 2.0 was crashing on start", True),
        ("Ground was broken for the new nest in Lyon", True),
        ("Kite 3 removes the port because it was broken", True),
        ("Flying at night was completely broken and has been fixed", True),
        ("Kite 2.1 fixes the tail that was broken", True),
        ("Show an error where moths were unable to land", True),
        ("Fixed: the kite was crashing at the start", True),
        ("The record was broken in May by Ada Moth", True),
        ("Outage: moths were unable to land for two hours on May 3", True),
        ("Detect badly broken kites at the start", True),
    ],
)
def test_what_was_wrong_is_not_told_without_its_end(said: str, *, is_told: bool) -> None:
    assert fullest(f"{MORE}- {said}.\n") == ([said] if is_told else [])


def test_a_list_of_a_description_is_not_taken_for_clauses() -> None:
    said = (
        "Kite 2 adds a tail of silk, LED-lit wings, better reels, standards for knots, and nests for moths."
    )
    body = "## News\n\n- Kite 2 has a tail of silk, LED-lit wings, reels, standards for knots and nests for moths.\n"
    assert fullest(body, words=Overrides(description=said), lines={"description": 2})[0] == said.rstrip(".")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "This month covers kites of silk, moths at night, and long reels.",
            ["Kites of silk, moths at night, and long reels"],
        ),
        (
            "The first Kite News highlights kites of silk, moths at night, and long reels.",
            ["Kites of silk, moths at night, and long reels"],
        ),
        (
            "Ada Moth links kites, moths, and reels of paper.",
            ["Ada Moth links kites, moths, and reels of paper"],
        ),
        (
            "Kite News covers kites of silk, moths at night, and long reels.",
            ["Kites of silk, moths at night, and long reels"],
        ),
        (
            "Ada Moth covers kites of silk, moths at night, and long reels.",
            ["Ada Moth covers kites of silk, moths at night, and long reels"],
        ),
        ("This month covers the wind, the sea and the rain.", []),
        ("This month covers one kind of kites of silk and paper at night.", []),
        ("This week we look back on kites, moths at night, and the reels.", []),
        ("These links are for kites, moths at night, and long reels.", []),
    ],
)
def test_what_a_description_lists_is_told_if_nothing_else_is(said: str, told: list[str]) -> None:
    body = "## Kites\n\nThere are kites of silk and paper here, and moths at night, and long reels.\n"
    words = Overrides(description=said)
    assert fullest(body, words=words, lines={"description": 2}, title="Issue 7", site="Kite News") == told


@pytest.mark.parametrize(
    "body",
    [
        "## Events\n\n### When\n\nThe next meeting is on Wednesday, 2 June 2026, in Lyon.\n",
        "## When\n\n- The next meeting is on Wednesday, 2 June 2026, in Lyon.\n",
    ],
)
def test_a_question_word_is_no_event(body: str) -> None:
    assert fullest(body) == ["The next meeting is on Wednesday, 2 June 2026, in Lyon"]


def test_a_heading_that_asks_names_no_part() -> None:
    body = "## Why Moth?\n\n### Changes\n\n- 3.0 adds knots\n"
    assert fullest(body) == ["3.0 adds knots"]


def test_what_the_heading_above_leads_to_names_the_part() -> None:
    body = "## Changes in Moth\n\n### Fixes\n\n- Mended the tail for the wind\n- Mended reels for Bee\n"
    assert not any("Changes in" in phrase for phrase in fullest(body))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ada/kite#12 adds loops for the wind", ["ada/kite adds loops for the wind"]),
        ("ada/kite#12 and ada/moth#13 mend the tail", ["ada/kite and ada/moth mend the tail"]),
        ("ada/kite#12 has landed in the nest", []),
    ],
)
def test_a_sentence_about_a_pull_request_has_its_repository_as_its_subject(
    said: str, told: list[str]
) -> None:
    assert fullest(f"{MORE}- {said}\n") == told


def test_a_definition_with_a_number_may_be_news() -> None:
    assert describes("Kite is a toy for moths", 4)
    assert not describes("Kite is a toy for 20 moths", 4)


def test_known_problems_are_no_news() -> None:
    body = f"{MORE}- Reel 2.0 has a new handle\n\n## Known issues\n\n### Moth issues\n\n- Moth 5.2.1 has bugs in its tail.\n"
    assert fullest(body) == ["Reel 2.0 has a new handle"]
    assert "Moth 5.2.1 has bugs" in fullest(body.replace("Known issues", "Moths"))[-1]


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Kite is a toy for the wind", False),
        ("Kite is the first toy to cross the sea", True),
        ("Kite is a finalist of the Wind Award 2026", True),
        ("Kite is an official toy of the town since May", True),
        ("Kite is a toy for moths, too, now", True),
    ],
)
def test_what_the_newsletter_is_about_is_not_defined_in_a_post(said: str, *, is_told: bool) -> None:
    assert fullest(f"{MORE}{said}.\n", site="Kite") == ([said] if is_told else [])


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Moth, which is part of the flock", False),
        ("Moth, who is the new chair of the board", True),
        ("KiteCon, which takes place on May 24", True),
        ("Moth, whose kite won the cup", True),
        ("Kite 2.0, which is a toy for the wind", True),
    ],
)
def test_a_name_with_nothing_but_a_relative_clause_is_no_news(said: str, *, is_told: bool) -> None:
    assert fullest(f"{MORE}- {said}\n") == ([said] if is_told else [])


def test_a_link_without_words_is_no_name() -> None:
    assert facts(f"{MORE}{'Moths fly. ' * 60}\n\n- [](https://x.example/) Kite flies over the town\n")


@pytest.mark.parametrize(
    "said",
    [
        "If Kite drops its tail in May, Moth will be sold to the town.",
        "Last year, Kite added loops to its tail, and Moth got a new lamp from Ada.",
        "According to Ada, Kite has dropped its tail, and Moth has dropped its lamp.",
        "Kite added support for Windows and Linux and is now available for Mac.",
    ],
)
def test_a_clause_that_depends_on_another_is_no_news_by_itself(said: str) -> None:
    told = fullest(f"{said}\n\n## News\n\n- Nest 2.0 is out.\n")
    parts = (
        "Moth will",
        "Kite added loops",
        "Kite has dropped",
        "Linux and",
        "Moth got",
        "Moth has",
        "If Kite",
    )
    assert not [phrase for phrase in told if phrase.startswith(parts)]


@pytest.mark.parametrize(
    "other",
    [
        "[Vulnerability in Kite 2.0](https://kite.example/a)",
        "[Webinar on Kite 2.0, 14 January 2021](https://kite.example/b)",
        "[Tails for Android 2.0](https://kite.example/c)",
    ],
)
def test_a_notice_a_date_and_another_project_are_no_mere_mentions(other: str) -> None:
    found = extract_facts(
        issue(f"{MORE}- [Kite 2.0 brings loops to all strings of silk](https://kite.example/)\n- {other}\n")
    )
    assert not [entry for entry in found.rejected if entry.rule == "said-elsewhere"]


@pytest.mark.parametrize(
    ("text", "is_day"),
    [
        ("Mon 14 Dec 1pm - 4pm", True),
        ("Fri 18 December 2026", True),
        ("Montag, 14. Dezember", True),
        ("Mon 14th Dec", True),
        ("June 12-14: KiteCon", True),
        ("2020-11-02: KiteCon", True),
        ("Kite 2020-11-02 adds loops", False),
        ("Kite 2 adds loops", False),
    ],
)
def test_a_day_at_the_beginning(text: str, *, is_day: bool) -> None:
    assert begins_with_day(text) is is_day


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("What's new in Kite 0.7", "Kite 0.8-rc1 has loops and can be tried by everyone."),
        ("What's new in Kite 0.7", "Kite 0.5.9 fixes a vulnerability in the tail."),
        (
            "What's new in Kite 0.7",
            "Loops, which were broken since Kite 0.5, have been repaired by Ada Moth.",
        ),
        ("What's new in 5.0", "Kite 5.0 now opens in 1.2 seconds."),
    ],
)
def test_what_is_done_now_is_no_background(title: str, said: str) -> None:
    assert not is_about_older(said, title)


def test_what_only_follows_from_another_clause_is_not_told() -> None:
    body = "## More\n\nText.\n"
    said = (
        "Now that we have released Kite 4.0, containing no wood and almost all silk, let us look back at it."
    )
    assert not any("Now that" in phrase for phrase in fullest(f"{said}\n\n{body}"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Die Kanäle sind zu Kite umgezogen"),
        ("es", "Los canales han migrado a Kite"),
        ("fr", "Kite 14 Beta 1 enfin disponible pour tous"),
        ("it", "I canali sono migrati a Kite"),
        ("nl", "De kanalen zijn naar Kite verhuisd"),
        ("pt", "Os canais do voo migraram para Kite"),
    ],
)
def test_news_of_an_introduction_is_told_in_other_languages_too(language: str, said: str) -> None:
    assert fullest(f"{said}. {said}!\n\n## Kite\n\nKite, Moth, Reel.\n", language=language)[0] == said


@pytest.mark.parametrize(
    "said",
    [
        "Picture in Picture mode has landed in Moth 2.0",
        "Image at rest encryption was added to Moth 3",
        "Photo in Moth can now be cropped",
        "Picture of the Day now works on mobile devices",
        "Release notes: Moth 2.0 brings offline maps and a new reel",
        "All talks of MothCon are now available online",
        "Security updates were released for Moth 3",
        "Now that the freeze is over, Moth 3 has been merged",
    ],
)
def test_news_that_begins_like_a_caption_or_note_is_told(said: str) -> None:
    assert fullest(f"{MORE}- {said}\n")


def test_known_problems_that_are_mended_are_news() -> None:
    body = (
        "## Known issues fixed\n\n- Fixed the crash of Moth 5.2 at start\n\n## More\n\n- Reel 7.1 now flies\n"
    )
    assert "Fixed the crash of Moth 5.2 at start" in fullest(body)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Jetzt wünschen wir euch viel Spaß mit dem Kite-Rundbrief"),
        ("de", "Die Drachen von Kite in Lyon sind für Anfänger geeignet"),
        ("es", "El nuevo boletín de Kite llegó a tu buzón"),
        ("es", "Los voluntarios de Kite están disponibles los lunes"),
        ("fr", "Maintenant, place aux nouvelles de tout Kite"),
        ("fr", "L'atelier de Kite est ouvert le lundi"),
        ("fr", "Kite a trois membres dans la ville de Lyon"),
        ("it", "Il nuovo numero della lettera di Kite è uscito"),
        ("nl", "Nu volgt hier het nieuws van Kite"),
        ("nl", "Kite is in Lyon een begrip voor velen en verenigingen"),
        ("pt", "O Kite está localizado em Lyon há anos"),
    ],
)
def test_greetings_and_states_of_an_introduction_are_not_told(language: str, said: str) -> None:
    assert said not in fullest(f"{said}. {said}!\n\n## Kite\n\nKite, Moth, Reel.\n", language=language)


@pytest.mark.parametrize(
    ("language", "piece"), [("de", "ge"), ("de", "ver"), ("nl", "ge"), ("fr", "a"), ("es", "o"), ("it", "at")]
)
def test_an_introduction_of_one_long_word_takes_linear_time(language: str, piece: str) -> None:
    def tell(size: int) -> object:
        return language_of(language).says("brings-news", f"In Lyon hat {piece * (size // len(piece))} x.")

    require_proportion(tell, 5_000)


def test_a_signature_is_no_news() -> None:
    body = f"{MORE}- Moth 7.1 now flies at night\n\nBe kind,\n\nAda Moth, Bo McReel, Cy Nest, and the Kite Team\n"
    assert fullest(body) == ["Moth 7.1 now flies at night"]
    told = fullest(f"{MORE}[Ada Moth](https://x.example), Bo Reel, and Cy Nest join the board of Kite.\n")
    assert told == ["Ada Moth, Bo Reel, and Cy Nest join the board of Kite"]


def test_below_a_heading_a_sentence_without_its_subject_is_not_told_for_it() -> None:
    body = "".join(
        f"## {title}\n\n{said}\n\n"
        for title, said in (
            ("Add a load hook for reels", "Allows kites to hook in when the reel is loaded."),
            ("Moths now fly at night", "Ada Moth has taught them."),
            ("Tails of silk are back", "They were away."),
        )
    )
    assert fullest(body)[0] == "Add a load hook for reels"


def test_what_an_introduction_calls_the_main_changes_leads() -> None:
    body = (
        "The most significant changes since 5.0 are longer tails of silk, reels that mend themselves and lamps for moths.\n\n"
        "## More\n\n- Kite mends its own reels by night\n- The nest 2.0 has more room\n"
    )
    assert fullest(body)[0].startswith("The most significant changes since 5.0 are longer tails of silk")


def test_a_short_heading_that_the_editor_puts_first_is_told() -> None:
    body = (
        "In this issue we look at an experimental night flight, at a rewrite of the reel and at the nest.\n\n"
        "## Experimental Night Flight\n\nIt works.\n\n## Incremental Rewrite of the Whole Reel\n\nIt is done.\n\n## Nest Room\n\nText.\n"
    )
    told = facts(body)
    assert [fact.phrases[0] for fact in told if "vague" not in fact.tags] == [
        "Experimental Night Flight",
        "Incremental Rewrite of the Whole Reel",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Winners: Ada Moth, Bo Reel, and Cy Nest",
        "Kite Joins Apache, Moth Leaves Beta, Bee Lands",
        "Sadly, the Kite Conference 2021 has been cancelled",
        "Luckily, the Kite Foundation has received a grant of 20,000 euros",
        "tl;dr pages have been moved to a new server",
        "For the complete rewrite of its tail, Kite won the Moth Award in November",
        "[FLIP-1](https://jira.example/browse/FLIP-1) introduces a new API that lets kites loop",
        "[knots](https://pkgs.example/browse/knots) can now loop twice in the wind",
    ],
)
def test_news_that_looks_like_a_signature_or_ticket_is_told(said: str) -> None:
    told = said.replace("[FLIP-1](https://jira.example/browse/FLIP-1)", "FLIP-1")
    told = told.replace("[knots](https://pkgs.example/browse/knots)", "knots")
    assert told in fullest(f"## News\n\n- Moth 1.2 has been released\n\n## Kites\n\n{said}.\n")


@pytest.mark.parametrize(
    "said", ["Changes to the wires now allow kites to loop", "Updates to the kite engine fix three loops"]
)
def test_a_noun_is_no_verb_without_a_subject(said: str) -> None:
    body = f"## Wires\n\n{said}.\n\n## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"
    assert fullest(body)[0].endswith(said)


def test_the_headings_of_a_short_issue_are_told_if_they_say_what_happened() -> None:
    body = "## Moth 3.14 is out\n\nIt is small and nice.\n\n## {}\n\nSo it is said.\n"
    assert fullest(body.format("Reels can be mended by hand")) == [
        "Moth 3.14 is out",
        "Reels can be mended by hand",
    ]
    assert fullest(body.format("Thoughts on all the winds")) == ["Moth 3.14 is out"]


@pytest.mark.parametrize(
    "body",
    [
        "## How Kite 1.0 came to be\n\nIt was slow.\n",
        "## Moth 3.14 is out\n\n- Moth now flies at night\n- Bee 2.0 now hums\n",
    ],
)
def test_the_headings_of_a_short_issue_hide_no_lists_and_answer_no_questions(body: str) -> None:
    told = [fact.phrases[0] for fact in facts(body) if fact.rule == "own-heading"]
    assert told == []


@pytest.mark.parametrize(
    ("section", "heading", "text", "kind"),
    [
        ("Events", "MothCon 3.1 takes place in Lyon", "All are welcome to it, says Ada.", "event"),
        (
            "Announcements",
            "The Kite Society was accepted by the Moth House",
            "The Kite Society was accepted at last.",
            "announcement",
        ),
    ],
)
def test_a_heading_in_a_section_of_a_kind_is_of_that_kind(
    section: str, heading: str, text: str, kind: str
) -> None:
    body = f"## {section}\n\n### {heading}\n\n{text}\n"
    assert [fact.kind for fact in facts(body)] == [kind]
