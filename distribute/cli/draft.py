"""The draft command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from distribute.cli.group import DurationType, Settings, distribute, everywhere, only_channels, only_languages
from distribute.cli.lookup import find_issue, readiness, wanted_languages
from distribute.errors import ExitCode, UserError, worst

if TYPE_CHECKING:
    from distribute.channel.settings import Duration

_SHOWN = 300  # characters of a line that was not taken


@distribute.command()
@click.argument("issue")
@only_channels
@only_languages
@click.option(
    "--with",
    "command",
    metavar="COMMAND",
    help="Let COMMAND propose the words: it reads the facts as JSON and writes lines as JSON.",
)
@click.option(
    "--timeout",
    type=DurationType(),
    default="60s",
    show_default="60s",
    help="How long COMMAND may take.",
)
@everywhere
@click.pass_obj
def draft(
    settings: Settings,
    issue: str,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    command: str | None,
    timeout: Duration,
) -> int:
    """Write ISSUE's posts to drafts/ for editing.

    `publish` then posts the edited text. Text that nobody edits is composed again each time. Running
    `draft` again updates the composed text and keeps your edits.

    With --with, a line of COMMAND's is used only if it consists of whole clauses of the issue and fits the channel.
    Any other line is commented out in the draft, with the reason. Nothing is sent, and no secret reaches COMMAND.
    """
    from msgspec import structs

    from distribute.compose.edited import path_of, write
    from distribute.compose.proposals import proposals
    from distribute.publish.plan import plan, wanted_channels
    from distribute.render.escape import safe
    from distribute.render.json import write_json
    from distribute.render.terminal import card, problem_line

    config = settings.load()
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, languages)
    channels = wanted_channels(config, names)
    planned = plan(config, family, everything, channels, languages=languages, edited_too=False)
    files: list[dict[str, Any]] = []
    failed = ""
    for member in planned.issues:
        posts = [post for post in planned.planned if post.issue is member and post.draft]
        composed = [
            (post.channel, post.part)
            for post in posts
            if post.part and post.draft and len(post.draft.parts) == 1  # a thread is not one text
        ]
        facts = sorted(planned.extraction[member.path].facts, key=lambda fact: fact.line)
        found = planned.extraction[member.path].facts
        try:
            answer = proposals(command, member, config, found, composed, seconds=timeout) if command else {}
        except UserError as error:  # the draft is as good as without the command
            failed, answer = str(error), {}
        proposed = {name: each.part for name, each in answer.items() if each.part}
        others = {
            channel.name: [
                fact.phrases[0]
                for fact in facts
                if not fact.is_said_in(card(proposed.get(channel.name, part)))
            ]
            for channel, part in composed
        }
        refused = {
            name: [f"{line.text[:_SHOWN]} ({line.reason})" for line in each.refused]
            for name, each in answer.items()
        }
        told = write(member, config, composed, others, proposed, refused)
        sections = [
            {"channel": name, "state": state, "edited": own}
            | ({"refused": [structs.asdict(line) for line in answer[name].refused]} if name in answer else {})
            for name, state, own in told
        ]
        files.append({"path": path_of(member), "language": member.language, "sections": sections})
        if not settings.json and not settings.quiet:
            click.echo(f"{config.path.parent / path_of(member)}:")
            for name, state, own in told:
                mine = f", and left as it is: {', '.join(own)}" if own else ""
                lines = len(refused.get(name, ()))
                less = (
                    f", and {lines} line{'s' if lines > 1 else ''} of the command not taken" if lines else ""
                )
                click.echo(f"  {name}: {state}{mine}{less}")
    # What people wrote is looked at once more: it may fit where nothing composed does, or not any more.
    known = plan(config, family, everything, channels, languages=languages).problems
    wrong = [problem for problem in known if problem.code in {"does-not-fit", "no-channel", "no-link"}]
    code = readiness(wrong)
    for problem in wrong:
        click.echo(problem_line(problem), err=True)
    if failed:
        click.echo(f"distribute: {safe(failed)}; the draft has composed words", err=True)
        code = worst((code, ExitCode.USAGE))
    if settings.json:
        write_json({"version": 1, "command": "draft", "exit": code, "files": files})
    return code
