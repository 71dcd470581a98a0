"""The files with which a forge previews and publishes the newsletter: GitHub, GitLab and Forgejo."""

from __future__ import annotations

import hashlib
import json
import os
import re
from importlib.resources import files
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import Literal

from distribute.config import Config
from distribute.inputs.git import ask
from distribute.regex import lazy_regex
from distribute.scaffold.action import action, package
from distribute.sites.registry import open_site

CI = Literal["github", "gitlab", "forgejo", "none"]
WORKFLOWS = ("preview", "publish", "repost", "settle", "manage", "doctor")
_HOSTS: dict[str, CI] = {
    "github": "github",
    "gitlab": "gitlab",
    "codeberg": "forgejo",
    "forgejo": "forgejo",
    "gitea": "forgejo",
}
_WRITTEN: dict[str, CI] = {
    ".github/workflows/newsletter-publish.yml": "github",
    ".gitlab/newsletter.yml": "gitlab",
    ".forgejo/workflows/newsletter-publish.yml": "forgejo",
}
_FOLDERS: dict[str, CI] = {
    ".forgejo": "forgejo",
    ".gitea": "forgejo",
    ".gitlab-ci.yml": "gitlab",
    ".github": "github",
}
# A name between two marks, or a line of a script that needs the settings' path as a word of the shell.
_MARK = lazy_regex(
    r"@(?P<name>[A-Z]+)@|^(?P<item> *- )(?P<before>.*)@QUOTED_CONFIG@(?P<after>.*)$", re.MULTILINE
)
_SIGNED = lazy_regex(r"\A# Written by `distribute init`, which updates it while nobody edits it: (\w{16})\n")


def remote_of(folder: Path) -> str:
    """Return the remote that the site is pushed to: `origin`, else the only one, else ""."""
    names = ask(folder, "remote").split()
    return "origin" if "origin" in names else names[0] if len(names) == 1 else ""


def address_of_remote(folder: Path) -> str:
    """Return the address of the remote that the site is pushed to, "" without one."""
    remote = remote_of(folder)
    return ask(folder, "remote", "get-url", remote).strip() if remote else ""


def ci_of(folder: Path) -> CI:
    """Return the forge by the files that are here already, else by its remote's host, else by its folder.

    That is GitHub where nothing tells, and none for a site without a remote.
    """
    top, host = top_of(folder), _host(folder)
    for name, forge in _WRITTEN.items():
        if (top / name).exists():
            return forge
    if host is None:
        return "none"
    by_host = (forge for word, forge in _HOSTS.items() if word in host)
    by_folder = (forge for name, forge in _FOLDERS.items() if (top / name).exists())
    return next(chain(by_host, by_folder), "github")


def _host(folder: Path) -> str | None:
    """Return the host of the remote, "" for one on this machine, None where there is no remote."""
    address = address_of_remote(folder)
    if not address:
        return None
    if not re.match(r"(?:[a-z+]+://|[^/:]+@[^/:]+:)", address):
        return ""
    place = re.sub(r"^[a-z+]+://", "", address)
    return re.split(r"[/:]", place.rpartition("@")[2] if "@" in place.split("/")[0] else place)[0].casefold()


def top_of(folder: Path) -> Path:
    """Return the top of the repository around a folder, the folder itself where there is none."""
    return Path(ask(folder, "rev-parse", "--show-toplevel").strip() or folder).resolve()


def default_branch(folder: Path) -> str:
    """Return the branch that the remote shows first, whatever branch is checked out here."""
    remote = remote_of(folder)
    head = ask(folder, "symbolic-ref", "--short", f"refs/remotes/{remote}/HEAD").strip() if remote else ""
    if head:
        return head.removeprefix(f"{remote}/")
    names = (
        ask(folder, "for-each-ref", "--format=%(refname:lstrip=3)", f"refs/remotes/{remote}").split()
        if remote
        else []
    )
    usual = [name for name in ("main", "master") if name in names]
    if usual or len(names) == 1:
        return (usual or names)[0]
    return ask(folder, "symbolic-ref", "--short", "HEAD").strip() or "main"


def ci_files(config: Config, ci: CI) -> dict[Path, str]:
    """Return the files that a forge needs, with their texts."""
    top = top_of(config.path.parent)
    if ci == "github":
        folder = top / ".github" / "workflows"
        return {folder / f"newsletter-{name}.yml": workflow(name, config) for name in WORKFLOWS}
    if ci == "forgejo":
        return {top / ".forgejo" / "workflows" / "newsletter-publish.yml": _filled("forgejo.yml", config)}
    if ci == "gitlab":
        return {top / ".gitlab" / "newsletter.yml": _filled("gitlab.yml", config)}
    return {}


def workflow(name: str, config: Config) -> str:
    """Return GitHub's workflow of that name for a site with these settings."""
    return _filled(f"newsletter-{name}.yml", config)


def signed(text: str) -> str:
    """Return a file's text below a line by which a later run knows whether a person has edited it."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"# Written by `distribute init`, which updates it while nobody edits it: {digest}\n{text}"


def is_unedited(text: str) -> bool:
    """Return whether a file is as `signed` made it."""
    found = _SIGNED.match(text)
    return found is not None and signed(text[found.end() :]) == text


def secret_names(config: Config) -> list[str]:
    """Return the names of the environment variables that the channels and the ledger want, without `$`."""
    names = [secret.name for channel in config.channels for secret in channel.secrets.values()]
    return list(dict.fromkeys([*names, *ledger_names(config)]))


def ledger_names(config: Config) -> list[str]:
    """Return the name of the environment variable that the ledger wants, without `$`, in a list; an empty one for none."""
    return [config.ledger_place.name] if config.ledger_place.kind == "postgres" else []


def _passed_on(names: list[str]) -> str:
    """Return the lines that give a step these secrets."""
    lines = [f"{name}: ${{{{ secrets.{name} }}}}" for name in names]
    return "\n          ".join(lines) or "{} # NAME: ${{ secrets.NAME }} for each $NAME in channels.yaml"


def newsletter_files(top: Path) -> list[Path]:
    """Return the files that `init` may have written in a repository, whatever the forge."""
    return sorted(
        [
            *top.glob(".github/workflows/newsletter-*.yml"),
            *(top / name for name in _WRITTEN if "github" not in name),
        ]
    )


def placed_patterns(config: Config) -> list[str]:
    """Return the paths in the repository whose changes concern the newsletter: issues, drafts, templates, settings."""
    globs = [config.site.issues] if isinstance(config.site.issues, str) else list(config.site.issues)
    patterns = globs or open_site(config).default_issues
    root, here = _inside(config.root, config), _inside(config.path.parent, config)
    paths = [pattern if root == "." else f"{root}/{pattern}" for pattern in patterns]
    folders = [name if here == "." else f"{here}/{name}" for name in ("drafts/**", "templates/**")]
    return [*paths, *folders, _inside(config.path, config)]


def _inside(path: Path, config: Config) -> str:
    """Return a path as it is from the top of the repository."""
    return Path(os.path.relpath(path.resolve(), top_of(config.path.parent))).as_posix()


def _filled(template: str, config: Config) -> str:
    """Return a template with its placeholders replaced by the site, its channels and its repository."""
    text = (files("distribute") / "workflows" / template).read_text(encoding="utf-8")
    between = re.search(r"\n( *- )@PATHS@", text)
    settings, names = _inside(config.path, config), ledger_names(config)
    values = {
        "ACTION": action(),
        "PACKAGE": package(),
        "FILE": ".gitlab/newsletter.yml",
        "BRANCH": _yaml(default_branch(config.path.parent)),
        "CHANNELS": ", ".join(channel.name for channel in config.channels),
        "CONTENTS": "read" if config.ledger_place.kind == "postgres" else "write # the ledger's branch",
        # On GitHub and Forgejo, where it may contain an expression; GitLab's file has it in lines of a script alone.
        "CONFIG": _yaml(settings).replace("${{", "${{ '${{' }}"),
        "PATHS": f"\n{between[1] if between else ''}".join(map(_yaml, placed_patterns(config))),
        "SECRETS": _passed_on(secret_names(config)),
        "LEDGER": f"\n        env:\n          {_passed_on(names)}" if names else "",
    }

    def filled(found: re.Match[str]) -> str:
        if found["name"]:
            return values[found["name"]]
        return found["item"] + _yaml(found["before"] + quote(settings) + found["after"])

    return _MARK.sub(filled, text)


def _yaml(text: str) -> str:
    """Return a text as YAML in double quotes."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in written)
