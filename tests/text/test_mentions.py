"""An issue's words call nobody and join no conversation; handles and tags of the settings do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Draft
from distribute.channel.registry import adapter
from distribute.channel.verdicts import Unfit
from distribute.channels.bluesky.rich_text import features
from distribute.compose.fields import compose
from distribute.compose.template import FOLDER
from distribute.facts.clean import quiet
from distribute.facts.model import Fact
from distribute.inputs.yaml import load as load_yaml
from distribute.issue import Issue
from distribute.text.mentions import harmless
from distribute.text.x_length import x_urls
from tests.adapters import channel

EVERYTHING = ("@", "#", "$", "u/")

# What the services link, stated once more and on their own terms: twitter-text 3.1, Mastodon 4 (and 3), Reddit's guide.
_ACCENTED = r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
_X_MENTION = regex.compile(
    rf"(?<=\A|[^a-zA-Z0-9_!#$%&*@＠]|(?:\A|[^a-zA-Z0-9_+~.-])(?i:rt):?)[@＠]([a-zA-Z0-9_]{{1,20}}+)(?![@＠{_ACCENTED}]|://)"
)
_X_SPECIAL = (
    r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_X_HASHTAG = regex.compile(
    rf"(?<=\A|[\ufe0e\ufe0f]|[^\p{{L}}\p{{M}}\p{{Nd}}{_X_SPECIAL}&])[#＃](?![\ufe0f\u20e3])"
    rf"(?>([\p{{L}}\p{{M}}\p{{Nd}}{_X_SPECIAL}]*[\p{{L}}\p{{M}}][\p{{L}}\p{{M}}\p{{Nd}}{_X_SPECIAL}]*))(?![#＃]|://)"
)
_X_CASHTAG = regex.compile(r"(?<=\A|\s)\$([a-zA-Z]{1,6}(?:[._][a-zA-Z]{1,2})?)(?=\Z|\s|[\p{P}\p{S}])")
_MASTODON_MENTION = regex.compile(
    r"(?<![=/\w])@((?:[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[\w.-]+\w+)?)", regex.IGNORECASE
)
_MASTODON_HASHTAG = regex.compile(r"(?<=\A|[^/)\w]|\s)[#＃](\w*[\p{L}_·・\u200c]\w*)")
_LINKEDIN_HASHTAG = regex.compile(r"(?<![\w&/#])#([^\W_]*\p{L}[^\W_]*)")
_REDDITOR = regex.compile(r"(?<![\w/])/?[uU]/([A-Za-z0-9_-]{3,20})")  # no account has other letters
_URL = regex.compile(r"https?://\S+")


def linked_on(use: str, text: str) -> list[str]:
    """Return every handle and tag that the service would link, without what stands in an address."""
    if use == "bluesky":  # which links nothing by itself: what counts is what the adapter asks for
        marks = {"tag": "#", "mention": "@"}
        return [marks[each.kind] + each.value for each in features(text) if each.kind in marks]
    if use == "x":
        addresses = x_urls(text)
        patterns = {"@": _X_MENTION, "#": _X_HASHTAG, "$": _X_CASHTAG}
    else:
        addresses = [match.span() for match in _URL.finditer(text)]
        patterns = {
            "mastodon": {"@": _MASTODON_MENTION, "#": _MASTODON_HASHTAG},
            "linkedin": {"#": _LINKEDIN_HASHTAG},
            "reddit": {"u/": _REDDITOR},
        }[use]
    return [
        mark + match[1]
        for mark, pattern in patterns.items()
        for match in pattern.finditer(text)
        if not any(start <= match.start() < end for start, end in addresses)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@ada flew", "ada flew"),
        ("by @ada@social.example", "by ada@social.example"),
        ("ask kite@example.org", "ask kite@example.org"),
        ("foo@1.2.3 and @kite/core@2.0", "foo@1.2.3 and kite/core@2.0"),
        ("josé@example.org", "josé at example.org"),
        ("RT@ada, rt@example.org", "RT ada, rt at example.org"),
        ("の@ada", "の ada"),
        ("＠ada ＃kites", "ada kites"),
        ("@everyone: #FreeKites", "everyone: FreeKites"),
        ("bug #16, C# and F#", "bug #16, C# and F#"),
        ("#16_2 #3D", "16_2 3D"),
        ("meet @ five # six", "meet @ five # six"),
        ("@@ada ##kites #@bo", "ada kites bo"),
        ("$KITE rose, $5 and $HOME/bin", "KITE rose, $5 and HOME/bin"),
        ("u/ada and /u/bob in r/kites", "ada and bob in r/kites"),
        ("https://social.im/@ada#top", "https://social.im/@ada#top"),
        ("social.im/@ada and a.txt/@ada", "social.im/@ada and a.txt/ada"),
        ("1️⃣ #️⃣", "1️⃣ #️⃣"),
        ("#\ufe0f@ada", "\ufe0fada"),  # Mastodon makes a hashtag of it once the @ is gone
    ],
)
def test_marks_go_only_where_they_would_make_a_link(text: str, said: str) -> None:
    assert harmless(text, EVERYTHING) == said
    assert harmless(text, ()) == text


# What other chats read as a mention, as their guides say: Zulip, Slack, Discord, Google Chat, Lark and Facebook.
_CHATS = (
    regex.compile(r"@_?\\?\*\\?\*[^*]+\*\*|@_?\*[^*\s][^*]*\*"),
    regex.compile(r"<!(?:channel|here|everyone|group|subteam\^[A-Z0-9]+)[^<>]*>|<@[A-Z0-9]+[^<>]*>"),
    regex.compile(r"<@[&!]?\d+>|@everyone|@here"),
    regex.compile(r"<users/[\w.@-]+>"),
    regex.compile(r"<at\s[^<>]*>"),
    regex.compile(r"@\[\d+"),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Letter @**all**", "Letter **all**"),
        ("@_**Ada|7** and @*kites*", "_**Ada|7** and *kites*"),
        ("@＠**all**", "**all**"),
        (r"@\*\*all\*\*", r"\*\*all\*\*"),
        ("5 @ **each**, 2 * 3 @ 4 * 5", "5 @ **each**, 2 * 3 @ 4 * 5"),
        ("<!channel> <!here> <!everyone|all>", "channel here everyone|all"),
        ("<!channel|<b>>", "channel|<b>"),
        ("﹫**all**", "**all**"),
        ("_@here_ and a_@b", "_here_ and a_@b"),
        ("all@here, ada@kite", "all here, ada@kite"),
        ("<!subteam^S012|@kites> <@U123> <@U123|ada>", "subteam^S012|kites U123 U123|ada"),
        ("<!DOCTYPE html> <!-- a -->", "<!DOCTYPE html> <!-- a -->"),
        ("<@&42> <@!42> <@42>", "42 42 42"),
        ("<users/all> <users/117>", "users/all users/117"),
        ('<at user_id="all">all</at> at <b>', 'at user_id="all"all</at> at <b>'),
        ("<<!here>!here> <@<@1>>", "<here!here> <1>"),
        ("<@<!here>&1>", "<here&1>"),
        ("@[123:1:Kite] and @[x]", "[123:1:Kite] and @[x]"),
    ],
)
def test_a_mention_without_a_word_behind_its_mark_is_none(text: str, said: str) -> None:
    assert harmless(text, EVERYTHING) == said
    assert harmless(text, ("#",)) == text
    assert harmless(text, ("@[",)) == text.replace("@[1", "[1")
    assert not any(pattern.search(said) for pattern in _CHATS)


PIECES = st.sampled_from(
    ["@", "＠", "_", "*", "**", "\\", "<", ">", "!", "&", "all", "here", "channel", "subteam^S1", "|", "42", "users/", "at ",
     "id=1", "[", "]", " ", "a"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_chat_reads_a_mention_in_harmless_text(text: str) -> None:
    said = harmless(text, ("@",))
    assert not any(pattern.search(said) for pattern in _CHATS), said
    assert harmless(said, ("@",)) == said


@pytest.mark.parametrize("layer", ["<users/a", "<at a", "<@&a", "<!here ", "u/@", "<!u/", "<!#"])
def test_nested_marks_are_gone_in_short_time(layer: str) -> None:
    begun = time.process_time()
    said = harmless(layer * 5000 + "here" + ">" * 5000, EVERYTHING)
    assert time.process_time() - begun < 1
    assert not any(pattern.search(said) for pattern in _CHATS)
    assert not any(linked_on(use, said) for use in ("x", "mastodon", "reddit"))


@pytest.mark.parametrize(
    "use", ["webhook", "apprise", "slack", "discord", "telegram", "matrix", "xmpp-room", "discourse"]
)
def test_a_post_in_a_chat_calls_nobody(use: str) -> None:
    called = r"@**all** @\*\*all\*\* <!channel> <@U1> <@&1> <users/all>"
    it = Issue(
        id="1",
        path="a.md",
        language="en",
        title=f"Letter {called}",
        site="L",
        url="https://example.org/letter/",
    )
    draft = drafted(
        use, it, [Fact(phrases=(f"Kite {called} flew",), line=1, section=f"News {called}", score=5.0)]
    )
    for text in (
        part for message in draft.messages for part in (message.title, message.summary, message.text)
    ):
        assert not any(pattern.search(text) for pattern in _CHATS), text


def test_what_is_meant_stays_but_for_the_beginning() -> None:
    meant = {"@kite_app", "@kite@social.example"}
    assert harmless("Kite (@Kite_App) by @kite", EVERYTHING, meant) == "Kite (@Kite_App) by kite"
    assert harmless("by @kite@social.example", EVERYTHING, meant) == "by @kite@social.example"
    assert harmless("by @kite_app@evil.example", EVERYTHING, meant) == "by kite_app@evil.example"
    assert harmless("@kite_app flies", EVERYTHING, meant) == "kite_app flies"


TOKENS = st.sampled_from(
    ["@ada", "@ada@social.example", "ada@social.example", "josé@example.org", "u/ada_moth", "/u/ada_moth", "r/kites",
     "#16", "#kites", "#16_2", "#3D", "$KITE", "$KITE.A", "@everyone", "RT@ada", "@kite/core@2.0", "foo@1.2.3", "＠ada",
     "＃kites", "の", "@", "#", "$", "u/", "/", "_", "1", "a", "é", "\u0301", "\ufe0f", "・", "&", "https://e.org/@ada",
     "https://e.none/@ada", "social.im/@ada", "social.none/@ada", "Kite", "C#", "rt", ".", "(", ":", " "]
)  # fmt: skip
TEXT = st.lists(TOKENS, min_size=1, max_size=7).flatmap(
    lambda tokens: st.sampled_from(["", " "]).map(lambda between: " ".join(between.join(tokens).split()))
)


@pytest.mark.parametrize("use", ["x", "mastodon", "bluesky", "linkedin", "reddit"])
@given(text=TEXT)
def test_no_service_links_anything_in_harmless_text(use: str, text: str) -> None:
    said = harmless(text, adapter(use).mention_marks)
    assert linked_on(use, said) == [], said
    assert linked_on(use, quiet(text)) == [] or use == "x", "phrases may hold cashtags until they are for X"


def drafted(use: str, it: Issue, facts: list[Fact], **settings: Any) -> Draft:
    return compose(it, channel(use, **settings), facts, FOLDER, {"Kite": {use: "@kite_app"}})


@pytest.mark.parametrize("use", ["x", "mastodon", "bluesky", "linkedin", "reddit"])
@given(
    title=TEXT,
    site=TEXT,
    section=TEXT,
    phrases=st.lists(TEXT.filter(bool), min_size=1, max_size=3),
)
def test_a_post_calls_only_whom_the_settings_name(
    use: str, title: str, site: str, section: str, phrases: list[str]
) -> None:
    it = Issue(
        id="1", path="a.md", language="en", title=f"N {title}", site=site, url="https://example.org/letter/"
    )
    facts = [
        Fact(phrases=(phrase,), line=line, section=section, score=5.0)
        for line, phrase in enumerate(phrases, start=1)
    ]
    settings = {"kind": "self"} if use == "reddit" else {"hashtags": ["FreeKites"]}
    try:
        (message,) = drafted(use, it, facts, **settings).messages
    except Unfit:
        return
    allowed = {"@kite_app", "#FreeKites"}
    linked = [one for text in (message.title, message.text) for one in linked_on(use, text.replace("\\", ""))]
    assert set(linked) <= allowed, message
    assert linked.count("@kite_app") <= 1


@pytest.mark.parametrize("mark", ["mentions", "hashtags", "cashtags"])
def test_the_rule_for_x_is_that_of_twitter_texts_own_tests(corpus: Path, mark: str) -> None:
    file = corpus / "contracts" / "twitter-text" / "extract.yml"
    if not file.is_file():
        pytest.skip(f"twitter-text's tests are not in {file}")
    cases = load_yaml(file.read_text("utf-8"))["tests"][mark]
    assert cases
    sign = {"mentions": "@", "hashtags": "#", "cashtags": "$"}[mark]
    for case in cases:
        found = [one[1:] for one in linked_on("x", case["text"]) if one.startswith(sign)]
        assert found == case["expected"], case["description"]
        assert linked_on("x", harmless(case["text"], EVERYTHING)) == [], case["description"]
