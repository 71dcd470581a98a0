"""The draft command."""

from __future__ import annotations

from typing import Any

import click

from distribute.cli.group import Settings, distribute, everywhere, only_channels, only_languages
from distribute.cli.lookup import find_issue, readiness, wanted_languages


@distribute.command()
@click.argument("issue")
@only_channels
@only_languages
@everywhere
@click.pass_obj
def draft(settings: Settings, issue: str, names: tuple[str, ...], languages: tuple[str, ...]) -> int:
    """Write ISSUE's posts to drafts/ for editing.

    `publish` then posts the edited text. Text that nobody edits is composed again each time. Running
    `draft` again updates the composed text and keeps your edits.
    """
    from distribute.compose.edited import path_of, write
    from distribute.publish.plan import plan, wanted_channels
    from distribute.render.json import write_json
    from distribute.render.terminal import card, problem_line

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
        facts = sorted(planned.extraction[member.path].facts, key=lambda fact: fact.line)
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
