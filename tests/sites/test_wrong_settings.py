"""Whatever value a generator's settings have for a key that is read, they are understood or refused with their file."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from distribute.config import FILE
from distribute.sites.registry import SiteError
from tests.conftest import MakeSite

FRONT = "---\ntitle: News of {month} 2020\ndate: 2020-{number}-05\n---\n\nKite 1.2 is out. {{{{< param a >}}}} [b](b.md)\n"
PAGE = FRONT.format(month="November", number=11)
OTHER = FRONT.format(month="October", number=10)


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**400, float("inf"), float("nan"), "", " ", "x", "\ud800", "\0", "\n", "../..", "/", "/etc",
    "%ZZ", "{x}", "{{ x }}", "(", ":x", "[", "**x", "a" * 300, "a/" * 3_000, "http://[", "C:\\x", "en_US", "2020-99-99",
    "../../etc/passwd", [], [None], ["x"], [["a"]], {}, {"": ""}, {"a": {"a": [1]}}, [{"a": None}], nested(90), nested(200),
)  # fmt: skip


def as_yaml(value: Any) -> str:
    """Return settings as JSON, which is YAML but for the names of three numbers."""
    return json.dumps(value).replace("NaN", ".nan").replace("Infinity", ".inf")


def as_toml(value: Any) -> str:
    lines = (f"{json.dumps(key, ensure_ascii=False)} = {toml_value(each)}" for key, each in value.items())
    return "\n".join(lines)


def toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return (
        "1979-05-27" if value is None else json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf")
    )


def as_script(value: Any) -> str:
    entries = ", ".join(
        f"{key}: {as_script(each) if isinstance(each, dict) and key.isidentifier() else json.dumps(each)}"
        for key, each in value.items()
        if key.isidentifier()
    )
    return f"{{ {entries} }}"


def exported(value: Any) -> str:
    return f"module.exports = {as_script(value)};\n"


def as_python(value: Any) -> str:
    return "".join(f"{key} = {each!r}\n" for key, each in value.items()).replace("= inf", "= 1e999")


class Settings(NamedTuple):
    """A generator's settings: their file, what they are without a wrong value, the keys, and the site's pages."""

    file: str
    write: Callable[[Any], str]
    base: dict[str, Any]
    keys: str
    pages: tuple[str, str]
    beside: tuple[str, ...] = ()


HUGO = {
    "baseURL": "https://own.example/",
    "languages": {"en": {"weight": 1}, "de": {"contentDir": "content/de"}},
    "frontmatter": {"date": [":filename", ":default"]},
    "permalinks": {"page": {"letter": "/:year/:slug/"}},
    "cascade": [{"target": {"path": "/letter/**"}}],
    "params": {"a": "b"},
}
I18N = {"i18n": {"languages": [{"locale": "en", "default": True}, {"locale": "de"}]}}
GENERATORS = {
    "hugo": Settings(
        "hugo.json",
        json.dumps,
        HUGO,
        "baseURL title languages languages.de languages.de.contentDir languages.de.baseURL languages.de.params"
        " languages.de.cascade languages.de.permalinks defaultContentLanguage defaultContentLanguageInSubdir contentDir"
        " timeZone frontmatter frontmatter.date frontmatter.expiryDate enableGitInfo locale languageCode params"
        " disablePathToLower uglyURLs permalinks permalinks.page permalinks.page.letter permalinks.letter cascade"
        " cascade.0.target cascade.0.target.path cascade.0.target.lang cascade.0.slug cascade.0.url cascade.0.date"
        " cascade.0.title cascade.0.build cascade.0.aliases cascade.0.publishDate cascade.0.distribute params.a",
        ("content/letter/a.md", "content/de/letter/b.de.md"),
    ),
    "jekyll": Settings(
        "_config.yml",
        as_yaml,
        {"url": "https://own.example", "collections": {"letters": {"output": True}}, "defaults": [{"values": {}}]},
        "timezone source collections_dir collections collections.letters collections.letters.output"
        " collections.letters.permalink collections.posts.permalink url baseurl title lang locale languages plugins"
        " default_lang permalink defaults defaults.0 defaults.0.scope defaults.0.scope.path defaults.0.scope.type"
        " defaults.0.values defaults.0.values.permalink defaults.0.values.date defaults.0.values.slug"
        " defaults.0.values.categories defaults.0.values.redirect_from defaults.0.values.ref",
        ("_posts/2020-11-05-a.md", "_letters/b.md"),
    ),
    "hexo": Settings(
        "_config.yml",
        as_yaml,
        {"url": "https://own.example"},
        "timezone source_dir new_post_name url root title language permalink permalink_defaults permalink_defaults.lang"
        " default_category",
        ("source/_posts/2020-11-05-a.md", "source/_posts/b.md"),
    ),
    "mkdocs": Settings(
        "mkdocs.yml",
        as_yaml,
        {"site_url": "https://own.example", "plugins": [{"blog": {"post_dir": "{blog}/posts"}}, I18N]},
        "docs_dir plugins plugins.0 plugins.0.blog plugins.0.blog.post_dir plugins.0.blog.blog_dir"
        " plugins.0.blog.post_url_format plugins.0.blog.post_url_date_format plugins.1.i18n plugins.1.i18n.languages"
        " plugins.1.i18n.languages.0 plugins.1.i18n.languages.0.locale plugins.1.i18n.languages.0.default"
        " plugins.1.i18n.docs_structure site_url site_name theme theme.language use_directory_urls",
        ("docs/blog/posts/a.md", "docs/b.md"),
    ),
    "quarto": Settings(
        "_quarto.yml",
        as_yaml,
        {"website": {"site-url": "https://own.example"}},
        "lang website website.site-url website.site-path website.title",
        ("a.md", "b.md"),
    ),
    "zola": Settings(
        "zola.toml",
        as_toml,
        {"base_url": "https://own.example"},
        "base_url title default_language languages languages.de slugify slugify.paths slugify.paths_keep_dates",
        ("content/letter/a.md", "content/letter/2020-10-05-b.de.md"),
    ),
    "eleventy": Settings(
        "eleventy.config.js",
        exported,
        {},
        "input pathPrefix includes layouts",
        ("posts/a.md", "posts/b.md"),
    ),
    "eleventy's data": Settings(
        "_data/site.json",
        json.dumps,
        {"url": "https://own.example"},
        "url title name language lang x",
        ("posts/a.md", "posts/b.md"),
        ("eleventy.config.js",),
    ),
    "eleventy's data of a folder": Settings(
        "posts/posts.json",
        json.dumps,
        {},
        "layout permalink eleventyComputed eleventyComputed.permalink eleventyComputed.title date lang translationKey draft"
        " title tags eleventyExcludeFromCollections authors distribute image number",
        ("posts/a.md", "posts/b.md"),
        ("eleventy.config.js",),
    ),
    "docusaurus": Settings(
        "docusaurus.config.js",
        exported,
        {"url": "https://own.example", "blog": {"path": "blog"}},
        "url baseUrl title defaultLocale format trailingSlash blog blog.path blog.routeBasePath",
        ("blog/2020-11-05-a.md", "i18n/de/docusaurus-plugin-content-blog/b.md"),
    ),
    "astro": Settings(
        "astro.config.mjs",
        exported,
        {"site": "https://own.example"},
        "site base srcDir defaultLocale format trailingSlash title",
        ("src/pages/a.md", "src/content/letter/b.md"),
    ),
    "vitepress": Settings(
        ".vitepress/config.js",
        exported,
        {"title": "T"},
        "srcDir hostname base lang rewrites cleanUrls title",
        ("a.md", "b/index.md"),
    ),
    "gatsby": Settings(
        "gatsby-config.js",
        exported,
        {"siteMetadata": {"siteUrl": "https://own.example"}},
        "siteMetadata siteMetadata.siteUrl siteMetadata.title",
        ("content/a.md", "content/b.md"),
    ),
    "pelican": Settings(
        "pelicanconf.py",
        as_python,
        {"SITEURL": "https://own.example"},
        "SITEURL SITENAME TIMEZONE DEFAULT_METADATA EXTRA_PATH_METADATA PATH_METADATA FILENAME_METADATA DEFAULT_LANG"
        " ARTICLE_TRANSLATION_ID ARTICLE_URL ARTICLE_LANG_URL PATH CATEGORY_SAVE_AS USE_FOLDER_AS_CATEGORY"
        " DEFAULT_CATEGORY AUTHOR SLUGIFY_SOURCE SLUG_REGEX_SUBSTITUTIONS SLUGIFY_USE_UNICODE DEFAULT_METADATA.date"
        " DEFAULT_METADATA.url DEFAULT_METADATA.slug DEFAULT_METADATA.lang DEFAULT_METADATA.distribute",
        ("content/letter/a.md", "content/b.md"),
    ),
}  # fmt: skip


def with_value(base: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return settings with a value at a key such as `languages.de.title` or `plugins.0`."""
    made = copy.deepcopy(base)
    inner: Any = made
    *above, last = (int(step) if step.isdigit() else step for step in key.split("."))
    for step in above:
        if isinstance(step, str) and step not in inner:
            inner[step] = {}
        inner = inner[step]
    inner[last] = value
    return made


CASES = [(name, key) for name, each in GENERATORS.items() for key in each.keys.split()]


ONCE_WRONG = {"collections_dir", "srcDir", "input"}


# Of so many keys, some are enough before each commit.
@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param(name, key, marks=[pytest.mark.slow] if at % 4 and key not in ONCE_WRONG else [])
        for at, (name, key) in enumerate(CASES)
    ],
)
def test_any_value_is_understood_or_refused(make_site: MakeSite, name: str, key: str) -> None:
    own = GENERATORS[name]
    pages = dict(zip(own.pages, (PAGE, OTHER), strict=True)) | dict.fromkeys(own.beside, "")
    for value in VALUES:
        text = own.write(with_value(own.base, key, value)).encode("utf-8", "surrogatepass")
        try:
            made = make_site({own.file: text, **pages}, generator=name.partition("'")[0])
            assert isinstance(made.title + made.own_language + made.url_if_known, str)
            made.issues()
        except SiteError as error:
            assert any(file in str(error) for file in (own.file, FILE, *pages)), value
