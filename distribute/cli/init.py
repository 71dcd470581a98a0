"""The init command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from distribute.cli.group import CommonOptions, Failure, common_options, distribute
from distribute.errors import ExitCode, UserError, did_you_mean

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.issue import Issue
    from distribute.scaffold.find import Proposal
    from distribute.scaffold.workflows import CI


class _Arguments(NamedTuple):
    """The options of `init`, named as click names them."""

    generator: str | None
    globs: tuple[str, ...]
    only: tuple[str, ...]
    uses: tuple[str, ...]
    ci: str | None
    push: bool
    yes: bool
    update: bool


def _chosen_of(known: Sequence[str], value: str, option: str) -> str:
    """Return an option's value if it is a known one; Failure, with the nearest name, if not."""
    if value in known:
        return value
    raise Failure(
        f"{option}: there is no {value!r}; there are: {', '.join(known)}{did_you_mean(value, known)}"
    )


@distribute.command()
@click.option("--generator", metavar="NAME", help="Name the site's generator if it is not recognised.")
@click.option(
    "--issues",
    "globs",
    multiple=True,
    metavar="GLOB",
    help="Name the newsletter's pages, such as 'content/news/*.md'. Repeat the option for several.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="KEY=VALUE",
    help="Take only the pages with this value in their front matter, such as tags=newsletter.",
)
@click.option(
    "--use",
    "uses",
    multiple=True,
    metavar="ADAPTER",
    help="Start with this channel. Repeat the option for several.",
)
@click.option(
    "--ci",
    metavar="FORGE",
    help="Write files for github, gitlab, forgejo or none. [default: by the remote's host]",
)
@click.option(
    "--push", is_flag=True, help="Create the ledger's branch on the remote. Nothing else is pushed."
)
@click.option("--yes", is_flag=True, help="Skip the questions.")
@click.option("--update", is_flag=True, help="Show what would change in files that were edited by hand.")
@common_options
@click.pass_obj
def init(common: CommonOptions, /, **options: Any) -> int:
    """Set up the site in this folder.

    Find the newsletter among the site's pages and write a channels.yaml, CI files and a ledger, each only if it is
    missing. If the newsletter cannot be determined, write nothing and list the candidates.
    """
    from distribute.config import FILE, load, require_utf8

    given = _Arguments(**options)
    path = common.config or Path.cwd() / FILE
    require_utf8(path)
    if not common.config and not path.exists():
        _refuse_second(path.parent)
    ci, only = _checked(given)
    steps: list[str] = []
    wrote: list[Path] = []
    if path.exists():
        if given.globs or only or given.generator:
            raise Failure(f"{path} exists already: change `site:` in it, or remove it and run init again")
        _say(common, f"{path}: already exists, left unchanged")
        steps += [_to_add(use) for use in given.uses if use not in _uses(load(path))]
    else:
        steps += _found(common, path, only, given)
        wrote.append(path)
    config = load(path)
    return _set_up(common, config, ci, wrote, steps, given)


def _refuse_second(folder: Path) -> None:
    """Raise Failure if the folder has settings, or one above in its work tree: with others, an issue is posted twice."""
    from distribute.config import FILE, ConfigError, nearest
    from distribute.inputs.git import work_tree

    try:
        there = nearest(folder.resolve())
    except ConfigError:
        return
    top = work_tree(folder)
    if top is None or there.is_relative_to(top):
        raise Failure(
            f"{there} has this site's settings already: run init in {there.parent}, or for another newsletter name "
            f"its file: `distribute --config ./{FILE} init`"
        )


def _checked(given: _Arguments) -> tuple[CI | None, dict[str, str]]:
    """Return the forge and what the front matter must say; Failure for a value that can't be."""
    from typing import cast, get_args

    from distribute.channel.registry import adapter, adapters
    from distribute.config import Generator
    from distribute.scaffold.workflows import CI

    if given.generator:
        _chosen_of(sorted(get_args(Generator)), given.generator, "--generator")
    for use in given.uses:
        try:
            adapter(use)
        except LookupError:
            _chosen_of(sorted(adapters()), use, "--use")
    if given.ci:
        _chosen_of(get_args(CI), given.ci, "--ci")
    pairs = [value.partition("=") for value in given.only]
    for key, equals, value in pairs:
        if not (key and equals and value):
            raise Failure(f"--only: write KEY=VALUE, such as tags=newsletter, not {key + equals + value!r}")
    return cast("CI | None", given.ci), {key: value for key, _, value in pairs}


def _say(common: CommonOptions, line: str) -> None:
    from distribute.render.escape import safe

    if not common.quiet:
        click.echo(safe(line), err=common.json)


def _found(common: CommonOptions, path: Path, only: dict[str, str], given: _Arguments) -> list[str]:
    """Find the newsletter, show it, and write the settings; return what they still lack."""
    from msgspec.structs import replace

    from distribute.channel.settings import DEFAULT_LEDGER, LEDGER_BRANCH
    from distribute.render.terminal import planned_text
    from distribute.scaffold.find import described
    from distribute.scaffold.sample import sample_posts
    from distribute.scaffold.settings import SCHEMA_FILE, schema_address, settings_text
    from distribute.scaffold.workflows import remote_of
    from distribute.scaffold.write import write

    proposal = _proposal(common, path, only, given)
    _say(common, f"{proposal.site.name}: {described(proposal)}")
    if not common.config:
        _refuse_second(path.parent / proposal.site.root)
    for note in proposal.notes:
        _say(common, note)
    if not common.json and not common.quiet and not proposal.missing:
        for planned in sample_posts(path, proposal.site, proposal.latest, proposal.issues):
            planned_text(planned, sys.stdout, verbose=False)
    remote = remote_of(path.parent)
    ledger = replace(LEDGER_BRANCH, remote=remote) if remote else DEFAULT_LEDGER
    write(path, settings_text(proposal, str(ledger), given.uses), path.parent)
    _say(common, f"{path}: written; set up your channels in it")
    if not schema_address():
        _write_schema(path.parent / SCHEMA_FILE)
    return [f"{path.name}: {sentence}" for sentence in proposal.missing]


def _write_schema(path: Path) -> None:
    """Write the schema for editors: where the action's repository isn't known, no address leads to it."""
    import msgspec

    from distribute.config_schema import json_schema
    from distribute.scaffold.write import write

    write(
        path, msgspec.json.format(msgspec.json.encode(json_schema()), indent=1).decode(), path.parent.parent
    )


def _proposal(common: CommonOptions, path: Path, only: dict[str, str], given: _Arguments) -> Proposal:
    """Return the newsletter that was found, or the one that a person chooses on a terminal."""
    from distribute.scaffold.find import Unclear, find

    asks = _may_ask() and not (common.json or given.yes)
    sure = True
    try:
        found = find(path, given.generator, given.globs, only)
    except Unclear as unclear:
        if not asks or not unclear.candidates:
            raise
        found, sure = list(unclear.candidates), False
    if not asks or (sure and len(found) == 1):
        return found[0]
    return _choice(found, sure=sure)


def _may_ask() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _choice(found: Sequence[Proposal], *, sure: bool) -> Proposal:
    from distribute.render.escape import safe
    from distribute.scaffold.find import described

    for number, each in enumerate(found, 1):
        click.echo(safe(f"  {number}  {each.site.name}: {described(each)}"))
    which = click.IntRange(1, len(found))
    number = click.prompt("Which of these is the newsletter?", type=which, default=1 if sure else None)
    return found[int(number) - 1]


def _uses(config: Config) -> set[str]:
    return {channel.use for channel in config.channels}


def _to_add(use: str) -> str:
    from distribute.scaffold.settings import channel_lines

    return "Add this below `channels:` in channels.yaml:\n" + channel_lines(use).rstrip("\n")


def _set_up(
    common: CommonOptions,
    config: Config,
    ci: CI | None,
    wrote: list[Path],
    steps: list[str],
    given: _Arguments,
) -> int:
    """Write the other files and the ledger, and tell the next steps."""
    from distribute.channel.settings import LEDGER_BRANCH
    from distribute.scaffold.workflows import ci_of
    from distribute.scaffold.write import next_steps, write_ci, write_ignored

    forge = ci or ci_of(config.path.parent)
    if forge != "none" and config.ledger_place.kind == "sqlite":
        _say(
            common,
            f"no workflows written: they need a ledger that survives a runner, on a branch (`ledger: {LEDGER_BRANCH}`) "
            "or in a database (`ledger: $DATABASE_URL`)",
        )
        forge = "none"
    for done in (*write_ignored(config.path.parent), *write_ci(config, forge, update=given.update)):
        _say(common, f"{done.path}: {done.note}")
        wrote += [done.path] if done.wrote else []
    ready = _ledger(common, config, push=given.push)
    issues, latest = _issues(config)
    steps = next_steps(config, latest, forge, wrote, ledger=ready, count=len(issues), missing=steps)
    if common.json:
        _write_json(config, len(issues), latest, wrote, steps)
        return ExitCode.OK
    _say(common, "\nNext:")
    for step in steps:
        _say(common, f"  {step}")
    return ExitCode.OK


def _write_json(
    config: Config, count: int, latest: Issue | None, wrote: Sequence[Path], steps: Sequence[str]
) -> None:
    """Write what was found and written, and the next steps, as one object."""
    from distribute.render.json import write_answer
    from distribute.scaffold.settings import site_json
    from distribute.scaffold.write import shown

    write_answer(
        "init",
        ExitCode.OK,
        site=site_json(config.site),
        issues=count,
        latest={name: getattr(latest, name) for name in ("id", "title", "url", "path")} if latest else None,
        wrote=[shown(path, Path.cwd()) for path in wrote],
        next=steps,
    )


def _issues(config: Config) -> tuple[list[Issue], Issue | None]:
    """Return the site's issues in its language, and the latest that is out; none where they can't be read yet."""
    from distribute.sites.find import latest_of
    from distribute.sites.registry import open_site

    try:
        found = open_site(config).issues()
    except UserError:
        return [], None
    issues = [issue for issue in found if issue.language == config.language and not issue.draft]
    return issues, latest_of(issues)


def _ledger(common: CommonOptions, config: Config, *, push: bool) -> bool:
    """Create the ledger if it is missing and may be; say whether there is one.

    A ledger on a branch is made by a push, so it is neither looked for nor made unless `push` says so.
    """
    from distribute.ledger.events import NoLedger
    from distribute.ledger.gitbranch import is_known_here
    from distribute.ledger.open import create_ledger, open_ledger

    place = config.ledger_place
    if place.kind == "git" and not push:
        return is_known_here(config.path.parent, place.name, place.remote)
    try:
        open_ledger(config)
        _say(common, f"{config.ledger}: already exists, left unchanged")
    except NoLedger:
        create_ledger(config)
        _say(common, f"{config.ledger}: created")
    return True
