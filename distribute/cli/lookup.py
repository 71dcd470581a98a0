"""Look up what several commands need: the issue, its languages, the ledger, the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from distribute.cli.group import Failure, printable
from distribute.errors import ExitCode, did_you_mean

if TYPE_CHECKING:
    from distribute.channel.interface import Channel
    from distribute.config import Config
    from distribute.issue import Header, Issue
    from distribute.ledger.events import Key, Ledger
    from distribute.ledger.history import History, Post
    from distribute.ledger.newsletter import NewsletterLedger
    from distribute.problem import Problem
    from distribute.sites.find import Found
    from distribute.sites.site import Site


def find_issue(
    config: Config, query: str, *, kept: bool = False
) -> tuple[Sequence[Header], tuple[Issue, ...]]:
    """Return the site's issues, and the requested one in all its languages.

    With `kept`, the others may be headers that an earlier run kept; this is for commands that send nothing.
    """
    from distribute.sites.find import find
    from distribute.sites.registry import open_site

    site = open_site(config)
    among_headers = _found_among_headers(site, query) if kept else None
    if among_headers:
        everything, found = among_headers
    else:
        everything = issues = site.issues()
        found = find(issues, query, site.main_language)
    if found.notice:
        from distribute.render.escape import safe

        click.echo(safe(f"note: {found.notice}"), err=True)
    if "/" in query or "." in query:
        return everything, found.issues  # the file that was named comes first
    own = config.language
    return everything, tuple(sorted(found.issues, key=lambda issue: issue.language != own))


def counts_of(
    posts: Iterable[tuple[Channel, Post]],
) -> tuple[dict[Key, dict[str, int]], dict[str, str]]:
    """Return how many copies of each post are in which state, and why that is unknown, by channel."""
    from distribute.channel.verdicts import InDoubt

    counts: dict[Key, dict[str, int]] = {}
    unknown: dict[str, str] = {}
    for channel, post in posts:
        if channel.name in unknown:  # a database that does not respond would be waited for again
            continue
        try:
            counts[post.key] = channel.counts(post.idempotency_key)
        except InDoubt as error:
            unknown[channel.name] = channel.without_secrets(error.what)
    return counts, unknown


def tell_unknown(unknown: dict[str, str]) -> None:
    """Say on standard error which channels' copies could not be counted, and why."""
    from distribute.render.escape import safe

    for name, why in unknown.items():
        click.echo(safe(f"distribute: {name}: {why}"), err=True)


def _found_among_headers(site: Site, query: str) -> tuple[Sequence[Header], Found[Issue]] | None:
    """Return the headers of the site's issues with the requested one read anew; None if it has another header now."""
    from distribute.issue import has_header
    from distribute.sites.find import Found, NotFound, find
    from distribute.sites.headers import headers_of

    headers = headers_of(site)
    try:
        found = find(headers, query)
    except NotFound:
        return None
    issues = tuple(header.whole() for header in found.issues)
    if not all(map(has_header, issues, found.issues)):
        return None
    read = {issue.path: issue for issue in issues}
    return [read.get(header.path, header) for header in headers], Found(issues, found.notice)


def wanted_languages(family: Sequence[Issue], languages: Sequence[str]) -> tuple[Issue, ...]:
    """Return the issues in these languages, or all if none is named; Failure if there is none."""
    there = sorted({issue.language for issue in family})
    for language in languages:
        if language not in there:
            raise Failure(
                f"issue {family[0].id} is not available in {language!r}, only in {', '.join(there)}"
                f"{did_you_mean(language, there)}"
            )
    return tuple(issue for issue in family if not languages or issue.language in languages)


def readiness(problems: Iterable[Problem]) -> ExitCode:
    """Return the exit code that says whether an issue is ready, as far as is known now."""
    is_ready = not any(problem.severity == "error" and problem.when == "now" for problem in problems)
    return ExitCode.OK if is_ready else ExitCode.NOT_READY


def ledger_of(config: Config) -> NewsletterLedger:
    """Return this newsletter's view of the ledger, for reading."""
    from distribute.ledger.newsletter import scoped

    return scoped(config, whole_ledger(config))


def ledger_to_write(
    config: Config, *, make: bool = False, opened: Callable[[], Ledger] | None = None
) -> NewsletterLedger:
    """Return this newsletter's view of the ledger, for writing; `make` creates a missing one.

    `opened` is what `begin_to_open` returned, if the ledger is being opened already. LedgerError if the ledger in the
    settings is empty and another one of the site has events.
    """
    from distribute.ledger.newsletter import scoped
    from distribute.ledger.stores import refuse_to_begin_anew
    from distribute.render.escape import safe

    whole = whole_ledger(config, make=make, opened=opened)
    # Before anything is written: an import takes only what fits in what is there.
    if warning := refuse_to_begin_anew(config, whole):
        click.echo(safe(f"warning: {warning}"), err=True)
    return scoped(config, whole, register=True)


def whole_ledger(config: Config, *, make: bool = False, opened: Callable[[], Ledger] | None = None) -> Ledger:
    """Return the ledger with the events of all its newsletters."""
    from distribute.ledger.events import LedgerError, NoLedger
    from distribute.ledger.open import create_ledger, open_ledger
    from distribute.ledger.stores import refuse_to_begin_anew

    try:
        return opened() if opened else open_ledger(config)
    except NoLedger as missing:
        if not make:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise
            click.echo(f"{missing}.", err=True)
            if not click.confirm("Create a new ledger now?"):
                raise Failure(
                    "no ledger was created; nothing was recorded or sent", ExitCode.LEDGER
                ) from None
    refuse_to_begin_anew(config, None)
    try:
        return create_ledger(config, for_events=True)
    except LedgerError as error:
        try:
            return open_ledger(config)  # another run was quicker to make it
        except NoLedger:
            raise error from None


def history_of(ledger: Ledger) -> History:
    """Return the history of the whole ledger."""
    from distribute.ledger.fold import fold

    return fold(ledger.read())


def who() -> str:
    """Return who started the workflow, or the user of this machine; "" if unknown."""
    from getpass import getuser

    try:
        return printable(os.environ.get("GITHUB_ACTOR", "") or getuser())
    except (KeyError, OSError):  # a container's user has no name
        return ""
