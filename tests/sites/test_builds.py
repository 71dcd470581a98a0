"""Small sites built by the real generators: every page's URL, title and date is what we read.

A generator that isn't installed is skipped: CONTRIBUTING says how each is got.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from distribute.config import load
from distribute.sites.registry import Site, open_site
from tests.tools import needed

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PAGE = re.compile(r"<pre class=page>(.*?)</pre>", re.DOTALL)
URL = "https://news.example.org/sub/"
YAML = "---\ntitle: {title}\ndate: {date}\n{more}---\n\nKite 1.2 is out.\n"
TOML = '+++\ntitle = "{title}"\ndate = {date}\n{more}+++\n\nKite 1.2 is out.\n'


def letter(title: str = "The Letter", date: str = "2020-12-09", form: str = YAML, **more: str) -> str:
    lines = "".join(
        f"{key}: {value}\n" if form == YAML else f"{key} = {value}\n" for key, value in more.items()
    )
    quoted = json.dumps(title, ensure_ascii=False) if form == YAML else title
    return form.format(title=quoted, date=date, more=lines)


def generate(root: Path, command: list[str]) -> None:
    """Run a site's generator in its folder."""
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    made = subprocess.run(
        [needed(command[0]), *command[1:]],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def build(site: Site, command: list[str], output: str) -> dict[str, dict[str, str]]:
    """Build a site with its generator; return what each page says of itself, by the path of its file."""
    generate(site.root, command)
    pages: dict[str, dict[str, str]] = {}
    for path in filter(Path.is_file, (site.root / output).rglob("*.htm*")):
        if told := PAGE.search(path.read_text(encoding="utf-8")):
            page = json.loads(html.unescape(told[1]))
            page["url"] = quote(page["url"], safe="/:@!$&'()*+,;=~%#")
            pages[page["path"].removeprefix("./")] = page
            # What the generator calls its URL is where it has put the page.
            place = path.relative_to(site.root / output).as_posix()
            assert (
                page["url"].removeprefix(URL).strip("/")
                in {place, place.removesuffix(".html"), place.removesuffix("index.html").strip("/")}
                or "%" in page["url"]
            )
    return pages


def agree(site: Site, pages: dict[str, dict[str, str]], *, drafts: set[str]) -> None:
    issues = {issue.path: issue for issue in site.issues()}
    assert {
        path: [p.message for p in issue.problems if p.severity == "error"] for path, issue in issues.items()
    } == {path: [] for path in issues}
    assert {path for path, issue in issues.items() if issue.draft} == drafts
    public = {path: issue for path, issue in issues.items() if not issue.draft}
    assert {path: issue.url for path, issue in public.items()} == {
        path: page["url"] for path, page in pages.items()
    }
    assert {path: issue.title for path, issue in public.items()} == {
        path: page["title"] for path, page in pages.items()
    }
    assert {path: issue.date.timestamp() for path, issue in public.items() if issue.date} == {
        path: datetime.fromisoformat(page["date"]).timestamp() for path, page in pages.items()
    }


LANGUAGES = "[languages.en]\nweight = 1\n[languages.de]\n[languages.pt-br]\n"
HUGO_PAGE = (
    '<pre class=page>{{ dict "path" (printf "content/%s" .File.Path) "url" .Permalink "title" .Title '
    '"date" (.Date.Format "2006-01-02T15:04:05-07:00") | jsonify }}</pre>'
)
HUGO = {
    "content/news/_index.md": "---\ntitle: All of them\n---\n",
    "content/news/letter.md": letter(),
    "content/news/letter.de.md": letter("Der Brief"),
    "content/news/letter.pt-br.md": letter("A carta"),
    "content/news/2020-11-05-older.md": letter("Older: the fifth", "2020-11-05T10:00:00+02:00"),
    "content/news/Odd Name & more.md": letter("What's *new* in C++ & Co?"),
    "content/news/été.md": letter("L'été à Köln"),
    "content/news/slugged.md": letter("Slugged", slug="My Slug 42"),
    "content/news/urled.md": letter("Urled", url="/Special/Page.html"),
    "content/news/urled-too.de.md": letter("Mit Adresse", url="besonders/"),
    "content/news/urled-three.md": letter("Urled without a slash", url="/special/three"),
    "content/news/urled-four.de.md": letter("Mit Punkt", url="besonders//v1.2.html"),
    "content/news/urled-five.md": letter("Urled as an index", url="/special/five/index.html"),
    "content/news/tokens-four.md": letter("With tokens and an ending", url="/t4/:slug.html"),
    "content/news/tokens.md": letter("With tokens", url="/t/:year/:slug/"),
    "content/news/tokens-too.de.md": letter("Mit Mustern", url="t/:slug"),
    "content/news/tokens-three.de.md": letter("Noch ein Muster", url="/t2/:slug/"),
    "content/news/aliased.md": letter("Aliased", aliases="[/old/place/, beside]"),
    "content/news/toml.md": letter("In TOML", "2020-12-10T08:00:00Z", TOML, slug='"of-toml"'),
    "content/news/json.md": '{"title": "In JSON", "date": "2020-12-11", "slug": "of-json"}\n\nBody.\n',
    "content/news/bundle/index.md": letter("A bundle"),
    "content/news/bundle/index.de.md": letter("Ein Bündel"),
    "content/news/2020/deep/nested.md": letter("Nested"),
    "content/news/winter/_index.md": "---\ntitle: A section\n---\n",
    "content/news/winter/late/in-section.md": letter("In a section"),
    "content/news/draft.md": letter("Not yet", draft="true"),
    "content/news/numbers.md": letter("Issue #42 (2020)", "2020-12-31 23:30:00"),
    "content/news/plus.md": letter("C++ -- what's new? 100% & a %41 b"),
    "content/news/日本.md": letter("日本のニュース"),
}


@pytest.mark.parametrize(
    "own",
    [
        "",
        "[permalinks]\nnews = '/:year/:month/:title/'\n",
        "[permalinks.page]\nnews = '/:sections/:yearday/:slug/'\n",
        "[permalinks]\nnews = '/n/:year-:monthname-:day/:slugorcontentbasename'\n",
        "[permalinks]\nnews = '/:weekdayname/:weekday/:contentbasename/'\n",
        "[permalinks]\nnews = '/:sections[1:]/:filename/'\n",
        "uglyURLs = true\n",
        "uglyURLs = true\n[permalinks]\nnews = '/:year/:slug/'\n",
        "disablePathToLower = true\n",
        "timeZone = 'America/New_York'\n[permalinks]\nnews = '/:year/:month/:day/:slug/'\n",
        "defaultContentLanguageInSubdir = true\n[permalinks]\nnews = '/:year/:slug/'\n",
    ],
)
def test_hugo_agrees(make_site: Any, own: str) -> None:
    settings = f"baseURL = '{URL}'\ntitle = 'News'\n{own}\n{LANGUAGES}"
    files = {
        **HUGO,
        "hugo.toml": settings,
        "layouts/_default/single.html": HUGO_PAGE,
        "layouts/_default/list.html": "A list.",
    }
    site = make_site(files, url=None)
    agree(site, build(site, ["hugo", "--quiet"], "public"), drafts={"content/news/draft.md"})


def test_hugo_agrees_on_what_is_cascaded(make_site: Any) -> None:
    never = "---\ntitle: All of them\ncascade:\n{}---\n"
    files = {
        "config/_default/hugo.toml": f"baseURL = 'https://default.example/'\nuglyURLs = true\n{LANGUAGES}",
        "config/production/hugo.toml": f"baseURL = '{URL}'\n",
        "config/production/permalinks.toml": "news = '/:year/:slug/'\n",
        "layouts/_default/single.html": HUGO_PAGE,
        "layouts/_default/list.html": "A list.",
        "content/notes/_index.md": never.format("  build: {render: never}\n"),
        "content/notes/a.md": letter(),
        "content/notes/a.de.md": letter("Der Brief"),
        "content/notes/deep/b/index.md": letter(),
        "content/notes/own.md": letter(build="{render: always}"),
        "content/notes/open/_index.md": never.format("  build: {list: never}\n"),
        "content/notes/open/c.md": letter(),
        "content/news/_index.md": never.format(
            "- draft: true\n  target: {path: '{/news/x,/news/*/??}'}\n- draft: false\n"
        ),
        "content/news/x.md": letter(),
        "content/news/y.md": letter(),
        "content/news/2020/12.md": letter("Of December"),
        "content/news/2020/1.md": letter("Of January"),
    }
    site = make_site(files, url=None)
    drafts = {"notes/a.md", "notes/deep/b/index.md", "news/x.md", "news/2020/12.md"}
    pages = build(site, ["hugo", "--quiet"], "public")
    agree(site, pages, drafts={f"content/{name}" for name in drafts})


def test_hugo_agrees_on_languages_with_addresses_of_their_own(make_site: Any) -> None:
    settings = "[languages.en]\nbaseURL = 'https://en.example'\n[languages.de]\nbaseURL = 'https://de.example/sub/'\n"
    files = {
        "hugo.toml": settings,
        "layouts/_default/single.html": HUGO_PAGE,
        "layouts/_default/list.html": "A list.",
        "content/news/a.md": letter(),
        "content/news/a.de.md": letter("Der Brief"),
        "content/news/b.de.md": letter("Mit Adresse", url="besonders"),
        "content/news/c.de.md": letter("Mit ganzer Adresse", url="/besonders/c"),
    }
    site = make_site(files, url=None)
    generate(site.root, ["hugo", "--quiet"])
    built = [PAGE.search(path.read_text()) for path in (site.root / "public").rglob("index.html")]
    pages = {page["path"]: page for page in (json.loads(html.unescape(told[1])) for told in built if told)}
    assert len(pages) == 4
    agree(site, pages, drafts=set())


@pytest.mark.parametrize("stated", ["languageCode", "locale"])
def test_hugo_agrees_on_the_language_of_feeds(make_site: Any, stated: str) -> None:
    files = {
        "hugo.toml": f"baseURL = '{URL}'\ndefaultContentLanguageInSubdir = true\n{stated} = 'de-de'\n",
        "layouts/_default/single.html": HUGO_PAGE,
        "layouts/_default/list.html": "A list.",
        "content/news/a.md": letter(),
        "content/news/b.en.md": letter(),
        "content/news/c.de.md": letter(),
    }
    site = make_site(files, url=None, language="de")
    assert {issue.language for issue in site.issues()} == {"de"}
    agree(site, build(site, ["hugo", "--quiet"], "public"), drafts=set())


def test_hugo_agrees_on_settings_of_each_language(make_site: Any) -> None:
    files = {
        "hugo.toml": f"baseURL = '{URL}'\n[languages.en]\nweight = 1\n",
        "config/_default/languages.en.toml": "contentDir = 'content/english'\n[permalinks]\nnews = '/:year/:slug/'\n",
        "config/_default/languages.de.toml": "contentDir = 'content/deutsch'\n",
        "config/_default/params.de.toml": "kite = 'Drachen'\n",
        "config/_default/site.de.toml": "[permalinks]\nnews = '/:slug/'\n",
        "layouts/_default/single.html": HUGO_PAGE.replace('"content/%s" .File.Path', '"%s" .File.Filename'),
        "layouts/_default/list.html": "A list.",
        "content/english/news/a.md": letter(),
        "content/deutsch/news/b.md": letter("Der Brief"),
    }
    site = make_site(files, url=None)
    pages = build(site, ["hugo", "--quiet"], "public")
    agree(site, {str(Path(path).relative_to(site.root)): page for path, page in pages.items()}, drafts=set())


def test_hugo_agrees_on_languages_in_folders(make_site: Any) -> None:
    settings = (
        f"baseURL: {URL}\ndefaultContentLanguage: de\nlanguages:\n  de: {{contentDir: content/deutsch}}\n"
        "  en: {contentDir: content/english, permalinks: {page: {news: '/:year/:slug/'}}}\n"
    )
    files = {
        "hugo.yaml": settings,
        "layouts/_default/single.html": HUGO_PAGE.replace('"content/%s" .File.Path', '"%s" .File.Filename'),
        "layouts/_default/list.html": "A list.",
        "content/deutsch/news/a.md": letter("Der Brief"),
        "content/english/news/a.md": letter("The letter"),
        "content/english/news/b/index.md": letter("A bundle", translationKey="b"),
    }
    site = make_site(files, url=None)
    pages = build(site, ["hugo", "--quiet"], "public")
    agree(site, {str(Path(path).relative_to(site.root)): page for path, page in pages.items()}, drafts=set())


PELICAN_SETTINGS = f"""
SITEURL = {URL.rstrip("/")!r}
SITENAME = "News"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
AUTHOR = "The Editors"
THEME = "theme"
THEME_STATIC_PATHS = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
STATIC_PATHS = []
"""
PELICAN_PAGE = (
    "<pre class=page>{{ {'path': article.relative_source_path, 'url': SITEURL + '/' + article.url,"
    " 'title': article.metadata.title|striptags, 'date': article.date.isoformat()}|tojson|e }}</pre>"
)


def meta(title: str = "The Letter", date: str = "2020-12-09", **more: str) -> str:
    lines = "".join(f"{key.capitalize()}: {value}\n" for key, value in more.items())
    return f"Title: {title}\nDate: {date}\n{lines}\nKite 1.2 is out.\n"


PELICAN = {
    "content/news/letter.md": meta(slug="letter"),
    "content/news/letter-de.md": meta("Der Brief", slug="letter", lang="de"),
    "content/news/fenced.md": "---\n" + meta("Fenced: with a colon").replace("\n\n", "\n---\n\n"),
    "content/news/2020-11-05-older.md": "Title: Dated by its name\n\nBody.\n",
    "content/news/words.md": meta("Dated in words", "Wed, 9 Dec 2020 08:30:00 +0100"),
    "content/news/american.md": meta("Dated with slashes", "12/11/2020 18:05"),
    "content/news/long.md": meta("Dated at length", "December 12, 2020"),
    "content/news/odd.md": meta("What's new in C++ & Co: été à Köln, 日本?"),
    "content/news/urled.md": meta("With its own URL", url="special/page.html", save_as="special/page.html"),
    "content/misc/other.md": meta("Of another category", category="Some Thing", author="Ada Lovelace"),
    "content/news/draft.md": meta("Not yet", status="draft", category="news"),
    "content/news/linking.md": meta("Linking").replace("Kite", "[Other]({filename}../misc/other.md) Kite"),
}


@pytest.mark.parametrize(
    "own",
    [
        "",
        (
            "ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}/'\nARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'\n"
            "ARTICLE_LANG_URL = '{lang}/{slug}/'\nARTICLE_LANG_SAVE_AS = '{lang}/{slug}/index.html'\n"
        ),
        "ARTICLE_URL = 'blog/{category}/{author}/{date:%b}/{slug}.html'\nARTICLE_SAVE_AS = ARTICLE_URL\n",
        "SLUGIFY_SOURCE = 'basename'\n",
        "CATEGORY_SAVE_AS = ''\nARTICLE_URL = ARTICLE_SAVE_AS = 'c{category}/{slug}.html'\n",
        "SLUGIFY_USE_UNICODE = True\n",
        "USE_FOLDER_AS_CATEGORY = False\nDEFAULT_CATEGORY = 'all of it'\nARTICLE_URL = ARTICLE_SAVE_AS = '{category}/{slug}.html'\n",
        "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})-(?P<slug>.*)'\n",
        (
            "PATH_METADATA = r'(?P<category>[^/]*)/.*'\nDEFAULT_METADATA = {'author': 'Nobody'}\n"
            "ARTICLE_URL = ARTICLE_SAVE_AS = '{author}/{category}/{slug}.html'\n"
        ),
        "PATH_METADATA = r'(?:.*/)?(?P<part>[^/.]*)[.].*'\nARTICLE_URL = ARTICLE_SAVE_AS = '{part}/{slug}.html'\n",
    ],
)
def test_pelican_agrees(make_site: Any, own: str) -> None:
    files = {
        **PELICAN,
        "pelicanconf.py": PELICAN_SETTINGS + own,
        "theme/templates/article.html": PELICAN_PAGE,
        **{f"theme/templates/{name}.html": "" for name in ("index", "author", "category", "tag", "page")},
    }
    site = make_site(files, url=None)
    pages = build(site, ["pelican", "--quiet", "-s", "pelicanconf.py"], "output")
    agree(
        site,
        {f"content/{path}": page for path, page in pages.items() if "draft" not in path},
        drafts={"content/news/draft.md"},
    )


JEKYLL_PAGE = (
    '<pre class=page>{"path": {{ page.path | jsonify }}, "url": {{ page.url | absolute_url | jsonify }}, '
    '"title": {{ page.title | jsonify }}, "date": {{ page.date | date_to_xmlschema | jsonify }}}</pre>'
)
JEKYLL = {
    "_posts/2020-12-09-the-letter.md": letter(layout="page"),
    "_posts/2020-11-05-Older_Issue.v2.md": letter("Older", "2020-11-05 22:00:00 -0500", layout="page"),
    "_posts/2020-10-01-untitled-letter-of-october.md": "---\nlayout: page\n---\n\nBody.\n",
    "_posts/2020-1-5-short.md": "---\ntitle: Short date\nlayout: page\n---\n\nBody.\n",
    "_posts/2020-12-10-slugged.md": letter("Slugged", "2020-12-10", layout="page", slug="My Slug & more"),
    "_posts/2020-12-11-categories.md": letter(
        "Two", "2020-12-11", layout="page", categories="[Some News, Été]"
    ),
    "_posts/2020-12-12-words.md": letter(
        "Words", "2020-12-12", layout="page", categories="one two", category="Three"
    ),
    "_posts/2020-12-13-own.md": letter(
        "Own", "2020-12-13", layout="page", permalink="/own/:year/:title.html"
    ),
    "_posts/2020-12-14-folder.md": letter(
        "Own folder", "2020-12-14", layout="page", permalink="/own/folder/"
    ),
    "_posts/2020-12-15-été-à-köln.md": letter("L'été", "2020-12-15", layout="page"),
    "_posts/2020-12-16-quoted.md": letter('"#16: its out"', "2020-12-16", layout="page"),
    "_posts/deeper/2020-12-17-deep.md": letter("Deep", "2020-12-17", layout="page"),
    "team/_posts/2020-12-18-team.md": letter("Of the team", "2020-12-18", layout="page"),
    "_posts/2020-12-19-hidden.md": letter("Hidden", "2020-12-19", layout="page", published="false"),
    "_posts/2020-12-20-utc.md": letter("In UTC", "2020-12-20 23:30:00", layout="page"),
    "_posts/2020-12-21-early.md": letter("Early", "2020-12-21T03:30:00 # note", layout="page"),
    "_posts/2020-12-22-in-quotes.md": letter("In quotes", "'2020-12-22 23:30:00'", layout="page"),
    "_posts/2020-12-23-minutes.md": letter("In minutes", "2020-12-23 23:30", layout="page"),
    "_posts/2021-01-03-week.md": letter("At a year's edge", "2021-01-03", layout="page"),
}


@pytest.mark.parametrize(
    "own",
    [
        "",
        "permalink: pretty\n",
        "permalink: ordinal\n",
        "permalink: weekdate\n",
        "permalink: none\n",
        "permalink: /:year/:year:month:day\n",
        "permalink: /blog/:slugified_categories/:i_month-:i_day/:slug/\n",
        "permalink: /:collection/:short_year/:long_month/:short_month/:name:output_ext\n",
        "permalink: /:w_year_:week/:w_day/:long_day/:hour:minute:second/:title\n",
        "collections:\n  posts:\n    permalink: /p/:year/:title/\n",
        "timezone: America/New_York\n",
        "timezone: Europe/Berlin\n",
        "defaults:\n- scope: {path: '', type: posts}\n  values: {categories: [all], slug: same, permalink: /:day/:title/}\n",
    ],
)
def test_jekyll_agrees(make_site: Any, own: str) -> None:
    url, base = URL.rstrip("/").rsplit("/", 1)
    settings = f"url: {url}\nbaseurl: /{base}\ntitle: News\nfuture: true\nexclude: []\n{own}"
    site = make_site({**JEKYLL, "_config.yml": settings, "_layouts/page.html": JEKYLL_PAGE}, url=None)
    pages = build(site, ["jekyll", "build", "--quiet"], "_site")
    agree(site, pages, drafts={"_posts/2020-12-19-hidden.md"})


def test_jekyll_agrees_on_a_collection(make_site: Any) -> None:
    settings = f"url: {URL.rstrip('/')}\ncollections:\n  letters: {{output: true}}\n  old: {{output: true, permalink: '/x/:path'}}\npermalink: pretty\n"
    files = {
        "_config.yml": settings,
        "_layouts/page.html": JEKYLL_PAGE,
        "_letters/2020-12-09-letter.md": letter(layout="page"),
        "_letters/2020/Autumn Issue.md": letter("Autumn", layout="page"),
        "_old/first.md": letter("First", "2019-01-01", layout="page"),
    }
    site = make_site(files, url=None)
    agree(site, build(site, ["jekyll", "build", "--quiet"], "_site"), drafts=set())


ELEVENTY_PAGE = (
    '<pre class=page>{{ {path: page.inputPath, url: "https://news.example.org" + (page.url | url), title: title,'
    " date: page.date.toISOString()} | dump | escape }}</pre>"
)
ELEVENTY = {
    "posts/posts.json": '{"layout": "page.njk", "tags": "posts"}',
    "posts/letter.md": letter(),
    "posts/2020-11-05-older.md": "---\ntitle: Older\n---\n\nBody.\n",
    "posts/2020-11-06/index.md": "---\ntitle: In a dated folder\n---\n\nBody.\n",
    "posts/deep/deep.md": letter("Doubled"),
    "posts/Odd Name.md": letter("Odd"),
    "posts/own.md": letter("Own", permalink="/special/page.html"),
    "posts/own-folder.md": letter("Own folder", permalink="special/folder/"),
    "posts/by-slug.md": letter("What's New in C++ & Co: été", permalink='"/by/{{ title | slugify }}/"'),
    "posts/by-page.md": letter(
        "By page", permalink='"/{{ page.fileSlug }}/{{ lang }}/index.html"', lang="en"
    ),
    "posts/2020-12-07-by-stem.md": letter("By stem", permalink='"{{ page.filePathStem }}.html"'),
    "posts/by-date.md": letter("By date", permalink="\"/{{ page.date | date: '%Y/%m' }}/x/\""),
    "posts/unbuilt.md": letter("Unbuilt", permalink="false"),
    "archive/archive.11tydata.json": '{"layout": "page.njk", "permalink": "/old/{{ page.fileSlug }}.html"}',
    "archive/2019-01-02-first.md": "---\ntitle: The first\n---\n\nBody.\n",
    "archive/sub/second.md": letter("The second", "2019-02-02T10:30:00Z"),
    "archive/sub/third.md": letter("The third", "2019-03-02"),
    "archive/sub/third.json": '{"permalink": "/third-by-data/"}',
    "de/de.json": '{"layout": "page.njk", "lang": "de"}',
    "de/letter.md": letter("Der Brief"),
}


@pytest.mark.parametrize("folder", ["", "src"])
def test_eleventy_agrees(make_site: Any, folder: str) -> None:
    own = f"module.exports = () => ({{ pathPrefix: '/sub/', dir: {{ input: '{folder or '.'}' }} }});"
    inside = f"{folder}/" if folder else ""
    files = {
        "eleventy.config.js": own,
        f"{inside}_includes/page.njk": ELEVENTY_PAGE,
        **{inside + name: text for name, text in ELEVENTY.items()},
    }
    site = make_site(files, url="https://news.example.org/")
    pages = build(site, ["eleventy", "--quiet"], "_site")
    agree(site, pages, drafts={f"{inside}posts/unbuilt.md"})


@pytest.mark.parametrize(
    ("settings", "command", "output"),
    [
        ("channels.yaml", ["hugo", "--quiet"], "public"),
        ("examples/wochenzettel/channels.yaml", ["jekyll", "build", "--quiet"], "_site"),
        ("examples/tide-mill/channels.yaml", ["eleventy", "--quiet"], "_site"),
        ("examples/loomworks/channels.yaml", ["pelican", "--quiet", "-s", "pelicanconf.py"], "output"),
    ],
    ids=["newsletter", "wochenzettel", "tide-mill", "loomworks"],
)
def test_an_example_is_built_where_its_posts_link_to(
    tmp_path: Path, settings: str, command: list[str], output: str
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "channels.yaml", tmp_path)
    site = open_site(load(tmp_path / settings))
    generate(site.root, command)
    for issue in site.issues():
        page = site.root / output / urlsplit(issue.url).path.strip("/") / "index.html"
        assert page.is_file(), issue.url
