"""Generators that are configured by a script or a few settings: their rules for addresses, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.scaffold.find import find
from distribute.sites.mdx import without_admonitions, without_mdx
from distribute.sites.registry import SiteError, open_site
from distribute.text.holes import HOLE

PAGE = "---\ntitle: The Letter\ndate: 2026-10-05\n{}---\n\n## News\n\n- Kite 1.2 adds loops\n"
ASTRO = "// site: 'https://no.example'\nexport default defineConfig({{ site: 'https://own.example', {} }});\n"
ROUTE = "const posts = await getCollection('blog');\nreturn posts.map(p => ({ params: { slug: p.id }, props: p }));\n"
STARLIGHT = "integrations: [starlight({ title: 'Kites', plugins: [blog({ title: 'News' })] })]"
DOCUSAURUS = "const config = {{ title: 'Kites', url: 'https://own.example', baseUrl: '/sub/', {} }};\n"
BLOGS = """plugins: [
  ["content-blog", { id: "content-a", path: "letters", feedOptions: { type: "all" }, routeBasePath: "/news" }],
  [require.resolve("@docusaurus/plugin-content-blog"), { "routeBasePath": "/", id: "b", "path": "./notes" }],
  ["@docusaurus/plugin-content-blog", { id: "c", path: "computed", routeBasePath: route() }],
  ["@docusaurus/plugin-content-blog", { id: "d", path: "blog/weekly", routeBasePath: "weekly" }],
  ["@docusaurus/plugin-content-docs", { path: "manual", routeBasePath: "/" }],
], presets: [["classic", { docs: { path: "docs", routeBasePath: "/" } }]]"""
VITEPRESS = "export default { title: 'Kites', sitemap: { hostname: 'https://own.example' }, %s }\n"
MKDOCS = "site_name: Kites\nsite_url: https://own.example/sub/\n{}\n"
HEXO = "title: Kites\nurl: https://own.example/sub\n{}\n"
BLOG = "plugins:\n  - search\n  - blog{}\ntheme: {{name: material}}"
I18N = "plugins:\n  - i18n: {{docs_structure: {}, languages: [{{locale: en, default: true}}, {{locale: fr}}, {{locale: pt-BR}}]}}\n"

COLLECTIONS = """import { glob } from 'astro/loaders';
const posts = defineCollection({ loader: glob({ pattern: '**/*.{md,mdx}', base: './src/data/posts' }) });
const issues = defineCollection({ loader: glob({ pattern: '**/*.md', base: "letters" }) }); // base: 'no'
export const collections = { posts, 'news': issues };
"""
NEWS = ROUTE.replace("'blog'", "'news'").replace("slug: p.id", "id: p.id")

CASES: list[tuple[str, dict[str, str], str, str]] = [
    ("astro", {"astro.config.mjs": ASTRO.format(""), "src/content.config.ts": COLLECTIONS,
               "src/pages/a/[id].astro": NEWS, "src/pages/b/[...slug].astro": ROUTE.replace("'blog'", "'posts'")},
     "letters/2026/october.md", "https://own.example/a/2026/october/"),
    ("astro", {"astro.config.mjs": ASTRO.format(""), "src/pages/blog/[...slug].astro": ROUTE},
     "src/content/blog/october.md", "https://own.example/blog/october/"),
    ("astro", {"astro.config.mjs": ASTRO.format("integrations: [api([{ base: 'api' }])], base: '/sub', trailingSlash: 'never'"), "src/pages/news/[id].astro": ROUTE},
     "src/content/blog/Kite News.mdx", "https://own.example/sub/news/kite-news"),
    ("astro", {"astro.config.ts": ASTRO.format("build: { format: 'file' }"), "src/pages/[slug].astro": ROUTE},
     "src/content/blog/2026/index.md", "https://own.example/2026.html"),
    ("astro", {"astro.config.mjs": ASTRO.format("")}, "src/pages/news/october.md", "https://own.example/news/october/"),
    ("astro", {"astro.config.mjs": ASTRO.format(f"trailingSlash: 'never', {STARLIGHT}"), "src/pages/cards/[...slug].ts": ROUTE.replace("'blog'", "'docs'")},
     "src/content/docs/de/blog/2026/10/Kite News.mdx", "https://own.example/de/blog/2026/10/kite-news"),
    ("astro", {"astro.config.mjs": ASTRO.format(STARLIGHT)}, "src/content/docs/news/index.md", "https://own.example/news/"),
    ("astro", {"astro.config.mjs": ASTRO.format(f"build: {{ format: 'file' }}, {STARLIGHT}"), "src/content/config.ts": COLLECTIONS},
     "src/content/docs/news/october.md", "https://own.example/news/october.html"),
    ("docusaurus", {"docusaurus.config.js": DOCUSAURUS.format("")},
     "blog/2026-10-05-letter.md", "https://own.example/sub/blog/2026/10/05/letter"),
    ("docusaurus", {"docusaurus.config.ts": DOCUSAURUS.format("trailingSlash: true")},
     "blog/2026-10-05-letter/index.mdx", "https://own.example/sub/blog/2026/10/05/letter/"),
    ("docusaurus", {"docusaurus.config.js": DOCUSAURUS.format("presets: [['classic', {blog: {path: 'news', routeBasePath: '/'}}]]")},
     "news/letter.md", "https://own.example/sub/letter"),
    ("vitepress", {".vitepress/config.mts": VITEPRESS % ""}, "news/october.md", "https://own.example/news/october.html"),
    ("vitepress", {"docs/.vitepress/config.js": VITEPRESS % "cleanUrls: true, base: '/sub/', srcDir: './src'"},
     "docs/src/news/october.md", "https://own.example/sub/news/october"),
    ("vitepress", {".vitepress/config.js": VITEPRESS % ""}, "news/october/index.md", "https://own.example/news/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format("")}, "docs/news/october.md", "https://own.example/sub/news/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format("use_directory_urls: false\ndocs_dir: pages")},
     "pages/october.md", "https://own.example/sub/october.html"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(BLOG.format(""))},
     "docs/blog/posts/october.md", "https://own.example/sub/blog/2026/10/05/the-letter/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(BLOG.format(":\n      blog_dir: .\n      post_url_format: '{{file}}'".replace("{{", "{").replace("}}", "}")))},
     "docs/posts/october.md", "https://own.example/sub/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("folder"))}, "docs/en/news/october.md", "https://own.example/sub/news/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("folder"))}, "docs/pt-BR/news/index.md", "https://own.example/sub/pt-BR/news/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("folder"))}, "docs/news/october.md", "https://own.example/sub/news/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("suffix"))}, "docs/news/october.fr.md", "https://own.example/sub/fr/news/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("suffix"))}, "docs/fr/index.en.md", "https://own.example/sub/fr/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format(I18N.format("suffix") + "use_directory_urls: false\n")},
     "docs/v1.2.md", "https://own.example/sub/v1.2.html"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format("docs_dir: !ENV [PAGES, MORE_PAGES, ./pages]\nuse_directory_urls: !ENV [SLASHES, false]").replace("https://own", "!ENV [SITE_URL, 'https://own").replace("sub/", "sub/']")},
     "pages/october.md", "https://own.example/sub/october.html"),
    ("mkdocs", {"properdocs.yml": MKDOCS.format("docs_dir: pages"), "mkdocs.yml": MKDOCS.format("")},
     "pages/october.md", "https://own.example/sub/october/"),
    ("mkdocs", {"mkdocs.yml": MKDOCS.format("docs_dir: !ENV PAGES")}, "docs/october.md", "https://own.example/sub/october/"),
    ("hexo", {"_config.yml": HEXO.format("")}, "source/_posts/october.md", "https://own.example/sub/2026/10/05/october/"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :year-:i_month/:title.html\nnew_post_name: :year-:month-:day-:title.md")},
     "source/_posts/2026-10-05-october.md", "https://own.example/sub/2026-10/october.html"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :category/:name/")},
     "source/_posts/deep/october.md", "https://own.example/sub/uncategorized/october/"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :lang/:title/\nnew_post_name: :lang/:title.md")},
     "source/_posts/zh-CN/october.md", "https://own.example/sub/zh-CN/october/"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :lang/:title/\nnew_post_name: :lang/:title.md\npermalink_defaults: {lang: en}")},
     "source/_posts/october.md", "https://own.example/sub/en/october/"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :year/:month/:title/\nnew_post_name: :year/:title.md")},
     "source/_posts/2026/deep/october.md", "https://own.example/sub/2026/10/deep/october/"),
    ("hexo", {"_config.yml": HEXO.format("permalink: :title/\nnew_post_name: :year-:month-:day-:title.md")},
     "source/_posts/deep/2026-10-05_c+ 十月.md", "https://own.example/sub/deep-2026-10-05-c-%E5%8D%81%E6%9C%88/"),
    ("quarto", {"_quarto.yml": "project: {type: website}\nwebsite: {title: Kites, site-url: 'https://own.example'}\n"},
     "posts/october/index.qmd", "https://own.example/posts/october/"),
    ("quarto", {"_quarto.yml": "website: {site-url: 'https://own.example', site-path: /sub}\n"},
     "posts/october.md", "https://own.example/sub/posts/october.html"),
]  # fmt: skip


@pytest.mark.parametrize(("generator", "files", "name", "url"), CASES)
def test_it_is_recognised_and_the_address_is_its_rules(
    make_site: Any, generator: str, files: dict[str, str], name: str, url: str
) -> None:
    site = make_site({**files, name: PAGE.format("")}, url=None)
    (issue,) = site.issues()
    assert (site.generator, issue.path, issue.url) == (generator, name, url)
    assert (issue.title, f"{issue.date:%Y-%m-%d}", issue.problems) == ("The Letter", "2026-10-05", ())


UNKNOWN: list[tuple[dict[str, str], str]] = [
    ({"astro.config.mjs": ASTRO.format(""), "src/pages/a/[slug].astro": ROUTE.replace("p.id", "nameOf(p)")}, "src/content/blog/october.md"),
    ({"astro.config.mjs": ASTRO.format(""), "src/pages/a/[slug].astro": ROUTE.replace("slug: p.id", "slug").replace("return", "const slug = 1;\nreturn")},
     "src/content/blog/october.md"),
    ({"astro.config.mjs": ASTRO.format("")}, "src/content/blog/october.md"),
    ({"astro.config.mjs": ASTRO.format(STARLIGHT), "src/content.config.ts":
      "export const collections = { docs: defineCollection({ loader: docsLoader({ generateId: ({ entry }) => entry }) }) };"},
     "src/content/docs/october.md"),
    ({"astro.config.mjs": ASTRO.format(""), "src/pages/a/[slug].astro": ROUTE, "src/pages/b/[slug].astro": ROUTE},
     "src/content/blog/october.md"),
    ({"docusaurus.config.js": DOCUSAURUS.format("presets: [['x', {blog: {routeBasePath: base()}}]]")}, "blog/october.md"),
    ({"docusaurus.config.js": DOCUSAURUS.format("presets: [['x', {blog: options}]], docs: {routeBasePath: '/'}, blogs: {routeBasePath: '/b'}")}, "blog/october.md"),
    ({"docusaurus.config.js": DOCUSAURUS.format("presets: [['x', {blog: {path: '../blog'}}]]")}, "blog/october.md"),
    ({".vitepress/config.js": VITEPRESS % "rewrites: {}"}, "news/october.md"),
    ({"mkdocs.yml": MKDOCS.format(BLOG.format(": {post_url_format: '{{categories}}/{{slug}}'}".replace("{{", "{").replace("}}", "}")))}, "docs/blog/posts/october.md"),
    ({"mkdocs.yml": MKDOCS.format(I18N.format("folder"))}, "docs/de/october.md"),
    ({"mkdocs.yml": MKDOCS.format(I18N.format("suffix"))}, "docs/october.de.md"),
    ({"mkdocs.yml": MKDOCS.format(I18N.format("suffix") + "  - blog\n")}, "docs/blog/posts/october.md"),
    ({"_config.yml": HEXO.format("permalink: :hash/")}, "source/_posts/october.md"),
    ({"_config.yml": HEXO.format("permalink: :lang/:title/")}, "source/_posts/october.md"),
    ({"_config.yml": HEXO.format("permalink: :category/\nnew_post_name: :category/:title.md")}, "source/_posts/a/october.md"),
    ({"_config.yml": HEXO.format("permalink: :title/\nnew_post_name: :year/:title.md")}, "source/_posts/øctober.md"),
    ({"_config.yml": HEXO.format("permalink: :title/\nnew_post_name: :a:b:c:title.md")}, "source/_posts/øctober.md"),
    ({"gatsby-config.js": "module.exports = { siteMetadata: { title: 'Kites', siteUrl: 'https://own.example' } }"}, "content/october.md"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "name"), UNKNOWN)
def test_an_address_that_cannot_be_known_says_which_two_lines_to_write(
    make_site: Any, files: dict[str, str], name: str
) -> None:
    site = make_site({**files, name: PAGE.format("")}, url=None)
    (issue,) = site.issues()
    (problem,) = issue.problems
    assert (issue.url, problem.code) == ("", "url")
    assert "`site:` and below it `  permalink: /" in problem.message
    told = make_site({}, url=None, permalink="/letters/:year/:name/", issues=name)
    assert (
        told.issues()[0].url.endswith("own.example/letters/2026/october/") or "/sub/" in told.issues()[0].url
    )


@pytest.mark.parametrize(
    ("front", "name", "day"),
    [
        ("title: A\npubDate: 'Oct 05 2026'\n", "src/pages/a.md", "2026-10-05"),
        ("title: A\npublishDate: 2026-10-05\n", "src/pages/a.mdx", "2026-10-05"),
        ("title: A\ndate:\n  created: 2026-10-05\n  updated: 2026-11-05\n", "src/pages/a.md", "2026-10-05"),
        ("title: A\n", "src/pages/2026-10-05-a.md", "2026-10-05"),
        ("title: A\ndate: 10-05-2026\n", "src/pages/a.md", "2026-10-05"),
        ("title: A\ndate: 1/30/2026\n", "src/pages/a.md", "2026-01-30"),
    ],
)
def test_a_date_has_many_names(make_site: Any, front: str, name: str, day: str) -> None:
    (issue,) = make_site({"astro.config.mjs": "", name: f"---\n{front}---\nx\n"}).issues()
    assert f"{issue.date:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("settings", "name", "above"),
    [
        ("_config.yml", "source/_posts/a.md", "title: Kites\ndate: 2026-10-05\ntags:\n---\n"),
        ("mkdocs.yml", "docs/a.md", "Title: Kites\nDate: 2026-10-05\nTags: line\n      knot\n\n"),
        ("mkdocs.yml", "docs/a.md", "Date: 2026-10-05\n\n# Kites\n"),
    ],
)
def test_hexo_and_mkdocs_need_no_fence_above_the_front_matter(
    make_site: Any, settings: str, name: str, above: str
) -> None:
    (issue,) = make_site({settings: "", name: f"{above}Body.\n"}).issues()
    assert (issue.title, f"{issue.date:%Y-%m-%d}") == ("Kites", "2026-10-05")
    assert [item.text for item in issue.document.items()] == ["Body."]


def test_fences_around_nothing_are_no_part_of_the_text(make_site: Any) -> None:
    page = "---\n# tags: line\n---\n# Kites\n\nBody.\n"
    (issue,) = make_site({"_config.yml": "", "source/_posts/a.md": page}).issues()
    assert (issue.title, issue.body_line) == ("Kites", 4)
    assert [item.text for item in issue.document.items()] == ["Body."]


@pytest.mark.parametrize(
    ("settings", "name"), [("_config.yml", "source/_posts/a.md"), ("mkdocs.yml", "docs/a.md")]
)
def test_a_page_without_front_matter_begins_with_its_text(make_site: Any, settings: str, name: str) -> None:
    (issue,) = make_site({settings: "", name: "\n# Kites\n\nBody.\n"}).issues()
    assert (issue.title, issue.body_line) == ("Kites", 1)


@pytest.mark.parametrize(
    ("file", "settings", "title"),
    [
        ("astro.config.mjs", "export default { integrations: [pwa({ title: 'Playground' })] }", ""),
        ("astro.config.mjs", "export default { integrations: [starlight({ title: { de: 'Drachen', en: 'Kites' } })] }", "Kites"),
        ("astro.config.mjs", "export default { integrations: [starlight({ social: [{title: 'x'}], title: 'Kites' })] }", "Kites"),
        ("docusaurus.config.js", "const config = {\n  themeConfig: {title: 'Menu'},\n  title: 'Kites',\n};\nmodule.exports = config;", "Kites"),
        (".vitepress/config.js", "export default { themeConfig: {title: 'Menu'}, title: 'Kites' }", "Kites"),
        ("gatsby-config.js", "module.exports = { plugins: [{title: 'Menu'}], siteMetadata: {title: 'Kites', siteUrl: 'https://own.example'} }", "Kites"),
    ],
)  # fmt: skip
def test_the_sites_name_is_that_of_the_settings_and_no_part_of_them(
    make_site: Any, file: str, settings: str, title: str
) -> None:
    assert make_site({file: settings}).title == title


def test_a_title_of_quarto_is_markdown(make_site: Any) -> None:
    text = "---\ntitle: 'kite_kit {{< fa brands python >}} for _big_ and **blue** kites'\n---\n"
    (issue,) = make_site({"_quarto.yml": "", "news/a.qmd": text}).issues()
    assert issue.title == "kite_kit for big and blue kites"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("letters/7/index.mdx", "https://own.example/sub/news/7"),
        ("notes/2026-10-05-kites.md", "https://own.example/sub/2026/10/05/kites"),
        ("computed/october.md", ""),
        ("manual/october.md", ""),
        ("docs/october.md", ""),
        ("blog/october.md", "https://own.example/sub/blog/october"),
        ("blog/weekly/october.md", "https://own.example/sub/weekly/october"),
    ],
)
def test_docusaurus_has_further_blogs_with_routes_of_their_own(
    make_site: Any, name: str, address: str
) -> None:
    files = {"docusaurus.config.js": DOCUSAURUS.format(BLOGS), name: PAGE.format("")}
    (issue,) = make_site(files, url=None, issues=name).issues()
    assert issue.url == address
    assert not address or f"{issue.date:%Y-%m-%d}" == "2026-10-05"


def test_the_translations_of_docusaurus_blogs_are_told_apart_by_their_ids(make_site: Any) -> None:
    names = ("b", "c", "d")
    files = {
        "docusaurus.config.js": DOCUSAURUS.format(f"i18n: {{defaultLocale: 'en'}}, {BLOGS}"),
        "notes/kites.md": PAGE.format(""),
        "blog/weekly/kites.md": PAGE.format("slug: weekly\n"),
        **{
            f"i18n/fr/docusaurus-plugin-content-blog-{name}/kites.md": PAGE.format(f"slug: {name}\n")
            for name in names
        },
    }
    site = make_site(files, url=None, issues=("notes/*.md", "blog/weekly/*.md", "i18n/**/*.md"))
    found = {issue.path: issue.url.removeprefix("https://own.example/sub/") for issue in site.issues()}
    assert [found[f"i18n/fr/docusaurus-plugin-content-blog-{name}/kites.md"] for name in names] == [
        "fr/b",
        "",
        "fr/weekly/d",
    ]
    notes, weekly = (
        site.original(site.page(site.root / name)) for name in ("notes/kites.md", "blog/weekly/kites.md")
    )
    french = site.page(site.root / "i18n/fr/docusaurus-plugin-content-blog-b/kites.md")
    assert (site.original(french), french.language) == (notes, "fr")
    assert notes != weekly


@pytest.mark.parametrize(
    ("settings", "route"),
    [
        ("blog: false, docs: {routeBasePath: '/docs'}", None),
        ("blog: {...common}", None),
        ("blog: {routeBasePath: 'n' + x}", None),
        ("links: {blog: {href: 'x'}}, blog: {routeBasePath: 'n'}", "n/"),
        ("blog: {blogTitle: 'a } b', routeBasePath: 'n'}", "n/"),
        ("docs: {routeBasePath: '/docs'}, blog: ({routeBasePath: 'n'})", None),
        ("docs: {routeBasePath: '/'}", "blog/"),
        ("old: {blog: {routeBasePath: 'o'}}, blog: {routeBasePath: 'n'}", None),
        ("blog: {feedOptions: {path: 'feeds', routeBasePath: 'f'}, routeBasePath: 'n'}", "n/"),
    ],
)
def test_the_route_of_docusaurus_first_blog_is_known_or_not_told(
    make_site: Any, settings: str, route: str | None
) -> None:
    files = {"docusaurus.config.js": DOCUSAURUS.format(settings), "blog/october.md": PAGE.format("")}
    (issue,) = make_site(files, url=None).issues()
    assert issue.url == ("" if route is None else f"https://own.example/sub/{route}october")


# A path in the blog, and the date and address that Docusaurus takes from it: https://docusaurus.io/docs/blog
POSTS = [
    ("kites.md", "", "kites"),
    ("kites/index.mdx", "", "kites"),
    ("kites/reel.md", "", "kites/reel"),
    ("2026-05-24-kites.md", "2026-05-24", "2026/05/24/kites"),
    ("2026-05-24-kites/index.md", "2026-05-24", "2026/05/24/kites"),
    ("2026-05-24/kites.md", "2026-05-24", "2026/05/24/kites"),
    ("2026/05/24/kites.mdx", "2026-05-24", "2026/05/24/kites"),
    ("2026/05-24-kites/index.mdx", "2026-05-24", "2026/05/24/kites"),
    ("2026/05-24-kites/reel.md", "2026-05-24", "2026/05/24/kites/reel"),
    ("2026-5-4-kites.md", "2026-05-04", "2026/5/4/kites"),
    ("letters/2026/05/24/kites.md", "2026-05-24", "2026/05/24/letters/kites"),
    ("letters-2026-05-24-may/kites.md", "2026-05-24", "2026/05/24/letters-may/kites"),
    ("2026-05-24-since-2026-05-10.md", "2026-05-10", "2026/05/10/2026-05-24-since-"),
    ("kites20260524.md", "", "kites20260524"),
]


@pytest.mark.parametrize(("name", "day", "place"), POSTS)
def test_docusaurus_takes_date_and_address_from_the_path(
    make_site: Any, name: str, day: str, place: str
) -> None:
    files = {
        "docusaurus.config.js": DOCUSAURUS.format("i18n: {defaultLocale: 'en'}"),
        f"blog/{name}": "# Kites\n\nText\n",
        f"i18n/pt-BR/docusaurus-plugin-content-blog/{name}": "# Pipas\n\nTexto\n",
    }
    issues = {issue.language: issue for issue in make_site(files, url=None).issues()}
    original, translated = issues["en"], issues["pt-br"]
    assert original.url == f"https://own.example/sub/blog/{place}"
    assert translated.url == f"https://own.example/sub/pt-BR/blog/{place}"
    assert {f"{issue.date:%Y-%m-%d}" if issue.date else "" for issue in issues.values()} == {day}
    assert original.id == translated.id
    assert not day or original.id == day


LINKED: list[tuple[dict[str, str], str, str, str]] = [
    ({"_quarto.yml": "website: {site-url: 'https://own.example'}\n"}, "posts/a/index.qmd", "/docs/kites.qmd#reel",
     "https://own.example/docs/kites.html#reel"),
    ({"mkdocs.yml": MKDOCS.format("")}, "docs/news/a.md", "../kites.md", "https://own.example/sub/kites/"),
    ({"mkdocs.yml": MKDOCS.format("")}, "docs/news/a.md", "/kites%20and.md", "https://own.example/sub/kites%20and/"),
    ({".vitepress/config.js": VITEPRESS % "srcDir: 'src'"}, "src/news/a.md", "./b.md", "https://own.example/news/b.html"),
    ({"docusaurus.config.js": DOCUSAURUS.format("")}, "blog/a.md", "2026-10-05-kites.mdx", "https://own.example/sub/blog/2026/10/05/kites"),
]  # fmt: skip
TARGETS = (
    "docs/kites.qmd",
    "docs/kites.md",
    "docs/kites and.md",
    "src/news/b.md",
    "blog/2026-10-05-kites.mdx",
)


@pytest.mark.parametrize(("files", "name", "link", "address"), LINKED)
def test_a_link_to_a_source_file_leads_to_its_page(
    make_site: Any, files: dict[str, str], name: str, link: str, address: str
) -> None:
    body = f"## News\n\n- [Kite]({link}) has loops, and [Moth][moth] flies by [day](https://moth.example/a.md)\n\n[moth]: {link}\n"
    site = make_site(
        {**files, name: f"---\ntitle: A\n---\n\n{body}", **dict.fromkeys(TARGETS, "# Kites\n")}, url=None
    )
    issue = next(issue for issue in site.issues() if issue.path == name)
    assert [link.url for link, _ in issue.document.links] == [address, address, "https://moth.example/a.md"]
    assert issue.body.count("\n") == body.count("\n") + 1


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../../../../etc/passwd.md", "https://own.example/etc/passwd.md"),
        ("none.md", "https://own.example/sub/news/a/none.md"),
        ("../../README.md", "https://own.example/sub/README.md"),
    ],
)
def test_a_link_to_a_file_that_is_no_page_is_left_as_it_is(make_site: Any, link: str, address: str) -> None:
    files = {
        "mkdocs.yml": MKDOCS.format(""),
        "README.md": "# Kites\n",
        "docs/news/a.md": f"# A\n\n[Kite]({link})\n",
    }
    (issue,) = make_site(files, url=None, issues="docs/news/*.md").issues()
    assert [link.url for link, _ in issue.document.links] == [address]


def test_links_in_code_and_to_drafts_and_other_hosts(make_site: Any) -> None:
    code = "`[a](../kites.md)`\n\n```\n[a](../kites.md)\n```\n\nText ]: ../kites.md\n\n"
    links = "[a](../draft.md) [b](//kites.md) [c](../odd%29.md) [d](../kites.md)\n"
    files = {
        "mkdocs.yml": MKDOCS.format(""),
        "docs/kites.md": "# Kites\n",
        "docs/draft.md": "---\ndraft: true\n---\n# Draft\n",
        "docs/odd).md": "# Odd\n",
        "docs/news/a.md": f"# A\n\n{code}{links}",
    }
    (issue,) = make_site(files, url=None, issues="docs/news/*.md").issues()
    assert code in issue.body
    addresses = [link.url for link, _ in issue.document.links]
    assert addresses == [
        "",
        "https://kites.md",
        "https://own.example/sub/odd%29/",
        "https://own.example/sub/kites/",
    ]


def test_the_rule_of_the_issues_is_not_that_of_the_pages_they_link(make_site: Any) -> None:
    files = {
        "mkdocs.yml": MKDOCS.format(""),
        "docs/kites.md": "# Kites\n",
        "docs/news/a.md": "# A\n\n[Kite](../kites.md)\n",
    }
    (issue,) = make_site(files, issues="docs/news/*.md", permalink="/letters/:name/").issues()
    assert [link.url for link, _ in issue.document.links] == [""]


@pytest.mark.parametrize(
    ("structure", "names"),
    [("folder", ("en/it/a", "fr/it/a", "pt-BR/it/a")), ("suffix", ("it/a", "it/a.fr", "it/a.pt-BR"))],
)
def test_mkdocs_static_i18n_tells_the_language_and_the_original(
    make_site: Any, structure: str, names: tuple[str, ...]
) -> None:
    pages = {f"docs/{name}.md": PAGE.format("") for name in names}
    site = make_site({"mkdocs.yml": MKDOCS.format(I18N.format(structure)), **pages}, language="it")
    languages = {issue.path: (issue.language, issue.translation) for issue in site.issues()}
    assert languages == dict(zip(pages, [("en", False), ("fr", True), ("pt-br", True)], strict=True))
    assert {site.original(site.page(site.root / path)) for path in pages} == {"it/a"}


FOR_INIT: list[tuple[dict[str, str], str]] = [
    ({"mkdocs.yml": "theme: {name: material, language: sv}\n"}, "docs/october.md"),
    ({"_quarto.yml": "lang: sv-SE\nwebsite: {title: Kites}\n"}, "october.md"),
    ({"astro.config.mjs": ASTRO.format("i18n: { defaultLocale: 'sv', locales: ['en', 'sv'] }")}, "src/pages/october.md"),
    ({".vitepress/config.js": VITEPRESS % "lang: 'sv-SE', markdown: { languages: [{ lang: 'js' }] }"}, "october.md"),
    ({".vitepress/config.js": VITEPRESS % "locales: { root: { label: 'Svenska', lang: 'sv-SE' }, en: { label: 'English', lang: 'en' } }"},
     "october.md"),
    ({"hugo.toml": "locale = 'sv-SE'\n"}, "content/october.md"),
    ({"_config.yml": "locale: sv-SE\n"}, "_posts/2026-10-05-october.md"),
    ({".eleventy.js": "", "_data/metadata.json": '{"language": "sv"}'}, "posts/october.md"),
    ({".eleventy.js": "", "_data/site.json": '{"lang": "sv-SE"}'}, "posts/october.md"),
]  # fmt: skip
AT_EVERY_RUN: list[tuple[dict[str, str], str]] = [
    ({"_config.yml": HEXO.format("language: [sv, en]")}, "source/_posts/october.md"),
    ({"docusaurus.config.js": DOCUSAURUS.format("i18n: {defaultLocale: 'sv'}")}, "blog/october.md"),
    ({"hugo.toml": "languageCode = 'sv-SE'\nlocale = 'da'\n"}, "content/october.md"),
    ({"_config.yml": "lang: sv\nlocale: da\n"}, "_posts/2026-10-05-october.md"),
]


def languages(site: Any) -> tuple[str, str, bool]:
    (issue,) = site.issues()
    return site.main_language, issue.language, issue.translation


@pytest.mark.parametrize(("files", "name"), FOR_INIT)
def test_a_language_that_a_site_states_beside_its_pages_is_that_of_none_unless_set(
    make_site: Any, files: dict[str, str], name: str
) -> None:
    site = make_site({**files, name: PAGE.format("")})
    assert (site.own_language, *languages(site)) == ("sv", "en", "en", False)
    assert languages(make_site({}, language="sv")) == ("sv", "sv", False)


@pytest.mark.parametrize(("files", "name"), FOR_INIT)
def test_init_sets_the_language_that_a_site_states(make_site: Any, files: dict[str, str], name: str) -> None:
    site = make_site({**files, name: PAGE.format("")})
    (found, *_) = find(site.config.path, issues=[name])
    assert (found.site.language, found.issues[0].language) == ("sv", "sv")


@pytest.mark.parametrize(("files", "name"), AT_EVERY_RUN)
def test_the_language_that_a_generator_gives_to_its_pages_is_theirs(
    make_site: Any, files: dict[str, str], name: str
) -> None:
    site = make_site({**files, name: PAGE.format("")})
    assert (site.own_language, *languages(site)) == ("", "sv", "sv", False)


@pytest.mark.parametrize("theme", ["material", "{name: material}", "{language: 5}", "{language: [sv]}"])
def test_a_language_of_another_shape_is_no_crash(make_site: Any, theme: str) -> None:
    site = make_site({"mkdocs.yml": f"theme: {theme}\n", "docs/october.md": PAGE.format("")})
    assert site.issues()[0].title == "The Letter"


def test_a_slug_replaces_the_place_of_a_page_of_starlight(make_site: Any) -> None:
    files = {
        "astro.config.mjs": ASTRO.format(STARLIGHT),
        "src/content/docs/de/october.md": PAGE.format("slug: de/wind\n"),
    }
    (issue,) = make_site(files, url=None).issues()
    assert (issue.url, issue.language) == ("https://own.example/de/wind/", "de")


def test_a_setting_of_mkdocs_with_a_variable_and_no_default_is_not_stated(make_site: Any) -> None:
    site = make_site({"mkdocs.yml": "site_name: !ENV NAME\nsite_url: !ENV [URL]\n"}, url=None)
    assert (site.title, site.own_url) == ("", "")


def test_the_zone_of_hexo_is_that_of_its_dates(make_site: Any) -> None:
    name, text = "source/_posts/october.md", PAGE.format("")
    (issue,) = make_site({"_config.yml": HEXO.format("timezone: Asia/Tokyo"), name: text}, url=None).issues()
    assert issue.date is not None
    assert issue.date.isoformat() == "2026-10-05T00:00:00+09:00"
    assert issue.url == "https://own.example/sub/2026/10/05/october/"
    with pytest.raises(SiteError, match=r"_config\.yml: no time zone 'Nowhere'"):
        make_site({"_config.yml": HEXO.format("timezone: Nowhere"), name: text})


def test_drafts_and_headings_for_titles(make_site: Any) -> None:
    files = {
        "mkdocs.yml": "",
        "docs/a.md": "---\ndate: 2026-10-05\ndraft: true\n---\n# The Letter\n",
        "docs/b.md": "---\ntitle: B\ndate: 2026-10-06\n---\n\n!!! note\n\n    Text\n",
    }
    first, second = make_site(files).issues()
    assert (first.title, first.draft, second.draft) == ("The Letter", True, False)


MDX = """import Callout from './Callout.astro'
export const year = 2026

## News {year}

<Callout type="tip">

- Kite 1.2 adds loops
- `fly({ loop: true })` and ``<Kite `tail` />`` {year}
</Callout>

```js
import kept from 'here'
```
"""


def test_mdx_is_markdown_without_its_script() -> None:
    plain = without_mdx(MDX)
    assert plain.count("\n") == MDX.count("\n")
    assert "Callout" not in plain
    assert "year" not in plain
    assert "- Kite 1.2 adds loops" in plain
    assert "import kept" in plain
    for script in ("{/* Kite 3.0 adds `tails` */}", "<Note title={`Kite 4.0 adds nests`}>", "{``}"):
        assert without_mdx(f"a {script} b") == "a  b"
    assert without_mdx("a {`Kite 5.0`} b") == "a Kite 5.0 b", "a text is what readers see"
    assert f"- `fly({{ loop: true }})` and ``<Kite `tail` />`` {HOLE}\n" in plain, "code is no script"


def test_the_marks_of_admonitions_go() -> None:
    assert without_admonitions("a\n:::note Title\nb\n:::\n```\n::: c\n```") == "a\n\nb\n\n```\n::: c\n```"


def test_hexo_and_jekyll_are_told_apart(make_site: Any) -> None:
    files = {"_config.yml": "title: Kites\n", "package.json": '{"dependencies": {"hexo": "^7"}}'}
    assert make_site(files).generator == "hexo"
    assert open_site(make_site({"_posts/a.md": ""}, generator="jekyll").config).generator == "jekyll"


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("2026/05-24-kites/index.md", "2026-05-24"),
        ("2026/05/24/kites.md", "2026-05-24"),
        ("kites.md", "None"),
    ],
)
def test_docusaurus_reads_the_date_in_a_path(make_site: Any, name: str, when: str) -> None:
    reader = make_site(
        {"docusaurus.config.js": DOCUSAURUS.format(""), f"blog/{name}": "# Kites\n"}, generator="docusaurus"
    )
    (issue,) = reader.issues()
    assert str(issue.date)[:10] == when
