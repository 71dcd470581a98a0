"""Fitting"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribute.channel.registry import built_in
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose
from distribute.compose.template import FOLDER
from distribute.facts.model import Fact, Tag
from distribute.issue import Issue
from tests.adapters import channel
from tests.compose.fields.kit import FACTS, ISSUES, KITES, URL, fact, fitted, issue, text_of


def test_everything_is_said_in_full_where_there_is_room() -> None:
    assert fitted(500, ("#a", "#b")) == ["HEAD", *(known.phrases[0] for known in KITES), "#a", "#b"]


def test_a_fuller_phrase_is_taken_only_when_every_fact_has_its_room() -> None:
    shortest = ["HEAD", "Kite 1.2 adds loops", *(known.phrases[0] for known in KITES[1:])]
    length = len("\n".join(shortest))
    assert fitted(length) == shortest
    assert fitted(length + len(", which turn"))[1] == "Kite 1.2 adds loops, which turn"
    assert fitted(length + len(", which turn") - 1) == shortest


def test_room_that_is_left_goes_to_the_fuller_phrase_of_the_better_fact() -> None:
    facts = [fact("Ant one two", "Ant one", "Ant"), fact("Bee one two", "Bee one", "Bee")]
    assert fitted(len("HEAD\nAnt one two\nBee one"), facts=facts) == ["HEAD", "Ant one two", "Bee one"]
    assert fitted(len("HEAD\nAnt one two\nBee"), facts=facts) == ["HEAD", "Ant one", "Bee one"]
    assert fitted(len("HEAD\nAnt one\nBee"), facts=facts) == ["HEAD", "Ant one", "Bee"]


def test_a_fact_that_does_not_fit_leaves_its_room_to_the_next() -> None:
    facts = [fact("x" * 90), fact("short"), fact("brief")]
    assert fitted(50, facts=facts) == ["HEAD", "short", "brief"]


def test_no_two_facts_begin_alike_though_both_are_cut_short() -> None:
    facts = [
        fact("Kite has new wings of silk", "Kite has new wings"),
        fact("Kite has new wings of wool", "Kite has new wings"),
    ]
    assert fitted(len("HEAD\nKite has new wings\nKite has new wings"), facts=facts) == [
        "HEAD",
        "Kite has new wings of silk",
    ]
    names = [fact("Kite dives", "Kite"), fact("Kite loops", "Kite")]
    assert fitted(len("HEAD\nKite\nKite"), facts=names) == ["HEAD", "Kite"]
    both = ["HEAD", "Kite has new wings of silk", "Kite has new wings of wool"]
    assert fitted(100, facts=facts) == both


def test_a_label_that_the_headline_says_is_left_out() -> None:
    named = [fact("Kites at sea: the flock floats"), fact("Moths at night: they dive")]
    draft = compose(issue(title="Letter 7: Kites at sea, moths at night"), channel("mastodon"), named, FOLDER)
    assert "• The flock floats\n• Moths at night: they dive\n" in text_of(draft)


def test_a_label_that_the_headline_says_stays_where_the_rest_is_a_sum() -> None:
    named = [fact("July 2026: ~$9,931/month (82.8% of goal)")]
    draft = compose(issue(title="Letter for July 2026: kites"), channel("mastodon"), named, FOLDER)
    assert "• July 2026: ~$9,931/month" in text_of(draft)


def test_a_headline_that_lists_the_news_is_a_title_without_more() -> None:
    listed = [fact("Kites learned to loop over the sea"), fact("Moths dive at night")]
    headline = "Letter 7: kites that loop, moths"
    (message,) = compose(issue(title=headline), channel("reddit"), listed, FOLDER).messages
    assert message.title.endswith(headline)
    (other,) = compose(issue(title="Letter 7: the sea and more"), channel("reddit"), listed, FOLDER).messages
    assert other.title.endswith("Kites learned to loop over the sea; Moths dive at night")


@pytest.mark.parametrize(("letters", "is_told"), [(102, True), (103, False)])
def test_a_roomy_title_has_a_long_heading_and_no_other_long_phrase(letters: int, *, is_told: bool) -> None:
    said = f"Moths dive at night into a lamp {'x' * (letters - 32)}"
    heading = msgspec.structs.replace(fact(said, name=said), rule="own-heading")

    def title_of(channel_name: str, told: Fact) -> str:
        (message,) = compose(issue(), channel(channel_name), [told], FOLDER).messages
        return message.title

    assert (said in title_of("reddit", heading)) == is_told
    assert said not in title_of("reddit", fact(said, name=said))
    assert said not in title_of("email", heading), "a subject has no room for it"


@pytest.mark.parametrize(
    ("title", "is_told"),
    [("What is new in Kite 1.2", False), ("What is new in Kite 1.20", True), ("On kites", True)],
)
def test_a_title_does_not_name_a_release_twice(title: str, *, is_told: bool) -> None:
    first, *others = KITES
    for facts in (KITES, [others[0], first]):
        (message,) = compose(issue(title=title), channel("reddit"), facts, FOLDER).messages
        assert ("Kite 1.2 adds loops" in message.title) == is_told


def test_what_the_headline_says_in_other_order_is_not_told_again() -> None:
    facts = [
        msgspec.structs.replace(
            fact("Kite 4.0.2 flies at night", "Kite 4.0.2", name="Kite 4.0.2"), kind="release"
        )
    ]
    (message,) = compose(
        issue(title="Kite: 4.0.2 Release", covers=()), channel("reddit"), facts, FOLDER
    ).messages
    assert message.title.count("4.0.2") == 2, "once more with what is new"
    facts = [fact("4.0.2 release of Kite", "Kite 4.0.2", name="Kite 4.0.2")]
    assert "Kite 4.0.2" not in text_of(
        compose(issue(title="Kite: 4.0.2 Release of Today", covers=()), channel("mastodon"), facts, FOLDER)
    )


def test_a_gap_is_not_filled_from_far_down_the_ranking() -> None:
    facts = [*(fact("x" * 90) for _ in range(9)), fact("short")]
    assert fitted(50, facts=facts, most=5) == ["HEAD"]
    assert fitted(50, facts=facts, most=6) == ["HEAD", "short"]


def test_no_more_facts_than_asked_for() -> None:
    assert len(fitted(500, most=2)) == 3
    assert fitted(500, most=0) == ["HEAD"]


def named(*names: str) -> list[Fact]:
    return [msgspec.structs.replace(fact(f"{name} is told at length"), brief=name) for name in names]


def test_what_is_not_told_is_named() -> None:
    others = named("Moth 2", "the bee tail", "moth 2")
    assert fitted(500, most=2, named=others)[-1] == "also Moth 2, the bee tail"
    assert fitted(500, facts=others, most=1, named=others)[1:] == [
        "Moth 2 is told at length",
        "also the bee tail",
    ]
    assert fitted(500, named=named("kite 1.2"))[-1] == KITES[-1].phrases[0], "Kite 1.2 is told already"
    assert fitted(500, named=named("Kite 1.1"))[-1] == KITES[-1].phrases[0], "Kite is told of already"
    assert (
        fitted(500, facts=[fact("Kite Foundation elects Ada")], named=named("Kite 1.1"))[-1]
        == "also Kite 1.1"
    )
    assert fitted(500, facts=[fact("KiteConf was fun")], named=named("Kite 1.1"))[-1] == "also Kite 1.1"


def test_names_come_before_longer_phrases_and_only_those_that_fit() -> None:
    short = ["HEAD", "Kite 1.2 adds loops"]
    room = len("\n".join([*short, "also Moth 2"]))
    assert fitted(room, facts=KITES[:1], named=named("Moth 2")) == [*short, "also Moth 2"]
    assert fitted(room - 1, facts=KITES[:1], named=named("Moth 2")) == ["HEAD", "Kite 1.2 adds loops"]
    assert fitted(room, facts=KITES[:1], named=named("Moth 2", "Bee 3"))[-1] == "also Moth 2"


def test_of_names_there_are_few_and_fewer_long_ones() -> None:
    several = msgspec.structs.replace(fact("told"), brief="Kite 1.2, Moth 2, Bee 3")
    assert fitted(500, facts=KITES[:1], named=[several])[-1] == "also Moth 2, Bee 3", "each is one of its own"
    many = named(*(f"Moth {letter}" for letter in "abcdefgh"))
    assert fitted(500, most=0, named=many)[-1] == "also Moth a, Moth b, Moth c, Moth d, Moth e"
    long = named(*(f"{letter}{'x' * 89}" for letter in "abc"))
    assert fitted(500, most=0, named=long)[-1].count(", ") == 1


def test_tags_go_before_facts_the_last_one_first() -> None:
    tags = ("#kites", "#wind", "#looooooooooong")
    needed = len("\n".join(["HEAD", "Kite 1.2 adds loops", *(known.phrases[0] for known in KITES[1:3])]))
    assert fitted(needed, tags, facts=KITES[:3]) == [
        "HEAD",
        "Kite 1.2 adds loops",
        "Ada Moth flew to Lyon",
        "Nest 4.5 feeds the young",
    ]
    assert fitted(needed + 7, tags, facts=KITES[:3])[-1] == "#kites"
    assert fitted(needed + 13, tags, facts=KITES[:3])[-2:] == ["#kites", "#wind"]
    assert fitted(needed + 29, tags, facts=KITES[:3])[-3:] == list(tags)


def test_with_three_facts_told_the_tags_keep_their_room() -> None:
    four = len("\n".join(["HEAD", "Kite 1.2 adds loops", *(known.phrases[0] for known in KITES[1:])]))
    told = fitted(four, ("#kites",))
    assert told[-1] == "#kites"
    assert len(told) == 5


def test_tags_are_kept_where_dropping_them_makes_no_room_for_a_fact() -> None:
    assert fitted(12, ("#kites",)) == ["HEAD", "#kites"]


def test_an_aim_holds_facts_back_and_no_headline() -> None:
    assert fitted(500, aim=30) == ["HEAD", "Kite 1.2 adds loops"]
    assert fitted(500, aim=2) == ["HEAD"]


def test_headline_and_link_are_never_cut() -> None:
    assert fitted(4, ("#a",)) == ["HEAD"]
    with pytest.raises(Unfit, match="headline and link alone are 4 of at most 3"):
        fitted(3, ("#a",))


@pytest.mark.parametrize(
    ("language", "tags"),
    [("en", "#FreeKites #Wind"), ("de-AT", "#FreieDrachen"), ("pt-br", "#Pipas"), ("pt", ""), ("fr", "")],
)
def test_hashtags_may_be_given_by_language(language: str, tags: str) -> None:
    on = channel(
        "mastodon", hashtags={"en": ["FreeKites", "#Wind"], "de": ["FreieDrachen"], "pt_BR": ["Pipas"]}
    )
    text = text_of(compose(issue(language=language), on, [fact("Kite fixes bug #16")], FOLDER))
    assert text.partition(URL)[2].strip() == tags


PEOPLE = {
    "Kite": {"twitter": "@kite_app", "mastodon": "@kite@social.example", "outbox": "@kite"},
    "Ada Moth": {"x": "@adamoth", "second": "@moth@social.example"},
    "Nest": {"mastodon": "@nest@social.example"},
}


def named_on(use: str, facts: list[Fact] = KITES, **settings: Any) -> str:
    return text_of(compose(issue(), channel(use, **settings), facts, FOLDER, PEOPLE))


def test_a_name_gets_its_handle_on_each_network_behind_its_first_mention() -> None:
    facts = [*KITES[:2], fact("Kite turned ten", tags=("memorable",))]
    on_x, on_mastodon = named_on("twitter", facts), named_on("mastodon", facts, name="second")
    assert "• Kite (@kite_app) 1.2 adds loops" in on_x
    assert "• Ada Moth (@adamoth) flew to Lyon" in on_x
    assert "• Kite turned ten" in on_x
    assert "• Kite (@kite@social.example) 1.2 adds loops" in on_mastodon
    assert "• Ada Moth (@moth@social.example) flew to Lyon" in on_mastodon


def test_a_name_in_the_headline_has_its_handle_there_and_only_there() -> None:
    told = compose(
        issue("Kite Letter", site=""), channel("twitter"), [fact("Kite turned ten")], FOLDER, PEOPLE
    )
    assert text_of(told).startswith("November 2020: Kite (@kite_app) Letter\n")
    assert text_of(told).count("@kite_app") == 1


def test_a_handle_in_the_editors_own_words_is_not_said_again() -> None:
    told = named_on(
        "twitter", [fact("Kite turned ten"), fact("Kite (@Kite_App) thanks @stranger and bo@bo.example")]
    )
    assert "• Kite turned ten\n" in told
    assert "• Kite (@Kite_App) thanks stranger and bo@bo.example" in told


@pytest.mark.parametrize("use", ["email", "linkedin", "reddit"])
def test_no_handle_where_it_is_no_link_to_a_person(use: str) -> None:
    people = {name: {**handles, use: "@no"} for name, handles in PEOPLE.items()}
    told = compose(issue(), channel(use), KITES, FOLDER, people)
    assert told == compose(issue(), channel(use), KITES, FOLDER)


@pytest.mark.parametrize(
    "text", ["Kites fly", "My@Kite", "Kite.im is up", "Kite-like", "kite@Kite", "a/Kite"]
)
def test_a_handle_goes_to_the_whole_name_alone(text: str) -> None:
    assert "@kite_app" not in named_on("twitter", [fact(text)])


@pytest.mark.parametrize("use", ["twitter", "mastodon", "outbox"])
@settings(max_examples=30)  # on each of three adapters
@given(it=ISSUES, facts=FACTS)
def test_handles_are_counted_and_never_first(use: str, it: Issue, facts: list[Fact]) -> None:
    on = channel(use)
    try:
        (message,) = compose(it, on, facts, Path("nowhere"), {"Kite": {use: "@kite_app"}}).messages
    except Unfit:
        return
    assert on.length(message) <= on.limit
    assert not message.text.startswith("@kite_app")


CLUSTERS = ["👩‍👩‍👧‍👦", "🇪🇺", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "第一期", "نشرة", "क्षि", "e\u0301\u0323"]


@pytest.mark.parametrize("use", sorted(built_in()))
@settings(max_examples=20)  # on each of 27 adapters
@given(
    facts=st.lists(
        st.lists(st.sampled_from(CLUSTERS), min_size=1, max_size=60).map("".join), min_size=1, max_size=9
    )
)
def test_no_cluster_is_ever_cut(use: str, facts: list[str]) -> None:
    on = channel(use)
    (message,) = compose(issue(), on, [fact(text) for text in facts], FOLDER).messages
    assert on.length(message) <= on.limit
    for shown in (message.text, message.title, message.summary):
        rest = shown
        for text in sorted(facts, key=len, reverse=True):
            rest = rest.replace(text, "")
        assert not any(character in rest for character in "".join(CLUSTERS) if character not in "1e"), shown


LONG = fact(
    "Bo Lind wrote about the wind over Lyon and about all of the moths that fly in it, day and night, on strings"
)


def test_a_title_leaves_out_what_takes_long_to_say_and_what_is_in_doubt() -> None:
    (message,) = compose(issue(), channel("reddit"), [LONG, *KITES[:2]], FOLDER).messages
    assert message.title == "The Letter November 2020: Kite 1.2 adds loops, which turn; Ada Moth flew to Lyon"
    tags: tuple[Tag, ...] = ("label", "vague", "told-plainly")
    doubted = [msgspec.structs.replace(fact(f"Ada {tag} flew"), tags=(tag,)) for tag in tags]
    (message,) = compose(issue(), channel("reddit"), [*doubted, *KITES[:1]], FOLDER).messages
    assert message.title == "The Letter November 2020: Kite 1.2 adds loops, which turn"


def test_a_title_has_nothing_from_below_the_first_five_facts() -> None:
    (message,) = compose(issue(), channel("reddit"), [LONG] * 5 + KITES[:1], FOLDER).messages
    assert message.title == "The Letter November 2020"


def test_a_fact_of_more_than_150_characters_is_left_out_unless_it_is_the_editors_own() -> None:
    long = fact(f"{LONG.phrases[0]}, and on {'and on' * 10}")
    assert len(long.phrases[0]) > 150
    own = msgspec.structs.replace(long, source="own-words")
    assert long.phrases[0] not in text_of(compose(issue(), channel("outbox"), [long, *KITES], FOLDER))
    assert own.phrases[0] in text_of(compose(issue(), channel("outbox"), [own, *KITES], FOLDER))


def test_a_subject_has_no_more_facts_than_fit() -> None:
    (message,) = compose(issue(), channel("email"), [KITES[1], LONG, *KITES[2:]], FOLDER).messages
    assert message.title == "The Letter November 2020: Ada Moth flew to Lyon; Nest 4.5 feeds the young"


def test_a_title_has_nothing_from_further_down_in_the_place_of_what_has_no_room() -> None:
    longer = [fact(f"{LONG.phrases[0]} {number} times over and over and over") for number in range(6)]
    (message,) = compose(issue(), channel("reddit"), [KITES[1], *longer, KITES[3]], FOLDER).messages
    assert message.title == "The Letter November 2020: Ada Moth flew to Lyon"


def test_a_list_has_no_stop_inside_it() -> None:
    facts = [fact("Kites fly. Moths don't."), fact("Bees hum!"), fact("Birds sing")]
    (message,) = compose(issue(), channel("reddit"), facts, FOLDER).messages
    assert message.title == "The Letter November 2020: Kites fly. Moths don't; Bees hum! Birds sing"


@pytest.mark.parametrize(
    ("language", "said", "end"),
    [
        ("ja", "凧は来年開催されます", "。"),
        ("en", "Bees have a new hive", "."),
        ("en", "Ada Moth joined Kite™", "."),
        ("en", "The moths have flown at 20°", "."),
        ("en", "Kites learned to fly 🎉", ""),
        ("en", "Moths began to sing ❤️", ""),
        ("en", "Kites began to loop 👍🏽", ""),
        ("en", "Wasps got to know 1️⃣", ""),
    ],
)
def test_a_sentence_ends_as_its_script_has_it(tmp_path: Path, language: str, said: str, end: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "outbox.txt").write_text(
        "{% if facts %}{{ facts[0].text | sentence }}{% endif %}\n", encoding="utf-8"
    )
    post = text_of(compose(issue(language=language), channel("outbox"), [fact(said)], tmp_path))
    assert post == f"{said}{end}"


def test_what_a_fuller_phrase_says_is_not_said_twice() -> None:
    facts = [fact("Ada announces KiteCon 2020"), fact("KiteCon 2020"), fact("Kite"), fact("Moth")]
    assert fitted(100, facts=facts) == ["HEAD", "Ada announces KiteCon 2020", "Kite", "Moth"]
