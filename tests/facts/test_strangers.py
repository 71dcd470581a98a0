"""What went wrong with newsletters of other people's: each kind of fault, in sentences of the same shape."""

from __future__ import annotations

import pytest

from distribute.facts.clean import plain
from distribute.facts.english import main_clauses
from distribute.facts.filters import begins_with_day
from distribute.facts.pipeline import extract_facts
from distribute.facts.releases import release_in
from distribute.facts.shorten import sentences_of, shorten_at_clauses
from distribute.facts.versions import is_about_older
from distribute.issue import Overrides
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue

MORE = "## News\n\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ada/kite #12 feat(tail): sew on loops (@bo-wing)", "ada/kite: sew on loops"),
        ("[ada/kite] #12 chore: tie knots (bo[bot])", "ada/kite: tie knots"),
        ("Moth joins the flock. here", "Moth joins the flock."),
        ("Moth joins the flock: link", "Moth joins the flock"),
        ("2 🪁 Kites & moths 🪁", "Kites & moths"),
        ("🪁 Kites & moths", "🪁 Kites & moths"),
        ("[KiteCon] Five talks are chosen", "[KiteCon] Five talks are chosen"),
        ("#20995 fix the tail of kites", "fix the tail of kites"),
        ("#20995 Kites fly higher", "Kites fly higher"),
        ("#1000 stars reached for Kite", "#1000 stars reached for Kite"),
        ("The Kite page is broken · Issue #12 · ada/kite", "The Kite page is broken"),
        ("#1 in the charts: Moth", "#1 in the charts: Moth"),
        ("[PATCH 0/3] Fewer knots", "Fewer knots"),
        ("Knots are tied twice (2.0.1, Docs, #1234)", "Knots are tied twice"),
        ("Knots are tied twice #4665 #4671 lp:1960680", "Knots are tied twice"),
        ("Knots are tied twice @ada #4711", "Knots are tied twice"),
        ("Knots are tied twice !34, !35 (@ada).", "Knots are tied twice"),
        ("Knots are tied twice [bug 123456], [bug 123457]", "Knots are tied twice"),
        ("Knots are tied twice (#12, !34, BZ#5678)", "Knots are tied twice"),
        ("Knots are tied twice (fixes #123, closes ada/kite#456)", "Knots are tied twice"),
        ("Knots are tied (gh#12, rhbz#345, bsc#1234567) twice", "Knots are tied twice"),
        (
            "Knots are tied twice: 16:9, localhost:8080 or @ada",
            "Knots are tied twice: 16:9, localhost:8080 or ada",
        ),
        ("Kites are written in C#12", "Kites are written in C#12"),
        ("Letter of kites #12 is out", "Letter of kites #12 is out"),
        ("Kite #12", "Kite #12"),
        ("Knots are tied twice (as of 2.0)", "Knots are tied twice (as of 2.0)"),
        ('Kites in the shop{ target=_blank rel="x" } are red', "Kites in the shop are red"),
        ('{ width="300" } Kites are red', "Kites are red"),
        ("`fold { ... }` ties { .. } knots", "`fold { ... }` ties { .. } knots"),
        ("Kites are {++red++} {--blue--} and {==new==}{>>really?<<}", "Kites are red and new"),
        ("++ctrl+alt+k++ ties C++ to g++", "ctrl+alt+k ties C++ to g++"),
        ("*[KML]: Kite markup language", ""),
        ('=== "Linux"', ""),
        ("[Kites]{.mark} are red [@ada99; @fig-kite]", "Kites are red"),
        ("Kites are red¶", "Kites are red"),
    ],
)
def test_the_apparatus_of_an_entry_is_not_told(text: str, told: str) -> None:
    assert plain(text) == told


def test_what_is_struck_out_is_not_told() -> None:
    body = (
        MORE + "- ~~Call for talks: send yours to KiteCon by May.~~\n- Kite 2.0 ~~drops~~ keeps its tail.\n"
    )
    assert fullest(body) == ["Kite 2.0 keeps its tail"]


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


@pytest.mark.parametrize(
    ("sentence", "head"),
    [
        ("The next flight of the club is on Friday, June 12, 2026", "on Friday"),
        ("Ada fixed several kites (including Moth) to land when the wind drops", "kites"),
        ("Kites is a growing gallery where every wing is hand-made", "gallery"),
        ("The great news of May is that the work to port “Moth”, the kite of kites, was finished", "“Moth”"),
        ("Kite Club is built around shared skills, winds, and a common sky", "winds"),
        ("Bo added loops for kites, moths and balls to the sky", "kites"),
        ("Bo flies with kites (red, blue) and moths (white, grey) in the sky", "kites"),
        ("Ada says that kites need to be written in plain words", "be"),
    ],
)
def test_no_phrase_ends_before_what_it_needs(sentence: str, head: str) -> None:
    assert [
        phrase for phrase in shorten_at_clauses(sentence, least=4, language="en") if phrase.endswith(head)
    ] == []


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


def test_an_interview_is_told_by_its_heading() -> None:
    body = (
        "## Spotlight: Ada Moth\n\n- **Who are you?**\n\n  I fly kites.\n\n- **What would you name your best kite?**\n\n"
        "  Moth 2.0, I think.\n\n## News\n\n- [Kite 2.0](https://kite.example/) adds tails.\n"
    )
    assert fullest(body) == ["Kite 2.0 adds tails", "Spotlight: Ada Moth"]
    assert "interview" in {entry.rule for entry in extract_facts(issue(body)).rejected}


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


def test_a_sentence_that_begins_with_a_purpose_is_told_whole() -> None:
    text = "To calm the winds of Kite, Ada has tied some knots"
    assert shorten_at_clauses(text, least=4, language="en") == (text,)


def test_the_author_of_a_section_is_not_in_its_heading() -> None:
    assert plain("Kites at sea [by Ada & Bo]") == "Kites at sea"


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


def test_a_title_with_marks_of_its_own_is_no_end_of_a_sentence() -> None:
    body = "## Agenda\n\n- Le prochain atelier **Qu'est-ce qu'un nœud ? Pour qui ?** aura lieu le 14 janvier 2021.\n"
    told = fullest(body, language="fr")
    assert told == ["Le prochain atelier Qu'est-ce qu'un nœud ? Pour qui ? aura lieu le 14 janvier 2021"]


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


@pytest.mark.parametrize("heading", ["Newsletter", "The Letter!", "Kite Crew"])
def test_a_heading_that_repeats_the_title_is_not_about_a_part(heading: str) -> None:
    body = f"# {heading}\n\n- The [Kite Club](https://kite.example/) has a new mill\n"
    assert fullest(
        body, title="Newsletter" if heading == "Newsletter" else "The letter", site="Kite Crew"
    ) == ["The Kite Club has a new mill"]


def test_below_the_title_stands_the_introduction() -> None:
    body = "# The letter\n\nThe [Kite Club](https://kite.example/) flies.\n\n## News\n\n- Moth 2.0 is out.\n"
    assert fullest(body, title="The letter") == ["Moth 2.0"]


def test_the_name_of_a_flaw_alone_does_not_lead() -> None:
    body = (
        "## News\n\n- [Kite Rift (CVE-2020-1234)](https://kite.example/rift)\n"
        "- [Moth House](https://moth.example/) has a new board\n"
    )
    assert fullest(body) == ["Moth House has a new board", "Kite Rift (CVE-2020-1234)"]


def test_the_same_entry_twice_is_no_list_of_names() -> None:
    body = "## Downloads\n\n- [Kite (large)](https://kite.example/1)\n\nThe rest:\n\n- [Kite (large)](https://kite.example/2)\n"
    assert set(fullest(body)) == {"Kite (large)"}


def test_a_line_that_its_author_has_ended_is_not_read_on() -> None:
    body = "## Events\n\n- The [Kite Show](https://kite.example/) opens on 14 January 2021 in Lyon <br>\nCome and fly\n"
    told = "The Kite Show opens on 14 January 2021 in Lyon"
    assert fullest(body) == [told]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('Say "Wow! It flies" and "May I?". We met.', ['Say "Wow! It flies" and "May I?".', "We met."]),
        (
            'Ada said "Hi. A kite. And moths." Then she left.',
            ['Ada said "Hi. A kite. And moths."', "Then she left."],
        ),
        ('It is 5" long. The next is not. It flies.', ['It is 5" long.', "The next is not.", "It flies."]),
        ("“Kites fly. Moths, too.” said Ada. She left.", ["“Kites fly. Moths, too.” said Ada.", "She left."]),
        ("Kites may lift Sen. Moth to the moon.", ["Kites may lift Sen. Moth to the moon."]),
        (
            "„Motten“ ist da. Es heißt „Mottenhaus“. Ja.",
            ["„Motten“ ist da.", "Es heißt „Mottenhaus“.", "Ja."],
        ),
        ("Klub „Ćmy” lata. Dom „Latawiec” stoi.", ["Klub „Ćmy” lata.", "Dom „Latawiec” stoi."]),
    ],
)
def test_no_sentence_ends_in_a_quotation(text: str, sentences: list[str]) -> None:
    assert sentences_of(text, "en") == sentences


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


def test_what_stands_below_a_list_is_not_about_its_heading() -> None:
    said = "We have added loops to every kite."
    listed = "- The [Kite Club](https://kite.example/) has moved to Lyon"
    body = (
        "## Kite Migration Steps\n\n{}\n\n{}\n\n## Moth House Roof\n\nThe house has a [new roof](https://moth.example/).\n\n"
        "## Bee Garden\n\nThe bees have now moved in.\n"
    )
    assert fullest(body.format(said, listed))[0] == "Kite Migration Steps: We have added loops to every kite"
    assert fullest(body.format(listed, said))[0] == "Kite Migration Steps"


def test_also_is_left_out_where_it_adds_nothing_and_kept_where_it_does() -> None:
    body = (
        MORE
        + "- [Moth House](https://moth.example/) is also open, and [you](https://k.example/) can also sleep there\n"
    )
    assert fullest(body) == ["Moth House is open, and you can also sleep there"]


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


@pytest.mark.parametrize(
    "entry",
    [
        "Table 2.0 is released with new rows",
        "Have a good look at [Kite 2.0](https://kite.example/), which is out",
    ],
)
def test_what_only_looks_like_a_caption_or_a_wish_is_told(entry: str) -> None:
    assert fullest(f"{MORE}- {entry}\n")


def test_below_a_heading_that_ends_with_a_pronoun_is_news() -> None:
    assert fullest("## Kite 2.0 fixes all that\n\n- The [tail](https://kite.example/) is longer now\n")


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


def test_a_meeting_without_a_name_is_told_below_its_heading() -> None:
    body = "## Community\n\n### Moth Circle\n\nThe next meeting is scheduled for 14 January 2021.\n"
    assert fullest(body) == ["Moth Circle: The next meeting is scheduled for 14 January 2021"]
    body = body.replace("Moth Circle", "Events").replace("The next meeting", "The Moth meetup")
    assert fullest(body) == ["The Moth meetup is scheduled for 14 January 2021"]


BOLD = "Welcome!\n\n**New nests**\n\nAda Moth built a nest.\n\n**Tail update**\n\nThe tail will be sewn on by hand.\n"


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


def test_a_clause_that_says_which_is_not_cut_off() -> None:
    said = "Kites have no time to turn in situations where the wind changes often"
    assert "Kites have no time to turn in situations" not in shorten_at_clauses(said, least=4, language="en")
    said = "Kites are flown in Lyon, where the wind is strong"
    assert "Kites are flown in Lyon" in shorten_at_clauses(said, least=4, language="en")


def test_a_later_sentence_that_takes_up_the_heading_tells_what_is_new() -> None:
    body = "".join(f"## {name}\n\nI wrote about it. The {word} is merged and flies by default.\n\n" for name, word in (
        ("Moth's red string", "string"), ("Ada's round lamp", "lamp"), ("Bo's open nest", "nest")))  # fmt: skip
    assert fullest(body)[0] == "Moth's red string: The string is merged and flies by default"
    assert not any(
        "default" in told for told in fullest(body.replace("The string", "The ball")) if "string" in told
    )


def test_a_mention_that_a_program_has_broken_is_a_mention() -> None:
    assert plain("The tail is sewn on by hand by @\u200bada-moth in #12") == "The tail is sewn on by hand"


EVENT = "# [{0}](https://kite.example/)\n#### 🕐 {1} 📍 [Lyon](https://map.example)\n#### *{2}*\nCome and see us.\n\n"


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


def test_the_end_of_a_list_that_names_nothing_is_left_out() -> None:
    body = "## News\n\n- Kite 3 has its last string, sewn by hand.\n- Moths fly by day.\n"
    said = Overrides(description="The last string has been sewn on, and much more!")
    told = fullest(body, words=said, lines={"description": 2})
    assert told[0] == "The last string has been sewn on"


@pytest.mark.parametrize(
    "head", ["Kite is a tool that, among many other tasks", "We fly with Moth which, like all the others"]
)
def test_a_clause_without_its_verb_is_not_told(head: str) -> None:
    assert head not in shorten_at_clauses(f"{head}, carries letters to Lyon", least=4, language="en")


def test_a_superlative_keeps_its_bounds() -> None:
    said = "Kite released 2.22 as the last release since the ball in May"
    assert shorten_at_clauses(said, least=4, language="en") == (said,)


def test_a_month_is_no_release() -> None:
    assert "This month is Kite 4.6" not in fullest(MORE + "The big release for this month is Kite 4.6!\n")


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


def test_an_older_version_than_the_title_has_is_background() -> None:
    body = "## Loops\n\nKite 0.5 saw the first loop. In Kite 0.7, loops can be turned off by hand.\n\n- Kite 0.5.9 is out.\n"
    told = fullest(body, title="What's new in Kite 0.7")
    assert not any("0.5 " in phrase or phrase == "Kite 0.5" for phrase in told)
    assert "Kite 0.5.9" in told, "an entry of its own"
    assert any(
        phrase.startswith("Kite 0.5 ") or phrase == "Kite 0.5" for phrase in fullest(body, title="Kite 0.5")
    )


def test_and_so_on_ends_a_sentence_before_a_capital() -> None:
    assert sentences_of("Kites, moths, etc. Basically, all that flies.", "en")[0] == "Kites, moths, etc."
    assert len(sentences_of("Kites, moths, etc. that fly by night.", "en")) == 1


def test_what_was_found_is_not_cut_off() -> None:
    said = "Ada Moth discovered, upon flying to Lyon, that kites glow"
    assert shorten_at_clauses(said, least=4, language="en") == (said,)


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
