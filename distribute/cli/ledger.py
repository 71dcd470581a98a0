"""The `distribute ledger` commands: export, import and verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from distribute.cli.group import CommonOptions, Failure, common_options, distribute
from distribute.cli.lookup import whole_ledger
from distribute.errors import ExitCode, counted

if TYPE_CHECKING:
    from distribute.config import Config


@distribute.group()
@common_options
def ledger() -> None:
    """Back up, move and verify the record of what was posted."""


@ledger.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@common_options
@click.pass_obj
def export_events(common: CommonOptions, file: Path) -> int:
    """Write every event as a line of JSON to FILE.

    Without FILE, write to standard output.
    """
    from distribute.ledger.stores import export

    config = common.load_config()
    lines = list(export(whole_ledger(config)))
    if str(file) == "-":
        if common.json:
            raise Failure(
                "the events are JSON already, one a line: name a FILE for them, or leave out --json"
            )
        sys.stdout.buffer.writelines(lines)
        return ExitCode.OK
    _write(file, b"".join(lines), config)
    said = {"file": str(file), "events": len(lines)}
    _tell(common, "export", said, f"{file}: {counted(len(lines), 'event')}")
    return ExitCode.OK


@ledger.command("import")
@click.argument("source", metavar="FILE")
@click.option(
    "--into",
    metavar="LEDGER",
    help="Import into this ledger, written as in channels.yaml, instead of the one in the settings.",
)
@common_options
@click.pass_obj
def import_events(common: CommonOptions, source: str, into: str | None) -> int:
    """Add the events of FILE, or of another ledger.

    FILE is the output of `export`, - for standard input, or a ledger written as in channels.yaml, such as sqlite:FILE.
    Either all events are added or none. Existing events are left unchanged, and a contradiction stops the import. A
    missing ledger is created.
    """
    from distribute.config import names_ledger
    from distribute.ledger.open import open_ledger
    from distribute.ledger.stores import add, open_or_create, parse

    config = common.load_config()
    if names_ledger(source):
        events = list(open_ledger(_with(config, source)).read())
    else:
        events = parse(_read(source), source)
    target = config if into is None else _with(config, into)
    added = add(events, open_or_create(target), source)
    there = len(events) - added
    said = {"ledger": target.ledger, "added": added, "existed": there}
    _tell(
        common, "import", said, f"{target.ledger}: {counted(added, 'event')} added, {there} already existed"
    )
    return ExitCode.OK


@ledger.command()
@common_options
@click.pass_obj
def verify(common: CommonOptions) -> int:
    """Read every event and check that none is missing.

    Posts that are in doubt or were published twice are listed.
    """
    from distribute.ledger.stores import examine
    from distribute.render.escape import safe
    from distribute.render.json import post_json, write_answer

    report = examine(whole_ledger(common.load_config()))
    posts = list(report.history.posts())
    doubtful = [post for post in posts if post.state == "pending"]
    twice = [post for post in posts if post.duplicates]
    code = ExitCode.LEDGER if report.damage else ExitCode.IN_DOUBT if doubtful or twice else ExitCode.OK
    if common.json:
        write_answer(
            "verify", code, events=report.events, damage=report.damage,
            in_doubt=[post_json(post, seeded=False) for post in doubtful],
            duplicates=[post_json(post, seeded=False) for post in twice],
        )  # fmt: skip
        return code
    if report.damage:
        raise Failure(report.damage, ExitCode.LEDGER)
    for post in doubtful:
        click.echo(safe(f"{post.key}: in doubt: {post.why or 'the outcome is unknown'}"))
    for post in twice:
        known = ", ".join(each.url or each.id for each in (post.receipt, *post.duplicates) if each)
        click.echo(safe(f"{post.key}: posted more than once: {known}"))
    if not common.quiet:
        click.echo(f"{counted(report.events, 'event')} of {counted(len(posts), 'post')}, none missing")
    return code


def _tell(common: CommonOptions, command: str, said: dict[str, Any], line: str) -> None:
    """Print what was done: as JSON, or as a line."""
    from distribute.render.escape import safe
    from distribute.render.json import write_answer

    if common.json:
        write_answer(command, ExitCode.OK, **said)
    elif not common.quiet:
        click.echo(safe(line))


def _with(config: Config, name: str) -> Config:
    """Return the settings with another ledger; Failure if `name` is not one."""
    import msgspec

    from distribute.config import ledger_error

    if why := ledger_error(name):
        raise Failure(why)
    return msgspec.structs.replace(config, ledger=name)


def _read(source: str) -> bytes:
    from distribute.channel.plain_values import address_error

    if why := address_error(source):
        raise Failure(f"FILE {why}")
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise Failure(f"{source}: can't be read: {error.strerror}") from None


def _write(file: Path, data: bytes, config: Config) -> None:
    """Write a backup, which is always complete: the old one or the new one; Failure for a link out of the site."""
    from distribute.inputs.files import leads_out, real
    from distribute.inputs.write import replace_file

    if leads_out(file, config.path.parent, config.root):
        raise Failure(
            f"{file}: not written, because a link leads to {real(file)}, outside the site: name that file instead"
        )
    try:
        replace_file(file, data)
    except OSError as error:
        raise Failure(f"{file}: can't be written: {error.strerror}") from None
