"""The command worker: publish what is due and settle what is in doubt, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from distribute.cli.group import (
    CommonOptions,
    DurationType,
    Failure,
    common_options,
    distribute,
    several_settings,
)
from distribute.errors import ExitCode, UserError, worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from distribute.channel.settings import Duration
    from distribute.worker.listener import Address
    from distribute.worker.newsletter import Newsletter
    from distribute.worker.runner import Runner

# Rounds are not closer together: each reads the whole site.
_SHORTEST = 1.0  # seconds


def _address(_: click.Context, __: click.Parameter, value: str | None) -> Address | None:
    from distribute.worker.listener import Address

    try:
        return None if value is None else Address.parse(value)
    except ValueError as error:
        raise Failure(f"--listen: {error}") from None


def _interval(_: click.Context, __: click.Parameter, value: Duration) -> float:
    if value < _SHORTEST:
        raise Failure(f"--every: must be at least 1s, not {value}")
    return value


@distribute.command()
@several_settings
@click.option(
    "--every",
    type=DurationType(longest="365d"),
    default="1m",
    show_default=True,
    callback=_interval,
    help="Look this often for what is due.",
)
@click.option(
    "--listen",
    metavar="[HOST:]PORT",
    callback=_address,
    help="Answer GET /healthz and GET /metrics here. Without a host, only this machine can ask.",
)
@common_options
@click.pass_obj
def worker(common: CommonOptions, paths: tuple[Path, ...], every: float, listen: Address | None) -> int:
    """Publish what is due, settle doubts, and mail, until stopped.

    With a ledger in PostgreSQL, any number of workers on any number of machines share the work. On SIGTERM or Ctrl-C,
    a worker finishes the requests that have begun and stops.
    """
    from distribute.render.escape import safe
    from distribute.worker.listener import listening
    from distribute.worker.metrics import Metrics
    from distribute.worker.runner import Runner

    def say(line: str) -> None:
        click.echo(safe(line), err=common.json)

    def warn(line: str) -> None:
        click.echo(safe(f"distribute: {line}"), err=True)

    newsletters, failed = _opened(paths or (common.load_config().path,), warn)
    metrics = Metrics([newsletter.identity for newsletter in newsletters], longest=3 * every + 60)
    runner = Runner(newsletters, metrics, every, say)
    if newsletters:
        with listening(listen, metrics) as port:
            if listen and not common.quiet:
                say(f"listening on {listen.host}, port {port}")
            _serve(runner, newsletters[0].database)
    code = worst([*failed, runner.exit_code])
    if common.json:
        _write(runner, code)
    return code


def _opened(paths: Iterable[Path], warn: Callable[[str], None]) -> tuple[list[Newsletter], list[int]]:
    """Return the newsletters that can be opened, and the exit codes for the others, which are told."""
    from distribute.worker.newsletter import first_opened

    found: dict[str, Newsletter] = {}
    failed: list[int] = []
    for path in dict.fromkeys(paths):
        try:
            newsletter = first_opened(path, warn)
            _check_company(newsletter, found)
        except UserError as error:
            warn(str(error))
            failed.append(error.exit_code)
        except OSError as error:
            warn(f"{error.filename or path}: {error.strerror or 'cannot be used'}")
            failed.append(ExitCode.USAGE)
        else:
            found[newsletter.identity] = newsletter
    return list(found.values()), failed


def _check_company(newsletter: Newsletter, others: dict[str, Newsletter]) -> None:
    """Raise UserError for a newsletter that can't share a worker with the others."""
    if twin := others.get(newsletter.identity):
        msg = f"{newsletter.path}: this is the same newsletter as that of {twin.path}, {twin.identity!r}"
        raise UserError(msg)
    first = next(iter(others.values()), newsletter)
    if newsletter.database != first.database:
        msg = (
            f"{newsletter.path}: its ledger is not in the same database as that of {first.path}: "
            "start another worker for it"
        )
        raise UserError(msg)


def _serve(runner: Runner, database: str) -> None:
    if database:
        from distribute.worker.engine import Engine

        Engine(runner, database).serve()
    else:
        from distribute.worker.inline import serve

        serve(runner)


def _write(runner: Runner, code: ExitCode) -> None:
    """Write what was done, as one object."""
    from distribute.render.json import write_answer

    told = [{"newsletter": name, **counts} for name, counts in runner.metrics.counts.items()]
    write_answer("worker", code, newsletters=told)
