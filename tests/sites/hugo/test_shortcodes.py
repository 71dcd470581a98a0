"""--- shortcodes; --- anything at all"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.config import FILE, Config, SiteSettings
from distribute.sites.registry import open_site
from tests.sites.hugo.kit import LETTER, one

# --- shortcodes


def body(make_site: Any, text: str) -> str:
    return str(one(make_site, f"---\ntitle: x\n---\n{text}").body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{< toc >}} b", "a  b"),
        ("a {{% toc %}} b", "a  b"),
        ("a {{<toc>}} b", "a  b"),
        ("a {{< toc />}} b", "a  b"),
        ("{{< note kind=tip >}}Words.{{< /note >}}", "Words."),
        ("{{% note %}}*Words.*{{% /note %}}", "*Words.*"),
        ('{{< x "a > b" >}}c', "c"),
        ("{{< x `a >}} b` >}}c", "c"),
        ('{{< x "a \\" >}} b" >}}c', "c"),
        ("{{< x a-b.c/d=1 >}}e", "e"),
        ("`{{</* toc */>}}` a", "`{{< toc >}}` a"),
        ("`{{%/* toc */%}}` a", "`{{% toc %}}` a"),
        ("a\n{{< x\n  b=1\n  c='d'\n>}}\ne", "a\n\n\n\n\ne"),
        ("{{< highlight go >}}\nTODO()\n{{< /highlight >}}\na", "\n\n\na"),
        ("No { braces } {{ here", "No { braces } {{ here"),
    ],
)
def test_a_shortcode_is_shown_only_as_it_is_written_about(make_site: Any, text: str, expected: str) -> None:
    assert body(make_site, text) == expected


@pytest.mark.parametrize("call", ['{{< ref "/news/x.md" >}}', '{{% relref "x" %}}', '{{<ref "x">}}'])
def test_a_link_by_shortcode_keeps_its_words(make_site: Any, call: str) -> None:
    issue = one(make_site, f"---\ntitle: x\n---\nSee [the letter]({call}) today.\n")
    (item,) = issue.document.items()
    assert item.text == "See the letter today."
    assert item.links[0].url == ""


@pytest.mark.parametrize(
    "call",
    [
        '{{< figure src="/k.png" alt="A kite" caption="It *flies*" >}}',
        '{{< figure src=/k.png alt="A kite" caption="It flies" >}}',
        "{{< figure src=`/k.png` alt=`A kite` caption=`It flies` >}}",
        '{{<figure\n  src="/k.png"\n  alt="A kite"\n  caption="It [flies](https://kite.example/)"\n/>}}',
        '{{< figure src="/k.png" alt="A kite" title="It flies" >}}',
        '{{% figure src="/k.png" alt="A kite" caption="It <b>flies</b>" %}}',
    ],
    ids=["quotes", "bare", "raw", "lines", "title", "percent"],
)
def test_a_figure_is_a_picture_with_words_and_caption(make_site: Any, call: str) -> None:
    (figure,) = one(make_site, f"---\ntitle: x\n---\n\n{call}\n").document.figures
    assert (figure.url, figure.alt, figure.caption, figure.line) == (
        "https://example.org/k.png",
        "A kite",
        "It flies",
        5,
    )


def test_quotes_and_brackets_in_a_figure_do_no_harm(make_site: Any) -> None:
    call = '{{< figure src="/my kite.png" alt="A [red] \\"kite\\"" caption="\\"Up\\" it [goes]" >}}'
    (figure,) = one(make_site, f"---\ntitle: x\n---\n{call}\n").document.figures
    assert (figure.url, figure.alt) == ("https://example.org/my kite.png", 'A (red) "kite"')
    assert "Up" in figure.caption


def test_a_figure_without_words_is_warned_of_at_its_line(make_site: Any) -> None:
    issue = one(make_site, '---\ntitle: x\ndate: 2020-12-09\n---\n\n{{< figure\n  src="k.png" >}}\n')
    assert [(problem.code, problem.line) for problem in check(issue)] == [("alt", 6)]


def test_a_caption_is_the_alternative_text_of_a_figure_without_one(make_site: Any) -> None:
    it = one(
        make_site, '---\ntitle: x\ndate: 2020-12-09\n---\n{{< figure src="/k.png" caption="A red kite" >}}\n'
    )
    assert [figure.alt for figure in it.document.figures] == ["A red kite"]
    assert check(it) == ()


def test_a_figure_without_source_is_none(make_site: Any) -> None:
    assert one(make_site, '---\ntitle: x\n---\n{{< figure caption="a" >}}\n').document.figures == ()


def test_what_follows_a_shortcode_keeps_its_line(make_site: Any) -> None:
    text = '---\ntitle: x\ndate: 2020-12-09\n---\n{{< figure src="a.png"\n  alt="A kite"\n>}}\n\n{{< x\n >}}\n[NAME]\n'
    assert [(problem.code, problem.line) for problem in check(one(make_site, text))] == [("placeholder", 11)]


@given(
    st.lists(
        st.sampled_from(
            [
                "{{< ",
                "{{% ",
                " >}}",
                " %}}",
                "figure ",
                "src=",
                '"',
                "`",
                "\\",
                "x",
                "/",
                "/*",
                "*/",
                "\n",
                "ref ",
            ]
        ),
        max_size=30,
    )
)
def test_cleaning_keeps_every_line_in_its_place(make_site: Any, pieces: list[str]) -> None:
    text = "".join(pieces)
    issue = one(make_site, LETTER + text)
    assert issue.body_line + issue.body.count("\n") == 1 + (LETTER + text).count("\n")


# --- anything at all


PIECES = st.sampled_from(
    [
        "---\n",
        "+++\n",
        "{",
        "}",
        "\n",
        "\r\n",
        "\ufeff",
        "title: x\n",
        "title: [a]\n",
        "date: 2020-12-09\n",
        "date: [1]\n",
        "date: 0001-01-01T00:00:00+14:00\n",
        "url: //\n",
        "url: {a: b}\n",
        "slug: 1\n",
        "aliases: {a: b}\n",
        "aliases: [1, null]\n",
        "author: 1\n",
        "authors: [{name: x}]\n",
        "draft: {}\n",
        "distribute: 1\n",
        "distribute: {mastodon: {text: [1]}}\n",
        "distribute_a: b\n",
        "distribute_a_b: c\n",
        "distribute_: x\n",
        "summary: [1]\n",
        "# x\n",
        "- y\n",
        "{{< figure src=x >}}",
        "{{<",
        "[a](http://[)",
        "![](x)",
        "title = 1\n",
        "date = 2020-12-09\n",
        "date = 12:00:00\n",
    ]
)


@given(st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=15).map("".join).map(str.encode)))
def test_any_file_can_be_read_and_checked(tmp_path: Path, content: bytes) -> None:
    settings = SiteSettings(
        url="https://example.org/", permalink="/:year/:month/:title/:slug/", generator="hugo"
    )
    site = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ()))
    path = tmp_path / "letter.md"
    path.write_bytes(content)
    issue = site.read(path)
    assert issue.url.startswith("https://example.org/") or b"url" in content
    assert all(problem.path == "letter.md" for problem in check(issue))
