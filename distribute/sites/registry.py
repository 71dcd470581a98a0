"""Find the site's generator, by its name in the settings or by its files."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from distribute.sites.site import Site, SiteError

if TYPE_CHECKING:
    from distribute.config import Config

__all__ = ["Site", "SiteError", "open_site"]

# In the order they are asked: Zola before Hugo, which have a config.toml both.
_SITES = {
    "zola": "Zola",
    "hugo": "Hugo",
    "pelican": "Pelican",
    "eleventy": "Eleventy",
    "jekyll": "Jekyll",
    "plain": "Plain",
}


def open_site(config: Config) -> Site:
    """Return the site that `config` describes; SiteError when its generator can't be told."""
    wanted = config.site.generator
    said = config.site.issues and config.site.permalink  # all that is needed where no generator is found
    for name, called in _SITES.items():
        if wanted in {None, name}:
            kind: type[Site] = getattr(importlib.import_module(f"distribute.sites.{name}"), called)
            if wanted or kind.recognises(config) or (name == "plain" and said):
                return kind(config)
    msg = (
        f"{config.path}: can't tell what generator {config.root} is for: "
        f"set site.generator to one of {', '.join(sorted(_SITES))}"
    )
    raise SiteError(msg)
