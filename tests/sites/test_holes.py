"""A sentence that lacks a word which only the generator knows is not told as if it were whole."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.sites.holes import VALUE, WIDGET, without_marks
from distribute.sites.mdx import without_mdx
from distribute.text.markdown import parse

_HEAD = "---\ntitle: Kite News 3\ndate: 2026-11-23\nversion: 1.2.3\n---\n\n## News\n\n"
_PLACES = {
    "hugo": ("hugo.toml", 'baseURL = "https://kites.example/"\n[params]\nprice = 5\n', "content/3.md"),
    "jekyll": ("_config.yml", "url: https://kites.example\n", "_posts/2026-11-23-kites.md"),
    "zola": ("zola.toml", 'base_url = "https://kites.example"\n', "content/3.md"),
    "eleventy": (".eleventy.js", "", "posts/3.md"),
    "astro": ("astro.config.mjs", "export default {site: 'https://kites.example'};", "src/pages/news/3.mdx"),
    "docusaurus": ("docusaurus.config.js", "export default {url: 'https://kites.example', baseUrl: '/'};", "blog/2026-11-23-k.md"),
}  # fmt: skip


def told(make_site: Any, generator: str, entry: str) -> tuple[list[str], list[str]]:
    """Return what is told of an issue with an entry beside another, and the rules by which the rest is not."""
    settings, text, page = _PLACES[generator]
    body = f"{_HEAD}- {entry}\n- Moth 2.0 reads old charts\n"
    site = make_site({settings: text, page: body}, generator=generator, issues=page, check_page=False)
    (issue,) = site.issues()
    found = extract_facts(issue)
    phrases = [fact.phrases[0] for fact in found.facts]
    assert "Moth 2.0 reads old charts" in phrases
    return [phrase for phrase in phrases if "Moth" not in phrase], [entry.rule for entry in found.rejected]


@pytest.mark.parametrize(
    ("generator", "entry"),
    [
        ("hugo", 'Wing 3.1 no longer supports {{% dep "old" %}} sensors'),
        ("hugo", 'Wing 3.1 costs {{< param "fee" >}}'),
        ("jekyll", "Wing 3.1 costs {{ site.data.price }} euros"),
        ("jekyll", "Wing 3.1 costs {{ site.data.price }}."),
        ("jekyll", "Wing 3.1 {% if page.new %}is new{% else %}is withdrawn{% endif %} this week"),
        ("jekyll", "Wing 3.1 supports {% include sensors.html %} sensors"),
        ("zola", 'Wing 3.1 no longer supports {{ dep(name="old") }} sensors'),
        ("eleventy", "Wing 3.1 costs {{ price }} euros"),
        ("eleventy", 'Wing 3.1 supports {% sensor "old" %} sensors'),
        ("astro", "Wing 3.1 costs {price} euros"),
        ("astro", "Wing 3.1 costs {price}"),
        ("docusaurus", 'Wing 3.1 runs on <Tag name="x" /> machines'),
        ("docusaurus", "Wing 3.1 costs {price} euros"),
    ],
)
def test_an_entry_that_lacks_a_word_is_not_told(make_site: Any, generator: str, entry: str) -> None:
    assert told(make_site, generator, entry) == ([], ["words-missing"])


@pytest.mark.parametrize(
    ("generator", "entry", "phrase"),
    [
        ("hugo", '{{< icon "star" >}} Wing 3.1 reads new charts', "Wing 3.1 reads new charts"),
        ("hugo", 'Wing 3.1 reads new charts {{< badge "new" >}}', "Wing 3.1 reads new charts"),
        ("hugo", "Wing 3.1 reads {{< hl >}}new{{< /hl >}} charts", "Wing 3.1 reads new charts"),
        ("hugo", 'Wing 3.1 costs {{< param "price" >}} euros', "Wing 3.1 costs 5 euros"),
        ("hugo", 'Wing {{< param "version" >}} reads new charts', "Wing 1.2.3 reads new charts"),
        ("jekyll", "[Wing 3.1]({{ site.baseurl }}/wing) reads new charts", "Wing 3.1 reads new charts"),
        ("jekyll", '<a href="{{ wing.url }}">Wing 3.1</a> reads new charts', "Wing 3.1 reads new charts"),
        ("jekyll", "Wing {{ page.version }} reads new charts", "Wing 1.2.3 reads new charts"),
        ("jekyll", "Wing 3.1 reads {% hl %}new{% endhl %} charts", "Wing 3.1 reads new charts"),
        ("zola", "Wing 3.1 reads {% hl() %}new{% end %} charts", "Wing 3.1 reads new charts"),
        ("astro", 'Wing 3.1 reads <Mark color="red">new</Mark> charts', "Wing 3.1 reads new charts"),
        ("astro", 'Wing 3.1 costs {"5"} euros', "Wing 3.1 costs 5 euros"),
        ("astro", "Wing 3.1 reads{' '}new charts", "Wing 3.1 reads new charts"),
        ("docusaurus", "Wing 3.1 reads new charts {/* not {yet} */}", "Wing 3.1 reads new charts"),
        ("docusaurus", "Wing 3.1 reads new charts <New />", "Wing 3.1 reads new charts"),
    ],
)
def test_an_entry_that_lacks_no_word_is_told(make_site: Any, generator: str, entry: str, phrase: str) -> None:
    assert told(make_site, generator, entry) == ([phrase], [])


def test_a_heading_that_lacks_a_word_names_nothing() -> None:
    document = parse("## Kite costs euros\n\n- Moth 2.0 flies\n", first_line=5, holes={5})
    assert [(section.title, [item.text for item in section.items]) for section in document.sections] == [
        ("", []),
        ("", ["Moth 2.0 flies"]),
    ]


def test_what_stands_below_an_entry_that_lacks_a_word_stays() -> None:
    (section,) = parse("- Kite costs euros\n  - Moth 2.0 flies\n", holes={1}).sections
    (entry,) = section.items
    assert (entry.text, entry.remains) == ("", "Kite costs euros")
    assert [child.text for child in entry.children] == ["Moth 2.0 flies"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"costs {VALUE} euros\n\ncosts {VALUE}.", {7, 9}),
        (f"one\ntwo {WIDGET}\nthree", {8}),
        (f"one\n\n{VALUE}\n\n{WIDGET}", set()),
        (f"## News {WIDGET}\n\n{WIDGET} Kite", set()),
        (f"[kite](https://kite.example/{VALUE}/a)\n[kite]: {VALUE}", set()),
        ("no mark", set()),
    ],
)
def test_the_lines_in_which_words_are_missing(body: str, lines: set[int]) -> None:
    assert without_marks(body, 7) == (body.replace(VALUE, "").replace(WIDGET, ""), lines)


def test_an_authors_comment_in_mdx_is_not_the_issues() -> None:
    body = "one {/* a */} two\n{/*\n- secret 9.9\n```\n*/} three\n`{/*` four\n```\n{/* code */}\n```\n{/* b"
    assert without_mdx(body) == "one  two\n\n\n\n three\n`{/*` four\n```\n{/* code */}\n```\n"


def test_a_tag_over_several_lines_is_left_out() -> None:
    body = 'one\n<Card\n  title="two"\n  on={() =>\n    three}\n>\nfour\n</Card>\n<Card\n\nfive'
    assert without_mdx(body) == "one\n\n\n\n\n\nfour\n\n\n\nfive"


@pytest.mark.parametrize("open_end", ["{/*", "<Card ", "{", "`{/* "])
def test_what_never_ends_takes_no_longer(open_end: str) -> None:
    assert len(without_mdx(open_end * 30_000 + "\n" + open_end * 30_000)) < 500_000
