"""An address at which only the author's own machine shows the site is never posted, whatever settings have it."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.sites.site import SiteError
from distribute.transport.loopback import is_own_machine

_SETTINGS = {
    "hugo": ("hugo.toml", 'baseURL = "{url}"'),
    "jekyll": ("_config.yml", "url: {url}"),
    "zola": ("config.toml", 'base_url = "{url}"'),
    "pelican": ("pelicanconf.py", "SITEURL = '{url}'"),
    "hexo": ("_config.yml", "url: {url}\ntheme: landscape\n"),
    "docusaurus": ("docusaurus.config.js", "export default {{url: '{url}', baseUrl: '/'}};"),
    "astro": ("astro.config.mjs", "export default {{site: '{url}'}};"),
    "mkdocs": ("mkdocs.yml", "site_url: {url}"),
    "quarto": ("_quarto.yml", "website:\n  site-url: {url}"),
}


@pytest.mark.parametrize("generator", _SETTINGS)
@pytest.mark.parametrize("url", ["http://localhost:4000", "http://127.0.0.1:8000/", "http://[::1]:1313/news"])
def test_the_address_of_a_preview_is_not_that_of_the_site(make_site: Any, generator: str, url: str) -> None:
    name, settings = _SETTINGS[generator]
    site = make_site({name: settings.format(url=url)}, generator=generator, url=None)
    with pytest.raises(SiteError, match=r"the address of a preview, http://.*: set site\.url"):
        assert site.base
    assert site.url_if_known == ""
    public = make_site({name: settings.format(url="https://own.example")}, generator=generator, url=None)
    assert public.base == "https://own.example/"


def test_who_sets_the_address_of_a_preview_gets_it(make_site: Any) -> None:
    """Somebody who tries the tool on their own machine."""
    site = make_site({"hugo.toml": ""}, generator="hugo", url="http://127.0.0.1:1313/")
    assert site.base == "http://127.0.0.1:1313/"


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://0.0.0.0:1313/", True),
        ("http://[::]:1313/", True),
        ("https://news.localhost/", True),
        ("https://127.0.0.1.example/", False),
        ("https://localhost.example/", False),
        ("/localhost/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_what_is_an_address_of_this_machine(url: str, own: bool) -> None:
    assert is_own_machine(url) is own
