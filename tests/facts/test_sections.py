"""What a section is about; What is no news; What recurs"""

from __future__ import annotations

import re

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.facts.topics import role_of_section
from distribute.languages.registry import language_of
from distribute.text.dates import parse_date
from distribute.text.markdown import Section
from tests.facts.kit import facts, fullest, issue

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
        ("ko", "공지", "announcement"),
        ("zh", "公告", "announcement"),
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
        assert role_of_section(Section(heading, 2, 1, (), ()), language_of(language)) == expected, heading


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
    assert role_of_section(Section(heading, 3, 1, above, ()), language_of("en")) == expected


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


@pytest.mark.parametrize(("times", "is_told"), [(0, True), (1, True), (2, False)])
def test_what_earlier_issues_say_in_the_same_words_is_no_news_however_its_line_goes_on(
    times: int, *, is_told: bool
) -> None:
    said = "Ready-made kites are sold by the [Moth shop](https://moth.example/{}) and in our own tents."
    line = f"{said} Ask {{}} for them."
    earlier = [f"## News\n\n{line.format(name, name)}\n" for name in ("ada", "bo")[:times]]
    told = fullest(f"## News\n\n{line.format('cy', 'cy')}\n", *earlier)
    assert any(text.startswith("Ready-made") for text in told) == is_told


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("- Kite {}.0 adds loops for all moths of the sea.", ("3", "2", "1")),
        ("The {} beta of the Kite Reel is here for all moths.", ("third", "second", "first")),
    ],
)
def test_the_same_words_of_another_version_or_part_are_news(said: str, which: tuple[str, ...]) -> None:
    now, *before = (f"## News\n\n{said.format(each)}\n" for each in which)
    assert fullest(now, *before) != []


def test_the_part_is_named_without_its_picture() -> None:
    body = "## 🧩 Kite Reel\n\nWe have published version v0.20.0 of it.\n"
    assert fullest(body)[0].startswith("Kite Reel: ")
    assert fullest("## New Features and Enhancements\n\n- kite2 2.15.2: loops at night, which turn\n") == [
        "kite2 2.15.2: loops at night, which turn"
    ]


def test_what_leads_to_a_page_before_a_coming_day_is_told_by_its_heading() -> None:
    body = "## Fliers wanted for the north wind\n\nSee our [page](https://kite.example/) for more details (by 14 January 2021).\n"
    assert [text for text in fullest(body) if "See our" in text] == []


def test_what_is_below_the_name_of_a_platform_is_told_of_that_platform() -> None:
    changes = "- Fixed the [tail](https://kite.example/1) of all kites\n"
    assert (
        fullest(f"## iOS\n\n{changes.replace('kites', 'kites on Linux')}")[0]
        == "Fixed the tail of all kites on Linux"
    )
    assert fullest(f"## Linux and macOS\n\n{changes}")[0] == "Linux and macOS: Fixed the tail of all kites"
    assert fullest(f"## iOS:\n\n{changes}")[0] == "iOS: Fixed the tail of all kites"
    assert fullest(f"## Android\n\n### Fixes\n\n{changes}")[0] == "Android: Fixed the tail of all kites"
    assert fullest(f"## Linux tails\n\n{changes}")[0] == "Fixed the tail of all kites"


def test_what_an_older_whole_number_of_the_title_was_is_background() -> None:
    body = "## Tails\n\nKite 241 already stopped using the old tail of silk.\n"
    assert not any("241" in text for text in fullest(body, title="Kite 252"))
    assert any("241" in text for text in fullest(body, title="Moth 252"))
