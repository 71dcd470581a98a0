"""The command group, and the options that every command takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from distribute import __version__
from distribute.cli.complete import channel_names
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from datetime import datetime

    from distribute.channel.settings import Duration
    from distribute.config import Config

F = TypeVar("F", bound=Callable[..., Any])


class CommonOptions:
    """The options that every command takes, before its name or after it."""

    def __init__(self) -> None:
        """Start with no option set."""
        self.config: Path | None = None
        self.json = False
        self.verbose = False
        self.quiet = False

    def load_config(self) -> Config:
        """Load the named settings file, or the nearest one in this folder or above."""
        from distribute.config import load, nearest

        return load(self.config or nearest(Path.cwd()))


class Failure(click.ClickException):
    """An error reported in one sentence, with its exit code."""

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # click declares it a class's constant

    def show(self, file: Any = None) -> None:
        """Write it to standard error."""
        from distribute.render.escape import safe

        click.echo(f"distribute: {safe(self.message)}", err=True)


# Each is defined in the module of its name, below `distribute.cli`.
COMMANDS = (
    "channels", "check", "doctor", "draft", "hold", "init", "issues", "ledger", "mail", "preview", "publish", "release",
    "repost", "schema", "seed", "settle", "status", "worker",
)  # fmt: skip


class Commands(click.Group):
    """The commands. The module of one is imported when it, or one that there is not, is asked for."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none of this name."""
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            import_module(f"distribute.cli.{name}")
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)


def _set(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
        if value:
            setattr(context.ensure_object(CommonOptions), name, True)

    return callback


def common_options(command: F) -> F:
    """Add the options that are accepted before or after a command's name."""
    options = (
        click.option("--json", is_flag=True, expose_value=False, callback=_set("json"), help="Print JSON."),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_set("verbose"),
            help="Show more detail.",
        ),
        click.option(
            "-q", "--quiet", is_flag=True, expose_value=False, callback=_set("quiet"), help="Show less."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def printable(text: str) -> str:
    """Return an argument that can be recorded: bytes that are not UTF-8 are replaced."""
    return text.encode("utf-8", "replace").decode()


def reason(text: str) -> str:
    """Return the text of `--because` on one line; Failure if it is empty."""
    words = " ".join(printable(text).split())
    if not words:
        raise Failure("say why: `--because 'the date on the page is wrong'`")
    return words


def day_of(text: str) -> datetime:
    """Return the time at which a day begins; Failure if the text is not a date."""
    from distribute.text.dates import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise Failure(str(error)) from None


def _language(code: str) -> str:
    """Return a language's code as issues have it."""
    from distribute.text.language_tags import language_code

    return language_code(code)


class DurationType(click.ParamType["Duration"]):
    """A duration such as `10m`, as an option."""

    name = "duration"

    def __init__(self, longest: str = "365000d") -> None:
        """Accept durations up to `longest`."""
        self._longest = longest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Duration:
        """Parse the value, or fail with a usage error."""
        from distribute.channel.settings import Duration

        if isinstance(value, Duration):
            return value
        try:
            duration = Duration.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if duration > Duration.parse(self._longest):
            self.fail(f"{duration} is too long: the limit is {self._longest}", param, ctx)
        return duration


# Options that several commands have, so that they take the same values everywhere.
only_channels = click.option(
    "--channel",
    "names",
    multiple=True,
    metavar="NAME",
    shell_complete=channel_names,
    help="Use only this channel. Repeat the option for several.",
)
all_channels_but = click.option(
    "--except",
    "leave_out",
    multiple=True,
    shell_complete=channel_names,
    metavar="NAME",
    help="Leave out this channel. Repeat the option for several.",
)
only_languages = click.option(
    "--language",
    "languages",
    multiple=True,
    type=_language,
    metavar="LANG",
    help="Use only this language. Repeat the option for several.",
)


several_settings = click.option(
    "--config",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Read a newsletter's settings from this file. Repeat the option for several newsletters.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Read the settings from this file. [default: the nearest channels.yaml in this folder or above]",
)
@click.option(
    "--env-file", type=click.Path(path_type=Path), help="Read secrets from a file of NAME=value lines."
)
@click.version_option(__version__, prog_name="distribute")
@common_options
@click.pass_context
def distribute(context: click.Context, config: Path | None, env_file: Path | None) -> None:
    """Announce a newsletter's issues on all its channels, never twice."""
    context.ensure_object(CommonOptions).config = config
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
        if value is None:
            continue
        try:
            os.environ.setdefault(name, value)
        except (OSError, ValueError):  # a name with "=", or a value with a NUL; either may have a secret
            msg = f"{path}: a line's name or value can't be that of an environment variable"
            raise Failure(msg) from None
