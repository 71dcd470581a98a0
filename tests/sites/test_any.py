"""Any front matter and any body is read by every generator: what is wrong is a problem, never a traceback."""

from __future__ import annotations

import contextlib
import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.config import Generator
from distribute.sites.registry import SiteError
from tests.conftest import MakeSite

KEYS = """title date slug url permalink path lang categories category tags aliases redirect_from authors author draft
published translationKey ref build layout number edition status summary distribute highlights""".split()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 99999)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [
            "",
            "x",
            "2020-12-09",
            "été & co",
            "/a/:b/",
            "{{ x }}",
            "../..",
            "https://[",
            "\ue000",
            "0",
            "{slug}",
        ]
    )
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "name", "render", "id"]), inner, max_size=2)
    ),
    max_leaves=4,
)
SITES = {
    "hugo": ("hugo.toml", "content/news/letter.md"),
    "pelican": ("pelicanconf.py", "content/news/letter.md"),
    "jekyll": ("_config.yml", "_posts/2020-12-09-letter.md"),
    "zola": ("zola.toml", "content/news/2020-12-09-letter.md"),
    "eleventy": (".eleventy.js", "posts/2020-12-09-letter.md"),
    "astro": ("astro.config.mjs", "src/pages/letter.mdx"),
    "docusaurus": ("docusaurus.config.js", "blog/2020-12-09-letter.md"),
    "mkdocs": ("mkdocs.yml", "docs/letter.md"),
    "hexo": ("_config.yml", "source/_posts/letter.md"),
    "plain": ("channels.yaml", "issues/issue-42.md"),
}


@pytest.mark.parametrize("generator", SITES)
@settings(max_examples=30)  # on each of ten generators
@given(meta=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), body=st.text(max_size=60))
def test_any_front_matter_is_read(make_site: Any, generator: str, meta: dict[str, Any], body: str) -> None:
    settings_file, name = SITES[generator]
    text = f"---\n{json.dumps(meta)}\n---\n{body}"  # JSON is YAML
    if generator == "pelican":
        text = "".join(f"{key}: {value}\n" for key, value in meta.items()) + "\n" + body
    files = {settings_file: "", name: text.encode("utf-8", errors="replace")}
    for issue in make_site(files, generator=generator).issues():
        last = files[name].count(b"\n") + 1  # type: ignore[union-attr, arg-type]
        assert [problem for problem in check(issue, [issue]) if problem.line > last + 1] == []
        assert issue.url == "" or issue.url.startswith(("http://", "https://"))


OWN = """title url baseURL base_url permalink permalinks baseurl defaults collections collections_dir languages plugins lang
timezone source default_lang contentDir defaultContentLanguage uglyURLs page news scope values type path""".split()
LETTER = "---\ntitle: The Letter\ndate: 2020-12-09\nlang: de\n---\n\nKite 1.2 is out.\n"


@pytest.mark.parametrize(
    ("settings_file", "name"),
    [
        ("hugo.yaml", "content/news/letter.de.md"),
        ("_config.yml", "_posts/2020-12-09-letter.md"),
        ("_data/site.json", "posts/letter.md"),
        ("posts/posts.json", "posts/letter.md"),
    ],
)
@settings(max_examples=30)  # with each of four files
@given(
    own=st.dictionaries(
        st.sampled_from(OWN), VALUES | st.dictionaries(st.sampled_from(OWN), VALUES, max_size=3), max_size=6
    )
)
def test_any_settings_are_read_or_told(
    make_site: Any, settings_file: str, name: str, own: dict[str, Any]
) -> None:
    files = {settings_file: json.dumps(own).encode("utf-8", errors="replace"), name: LETTER}
    if "/" in settings_file:
        files[".eleventy.js"] = ""
    with contextlib.suppress(SiteError):
        for issue in make_site(files, issues=name).issues():
            assert issue.url == "" or issue.url.startswith(("http://", "https://"))


# No file can have these names.
NAMES = {"a name": "k" * 300, "a path": f"{'kite/' * 900}kite", "a letter": "kite\0"}
FRONT = "---\ntitle: {title}\ndate: 2020-12-09\n{more}---\n\nKite 1.2 is out. {links}\n"


@pytest.mark.parametrize("generator", get_args(Generator))
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_no_file_can_have_stops_no_other_issue(
    make_site: MakeSite, generator: Generator, name: str
) -> None:
    links = f"[a](@/{name}.md) [b]({{filename}}{name}.md) [c](/{name}.md) ![d](/{name}.png)"
    layout = json.dumps(name)
    files = {
        "content/a.md": FRONT.format(title="Kites", more="", links=links),
        "content/b.md": FRONT.format(title="Bees", more=f"layout: {layout}\ntemplate: {layout}\n", links=""),
        "content/c.md": FRONT.format(title="Moths", more="", links=""),
    }
    found = make_site(files, generator=generator, issues="content/*.md").issues()
    assert "Moths" in {issue.title for issue in found}


@pytest.mark.parametrize("generator", SITES)
def test_a_title_has_entities_only_where_the_page_shows_them(make_site: MakeSite, generator: str) -> None:
    settings, name = SITES[generator]
    text = "---\ntitle: R&amp;D\ndescription: Ada&#8217;s <em>kites</em>\ndate: 2020-12-09\n---\n\nText.\n"
    files: dict[str, str | bytes] = {settings: "", name: text}
    (issue,) = make_site(files, generator=generator, issues=(name,), permalink="/x/").issues()
    is_html = generator in {"eleventy", "jekyll", "pelican", "zola"}
    assert issue.title == ("R&D" if is_html else "R&amp;D")
    assert issue.words.description == "Ada’s kites"


@pytest.mark.parametrize("generator", SITES)
@pytest.mark.parametrize("token", [":nme", ":Name", "{nme}", "{{nme", "[{ nme }]"])
def test_a_token_that_a_generator_does_not_fill_is_an_error_with_its_line(
    make_site: MakeSite, generator: str, token: str
) -> None:
    settings, name = SITES[generator]
    permalink = f"/kites/{token}/"
    text = "---\ntitle: Kites\ndate: 2020-12-09\n---\n\nText.\n"
    written = f"site:\n  generator: {generator}\n  permalink: '{permalink}'\n"
    files: dict[str, str | bytes] = {settings: "", name: text, "channels.yaml": written}
    site = make_site(files, generator=generator, issues=(name,), permalink=permalink)
    with pytest.raises(
        SiteError, match=r"channels\.yaml:3: the permalink '.* has .*, which is not known; there are [:{]"
    ):
        site.issues()


@pytest.mark.parametrize(
    ("generator", "line", "code"),
    [
        ("hugo", "build: {list: never}", "hidden"),
        ("hugo", "_build: {list: local}", "hidden"),
        ("hugo", "build: {list: always}", ""),
        ("docusaurus", "unlisted: true", "hidden"),
        ("eleventy", "eleventyExcludeFromCollections: true", "hidden"),
        ("pelican", "status: Hidden", "hidden"),
        ("hugo", "headless: true", "draft"),
        ("hugo", "build: {render: link}", "draft"),
        ("hugo", "unpublishdate: 2020-12-10", "expired"),
        ("jekyll", "published: false", "draft"),
        ("hexo", "published: false", "draft"),
        ("zola", "render: false", "draft"),
        ("eleventy", "permalink: false", "draft"),
    ],
)
def test_a_page_that_is_not_written_or_not_listed_is_told_at_its_line(
    make_site: MakeSite, generator: str, line: str, code: str
) -> None:
    settings, name = SITES[generator]
    files: dict[str, str | bytes] = {
        settings: "",
        name: f"---\ntitle: Letter\ndate: 2020-12-09\n{line}\n---\n\nText.\n",
    }
    (issue,) = make_site(files, generator=generator, issues=(name,)).issues()
    told = [
        (problem.code, problem.line)
        for problem in check(issue)
        if problem.code in {"hidden", "draft", "expired"}
    ]
    assert told == ([(code, 4)] if code else [])


@pytest.mark.parametrize(
    ("name", "more", "covers"),
    [("2026-01", "", ("2026-01",)), ("202601", "", ("2026-01",)), ("letter-jan-2026", "", ("2026-01",)),
     ("2026-01", "date: 2026-02-03\n", ()), ("kites", "", ())],
)  # fmt: skip
def test_the_month_in_the_name_of_a_page_without_a_date_is_the_one_it_is_for(
    make_site: Any, name: str, more: str, covers: tuple[str, ...]
) -> None:
    pages = {f"letters/{name}.md": f"---\ntitle: Kites\n{more}---\n\nBody.\n"}
    (issue,) = make_site({"_config.yml": "", **pages}, issues="letters/*.md").issues()
    assert issue.covers == covers


def test_issues_without_a_date_stand_at_their_month(make_site: Any) -> None:
    pages = {
        "letters/kites.md": "---\ntitle: Kites\ndate: 2026-02-03\n---\n",
        "letters/a.md": "---\ntitle: Kites March 2026\n---\n",
        "letters/z.md": "---\ntitle: Kites January 2026\n---\n",
    }
    site = make_site({"_config.yml": "", **pages}, issues="letters/*.md")
    assert [issue.path for issue in site.issues()] == ["letters/z.md", "letters/kites.md", "letters/a.md"]


SKIPPING = {"hugo", "zola", "astro", "hexo", "plain"}  # empty lines above front matter


@pytest.mark.parametrize("generator", SITES)
def test_front_matter_below_an_empty_line_is_read_or_told_to_be_ignored(
    make_site: Any, generator: str
) -> None:
    settings_file, name = SITES[generator]
    text = "\n---\ntitle: Letter 7\ndate: 2020-12-09\ndistribute_x: 1\n---\n\n## Kites\n"
    files = {settings_file: "", name: text}
    (issue,) = make_site(files, generator=generator).issues()
    told = [(problem.code, problem.line) for problem in issue.problems if problem.code == "front-matter"]
    if generator in SKIPPING:
        assert (issue.title, issue.lines["date"], issue.body_line, told) == ("Letter 7", 4, 7, [])
    else:
        assert issue.title != "Letter 7"
        assert told == [("front-matter", 2)]
        assert f"an empty line above it, so {generator} takes it for text" in issue.problems[0].message


def test_hexo_finds_no_front_matter_below_two_empty_lines(make_site: Any) -> None:
    files = {"_config.yml": "", "source/_posts/letter.md": "\n \n---\ntitle: Letter 7\n---\n"}
    (issue,) = make_site(files, generator="hexo").issues()
    assert [(problem.code, problem.line) for problem in issue.problems][:1] == [("front-matter", 3)]


@pytest.mark.parametrize("generator", sorted(SITES.keys() - {"hugo"}))  # Hugo looks for its end, too
def test_a_line_across_the_page_below_empty_lines_is_no_front_matter(make_site: Any, generator: str) -> None:
    settings_file, name = SITES[generator]
    (issue,) = make_site({settings_file: "", name: "\n---\n\nKites fly.\n"}, generator=generator).issues()
    assert "front-matter" not in {problem.code for problem in issue.problems}
