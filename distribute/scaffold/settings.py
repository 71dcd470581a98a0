"""The channels.yaml that `init` writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from distribute.channel.registry import adapter
from distribute.config import SiteSettings
from distribute.scaffold.action import repository_and_commit
from distribute.scaffold.find import Proposal
from distribute.sites.site import PLACEHOLDER

SCHEMA_FILE = ".distribute/channels.schema.json"
_SETTINGS = """\
# yaml-language-server: $schema={schema}
# What `distribute` announces, and where. Every $NAME is an environment variable, never the value itself.
# `distribute schema` prints what may stand here; `distribute publish latest --dry-run` shows what would be posted.

site:
{site}
ledger: {ledger}

channels:
{channels}"""
_TO_CHOOSE = """\
  outbox:                   # a folder that each post is written to, for trying things out
    path: outbox
  # mastodon:
  #   server: https://mastodon.example.org
  #   access_token: $MASTODON_ACCESS_TOKEN
  #   hashtags: [News]
"""


def settings_text(proposal: Proposal, ledger: str, uses: Sequence[str] = ()) -> str:
    """Return a channels.yaml for a newsletter that was found, with these adapters."""
    return _SETTINGS.format(
        schema=schema_address() or SCHEMA_FILE,
        site="".join(f"  {line}\n" for line in _site_lines(proposal)),
        ledger=ledger,
        channels="".join(map(channel_lines, uses)) or _TO_CHOOSE,
    )


def schema_address() -> str:
    """Return where the schema of this version's settings is published, "" where that is not known."""
    repository, commit = repository_and_commit()
    if not commit:
        return ""
    return f"https://raw.githubusercontent.com/{repository}/{commit}/docs/channels.schema.json"


def site_json(site: SiteSettings) -> dict[str, Any]:
    """Return the settings of `site:` that are written: one pattern as text, several as a list."""
    issues = [site.issues] if isinstance(site.issues, str) else list(site.issues)
    said = {
        "name": site.name,
        "url": site.url,
        "root": site.root if site.root != "." else None,
        "generator": site.generator,
        "issues": issues[0] if len(issues) == 1 else issues,
        "only": site.only,
        "permalink": site.permalink,
        "language": site.language,
        "id": site.id,
    }
    return {key: value for key, value in said.items() if value}


def _site_lines(proposal: Proposal) -> list[str]:
    lines = []
    for key, value in site_json(proposal.site).items():
        if key in {"generator", "language", "id", "url"}:
            lines.append(f"{key}: {value}")
        elif key == "only":
            lines += ["only:", *(f"  {name}: {_quoted(said)}" for name, said in value.items())]
        else:
            lines.append(f"{key}: {_quoted(value)}")
        if key == "name" and not proposal.site.url:
            lines.append("# url: is read from the generator's own settings")
        if key == "url" and value == PLACEHOLDER:
            lines[-1] += "   # put in the site's address"
        if key == "issues" and "permalink" in " ".join(proposal.missing):
            patterns = [value] if isinstance(value, str) else value
            lines.append(
                f"# permalink: {_rule(proposal.site, patterns)}   # put in the rule for the pages' addresses"
            )
    return lines


def _rule(site: SiteSettings, patterns: Sequence[str]) -> str:
    """Return an example of a rule for the addresses of these pages, with the generator's own tokens."""
    if site.generator == "pelican":
        return '"{slug}.html"'
    are_folders = all(PurePosixPath(pattern).name.startswith("index") for pattern in patterns)
    return "/:folder/" if are_folders else "/:folder/:name/"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def channel_lines(use: str) -> str:
    """Return an adapter's example settings, as lines of channels.yaml."""
    example: dict[str, Any] = adapter(use).example
    lines = [f"    {name}: {json.dumps(value)}" for name, value in example.items()]
    return "\n".join([f"  {use}:", *lines, ""])
