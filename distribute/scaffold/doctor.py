"""Check what is not an account: the site, the ledger and the files that run `distribute`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from distribute.channel.interface import Finding
from distribute.config import Config
from distribute.errors import UserError
from distribute.inputs.files import read_text
from distribute.inputs.git import ask, commit_time
from distribute.ledger.events import NoLedger
from distribute.ledger.open import open_ledger
from distribute.scaffold.action import OWNER
from distribute.scaffold.workflows import (
    default_branch,
    ledger_names,
    newsletter_files,
    placed_patterns,
    secret_names,
    top_of,
)
from distribute.sites.find import latest_of, none_in
from distribute.sites.registry import open_site
from distribute.sites.site import PLACEHOLDER

# GitHub's documentation, "Disabling and enabling a workflow": in a public repository, scheduled workflows are disabled
# after 60 days without activity. The warning comes two weeks before.
_IDLE_DAYS, _NOTICE_DAYS = 60, 14


def examine_setup(config: Config) -> Iterator[tuple[str, Finding]]:
    """Yield what is wrong with the site, the ledger and the workflows, by these names; nothing is written or posted."""
    parts: tuple[tuple[str, Callable[[Config], Iterator[Finding]]], ...] = (
        ("site", _site),
        ("ledger", _ledger),
        ("workflows", _workflows),
    )
    for name, examine in parts:
        try:
            for finding in examine(config):
                yield name, finding
        except UserError as error:
            yield name, Finding("error", str(error))


def _site(config: Config) -> Iterator[Finding]:
    site = open_site(config)
    if PLACEHOLDER in {config.site.url, site.url_if_known} or not site.url_if_known:
        yield Finding("error", "the site's address is not known", "site.url")
    patterns = (config.site.issues,) if isinstance(config.site.issues, str) else config.site.issues
    for pattern in patterns:
        if not site.paths(pattern):
            yield Finding("error", f"{pattern!r} matches no file", "site.issues")
    issues = [issue for issue in site.issues() if not issue.draft]
    own = [issue for issue in issues if issue.language == config.language]
    latest = latest_of(own)
    if latest is None:
        why = none_in(config.language, issues) if issues else "there are no issues"
        yield Finding("error", why, "site.language" if issues else "site.issues")
        return
    wrong = [problem for problem in latest.problems if problem.severity == "error"]
    for problem in wrong:
        yield Finding("error", f"{problem.place}: {problem.message}")
    if not wrong:
        yield Finding("ok", f"{len(own)} issues, the latest is {latest.id} at {latest.url}")


def _ledger(config: Config) -> Iterator[Finding]:
    try:
        count = sum(1 for _ in open_ledger(config).read())
    except NoLedger as error:
        yield Finding("warning", str(error))
    else:
        yield Finding("ok", f"{count} events can be read")


def _workflows(config: Config) -> Iterator[Finding]:
    top = top_of(config.path.parent)
    found = [path for path in newsletter_files(top) if path.is_file()]
    for path in found:
        try:
            text = read_text(path, top)
        except (OSError, UnicodeDecodeError) as error:
            yield Finding("error", f"{path.name}: can't be read: {error}")
            continue
        yield from (Finding(level, f"{path.name}: {said}") for level, said in _faults(config, text))
    if any(path.parent.name == "workflows" and ".github" in path.parts for path in found):
        yield from _idle(config.path.parent)


def _faults(config: Config, text: str) -> Iterator[tuple[Literal["warning", "error"], str]]:
    """Yield what in a workflow does not fit the settings, as a level and a sentence."""
    if OWNER in text:
        yield "error", f"replace {OWNER} with the action's repository, and name a commit of it"
    settings = placed_patterns(config)[-1]
    if settings not in text and "config:" in text:
        yield "error", f"it does not name {settings}"
    if "secrets." in text or "SECRETS" in text:
        posts = 'dry-run: "true"' not in text
        wanted = secret_names(config) if posts else ledger_names(config)
        lacking = [name for name in wanted if name not in text]
        if lacking:
            yield "error", f"it does not pass on {', '.join(lacking)}"
    if re.search(r"^ +(?:paths|changes):", text, re.MULTILINE):
        stale = [pattern for pattern in placed_patterns(config) if pattern not in text]
        if stale:
            yield "warning", f"its paths lack {', '.join(stale)}: a change there starts nothing"
    if options := re.search(r"description: On which channel\n(?:.*\n){0,3}? *options: \[(.*)\]", text):
        menu = {name.strip() for name in options[1].split(",")}
        if lacking := [channel.name for channel in config.channels if channel.name not in menu]:
            yield "warning", f"its menu of channels lacks {', '.join(lacking)}"
    branch = default_branch(config.path.parent)
    if (said := re.search(r"branches: \[(.*)\]", text)) and branch not in said[1]:
        yield "warning", f"it runs on {said[1]}, and the default branch is {branch}"


def _idle(folder: Path) -> Iterator[Finding]:
    """Warn before GitHub turns off the schedule of a repository in which nothing happens."""
    stamp = ask(folder, "log", "-1", "--format=%ct").strip()
    if not stamp.isdecimal():
        return
    idle = (datetime.now(UTC) - commit_time(stamp)).days
    if idle >= _IDLE_DAYS - _NOTICE_DAYS:
        yield Finding(
            "warning",
            f"the last commit is {idle} days old: GitHub turns off scheduled workflows after {_IDLE_DAYS} days without "
            "activity; a commit, or `gh workflow enable`, keeps them running",
        )
