"""Jekyll sites: posts, settings, languages and what Liquid leaves. URLs are compared with real builds in test_builds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.issue import Issue
from distribute.sites.jekyll import Jekyll
from distribute.sites.registry import SiteError
from distribute.sites.site import UnknownGenerator
from distribute.text.newsletter import newsletter_html

POST = "---\ntitle: The Letter\n{more}---\n\n{body}\n"


def post(body: str = "Kite 1.2 is out.", **more: str) -> str:
    return POST.format(more="".join(f"{key}: {value}\n" for key, value in more.items()), body=body)


def one(
    make_site: Any, text: str, name: str = "_posts/2020-12-09-letter.md", own: str = "", **site: Any
) -> Issue:
    """Return the issue of a site with one post and the settings `own` in _config.yml."""
    issue: Issue
    (issue,) = make_site({"_config.yml": own, name: text}, **site).issues()
    return issue


@pytest.mark.parametrize("files", [{"_config.yml": ""}, {"_posts/2020-12-09-a.md": post()}], ids=" ".join)
def test_a_jekyll_site_is_recognised(make_site: Any, files: dict[str, str]) -> None:
    assert isinstance(make_site(files), Jekyll)


@pytest.mark.parametrize("package", ["composer.json", "package.json"])
def test_a_folder_of_posts_beside_packages_of_another_language_is_another_generators(
    make_site: Any, package: str
) -> None:
    files = {"_posts/2020-12-09-a.md": post(), package: "{}"}
    with pytest.raises(UnknownGenerator):
        make_site(files)
    assert isinstance(make_site({**files, "Gemfile": ""}), Jekyll)
    with pytest.raises(UnknownGenerator):
        make_site({"source/_posts/2020-12-09-a.md": post(), package: "{}"}, root="source")


def test_settings_that_cannot_be_read_are_told_by_file_and_line(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"_config\.yml:3: can't be read"):
        make_site({"_config.yml": "title: x\nurl: [\n"})


def test_addresses_that_an_included_file_defines_are_those_of_the_links(make_site: Any) -> None:
    files = {
        "_config.yml": "",
        "_posts/2020-12-09-a.md": post(
            "- [Kite][kite repo] 1.2\n\n{% include references.md %}\n{% include ../../x.md %}"
        ),
        "_includes/references.md": "Not shown.\n\n[kite repo]: https://kite.example/\n",
        "x.md": "[kite repo]: https://no.example/\n",
    }
    (issue,) = make_site(files).issues()
    assert 'href="https://kite.example/"' in newsletter_html(issue.body, issue.url)
    assert "Not shown" not in issue.body


def test_a_source_above_the_site_defines_nothing(make_site: Any) -> None:
    files = {
        "_config.yml": "source: ../above\n",
        "a.md": post(),
        "../above/_includes/x.md": "[kite]: https://no.example/\n",
    }
    site = make_site(files)
    body = site.clean("[kite][]\n\n{% include x.md %}\n", site.page(site.root / "a.md"))
    assert "no.example" not in body


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\nlang: en\n---\n\n# **Kite 0.17** is here #\n\nBody.\n", "Kite 0.17 is here"),
        ("---\ntitle: Kites\n---\n\n# Kite 0.17 is here\n\nBody.\n", "Kites"),
        ("---\nlang: en\n---\n\nBody.\n\n# Kite 0.17 is here\n", "Kite 0 17"),
        ("---\nlang: en\n---\n\n# {{ site.name }} is here\n\nBody.\n", "Kite 0 17"),
    ],
)
def test_a_post_without_a_title_has_that_of_its_first_heading(make_site: Any, text: str, title: str) -> None:
    assert one(make_site, text, "_posts/2020-12-09-kite-0-17.md").title == title


def test_a_time_zone_that_is_none_is_told(make_site: Any) -> None:
    with pytest.raises(
        SiteError, match=r"_config\.yml: no time zone 'Nowhere': write one such as Europe/Berlin"
    ):
        make_site({"_config.yml": "timezone: Nowhere"})


@pytest.mark.parametrize(
    ("date", "berlin", "new_york"),
    [
        ("2026-11-23 23:30:00", "2026-11-24T00:30:00+01:00", "2026-11-23T18:30:00-05:00"),
        ("2026-11-23T03:30:00.5  # note", "2026-11-23T04:30:00+01:00", "2026-11-22T22:30:00-05:00"),
        ("'2026-11-23 23:30:00'", "2026-11-23T23:30:00+01:00", "2026-11-23T23:30:00-05:00"),
        ('"2026-11-23 23:30:00"', "2026-11-23T23:30:00+01:00", "2026-11-23T23:30:00-05:00"),
        ("2026-11-23 23:30", "2026-11-23T23:30:00+01:00", "2026-11-23T23:30:00-05:00"),
        ("2026-11-23", "2026-11-23T00:00:00+01:00", "2026-11-23T00:00:00-05:00"),
        ("2026-11-23 23:30:00 +0200", "2026-11-23T23:30:00+02:00", "2026-11-23T23:30:00+02:00"),
    ],
)
def test_a_time_with_seconds_and_without_quotes_is_in_utc(
    make_site: Any, date: str, berlin: str, new_york: str
) -> None:
    text = post(event="\n  date: 2026-01-01 00:00:00", date=date)
    for zone, expected in (("Europe/Berlin", berlin), ("America/New_York", new_york)):
        found = one(make_site, text, own=f"timezone: {zone}").date
        assert found is not None
        assert found.replace(microsecond=0).isoformat() == expected


def test_a_time_that_there_is_not_is_told_at_its_line(make_site: Any) -> None:
    issue = one(make_site, post(date="2026-11-23 25:30:00"))
    assert [(problem.code, problem.line) for problem in issue.problems] == [("date", 3)]


def test_our_own_zone_goes_before_jekylls(make_site: Any) -> None:
    issue = one(
        make_site, post(date="2026-11-23"), own="timezone: Europe/Berlin", timezone="America/New_York"
    )
    assert issue.date is not None
    assert issue.date.isoformat() == "2026-11-23T00:00:00-05:00"


@pytest.mark.parametrize(
    ("own", "site", "language"),
    [
        ("lang: pt-BR", {}, "pt-br"),
        ("lang: pt-BR", {"language": "de"}, "pt-br"),
        ("locale: sv-SE", {}, "en"),
        ("locale: sv-SE", {"language": "de"}, "de"),
    ],
)
def test_the_language_of_posts_that_name_none_is_that_of_lang_else_ours(
    make_site: Any, own: str, site: dict[str, str], language: str
) -> None:
    assert one(make_site, post(), own=own, **site).language == language


@pytest.mark.parametrize(
    ("own", "url"),
    [
        ("url: https://own.example", "https://own.example/2020/12/09/letter.html"),
        ("url: https://own.example/\nbaseurl: /sub/", "https://own.example/sub/2020/12/09/letter.html"),
    ],
)
def test_the_address_is_jekylls_own_unless_set(make_site: Any, own: str, url: str) -> None:
    assert one(make_site, post(), own=own, url=None).url == url
    assert one(make_site, post(), own=own).url == "https://example.org/2020/12/09/letter.html"


@pytest.mark.parametrize("own", ["", "url: http://localhost:4000"])
def test_a_developers_address_is_none(make_site: Any, own: str) -> None:
    with pytest.raises(SiteError, match=r"set site\.url"):
        one(make_site, post(), own=own, url=None)


def test_a_pattern_of_our_own_goes_before_jekylls(make_site: Any) -> None:
    issue = one(make_site, post(), own="permalink: /x/:title/", permalink="/:year/:title/")
    assert issue.url == "https://example.org/2020/letter/"


def test_a_token_that_is_not_known_is_told(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r":colour, which is not known"):
        one(make_site, post(), own="permalink: /:colour/")


def test_a_token_in_a_front_matter_that_is_not_known_is_a_problem_of_that_file(make_site: Any) -> None:
    issue = one(make_site, post(permalink="/:colour/"))
    assert [(p.code, p.line) for p in issue.problems] == [("url", 3)]


def test_a_collection_is_read_where_there_are_no_posts(make_site: Any) -> None:
    own = "collections:\n  letters: {output: true}\n  notes: {output: false}\n"
    site = make_site({"_config.yml": own, "_letters/a.md": post(), "_notes/b.md": post()})
    assert [issue.path for issue in site.issues()] == ["_letters/a.md"]


def test_posts_are_read_wherever_they_are_but_not_those_of_packages(make_site: Any) -> None:
    files = {
        "_config.yml": "",
        "_posts/2020-12-09-a.md": post(),
        "team/_posts/deep/2020-12-10-b.markdown": post(),
        "vendor/bundle/gems/jekyll/_posts/2020-12-11-c.md": post(),
        "_drafts/d.md": post(),
    }
    assert [issue.path for issue in make_site(files).issues()] == [
        "_posts/2020-12-09-a.md",
        "team/_posts/deep/2020-12-10-b.markdown",
    ]


@pytest.mark.parametrize("more", [{"published": "false"}, {"draft": "true"}])
def test_what_is_not_published_is_a_draft(make_site: Any, more: dict[str, str]) -> None:
    assert one(make_site, post(**more)).draft


def test_what_lies_in_drafts_is_one(make_site: Any) -> None:
    assert one(make_site, post(), "_drafts/letter.md", issues="_drafts/*.md").draft


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("", "Default"),
        ("{path: '', type: posts}", "Default"),
        ("{path: _posts}", "Default"),
        ("{path: '_posts/2020-*'}", "Default"),
        ("{path: other}", "Letter"),
        ("{path: '', type: pages}", "Letter"),
    ],
)
def test_defaults_hold_within_their_scope(make_site: Any, scope: str, expected: str) -> None:
    own = f"defaults:\n- scope: {scope}\n  values: {{title: Default}}\n"
    text = "---\nlayout: post\n---\n\nBody.\n"
    assert one(make_site, text, own=own).title == expected
    assert one(make_site, post(), own=own).title == "The Letter"


def test_the_more_exact_scope_wins(make_site: Any) -> None:
    own = "defaults:\n- scope: {path: _posts}\n  values: {title: Exact}\n- scope: {path: ''}\n  values: {title: Wide}\n"
    assert one(make_site, "---\n---\n\nBody.\n", own=own).title == "Exact"


@pytest.mark.parametrize(
    "own", ["defaults: 3", "defaults: [3]", "collections: [letters]", "languages: en", "plugins: x"]
)
def test_settings_of_another_shape_are_no_crash(make_site: Any, own: str) -> None:
    assert one(make_site, post(), own=own).title == "The Letter"


@pytest.mark.parametrize(
    ("name", "more", "language"),
    [
        ("_posts/2020-12-09-letter.md", {}, "en"),
        ("_posts/2020-12-09-letter.md", {"lang": "pt_BR"}, "pt-br"),
        ("_posts/de/2020-12-09-letter.md", {}, "de"),
        ("_posts/fr/2020-12-09-letter.md", {}, "en"),
    ],
)
def test_the_language_is_the_front_matters_or_that_of_a_folder(
    make_site: Any, name: str, more: dict[str, str], language: str
) -> None:
    assert one(make_site, post(**more), name, own="languages: [en, de]").language == language


def test_a_ref_that_all_pages_have_by_default_links_none_of_them(make_site: Any) -> None:
    own = "defaults:\n- scope: {path: ''}\n  values: {ref: default}\n"
    files = {
        "_config.yml": own,
        "_posts/2020-11-09-letter.md": post(),
        "_posts/2020-12-09-brief.md": post(lang="de"),
    }
    assert [issue.id for issue in make_site(files).issues()] == ["2020-11-09", "2020-12-09"]


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Der Brief"), ("en", "The Letter"), ("fr", "Der Brief")]
)
def test_a_title_for_each_language_is_that_of_the_pages_language(
    make_site: Any, language: str, title: str
) -> None:
    text = f"---\ntitle: {{de: Der Brief, en: The Letter}}\nlang: {language}\n---\n"
    assert one(make_site, text).title == title
    own = f"lang: {language}\ntitle: {{de: Der Brief, en: The Letter}}\n"
    assert make_site({"_config.yml": own}).title == title


def test_translations_are_linked_by_ref_or_permalink(make_site: Any) -> None:
    own = "permalink: pretty\nplugins: [jekyll-polyglot]\n"
    files = {
        "_config.yml": own,
        "_posts/2020-12-09-letter.md": post(ref="december"),
        "_posts/2020-12-12-brief.md": post(ref="december", lang="de"),
    }
    english, german = make_site(files).issues()
    assert german.id == english.id == "2020-12-09"
    assert german.url == "https://example.org/de/2020/12/12/brief/"


def test_old_addresses_are_aliases(make_site: Any) -> None:
    assert one(make_site, post(redirect_from="[/old/, /older/]")).aliases == (
        "https://example.org/old/",
        "https://example.org/older/",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ page.title }} of {{ site.title }}", "The Letter of News"),
        ('Week {{ page.date | date: "%V, %G" }}', "Week 50, 2020"),
        ("{{ page.edition | append: '!' | upcase }}", "42!"),
        ("[x]({{ site.baseurl }}/about/)", "[x](/sub/about/)"),
        ("[x]({{ '/about/' | relative_url }})", "[x](https://example.org/sub/about/)"),
        (
            "[x]({% post_url 2020-11-05-older %}#news)",
            "[x](https://example.org/sub/2020/11/05/older.html#news)",
        ),
        ("[x]({% link _posts/2020-11-05-older.md %})", "[x](https://example.org/sub/2020/11/05/older.html)"),
        ("[x]({% post_url 2020-01-01-gone %})", "[x](#)"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("a{% comment %}\nhidden\n{% endcomment %}b", "a\n\nb"),
        ("{% highlight ruby %}\ncode\n{% endhighlight %}", "\n\n"),
        ("{% include video.html src='x %} y' %}text", "text"),
        ("{% assign x = 'said' %}{{ x }}, {{ unknown }}", "said, "),
        ("{% if page.x %}one{% else %}two{% endif %}", "one"),
        ("{% for p in site.posts %}{{ p }}\n{% endfor %}end", "\nend"),
        ("text\n{: .lead}\nmore {:target='_blank'}", "text\n\nmore "),
        ("a{::comment}\nnot yet\n{:/comment}b{::nomarkdown}<b>{:/}c", "a\n\nbc"),
        ("a{::comment}b {::comment}c{:/}d", "ab d"),
        ("an {{ open", "an {{ open"),
        ("{{ site.x }}\ue0007\ue001end", "end"),
    ],
)
def test_liquid_comes_to_text(make_site: Any, body: str, expected: str) -> None:
    own = "title: News\nbaseurl: /sub\n"
    files = {
        "_config.yml": own,
        "_posts/2020-11-05-older.md": post(),
        "_posts/2020-12-09-letter.md": post(body, edition="42"),
    }
    assert make_site(files).issues()[1].body.strip("\n") == expected.strip("\n")


@given(
    st.lists(
        st.sampled_from(
            [
                "{{ ",
                " }}",
                "{% ",
                " %}",
                "raw",
                "endraw",
                "comment",
                "endcomment",
                "if x",
                "'",
                '"',
                "|",
                "\n",
                "x",
            ]
        ),
        max_size=25,
    )
)
@example(["{{ ", "'", "'", "\n", "{% ", " }}"])
def test_liquid_keeps_every_line_in_its_place(make_site: Any, pieces: list[str]) -> None:
    text = post("".join(pieces))
    issue = one(make_site, text)
    assert issue.body_line + issue.body.count("\n") == 1 + text.count("\n")


def test_a_post_that_is_still_to_come_is_read_with_its_date(make_site: Any) -> None:
    issue = one(make_site, post(date="2999-12-09 08:00:00 +0100"))
    assert issue.date is not None
    assert issue.date.isoformat() == "2999-12-09T08:00:00+01:00"
    assert not issue.draft


def test_an_ordinary_post_has_nothing_wrong(make_site: Any) -> None:
    assert check(one(make_site, post("## News\n\nKite 1.2 is out."))) == ()


@pytest.mark.parametrize(
    "call",
    [
        '{% include figure image_path="/k.png" alt="A kite" caption="It *flies*" %}',
        "{% include figure.liquid path='k.png' alt='A kite' title='It flies' %}",
        '{% include widgets/image.html src="https://example.org/k.png" alt="A kite" caption="It <b>flies</b>" %}',
    ],
)
def test_an_include_for_a_figure_is_a_picture(make_site: Any, call: str) -> None:
    site = make_site({"_config.yml": "", "_posts/2020-11-05-a.md": f"---\ntitle: x\n---\n\n{call}\n"})
    (figure,) = site.issues()[0].document.figures
    assert (figure.url, figure.alt, figure.caption) == ("https://example.org/k.png", "A kite", "It flies")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("R&amp;D: Ada&#8217;s &quot;big&quot; month", 'R&D: Ada’s "big" month'),
        ("Caf&eacute; N&deg;&nbsp;12 &mdash; <em>kites</em>&shy;", "Café N° 12 — kites"),
        ("Loops<br />and x<sup>2</sup>", "Loops and x2"),
        ("AT&T & the &lt;b&gt; of a < b, or <template>", "AT&T & the <b> of a < b, or <template>"),
        ("Kites &amp;amp; moths", "Kites &amp; moths"),
    ],
)
def test_a_title_is_as_the_page_shows_it(make_site: Any, title: str, shown: str) -> None:
    issue = one(make_site, f"---\ntitle: '{title}'\n---\n\nKite 1.2 is out.\n")
    assert issue.title == shown
    assert issue.id in {"2020-12-09", "12"}


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ('Kites <img src="k.svg" align=right> 7', "Kites 7"),
        ("Why `<b>` matters & `&amp;` too", "Why <b> matters & &amp; too"),
    ],
)
def test_a_title_from_a_heading_has_the_words_that_readers_see(
    make_site: Any, heading: str, title: str
) -> None:
    assert one(make_site, f"---\n---\n# {heading}\n\nBody.\n").title == title
