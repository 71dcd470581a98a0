"""How a site keeps its issues: one module for each generator, found by its name or its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from distribute.sites.site import Site, SiteError

if TYPE_CHECKING:
    from distribute.config import Config

__all__ = ["Site", "SiteError", "open_site"]


def open_site(config: Config) -> Site:
    """Return the site that `config` describes; SiteError when its generator can't be told."""
    from distribute.sites.hugo import Hugo

    wanted = config.site.generator
    if wanted == Hugo.generator or (wanted is None and Hugo.recognises(config.root)):
        return Hugo(config)
    from distribute.sites.pelican import Pelican

    if wanted == Pelican.generator or (wanted is None and Pelican.recognises(config.root)):
        return Pelican(config)
    msg = (
        f"{config.path}: can't tell what generator {config.root} is for: "
        f"set site.generator to {Hugo.generator} or {Pelican.generator}"
    )
    raise SiteError(msg)
