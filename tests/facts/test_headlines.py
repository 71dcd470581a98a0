"""Headlines; Specifications"""

from __future__ import annotations

import msgspec
import pytest

from distribute.facts.listed import entries_of
from distribute.facts.model import Fact
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest

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
        phrases=("Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops"),
        line=1,
        section="Clients",
        score=5.0,
        kind="release",
        name="Kite 1.2",
    )
    assert fact.within(9, characters=99) == fact.phrases
    assert fact.within(5, characters=99) == ("Kite 1.2 adds loops",)
    assert fact.within(1, characters=99) == ("Kite 1.2 adds loops",), "the shortest, though it has more words"
    assert fact.within(1, characters=99, names=True) == ("Kite 1.2",)
    assert fact.within(9, characters=99, names=True) == (*fact.phrases, "Kite 1.2")
    assert fact.within(9, characters=20) == ("Kite 1.2 adds loops",)
    assert fact.within(1, characters=5) == ()
    own = msgspec.structs.replace(fact, source="own-words")
    assert own.within(9, characters=5) == fact.phrases


def test_a_fact_said_already_is_known() -> None:
    fact = Fact(
        phrases=("Kite 1.2 adds loops",),
        line=1,
        section="Clients",
        score=5.0,
        kind="release",
        name="Kite 1.2",
    )
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


STORIES_OF_A_MONTH = """\
## The school is online

The pupils measured the new line themselves and found it fast. It took two years.

## Solar nodes survive the winter

The three solar nodes on the ridge ran from November to May without a break.

## Kite 5.3 closes a hole

Kite 5.3 closes a hole in the page through which a guest could read the list of devices and their owners.

## What broke

On 21 May a gull built its nest on the antenna.
"""


def test_a_heading_that_asks_is_no_news_and_its_story_is() -> None:
    said = [fact.phrases[0] for fact in facts(STORIES_OF_A_MONTH)]
    assert "What broke" not in said
    assert any("gull built its nest" in phrase for phrase in said)


def test_a_heading_that_is_a_sentence_is_followed_by_no_other() -> None:
    phrases = [phrase for fact in facts(STORIES_OF_A_MONTH) for phrase in fact.phrases]
    assert "The school is online" in phrases
    assert not [phrase for phrase in phrases if "themselves" in phrase]


def test_no_phrase_ends_before_which() -> None:
    phrases = [phrase for fact in facts(STORIES_OF_A_MONTH) for phrase in fact.phrases]
    assert not [phrase for phrase in phrases if phrase.endswith("through")]


def test_a_heading_that_goes_on_from_the_one_before_is_no_story() -> None:
    titles = (
        "Moths learned to loop",
        "And balls roll uphill",
        "Bells ring at noon",
        "Building kites, moths and bees",
    )
    body = "".join(f"## {title}\n\n- Moth 1.{number}\n\n" for number, title in enumerate(titles))
    told = [fact.phrases[-1] for fact in facts(body)]
    assert [title in told for title in titles] == [True, False, True, True]


def test_the_name_of_what_is_yet_to_come_is_no_title() -> None:
    (fact,) = facts("## News\n\n- [Kite 1.4](https://kite.example/1.4) will support loops by default\n")
    assert not fact.telling_name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "[Kite 1.4](https://kite.example/1.4) wird Schleifen fliegen"),
        ("nl", "[Kite 1.4](https://kite.example/1.4) zal lussen vliegen"),
        ("ja", "[Kite 1.4](https://kite.example/1.4)における対応に続き、新しい尾が付きました"),
    ],
)
def test_so_it_is_in_other_languages(language: str, text: str) -> None:
    assert [fact.telling_name for fact in facts(f"## Kite\n\n- {text}\n", language=language)] == [""]


def test_background_is_not_told_below_a_heading() -> None:
    stories = {
        "Lateral loops for kites and moths": "Moths hang upside down by nature, which tires them.",
        "Tails": "Kite 2.0 adds tails of silk, which are light.",
        "Bells on every kite of the flock": "Ada Moth successfully sewed bells on silk, and you hear it on this page.",
        "Flapper": "Flapper is a library for wings.",
    }
    told = fullest("".join(f"## {title}\n\n{text}\n\n" for title, text in stories.items()))
    assert told == [
        "Lateral loops for kites and moths",
        "Kite 2.0 adds tails of silk, which are light",
        "Bells on every kite of the flock",
        "Flapper is a library for wings",
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("pull-3212 - We moved [Kite](https://kite.example/) to silk", ["We moved Kite to silk"]),
        ("Sew loops on [Kite](https://kite.example/) ([33690](https://forge.example/33690))", ["Sew loops on Kite"]),
        ("So far [Kite](https://kite.example/) has been free for moths", ["So far Kite has been free for moths"]),
        ("[July 2026](https://kite.example/): ~$9,931/month (82.8% of goal)", []),
        ("Best of luck to Ada Moth with [Kite](https://kite.example/)!", []),
        ("Moths of [Kite](https://kite.example/) will have this tail from now on", []),
    ],
)  # fmt: skip
def test_an_entry_is_told_without_what_says_nothing_to_readers(entry: str, told: list[str]) -> None:
    assert fullest(f"## News\n\n- {entry}\n") == told


def test_a_description_may_list_its_entries_between_bars() -> None:
    listed = "Kite for the Sublime | Moths sing in the dark | Bees and balls"
    assert list(entries_of(listed, language_of("en"))) == listed.split(" | ")


def test_stories_below_a_heading_are_told_one_by_one() -> None:
    body = """## Silk by Sponsors

A word on our sponsors, who weave.

### Kites fly free of charge now

The flock has agreed on it.

### Ask for silk before you fly

Moths have silk to spare.

### Moths

They sleep.

## Balls roll up every hill

Balls are round, as ever.

## Bees dance in pairs at noon

Bees are yellow, as ever.
"""
    told = [fact.section for fact in facts(body)]
    assert told[:3] == ["Silk by Sponsors", "Kites fly free of charge now", "Ask for silk before you fly"]


def test_a_release_is_a_story_though_its_name_is_the_publications() -> None:
    story = "## {}\n\n- It has [loops](https://kite.example/)\n\n"
    titles = ("Kite 1.2 Released", "Moths sing in the dark now", "Balls roll up every hill")
    told = fullest("".join(map(story.format, titles)), site="Kite News")
    assert told[:3] == list(titles)


def test_what_a_release_will_have_is_no_release() -> None:
    (fact,) = facts("## News\n\n- Kite 1.4 will launch loops for many kites, with more to follow, says Ada\n")
    assert fact.kind == "news"


def test_a_sentence_that_begins_like_its_heading_is_told_without_it() -> None:
    body = "## Silk strings (SSS) for Moth and Bell\n\nSilk strings for the Moth kite are being improved by Ada.\n"
    assert fullest(body)[0] == "Silk strings for the Moth kite are being improved by Ada"


def test_a_first_heading_that_repeats_the_title_in_more_words_is_no_news() -> None:
    told = ("Moths have flown to Lyon", "Kites are back in Nice", "Balls roll uphill in Metz")
    whole = ("The Kite Community Letter, June 2020", *told)
    first, last = (
        "".join(f"## {heading}\n\nIt was hard.\n\n" for heading in headings)
        for headings in (whole, (*told, whole[0]))
    )
    assert fullest(first, title="June 2020 Letter") == [*told]
    assert fullest(last, title="June 2020 Letter") == [*told, whole[0]]


def test_a_version_is_told_with_the_sentence_below_it() -> None:
    told = fullest(
        "## Kite 3.0\n\nThe reel now has red strings and a new handle.\n\n"
        "## Moth 1.4\n\nThe wing now has silk loops and a new edge.\n"
    )
    assert told[0] == "Kite 3.0: The reel now has red strings and a new handle"


def test_a_heading_that_is_a_sentence_needs_no_other() -> None:
    body = (
        "## Moth 3.5.2 is out\n\nThe next release in the Moth 3.5 stream was released earlier this month.\n"
    )
    assert fullest(body) == ["Moth 3.5.2 is out"]


@pytest.mark.parametrize("ago", ["Just two days ago", "Earlier this month", "Back in August"])
def test_when_something_was_done_is_not_told_below_its_heading(ago: str) -> None:
    others = "## Tails\n\nKite 2.0 adds tails.\n\n## Bells on every kite of the flock\n\nThey ring.\n\n"
    others += "## Flapper\n\nFlapper is a library for wings.\n"
    body = (
        "## Lateral loops for kites and moths\n\n{} Ada Moth added lateral loops to all kites of silk.\n\n"
        + others
    )
    assert fullest(body.format(ago))[0] == "Lateral loops for kites and moths"
    assert fullest(body.replace("{} ", ""))[0] == "Ada Moth added lateral loops to all kites of silk"
