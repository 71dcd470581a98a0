"""The files that `init` writes: channels.yaml, filled in from the site's own settings, and workflows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec

from distribute import __version__
from distribute.channel.registry import adapter
from distribute.config import FILE, Config, SiteSettings
from distribute.errors import UserError
from distribute.inputs.git import ask
from distribute.issue import Issue
from distribute.sites.registry import open_site

WORKFLOWS = ("preview", "publish", "repost", "settle")
OWNER = "OWNER/distribute"  # stands where nobody knows which repository the action comes from
_LATEST = 6  # issues whose titles tell the newsletter's name
_LEDGER_BRANCH = "distribute-ledger"
_SETTINGS = """\
# What `distribute` announces, and where. Every $NAME is an environment variable, never the value itself.
# `distribute schema` prints what may stand here; `distribute publish ISSUE --dry-run` shows what would be posted.

site:
  name: {name}
{url}  generator: {generator}
  issues: {issues}
  language: {language}

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


def settings_for(folder: Path, uses: Sequence[str] = ()) -> str:
    """Return a channels.yaml for the site in `folder` with these adapters; UserError for an unknown generator."""
    site = open_site(Config(folder / FILE, SiteSettings(), "sqlite:ledger.db", ()))
    try:
        url = f"  # url: {site.base}        # read from the generator's own settings\n"
    except UserError:
        url = "  url: https://newsletter.example.org/\n"
    folders = sorted(
        {
            path.parent.relative_to(folder).as_posix()
            for path in site.paths()
            if "newsletter" in path.as_posix()
        }
    )
    issues = [f"{folders[0]}/*.md"] if folders else list(site.default_issues)
    found = _issues_there(folder, issues)
    languages = Counter(issue.language for issue in found)
    language = languages.most_common(1)[0][0] if languages else "en"
    name = _common_name([issue.title for issue in found if issue.language == language])
    return _SETTINGS.format(
        name=json.dumps(name or site.title or folder.resolve().name, ensure_ascii=False),
        url=url,
        generator=site.generator,
        issues=json.dumps(issues),
        language=language,
        ledger=f"git:{_LEDGER_BRANCH}"
        if ask(folder, "remote", "get-url", "origin")
        else "sqlite:.distribute/ledger.db",
        channels="".join(map(_channel, uses)) or _TO_CHOOSE,
    )


def _issues_there(folder: Path, globs: Sequence[str]) -> list[Issue]:
    """Return the issues that a site with nothing but these settings has; none where they can't be read yet."""
    chosen = SiteSettings(issues=tuple(globs), url="https://newsletter.example.org/")
    try:
        return open_site(Config(folder / FILE, chosen, "sqlite:ledger.db", ())).issues()
    except UserError:
        return []


def _common_name(titles: Sequence[str]) -> str:
    """Return what the latest titles begin with, where that is a name: two words or more."""
    columns = zip(*(title.split() for title in titles[-_LATEST:]), strict=False)
    words = [each[0] for each in takewhile(lambda each: len(set(each)) == 1, columns)] if titles[1:] else []
    name = " ".join(words).rstrip(" #:-–—,|")
    return name if len(words) > 1 else ""


def workflow_folder(folder: Path) -> Path | None:
    """Return where the workflows of a site on GitHub go, None for a site that isn't in a git repository."""
    top = ask(folder, "rev-parse", "--show-toplevel").strip()
    return Path(top) / ".github" / "workflows" if top else None


def workflow(name: str, config: Config) -> str:
    """Return the workflow of that name for a site with these settings."""
    top = Path(
        ask(config.path.parent, "rev-parse", "--show-toplevel").strip() or config.path.parent
    ).resolve()

    def inside(path: Path) -> str:
        return path.resolve().relative_to(top).as_posix()

    globs = [config.site.issues] if isinstance(config.site.issues, str) else list(config.site.issues)
    patterns = globs or open_site(config).default_issues
    root = inside(config.root)
    paths = [pattern if root == "." else f"{root}/{pattern}" for pattern in patterns]
    here = inside(config.path.parent)
    drafts = "drafts/**" if here == "." else f"{here}/drafts/**"
    text = (files("distribute") / "workflows" / f"newsletter-{name}.yml").read_text(encoding="utf-8")
    secrets = [f"{secret}: ${{{{ secrets.{secret} }}}}" for secret in secret_names(config)]
    for mark, value in (
        ("@ACTION@", _action()),
        (
            "@BRANCH@",
            json.dumps(ask(config.path.parent, "symbolic-ref", "--short", "HEAD").strip() or "main"),
        ),
        ("@CHANNELS@", ", ".join(channel.name for channel in config.channels)),
        ("@CONTENTS@", "read" if config.ledger.startswith("$") else "write # the ledger's branch"),
        ("@CONFIG@", json.dumps(inside(config.path))),
        ("@PATHS@", "\n      - ".join(map(json.dumps, (*paths, drafts, inside(config.path))))),
        (
            "@SECRETS@",
            "\n          ".join(secrets) or "{} # NAME: ${{ secrets.NAME }} for each $NAME in channels.yaml",
        ),
    ):
        text = text.replace(mark, value)
    return text


def secret_names(config: Config) -> list[str]:
    """Return the names of the environment variables that the channels and the ledger want, without `$`."""
    names = [secret.name for channel in config.channels for secret in channel.secrets.values()]
    names += [config.ledger[1:]] if config.ledger.startswith("$") else []
    return list(dict.fromkeys(names))


def _channel(use: str) -> str:
    """Return an adapter's example settings, as lines of channels.yaml."""
    example: dict[str, Any] = adapter(use).example
    lines = [f"    {name}: {json.dumps(value)}" for name, value in example.items()]
    return "\n".join([f"  {use}:", *lines, ""])


def _action() -> str:
    """Return the action as a workflow names it: the very commit that this was installed from, if it is known."""
    try:
        origin = msgspec.json.decode(
            distribution("newsletter-distribute").read_text("direct_url.json") or "{}"
        )
    except (PackageNotFoundError, msgspec.MsgspecError):
        origin = {}
    url = origin.get("url", "").removesuffix(".git")
    commit = origin.get("vcs_info", {}).get("commit_id", "")
    if url.startswith("https://github.com/") and commit:
        return f"{url.removeprefix('https://github.com/')}@{commit}"
    return f"{OWNER}@v{__version__} # zizmor: ignore[unpinned-uses] put in the commit that you trust"
