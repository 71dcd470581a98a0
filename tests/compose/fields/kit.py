"""Issues, channels and what is composed of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from distribute.channel.post import Draft
from distribute.compose.fit import fit
from distribute.facts.model import Fact, Tag
from distribute.issue import Issue
from distribute.text.dates import parse_date

URL = "https://example.org/2020/12/letter/"


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
    *phrases: str,
    line: int = 1,
    section: str = "News",
    link: str = "",
    name: str = "",
    score: float = 5.0,
    tags: tuple[Tag, ...] = (),
) -> Fact:
    return Fact(phrases=phrases, line=line, section=section, score=score, link=link, name=name, tags=tags)


KITES = [
    fact(
        "Kite 1.2 adds loops, which turn", "Kite 1.2 adds loops", name="Kite 1.2", line=30, section="Software"
    ),
    fact("Ada Moth flew to Lyon", line=10, section="Events", link="https://ada.example/"),
    fact("Nest 4.5 feeds the young", name="Nest 4.5", line=40, section="Software", tags=("changed",)),
    fact("Bo Lind wrote about wind", line=20, section="Articles"),
]


def text_of(draft: Draft) -> str:
    (message,) = draft.messages
    return message.text


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


def plainly(chosen: Any, names: Any, tags: Any) -> str:
    also = [f"also {', '.join(names)}"] if names else []
    return "\n".join(["HEAD", *(phrase for _, phrase in chosen), *also, *tags])


def fitted(
    limit: int,
    tags: tuple[str, ...] = (),
    aim: int | None = None,
    most: int = 9,
    facts: list[Fact] = KITES,
    named: list[Fact] | None = None,
) -> list[str]:
    choices = [(known, known.phrases) for known in facts]
    text = fit(plainly, choices, tags, limit=limit, aim=aim, measure=len, most=most, named=named or [])
    return text.split("\n")
