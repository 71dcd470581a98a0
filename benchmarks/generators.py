"""Compare the addresses of small sites with real builds by Astro, VitePress, Hexo and MkDocs.

Install the generators in a folder of their own first; those that are missing are reported and skipped:

    npm install --prefix FOLDER --ignore-scripts astro@5 vitepress hexo hexo-renderer-marked hexo-renderer-ejs
    python3 -m venv FOLDER/venv && FOLDER/venv/bin/pip install mkdocs mkdocs-material

Then run `python benchmarks/generators.py FOLDER`. It exits with code 1 if an address differs. Docusaurus is not built:
its rule was compared with the permalinks that its blog plug-in writes to `.docusaurus/`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from distribute.config import Config, SiteSettings
from distribute.sites.registry import open_site

PAGE = "---\ntitle: Kite News, C++ & knots\ndate: 2026-10-05\n---\n\nText\n"
NAMES = ("october", "Kite News", "issue_12", "deep/index", "deep/x.y", "2026-10-06-dated", "Ünïcode Ärger")
ROUTE = """---
import { getCollection } from 'astro:content';
export async function getStaticPaths() {
  return (await getCollection('news')).map((post) => ({ params: { slug: post.id }, props: post }));
}
---
<p>{Astro.props.data.title}</p>
"""
COLLECTION = """import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
export const collections = { news: defineCollection({ loader: glob({ base: 'src/content/news', pattern: '**/*.md' }) }) };
"""


class Build(NamedTuple):
    """A generator's settings, where its pages are, the command that builds them, and where they are built."""

    files: dict[str, str]
    pages: str
    command: tuple[str, ...]
    output: str


BUILDS = {
    "astro": Build(
        {"astro.config.mjs": "export default { site: 'https://kites.example' };\n",
         "src/content.config.mjs": COLLECTION, "src/pages/letters/[...slug].astro": ROUTE},
        "src/content/news", ("node_modules/.bin/astro", "build"), "dist"),
    "vitepress": Build(
        {".vitepress/config.mjs": "export default { sitemap: { hostname: 'https://kites.example' } };\n"},
        "news", ("node_modules/.bin/vitepress", "build", "."), ".vitepress/dist"),
    "hexo": Build(
        {"_config.yml": "url: https://kites.example\ntheme: none\n", "package.json": '{"hexo": {"version": ""}, "dependencies": {"hexo": "*", "hexo-renderer-ejs": "*", "hexo-renderer-marked": "*"}}',
         "themes/none/layout/post.ejs": "<p><%= page.title %></p>\n"},
        "source/_posts", ("node_modules/.bin/hexo", "generate"), "public"),
    "mkdocs": Build(
        {"mkdocs.yml": "site_name: K\nsite_url: https://kites.example/\ntheme: {name: material}\nplugins: [blog]\n",
         "docs/blog/index.md": "# Blog\n"},
        "docs/blog/posts", ("venv/bin/mkdocs", "build"), "site"),
}  # fmt: skip


def compare(name: str, build: Build, tools: Path) -> bool | None:
    """Return whether all addresses agree, None for a generator that is not installed."""
    if not (tools / build.command[0]).exists():
        return None
    with TemporaryDirectory(dir=tools) as folder:
        root = Path(folder)
        pages = {
            f"{build.pages}/{page}.md": PAGE.replace("Kite", f"{n} Kite") for n, page in enumerate(NAMES)
        }
        for place, text in {**build.files, **pages}.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (root / place).write_text(text, encoding="utf-8")
        if (tools / "node_modules").is_dir():  # where Hexo looks for its plug-ins
            (root / "node_modules").symlink_to(tools / "node_modules")
        site = open_site(
            Config(root / "channels.yaml", SiteSettings(issues=f"{build.pages}/**/*"), "sqlite:x", ())
        )
        ours = {unquote(urlsplit(issue.url).path).strip("/") for issue in site.issues()}
        environment = {**os.environ, "ASTRO_TELEMETRY_DISABLED": "1", "TZ": "UTC"}
        command = [str(tools / build.command[0]), *build.command[1:]]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, timeout=300)
        output = root / build.output
        built = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
        real = built | {path.removesuffix("index.html").strip("/") for path in built}
        print(f"{name}: {len(ours & real)} of {len(NAMES)} addresses agree", *sorted(ours - real))
        return site.generator == name and len(ours) == len(NAMES) and ours <= real


def main() -> None:
    """Compare each generator that is installed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the generators are installed")
    tools: Path = parser.parse_args().folder.resolve()
    results = {name: compare(name, build, tools) for name, build in BUILDS.items()}
    for name, agreed in results.items():
        if agreed is None:
            print(f"{name}: not installed")
    sys.exit(any(agreed is False for agreed in results.values()))


if __name__ == "__main__":
    main()
