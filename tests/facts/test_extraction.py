"""Which facts of an issue are worth announcing, in which order, and in whose words."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.facts import ranking
from distribute.facts.model import Fact
from distribute.facts.pipeline import extract_facts, highlights
from distribute.facts.topics import role
from distribute.issue import Issue, Words
from distribute.languages.registry import language_of
from distribute.text.dates import parse_date
from distribute.text.markdown import Section


def issue(body: str, **fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": parse_date("2020-12-09"),
        "site": "Example Newsletter",
        **fields,
    }
    return Issue(body=body, **given)


def facts(body: str, *earlier: str, **fields: Any) -> list[Fact]:
    return list(highlights(issue(body, **fields), [issue(text, id="2020-10") for text in earlier]))


def fullest(body: str, *earlier: str, **fields: Any) -> list[str]:
    return [fact.phrases[0] for fact in facts(body, *earlier, **fields)]


WHOLE = """\
Welcome to the letter, which covers November 2020.

## Translations

- [German](https://de.example/) by Ada Moth

## Announcements

The [Kite Foundation](https://kite.example/) elected a new board.

## Events

The next [Kite Meetup](https://kite.example/meet) takes place on 14 January 2021.

## Articles

[How to fly](https://moth.example/fly): Ada Moth explains the wind.

## Software

### Clients

[Kite 1.2](https://kite.example/1.2) adds loops, which turn. You can download it.

[Moth 0.9.1](https://moth.example/0.9.1) has been released.

### Servers

Nest released [4.5.0](https://nest.example). This version fixes CVE-2020-1234.

## Extensions and specifications

### New

- Version 0.1.0 of [XEP-0901](https://x.example/901) (Wind)
    - How it blows
- Version 0.1.0 of [XEP-0902](https://x.example/902) (Rain and Hail)
- Version 0.1.0 of [XEP-0903](https://x.example/903) (Sun)

### Deferred

- No XEPs deferred this month.

## Thanks

Thanks to [Bo 2.0](https://bo.example/) and [Cy](https://cy.example/).
"""


def test_an_issue_becomes_its_named_facts_the_best_first() -> None:
    assert [(fact.phrases, fact.name, fact.section) for fact in facts(WHOLE)] == [
        (("Nest 4.5.0 fixes CVE-2020-1234",), "Nest 4.5.0", "Servers"),
        (("The next Kite Meetup takes place on 14 January 2021",), "", "Events"),
        (("Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops"), "Kite 1.2", "Clients"),
        (("The Kite Foundation elected a new board",), "", "Announcements"),
        (
            ("New XEPs: Wind, Rain and Hail, Sun", "3 new XEPs, among them Wind and Sun", "3 new XEPs"),
            "3 new XEPs",
            "New",
        ),
        (("How to fly: Ada Moth explains the wind", "How to fly"), "How to fly", "Articles"),
        (("Moth 0.9.1",), "Moth 0.9.1", "Clients"),
    ]


def test_a_fact_knows_its_line_and_where_it_leads() -> None:
    lines = WHOLE.split("\n")
    for fact in facts(WHOLE):
        assert 1 <= fact.line <= len(lines)
        if fact.link:
            assert fact.link in lines[fact.line - 1]
    shifted = facts(WHOLE, body_line=11)
    assert [fact.line for fact in shifted] == [fact.line + 10 for fact in facts(WHOLE)]


def test_every_fact_says_why_it_was_chosen() -> None:
    reasons = {(fact.kind, *fact.tags) for fact in facts(WHOLE)}
    assert ("release", "described", "security") in reasons
    assert ("event", "upcoming") in reasons
    assert all(fact.rule for fact in facts(WHOLE))


def test_the_same_issue_has_the_same_facts() -> None:
    assert highlights(issue(WHOLE)) == highlights(issue(WHOLE))


# What a section is about


@pytest.mark.parametrize(
    ("language", "headings", "expected"),
    [
        ("en", "Announcements", "announcement"),
        ("de", "Ankündigungen", "announcement"),
        ("fr", "Annonces", "announcement"),
        ("es", "Anuncios", "announcement"),
        ("it", "Annunci", "announcement"),
        ("pt", "Anúncios", "announcement"),
        ("nl", "Aankondigingen", "announcement"),
        ("pl", "Ogłoszenia", "announcement"),
        ("ja", "お知らせ", "announcement"),
        ("en", "Events", "event"),
        ("de", "Veranstaltungen", "event"),
        ("fr", "Évènements", "event"),
        ("es", "Eventos", "event"),
        ("it", "Eventi", "event"),
        ("en", "Articles|Videos and podcasts", "article"),
        ("de", "Artikel", "article"),
        ("es", "Artículos", "article"),
        ("it", "Articoli", "article"),
        ("pt", "Artigos e vídeos", "article"),
        ("en", "Software news|Clients and applications|Servers|Libraries & Tools|Releases", "software"),
        ("de", "Bibliotheken", "software"),
        ("fr", "Logiciels|Clients et applications|Serveurs", "software"),
        ("es", "Servidores", "software"),
        ("it", "Librerie", "software"),
        ("pt", "Bibliotecas", "software"),
        ("en", "Security advisories", "security"),
        ("de", "Sicherheit", "security"),
        ("fr", "Sécurité", "security"),
        ("es", "Seguridad", "security"),
        ("it", "Sicurezza", "security"),
        ("en", "Extensions and specifications", "spec"),
        ("de", "Erweiterungen und Spezifikationen", "spec"),
        ("fr", "Spécifications", "spec"),
        ("es", "Especificaciones", "spec"),
        ("it", "Estensioni", "spec"),
        ("en", "Thanks|Newsletter translations|Subscribe|Spread the news|License|Jobs", "none"),
        ("en", "Help us to build the newsletter|Donate to Kite|Join us on the chat", "none"),
        ("de", "Danksagung|Übersetzungen|Lizenz", "none"),
        ("fr", "Remerciements, merci|Traductions", "none"),
        ("es", "Gracias", "none"),
        ("it", "Grazie|Traduzioni", "none"),
        ("pt", "Obrigado|Traduções", "none"),
        ("en", "Odds and ends", "news"),
        ("en", "", "lead"),
        # Words of another language, and words that merely begin like one that is known
        ("en", "Machine learning|Diffusion models|Job queue|Spreadsheets|Licensing changes", "news"),
    ],
)
def test_a_heading_tells_what_its_section_is_about(language: str, headings: str, expected: str) -> None:
    for heading in headings.split("|"):
        assert role(Section(heading, 2, 1, (), ()), language_of(language)) == expected, heading


@pytest.mark.parametrize(
    ("heading", "above", "expected"),
    [
        ("Desktop", ("Software news",), "software"),
        ("Updated", ("Extensions and specifications",), "spec"),
        ("New", ("Extensions and specifications",), "spec"),
        ("Deferred", ("Extensions and specifications",), "none"),
        ("Kites", ("Odds", "Events"), "event"),
        ("Thanks", ("Software",), "none"),
    ],
)
def test_a_heading_that_says_nothing_takes_the_role_of_the_one_above(
    heading: str, above: tuple[str, ...], expected: str
) -> None:
    assert role(Section(heading, 3, 1, above, ()), language_of("en")) == expected


# What is no news


@pytest.mark.parametrize(
    "line",
    [
        "- No XEPs deferred this month.",
        "- None of [XEP-0900](https://x.example/) was deferred",
        "Read more about Kite on the [Kite site](https://kite.example/).",
        "Thank you, [Ada Moth](https://ada.example/)!",
        "We would like to thank the [Kite Foundation](https://kite.example/).",
        "Welcome to the [Kite Letter](https://kite.example/)!",
        "Stay tuned for [Kite 2.0](https://kite.example/)!",
        "If you want to fly, get [Kite 1.2](https://kite.example/).",
        "How it flies is explained in this post by [Kite](https://kite.example/).",
        "This newsletter is made by [Kite](https://kite.example/).",
        "> [Kite 1.2](https://kite.example/) was quoted here",
        "*[Kite 1.2](https://kite.example/) goes here, please replace this note*",
        "_Write about Kite 1.2 and Moth 2.0 in this place_",
        "```\nKite 1.2 adds loops\n```",
        "<!-- Kite 1.2 adds loops -->",
        "| Kite 1.2 | adds loops |\n|---|---|\n| a | b |",
        "![Kite 1.2 adds loops](kite.png)",
        "[Kite 1.2]((https://kite.example/) adds loops",
        "🎉🎉 [🎉](https://kite.example/)",
    ],
)
@pytest.mark.parametrize("heading", ["Software", "Odds and ends", "Announcements"])
def test_filler_notes_and_what_names_nothing_are_no_facts(line: str, heading: str) -> None:
    assert fullest(f"## {heading}\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Keine [Kite 1.2](https://kite.example/) diesmal"),
        ("fr", "Aucun [Kite 1.2](https://kite.example/) ce mois"),
    ],
)
def test_filler_is_known_in_the_issues_language(language: str, line: str) -> None:
    assert fullest(f"## Software\n\n{line}\n", language=language) == []


def test_what_names_nothing_is_told_last() -> None:
    plainly = "Last week somebody crossed the lake, which nobody had thought possible. It took an hour."
    body = f"## Odds and ends\n\n{plainly}\n\nIt was windy all the week.\n\nWho was it, and why did nobody see it?\n"
    (fact,) = facts(body)
    assert fact.phrases[-1] == "Last week somebody crossed the lake"
    assert not any(left.line == fact.line for left in extract_facts(issue(body)).rejected)
    assert fullest(f"{body}\n[Kite 1.2](https://kite.example/) adds wings.\n") == [
        "Kite 1.2 adds wings",
        fact.phrases[0],
    ]


@pytest.mark.parametrize(
    "heading", ["Thanks", "Subscribe", "Spread the news", "Newsletter translations", "License"]
)
def test_a_section_about_the_newsletter_itself_holds_no_news(heading: str) -> None:
    assert fullest(f"## {heading}\n\n[Kite 1.2](https://kite.example/) adds loops.\n") == []


def test_what_stands_before_the_first_heading_is_no_news() -> None:
    assert fullest("[Kite 1.2](https://kite.example/) adds loops.\n\n## Software\n") == []


def test_a_handle_or_hashtag_never_pings() -> None:
    body = """\
## Software

[Kite 1.2](https://kite.example/) adds loops, says @ada@social.example.

[Moth 2.0](https://moth.example/) by @bo adds #wings.

## Articles

[@cy on #kites](https://cy.example/): Cy Lind explains ＠dee and ##loops.

## Extensions

### New

- [XEP-0901](https://x.example/) (Wind by @ada)
- [XEP-0902](https://x.example/) (#rain)
"""
    found = facts(body)
    assert len(found) == 4
    for text in (text for fact in found for text in (*fact.phrases, fact.name)):
        assert not re.search(r"(?<!\w)[@#＠]", text), text
    assert "Kite 1.2 adds loops, says ada@social.example" in fullest(body)


def test_bare_xml_names_in_prose_are_kept() -> None:
    body = "## Software\n\n[Kite 1.2](https://kite.example/) adds the element <crypt/> to messages.\n"
    assert fullest(body) == ["Kite 1.2 adds the element <crypt/> to messages"]


def test_a_detail_below_an_item_is_not_a_fact_of_its_own() -> None:
    body = """\
## Announcements

The [Kite Foundation](https://kite.example/) moves its office. What you can do:

- Visit the [Moth House](https://moth.example/)
- Write to [Ada Moth](https://ada.example/)
"""
    assert fullest(body) == ["The Kite Foundation moves its office"]


# What recurs


RECURRING = "[Kite Day](https://kite.example/day) is an event that {}."


def test_a_paragraph_that_an_earlier_issue_had_is_left_out() -> None:
    body = f"## Events\n\n{RECURRING.format('everybody likes')}\n\nThe [Moth Ball](https://moth.example/) was in Lyon.\n"
    earlier = f"## Dates\n\n{RECURRING.format('everybody likes')}\n"
    assert fullest(body, earlier) == ["The Moth Ball was in Lyon"]
    assert len(fullest(body)) == 2


def test_a_recurring_paragraph_stays_while_its_date_is_still_to_come() -> None:
    body = f"## Events\n\n{RECURRING.format('takes place on 20 December')}\n"
    assert fullest(body, body) == ["Kite Day is an event that takes place on 20 December"]
    assert fullest(body, body, date=parse_date("2020-12-21")) == []


@pytest.mark.parametrize(
    ("body", "phrases"),
    [
        (
            "[Kite](https://kite.example/) changes hands. This means that from 11 January 2021 on (a Monday) Ada Moth owns it.",
            (
                "Kite changes hands. This means that from 11 January 2021 on (a Monday) Ada Moth owns it",
                "Kite changes hands. From 11 January 2021 on Ada Moth owns it",
                "From 11 January 2021 on Ada Moth owns it",
            ),
        ),
        (
            "[Kite](https://kite.example/) is for sale until 11 January 2021.",
            ("Kite is for sale until 11 January 2021",),
        ),
    ],
)
def test_a_date_still_to_come_is_told_with_the_fact(body: str, phrases: tuple[str, ...]) -> None:
    (fact,) = facts(f"## Announcements\n\n{body}\n")
    assert fact.phrases == phrases


# Rank and room


def test_a_line_that_recurs_but_for_its_numbers_is_left_out_a_version_is_news() -> None:
    body = "## News\n\n- [{} changes](https://kite.example/) were merged in the last week\n- [Kite](https://kite.example/) 1.{} adds wings\n"
    assert fullest(body.format(63, 1), body.format(127, 0)) == ["Kite 1.1 adds wings"]


def test_an_event_that_two_earlier_issues_told_of_is_left_out_unless_its_date_is_to_come() -> None:
    body = "## Events\n\n- [Kite Happy Hour](https://kite.example/{}): every {} of the month{}\n"
    earlier = (body.format(1, "Monday", ""), body.format(2, "third Monday", ""))
    assert fullest(body.format(3, "Tuesday", ""), *earlier) == []
    assert len(fullest(body.format(3, "Tuesday", ""), earlier[0])) == 1
    assert len(fullest(body.format(3, "Tuesday", ", next on 15 December 2020"), *earlier)) == 1


def test_a_paragraph_that_recurs_is_known_by_its_first_sentence() -> None:
    body = (
        "## News\n\nFlying with the Kite House is free of charge and good for everybody who has a string. "
        "It has [{} rooms](https://kite.example/).\n"
    )
    assert fullest(body.format("six"), body.format("five")) == []
    assert len(fullest(body.format("six"))) == 1


def test_what_is_in_another_language_stands_below_what_readers_know() -> None:
    body = "## Articles\n\n- [Drachen im Wind](https://a.example/) by Ada [DE]\n- [Kites in the wind](https://b.example/) by Bo\n"
    assert fullest(body) == ["Kites in the wind", "Drachen im Wind"]
    assert fullest(body.replace("DE", "EN"), language="de") == ["Drachen im Wind", "Kites in the wind"]


def test_a_release_and_the_article_that_announces_it_are_one_fact() -> None:
    body = (
        "## Articles\n\n- [Kite 1.2 Release](https://kite.example/news)\n- [Kite 1.2 is now available](https://b.example/)\n\n"
        "## Clients\n\n- [Kite](https://kite.example/) has released version 1.2. It adds wings.\n"
    )
    assert fullest(body) == ["Kite 1.2 adds wings"]
    assert [left.rule for left in extract_facts(issue(body)).rejected] == ["said-elsewhere"] * 2


def test_those_who_are_thanked_are_no_news() -> None:
    body = (
        "## Events\n\nThe [Kite Ball](https://ball.example/) was in Lyon. It was fun.\n\n"
        "Many thanks go to those who made it possible:\n\n- [Ada Moth](https://ada.example/) for the lamps\n"
    )
    assert fullest(body) == ["The Kite Ball was in Lyon"]


def test_a_linked_name_over_a_list_stands_for_whose_news_it_is() -> None:
    body = "## Articles\n\n- [Nest](https://nest.example/)\n  - [How to fly by night](https://nest.example/night)\n"
    assert fullest(body) == ["How to fly by night"]


def test_what_a_label_announces_is_told_without_it_where_room_is_short() -> None:
    (fact,) = facts(
        "## Articles\n\n- [Ada's Notes](https://ada.example/): [The string is new](https://ada.example/1)\n"
    )
    assert fact.phrases == ("Ada's Notes: The string is new", "The string is new")


def test_an_edition_is_known_by_its_label() -> None:
    said = "this year's edition of the conference for everything that flies, in one place, under one roof, will be by the sea"
    (fact,) = facts(f"## Events\n\n- Kites at MothCon 2021: {said}, says [Ada](https://ada.example/).\n")
    assert fact.name == "Kites at MothCon 2021"
    assert fact.phrases[-1] == "Kites at MothCon 2021"
    body = "## Events\n\n- Kites at MothCon 2021: [MothCon](https://m.example/) has told who speaks, which is:\n  - [Wings](https://w.example/)\n"
    assert fullest(body) == ["Kites at MothCon 2021"]


# Headlines


def headlines(body: str, *earlier: str) -> list[tuple[str, str, str]]:
    made = facts(f"## Announcements\n\n{body}\n", *(f"## Announcements\n\n{text}\n" for text in earlier))
    return [(fact.phrases[0], fact.phrases[-1], fact.name) for fact in made]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (  # its first sentence says it
            "### Kite Summit 28\n\nThe Society held its 28th [Kite Summit](https://kite.example/) in Lyon. It was windy.",
            ("The Society held its 28th Kite Summit in Lyon", "The Society held its 28th Kite Summit in Lyon", "Kite Summit 28"),
        ),
        (  # it tells more than its first sentence
            "### Kite listed as an alternative to Moth\n\nThe [Flight Day](https://day.example/) has begun this year.",
            ("Kite listed as an alternative to Moth",) * 3,
        ),
        (  # its first sentence can't stand alone
            "### Kites at MothCon 2020\n\nDuring the last days, [the Society](https://kite.example/) was at MothCon.",
            ("Kites at MothCon 2020",) * 3,
        ),
        (  # a condition says until when
            "### Kite Membership\n\nIf you like to join the Society, please apply [before 15 January 2021](https://kite.example/).",
            ("Kite Membership: please apply before 15 January 2021",) * 2 + ("",),
        ),
        (  # what it is about, and its first sentence the news
            "### Kite and the Summer of Wind 2021\n\nThe [Society](https://kite.example/) was accepted by the Moth House.",
            ("The Society was accepted by the Moth House",) * 2 + ("Kite and the Summer of Wind 2021",),
        ),
    ],
)  # fmt: skip
def test_a_headline_is_told_once(body: str, expected: tuple[str, str, str]) -> None:
    more = "\n\nMore of it is [here](https://kite.example/more) and there.\n"
    assert headlines(body + more) == [expected]


def test_a_list_under_a_headline_stands_below_it() -> None:
    body = "### Kites at MothCon 2020\n\nDuring the last days, [we](https://kite.example/) flew.\n\n- [Wings for all](https://a.example/) by Ada\n"
    assert [said for said, _, _ in headlines(body)] == ["Kites at MothCon 2020", "Wings for all"]


def test_a_call_that_is_repeated_until_it_is_due_makes_way_for_news() -> None:
    call = "### Kite Membership\n\nIf you like to join, please apply [before 15 January 2021](https://kite.example/)."
    body = f"{call}\n\n### Kite House opens in Lyon\n\nAt last, [the house](https://kite.example/house) is white."
    first = [said for said, _, _ in headlines(body)]
    assert first == ["Kite Membership: please apply before 15 January 2021", "Kite House opens in Lyon"]
    assert [said for said, _, _ in headlines(body, call)] == first[::-1]


def test_what_is_said_of_several_names_alike_is_one_fact() -> None:
    body = "## Promotions\n\n" + "".join(
        f"- [{name}](https://kite.example/{name}) to {stage}\n"
        for name, stage in (("LoopKite", "GA"), ("TailKite", "beta"), ("WingKite", "GA"), ("NestKite", "GA"))
    )
    together = next(fact for fact in facts(body) if "GA" in fact.phrases[0])
    assert together.phrases == ("LoopKite, WingKite, NestKite to GA", "LoopKite, WingKite to GA")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (
            "The 2021 [Kite election](https://kite.example/) results are announced.",
            "2021 Kite election results",
        ),
        (
            "[Moth](https://moth.example/) has learnt to read by the light of [Kite](https://kite.example/).",
            "",
        ),
    ],
)
def test_a_name_alone_tells_something_or_there_is_none(line: str, name: str) -> None:
    assert [fact.name for fact in facts(f"## News\n\n{line}\n")] == [name]


def test_an_event_of_which_only_the_name_is_known_stands_below_one_that_is_told() -> None:
    body = (
        "## Events\n\n- [Kite Happy Hour](https://kite.example/1)\n"
        "- [Moth Meetup](https://kite.example/2) was held in Paris by the lamp\n"
    )
    assert fullest(body)[0].startswith("Moth Meetup was held")


def test_at_most_two_facts_of_a_section_before_each_other_has_had_one() -> None:
    kites = "\n\n".join(
        f"[Kite {number}.0](https://kite.example/{number}) adds loops." for number in range(1, 7)
    )
    body = f"## Clients\n\n{kites}\n\n## Articles\n\n[On wings](https://moth.example/): Ada Moth explains them.\n"
    assert fullest(body) == [
        "Kite 1.0 adds loops",
        "Kite 2.0 adds loops",
        "On wings: Ada Moth explains them",
        "Kite 3.0 adds loops",
        "Kite 4.0 adds loops",
        "Kite 5.0 adds loops",
        "Kite 6.0 adds loops",
    ]


def test_security_and_dates_to_come_stand_above_releases_and_those_above_bare_versions() -> None:
    body = """\
## Software

[Ant 1.0](https://ant.example/) has been released.

[Bee 1.0](https://bee.example/) adds honey.

[Cat 1.0](https://cat.example/) fixes CVE-2020-1.

## Events

[Dog Day](https://dog.example/) is on 12 January 2021.

## Articles

[Elk lore](https://elk.example/): Ada Moth explains elks.
"""
    assert fullest(body) == [
        "Cat 1.0 fixes CVE-2020-1",
        "Dog Day is on 12 January 2021",
        "Bee 1.0 adds honey",
        "Elk lore: Ada Moth explains elks",
        "Ant 1.0",
    ]


def test_bare_releases_of_a_section_are_one_fact() -> None:
    body = "## Clients\n\n" + "\n".join(
        f"- [{name} 1.0](https://{name}.example/) has been released."
        for name in ("Ant", "Bee", "Cat", "Dog", "Elk")
    )
    (fact,) = facts(body)
    assert fact.phrases == (
        "Ant 1.0, Bee 1.0, Cat 1.0, Dog 1.0, Elk 1.0",
        "Ant 1.0, Bee 1.0 and more",  # half a list is none
    )


def test_a_fact_within_so_many_words() -> None:
    fact = Fact(
        ("Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops"),
        1,
        "Clients",
        5.0,
        "a release",
        name="Kite 1.2",
    )
    assert fact.within(9) == fact.phrases
    assert fact.within(5) == ("Kite 1.2 adds loops",)
    assert fact.within(1) == ("Kite 1.2 adds loops",), "the shortest there is, though it has more words"
    assert fact.within(1, names=True) == ("Kite 1.2",)
    assert fact.within(9, names=True) == (*fact.phrases, "Kite 1.2")


def test_a_fact_said_already_is_known() -> None:
    fact = Fact(("Kite 1.2 adds loops",), 1, "Clients", 5.0, "a release", name="Kite 1.2")
    assert fact.is_said_in("The Letter: Kite 1.2, Moth 2.0")
    assert not fact.is_said_in("The Letter: Moth 2.0")
    assert not fact.is_said_in("")


# Specifications


def specs(
    kind: str, *names: str, language: str = "en", heading: str = "Extensions and specifications"
) -> list[str]:
    entries = "\n".join(
        f"- [XEP-09{at:02}](https://x.example/{at}) ({name})" for at, name in enumerate(names)
    )
    return [
        phrase
        for fact in facts(f"## {heading}\n\n### {kind}\n\n{entries}\n", language=language)
        for phrase in fact.phrases
    ]


@pytest.mark.parametrize(
    ("kind", "names", "phrases"),
    [
        ("New", ["Wind"], ["New XEP: Wind"]),
        ("New", ["Wind", "Rain"], ["New XEPs: Wind, Rain"]),
        (
            "New",
            ["Wind", "Hail", "Sun"],
            ["New XEPs: Wind, Hail, Sun", "3 new XEPs, among them Wind and Sun", "3 new XEPs"],
        ),
        ("New", ["Wind", "Wind"], ["New XEP: Wind"]),
        ("New", ["Trust Messages (TM)"], ["New XEP: Trust Messages (TM)"]),
        ("Last Call", ["Wind"], ["Last Call for XEP: Wind"]),
        ("Stable", ["Wind"], ["Stable XEP: Wind"]),
        ("Draft", ["Wind"], ["Draft XEP: Wind"]),
        ("Updated", ["Wind", "Rain"], ["Updated XEPs: Wind, Rain"]),
        ("Proposed", ["Wind"], []),
        ("Deferred", ["Wind"], []),
    ],
)
def test_specifications_are_grouped_by_kind_and_counted(
    kind: str, names: list[str], phrases: list[str]
) -> None:
    assert specs(kind, *names) == phrases


@pytest.mark.parametrize(
    ("language", "above", "kind", "phrases"),
    [
        ("de", "Erweiterungen", "Neu", ["Neu (XEPs): Wind, Rain, Hail", "Neu (XEPs): 3"]),
        ("fr", "Spécifications", "Nouvelles", ["Nouvelles (XEPs): Wind, Rain, Hail", "Nouvelles (XEPs): 3"]),
        ("es", "Especificaciones", "Nuevas", ["Nuevas (XEPs): Wind, Rain, Hail", "Nuevas (XEPs): 3"]),
        ("it", "Estensioni", "Nuove", ["Nuove (XEPs): Wind, Rain, Hail", "Nuove (XEPs): 3"]),
        ("pt", "Especificações", "Novas", ["Novas (XEPs): Wind, Rain, Hail", "Novas (XEPs): 3"]),
    ],
)
def test_in_another_language_the_heading_alone_says_what_they_are(
    language: str, above: str, kind: str, phrases: list[str]
) -> None:
    assert specs(kind, "Wind", "Rain", "Hail", language=language, heading=above) == phrases


def test_other_series_than_xeps_are_specifications_too() -> None:
    body = "## Standards\n\n### New\n\n- [RFC 99](https://r.example/)\n- [KEP-4330](https://k.example/): Min version\n"
    assert fullest(body) == ["New KEP: Min version"]


# The editors' own words


def test_highlights_of_the_header_stand_in_place_of_the_body() -> None:
    own = Words(highlights=("Kites are back.", "  Moths \n too ", ""), summary="Not this one.")
    found = facts(WHOLE, words=own, lines={"distribute": 4})
    assert [(fact.phrases, fact.line, fact.rule) for fact in found] == [
        (("Kites are back",), 4, "own-highlights"),
        (("Moths too",), 4, "own-highlights"),
    ]


def test_a_summary_of_the_header_is_taken_sentence_by_sentence_and_shortened_by_entries() -> None:
    own = Words(
        summary="In this issue: Kite 1.2 adds loops. Servers: Nest, Moth, Bee, Ant, Cicada. Read of the ball and watch the kites!"
    )
    found = facts(WHOLE, words=own, lines={"summary": 6})[:3]
    assert [fact.phrases for fact in found] == [
        ("Kite 1.2 adds loops",),
        ("Servers: Nest, Moth, Bee, Ant, Cicada", "Servers: Nest, Moth, Bee and more"),
        ("Read of the ball and watch the kites!",),
    ]
    assert found[2].name == "Read of the ball"
    in_german = Words(summary="Server: Nest, Motte, Biene, Ameise, Zikade")
    (fact,) = facts("", words=in_german, language="de")
    assert fact.phrases[-1] == "Server: Nest, Motte, Biene und mehr"
    assert {fact.line for fact in found} == {6}


def test_what_a_summary_leaves_out_follows_it() -> None:
    own = Words(summary="Kite 1.2 adds loops. Update your servers: Nest")
    found = facts(WHOLE, words=own)
    assert [fact.phrases[0] for fact in found[:3]] == [
        "Kite 1.2 adds loops",
        "Update your servers: Nest",
        "Nest 4.5.0 fixes CVE-2020-1234",
    ]
    assert any("Nest 4.5.0" in fact.phrases[0] for fact in found)  # naming is not telling


def test_a_summarys_last_sentence_needs_no_and() -> None:
    told = highlights(issue("", words=Words(summary="Kite 1.2 adds wings. And our Moth House opens.")))
    assert [fact.phrases[0] for fact in told][-1] == "Our Moth House opens"


def test_a_headline_whose_words_the_summary_has_is_told_all_the_same() -> None:
    body = "## Events\n\n### Kite Summit 28 & MothCon 2021\n\nThe [Society](https://kite.example/) plans both for spring.\n"
    told = highlights(
        issue(body, words=Words(summary="Get ready for the Kite Summit 28, and fly at MothCon"))
    )
    assert [fact.source for fact in told] == ["own-words", "entry"]


def test_a_list_of_titles_in_a_summary_is_a_fact_each() -> None:
    own = Words(summary="In this issue: How to fly, The Kite Meetup, “Loops” at last")
    assert [fact.phrases[0] for fact in facts(WHOLE, words=own)[:3]] == [
        "How to fly",
        "The Kite Meetup",
        "“Loops” at last",
    ]


def test_a_version_that_only_the_summary_has_is_left_out() -> None:
    own = Words(summary="Kite 1.2 adds loops. Nest 9.9 is out. Also Moth 0.9.1, Nest 9.9")
    assert [fact.phrases[0] for fact in facts(WHOLE, words=own)[:2]] == [
        "Kite 1.2 adds loops",
        "Also Moth 0.9.1",
    ]


def test_a_long_list_of_short_entries_becomes_its_heading_and_a_few_names() -> None:
    entries = "\n".join(
        f"- [Moth {letter}](https://moth.example/{letter}): flies by night" for letter in "abcdefgh"
    )
    (fact,) = facts(f"## Clients\n\n### 8 moths were added\n\n{entries}\n")
    assert fact.phrases == (
        "8 moths were added, among them Moth a, Moth b, Moth c",
        "8 moths were added, among them Moth a, Moth b",
        "8 moths were added",
    )


def test_a_calendar_tells_nothing() -> None:
    days = "\n".join(
        f"- 2020-12-{day} | Lyon | [Kite Club](https://kite.example/{day})" for day in range(10, 18)
    )
    assert facts(f"## Events\n\nKites between 2020-12-10 - 2020-12-18\n\n{days}\n") == []


def test_what_leans_on_its_heading_is_told_with_it_or_not_at_all() -> None:
    said = "This program shows [Kites](https://kite.example/)."
    assert fullest(f"## Projects\n\n### Kite Show\n\n{said}\n") == ["Kite Show: This program shows Kites"]
    assert fullest(f"## Projects\n\n{said}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ page.kite }} [Kite](https://kite.example/) flies.",
        "Do you fly [Kites](https://kite.example/)?",
        "You can fly [Kites](https://kite.example/) in Lyon.",
        "[Kite](https://kite.example/) is a library that provides:",
        "– Ada Moth on [Kites](https://kite.example/)",
    ],
)
def test_what_is_no_news_is_never_a_fact(text: str) -> None:
    assert facts(f"## Software\n\n{text}\n") == []


def test_two_paragraphs_on_one_date_are_one_fact() -> None:
    body = "## Schedule\n\nNext deadline: Kite Freeze, 12 December\n\nThe kite freeze deadline is on 12 December, noon UTC.\n"
    (fact,) = facts(body)
    assert fact.phrases[0] == "The kite freeze deadline is on 12 December, noon UTC"
    assert fact.phrases[-1] == "Next deadline: Kite Freeze, 12 December"


def test_own_highlights_keep_their_order_and_are_never_minor() -> None:
    own = Words(highlights=tuple(f"Fact {letter}" for letter in "zyxwvutsr"))
    found = facts(WHOLE, words=own)
    assert [fact.phrases[0] for fact in found] == [f"Fact {letter}" for letter in "zyxwvutsr"]
    assert not any(fact.is_minor for fact in found)


# Whatever the text


HEADINGS = (
    "Announcements", "Events", "Articles", "Software news", "Clients", "Extensions and specifications", "New", "Updated",
    "Last Call", "Draft", "Security", "Thanks", "Odds", "Veranstaltungen", "Nouvelles", "Neu",
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(
        "Kite Moth Nest Ada 1.2 4.5.0-rc1 v2.0 released has been is out It adds brings includes add fixing wings loops ,"
        " and . ! : ; the of The a Version version release for Android ( ) first beta not since which who also This"
        " means that January 14 2021 – “ ” XEP-0901 (Wind) KEP-12 @ada #kites [EN] (DE) *note* _x_ `code` <crypt/> &amp;"
        " 🪁 第一 عيد é No Read news: happy to announce CVE-2020-1 [Kite](https://kite.example/)"
        " [Moth 2.1](https://moth.example/) [(https:// ]( {{< x >}} | > # - 1. \\".split()
    ),
    min_size=1,
    max_size=16,
).map(" ".join)
BLOCKS = st.one_of(
    st.sampled_from(HEADINGS).flatmap(lambda title: st.sampled_from([f"## {title}", f"### {title}"])),
    WORDS,
    WORDS.map("- {}".format),
    WORDS.map("[Kite 1.2](https://kite.example/) {}".format),
    WORDS.map("- [XEP-0901](https://x.example/) ({})".format),
    st.text(max_size=40),
)
BODIES = st.lists(BLOCKS, max_size=12).map("\n\n".join)

# Every word that a fact may have and the issue not: those that join and count, and a verb's third person.
OURS = {"new", "last", "call", "for", "among", "them", "and", "of", "now"}
THIRD_PERSON = {"adds", "fixes", "improves", "introduces", "supports", "allows", "requires"}


def words_of(text: str) -> set[str]:
    return {word.strip("'’_").removesuffix("'s") for word in re.findall(r"[\w'’]+", text.casefold())} - {""}


def letters_of(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


@given(BODIES, st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl"]))
def test_nothing_is_invented(body: str, language: str) -> None:
    it = issue(body, language=language)
    document = it.document
    texts = " ".join(item.text for item in document.items()) + " ".join(
        section.title for section in document.sections
    )
    said = words_of(texts) | OURS | THIRD_PERSON | words_of(language_of(language).say.and_more)
    run_together = letters_of(texts)  # a handle's sign or a bracket may have stood between two words
    for fact in highlights(it):
        for phrase in (*fact.phrases, fact.name):
            counted = {word for word in words_of(phrase) if word.isdecimal() and int(word) <= 20}
            plural = {word for word in words_of(phrase) if word.removesuffix("s") in said}
            for word in words_of(phrase) - said - counted - plural:
                assert word in run_together, (phrase, word)


@given(BODIES, BODIES)
def test_every_fact_is_fit_to_be_told(body: str, earlier: str) -> None:
    it = issue(body)
    found = highlights(it, [issue(earlier)])
    assert found == highlights(it, [issue(earlier)])
    for fact in found:
        assert fact.phrases
        assert len(set(fact.phrases)) == len(fact.phrases)
        for phrase in fact.phrases:
            assert phrase.strip()
            assert "\n" not in phrase
            assert "](" not in phrase
            assert not re.search(r"(?<![\w/])[@#]\w*[a-z]", phrase), phrase
        assert fact.link == "" or fact.link.startswith(("http://", "https://"))


@given(st.text(), st.text())
def test_any_text_can_be_read(body: str, earlier: str) -> None:
    highlights(issue(body), [issue(earlier)])


@given(st.text(), st.lists(st.text()))
def test_any_words_of_the_header_can_be_read(summary: str, own: list[str]) -> None:
    for fact in (*facts("", words=Words(summary=summary)), *facts("", words=Words(highlights=tuple(own)))):
        assert all(phrase.strip() for phrase in fact.phrases)


def test_a_body_of_160_000_characters_takes_no_minutes() -> None:
    section = (
        "## Software\n\n"
        + "[Kite 1.2](https://kite.example/) adds loops, tails, and wings, which flap. " * 40
        + "\n\n"
    )
    body = section * (160_000 // len(section))
    began = time.process_time()
    assert facts(body)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "piece",
    [
        "#",
        "@",
        "$@",
        "1.",
        "a.b",
        "a@b.",
        "-",
        "—",
        "[",
        "](",
        "“",
        "*",
        "{{ ",
        "<a ",
        "Kite 1.2, ",
        "der 1. ",
        "u/",
    ],
)
def test_a_paragraph_of_50_000_characters_takes_no_minutes(piece: str) -> None:
    began = time.process_time()
    facts(f"## News\n\n[Kite 1.2](https://kite.example/) adds {piece * (50_000 // len(piece))}\n")
    assert time.process_time() - began < 5


LEFT = """\
Good day to all of you.

## Software

In every issue: [Kite](https://kite.example/) is free.

Clients

- [Kite 2.0](https://kite.example/) brings tails.
- [Kite 2.0](https://kite.example/) brings tails and strings.

Thank you all at [Moth](https://moth.example/).

The wind was good.

Read all about it [here](https://moth.example/).

> [Moth 3.0](https://moth.example/) was quoted.

## Thanks

- Ada Moth
"""


def test_what_is_left_out_has_its_line_and_the_reason() -> None:
    sifted = extract_facts(
        issue(LEFT), [issue("In every issue: [Kite](https://kite.example/) is free.", id="2020-10")]
    )
    assert [fact.line for fact in sifted.facts] == [10]
    assert [(left.line, left.rule) for left in sifted.rejected] == [
        (1, "introduction"),
        (5, "recurs"),
        (7, "list-title"),
        (9, "said-elsewhere"),
        (12, "filler"),
        (14, "names-nothing"),
        (16, "lead-in"),
        (18, "quotation"),
        (22, "no-news-heading"),
    ]


def test_a_fact_that_the_summary_tells_in_its_words_is_left_out_for_it() -> None:
    body = "## Software\n\n[Kite 2.0](https://kite.example/) brings tails.\n"
    (left,) = extract_facts(issue(body, words=Words(summary="Kite 2.0 brings tails that wag."))).rejected
    assert (left.line, left.rule) == (3, "own-words-instead")
    (told,) = extract_facts(issue(body, words=Words(summary="News of Kite 2.0!"))).facts[1:]
    assert told.phrases[0] == "Kite 2.0 brings tails"


# Newsletters of other makings


DIGEST = """\
## Featured

- [Kites in ten minutes: a beginner's way](https://kite.example/ten) by Ada Moth

  > A kite is a thing that flies. I want to show how.

- [Moth 1.2 released](https://moth.example/1) by the Moth team
  > We are very happy.

- [Wind Ltd is hiring a senior kite engineer](https://wind.example/) (ad)

## In brief

- [flap](https://flap.example/) by Bo Wing
- [Kite strings: what they're made of](https://string.example/) by Cy Reel and Di Spool
"""


def test_a_digests_entries_are_told_by_their_titles() -> None:
    assert fullest(DIGEST) == [
        "Kites in ten minutes: a beginner's way",
        "Moth 1.2",
        "Kite strings: what they're made of",
    ]
    left = {entry.text: entry.rule for entry in extract_facts(issue(DIGEST)).rejected}
    assert left["flap"] == "single-word"
    assert left["Wind Ltd is hiring a senior kite engineer (ad)"] == "advertisement"


def test_an_issue_without_headings_is_all_news() -> None:
    assert fullest(
        "- [Kite 1.2 released](https://kite.example/)\n- [How to fly a moth](https://moth.example/)\n"
    ) == [
        "Kite 1.2",
        "How to fly a moth",
    ]


STORIES = """\
Hello.

## Introduction

Winter is here.

## [Flapper](https://flap.example/)

#### Author: Bo Wing

Have you ever flapped? Flapper is a small library for flapping in any wind, with wings.

## A wing drawn in 3D

Ada Moth shows how wings are drawn.

## Flying without a string at last

Nobody thought it possible, and yet [it is](https://string.example/).
"""


def test_stories_are_told_by_their_headings() -> None:
    told = facts(STORIES)
    assert [fact.phrases[-1] for fact in told] == [
        "Flapper is a small library for flapping in any wind",
        "A wing drawn in 3D",
        "Flying without a string at last",
    ]
    assert told[0].phrases[0] == "Flapper is a small library for flapping in any wind, with wings"
    assert told[2].link == "https://string.example/"
    assert {fact.rule for fact in told} == {"own-heading"}


def test_headings_that_recur_are_no_stories() -> None:
    assert not [fact for fact in facts(STORIES, STORIES) if fact.rule == "own-heading"]


@pytest.mark.parametrize("heading", ["Clients", "Other changes", "What is a kite?", "..."])
def test_headings_that_any_issue_may_have_are_no_stories(heading: str) -> None:
    body = STORIES.replace("A wing drawn in 3D", heading)
    assert not [fact for fact in facts(body) if fact.rule == "own-heading"]


CURATED = """\
Hi all.

## Articles

### [How kites stay up in a storm](https://kite.example/up)

Ada Moth explains what the wind does to a sail. It's a long read.

## Tools

### [Flap 2.0](https://flap.example/)

Flap is a simulator for wings. This release adds gusts.

### [Spool](https://spool.example/)

Keeps your strings in order.

## Thanks

### [Bo Wing and many others](https://wing.example/)

You know why.
"""
CURATED_FORMS = {
    "headings": CURATED,
    "bold": CURATED.replace("### [", "**[").replace(")\n\n", ")**\n\n"),
    "a line": CURATED.replace("### [", "[").replace(")\n\n", ")\n"),
    "a line in bold": CURATED.replace("### [", "**[").replace(")\n\n", ")**\n"),
}


@pytest.mark.parametrize("form", CURATED_FORMS)
def test_curated_links_are_told_by_their_titles(form: str) -> None:
    told = {fact.name or fact.phrases[-1]: fact.link for fact in facts(CURATED_FORMS[form])}
    told.pop("Spool", None)  # of which only some forms can tell more
    assert told == {
        "How kites stay up in a storm": "https://kite.example/up",
        "Flap 2.0": "https://flap.example/",
    }


def test_what_a_dash_adds_to_a_link_is_told() -> None:
    assert set(fullest(CURATED.replace("### [", "- [").replace(")\n\n", ") — "))) == {
        "How kites stay up in a storm: Ada Moth explains what the wind does to a sail",
        "Flap 2.0 adds gusts",
        "Spool — Keeps your strings in order",
    }


def test_a_sentence_that_is_wrapped_after_its_link_is_whole() -> None:
    assert fullest(
        "## News\n\n[Kite Foundation](https://kite.example/)\nelected a new board in November.\n"
    ) == ["Kite Foundation elected a new board in November"]


def test_linked_headings_that_recur_are_no_news() -> None:
    assert facts(CURATED, CURATED) == []


def test_like_facts_are_compared_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counted(fuller: str, phrase: str) -> bool:
        nonlocal compared
        compared += 1
        return says_all(fuller, phrase)

    says_all = ranking._says_all
    monkeypatch.setattr(ranking, "_says_all", counted)
    text = "Project {0} has released version 2.{0}, which adds sound."
    facts = [Fact((text.format(n),), n, "Software", 1.0, "a release") for n in range(2_000)]
    kept, left = ranking.merge_same(facts)
    assert (len(kept), left) == (2_000, [])
    assert compared < 4_000
