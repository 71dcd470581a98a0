"""How many people get a copy of their own of a post, for a dry run."""

from __future__ import annotations

from contextlib import chdir

import msgspec

from distribute.channel.capabilities import HasAudience
from distribute.channel.verdicts import NotPosted
from distribute.config import Config
from distribute.problem import Problem
from distribute.publish.planned import Plan


def with_audiences(plan: Plan, config: Config) -> Plan:
    """Return the plan with the number of readers of each post that has many, and problems with their lists."""
    planned, problems = [], list(plan.problems)
    with chdir(config.path.parent):
        for post in plan.planned:
            readers = None
            if isinstance(post.channel, HasAudience) and post.state == "would-post":
                try:
                    readers = post.channel.audience(post.language)
                except NotPosted as refusal:
                    message = f"{post.channel.name}: {refusal.why}"
                    problems.append(
                        Problem(
                            "error",
                            "readers",
                            message,
                            config.path.name,
                            channel=post.channel.name,
                            when="publishing",
                        )
                    )
            planned.append(msgspec.structs.replace(post, readers=readers))
    return msgspec.structs.replace(plan, planned=tuple(planned), problems=tuple(dict.fromkeys(problems)))
