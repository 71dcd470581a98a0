"""Plain Markdown: what the first heading and the name of a file say."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.issue import Issue
from distribute.sites.find import NotFound, find
from distribute.sites.front_matter import FrontMatter
from distribute.sites.plain import Plain, _with_number
from distribute.sites.registry import SiteError
from tests.timing import require_proportion


def one(make_site: Any, text: str, name: str = "issues/issue-42.md", **site: Any) -> Issue:
    issue: Issue
    (issue,) = make_site({name: text}, **{"generator": "plain", **site}).issues()
    return issue


def test_a_plain_site_is_named_or_has_all_that_is_needed_in_our_settings(make_site: Any) -> None:
    assert isinstance(make_site({}, generator="plain"), Plain)
    assert isinstance(make_site({}, issues="*.md", permalink="/:name/"), Plain)
    with pytest.raises(SiteError, match=r"set site\.generator to one of astro, .*, zola"):
        make_site({"letter.md": ""})


@pytest.mark.parametrize(
    ("text", "title", "line", "body"),
    [
        ("# The Letter\n\nBody.", "The Letter", 1, "\n\nBody."),
        ("<!-- note -->\n\n# The *Letter* #\nBody.", "The Letter", 3, "<!-- note -->\n\n\nBody."),
        ("The Letter\n==========\n\nBody.", "The Letter", 1, "\n\n\nBody."),
        ("# [The Letter](https://x.example)\n", "The Letter", 1, "\n"),
        ("# #16: it's out\n", "#16: it's out", 1, "\n"),
        ("---\ntitle: 'Letter \\#5'\n---\n", "Letter #5", 2, ""),
        ("# The Letter {#letter}\n", "The Letter", 1, "\n"),
        ("# [Letter \\#13](https://x.example)\n", "Letter #13", 1, "\n"),
        ("---\ntitle: Do they fly&nbsp;?\n---\n", "Do they fly ?", 2, ""),
        ("# # Letter #13\n", "Letter #13", 1, "\n"),
        ('# 2026-01 <img src="https://x.example/2026-01.svg?v=[1]" align=right>\n', "2026-01", 1, "\n"),
        ('# <a id="top"></a>The <b>Letter</b> &amp; co. <!-- draft -->\n', "The Letter & co.", 1, "\n"),
        ("# Why `<b>` and \\<i> matter\n", "Why <b> and <i> matter", 1, "\n"),
        ("# 2 * 3 *Kites*\n", "2 * 3 Kites", 1, "\n"),
        ("# The Letter \\#13 \\(May\\)\n", "The Letter #13 (May)", 1, "\n"),
        ("---\ntitle: Wind (Letter #5)\n---\n", "Wind (Letter #5)", 2, ""),
        ("---\ntitle: Wind # not yet\n---\n", "Wind", 2, ""),
        ("---\ntitle: Wind #5 # not yet\n---\n", "Wind #5", 2, ""),
        ("---\ntitle: Wind # not before #5\n---\n", "Wind", 2, ""),
        ("---\ntitle: 'Wind #5' #6\n---\n", "Wind #5", 2, ""),
        ("---\ntitle: Stated\n---\n# Other\n", "Stated", 2, "# Other\n"),
        ("Body.\n\n# Later\n", "Issue 42", None, "Body.\n\n# Later\n"),
        ("## Section\n", "Issue 42", None, "## Section\n"),
        ("# The Letter { .kite }\n", "The Letter", 1, "\n"),
        ("# [The Letter](#top) {#top}\n", "The Letter", 1, "\n"),
        ("# Kites\n\nFly.\n\n# Moths\n", "Kites", 1, "\n\nFly.\n\n# Moths\n"),
        ("\n# Kites\n\nFly.\n\n# Moths\n", "Issue 42", None, "\n# Kites\n\nFly.\n\n# Moths\n"),
        ("# Letter 42\n\n# Moths\n", "Letter 42", 1, "\n\n# Moths\n"),
        ("title: The Letter\ndate: 2020-12-09\n---\n# Other\n", "The Letter", 1, "# Other\n"),
        ("    Title: The Letter\n    Date: 2020-12-09\n\nBody.\n", "The Letter", 1, "Body.\n"),
        ("# Kites\n\n```\n# code\n```\n", "Kites", 1, "\n\n```\n# code\n```\n"),
        ("---\n# layout: wide\n---\n# Kites\nBody.\n", "Kites", 4, "\nBody.\n"),
        ("+++\n+++\n# Kites\n", "Kites", 3, "\n"),
    ],
)
def test_the_title_is_the_first_heading_else_the_name(
    make_site: Any, text: str, title: str, line: int | None, body: str
) -> None:
    issue = one(make_site, text)
    assert (issue.title, issue.lines.get("title"), issue.body) == (title, line, body)
    assert issue.problems == ()


@pytest.mark.parametrize(
    ("name", "id_", "title", "date", "covers"),
    [
        ("issue-42.md", "42", "Issue 42", "", ()),
        ("issue-042.markdown", "42", "Issue 042", "", ()),
        ("Ausgabe_7.md", "7", "Ausgabe 7", "", ()),
        ("2020-11.md", "2020-11", "November 2020", "", ("2020-11",)),
        ("2020_11.md", "2020-11", "November 2020", "", ("2020-11",)),
        ("2020-11.de.md", "2020-11", "November 2020", "", ("2020-11",)),
        ("letter-2020-11.md", "2020-11", "Letter 2020 11", "", ("2020-11",)),
        ("2020-12-09.md", "2020-12-09", "2020-12-09", "2020-12-09", ()),
        ("2020-12-09-kite-news.md", "2020-12-09", "Kite news, 2020-12-09", "2020-12-09", ()),
        ("2020-dec-09.md", "2020-12-09", "2020 dec 09", "2020-12-09", ()),
        ("2020-W50.md", "2020-W50", "2020 W50", "", ()),
        ("2020/May/09.md", "09", "2020 May 09", "", ()),
        ("winter.md", "winter", "Winter", "", ()),
        ("2020Dec09.md", "2020-12-09", "2020Dec09", "2020-12-09", ()),
        ("kite-news/index.md", "kite-news", "Kite news", "", ()),
        ("2020-11/README.md", "2020-11", "November 2020", "", ("2020-11",)),
        ("letter_73_Feb2026.md", "2026-02", "Letter 73 Feb 2026", "", ("2026-02",)),
        ("letter-june-2026.md", "2026-06", "Letter june 2026", "", ("2026-06",)),
        ("letter_69_Kites2025.md", "letter_69_Kites2025", "Letter 69 Kites2025", "", ()),
        ("20201209-kite-news.md", "2020-12-09", "Kite news, 2020-12-09", "2020-12-09", ()),
        ("20201209T060052Z-kite-news.md", "2020-12-09", "Kite news, 2020-12-09", "2020-12-09", ()),
    ],
)
def test_number_month_week_and_date_are_in_the_name(
    make_site: Any, name: str, id_: str, title: str, date: str, covers: tuple[str, ...]
) -> None:
    issue = one(make_site, "Body.\n", f"issues/{name}")
    assert (issue.id, issue.title, issue.covers) == (id_, title, covers)
    assert (f"{issue.date:%Y-%m-%d}" if issue.date else "") == date


@pytest.mark.parametrize(
    ("name", "permalink", "place"),
    [
        ("issues/issue-42.md", None, "issues/issue-42/"),
        ("issue-42.md", None, "issue-42/"),
        ("issues/42/index.md", None, "issues/42/"),
        ("index.md", None, ""),
        ("README.md", None, ""),
        ("issues/issue-42.md", "/:number.html", "42.html"),
        ("issues/2020-12-09.md", "/:year/:month/:day/", "2020/12/09/"),
        ("de/issue-42.md", "/:lang/:name", "de/issue-42"),
        ("issues/odd name.md", "/:folder/:name.html", "issues/odd%20name.html"),
    ],
)
def test_the_address_is_by_permalink_else_by_place(
    make_site: Any, name: str, permalink: str | None, place: str
) -> None:
    assert one(make_site, "# x\n", name, permalink=permalink).url == f"https://example.org/{place}"


FRANKLIN = """@def title = "Kites (September 2026)"
@def published = "05 October 2026"
@def rss_pubdate = Date(2026, 10, 06)
@def lang = "julia"
@def rss = \"\"\"News of kites
and "moths\"\"\"

Fly.
"""
FENCED = """+++
title = "Kites (September 2026)"
rss_pubdate = Date(2026, 10, 5)
tags = ["wind", "rain"]
rss_description = "News of kites and \\"moths"
+++

Fly.
"""


@pytest.mark.parametrize(("text", "line"), [(FRANKLIN, 1), (FENCED, 2)])
def test_the_definitions_of_franklin_are_front_matter(make_site: Any, text: str, line: int) -> None:
    issue = one(make_site, text, "blog/2026/10/kites.md")
    assert (issue.title, issue.id, f"{issue.date:%Y-%m-%d}") == (
        "Kites (September 2026)",
        "2026-09",
        "2026-10-05",
    )
    assert (issue.body.strip(), issue.language) == ("Fly.", "en")
    assert " ".join(issue.words.description.split()) == 'News of kites and "moths'
    assert text.split("\n")[issue.body_line - 1 :] == issue.body.split("\n")
    assert (issue.lines["title"], issue.problems) == (line, ())


@pytest.mark.parametrize(
    "text", ["@def\n", "+++\ndate = Date(2026, 10, 5)\nno end\n", "+++\nx = Date(2026, 10, 5)"]
)
def test_what_is_no_front_matter_of_franklin_is_no_crash(make_site: Any, text: str) -> None:
    assert one(make_site, text, "kites.md").title == "Kites"


def test_a_heading_that_several_files_begin_with_is_a_section(make_site: Any) -> None:
    files = {f"letters/{n}.md": "# Hello!\n\nFly.\n\n# News\n" for n in (1, 2)}
    files["letters/3.md"] = "# Wind and rain\n\nFly.\n\n# News\n"
    site = make_site(files, generator="plain", issues="letters/*.md")
    read = [site.read_in(path) for path in site.paths()]
    assert [each.issue.title for each in read] == ["1", "2", "Wind and rain"]
    assert not any(each.stands_alone for each in read)  # other files may change what this one's heading is


def test_an_issue_is_found_by_the_number_and_the_month_of_its_file(make_site: Any) -> None:
    issues = make_site(
        {"letter_73_Feb2026.md": "Fly.\n", "letter_72_Jan2026.md": "Fly.\n"}, generator="plain"
    ).issues()
    for query in ("73", "2026-02"):
        assert [issue.path for issue in find(issues, query).issues] == ["letter_73_Feb2026.md"]


def test_a_token_that_is_not_known_is_told_with_those_that_are(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r":colour, which is not known; there are :year, :month"):
        one(make_site, "# x\n", permalink="/:colour/")
    with pytest.raises(SiteError, match=r"has \{name\}: here a token is written :name"):
        one(make_site, "# x\n", permalink="/news/{name}/")


def test_translations_are_linked_by_folder_or_suffix(make_site: Any) -> None:
    files = {"issues/a.md": "# A\n", "issues/a.de.md": "# B\n", "fr/issues/a.md": "# C\n"}
    issues = make_site(files, generator="plain").issues()
    assert {issue.language for issue in find(issues, "a").issues} == {"en", "de", "fr"}


@pytest.mark.parametrize("name", ["zh_CN", "index", "README"])
def test_a_folders_own_page_is_called_after_the_folder(make_site: Any, name: str) -> None:
    files = {f"tea/202411{day}/{name}.md": "# Tea\n\n- [Kite](https://kite.example/)" for day in ("03", "17")}
    found = make_site(files, generator="plain", issues="tea/*/*.md", url="https://x.example/").issues()
    assert [issue.url for issue in found] == [
        "https://x.example/tea/20241103/",
        "https://x.example/tea/20241117/",
    ]
    assert [issue.id for issue in found] == ["2024-11-03", "2024-11-17"]
    assert {issue.language for issue in found} == {"zh-cn" if name == "zh_CN" else "en"}


def test_a_folder_with_a_file_for_each_language_is_one_issue(make_site: Any) -> None:
    files = {
        f"tea/42/{code}.md": f"# Tea 42 {code}\n\n- [Kite](https://kite.example/)" for code in ("en", "de")
    }
    german, english = make_site(files, generator="plain", issues="tea/*/*.md").issues()
    assert (german.language, english.language) == ("de", "en")
    assert german.id == english.id


@pytest.mark.parametrize("name", ["index", "README", "de"])
def test_a_page_is_never_called_after_the_folder_of_the_whole_site(make_site: Any, name: str) -> None:
    (issue,) = make_site({f"{name}.md": "# Tea\n"}, generator="plain", issues="*.md").issues()
    assert (issue.id, issue.language) == (name, "en")


def test_a_word_of_two_letters_is_no_language_in_a_folder_that_counts_nothing(make_site: Any) -> None:
    files = {f"tea/{name}.md": f"# Tea {name}\n" for name in ("it", "no")}
    found = make_site(files, generator="plain", issues="tea/*.md").issues()
    assert [(issue.id, issue.language) for issue in found] == [("it", "en"), ("no", "en")]


def test_a_page_that_is_published_is_dated_by_its_name(make_site: Any) -> None:
    issue = one(
        make_site, "---\ntitle: Letter\npublished: true\n---\n\nBody.\n", "issues/2020-12-09-letter.md"
    )
    assert (f"{issue.date:%Y-%m-%d}", issue.problems) == ("2020-12-09", ())


@pytest.mark.parametrize("key", ["date", "published_at", "publishdate", "published"])
def test_a_date_may_have_the_names_that_programs_give_it(make_site: Any, key: str) -> None:
    issue = one(make_site, f"---\ntitle: Letter\n{key}: 2020-12-09\n---\n\nBody.\n")
    assert f"{issue.date:%Y-%m-%d}" == "2020-12-09"


@pytest.mark.parametrize("name", ["issue-{}.md", "{}/index.md", "{0}/issue-{0}.md"])
def test_the_latest_issue_without_a_date_has_the_highest_number(make_site: Any, name: str) -> None:
    site = make_site({name.format(number): "Body.\n" for number in range(8, 11)}, generator="plain")
    issues = site.issues()
    assert [issue.path for issue in issues] == [name.format(number) for number in range(8, 11)]
    assert find(issues, "latest").issues[0].path == name.format(10)
    with pytest.raises(NotFound, match=r"(?s)latest are:\n[^\n]*10[^\n]*\n[^\n]*9"):
        find(issues, "no such issue")


@pytest.mark.parametrize("filling", [" ", " #", " #5", " #5 # no"])
def test_time_grows_with_a_title_and_not_with_its_square(filling: str) -> None:
    def read(length: int) -> None:
        _with_number(FrontMatter({"title": "Wind"}, {"title": 1}, "", 2), f"title: {filling * length}\0")

    require_proportion(read, 2_000)


def test_franklins_settings_tell_name_and_address(make_site: Any) -> None:
    own = '+++\n# General\nauthor = "Kites"\n\n# Feed\nwebsite_title = "Kite Club"\nwebsite_url = "https://kite.example"\n+++\n'
    site = make_site({"config.md": own, "post/2026-01-02-kites.md": "# Kites\n"}, generator="plain", url="")
    assert (site.title, site.base) == ("Kite Club", "https://kite.example/")


@pytest.mark.parametrize(
    "begin",
    [
        '+++\ntitle = "Kites"\nabstract = """\n  A tail\n  of silk.\n  """\n+++\n',
        '@def title = "Kites"\n@def abstract = "A tail of silk."\n',
    ],
)
def test_franklins_variables_of_a_page_stand_in_its_text(make_site: Any, begin: str) -> None:
    issue = one(make_site, f"{begin}\n{{{{abstract}}}}\n\nBody.\n")
    assert [item.text for item in issue.document.items()] == ["A tail of silk.", "Body."]
    assert [item.line for item in issue.document.items()] == [begin.count("\n") + 2, begin.count("\n") + 4]
    assert issue.words.description.split() == ["A", "tail", "of", "silk."]


def test_remarks_between_franklins_definitions_are_skipped(make_site: Any) -> None:
    issue = one(make_site, '# one\n@def title = "Kites"\n# two\n@def date = Date(2026, 10, 5)\nBody.\n')
    assert issue.title == "one", "a heading is none of them"
    issue = one(make_site, '@def title = "Kites"\n# two\n@def date = Date(2026, 10, 5)\nBody.\n')
    assert (issue.title, f"{issue.date:%d}", issue.lines, issue.body) == (
        "Kites",
        "05",
        {"title": 1, "date": 3},
        "Body.\n",
    )


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["post/index.md", "post/2026-01-02-a.md", "post/2026-02-03-b.md"], 2),
        (["post/index.md", "post/2026-01-02-a.md"], 2),
        (["post/index.md", "post/knots.md", "post/reels.md"], 3),
        (["2026-05/index.md", "2026-05/part-1.md", "2026-05/part-2.md"], 3),
        (["post/1/index.md", "post/2/index.md", "post/3/index.md"], 3),
    ],
)
def test_a_list_of_pages_is_no_issue(make_site: Any, names: list[str], kept: int) -> None:
    found = make_site(dict.fromkeys(names, "Body.\n"), generator="plain").issues()
    assert len(found) == kept
    assert kept == len(names) or "post/index.md" not in {issue.path for issue in found}
