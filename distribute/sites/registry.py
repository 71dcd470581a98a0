"""Find the site's generator, by its name in the settings or by its files."""

from __future__ import annotations

import importlib
from typing import get_args

from distribute.config import Config, Generator
from distribute.sites.site import Site, SiteError, UnknownGenerator

__all__ = ["Site", "SiteError", "open_site"]


def open_site(config: Config) -> Site:
    """Return the site that `config` describes; UnknownGenerator when that can't be told, SiteError when it can't be read."""
    names: tuple[Generator, ...] = get_args(Generator)
    wanted = config.site.generator
    said = config.site.issues and config.site.permalink  # all that is needed where no generator is found
    for name in names:
        if wanted in {None, name}:
            kind = _defined_in(f"distribute.sites.{name}")
            if wanted or kind.recognises(config) or (name == "plain" and said):
                return kind(config)
    msg = (
        f"{config.path}: can't tell what generator {config.root} is for: "
        f"set site.generator to one of {', '.join(sorted(names))}"
    )
    raise UnknownGenerator(msg)


def _defined_in(place: str) -> type[Site]:
    """Return the one generator that a module defines."""
    (kind,) = (
        value
        for value in vars(importlib.import_module(place)).values()
        if isinstance(value, type) and issubclass(value, Site) and value.__module__ == place
    )
    return kind
