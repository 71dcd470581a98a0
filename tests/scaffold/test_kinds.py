"""`init` on whole small sites of many generators: the newsletter, its name and its latest issue's address."""

from __future__ import annotations

from pathlib import Path

import pytest

from distribute.scaffold.find import find
from tests.scaffold.sites import HUGO, JEKYLL, ZOLA, issues, page, posts, write

ROUTE = "const all = await getCollection('{}');\nreturn all.map((e) => ({{ params: {{ id: e.id }}, props: {{ e }} }}));\n"
ASTRO = {
    "astro.config.mjs": "export default defineConfig({ site: 'https://kites.example' });\n",
    "src/content.config.ts": "const blog = defineCollection({ loader: glob({ pattern: '**/*.md', base: './src/data/blog' }) });\n"
    "const letters = defineCollection({ loader: glob({ pattern: '**/*.md', base: './src/data/letters' }) });\n"
    "export const collections = { blog, letters };\n",
    "src/pages/news/[id].astro": ROUTE.format("letters"),
    "src/pages/blog/[id].astro": ROUTE.format("blog"),
}
DOCUSAURUS = {
    "docusaurus.config.ts": "export default {title: 'Kites', url: 'https://kites.example', baseUrl: '/'};\n"
}
ELEVENTY = {
    "eleventy.config.js": 'export default () => ({dir: {input: "src"}});\n',
    "src/_data/site.json": '{"url": "https://kites.example"}',
    "src/letters/letters.json": '{"permalink": "/post/{{ page.fileSlug }}/", "tags": "letters"}',
}
MKDOCS = {
    "mkdocs.yml": "site_name: Kites\nsite_url: https://kites.example/\nplugins: [blog]\ntheme: {name: material}\n"
}
PELICAN = {
    "pelicanconf.py": "SITENAME = 'Kites'\nSITEURL = 'https://kites.example'\nARTICLE_URL = '{date:%Y}/{slug}/'\n"
}
VITEPRESS = {
    ".vitepress/config.mts": "export default { cleanUrls: true, sitemap: {hostname: 'https://kites.example'} }\n"
}


def undated(files: dict[str, str]) -> dict[str, str]:
    """Leave the day to the path."""
    return {
        name: "".join(line for line in text.splitlines(keepends=True) if not line.startswith("date:"))
        for name, text in files.items()
    }


def pelican(files: dict[str, str]) -> dict[str, str]:
    """Write front matter as Pelican has it."""
    return {
        name: text.replace("---\n", "", 1)
        .replace("\n---", "", 1)
        .replace('"', "")
        .replace("title", "Title")
        .replace("date:", "Date:")
        for name, text in files.items()
    }


KINDS: dict[str, tuple[list[dict[str, str]], str, str]] = {
    "an Astro collection with a loader": (
        [ASTRO, posts("src/data/blog"), issues("src/data/letters/{m}.md", "Kite News {n}: {free}")],
        "Kite News", "https://kites.example/news/07/"),
    "Docusaurus with the day in two folders": (
        [DOCUSAURUS, undated(issues("blog/2026/{m}-05-state-of-the-kite/index.mdx", "State of the Kite 2026-{m}-05")),
         undated({f"blog/2026/0{n}-2{n}-{name}/index.mdx": page(name) for n, name in enumerate(("moved", "tips", "bug"), 1)})],
        "State of the Kite", "https://kites.example/blog/2026/07/05/state-of-the-kite"),
    "Eleventy with directory data": (
        [ELEVENTY, posts("src/blog"), issues("src/letters/2026-{m}-05-letter-{n}.md", "Kite News {n}")],
        "Kite News", "https://kites.example/post/letter-7/"),
    "Hugo in two languages": (
        [{"hugo.toml": HUGO["hugo.toml"] + "[languages.en]\ncontentDir = 'content/en'\n[languages.fr]\ncontentDir = 'content/fr'\n"},
         issues("content/en/news/{n}.md", "Kite letter {month} 2026"), issues("content/fr/news/{n}.md", "La lettre {n}"), posts("content/en/news")],
        "Kite letter", "https://kites.example/news/7/"),
    "Jekyll with a category for a folder": (
        [JEKYLL, posts("_posts", dated=True), issues("weekly/_posts/2026-{m}-05-week-1{n}.md", "Week 1{n} in kites")],
        "Kites", "https://kites.example/weekly/2026/07/05/week-17.html"),
    "MkDocs with Material's blog": (
        [MKDOCS, posts("docs/blog/posts"), issues("docs/blog/posts/2026-{m}.md", "Kite News {month} 2026")],
        "Kite News", "https://kites.example/blog/2026/07/05/kite-news-july-2026/"),
    "Pelican": (
        [PELICAN, pelican(posts("content/articles")), pelican(issues("content/letters/news-{m}.md", "Kite News {month} 2026"))],
        "Kite News", "https://kites.example/2026/kite-news-july-2026/"),
    "VitePress": (
        [VITEPRESS, {"guide/knots.md": "# Knots\n"}, issues("news/2026/w1{n}.md", "This week in kites: week 1{n}, 2026")],
        "This week in kites", "https://kites.example/news/2026/w17"),
    "Zola with issues in bundles": (
        [ZOLA, posts("content/blog"), issues("content/letters/2026-{m}-05-letter/index.md", "Kite letter: {month} 2026")],
        "Kite letter", "https://kites.example/letters/letter/"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_newsletter_its_name_and_its_address(tmp_path: Path, kind: str) -> None:
    files, name, url = KINDS[kind]
    (found, *_) = find(write(tmp_path, *files))
    assert len(found.issues) == 7, found.site
    assert (found.site.name, found.latest.url, found.missing) == (name, url, ())
