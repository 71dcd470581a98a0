"""The preview command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import issue_names
from distribute.cli.dry_run import preview_plan, show_dry_run
from distribute.cli.group import (
    CommonOptions,
    Failure,
    all_channels_but,
    common_options,
    distribute,
    only_channels,
    only_languages,
)
from distribute.cli.lookup import find_issue, readiness, wanted_languages

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.issue import Header, Issue
    from distribute.publish.selection import Selection


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1, required=True, metavar="ISSUE...")
@click.option(
    "--html",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write one self-contained page to a file.",
)
@click.option(
    "--eml",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write the email to a file that mail programs open.",
)
@click.option("--markdown", is_flag=True, help="Write Markdown for a pull request to standard output.")
@click.option(
    "--since",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Show what changed since the preview in this file, with --markdown.",
)
@only_channels
@all_channels_but
@only_languages
@click.option("--with-ledger", is_flag=True, help="Consult a remote ledger too.")
@common_options
@click.pass_obj
def preview(
    common: CommonOptions,
    issues: tuple[str, ...],
    *,
    html: Path | None,
    eml: Path | None,
    markdown: bool,
    since: Path | None,
    names: tuple[str, ...],
    leave_out: tuple[str, ...],
    languages: tuple[str, ...],
    with_ledger: bool,
) -> int:
    """Show each ISSUE's posts on every channel, for review."""
    from distribute.publish.selection import Selection, wanted_channels

    config = common.load_config()
    channels = wanted_channels(config, names, leave_out)
    everything: Sequence[Header] = ()
    family: list[Issue] = []
    for issue in issues:
        everything, found = find_issue(config, issue, kept=True)
        family += wanted_languages(found, languages)
    selection = Selection(config, everything, family, channels, languages)
    if bool(html) + bool(eml) + markdown + common.json > 1:
        msg = "use only one of --html, --eml, --markdown and --json"
        raise Failure(msg)
    if html:
        return _write_page(selection, html, with_ledger=with_ledger)
    if eml:
        return _write_message(selection, eml, with_ledger=with_ledger)
    if not markdown:
        from distribute.publish.results import PublishOptions

        previewed = PublishOptions()
        return show_dry_run(common, selection, previewed, command="preview", with_ledger=with_ledger)
    from distribute.render.preview_comment import review, seen_in

    planned, _ = preview_plan(selection, with_ledger=with_ledger)
    before = seen_in(_read(since)) if since else None
    click.echo(review(planned, before), nl=False)
    return readiness(planned.problems)


def _read(path: Path) -> str:
    """Return the text of an earlier preview; Failure if it can't be read."""
    from distribute.inputs.files import read_bytes

    try:
        return read_bytes(path).decode("utf-8", errors="replace")
    except OSError as error:
        raise Failure(f"{path}: can't be read: {error.strerror}") from None


def _write_page(selection: Selection, path: Path, *, with_ledger: bool) -> int:
    """Write the page, including what the ledger records."""
    from distribute.render.html import page
    from distribute.sites.registry import open_site

    planned, consulted = preview_plan(selection, with_ledger=with_ledger)
    written = page(planned, selection.config, open_site(selection.config).base, ledger=consulted).encode()
    _write(path, written, selection.config)
    return readiness(planned.problems)


def _write_message(selection: Selection, path: Path, *, with_ledger: bool) -> int:
    """Write the one email that is chosen."""
    from distribute.publish.message_file import message_file

    planned, _ = preview_plan(selection, with_ledger=with_ledger)
    _write(path, message_file(planned), selection.config)
    return readiness(planned.problems)


def _write(path: Path, content: bytes, config: Config) -> None:
    """Write to a file, or to standard output for `-`; Failure for a link in the site, which a commit may have brought."""
    from distribute.inputs.files import is_linked
    from distribute.inputs.write import replace_file

    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    if is_linked(path, config.path.parent):
        raise Failure(
            f"{path}: not written, because it is a link or in a folder that is one: remove the link first"
        )
    try:
        replace_file(path, content)
    except OSError as error:
        msg = f"{path}: can't be written: {error.strerror}"
        raise Failure(msg) from None
