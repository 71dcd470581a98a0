"""A `site.url` without a path has the path of the generator's settings where these have no public address."""

from __future__ import annotations

from typing import Any

import pytest

_SETTINGS = {
    "vitepress": (".vitepress/config.mts", "export default defineConfig({ base: '/kites/' })\n"),
    "jekyll": ("_config.yml", "url: ''\nbaseurl: /kites\n"),
    "docusaurus": ("docusaurus.config.ts", "const config: Config = { url: host(), baseUrl: '/kites/' };\n"),
    "astro": ("astro.config.mjs", "export default defineConfig({ site: host(), base: '/kites' });\n"),
    "quarto": ("_quarto.yml", "website: {site-path: /kites/}\n"),
    "hexo": ("_config.yml", "url: http://example.com\nroot: /kites/\n"),
    "hugo": ("hugo.toml", 'baseURL = "/kites/"\n'),
}


@pytest.mark.parametrize("generator", _SETTINGS)
def test_without_a_path_it_has_the_generators(make_site: Any, generator: str) -> None:
    files = dict([_SETTINGS[generator]])
    for url in ("https://me.example", "https://me.example/", "https://me.example/kites/"):
        assert make_site(files, generator=generator, url=url).base == "https://me.example/kites/"
    assert make_site(files, generator=generator, url="https://me.example/a").base == "https://me.example/a/"
    assert make_site(files, generator=generator, url=None).url_if_known == ""


@pytest.mark.parametrize(
    ("own", "base"),
    [
        ("url: https://user.example\nbaseurl: /repo\n", "https://me.example/"),
        ("url: http://localhost:4000\nbaseurl: /repo\n", "https://me.example/repo/"),
        ("url: //[\n", "https://me.example/"),
    ],
)
def test_only_a_public_address_of_the_generators_own_is_replaced_as_a_whole(
    make_site: Any, own: str, base: str
) -> None:
    """It may be that of GitHub Pages, beside a custom domain."""
    assert make_site({"_config.yml": own}, generator="jekyll", url="https://me.example/").base == base


@pytest.mark.parametrize("url", ["https://me.example/", "https://me.example/kites/"])
def test_eleventys_path_prefix_is_in_every_address_once(make_site: Any, url: str) -> None:
    files = {
        ".eleventy.js": "module.exports = { pathPrefix: '/kites/' };",
        "news/3.md": "---\ntitle: Three\n---\nText\n",
    }
    (issue,) = make_site(files, url=url).issues()
    assert issue.url == "https://me.example/kites/news/3/"


def test_a_path_of_a_menu_is_not_the_sites(make_site: Any) -> None:
    settings = (
        "export default { title: ':-)', themeConfig: { sidebar: { '/guide/': { base: '/guide/' } } }, %s };\n"
    )
    plain = make_site({".vitepress/config.js": settings % "cleanUrls: true"}, url="https://me.example/")
    assert plain.base == "https://me.example/"
    below = make_site({".vitepress/config.js": settings % "base: '/kites/'"}, url="https://me.example/")
    assert below.base == "https://me.example/kites/"
