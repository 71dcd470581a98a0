"""--- anything at all"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.config import FILE, Config, SiteSettings
from distribute.sites.registry import SiteError, open_site
from tests.sites.pelican.kit import LETTER, letter, one

PIECES = st.sampled_from(
    [
        "---\n",
        "------\n",
        "...\n",
        "\n",
        "    more\n",
        "\tmore\n",
        "\r\n",
        "\ufeff",
        "Title: x\n",
        "Title:\n",
        "Date: 2020-12-09\n",
        "Date: soon\n",
        "Lang: de\n",
        "Lang: ../\n",
        "Slug: {date}\n",
        "Url: //\n",
        "Status: draft\n",
        "Author: a, (b\n",
        "Category: ;\n",
        "Summary: x\n",
        "distribute: x\n",
        "distribute_a: b\n",
        "distribute_a_b: c\n",
        "distribute_: x\n",
        "distribute_skip: a\n",
        "distribute_highlights: a\n",
        "# x\n",
        "- y\n",
        "[a]({filename}b.md)",
        "[a]({filename}http://[)",
        "|static|",
        "{",
        "日本",
        "🚀",
        "&#x1F;",
    ]
)


@given(
    st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=15).map("".join).map(str.encode)),
    st.sampled_from(["letter.md", "2020-12-09_de.md", "2020-99-99.md"]),
)
def test_any_file_can_be_read_and_checked(tmp_path: Path, content: bytes, name: str) -> None:
    settings = SiteSettings(
        url="https://example.org/",
        permalink="{date:%Y}/{slug}/{lang}/{category}/{author}",
        generator="pelican",
    )
    site = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ()))
    path = tmp_path / "content" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    issue = site.read(path)
    assert issue.url.startswith("https://example.org/") or issue.date is None
    assert all(problem.path == f"content/{name}" for problem in check(issue))
    path.unlink()


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ["{filename}", "{static}", "|attach|", "../", "/", "http://[", "x.md", "](", "#"]
            ),
        ),
        max_size=8,
    )
)
def test_any_body_can_be_linked(tmp_path: Path, pieces: list[str]) -> None:
    content = tmp_path / "content"
    content.mkdir(exist_ok=True)
    (content / "letter.md").write_text("Title: x\n\n" + "".join(pieces), encoding="utf-8", errors="replace")
    settings = SiteSettings(url="https://example.org/", generator="pelican")
    (issue,) = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ())).issues()
    assert issue.title == "x"


def test_a_pattern_that_is_computed_is_told_not_guessed(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"computed_by_the_settings.*set site\.permalink"):
        one(make_site, LETTER, own="ARTICLE_URL = make('{slug}')")
    assert one(make_site, LETTER, own="ARTICLE_URL = make('{slug}')", permalink="{slug}/").url.endswith("/")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("BASE = 'blog/'\nARTICLE_URL = BASE + '{slug}/'", "blog/the-letter-november-2020/"),
        ("ARTICLE_SAVE_AS = 'x/{slug}/'\nARTICLE_URL = ARTICLE_SAVE_AS", "x/the-letter-november-2020/"),
    ],
)
def test_plain_values_may_be_put_together(make_site: Any, own: str, expected: str) -> None:
    assert one(make_site, LETTER, own=own).url == f"https://example.org/{expected}"


@pytest.mark.parametrize("date", ["9 Dec 2020", "Wed, 09 Dec 2020 00:00:00 GMT", "12/09/2020", "2020/12/09"])
def test_dates_are_read_as_dateutil_reads_them(make_site: Any, date: str) -> None:
    when = one(make_site, f"Title: x\nDate: {date}\n\nBody.\n").date
    assert f"{when:%Y-%m-%d}" == "2020-12-09"


def test_a_link_to_a_page_that_is_no_issue_is_an_address(make_site: Any) -> None:
    files = {
        "pelicanconf.py": "",
        "content/news/letter.md": LETTER + "[a]({filename}../pages/about.md#us) [b]({filename}gone.md)\n",
        "content/pages/about.md": "Title: About\n\nBody.\n",
    }
    (issue,) = make_site(files, issues="content/news/*.md").issues()
    assert "[a](https://example.org/about.html#us) [b](#)" in issue.body
    assert check(issue) == ()


def test_translations_are_linked_by_slug(make_site: Any) -> None:
    files = {
        "pelicanconf.py": "",
        "content/a.md": letter("Slug: december"),
        "content/b.md": letter("Slug: december\nLang: pt_BR").replace("2020-12-09", "2020-12-20"),
    }
    assert [(issue.id, issue.language) for issue in make_site(files).issues()] == [
        ("2020-12-09", "en"),
        ("2020-12-09", "pt-br"),
    ]
