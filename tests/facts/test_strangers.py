"""Which statements are news: faults found in other people's newsletters, in sentences of the same shape."""

from __future__ import annotations

import pytest

from distribute.facts.clean import plain
from distribute.facts.english import describes, main_clauses, only_defines, without_pointer
from distribute.facts.filters import begins_with_day
from distribute.facts.pipeline import extract_facts
from distribute.facts.releases import release_in
from distribute.facts.shorten import outside_commits, shorten_at_clauses
from distribute.facts.versions import is_about_older
from distribute.issue import Overrides
from distribute.languages.registry import language_of
from distribute.text.document import Item, Link
from tests.facts.kit import facts, fullest, issue
from tests.timing import require_proportion

MORE = "## News\n\n"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Kite 2.55.0, 2.55.0-rc2, 2.55.0-rc1", "Kite 2.55.0"),
        ("Kite for Moths v2.5.0(1), v2.5.0-rc2(1)", "Kite for Moths v2.5.0(1)"),
        ("Moth 19.1, 19.0.2, 18.11.5", "Moth 19.1"),
        ("Moth 1.9.3, 1.9.4", "Moth 1.9.4"),
        ("Moth 6.0.0-alpha.3, 6.0.0-alpha.4", "Moth 6.0.0-alpha.4"),
        ("Moth 2.0 and 2.0.1", "Moth 2.0.1"),
    ],
)
def test_of_several_versions_the_newest_is_told(text: str, subject: str) -> None:
    found = release_in([text], language_of("en"))
    assert found is not None
    assert found.subject == subject
    assert found.is_preliminary == ("alpha" in subject)


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


def test_a_release_that_is_described_leads_those_that_are_not() -> None:
    body = (
        "## Security\n\n- **[Lock 2.8.0](https://lock.example/)** - Corrects the bolt.\n"
        "- **[Moth 1.30.3](https://moth.example/)** - A patch release providing stability updates.\n\n"
        "## Tools\n\n- **[Kite 1.19.6](https://kite.example/)** - Adds loops to every kite.\n"
    )
    assert fullest(body) == [
        "Lock 2.8.0: Corrects the bolt",
        "Kite 1.19.6: Adds loops to every kite",
        "Moth 1.30.3",
    ]
    lock, kite, _ = facts(body)
    assert lock.score == kite.score


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


def test_what_begins_with_an_article_begins_with_a_capital() -> None:
    body = (
        MORE
        + "- the [Kite API](https://kite.example/) is now stable\n- moth-tail: sew on [loops](https://l.example/)\n"
    )
    assert [said[:9] for said in fullest(body)] == ["The Kite ", "moth-tail"]


def test_also_is_left_out_where_it_adds_nothing_and_kept_where_it_does() -> None:
    body = (
        MORE
        + "- [Moth House](https://moth.example/) is also open, and [you](https://k.example/) can also sleep there\n"
    )
    assert fullest(body) == ["Moth House is open, and you can also sleep there"]


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


def test_a_japanese_sentence_is_joined_to_the_day_without_a_space() -> None:
    body = "## ニュース\n\n- [凧 2.0](https://kite.example/) がリリースされました。2021年1月4日に凧の会が開かれます。\n"
    assert not any("。." in said for fact in facts(body, language="ja") for said in fact.phrases)


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


LINKS = "".join(f"- [Ada Moth flies over town number {n}](https://{{}}.example/{n})\n" for n in range(24))


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


def test_a_title_that_only_mentions_a_release_is_not_told_beside_what_is_new() -> None:
    titles = ("Highlights from Kite 2.55", "What's new in Kite 2.55.0?")
    entries = "".join(f"- [{title}](https://{at}.example/)\n" for at, title in enumerate(titles))
    fuller = "- [Kite 2.55 brings loops to all strings of silk](https://moth.example/)\n"
    assert fullest(MORE + entries + fuller) == ["Kite 2.55 brings loops to all strings of silk"]
    assert "Highlights from Kite 2.55" in " ".join(fullest(MORE + entries))
    other = fuller.replace("2.55", "2.54")
    assert len(fullest(MORE + entries + other)) == len(fullest(MORE + entries)) + 1


def test_a_long_list_of_releases_ends_early() -> None:
    body = "## Releases\n\n" + "".join(f"- [Kite{n} {n}.2](https://kite.example/{n})\n" for n in range(9))
    (fact,) = facts(body)
    assert fact.phrases[0].endswith("Kite6 6.2 and more")
    (fact,) = facts("\n".join(body.splitlines()[:9]))
    assert fact.phrases[0].endswith("Kite6 6.2")


def test_the_end_of_a_list_that_names_nothing_is_left_out() -> None:
    body = "## News\n\n- Kite 3 has its last string, sewn by hand.\n- Moths fly by day.\n"
    said = Overrides(description="The last string has been sewn on, and much more!")
    told = fullest(body, words=said, lines={"description": 2})
    assert told[0] == "The last string has been sewn on"


def test_a_month_is_no_release() -> None:
    assert "This month is Kite 4.6" not in fullest(MORE + "The big release for this month is Kite 4.6!\n")


def test_an_older_version_than_the_title_has_is_background() -> None:
    body = "## Loops\n\nKite 0.5 saw the first loop. In Kite 0.7, loops can be turned off by hand.\n\n- Kite 0.5.9 is out.\n"
    told = fullest(body, title="What's new in Kite 0.7")
    assert not any("0.5 " in phrase or phrase == "Kite 0.5" for phrase in told)
    assert "Kite 0.5.9" in told, "an entry of its own"
    assert any(
        phrase.startswith("Kite 0.5 ") or phrase == "Kite 0.5" for phrase in fullest(body, title="Kite 0.5")
    )


def test_a_heading_that_leads_to_a_release_is_told_as_the_release() -> None:
    text = "{} got a longer tail of silk and of paper, and the moths like it.\n\n"
    body = "".join(
        f"## {lead} {name} 2.0\n\n{text.format('It')}"
        for lead, name in (("Changes in", "kite"), ("What's new in", "Moth"), ("Changes from", "Reel"))
    )
    told = fullest(
        body, words=Overrides(description="Releases of kite, Moth and Reel."), lines={"description": 2}
    )
    assert {"kite 2.0", "Moth 2.0", "Changes from Reel 2.0"} <= set(told)
    assert not any("vague" in fact.tags for fact in facts(body) if fact.phrases[0] == "kite 2.0")


@pytest.mark.parametrize(
    "heading",
    [
        "Changes in how we build Kite 2.0",
        "Highlights of the Kite 2.0 party",
        "A look at why Kite 2.0 was late",
        "Changes in what Kite 2.0",
        "Changes in the great old kite 2.0",
    ],
)
def test_a_heading_that_is_about_a_release_is_not_shortened(heading: str) -> None:
    body = f"## {heading}\n\nIt got a longer tail of silk.\n\n## Kite 3 has loops\n\nLoops.\n\n## Moth 2 has a lamp\n\nIt does.\n"
    assert any(phrase.startswith(heading) for phrase in fullest(body))


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


def test_no_phrase_of_a_story_ends_inside_a_commits_title() -> None:
    body = "## Tails Are Sewn Anew\n\nAda has sewn new tails in [tails: kite: Sew with silk, then with wool](https://a.example/1).\n\n"
    others = "## Moth 2 has a lamp\n\nIt does.\n\n## Reels 3 are of paper\n\nThey are.\n"
    (story,) = (fact.phrases for fact in facts(body + others) if "Tails Are Sewn Anew" in fact.phrases)
    assert story == (
        "Ada has sewn new tails in tails: kite: Sew with silk, then with wool",
        "Tails Are Sewn Anew",
    )


def test_a_name_before_a_change_is_said_once_without_its_numbers() -> None:
    assert fullest(MORE + "- kite#12, kite#14: Sew on a longer tail of silk\n") == [
        "kite: Sew on a longer tail of silk"
    ]
    assert fullest(MORE + "- kite#12, moth#14: Sew on a longer tail of silk\n") == [
        "kite, moth: Sew on a longer tail of silk"
    ]
    assert fullest(MORE + "- Ada, Ada: two moths of one name are in the air (#9)\n") == [
        "Ada, Ada: two moths of one name are in the air"
    ]


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


def test_an_older_release_alone_in_prose_is_background() -> None:
    body = "## How we got here\n\nKite 1.0 was released two years ago.\n\nMoth 1.0 was released, too.\n"
    assert fullest(body, title="Kite 2.0 is out") == ["Moth 1.0"]
    assert fullest(MORE + "We also released Kite 1.9.5.\n", title="Kite 2.0 is out") == ["Kite 1.9.5"]
    assert any("Kite 1.0" in phrase for phrase in fullest(body, title="Kites of the year"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("We released Kite 1.0 in 2019.", []),
        ("We released Kite 1.0 two years ago.", []),
        ("We released Kite 1.0.", ["Kite 1.0"]),
        ("- We released Kite 1.0 in 2019.", ["Kite 1.0"]),
        ("We released Moth 1.0 in 2019.", ["Moth 1.0"]),
        ("We released Kite 2.0.1 two days ago.", ["Kite 2.0.1"]),
        ("We released Kite 1.9.5 two days ago, which adds loops.", ["Kite 1.9.5 adds loops"]),
    ],
)
def test_a_release_is_background_if_a_sentence_only_says_when_an_older_one_was(
    said: str, told: list[str]
) -> None:
    assert fullest(MORE + said + "\n", title="Kite 2.0 is out") == told


@pytest.mark.parametrize(
    "body",
    [
        "## Events\n\n### When\n\nThe next meeting is on Wednesday, 2 June 2026, in Lyon.\n",
        "## When\n\n- The next meeting is on Wednesday, 2 June 2026, in Lyon.\n",
    ],
)
def test_a_question_word_is_no_event(body: str) -> None:
    assert fullest(body) == ["The next meeting is on Wednesday, 2 June 2026, in Lyon"]


def test_what_a_later_release_will_have_is_not_told_of_this_one() -> None:
    said = "- Kite 1.2 has been released. The next one will include loops for the wind.\n"
    assert fullest(MORE + said) == ["Kite 1.2"]


def test_what_something_else_does_is_not_told_of_a_release() -> None:
    said = "Kite 1.2 has been released. All tools that include loops for the wind must be adapted."
    assert fullest(f"{MORE}{said}\n") == ["Kite 1.2"]
    said = "Kite 1.2 has been released. This is the version that includes loops for the wind."
    assert fullest(f"{MORE}{said}\n")[0].startswith("Kite 1.2")
    assert "loops for the wind" in fullest(f"{MORE}{said}\n")[0]


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


def test_what_a_release_in_the_title_is_about_is_not_defined_in_a_post() -> None:
    body = f"{MORE}The sea is calm.\n\n## More of it\n\nKite is a toy for the wind.\n\nMoth is a toy for the wind.\n"
    assert fullest(body, title="Kite 2.0 is out") == ["Moth is a toy for the wind"]


def test_a_definition_with_a_number_may_be_news() -> None:
    assert describes("Kite is a toy for moths", 4)
    assert not describes("Kite is a toy for 20 moths", 4)


def test_a_clause_that_goes_on_defines_nothing_alone() -> None:
    assert only_defines("Moth, which is a toy")
    assert not only_defines("Moth, which is a toy, won the cup")
    assert not only_defines("The great old kite of Lyon, which is a toy")


@pytest.mark.parametrize(
    ("said", "phrases"),
    [
        (
            "Ada reports in kite: sew on a tail that wind broke",
            {"Lyon: Ada reports in kite": False, "Lyon: Ada reports": True},
        ),
        ("kite: sew on a tail", {"kite: sew on a tail": True, "kite": True}),
        ("Ada reports nothing", {"Ada reports": True}),
    ],
)
def test_a_phrase_ends_inside_a_commits_title_only_if_it_stands_in_the_text(
    said: str, phrases: dict[str, bool]
) -> None:
    item = Item(said, 1, "paragraph", (Link("kite: sew on a tail", "https://x.example/1"),))
    assert outside_commits(tuple(phrases), (item,)) == tuple(
        phrase for phrase, kept in phrases.items() if kept
    )


@pytest.mark.parametrize(
    ("said", "shorter"),
    [
        ("News of Kite: loops were mended, 20 of them by hand", "News of Kite: loops were mended"),
        ("Moth got tails: one red tail of silk, 20 of them by hand", "Moth got tails: one red tail of silk"),
    ],
)
def test_what_follows_a_colon_and_is_no_list_may_end_at_a_comma(said: str, shorter: str) -> None:
    assert shorten_at_clauses(said, least=2, language="en")[1] == shorter


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("Announcing Kite v2.0 Release", "v2.0 release"),
        ("Kite 2.0 (Zesty) is now available", "Kite v2.0 is out"),
        ("Moth now builds longer tails", "Moth now builds longer tails"),
    ],
)
def test_what_only_says_the_title_again_is_no_fact(fact: str, title: str) -> None:
    body = f"## {fact}\n\nIt got a longer string.\n\n## Moths now fly at night\n\nThey do.\n\n## Reels 7 are red\n\nAll.\n"
    assert not any(phrase.startswith(fact) for phrase in fullest(body, title=title, site="Kite"))
    told = extract_facts(issue(f"{MORE}- {fact}.\n- Moth 7.1 now flies at night\n", title=title, site="Kite"))
    assert [fact.phrases[0] for fact in told.facts] == ["Moth 7.1 now flies at night"]
    assert "title-again" in {rejected.rule for rejected in told.rejected}


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("Kite 2.0.1 is out", "Kite 2.0 is out"),
        ("Kite 2.0 has loops", "Kite 2.0 is out"),
        ("KiteCon 2026", "Kite News, May 2026"),
        ("Conference of Lyon 2026", "Lyon News, May 2026"),
        ("Kite 3.0", "Kite 3.0, Moth 2.0 and the foundation"),
        ("Moth support was removed from Kite", "This month in Kite and Moth"),
        ("Kite 2.0 (with offline maps and a new reel) is now available", "Kite 2.0 is out"),
    ],
)
def test_what_says_more_than_the_title_is_a_fact(fact: str, title: str) -> None:
    body = f"## {fact}\n\nIt got a longer string.\n\n## Moths fly at night\n\nThey do.\n\n## Reels are red\n\nAll.\n"
    assert any(phrase.startswith(fact) for phrase in fullest(body, title=title, site="Kite"))


@pytest.mark.parametrize(
    "end",
    [
        ", see the notes for details",
        "; you can read the Kite 1.18 announcement for the full details",
        " - see the docs for more information",
        "; please refer to the manual for more",
        ", and you can find more details in the docs",
        ", see the changelog",
    ],
)
def test_no_phrase_ends_with_where_to_read_on(end: str) -> None:
    assert fullest(f"{MORE}- Upgraded to Moth 1.18.0 for the wind{end}.\n") == [
        "Upgraded to Moth 1.18.0 for the wind"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Moth can now find tails, and read maps for the wind",
        "Moth now lets you comment on strings, see who edited docs",
        "Moth 2 lets you edit, check and publish docs",
        "Moth can sort all reels, read more than one and find maps",
        "Fliers look at the sea, see more of it and fly for longer",
    ],
)
def test_what_only_looks_like_where_to_read_on_is_told(said: str) -> None:
    assert fullest(f"{MORE}- {said}\n")[0] == said


def test_known_problems_are_no_news() -> None:
    body = f"{MORE}- Reel 2.0 has a new handle\n\n## Known issues\n\n### Moth issues\n\n- Moth 5.2.1 has bugs in its tail.\n"
    assert fullest(body) == ["Reel 2.0 has a new handle"]
    assert "Moth 5.2.1 has bugs" in fullest(body.replace("Known issues", "Moths"))[-1]


def test_who_changed_it_and_where_is_left_out() -> None:
    link = "[#12](https://forge.example/kite/pull/12)"
    told = fullest(
        f"{MORE}- Add buttons to the tail by [@moth](https://forge.example/moth) and [@reel](https://forge.example/r) in {link}\n"
        "- Add loops to the nest by @ada, @bee, and @reel in https://forge.example/kite/pull/13\n"
        f"- Mend the reels at night ({link}) ([Part of #6](https://forge.example/kite/pull/6))\n"
    )
    assert set(told) == {"Add buttons to the tail", "Add loops to the nest", "Mend the reels at night"}


def test_what_follows_and_begins_with_a_capital() -> None:
    body = "It is a big upgrade. And under the hood, Moth has rebuilt its tail of silk. And moth 2.0 was released.\n\n## More\n\nText.\n"
    assert "Under the hood, Moth has rebuilt its tail of silk" in fullest(body)


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


def test_many_clauses_are_no_list_of_news_and_take_no_longer() -> None:
    assert main_clauses(", ".join(["Kite landed its first loop"] * 9)) == []
    assert len(main_clauses(", ".join(["Kite landed its first loop"] * 8))) == 8


def test_another_name_of_a_subject_is_no_clause() -> None:
    said = "Kite Club welcomes Ada Moth, Also known as Bee, is now in the crew"
    assert main_clauses(said) == []
    assert (
        main_clauses("Kite landed its first loop, The kite that Ada made, a big one, has got a new lamp")
        == []
    )


def test_a_first_heading_that_only_repeats_the_title_is_no_part() -> None:
    body = (
        "## Announcing Kite v2.0 Release\n\nText.\n\n### Loops now turn\n\nThey do.\n\n### Moths now fly\n\nThey do.\n\n"
        "### Reels now mend\n\nAll.\n"
    )
    told = fullest(body, title="v2.0 release", site="Kite")
    assert told == ["Loops now turn", "Moths now fly", "Reels now mend"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[ #8613, #8846 ] Launched the kite for all", "Launched the kite for all"),
        ("#1000 – that many kites have been flown", "#1000 – that many kites have been flown"),
        ("Dropped strings for moths by @ada, @bee and @cy in #1656 and #1793", "Dropped strings for moths"),
        ("Dropped strings for moths and reels", "Dropped strings for moths and reels"),
    ],
)
def test_the_numbers_of_pull_requests_are_left_out_wherever_they_stand(said: str, told: str) -> None:
    assert plain(said) == told


def test_what_only_follows_from_another_clause_is_not_told() -> None:
    body = "## More\n\nText.\n"
    said = (
        "Now that we have released Kite 4.0, containing no wood and almost all silk, let us look back at it."
    )
    assert not any("Now that" in phrase for phrase in fullest(f"{said}\n\n{body}"))


@pytest.mark.parametrize(
    ("said", "shorter"),
    [
        ("The long awaited Kite 2 is here, and with it, a new reel", "The long awaited Kite 2 is here"),
        (
            "Tails were mended in Lyon, Nice, Metz & Brest, Paris, many others",
            "Tails were mended in Lyon, Nice, Metz & Brest, Paris",
        ),
        ("Tails were mended in Lyon, Nice, Metz: Old Town, Brest and many others", None),
        ("Tails were mended in Lyon, as Ada Moth, Bee and Cy report", "Tails were mended in Lyon"),
        ("Tails were mended, Ada Moth says", "Tails were mended"),
    ],
)
def test_no_phrase_ends_inside_a_list_of_names(said: str, shorter: str | None) -> None:
    assert shorten_at_clauses(said, least=2, language="en")[1:] == ((shorter,) if shorter else ())


def test_the_version_in_the_title_is_of_no_part() -> None:
    body = "## News\n\n### Tails of Silk\n\n- 3.7 replaces all old knots\n"
    assert fullest(body, title="Kite 3.7 is out") == ["3.7 replaces all old knots"]
    assert fullest(body, title="Kite is out") == ["Tails of Silk: 3.7 replaces all old knots"]


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
    ("said", "told"),
    [
        ("During the Kite 18.10 season, strings and tails were all updated", "Kite 18.10"),
        ("Updates the nest's version of Moth to v1.25.3 at last", "Moth to v1.25.3"),
        ("Moth to 1.31 for all reels", "Moth to 1.31"),
    ],
)
def test_a_version_is_not_of_what_stands_before_it_with_another_word(said: str, told: str) -> None:
    assert not any(fact.kind == "release" for fact in facts(f"{MORE}- {said}.\n"))
    assert not any(phrase in {told, f"During the {told}"} for phrase in fullest(f"{MORE}- {said}.\n"))


def test_a_first_heading_with_the_newsletters_name_is_no_title() -> None:
    body = (
        "## Kite News\n\nThis month we released Moth 3.4.17, which adds loops.\n\nThe nest was made faster by Ada Moth.\n\n"
        "## Other reels\n\n- Reel 7.1 now flies at night\n"
    )
    told = fullest(body, title="May 2026 Kite Updates", site="Kite")
    assert "Moth 3.4.17 adds loops" in told


@pytest.mark.parametrize(
    "said",
    [
        "To upgrade to Moth 2.0, see the release notes",
        "When upgrading to Moth 2.0, please read the release notes",
        "Before you upgrade to Moth 3, please read the changelog",
        "For Moth 2.0 users who use reels, see the migration docs",
    ],
)
def test_where_to_read_is_not_cut_from_what_it_is_for(said: str) -> None:
    assert not any(said.startswith(phrase) and phrase != said for phrase in fullest(f"{MORE}- {said}.\n"))


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
    "more",
    [
        "There is a new mode that adds loops to tails.",
        "The headline is a planner that supports offline maps.",
        "It has a new engine that includes loops for the wind.",
        "We built a planner that supports offline maps.",
    ],
)
def test_what_a_part_of_a_release_does_is_told_of_it(more: str) -> None:
    assert len(fullest(f"{MORE}- Kite 1.2 has been released. {more}\n")[0]) > len("Kite 1.2")


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


def test_many_pointers_take_linear_time() -> None:
    require_proportion(lambda size: without_pointer("post " + " - see the" * (size // 10)), 5_000)
    require_proportion(lambda size: plain("x" + " " * size + "by @ada in"), 5_000)


def test_a_signature_is_no_news() -> None:
    body = f"{MORE}- Moth 7.1 now flies at night\n\nBe kind,\n\nAda Moth, Bo McReel, Cy Nest, and the Kite Team\n"
    assert fullest(body) == ["Moth 7.1 now flies at night"]
    told = fullest(f"{MORE}[Ada Moth](https://x.example), Bo Reel, and Cy Nest join the board of Kite.\n")
    assert told == ["Ada Moth, Bo Reel, and Cy Nest join the board of Kite"]


def test_a_handle_behind_its_name_is_left_out() -> None:
    said = "[Ada Moth (@adamoth)](https://forge.example/adamoth) and Bo (@bo) wrote a new guide to reels"
    assert fullest(f"{MORE}- {said}\n") == ["Ada Moth and Bo wrote a new guide to reels"]


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("The 3.8.4.1 Patch release", "Kite 3.8.4.1 update patch"),
        ("The Kite 23.10 release is finally here!", "Release 23.10 Highlights"),
        ("Kite 2.27.5 release is now available with downloads", "Kite 2.27.5 Release"),
    ],
)
def test_that_the_release_in_the_title_is_there_is_no_fact(fact: str, title: str) -> None:
    body = f"{MORE}- {fact}\n- Moth 7.1 now flies at night\n"
    assert fullest(body, title=title, site="Kite") == ["Moth 7.1 now flies at night"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Kite 22.03 brings a new flag: hx --health and more of it by Ada", None),
        ("Kite is released under a free license, which is important because it grants freedoms", None),
        ("Kite mends tails at night, finds all lost reels, and lands on water", None),
        ("Kite lands on water, which Ada has shown", "Kite lands on water"),
        ("Better reels: Kite now turns them, and moths like that", "Better reels: Kite now turns them"),
    ],
)
def test_no_phrase_ends_before_its_point(said: str, told: str | None) -> None:
    shorter = shorten_at_clauses(said, least=2, language="en")[1:]
    broken = ("a new flag", "which is important", "finds all lost reels")
    assert not any(phrase.endswith(broken) for phrase in shorter)
    assert told is None or told in shorter


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


def test_a_flaw_that_an_earlier_issue_mended_too_is_told() -> None:
    line = "- CVE-2025-58175 Forgery of requests in the reels of kites"
    others = ("- Sewed on the tail of the moth", "- Mended the lamp of the nest")
    earlier = f"{MORE}{line}\n{others[0]}\n"
    told = fullest(f"{MORE}{line}\n{others[0]}\n{others[1]}\n", earlier, earlier, title="Kite 2.27.3 Release")
    assert any("CVE-2025-58175" in phrase for phrase in told)
    assert not any("Sewed on" in phrase for phrase in told)


def test_the_key_of_a_ticket_is_left_out_and_its_title_comes_last() -> None:
    page = "https://jira.example/browse/KITE-119"
    body = f"{MORE}- [KITE-1196]({page}6) Loops not closed by the reels\n- KITE-12 is a kite for moths that now flies\n- Moth 7.1 flies\n"
    told = facts(body)
    (ticket,) = (fact for fact in told if "Loops not closed" in fact.phrases[0])
    assert ticket.phrases[0] == "Loops not closed by the reels"
    assert "merged" in ticket.tags
    assert any(fact.phrases[0].startswith("KITE-12 is") for fact in told)


def test_a_line_of_the_introduction_with_another_version_each_time_is_no_news() -> None:
    def body(version: str) -> str:
        return (
            f"Kite {version} was published for all moths, along with its docs and a new map.\n\n"
            f"## News\n\n- Moth now flies at night over {version}\n"
        )

    said = "Kite 2.27.3 was published for all moths, along with its docs and a new map"
    earlier = (body("2.27.2"), body("2.26.9"))
    assert said in fullest(body("2.27.3"), title="Kite 2.27.3 Release")
    assert said not in fullest(body("2.27.3"), *earlier, title="Kite 2.27.3 Release")
    assert said in fullest(body("2.27.3"), *earlier, title="Kites of May"), "nothing else says so"


def test_what_an_introduction_calls_the_main_changes_leads() -> None:
    body = (
        "The most significant changes since 5.0 are longer tails of silk, reels that mend themselves and lamps for moths.\n\n"
        "## More\n\n- Kite mends its own reels by night\n- The nest 2.0 has more room\n"
    )
    assert fullest(body)[0].startswith("The most significant changes since 5.0 are longer tails of silk")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[Moth has basic lamps (of silk).](https://x.example/1)", "Moth has basic lamps (of silk)"),
        ("[Moth flies over the U.S.](https://x.example/1)", "Moth flies over the U.S."),
        (
            "Now needs Portable Moth 2.6.8_1 to fly at night",
            "Now needs Portable Moth 2.6.8_1 to fly at night",
        ),
    ],
)
def test_a_phrase_ends_without_a_full_stop(said: str, told: str) -> None:
    assert told in fullest(f"{MORE}- {said}\n")


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


def test_no_phrase_ends_inside_a_list_of_longer_entries() -> None:
    said = "The main changes are wider tails, a reel, new ways to fly and better lamps"
    assert shorten_at_clauses(said, least=2, language="en") == (said,)


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
    ("said", "shorter"),
    [
        ("Kite has been ported to Windows, thanks to Ada Moth and Bo Reel, who fly", "Kite has been ported to Windows"),
        ("The old API has been removed, please use loops and reels instead of it", "The old API has been removed"),
        ("We have opened a new office in Lyon: visitors are welcome at all hours", "We have opened a new office in Lyon"),
        (
            "Kite was bought by Moth Works, a company in Lyon and Nice that makes loops",
            "Kite was bought by Moth Works",
        ),
    ],
)  # fmt: skip
def test_a_whole_clause_may_stand_alone(said: str, shorter: str) -> None:
    assert shorter in shorten_at_clauses(said, least=2, language="en")


@pytest.mark.parametrize("title", ["Road to Kite 3.0", "Kite 3.0 Beta 2", "Testing Kite 3.0 on Windows"])
def test_a_title_that_only_mentions_a_release_does_not_tell_it(title: str) -> None:
    assert "Kite 3.0" in fullest(f"{MORE}- Kite 3.0 has been released\n", title=title, site="Blog")


def test_the_last_of_all_releases_is_news() -> None:
    said = "Kite 2.0 is the final release"
    assert said in fullest(
        f"{MORE}{said}.\n\n- Moth 7.1 flies\n", title="Kite 2.0 released", site="Kite Blog"
    )


@pytest.mark.parametrize(
    "said", ["Changes to the wires now allow kites to loop", "Updates to the kite engine fix three loops"]
)
def test_a_noun_is_no_verb_without_a_subject(said: str) -> None:
    body = f"## Wires\n\n{said}.\n\n## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"
    assert fullest(body)[0].endswith(said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Plus, Moth 7.1 now has a lamp", "Moth 7.1 now has a lamp"),
        ("Plus 7.1 now has a lamp", "Plus 7.1 now has a lamp"),
        ("Moth 7.1 (Fig. 1) now flies at night (Figure 12b)", "Moth 7.1 now flies at night"),
    ],
)
def test_what_leads_on_and_the_numbers_of_figures_are_left_out(said: str, told: str) -> None:
    assert fullest(f"{MORE}- {said}\n") == [told]


@pytest.mark.parametrize(
    "said",
    [
        "Moths are now only based on the lamps that the manager of the hook of the nest is given",
        "Reels position kites around windows; i.e. below the roof, and they turn them in the wind of the night",
    ],
)
def test_no_phrase_ends_in_a_word_for_what_follows(said: str) -> None:
    shorter = shorten_at_clauses(said, least=2, language="en")
    assert not any(phrase.endswith((" only", "i.e", "i.e.")) for phrase in shorter)


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


@pytest.mark.parametrize(("heading", "is_told"), [("1.24.2 released!", True), ("1.24.2", False)])
def test_a_release_of_the_newsletters_own_project_may_be_a_heading(heading: str, *, is_told: bool) -> None:
    body = f"### {heading}\n\nIt was busy.\n\n### Moth 3.14 is out\n\nIt is small.\n\n### Reels can be mended\n\nText.\n"
    assert (heading.rstrip("!") in fullest(body, site="Kite")) is is_told


def test_a_later_paragraph_is_not_told_of_the_release_in_the_heading() -> None:
    body = (
        "## Kite Server 2.13.0\n\nThe team published it on Monday.\n\nIn 2.9.2, translation of files was disabled.\n\n"
        "## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"
    )
    assert not any("2.13.0" in phrase and "translation" in phrase for phrase in fullest(body))


# Two headings that make a heading of their own kind one among others.
OTHER_HEADINGS = "\n\n## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"


@pytest.mark.parametrize(
    ("said", "shorter"),
    [
        ("Kite has moved to the new server: more room for all", "Kite has moved to the new server"),
        (
            "Moth Works opened an office in Lyon: much more room for all",
            "Moth Works opened an office in Lyon",
        ),
    ],
)
def test_a_noun_inside_a_sentence_is_no_obstacle_to_a_clause(said: str, shorter: str) -> None:
    assert shorter in shorten_at_clauses(said, least=2, language="en")


@pytest.mark.parametrize(
    "said",
    [
        "The main changes are expanded bundle support, version-install, new formula handling and installer updates",
        "Ada explains the difference between kites, which fly, and moths",
    ],
)
def test_a_list_is_not_told_in_part(said: str) -> None:
    assert shorten_at_clauses(said, least=2, language="en") == (said,)


def test_numbers_of_two_things_are_no_references() -> None:
    assert plain("Kite Club and Moth reached #100 and #200").startswith("Kite Club and Moth reached #100")


def test_an_introduction_on_several_lines_is_told_if_it_names_the_release() -> None:
    def body(version: str) -> str:
        return (
            f"Kite {version} was published for all moths, along with its docs.\n"
            f"It mends the tail of Moth {version[::-1]} by hand.\n\n## News\n\n- Moth now flies over {version}\n"
        )

    told = fullest(body("2.27.3"), body("2.27.2"), body("2.26.9"), title="Kite 2.27.3 Release")
    assert told[0] == "Kite 2.27.3 was published for all moths, along with its docs"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            "## Kite Server 2.13.0\n\nIt is a server.\n\nTranslation of files was disabled in 2.9.2.",
            "Kite Server 2.13.0",
        ),
        (
            "## Add a load hook for reels\n\nAllows kites to hook in when the Reel has been fully loaded.",
            "Add a load hook for reels",
        ),
    ],
)
def test_what_cannot_stand_alone_is_not_told_for_its_heading(section: str, told: str) -> None:
    assert fullest(section + OTHER_HEADINGS)[0] == told


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


def test_news_without_a_version_is_told_although_it_repeats_the_titles_words() -> None:
    body = (
        "## Kite releases of 2026\n\nAt first, text.\n\nThe nest was made faster by Ada Moth of Lyon.\n\n"
        "## Other reels\n\n- Reel 7.1 now flies at night\n"
    )
    told = fullest(body, title="May 2026 Kite Updates", site="Kite")
    assert "The nest was made faster by Ada Moth of Lyon" in told


@pytest.mark.parametrize(
    ("entries", "fields", "told"),
    [
        (
            "- Kite 2.0 (Zesty) is now available\n",
            {"title": "Kite 2.0 is out", "site": "Kite"},
            "Kite 2.0",
        ),
        (
            "- Kite 3.0, Moth 2.0 are out\n- Bee 7.1 now hums\n",
            {"title": "Kite 3.0, Moth 2.0", "site": "Blog"},
            "Kite 3.0, Moth 2.0",
        ),
        (
            "- [Bugs of Kite hide for 2 years. Some hide for 20.](https://x.example/a)\n",
            {},
            "Bugs of Kite hide for 2 years. Some hide for 20.",
        ),
    ],
)
def test_what_the_title_says_too_and_two_sentences_are_told_whole(
    entries: str, fields: dict[str, str], told: str
) -> None:
    assert told in fullest(MORE + entries, **fields)
