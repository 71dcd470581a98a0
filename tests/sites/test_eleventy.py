"""Eleventy sites: what data files and plain configuration say. URLs are compared with real builds in test_builds."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.checks.issue import check
from distribute.issue import Issue
from distribute.sites.eleventy import Eleventy
from distribute.sites.registry import SiteError

PAGE = "---\ntitle: The Letter\ndate: 2020-12-09\n{more}---\n\n{body}\n"


def page(body: str = "Kite 1.2 is out.", more: str = "") -> str:
    return PAGE.format(body=body, more=more)


def one(make_site: Any, files: dict[str, str], **site: Any) -> Issue:
    issue: Issue
    (issue,) = make_site({"eleventy.config.js": "", **files}, **site).issues()
    return issue


@pytest.mark.parametrize(
    "files",
    [
        {".eleventy.js": ""},
        {"eleventy.config.mjs": ""},
        {"package.json": '{"devDependencies": {"@11ty/eleventy": "3"}}'},
    ],
    ids=" ".join,
)
def test_an_eleventy_site_is_recognised(make_site: Any, files: dict[str, str]) -> None:
    assert isinstance(make_site(files), Eleventy)


@pytest.mark.parametrize(
    ("own", "place"),
    [
        ("module.exports = { dir: { input: 'src' } };", "posts/letter/"),
        ('export default (c) => { c.setInputDirectory("src"); };', "posts/letter/"),
        (
            "// input: 'other'\nmodule.exports = { dir: { input: `src` }, pathPrefix: '/sub/' };",
            "sub/posts/letter/",
        ),
    ],
)
def test_what_stands_plainly_in_the_configuration_is_read(make_site: Any, own: str, place: str) -> None:
    (issue,) = make_site({"eleventy.config.js": own, "src/posts/letter.md": page()}).issues()
    assert issue.url == f"https://example.org/{place}"


def test_packages_what_is_built_and_partials_are_no_issues(make_site: Any) -> None:
    names = ("_posts/c.md", "posts/a.md", "notes/b.md", "node_modules/x/README.md", "_site/c.md")
    partials = ("_includes/d.md", "_data/e.md", "parts/f.md", ".github/g.md")
    config = 'module.exports = { dir: { layouts: "parts" } }'
    site = make_site({".eleventy.js": config, **dict.fromkeys((*names, *partials), page())})
    assert [issue.path for issue in site.issues()] == ["_posts/c.md", "notes/b.md", "posts/a.md"]


def test_the_address_and_name_are_in_the_sites_data(make_site: Any) -> None:
    data = '{"url": "https://own.example/", "title": "News"}'
    site = make_site(
        {".eleventy.js": "", "_data/metadata.json": data, "posts/a.md": page("{{ metadata.title }}")},
        url=None,
    )
    assert (site.title, site.issues()[0].url) == ("News", "https://own.example/posts/a/")
    assert site.issues()[0].body.strip() == "News"


def test_the_nearest_data_file_wins(make_site: Any) -> None:
    files = {
        "posts/posts.json": '{"permalink": "/far/{{ page.fileSlug }}/", "title": "Far"}',
        "posts/deep/deep.11tydata.json": '{"permalink": "/near/{{ page.fileSlug }}/"}',
        "posts/deep/letter.md": "---\ndate: 2020-12-09\n---\n\nBody.\n",
    }
    issue = one(make_site, files)
    assert (issue.title, issue.url) == ("Far", "https://example.org/near/letter/")


def test_a_data_file_that_cannot_be_read_is_told(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"posts\.json: can't be read"):
        one(make_site, {"posts/posts.json": "{", "posts/letter.md": page()})


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ("module.exports = { permalink: '/s/{{ page.fileSlug }}/' };", "https://example.org/s/letter/"),
        ("module.exports = { tags: 'posts' };", "https://example.org/posts/letter/"),
        ("// permalink: '/x/'\nmodule.exports = {};", "https://example.org/posts/letter/"),
    ],
)
def test_a_script_is_looked_at_and_never_run(make_site: Any, script: str, url: str) -> None:
    assert one(make_site, {"posts/posts.11tydata.js": script, "posts/letter.md": page()}).url == url


@pytest.mark.parametrize(
    "files",
    [
        {
            "posts/posts.11tydata.js": "module.exports = { permalink: (data) => `/${data.slug}/` };",
            "posts/letter.md": page(),
        },
        {"posts/letter.md": page(more="permalink: '/{{ colour }}/'\n")},
        {"posts/letter.md": page(more="permalink: '/{{ title | shout }}/'\n")},
        {"posts/letter.md": page(more="permalink: '{% if x %}/a/{% endif %}'\n")},
        {"posts/letter.md": page(more="permalink: {build: /x/}\n")},
    ],
    ids=["script", "variable", "filter", "tag", "mapping"],
)
def test_a_permalink_that_only_eleventy_can_tell_is_a_problem_with_a_way_out(
    make_site: Any, files: dict[str, str]
) -> None:
    issue = one(make_site, files)
    assert issue.url == ""
    assert [(p.code, p.severity) for p in issue.problems] == [("url", "error")]
    assert "set site.permalink" in issue.problems[0].message
    assert one(make_site, files, permalink="/p/{{ page.fileSlug }}/").url == "https://example.org/p/letter/"


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/:folder/:name/", "https://example.org/posts/deep/letter/"),
        ("/:year/{{ page.fileSlug }}/:number.html", "https://example.org/2020/letter/.html"),
        ("/{{ page.date | date: '%Y:%m' }}/:slug/", "https://example.org/2020:12/letter/"),
    ],
)
def test_a_permalink_of_ours_may_have_the_common_tokens(make_site: Any, permalink: str, url: str) -> None:
    files = {"posts/deep/2020-12-09-letter.md": page()}
    assert one(make_site, files, permalink=permalink).url == url


@pytest.mark.parametrize("permalink", ["/{{ colour }}/", "/{% if x %}/a/{% endif %}"])
def test_what_only_eleventy_can_fill_in_a_permalink_of_ours_is_a_problem(
    make_site: Any, permalink: str
) -> None:
    issue = one(make_site, {"posts/letter.md": page()}, permalink=permalink)
    assert "use :folder and :name" in issue.problems[0].message


def test_a_page_that_is_not_written_cannot_be_announced(make_site: Any) -> None:
    issue = one(make_site, {"posts/letter.md": page(more="permalink: false\n")})
    assert issue.draft
    assert [p.code for p in check(issue)] == ["draft"]


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("posts/2020-11-05-letter.md", "", "2020-11-05"),
        ("posts/2020-11-05/index.md", "", "2020-11-05"),
        ("posts/2020-11-05-letter.md", "date: 2020-12-09\n", "2020-12-09"),
        ("posts/2020-11-05-letter.md", "date: Last Modified\n", ""),
        ("posts/letter.md", "date: git Created\n", ""),
        ("posts/letter.md", "", ""),
    ],
)
def test_the_date_is_stated_and_never_that_of_the_disk(
    make_site: Any, name: str, date: str, expected: str
) -> None:
    when = one(make_site, {name: f"---\ntitle: x\n{date}---\n"}).date
    assert (f"{when:%Y-%m-%d}" if when else "") == expected


@pytest.mark.parametrize(
    ("name", "more", "language"),
    [
        ("posts/letter.md", "", "en"),
        ("posts/letter.md", "lang: pt_BR\n", "pt-br"),
        ("de/posts/letter.md", "", "de"),
        ("posts/letter.de.md", "", "de"),
    ],
)
def test_the_language_is_the_datas_or_that_of_a_name(
    make_site: Any, name: str, more: str, language: str
) -> None:
    assert one(make_site, {name: page(more=more)}).language == language


def test_translations_are_linked_by_their_place_or_key(make_site: Any) -> None:
    files = {
        ".eleventy.js": "",
        "posts/letter.md": page(),
        "posts/letter.de.md": page(more="").replace("2020-12-09", "2020-12-20"),
        "fr/lettre.md": page(more="translationKey: december\n").replace("2020-12-09", "2020-12-21"),
        "posts/keyed.md": page(more="translationKey: december\n").replace("2020-12-09", "2020-12-08"),
    }
    assert {issue.path: issue.id for issue in make_site(files).issues()} == {
        "posts/letter.md": "2020-12-09",
        "posts/letter.de.md": "2020-12-09",
        "posts/keyed.md": "2020-12-08",
        "fr/lettre.md": "2020-12-08",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{% set x = 'said' %}{{ x }} {{ title }}", "said The Letter"),
        ("{% set x = 1 %}kept{% set y %}made{% endset %} too", "kept too"),
        ("{# a note #}{% include 'x.njk' %}text", "text"),
        ("{{ content | safe }}{% shortcode 'a', 'b' %}text", "text"),
        ("{% verbatim %}{{ kept }}{% endverbatim %}", "{{ kept }}"),
    ],
)
def test_template_tags_never_leak(make_site: Any, body: str, expected: str) -> None:
    assert one(make_site, {"posts/letter.md": page(body)}).body.strip() == expected


@pytest.mark.parametrize(
    ("text", "title", "body", "line"),
    [
        ('---json\n{\n"title": "The Letter"\n}\n---\n\nBody.\n', "The Letter", "\nBody.\n", 6),
        ("---yaml\ntitle: The Letter\n---\nBody.\n", "The Letter", "Body.\n", 4),
        ("---\ntitle: The Letter\n---\nBody.\n", "The Letter", "Body.\n", 4),
        ("Body.\n", "", "Body.\n", 1),
    ],
)
def test_front_matter_may_say_what_it_is_written_in(
    make_site: Any, text: str, title: str, body: str, line: int
) -> None:
    issue = one(make_site, {"posts/letter.md": text})
    assert (issue.title, issue.body, issue.body_line) == (title, body, line)


def test_front_matter_that_is_a_script_is_told_and_not_taken_for_text(make_site: Any) -> None:
    issue = one(make_site, {"posts/letter.md": "---js\n{ title: make() }\n---\nBody.\n"})
    assert issue.body == "Body.\n"
    assert [(p.code, p.line) for p in issue.problems] == [("front-matter", 1)]
    assert "written in js, which is not run" in issue.problems[0].message


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"_includes/post.njk": "---\npermalink: /letters/{{ page.fileSlug }}/\n---\n"}, "letters/a/"),
        ({"_includes/post.njk": "---\nlayout: base\n---\n", "_includes/base.njk": "---\npermalink: /b/\n---\n"}, "b/"),
        ({"layouts/post.njk": "---\npermalink: /c/\n---\n", "eleventy.config.js": 'dir: { layouts: "layouts" }'}, "c/"),
        ({"_includes/post.njk": "", "posts/posts.json": '{"permalink": "/d/"}'}, "d/"),
        ({"_includes/post.njk": "---\npermalink: /no/\n---\n",
          "posts/posts.json": '{"eleventyComputed": {"permalink": "/e/{{ page.fileSlug }}/"}}'}, "e/a/"),
        ({"_includes/post.njk": "---\nlayout: post\npermalink: /f/\n---\n"}, "f/"),
    ],
)  # fmt: skip
def test_a_layout_and_directory_data_give_the_address(
    make_site: Any, files: dict[str, str], expected: str
) -> None:
    issue = one(make_site, {**files, "posts/a.md": page(more="layout: post\n")}, issues="posts/*.md")
    assert issue.url == f"https://example.org/{expected}"


def test_a_computed_title_is_read_if_it_is_plain_words(make_site: Any) -> None:
    computed = 'eleventyComputed:\n  title: "Loops at night"\n  description: "Letter {{ number }}"\n'
    text = page(more=computed).replace("title: ", "heading: ", 1)
    issue = one(make_site, {"posts/a.md": text}, issues="posts/*.md")
    assert (issue.title, issue.words.description) == ("Loops at night", "")


def test_a_layout_that_computes_the_address_is_told(make_site: Any) -> None:
    files = {
        "_includes/post.njk": "---js\n{permalink: () => 'x'}\n---\n",
        "posts/a.md": page(more="layout: post\n"),
    }
    (problem,) = one(make_site, files, issues="posts/*.md").problems
    assert (problem.code, "set site.permalink" in problem.message) == ("url", True)


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("", "https://example.org/tiers/"),
        ("module.exports = { pathPrefix: '/sub/' };", "https://example.org/sub/tiers/"),
    ],
)
def test_the_filter_for_addresses_is_known(make_site: Any, own: str, address: str) -> None:
    body = "We have [tiers]({{ '/tiers/' | url }}), and [a page]({{ 'https://kite.example/' | url }})."
    issue = one(make_site, {"eleventy.config.js": own, "posts/letter.md": page(body)})
    assert [link.url for link, _ in issue.document.links] == [address, "https://kite.example/"]
