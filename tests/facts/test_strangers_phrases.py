"""Where a phrase may end and what is left out of it: faults found in other people's newsletters."""

from __future__ import annotations

import pytest

from distribute.facts.clean import plain
from distribute.facts.english import main_clauses, only_defines, without_pointer
from distribute.facts.shorten import outside_titles, shorten_at_clauses
from distribute.issue import Overrides
from distribute.text.document import Item, Link
from tests.facts.kit import facts, fullest
from tests.timing import require_proportion

MORE = "## News\n\n"


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


def test_a_japanese_sentence_is_joined_to_the_day_without_a_space() -> None:
    body = "## ニュース\n\n- [凧 2.0](https://kite.example/) がリリースされました。2021年1月4日に凧の会が開かれます。\n"
    assert not any("。." in said for fact in facts(body, language="ja") for said in fact.phrases)


def test_the_end_of_a_list_that_names_nothing_is_left_out() -> None:
    body = "## News\n\n- Kite 3 has its last string, sewn by hand.\n- Moths fly by day.\n"
    said = Overrides(description="The last string has been sewn on, and much more!")
    told = fullest(body, words=said, lines={"description": 2})
    assert told[0] == "The last string has been sewn on"
    several = Overrides(description="The last string has been sewn on, moths fly by day, and much more!")
    told = fullest(body, words=several, lines={"description": 2})
    assert told[0] == "The last string has been sewn on, moths fly by day and more"


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


def test_no_phrase_of_a_story_ends_inside_a_commits_title() -> None:
    body = "## New Tails For All\n\nAda has sewn new tails in [tails: kite: Sew with silk, then with wool](https://a.example/1).\n\n"
    others = "## Moth 2 has a lamp\n\nIt does.\n\n## Reels 3 are of paper\n\nThey are.\n"
    (story,) = (fact.phrases for fact in facts(body + others) if "New Tails For All" in fact.phrases)
    assert story == (
        "Ada has sewn new tails in tails: kite: Sew with silk, then with wool",
        "New Tails For All",
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
    assert outside_titles(tuple(phrases), (item,)) == tuple(
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


def test_many_pointers_take_linear_time() -> None:
    require_proportion(lambda size: without_pointer("post " + " - see the" * (size // 10)), 5_000)
    require_proportion(lambda size: plain("x" + " " * size + "by @ada in"), 5_000)


def test_a_handle_behind_its_name_is_left_out() -> None:
    said = "[Ada Moth (@adamoth)](https://forge.example/adamoth) and Bo (@bo) wrote a new guide to reels"
    assert fullest(f"{MORE}- {said}\n") == ["Ada Moth and Bo wrote a new guide to reels"]


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


def test_the_key_of_a_ticket_is_left_out_and_its_title_comes_last() -> None:
    page = "https://jira.example/browse/KITE-119"
    body = f"{MORE}- [KITE-1196]({page}6) Loops not closed by the reels\n- KITE-12 is a kite for moths that now flies\n- Moth 7.1 flies\n"
    told = facts(body)
    (ticket,) = (fact for fact in told if "Loops not closed" in fact.phrases[0])
    assert ticket.phrases[0] == "Loops not closed by the reels"
    assert "merged" in ticket.tags
    assert any(fact.phrases[0].startswith("KITE-12 is") for fact in told)


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


def test_no_phrase_ends_inside_a_list_of_longer_entries() -> None:
    said = "The main changes are wider tails, a reel, new ways to fly and better lamps"
    assert shorten_at_clauses(said, least=2, language="en") == (said,)


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
