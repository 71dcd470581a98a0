"""Complete the names of issues and channels in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from distribute.config import Config


def issue_names(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the ids of the site's issues that begin so, the newest first, with their titles."""
    from click.shell_completion import CompletionItem

    from distribute.errors import UserError
    from distribute.render.escape import safe
    from distribute.sites.registry import open_site

    config = _config(context)
    try:
        found = open_site(config).issues()[::-1] if config else []
    except UserError:
        return []
    titles = {"latest": "the newest issue"} if found else {}
    for issue in found:
        # Shells read one completion a line, and show its help as it is.
        titles.setdefault(issue.id, safe(" ".join(issue.title.split())))
    return [CompletionItem(name, help=title) for name, title in titles.items() if name.startswith(begun)]


def channel_names(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the names of the channels in the settings that begin so."""
    from click.shell_completion import CompletionItem

    config = _config(context)
    names = [channel.name for channel in config.channels] if config else []
    return [CompletionItem(name) for name in names if name.startswith(begun)]


def _config(context: click.Context) -> Config | None:
    """Return the settings that the command would load, None where they can't be."""
    from distribute.config import load, nearest
    from distribute.errors import UserError

    named = context.find_root().params.get("config")
    try:
        return load(named or nearest(Path.cwd()))
    except UserError:
        return None
