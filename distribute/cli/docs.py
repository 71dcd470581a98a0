"""The command line's reference as Markdown: `python -m distribute.cli.docs > docs/cli.md`.

With `--overview`, what `distribute --help` prints: `python -m distribute.cli.docs --overview > distribute/cli/help.txt`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator

import click

from distribute.cli.group import distribute

_HEAD = """\
# Command line

The [exit codes](reference/exit-codes.md) are the same for every command, and so is the form of the
[JSON output](reference/json.md). This page is generated from the commands' help by `python benchmarks/generated.py`.

To complete commands, issues and channels in a shell, add one of these lines to its start-up file:

```sh
eval "$(_DISTRIBUTE_COMPLETE=bash_source distribute)"           # ~/.bashrc (bash 4.4 or newer)
eval "$(_DISTRIBUTE_COMPLETE=zsh_source distribute)"            # ~/.zshrc
_DISTRIBUTE_COMPLETE=fish_source distribute | source            # ~/.config/fish/config.fish
```
"""


def reference() -> str:
    """Return the reference: the options of every command, then each command with its arguments and its own options."""
    root = click.Context(distribute, info_name="distribute", **distribute.context_settings)
    commands = [_context(root, name) for name in distribute.list_commands(root)]
    own = [*_options(root)]
    every = [record for record in own if all(record in [*_options(command)] for command in commands)]
    parts = [
        _HEAD,
        "These options come before the command's name:",
        *_list(record for record in own if record not in every),
        "These come before or after it:",
        *_list(every),
        *(part for command in commands for part in _section(command, every)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def overview() -> str:
    """Return the help of the command group, as on a terminal of 80 columns or more."""
    context = click.Context(
        distribute, info_name="distribute", terminal_width=78, **distribute.context_settings
    )
    return distribute.get_help(context) + "\n"


def _section(context: click.Context, every: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a command's paragraphs, and those of the commands that it has."""
    command = context.command
    depth = len(context.command_path.split())
    yield f"{'#' * depth} `{context.command_path}`"
    yield "```text\n" + " ".join([context.command_path, *command.collect_usage_pieces(context)]) + "\n```"
    yield from inspect.cleandoc(command.help or "").split("\n\n")
    yield from _list(record for record in _options(context) if record not in every)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _section(_context(context, name), every)


def _context(parent: click.Context, name: str) -> click.Context:
    group = parent.command
    assert isinstance(group, click.Group)
    command = group.get_command(parent, name)
    assert command
    return click.Context(command, info_name=name, parent=parent)


def _options(context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield each option as it is written, and what it does."""
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record:
            yield record


def _list(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    if lines := [f"- `{option}`: {meaning}" for option, meaning in records]:
        yield "\n".join(lines)


if __name__ == "__main__":
    print(overview() if "--overview" in sys.argv else reference(), end="")  # noqa: T201 - it is a command
