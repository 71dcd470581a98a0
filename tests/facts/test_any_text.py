"""Whatever the text"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.facts.pipeline import extract_facts, highlights
from distribute.issue import Overrides
from distribute.languages.registry import language_of
from tests.facts.kit import facts, issue

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
@example(body="# 0.0](AAA\n\n0", earlier="")
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
    for fact in (
        *facts("", words=Overrides(summary=summary)),
        *facts("", words=Overrides(highlights=tuple(own))),
    ):
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
    extraction = extract_facts(
        issue(LEFT), [issue("In every issue: [Kite](https://kite.example/) is free.", id="2020-10")]
    )
    assert [fact.line for fact in extraction.facts] == [10]
    assert [(left.line, left.rule) for left in extraction.rejected] == [
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
    (left,) = extract_facts(issue(body, words=Overrides(summary="Kite 2.0 brings tails that wag."))).rejected
    assert (left.line, left.rule) == (3, "own-words-instead")
    (told,) = extract_facts(issue(body, words=Overrides(summary="News of Kite 2.0!"))).facts[1:]
    assert told.phrases[0] == "Kite 2.0 brings tails"


def test_a_long_word_where_an_author_s_name_could_be_takes_no_time() -> None:
    began = time.process_time()
    facts(f"## Articles\n\n- [Kite 1.2 flies](https://kite.example/) by {'a' * 60}!")
    assert time.process_time() - began < 5
