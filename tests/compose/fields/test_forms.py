"""Each channel's own form"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from distribute.channel.interface import Channel
from distribute.channel.post import Message
from distribute.channel.registry import adapter, built_in
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose, template_of
from distribute.compose.template import FOLDER
from distribute.facts.model import Fact, Tag
from distribute.issue import Image, Issue
from tests.adapters import channel
from tests.compose.fields.kit import FACTS, ISSUES, KITES, URL, fact, issue, text_of


def test_twitter() -> None:
    draft = compose(issue(), channel("twitter", hashtags=["Kites", "#Wind"]), KITES, FOLDER)
    assert draft.messages == (
        Message(
            text="The Letter November 2020\n\n• Kite 1.2 adds loops, which turn\n• Ada Moth flew to Lyon\n"
            f"• Nest 4.5 feeds the young\n\n{URL}\n\n#Kites #Wind",
            link=URL,
        ),
    )


def test_a_short_post_tells_three_facts_and_names_others() -> None:
    facts = [
        msgspec.structs.replace(
            fact(f"{name} flew over the hills and the river", tags=("changed",)), brief=f"The {name} flight"
        )
        for name in "ABCDEF"
    ]
    for name in ("twitter", "mastodon"):
        assert text_of(compose(issue(), channel(name), facts, FOLDER)) == (
            "The Letter November 2020\n\n• A flew over the hills and the river\n• B flew over the hills and the river\n"
            f"• C flew over the hills and the river\n\nAlso: The D flight, The E flight, The F flight\n\n{URL}"
        )
    unknown = text_of(compose(issue(language="xx"), channel("mastodon"), facts, FOLDER))
    assert "flight" not in unknown, "there are no words for the names in a language that is not known"


def test_names_are_what_a_post_has_if_nothing_can_be_told() -> None:
    topics = [
        msgspec.structs.replace(tagged(fact(name), "label"), brief=name, rule="own-heading")
        for name in ("Loops at night", "A tail of silk")
    ]
    (message,) = compose(issue(), channel("mastodon"), topics, FOLDER).messages
    assert (
        message.text == f"The Letter November 2020\n\nIn this issue: Loops at night, A tail of silk\n\n{URL}"
    )
    (other,) = compose(issue(), channel("mastodon"), topics[:1], FOLDER).messages
    assert other.text == f"The Letter November 2020\n\n{URL}", "a single one would stand for the whole issue"


def topic(name: str, **fields: Any) -> Fact:
    fields = {"rule": "own-heading", "source": "heading", "brief": name, **fields}
    return msgspec.structs.replace(fact(name), **fields)


def lines_of(facts: Sequence[Fact], **fields: Any) -> list[str]:
    """Return what a post on Mastodon tells and names, without its headline and link."""
    (message,) = compose(issue(**fields), channel("mastodon"), facts, FOLDER).messages
    return [line for line in message.text.split("\n")[1:-1] if line]


def test_a_topic_is_named_behind_a_statement_and_told_where_topics_lead() -> None:
    topics = [topic("Loops at night"), topic("A tail of silk")]
    assert lines_of([KITES[1], *topics]) == [
        "• Ada Moth flew to Lyon",
        "Also: Loops at night, A tail of silk",
    ]
    assert lines_of([*topics, KITES[2]]) == [
        "• Loops at night",
        "• A tail of silk",
        "• Nest 4.5 feeds the young",
    ]
    assert lines_of([KITES[1], topic("Loops fly at night", brief="")]) == [
        "• Ada Moth flew to Lyon",
        "• Loops fly at night",
    ]


def test_minor_entries_are_named_if_there_is_little_else() -> None:
    minor = [tagged(msgspec.structs.replace(fact(name), brief=name), "vague") for name in ("Tails", "Reels")]
    others = [tagged(fact(f"{name} flew"), "vague") for name in "ABCDEFGH"]
    assert lines_of(minor) == ["In this issue: Tails, Reels"]
    assert lines_of([KITES[1], *minor]) == ["• Ada Moth flew to Lyon", "Also: Tails, Reels"]
    assert not any("Tails" in line for line in lines_of([*KITES[:2], *minor]))
    assert not any("Tails" in line for line in lines_of([*minor, *others, fact("G flew")])), "few are topics"
    sure = [topic("Loops at night"), topic("A tail of silk")]
    assert not any("Tails" in line for line in lines_of([*sure, *minor]))


def release(name: str, *, described: bool = False) -> Fact:
    told = fact(name, name=name, tags=("described",) if described else ())
    return msgspec.structs.replace(told, kind="release", rule="release", brief=name)


def test_a_release_may_stand_for_an_issue() -> None:
    minor = msgspec.structs.replace(release("Kite 2.0"), score=0.5, source="entry")
    entry = msgspec.structs.replace(fact("How kites fly over the sea"), rule="told-by-title-or-sentence")
    assert lines_of([entry, minor], title="This Week in Ki te 12") == ["In this issue: Kite 2.0"]
    assert lines_of([entry, minor]) == [], "unless it is of another project"


def test_a_project_is_named_once_however_it_is_written() -> None:
    names = ["Kite Tail 2.0", "kite_tail 2.0", "kite-tail 1.9", "Moth 1.0"]
    assert lines_of([KITES[1], *map(release, names)])[-1] == "Also: Kite Tail 2.0, Moth 1.0"
    told = fact("kite-tail 2.0 adds loops", tags=("changed",))
    assert lines_of([told, release("kite-tail 1.9"), release("Moth 1.0")])[-1] == "Also: Moth 1.0"


def test_a_name_that_has_no_room_takes_none_from_the_next() -> None:
    long = msgspec.structs.replace(fact("Bo flew"), brief="x" * 199)
    assert lines_of([KITES[1], long, release("Moth 1.0")])[-1] == "Also: Moth 1.0"


def test_of_two_names_one_of_which_has_the_other_there_is_one() -> None:
    topics = [topic("Loops at night"), topic("Loops at night again")]
    assert lines_of([KITES[1], *topics])[-1] == "Also: Loops at night"


def test_questions_come_last() -> None:
    assert lines_of([fact("Does Kite loop?", tags=("changed",)), KITES[1]]) == [
        "• Ada Moth flew to Lyon",
        "• Does Kite loop?",
    ]


def test_many_names_are_those_of_releases_that_are_described() -> None:
    bare = [release(f"Kite{name} 1.{at}") for at, name in enumerate("ABCDEFGH")]
    described = [release(f"Moth{name} 2.{at}", described=True) for at, name in enumerate("ABCDEFGHIJ")]
    named = lines_of([KITES[1], *bare, *described])[-1]
    assert named.startswith("Also: KiteA 1.0, KiteB 1.1, KiteC 1.2, KiteD 1.3, KiteE 1.4, MothA 2.0, ")
    assert named.endswith(", MothG 2.6")
    long = [release(f"{'Moth' * 9}{name} 2.{at}", described=True) for at, name in enumerate("ABCDEFGHIJ")]
    assert len(lines_of([KITES[1], *long])[-1]) < 320, "a list of names is no text"


def test_a_description_that_lists_the_contents_is_told_alone() -> None:
    contents = msgspec.structs.replace(
        fact("Kites in Lyon, moths, and a tail of silk"), kind="enumerated", source="enumeration"
    )
    assert lines_of([contents, *KITES, topic("Loops at night")]) == [
        "• Kites in Lyon, moths, and a tail of silk"
    ]
    statement = msgspec.structs.replace(contents, phrases=("In Lyon, Ada Moth was elected",))
    assert len(lines_of([statement, *KITES])) == 3
    assert len(lines_of([contents, msgspec.structs.replace(contents, phrases=("Bo flew",)), *KITES])) == 3
    assert len(lines_of([KITES[2], contents])) == 2


def test_a_single_entry_does_not_stand_for_the_whole_issue() -> None:
    entry = msgspec.structs.replace(fact("How kites fly over the sea"), rule="told-by-title-or-sentence")
    for one, is_told in ((entry, False), (tagged(entry, "changed"), True)):
        (message,) = compose(issue(), channel("mastodon"), [one], FOLDER).messages
        assert ("• How kites fly" in message.text) == is_told


def test_a_release_of_which_nothing_else_is_known_is_named() -> None:
    moth = msgspec.structs.replace(fact("Moth 2.0", name="Moth 2.0"), kind="release", brief="Moth 2.0")
    bare = msgspec.structs.replace(fact("Bee 1.0, Ant 3.1"), rule="bare-releases", brief="Bee 1.0, Ant 3.1")
    long = msgspec.structs.replace(
        fact(f"Elk 2.0 {'x' * 500}", "Elk 2.0", name="Elk 2.0"), kind="release", brief="Elk 2.0"
    )
    text = text_of(compose(issue(), channel("mastodon"), [moth, KITES[1], bare, long], FOLDER))
    assert "• Ada Moth flew to Lyon\n\nAlso: Moth 2.0, Bee 1.0, Ant 3.1, Elk 2.0\n" in text
    alone = text_of(compose(issue(), channel("mastodon"), [moth], FOLDER))
    assert "Moth 2.0" not in alone, "a release of another project does not stand for the issue"
    own = text_of(compose(issue("Moth November 2020"), channel("mastodon"), [moth], FOLDER))
    assert "• Moth 2.0\n" in own, "there is nothing else to tell"


def test_a_release_without_a_name_for_a_list_is_told() -> None:
    other = msgspec.structs.replace(fact("Bo Lind wrote about wind"), brief="Wind")
    moth = msgspec.structs.replace(fact("Moth 2.0", name="Moth 2.0"), kind="release", tags=("security",))
    assert "• Moth 2.0\n" in text_of(compose(issue(), channel("mastodon"), [other, moth], FOLDER))
    unknown = msgspec.structs.replace(moth, brief="Moth 2.0", tags=())
    russian = issue("Воздушные змеи", language="ru")
    text = text_of(compose(russian, channel("mastodon"), [other, unknown], FOLDER))
    assert "• Moth 2.0\n" in text, "there is no word to lead to names"


def test_a_mended_flaw_is_told_though_three_facts_come_first() -> None:
    flaw = tagged(fact("Moth 2.0 fixes a vulnerability"), "security")
    text = text_of(compose(issue(), channel("mastodon"), [*KITES, flaw], FOLDER))
    assert text.index("Moth 2.0") < text.index("Kite 1.2")
    own = [msgspec.structs.replace(each, source="own-words") for each in KITES]
    assert (
        "• Moth 2.0"
        not in text_of(compose(issue(), channel("mastodon"), [*own, flaw], FOLDER)).split("Nest")[0]
    )


def test_names_mention_nobody_and_are_separated_as_their_script_has_it() -> None:
    def text(brief: str, at: Channel, language: str = "en") -> str:
        one = msgspec.structs.replace(fact("Bo Lind wrote about wind"), brief=brief)
        return text_of(compose(issue(language=language), at, [*KITES[:3], one], FOLDER))

    assert "Also: The ada loop kite\n" in text("The @ada loop #kite", channel("mastodon"))
    assert "：凧 2.0、蛾 3.1\n" in text("凧 2.0, 蛾 3.1", channel("mastodon"), "ja").replace(": ", "：")


def test_a_field_that_is_to_have_no_facts_has_not_even_the_editors_own(tmp_path: Path) -> None:
    template = "title: {{ headline }}\n---\n{% for fact in facts %}{{ fact.text }}{% endfor %}{{ body }}"
    (tmp_path / "newsletter.txt").write_text(template)
    shutil.copy(template_of(channel("email"), FOLDER).with_suffix(".html"), tmp_path)
    own = [msgspec.structs.replace(each, source="own-words") for each in KITES]
    (message,) = compose(
        issue(body="Kites fly.\n"), channel("email", template="newsletter.txt"), own, tmp_path
    ).messages
    assert "Ada Moth flew" not in message.text


def test_a_reddit_link_post_is_a_title_that_names_facts_and_a_link() -> None:
    (message,) = compose(issue(), channel("reddit"), KITES, FOLDER).messages
    assert message == Message(
        text="",
        title="The Letter November 2020: Kite 1.2 adds loops, which turn; Ada Moth flew to Lyon; Nest 4.5 feeds the young;"
        " Bo Lind wrote about wind",
        link=URL,
    )


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        (("Ada Moth", "Nest 4.5"), "Ada Moth, Nest 4.5"),
        (
            ("Ada Moth flew to Lyon", "Nest 4.5 feeds the young"),
            "Ada Moth flew to Lyon; Nest 4.5 feeds the young",
        ),
        (("Nest 4.5", "Moths: how they fly"), "Nest 4.5; Moths: how they fly"),
        (("Nest 4.5", "Kite, the toy"), "Nest 4.5; Kite, the toy"),
        (
            ("Kites «fly in autumn!»", "Nest 4.5 feeds the young"),
            "Kites «fly in autumn!» Nest 4.5 feeds the young",
        ),
        (("Build a loop (part 1!)", "Nest 4.5"), "Build a loop (part 1!); Nest 4.5"),
        (("凧", "蛾"), "凧、蛾"),
        (("凧: 飛ぶ", "蛾"), "凧: 飛ぶ。蛾"),
        (("蛾", "凧は飛ぶ？"), "蛾。凧は飛ぶ？"),
        (("Learn 漢字 with Kite", "Moth 3"), "Learn 漢字 with Kite, Moth 3"),
        (("Kite 2", "凧の新しい版が出ました"), "Kite 2、凧の新しい版が出ました"),
        (("طائرة", "فراشة"), "طائرة، فراشة"),
        (("طائرة: جديدة", "فراشة"), "طائرة: جديدة؛ فراشة"),
    ],
)
def test_commas_join_names_and_semicolons_all_else(said: tuple[str, ...], listed: str) -> None:
    (message,) = compose(issue(), channel("linkedin"), [fact(text) for text in said], FOLDER).messages
    assert message.summary == listed


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://kite.example/a b", "https://kite.example/a%20b"),
        ("https://kite.example/a_(b)", "https://kite.example/a_(b)"),
        ("https://kite.example/a_(b", "https://kite.example/a_%28b"),
        ("https://kite.example/a)b", "https://kite.example/a%29b"),
        ("https://kite.example/a)b(c", "https://kite.example/a%29b%28c"),
        ("https://kite.example/(a)b)(c", "https://kite.example/%28a%29b%29%28c"),
    ],
)
def test_an_address_ends_no_link_of_markdown_too_early(link: str, target: str) -> None:
    facts = [msgspec.structs.replace(fact("Ada Moth flew to Lyon"), link=link)]
    (message,) = compose(issue(), channel("reddit", kind="self"), facts, FOLDER).messages
    assert f"[Ada Moth flew to Lyon]({target})" in message.text


def test_a_reddit_self_post_has_the_facts_under_their_headings_in_the_issues_order() -> None:
    (message,) = compose(issue(), channel("reddit", kind="self"), KITES, FOLDER).messages
    assert message.text == (
        "**Events**\n\n- [Ada Moth flew to Lyon](https://ada.example/)\n\n"
        "**Articles**\n\n- Bo Lind wrote about wind\n\n"
        "**Software**\n\n- Kite 1.2 adds loops, which turn\n- Nest 4.5 feeds the young\n\n"
        f"Read the whole issue: {URL}"
    )


@pytest.mark.parametrize("use", ["reddit", "lemmy", "discourse"])
def test_a_long_post_has_20_facts(use: str) -> None:
    facts = [fact(f"Kite {number} flies over the lake") for number in range(30)]
    (message,) = compose(
        issue(), channel(use, **({"kind": "self"} if use == "reddit" else {})), facts, FOLDER
    ).messages
    assert message.text.count("\n- ") == 20


@pytest.mark.parametrize("use", ["reddit", "lemmy", "discourse"])
def test_a_long_post_without_facts_is_the_link(use: str) -> None:
    (message,) = compose(
        issue(), channel(use, **({"kind": "self"} if use == "reddit" else {})), [], FOLDER
    ).messages
    assert message.text == URL


@pytest.mark.parametrize("use", ["reddit", "lemmy", "discourse"])
def test_a_title_that_says_all_has_no_list_below_it(use: str) -> None:
    at = channel(use, **({"kind": "self"} if use == "reddit" else {}))
    alone, linked = (
        fact("Ada Moth flew to Lyon"),
        fact("Ada Moth flew to Lyon", link="https://kite.example/a"),
    )
    texts = [
        compose(issue(), at, facts, FOLDER).messages[0].text
        for facts in ([alone], [linked], [alone, fact("Nest 4.5")])
    ]
    assert texts[0] == URL
    assert "Ada Moth" in texts[1]
    assert "Nest 4.5" in texts[2]


def test_markdown_in_a_fact_is_not_markdown_on_reddit() -> None:
    tricky = fact("a *b* _c_ `d` [e](f) ~~g~~ <crypt/> # ^h |i| \\", section="2 * 3 = _6_")
    (message,) = compose(issue(), channel("reddit", kind="self"), [tricky, fact("Nest 4.5")], FOLDER).messages
    assert r"- a \*b\* \_c\_ \`d\` \[e\](f) \~\~g\~\~ \<crypt/\> \# \^h \|i\| \\" in message.text
    assert r"**2 \* 3 = \_6\_**" in message.text


def test_linkedin_has_the_picture_and_what_its_card_says() -> None:
    picture = Image("https://example.org/kite.png", "A kite")
    it = issue(body="![A kite](https://example.org/kite.png)\n")
    (message,) = compose(it, channel("linkedin", hashtags=["Kites"]), KITES[:3], FOLDER).messages
    assert message == Message(
        text="The Letter November 2020\n\n• Kite 1.2 adds loops, which turn\n• Ada Moth flew to Lyon\n"
        f"• Nest 4.5 feeds the young\n\n{URL}\n\n#Kites",
        title="The Letter November 2020",
        summary="Kite 1.2 adds loops, which turn; Ada Moth flew to Lyon; Nest 4.5 feeds the young",
        link=URL,
        image=picture,
    )


def test_linkedin_counts_each_reserved_character_with_its_backslash() -> None:
    on = channel("linkedin")
    assert on.measure("a(b)c") == 7
    assert on.measure("👍") == 2
    for reserved in "\\|{}@[]()<>#*_~":
        assert on.measure(reserved) == 2, reserved


def test_email_has_subject_preheader_text_and_html() -> None:
    (message,) = compose(issue(), channel("email", content="summary"), KITES, FOLDER).messages
    assert message.title == "The Letter November 2020: Kite 1.2, Ada Moth flew to Lyon, Nest 4.5"
    assert message.summary == "Bo Lind wrote about wind", "the preheader goes on where the subject ends"
    assert message.text == (
        "The Letter November 2020\n\n"
        "Events\n\n- Ada Moth flew to Lyon\n  https://ada.example/\n\n"
        "Articles\n\n- Bo Lind wrote about wind\n\n"
        "Software\n\n- Kite 1.2 adds loops, which turn\n- Nest 4.5 feeds the young\n\n"
        f"Read the whole issue:\n{URL}\n\n"
        "--\nYou receive this message as a subscriber of announce@lists.your-domain.example."
    )
    for words in ("Bo Lind wrote about wind", 'lang="en"', f'href="{URL}"', 'href="https://ada.example/"'):
        assert words in message.html


@pytest.mark.parametrize(
    ("language", "also"),
    [
        ("de", "Außerdem"),
        ("de-AT", "Außerdem"),
        ("fr", "Aussi\u00a0"),
        ("es", "También"),
        ("it", "Anche"),
        ("pt", "Também"),
        ("nl", "Ook"),
        ("pl", "Także"),
    ],
)
def test_the_few_words_that_are_ours_are_in_the_issues_language(language: str, also: str) -> None:
    named = msgspec.structs.replace(fact("Bo Lind wrote about wind"), brief="Moth 2.0")
    post = text_of(compose(issue(language=language), channel("linkedin"), [*KITES[:3], named], FOLDER))
    assert f"\n\n{also}: Moth 2.0\n" in post


@pytest.mark.parametrize("use", sorted(built_in()))
@pytest.mark.parametrize("facts", [[], [fact("Змей получил вторую катушку", section="Новости")]])
def test_in_a_language_that_is_not_known_nothing_is_in_english(use: str, facts: list[Fact]) -> None:
    settings = {"to": "news@example.org", "kind": "self"}
    known = {key: value for key, value in settings.items() if key in adapter(use).__struct_fields__}
    russian = issue("Воздушные змеи", language="ru", site="Воздушные змеи", body="## Новости\n\n- Змей\n")
    for part in compose(russian, channel(use, **known), facts, FOLDER).messages:
        shown = re.sub(
            r"(?s)<style.*?</style>|\{\{[^{}]*\}\}|<[^>]*>|https?://\S+|\S+@\S+",
            "",
            f"{part.title} {part.text} {part.html}",
        )
        assert re.findall("[A-Za-z]{2,}", shown) == []


@pytest.mark.parametrize(
    "at",
    [channel("twitter"), channel("reddit", kind="self"), channel("email", content="summary")],
    ids=lambda at: at.name,
)
def test_minor_facts_are_told_only_if_there_are_no_others(at: Channel) -> None:
    facts = [*KITES[:2], fact("Elk 0.0.1", score=1.0), fact("Yak 0.0.2", score=1.0)]
    assert "Elk" not in text_of(compose(issue(), at, facts, FOLDER))
    assert "Elk" in text_of(compose(issue(), at, facts[2:], FOLDER))


@pytest.mark.parametrize(
    ("more", "is_told"),
    [
        ({}, False),
        ({"kind": "release"}, True),
        ({"rule": "own-heading"}, True),
        ({"source": "enumeration"}, True),
        ({"name": "Ada Moth flew to Lyon"}, True),
    ],
)
def test_a_title_has_no_mere_beginning_of_an_entrys_sentence(more: dict[str, Any], *, is_told: bool) -> None:
    whole = "Ada Moth flew to Lyon in a kite that her crew had sewn from two hundred old umbrellas"
    said = msgspec.structs.replace(fact(whole, "Ada Moth flew to Lyon"), **more)
    other = fact("Nest 4.5 feeds the young")
    title = compose(issue(), channel("reddit"), [said, other], FOLDER).messages[0].title
    assert ("Ada Moth flew to Lyon" in title) is is_told


@pytest.mark.parametrize(
    ("rest", "tag", "is_told"),
    [
        (", which will keep all of its engineers, kites and reels and its office in Lyon", None, True),
        (" that was found by two of the five thousand moths of the night", "security", True),
        (" that was found by two of the five thousand moths of the night", None, False),
    ],
)
def test_a_title_has_the_whole_clause_of_an_entry_and_what_matters_most(
    rest: str, tag: Tag | None, *, is_told: bool
) -> None:
    said = fact(f"Ada Moth mends a bad flaw{rest}", "Ada Moth mends a bad flaw")
    said = tagged(said, tag) if tag else said
    title = (
        compose(issue(), channel("reddit"), [said, fact("Nest 4.5 feeds the young")], FOLDER)
        .messages[0]
        .title
    )
    assert ("Ada Moth mends a bad flaw" in title) is is_told


def test_a_short_post_tells_little_that_is_in_doubt_and_a_title_less() -> None:
    unsure = [tagged(fact(f"{name} flew over the hills"), "unsure") for name in ("Ant", "Bee", "Cat")]
    sure = [
        fact(f"{name} 2.0 adds loops", tags=("changed",)) for name in ("Elk", "Fox", "Gnu", "Hen", "Ibis")
    ]

    def told(number: int, at: str = "mastodon") -> list[str]:
        (message,) = compose(issue(), channel(at), [*unsure, *sure[:number]], FOLDER).messages
        shown = message.title or message.text
        return [name for name in ("Ant", "Bee", "Cat", "Elk", "Fox", "Gnu", "Hen") if name in shown]

    assert told(0) == [], "the headline alone says as much"
    assert told(1) == ["Elk"]
    assert told(2) == ["Ant", "Elk", "Fox"]
    assert told(5)[:3] == ["Ant", "Elk", "Fox"]
    assert told(4, "reddit")[:2] == ["Ant", "Elk"]


def test_titles_and_sentences_of_entries_are_told_among_the_first_lines_only() -> None:
    plain = [
        msgspec.structs.replace(fact(f"{name} by the sea"), rule="told-by-title-or-sentence")
        for name in "abcdefghijkl"
    ]
    telling = [
        tagged(plain[10], "changed"),
        tagged(plain[11], "memorable"),
        msgspec.structs.replace(plain[10], source="heading"),
        msgspec.structs.replace(plain[10], rule="label"),
    ]

    def told(facts: list[Fact], language: str = "en") -> int:
        (message,) = compose(issue(language=language), channel("reddit", kind="self"), facts, FOLDER).messages
        return message.text.count("\n- ")

    assert told(plain) == 10
    assert told(plain, "de") == len(plain), "of other languages, the words for a change are less known"
    assert [told([*plain[:10], one]) for one in telling] == [11, 11, 11, 11]
    assert told([*telling[:2], *plain[:10]]) == 10, "they count among the first lines, too"


def test_a_title_names_no_entry_of_a_list_unless_it_is_more_than_that() -> None:
    entry = msgspec.structs.replace(fact("How kites fly over the sea"), rule="told-by-title-or-sentence")
    others = [
        tagged(entry, "memorable"),
        msgspec.structs.replace(entry, kind="announcement"),
        msgspec.structs.replace(entry, source="heading"),
        msgspec.structs.replace(entry, phrases=("KEP-12 How kites fly",)),
    ]

    def title(one: Fact) -> str:
        return compose(issue(), channel("reddit"), [one], FOLDER).messages[0].title

    assert title(entry) == "The Letter November 2020"
    assert title(msgspec.structs.replace(entry, kind="article")) == "The Letter November 2020"
    assert all("ow kites fly" in title(one) for one in others)


def test_a_title_has_no_second_colon_unless_what_it_says_is_urgent() -> None:
    kite = msgspec.structs.replace(fact("Kite 2.0: loops at night", name="Kite 2.0"), kind="release")
    (message,) = compose(issue(), channel("reddit"), [kite], FOLDER).messages
    assert message.title == "The Letter November 2020: Kite 2.0"
    coming = tagged(fact("Next deadline: loops, 7 December"), "upcoming")
    (other,) = compose(issue(), channel("reddit"), [coming], FOLDER).messages
    assert other.title.endswith("Next deadline: loops, 7 December")


def test_what_says_that_something_has_changed_is_told_though_it_is_in_doubt() -> None:
    unsure = [tagged(fact(f"{name} has flown over the hills"), "unsure") for name in ("Ant", "Bee", "Cat")]
    changed = [msgspec.structs.replace(one, tags=("unsure", "changed")) for one in unsure]
    assert text_of(compose(issue(), channel("mastodon"), unsure, FOLDER)).count("• ") == 0
    assert text_of(compose(issue(), channel("mastodon"), changed, FOLDER)).count("• ") == 2
    sure = [fact(f"{name} 2.0 adds loops") for name in ("Elk", "Fox")]
    facts = [*sure, *unsure[:2], *changed[2:]]
    mixed = compose(issue(), channel("reddit", kind="self"), facts, FOLDER).messages[0].text
    assert ["Ant" in mixed, "Bee" in mixed, "Cat" in mixed] == [True, False, True]


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("The Letter 12: New tails, red moths and more", False),
        ("The Letter 12 - new tails, red moths, and loops", False),
        ("The Letter 12: Lyon, France", True),
        ("The Letter: Week ending November 8, 2020", True),
        ("The Letter, Lyon, May and June", True),
        ("The Letter: Volume 3, Issue 2, Winter 2020", True),
        ("The Letter – Lyon, Rhône, France", True),
        ("The Letter – by Ada, Bo and Cy", True),
        ("The Letter - your news, tips and tricks", True),
    ],
)
def test_a_headline_that_is_a_list_has_no_other_behind_it(title: str, is_told: bool) -> None:
    (message,) = compose(issue(title=title), channel("reddit"), KITES, FOLDER).messages
    assert ("Kite 1.2" in message.title) is is_told


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ada/kite: The reel is of wood", "- The reel is of wood"),
        ("ada/kite: v1.2 has loops", "- v1.2 has loops"),
        ("ada: the reel is of wood", "- ada: the reel is of wood"),
    ],
)
def test_a_line_below_its_heading_does_not_begin_with_it(said: str, shown: str) -> None:
    facts = [*KITES, fact(said, section="ada/kite")]
    (message,) = compose(issue(), channel("reddit", kind="self"), facts, FOLDER).messages
    assert f"**ada/kite**\n\n{shown}\n" in message.text


def test_a_release_that_the_headline_names_is_not_told_by_its_name_alone() -> None:
    release = msgspec.structs.replace(fact("Nvim 0.10", name="Nvim 0.10"), kind="release")
    text = text_of(compose(issue(title="Neovim 0.10"), channel("mastodon"), [release], FOLDER))
    assert "Nvim" not in text


def test_a_sentence_of_prose_that_names_nothing_is_not_told_though_there_is_nothing_else() -> None:
    vague = tagged(fact("Strings can now be sewn on by hand"), "vague")
    assert "Strings" not in text_of(compose(issue(), channel("mastodon"), [vague], FOLDER))


def tagged(fact: Fact, *tags: Tag) -> Fact:
    return msgspec.structs.replace(fact, tags=tags)


HOSTILE = "<script>alert('1')</script> & \"quoted\""


def test_html_escapes_every_value() -> None:
    it = issue(
        title=HOSTILE, site=HOSTILE, url='https://example.org/?a=1&b="><script>', language='en"><script>'
    )
    facts = [
        fact(f"{HOSTILE} 1", name=HOSTILE, section=HOSTILE, link="https://kite.example/?a&b=\"'><script>"),
        fact(f"{HOSTILE} 2"),
    ]
    (message,) = compose(it, channel("email", content="summary"), facts, FOLDER).messages
    assert "<script" not in message.html
    assert message.html.count("&lt;script&gt;alert('1')&lt;/script&gt; &amp; \"quoted\"") >= 4
    assert 'href="https://kite.example/?a&amp;b=%22\'%3E%3Cscript%3E"' in message.html
    assert HOSTILE in message.text, "plain text is not escaped"


@given(it=ISSUES, facts=FACTS)
def test_whatever_the_issue_the_html_has_the_templates_tags_alone(it: Issue, facts: list[Fact]) -> None:
    try:
        (message,) = compose(it, channel("email", content="summary"), facts, Path("nowhere")).messages
    except Unfit:
        return
    known = set("html head meta title style body div h1 h2 ul li a p strong hr".split())
    assert {tag.casefold() for tag in re.findall(r"</?([^\s>/]+)", message.html)} <= {*known, "!doctype"}
