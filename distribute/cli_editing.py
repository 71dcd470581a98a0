"""The commands by which people have their say before anything is posted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from distribute.cli import (
    Exit,
    Failure,
    Settings,
    distribute,
    everywhere,
    find_issue,
    readiness,
    wanted_languages,
)
from distribute.config import Config
from distribute.issue import Issue

if TYPE_CHECKING:
    from distribute.ledger import Held


@distribute.command()
@click.argument("issue")
@click.option("--channel", "names", multiple=True, metavar="NAME", help="Only this channel; may be repeated.")
@click.option("--language", "languages", multiple=True, metavar="LANG", help="Only this language.")
@everywhere
@click.pass_obj
def draft(settings: Settings, issue: str, names: tuple[str, ...], languages: tuple[str, ...]) -> int:
    """Write ISSUE's posts to drafts/ for people to edit; `publish` posts what they make of them.

    What nobody has touched stays composed. Run again, it writes what is composed now and leaves alone
    what was edited.
    """
    from distribute.drafts import path_of, write
    from distribute.plan import plan, wanted_channels
    from distribute.show import card, problem_line, write_json

    config = settings.load()
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, languages)
    channels = wanted_channels(config, names)
    planned = plan(config, family, everything, channels, languages=languages, edited_too=False)
    files: list[dict[str, Any]] = []
    for member in planned.issues:
        posts = [post for post in planned.planned if post.issue is member and post.draft]
        composed = [
            (post.channel, post.part)
            for post in posts
            if post.part and post.draft and len(post.draft.parts) == 1  # a thread is not one text
        ]
        facts = sorted(planned.sifted[member.path].facts, key=lambda fact: fact.line)
        others = {
            channel.name: [fact.phrases[0] for fact in facts if not fact.is_said_in(card(part))]
            for channel, part in composed
        }
        told = write(member, config, composed, others)
        sections = [{"channel": name, "state": state, "edited": own} for name, state, own in told]
        files.append({"path": path_of(member), "language": member.language, "sections": sections})
        if not settings.json and not settings.quiet:
            click.echo(f"{config.path.parent / path_of(member)}:")
            for name, state, own in told:
                mine = f", and left as it is: {', '.join(own)}" if own else ""
                click.echo(f"  {name}: {state}{mine}")
    # What people wrote is looked at once more: it may fit where nothing composed does, or not any more.
    known = plan(config, family, everything, channels, languages=languages).problems
    wrong = [problem for problem in known if problem.code in {"does-not-fit", "no-channel", "no-link"}]
    code = readiness(wrong)
    for problem in wrong:
        click.echo(problem_line(problem), err=True)
    if settings.json:
        write_json({"version": 1, "command": "draft", "exit": code, "files": files})
    return code


@distribute.command()
@click.argument("issue")
@click.argument("channel", required=False, default="")
@click.option("--because", required=True, metavar="TEXT", help="Why; whoever meets the hold is told.")
@everywhere
@click.pass_obj
def hold(settings: Settings, issue: str, channel: str, because: str) -> int:
    """Let nothing new of ISSUE be sent, on CHANNEL or on any, until it is released.

    Every run obeys, says who held it, when and why, and is exit 4. What is out stays out, and what is
    in doubt is still looked for. Your user name goes on record with the reason.
    """
    from distribute.cli_ledger import ledger_to_write
    from distribute.deliver import hold as put
    from distribute.ledger.history import fold
    from distribute.plan import common_titles, known_by
    from distribute.show import shell_line

    because = " ".join(because.split())
    if not because:
        raise Failure("say why: `--because 'the date on the page is wrong'`")
    config = settings.load()
    everything, meant = _meant(config, issue, channel)
    ledger, number = ledger_to_write(config), meant.id
    there = put(number, channel, because, _who(), ledger, about=known_by(meant, common_titles(everything)))
    out = sorted(
        {
            post.key.channel
            for post in fold(ledger.read(number)).posts()
            if post.state == "posted" and channel in {"", post.key.channel}
        }
    )
    where = channel or "every channel"
    note = (
        f"it was {there.words}"
        if there
        else f"held until `{shell_line('release', number, *filter(None, (channel,)))}`"
    )
    _tell(settings, "hold", number, channel, there, f"{number} on {where}: {note}")
    if out and not settings.quiet:
        click.echo(f"note: it is out already on {', '.join(out)}, and stays there", err=True)
    return Exit.OK


@distribute.command()
@click.argument("issue")
@click.argument("channel", required=False, default="")
@everywhere
@click.pass_obj
def release(settings: Settings, issue: str, channel: str) -> int:
    """End the hold on ISSUE, or on ISSUE and CHANNEL; a hold on the other of these stays."""
    from distribute.cli_ledger import ledger_to_write
    from distribute.deliver import release as end
    from distribute.ledger.history import fold
    from distribute.plan import common_titles, known_by
    from distribute.show import safe

    config = settings.load()
    everything, meant = _meant(config, issue, channel)
    ledger = ledger_to_write(config)
    # The hold may have been put on it before it was renamed; one on another issue of its title is not meant.
    about = known_by(meant, common_titles(everything))
    number = fold(ledger.read()).hold_id(meant.id, channel, about) or meant.id
    ended = end(number, channel, _who(), ledger)
    where = channel or "every channel"
    note = f"released; it was {ended.words}" if ended else "it was not held"
    _tell(settings, "release", number, channel, ended, f"{number} on {where}: {note}")
    for _, name, held in fold(ledger.read(number)).holds_of(number):
        if not settings.quiet:
            click.echo(safe(f"note: {number} on {name or 'every channel'} is still {held.words}"), err=True)
    return Exit.OK


def _meant(config: Config, issue: str, channel: str) -> tuple[Sequence[Issue], Issue]:
    """Return all issues and the one that is meant, Mistake for no such issue or channel."""
    from distribute.plan import wanted_channels

    if channel:
        wanted_channels(config, (channel,))
    everything, family = find_issue(config, issue)
    return everything, family[0]


def _who() -> str:
    """Return who is asking: who set off the workflow, or the user of this machine; "" if nobody knows."""
    from getpass import getuser

    try:
        return os.environ.get("GITHUB_ACTOR", "") or getuser()
    except (KeyError, OSError):  # a container's user has no name
        return ""


def _tell(settings: Settings, command: str, issue: str, channel: str, held: Held | None, words: str) -> None:
    from distribute.show import hold_json, safe, write_json

    if settings.json:
        before = hold_json(issue, channel, held) if held else None
        write_json(
            {
                "version": 1,
                "command": command,
                "exit": 0,
                "issue": issue,
                "channel": channel,
                "before": before,
            }
        )
    elif not settings.quiet:
        click.echo(safe(words))
