"""The commands, their exit codes, and the one place that knows `--dry-run`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import chdir
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from distribute import __version__
from distribute.config import Config, adapter, adapters, json_schema, load, nearest
from distribute.issue import Issue, Problem
from distribute.joblog import print_as_text
from distribute.mistake import Mistake

F = TypeVar("F", bound=Callable[..., Any])


class Exit(IntEnum):
    """What an exit code means; a workflow may rely on them."""

    OK = 0
    NOT_POSTED = 1
    USAGE = 2
    IN_DOUBT = 3
    NOT_READY = 4
    LEDGER = 5


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
        from distribute.show import safe

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


@distribute.command()
@click.argument("issue")
@everywhere
@click.pass_obj
def check(settings: Settings, issue: str) -> int:
    """Say what is wrong with ISSUE, with file and line; with -v, which facts it has and what is left out, and why."""
    import msgspec

    from distribute.check import check as problems_of
    from distribute.facts.pipeline import extract_facts
    from distribute.plan import earlier_issues
    from distribute.show import facts_json, issue_json, left_json, problem_line, sifted_text, write_json

    config = settings.load()
    everything, family = find_issue(config, issue)
    problems = [problem for member in family for problem in problems_of(member, family)]
    code = readiness(problems)
    sifted = [(member, extract_facts(member, earlier_issues(member, everything))) for member in family]
    if settings.json:
        found = [msgspec.to_builtins(problem) for problem in problems]
        answer = {
            "version": 1,
            "command": "check",
            "exit": code,
            "issue": issue_json(family[0]),
            "problems": found,
            "facts": [told for member, known in sifted for told in facts_json(member, known.facts)],
            "left_out": [told for member, known in sifted for told in left_json(member, known)],
        }
        write_json(answer)
        return code
    for problem in problems:
        if not settings.quiet or problem.severity == "error":
            click.echo(problem_line(problem))
    if not problems and not settings.quiet:
        click.echo(f"{family[0].id}: nothing wrong in {', '.join(member.path for member in family)}")
    for member, known in sifted if settings.verbose else ():
        sifted_text(member, known, sys.stdout)
    return code


@distribute.command()
@everywhere
@click.pass_obj
def issues(settings: Settings) -> int:
    """List every issue found: id, date, language, title, URL."""
    from distribute.show import listed_json, table, write_json
    from distribute.sites import open_site

    found = open_site(settings.load()).issues()
    if settings.json:
        write_json({"version": 1, "issues": [listed_json(issue) for issue in found]})
        return Exit.OK
    rows = [
        (issue.id, f"{issue.date:%Y-%m-%d}" if issue.date else "-", issue.language, issue.title, issue.url)
        for issue in found
    ]
    table(rows, sys.stdout)
    return Exit.OK


@distribute.command()
@everywhere
@click.pass_obj
def channels(settings: Settings) -> int:
    """List every adapter, and which ones this site uses."""
    from distribute.show import channel_json, table, write_json

    used = settings.load()
    known = {use: adapter(use) for use in adapters()}
    if settings.json:
        listed = [
            {"name": channel.name, "use": channel.use, "languages": list(used.languages(channel))}
            for channel in used.channels
        ]
        write_json(
            {"version": 1, "adapters": [channel_json(*pair) for pair in known.items()], "channels": listed}
        )
        return Exit.OK
    click.echo(f"Channels of {used.path}:")
    table(
        [(f"  {c.name}", c.use, ", ".join(used.languages(c)), c.target()) for c in used.channels], sys.stdout
    )
    click.echo("\nAdapters:")
    table([(f"  {use}", (kind.__doc__ or "").split("\n")[0]) for use, kind in known.items()], sys.stdout)
    return Exit.OK


@distribute.command()
@click.argument("names", nargs=-1, metavar="[CHANNEL]...")
@everywhere
@click.pass_obj
def doctor(settings: Settings, names: tuple[str, ...]) -> int:
    """Log in to each channel and look, posting nothing: credentials, limits, what expires."""
    import msgspec

    from distribute.doctor import examine_all
    from distribute.plan import wanted_channels
    from distribute.show import finding_line, write_json

    config = settings.load()
    found: list[dict[str, Any]] = []
    with chdir(config.path.parent):
        for name, finding in examine_all(wanted_channels(config, names)):
            found.append({"channel": name, **msgspec.to_builtins(finding)})
            if not settings.json and not (settings.quiet and finding.level == "ok"):
                click.echo(finding_line(name, finding))
    code = Exit.NOT_POSTED if any(finding["level"] == "error" for finding in found) else Exit.OK
    if settings.json:
        write_json({"version": 1, "command": "doctor", "exit": code, "findings": found})
    return code


@distribute.command()
@everywhere
def schema() -> int:
    """Print the JSON Schema of channels.yaml."""
    from distribute.show import write_json

    write_json(json_schema())
    return Exit.OK


def find_issue(config: Config, query: str) -> tuple[list[Issue], tuple[Issue, ...]]:
    """Return the site's issues, and the one that is meant in its languages."""
    from distribute.issue import find
    from distribute.sites import open_site

    site = open_site(config)
    everything = site.issues()
    found = find(everything, query)
    if found.notice:
        click.echo(f"note: {found.notice}", err=True)
    if "/" in query or "." in query:
        return everything, found.issues  # the file that was named comes first
    own = config.site.language
    return everything, tuple(sorted(found.issues, key=lambda issue: issue.language != own))


def wanted_languages(family: Sequence[Issue], languages: Sequence[str]) -> tuple[Issue, ...]:
    """Return the issues in these languages, all if none is named; Failure where there is none."""
    there = sorted({issue.language for issue in family})
    for language in languages:
        if language not in there:
            raise Failure(f"issue {family[0].id} is not there in {language!r}: it is in {', '.join(there)}")
    return tuple(issue for issue in family if not languages or issue.language in languages)


def readiness(problems: Any) -> Exit:
    """Return whether an issue is ready, as far as can be told now."""
    wrong: list[Problem] = [p for p in problems if p.severity == "error" and p.when == "now"]
    return Exit.NOT_READY if wrong else Exit.OK


def main() -> NoReturn:
    """Run the command line and exit with its code; a mistake is told in a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where it can't show every letter
    print_as_text()
    try:
        code = distribute.main(standalone_mode=False, obj=Settings(), prog_name="distribute")
        sys.stdout.flush()
    except OSError as error:
        code = _unwritable(error)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except Mistake as error:
        Failure(str(error)).show()
        code = error.exit_code
    sys.exit(int(code or 0))


def _unwritable(error: OSError) -> Exit:
    """Say that the output has nowhere to go, and keep the interpreter from trying again at its end."""
    Failure(f"the output can't be written: {error.strerror}; `distribute status` says what was posted").show()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.IN_DOUBT


# These commands register themselves; they need what stands above.
from distribute import cli_editing, cli_ledger, cli_posting, cli_preview, cli_starting, cli_store  # noqa: E402, F401
