"""The commands, their exit codes, and the one place that knows `--dry-run`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from distribute import __version__
from distribute.config import Config, load, nearest
from distribute.errors import Exit

F = TypeVar("F", bound=Callable[..., Any])


class Settings:
    """The options that every command takes, before its name or after it."""

    def __init__(self) -> None:
        """Begin with none given."""
        self.config: Path | None = None
        self.json = False
        self.verbose = False
        self.quiet = False

    def load(self) -> Config:
        """Return the settings file that was named, or the nearest one upward."""
        return load(self.config or nearest(Path.cwd()))


class Failure(click.ClickException):
    """An error that is told in a sentence, with its exit code."""

    def __init__(self, message: str, code: Exit = Exit.USAGE) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # click declares it a class's constant

    def show(self, file: Any = None) -> None:
        """Write it to standard error."""
        from distribute.render.escape import safe

        click.echo(f"distribute: {safe(self.message)}", err=True)


def _set(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
        if value:
            setattr(context.ensure_object(Settings), name, True)

    return callback


def everywhere(command: F) -> F:
    """Give a command the options that are taken before or after its name."""
    options = (
        click.option(
            "--json", is_flag=True, expose_value=False, callback=_set("json"), help="Answer in JSON."
        ),
        click.option(
            "-v", "--verbose", is_flag=True, expose_value=False, callback=_set("verbose"), help="Say more."
        ),
        click.option(
            "-q", "--quiet", is_flag=True, expose_value=False, callback=_set("quiet"), help="Say less."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings file. [default: the nearest channels.yaml upward]",
)
@click.option(
    "--env-file", type=click.Path(path_type=Path), help="A file of NAME=value lines to take secrets from."
)
@click.version_option(__version__, prog_name="distribute")
@everywhere
@click.pass_context
def distribute(context: click.Context, config: Path | None, env_file: Path | None) -> None:
    """Announce a newsletter's issues on every channel it has, never twice."""
    context.ensure_object(Settings).config = config
    if env_file:
        _read_env_file(env_file)


def _read_env_file(path: Path) -> None:
    from dotenv import dotenv_values

    if not path.is_file():
        msg = f"{path}: there is no such file"
        raise Failure(msg)
    try:
        values = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError):  # what it says may quote a secret
        msg = f"{path}: can't be read as UTF-8 text"
        raise Failure(msg) from None
    for name, value in values.items():
        if value is not None:
            os.environ.setdefault(name, value)
