"""What an entry shows besides its words, such as marks, numbers and mentions, is not told."""

from __future__ import annotations

import pytest

from distribute.facts.clean import plain, strip_lead_in
from tests.facts.kit import fullest

MORE = "## News\n\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ada/kite #12 feat(tail): sew on loops (@bo-wing)", "ada/kite: sew on loops"),
        ("[ada/kite] #12 chore: tie knots (bo[bot])", "ada/kite: tie knots"),
        ("Moth joins the flock. here", "Moth joins the flock."),
        ("Moth joins the flock: link", "Moth joins the flock"),
        ("2 🪁 Kites & moths 🪁", "Kites & moths"),
        ("12:31 - How kites fly", "How kites fly"),
        ("Kites fly higher [details]", "Kites fly higher"),
        ("[1:02:31] – How kites fly", "How kites fly"),
        ("0:00 - How kites fly", "How kites fly"),
        ("18:30 – Kites fly at the beach", "18:30 – Kites fly at the beach"),
        ("12:31 - 13:00 is for kites", "12:31 - 13:00 is for kites"),
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
        ("Support for USB 3 and LP 12345", "Support for USB 3 and LP 12345"),
        ("New kites (LP 1200) are in our shop", "New kites (LP 1200) are in our shop"),
        ("The show begins at 8, bugs 100", "The show begins at 8, bugs 100"),
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
        ('#20995 "kite tail" flies', '"kite tail" flies'),
        (">> Kites fly at night", "Kites fly at night"),
        ("[00:40:51] Kites fly at night", "Kites fly at night"),
        ("[12:30] Kites fly at night", "Kites fly at night"),
        ("12:30 Kites fly at night", "12:30 Kites fly at night"),
        ("4th: Kites fly at night", "Kites fly at night"),
        ("4th kite: it flies", "4th kite: it flies"),
        ("#5545, #5506 Kites fly", "Kites fly"),
        ("kite(src/docs) by Ada flies", "kite by Ada flies"),
        ("kite(pkg/src) by Ada flies", "kite by Ada flies"),
        ("Loops are faster (by @ada & @bo-moth)", "Loops are faster"),
        ("Loops are faster (thanks @ada, @bo) again", "Loops are faster again"),
        ("Loops are faster (by a third)", "Loops are faster (by a third)"),
    ],
)
def test_the_apparatus_of_an_entry_is_not_told(text: str, told: str) -> None:
    assert plain(text) == told


def test_what_is_struck_out_is_not_told() -> None:
    body = (
        MORE + "- ~~Call for talks: send yours to KiteCon by May.~~\n- Kite 2.0 ~~drops~~ keeps its tail.\n"
    )
    assert fullest(body) == ["Kite 2.0 keeps its tail"]


def test_the_author_of_a_section_is_not_in_its_heading() -> None:
    assert plain("Kites at sea [by Ada & Bo]") == "Kites at sea"


def test_a_mention_that_a_program_has_broken_is_a_mention() -> None:
    assert plain("The tail is sewn on by hand by @\u200bada-moth in #12") == "The tail is sewn on by hand"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Meanwhile, new kites fly", "New kites fly"),
        ("Meanwhile, kited 2 has been released", "kited 2 has been released"),
    ],
)
def test_after_a_lead_in_a_sentence_begins_with_a_capital_but_not_a_name(text: str, told: str) -> None:
    assert strip_lead_in(text) == told
