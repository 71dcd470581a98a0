"""Drafts: each channel's own form, fitted by its own measure, with nothing cut that mustn't be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Part
from distribute.channel.registry import BUILT_IN, adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose, fit, template_of
from distribute.compose.template import FOLDER, TemplateError
from distribute.facts.model import Fact
from distribute.issue import Image, Issue, Words
from distribute.text.dates import parse_date
from distribute.text.mentions import harmless

URL = "https://example.org/2020/12/letter/"


def channel(use: str, **settings: Any) -> Channel:
    kind = adapter(use)
    return msgspec.convert({**kind.example, "name": use, "use": use, **settings}, kind, dec_hook=decode)


def issue(title: str = "The Letter November 2020", **fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "url": URL,
        "date": parse_date("2020-12-09"),
        "covers": ("2020-11",),
        "site": "The Letter",
        **fields,
    }
    return Issue(title=title, **given)


def fact(
    *phrases: str, line: int = 1, section: str = "News", link: str = "", name: str = "", score: float = 5.0
) -> Fact:
    return Fact(phrases, line, section, score, link=link, name=name)


KITES = [
    fact(
        "Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops", name="Kite 1.2", line=30, section="Software"
    ),
    fact("Ada Moth flew to Lyon", line=10, section="Events", link="https://ada.example/"),
    fact("Nest 4.5 feeds the young", name="Nest 4.5", line=40, section="Software"),
    fact("Bo Lind wrote about wind", line=20, section="Articles"),
]


def text_of(draft: Draft) -> str:
    (part,) = draft.parts
    return part.text


# Any text, on every channel

SCRIPTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            [
                "Kite 1.2",
                "adds",
                "loops,",
                "which turn",
                "第一期の通信",
                "نشرة الأخبار",
                "ข่าวสาร",
                "क्षि",
                "e\u0301\u0323",
                "👩‍👩‍👧‍👦",
                "🇪🇺",
                "👍🏽",
                "1️⃣",
                "❤️",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "kite.im",
                "https://kite.example/a_(b)?c=d&e#f",
                "http://例え.テスト/",
                "www.kite.example",
                "@ada@social.example",
                "@bo",
                "#kites",
                "a.b.c.com",
                "kite@example.org",
                "\u202eabc",
                "\x00",
                "\x1b[31m",
                "\u200b",
                "\ufeff",
                "\x7f",
                "{{ x }}",
                "{% if %}",
                "{# #}",
                "<script>",
                "&amp;",
                "\\",
                "*a*",
                "[b](c)",
                "~~~",
                "| |",
                "ﷺ",
                "ß",
                "İ",
                "\U000e0001",
                "x" * 60,
            ]
        ),
        max_size=8,
    ).map(" ".join),
).map(lambda text: " ".join(text.split()))
LONG = st.integers(1, 30).flatmap(lambda times: SCRIPTS.map(lambda text: " ".join([text] * times).strip()))
PHRASES = st.lists(SCRIPTS.filter(bool), min_size=1, max_size=3, unique=True).map(
    lambda phrases: tuple(sorted(phrases, key=len, reverse=True))
)
FACTS = st.lists(
    st.builds(
        Fact,
        phrases=PHRASES,
        line=st.integers(1, 99),
        section=SCRIPTS,
        score=st.sampled_from([0.5, 5.0]),
        link=st.sampled_from(["", "https://kite.example/Wilk_(zwierz)", 'https://kite.example/?a=b&c="d"']),
        name=SCRIPTS,
    ),
    max_size=12,
)
ISSUES = st.builds(
    issue,
    title=st.one_of(SCRIPTS, LONG),
    site=SCRIPTS,
    url=st.sampled_from(
        [URL, "https://xn--bcher-kva.example/ü/第一/", "https://example.org/" + "long-" * 50]
    ),
    language=st.sampled_from(["en", "de", "fr", "nl"]),
    covers=st.sampled_from([(), ("2020-11",), ("2020-11", "2020-12")]),
)
TAGS = st.lists(st.sampled_from(["Kites", "#Wind", "Ünï", "長い"]), max_size=3, unique=True)


def bare(it: Issue, on: Channel) -> Part:
    """Return what the channel would say with headline and link alone, whatever their length."""
    free = msgspec.structs.replace(on, hashtags=(), limit=10**9)
    return compose(it, free, [], Path("nowhere")).parts[0]


@pytest.mark.parametrize("use", sorted(BUILT_IN))
@given(it=ISSUES, facts=FACTS, tags=TAGS)
def test_whatever_the_issue_every_channel_fits_it_or_says_it_can_not(
    use: str, it: Issue, facts: list[Fact], tags: list[str]
) -> None:
    on = channel(use, hashtags=tags)
    try:
        draft = compose(it, on, facts, Path("nowhere"))
    except Unfit:
        if use == "linkedin" and len(it.headline) > 400:
            return  # the article's title
        assert on.length(bare(it, on)) > on.limit, "headline and link alone would have fitted"
        return
    for part in draft.parts:
        assert on.length(part) <= on.limit
        assert part.link == it.url
        assert harmless(it.headline, on.linked).strip() in (
            part.title if use in {"reddit", "email"} else part.text
        )
        if use != "reddit":
            assert it.url in part.text


@pytest.mark.parametrize("use", ["twitter", "mastodon", "outbox"])
@given(it=ISSUES, facts=FACTS, tags=TAGS)
def test_facts_are_told_whole_and_in_order(use: str, it: Issue, facts: list[Fact], tags: list[str]) -> None:
    on = channel(use, hashtags=tags)
    try:
        text = text_of(compose(it, on, facts, Path("nowhere")))
    except Unfit:
        return
    between = text.removeprefix(harmless(it.headline, on.linked).strip()).partition(it.url)[0]
    told = [line.removeprefix("• ") for line in between.strip().split("\n") if line.startswith("• ")]
    waiting = iter(facts)
    for line in told:
        assert any(
            line.strip() in {harmless(phrase, on.linked).strip() for phrase in known.phrases}
            for known in waiting
        ), line


@pytest.mark.parametrize(
    ("use", "field", "aim"),
    [("reddit", "title", 150), ("email", "summary", 90), ("linkedin", "text", 1300)],
)
@given(it=ISSUES, facts=FACTS)
def test_no_fact_takes_a_field_past_its_aim(
    use: str, field: str, aim: int, it: Issue, facts: list[Fact]
) -> None:
    on = channel(use)
    try:
        part = compose(it, on, facts, Path("nowhere")).parts[0]
    except Unfit:
        return
    measure = on.measure if field == "text" else len
    assert measure(getattr(part, field)) <= max(aim, measure(getattr(bare(it, on), field)))


@given(it=ISSUES, facts=FACTS)
def test_composing_twice_is_composing_once(it: Issue, facts: list[Fact]) -> None:
    for use in ("twitter", "email"):
        try:
            first = compose(it, channel(use), facts, Path("nowhere"))
        except Unfit:
            continue
        assert compose(it, channel(use), facts, Path("nowhere")).digest == first.digest


# Fitting


def plainly(chosen: Any, tags: Any) -> str:
    return "\n".join(["HEAD", *(phrase for _, phrase in chosen), *tags])


def fitted(
    limit: int, tags: tuple[str, ...] = (), aim: int | None = None, most: int = 9, facts: list[Fact] = KITES
) -> list[str]:
    choices = [(known, known.phrases) for known in facts]
    return fit(plainly, choices, tags, limit=limit, aim=aim, measure=len, most=most).split("\n")


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


def test_a_gap_is_not_filled_from_far_down_the_ranking() -> None:
    facts = [*(fact("x" * 90) for _ in range(9)), fact("short")]
    assert fitted(50, facts=facts, most=5) == ["HEAD"]
    assert fitted(50, facts=facts, most=6) == ["HEAD", "short"]


def test_no_more_facts_than_asked_for() -> None:
    assert len(fitted(500, most=2)) == 3
    assert fitted(500, most=0) == ["HEAD"]


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
    facts = [*KITES, fact("Kite turned ten")]
    on_x, on_mastodon = named_on("twitter", facts), named_on("mastodon", facts, name="second")
    assert "• Kite (@kite_app) 1.2 adds loops" in on_x
    assert "• Ada Moth (@adamoth) flew to Lyon" in on_x
    assert "• Nest 4.5 feeds the young" in on_x
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
@given(it=ISSUES, facts=FACTS)
def test_handles_are_counted_and_never_first(use: str, it: Issue, facts: list[Fact]) -> None:
    on = channel(use)
    try:
        (part,) = compose(it, on, facts, Path("nowhere"), {"Kite": {use: "@kite_app"}}).parts
    except Unfit:
        return
    assert on.length(part) <= on.limit
    assert not part.text.startswith("@kite_app")


CLUSTERS = ["👩‍👩‍👧‍👦", "🇪🇺", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "第一期", "نشرة", "क्षि", "e\u0301\u0323"]


@pytest.mark.parametrize("use", sorted(BUILT_IN))
@given(
    facts=st.lists(
        st.lists(st.sampled_from(CLUSTERS), min_size=1, max_size=60).map("".join), min_size=1, max_size=9
    )
)
def test_no_cluster_is_ever_cut(use: str, facts: list[str]) -> None:
    on = channel(use)
    (part,) = compose(issue(), on, [fact(text) for text in facts], FOLDER).parts
    assert on.length(part) <= on.limit
    for shown in (part.text, part.title, part.summary):
        rest = shown
        for text in sorted(facts, key=len, reverse=True):
            rest = rest.replace(text, "")
        assert not any(character in rest for character in "".join(CLUSTERS) if character not in "1e"), shown


# Each channel's own form


def test_twitter() -> None:
    draft = compose(issue(), channel("twitter", hashtags=["Kites", "#Wind"]), KITES, FOLDER)
    assert draft.parts == (
        Part(
            text="The Letter November 2020\n\n• Kite 1.2 adds loops, which turn\n• Ada Moth flew to Lyon\n"
            f"• Nest 4.5 feeds the young\n• Bo Lind wrote about wind\n\n{URL}\n\n#Kites #Wind",
            link=URL,
        ),
    )


def test_mastodon_has_what_twitter_has_no_room_for() -> None:
    facts = [
        fact(f"{name} flew over the hills and the houses and the river", section=name) for name in "ABCDEFG"
    ]
    on_x = text_of(compose(issue(), channel("twitter"), facts, FOLDER))
    on_mastodon = text_of(compose(issue(), channel("mastodon"), facts, FOLDER))
    assert on_x.count("• ") == 4
    assert on_mastodon.count("• ") == 7


def test_a_reddit_link_post_is_a_title_that_names_facts_and_a_link() -> None:
    (part,) = compose(issue(), channel("reddit"), KITES, FOLDER).parts
    assert part == Part(
        text="",
        title="The Letter November 2020: Kite 1.2 adds loops, which turn; Ada Moth flew to Lyon; Nest 4.5 feeds the young;"
        " Bo Lind wrote about wind",
        link=URL,
    )


def test_commas_join_a_list_of_facts_that_have_none() -> None:
    (part,) = compose(issue(), channel("reddit"), KITES[1:], FOLDER).parts
    assert part.title.endswith(": Ada Moth flew to Lyon, Nest 4.5 feeds the young, Bo Lind wrote about wind")


def test_a_reddit_self_post_has_the_facts_under_their_headings_in_the_issues_order() -> None:
    (part,) = compose(issue(), channel("reddit", kind="self"), KITES, FOLDER).parts
    assert part.text == (
        "**Events**\n\n- [Ada Moth flew to Lyon](https://ada.example/)\n\n"
        "**Articles**\n\n- Bo Lind wrote about wind\n\n"
        "**Software**\n\n- Kite 1.2 adds loops, which turn\n- Nest 4.5 feeds the young\n\n"
        f"Read the whole issue: {URL}"
    )


def test_markdown_in_a_fact_is_not_markdown_on_reddit() -> None:
    tricky = fact("a *b* _c_ `d` [e](f) ~~g~~ <crypt/> # ^h |i| \\", section="2 * 3 = _6_")
    (part,) = compose(issue(), channel("reddit", kind="self"), [tricky], FOLDER).parts
    assert r"- a \*b\* \_c\_ \`d\` \[e\](f) \~\~g\~\~ \<crypt/\> \# \^h \|i\| \\" in part.text
    assert r"**2 \* 3 = \_6\_**" in part.text


def test_linkedin_tells_one_fact_in_full_and_the_others_as_a_list() -> None:
    picture = Image("https://example.org/kite.png", "A kite")
    it = issue(body="![A kite](https://example.org/kite.png)\n")
    (part,) = compose(it, channel("linkedin", hashtags=["Kites"]), KITES[:3], FOLDER).parts
    assert part == Part(
        text="The Letter November 2020: Kite 1.2 adds loops, which turn.\n\nAlso in this issue:\n\n• Ada Moth flew to Lyon\n"
        f"• Nest 4.5 feeds the young\n\nRead the whole issue: {URL}\n\n#Kites",
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
    (part,) = compose(issue(), channel("email"), KITES, FOLDER).parts
    assert part.title == "The Letter November 2020: Kite 1.2, Ada Moth flew to Lyon, Nest 4.5"
    assert part.summary == "Bo Lind wrote about wind", "the preheader goes on where the subject ends"
    assert part.text == (
        "The Letter November 2020\n\n"
        "Events\n\n- Ada Moth flew to Lyon\n  https://ada.example/\n\n"
        "Articles\n\n- Bo Lind wrote about wind\n\n"
        "Software\n\n- Kite 1.2 adds loops, which turn\n- Nest 4.5 feeds the young\n\n"
        f"Read the whole issue:\n{URL}"
    )
    for words in ("Bo Lind wrote about wind", 'lang="en"', f'href="{URL}"', 'href="https://ada.example/"'):
        assert words in part.html


@pytest.mark.parametrize(
    ("language", "also"),
    [
        ("de", "Außerdem"),
        ("de-AT", "Außerdem"),
        ("fr", "Aussi"),
        ("es", "También"),
        ("it", "Inoltre"),
        ("pt", "Também"),
        ("nl", "Ook"),
        ("pl", "Także"),
        ("xx", "Also"),
    ],
)
def test_the_few_words_that_are_ours_are_in_the_issues_language(language: str, also: str) -> None:
    assert f"\n\n{also} " in text_of(compose(issue(language=language), channel("linkedin"), KITES, FOLDER))


def test_minor_facts_are_told_only_on_a_long_list() -> None:
    facts = [*KITES[:2], fact("Elk 0.0.1", score=1.0)]
    assert "Elk" not in text_of(compose(issue(), channel("twitter"), facts, FOLDER))
    assert "Elk" in text_of(compose(issue(), channel("email"), facts, FOLDER))
    assert "Elk" in text_of(compose(issue(), channel("twitter"), facts[2:], FOLDER)), (
        "unless there is nothing else"
    )


HOSTILE = "<script>alert('1')</script> & \"quoted\""


def test_html_escapes_every_value() -> None:
    it = issue(
        title=HOSTILE, site=HOSTILE, url='https://example.org/?a=1&b="><script>', language='en"><script>'
    )
    facts = [
        fact(HOSTILE, name=HOSTILE, section=HOSTILE, link="https://kite.example/?a&b=\"'><script>"),
        fact(f"{HOSTILE} 2"),
    ]
    (part,) = compose(it, channel("email"), facts, FOLDER).parts
    assert "<script" not in part.html
    assert part.html.count("&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;quoted&quot;") >= 4
    assert 'href="https://kite.example/?a&amp;b=&quot;&#x27;&gt;&lt;script&gt;"' in part.html
    assert HOSTILE in part.text, "plain text is not escaped"


@given(it=ISSUES, facts=FACTS)
def test_whatever_the_issue_the_html_has_the_templates_tags_alone(it: Issue, facts: list[Fact]) -> None:
    try:
        (part,) = compose(it, channel("email"), facts, Path("nowhere")).parts
    except Unfit:
        return
    known = {"html", "head", "meta", "title", "body", "div", "h1", "h2", "ul", "li", "a", "p"}
    assert {tag.casefold() for tag in re.findall(r"</?([^\s>/]+)", part.html)} <= {*known, "!doctype"}


# The issue's own words


def with_words(**channels: dict[str, str]) -> Issue:
    return issue(words=Words(channels=channels))


def test_own_words_stand_in_place_of_the_text_with_link_and_tags_filled_in() -> None:
    it = with_words(mastodon={"text": "Kites! {url} {tags}"})
    assert (
        text_of(compose(it, channel("mastodon", hashtags=["Kites", "Wind"]), KITES, FOLDER))
        == f"Kites! {URL} #Kites #Wind"
    )
    assert "• " in text_of(compose(it, channel("twitter"), KITES, FOLDER)), "the others keep their own"


def test_the_link_is_added_to_own_words_that_lack_it() -> None:
    it = with_words(twitter={"text": "Kites! "})
    assert text_of(compose(it, channel("twitter", hashtags=["Kites"]), KITES, FOLDER)) == f"Kites!\n\n{URL}"
    it = with_words(twitter={"text": f"See {URL}!"})
    assert text_of(compose(it, channel("twitter"), KITES, FOLDER)) == f"See {URL}!"


def test_own_words_are_measured() -> None:
    own = "k" * 300
    with pytest.raises(Unfit, match="the issue's own text is 325 of at most 280"):
        compose(with_words(twitter={"text": own}), channel("twitter"), KITES, FOLDER)
    assert own in text_of(compose(with_words(mastodon={"text": own}), channel("mastodon"), KITES, FOLDER))


def test_own_title_subject_and_preheader() -> None:
    it = with_words(reddit={"title": "Kites\nfly"}, email={"subject": "Wind {url}", "preheader": "And loops"})
    (post,) = compose(it, channel("reddit"), KITES, FOLDER).parts
    assert post.title == "Kites fly"
    (message,) = compose(it, channel("email"), KITES, FOLDER).parts
    assert (message.title, message.summary) == (f"Wind {URL}", "And loops")
    assert "Kite 1.2 adds loops" in message.text
    with pytest.raises(Unfit, match="the issue's own title is 301 of at most 300"):
        compose(with_words(reddit={"title": "k" * 301}), channel("reddit"), KITES, FOLDER)


def test_own_text_of_an_email_is_its_html_too() -> None:
    it = with_words(email={"text": "Kites & <wind>\nfly.\n\nRead {url}"})
    (message,) = compose(it, channel("email"), KITES, FOLDER).parts
    assert message.text == f"Kites & <wind>\nfly.\n\nRead {URL}"
    assert "Kites &amp; &lt;wind&gt;<br>\nfly.</p>" in message.html
    assert f'Read <a href="{URL}">{URL}</a></p>' in message.html
    assert "Nest 4.5 feeds" not in message.html


def test_own_words_by_the_channels_name_go_before_those_by_its_adapter() -> None:
    it = with_words(mastodon={"text": "for all"}, second={"text": "for one"})
    assert text_of(compose(it, channel("mastodon"), KITES, FOLDER)).startswith("for all")
    assert text_of(compose(it, channel("mastodon", name="second"), KITES, FOLDER)).startswith("for one")
    assert text_of(compose(it, channel("mastodon", name="third"), KITES, FOLDER)).startswith("for all")


# Templates


def with_template(folder: Path, source: str, name: str = "twitter", setting: str = "") -> str:
    path = folder / (setting or f"templates/{name}.txt")
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return text_of(compose(issue(), channel(name, template=setting, hashtags=["Kites"]), KITES, folder))


def test_a_template_beside_channels_yaml_replaces_the_one_shipped(tmp_path: Path) -> None:
    assert with_template(tmp_path, "{{ title }}! {{ facts | length }} {{ link }} {{ tags }}\n") == (
        f"The Letter November 2020! 4 {URL} #Kites"
    )


def test_the_template_setting_goes_before_it(tmp_path: Path) -> None:
    with_template(tmp_path, "not this one")
    assert (
        with_template(tmp_path, "{{ period }} {{ site }} {{ language }}", setting="mine.txt")
        == "November 2020 The Letter en"
    )


def test_a_template_may_use_every_name_it_is_promised(tmp_path: Path) -> None:
    source = (
        "title: {{ headline }}\n---\n{{ headline }} {{ title }} {{ site }} {{ period }} {{ link }} {{ language }} {{ tags }} {{ listed }}"
        "{% for section in sections %}{{ section.title }}{% for fact in section.facts %}{{ fact.text }}{% endfor %}{% endfor %}"
        "{% for fact in facts %}{{ fact.text | markdown }}{{ fact.link }}{{ fact.section }}{% endfor %}"
        "{{ say.also }}{{ say.read }}{{ say.inside }}{{ title | sentence }}"
    )
    assert with_template(tmp_path, source, name="outbox").startswith(
        "The Letter November 2020 The Letter November 2020 The Letter "
    )


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("{{ headline }}\n\n{{ healdine }}\n", 3, "undefined"),
        ("{{ headline }}\n{% for fact in facts %}\n{{ fact.txt }}\n{% endfor %}\n", 3, "undefined"),
        ("title: {{ headline }}\nsummary: {{ listing }}\n---\n{{ link }}\n", 2, "undefined"),
        ("title: {{ headline }}\n---\n{{ link }}\n{{ lnk }}\n", 4, "undefined"),
        ("{{ headline }}\n{% for fact in facts %}\n{{ fact.text }}\n", 3, "unexpected end"),
        ("{{ headline\n", 1, "syntax error"),
        ("{{ headline | shout }}\n", 1, "shout"),
        ("{{ link }}\n{% include 'channels.yaml' %}\n", 2, "channels.yaml"),
        ("no field\n---\n{{ link }}\n", 1, "field: template"),
        ("title: {{ headline }}\na b: c\n---\n{{ link }}\n", 2, "field: template"),
        ("\n{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", 2, "fuel"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(
    tmp_path: Path, source: str, line: int, words: str
) -> None:
    path = tmp_path / "templates" / "linkedin.txt"
    path.parent.mkdir()
    path.write_text(source)
    with pytest.raises(TemplateError) as caught:
        compose(issue(), channel("linkedin"), KITES, tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: "), message
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("source", [None, b"\xff\xfe"])
def test_a_template_that_can_not_be_read_is_named(tmp_path: Path, source: bytes | None) -> None:
    if source:
        (tmp_path / "mine.txt").write_bytes(source)
    with pytest.raises(
        TemplateError, match=re.escape(f"{tmp_path / 'mine.txt'}: the template can't be read: ")
    ):
        compose(issue(), channel("twitter", template="mine.txt"), KITES, tmp_path)


@pytest.mark.parametrize(
    "source", ["{{ headline.__class__ }}", "{{ headline.__class__.__mro__ }}", "{{ ''.format.__globals__ }}"]
)
def test_a_template_reaches_nothing_of_the_program(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError):
        with_template(tmp_path, source)


@given(SCRIPTS)
def test_what_looks_like_a_template_in_an_issue_is_text(text: str) -> None:
    on = channel("outbox")
    told = harmless("{{ headline }} {% " + text, on.linked)
    assert told.strip() in text_of(compose(issue(), on, [fact(told)], Path("nowhere")))


@pytest.mark.parametrize("use", sorted(BUILT_IN))
def test_every_adapter_has_a_template_shipped(use: str) -> None:
    assert template_of(channel(use), Path("nowhere")).is_file()


# Digests


WHOLE = Part(text="a", title="b", summary="c", html="d", link="e", image=Image("f", "g"))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "x"},
        {"title": "x"},
        {"summary": "x"},
        {"html": "x"},
        {"link": "x"},
        {"image": Image("f", "x")},
        {"image": None},
    ],
)
def test_a_digest_changes_with_any_word(change: dict[str, Any]) -> None:
    assert Draft((msgspec.structs.replace(WHOLE, **change),)).digest != Draft((WHOLE,)).digest


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert Draft((WHOLE,)).digest == "sha256:1a28012a39dbf6135951467134f68f32c9db21ceb3b1c795f22d524e4f5b22b9"
    assert Draft((WHOLE, WHOLE)).digest != Draft((WHOLE,)).digest
