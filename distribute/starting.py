"""The first channels.yaml of a site: what can be told from its files, and channels to choose from."""

from __future__ import annotations

import json
from pathlib import Path

from distribute.config import FILE, Config, SiteSettings
from distribute.mistake import Mistake
from distribute.sites import open_site

_SETTINGS = """\
# What `distribute` announces, and where. Every $NAME is an environment variable, never the value itself.
# `distribute schema` prints what may stand here; `distribute publish ISSUE --dry-run` shows what would be posted.

site:
  name: {name}
{url}  generator: {generator}
  issues: {issues}
  language: en

ledger: sqlite:.distribute/ledger.db

channels:
  outbox:                   # a folder that each post is written to, for trying things out
    path: outbox
  # mastodon:
  #   server: https://mastodon.example.org
  #   access_token: $MASTODON_ACCESS_TOKEN
  #   hashtags: [News]
"""


def settings_for(folder: Path) -> str:
    """Return a channels.yaml for the site in `folder`; Mistake where no known generator made one."""
    site = open_site(Config(folder / FILE, SiteSettings(), "sqlite:ledger.db", ()))
    try:
        url = f"  # url: {site.base}        # read from the generator's own settings\n"
    except Mistake:
        url = "  url: https://newsletter.example.org/\n"
    folders = sorted(
        {
            path.parent.relative_to(folder).as_posix()
            for path in site.paths()
            if "newsletter" in path.as_posix()
        }
    )
    issues = [f"{folders[0]}/*.md"] if folders else list(site.default_issues)
    return _SETTINGS.format(
        name=site.title or folder.resolve().name, url=url, generator=site.generator, issues=json.dumps(issues)
    )
