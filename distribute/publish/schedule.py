"""Schedule an issue's posts: they are held until a given time, and then `publish --due` sends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from distribute.config import Config
from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.deliver.records import hold
from distribute.errors import ExitCode, UserError
from distribute.ledger.events import Ledger
from distribute.ledger.question import history_about
from distribute.publish.foresee import foresee
from distribute.publish.gates import date_problems
from distribute.publish.plan import plan
from distribute.publish.planned import Plan, Planned
from distribute.publish.relations import common_titles, known_by
from distribute.publish.results import PublishOptions, Result
from distribute.publish.selection import Selection

_BECAUSE = "publish --at"
# These gates may be closed now, because they are checked again at that time.
_OPEN = ("not-yet-due", "not-live")


def schedule(
    selection: Selection, ledger: Ledger, options: PublishOptions, moment: datetime, by: str
) -> Result:
    """Hold the new posts of the selected issue on the selected channels until `moment` (UTC).

    A channel on hold by a person stays on hold. Nothing is recorded if an error would stop the posts; see the exit code.
    LedgerError if the ledger can't be read or written.
    """
    history = history_about(ledger, selection.question())
    options = msgspec.structs.replace(options, allow=(*options.allow, *_OPEN))
    result = foresee(selection.config, plan(selection, history), history, options)
    if result.exit_code != ExitCode.OK:
        return result
    waits = [post for post in result.plan.planned if _may_wait(post)]
    _refuse_too_late(waits, selection.config, moment)
    common = common_titles(selection.everything)
    first = {post.channel.name: post for post in reversed(waits)}
    for name, post in first.items():
        about, target = known_by(post.issue, common), post.channel.target()
        hold(post.issue.id, name, _BECAUSE, by, ledger, about=about, target=target, until=moment)
    is_held = any(post.code == HELD for post in result.plan.planned)
    return Result(waiting(result.plan, moment), ExitCode.NOT_READY if is_held else ExitCode.OK)


def _refuse_too_late(planned: Iterable[Planned], config: Config, moment: datetime) -> None:
    """Raise UserError if `publish --due` would not post each of the issues at that time, because of its age."""
    longest = config.site.max_age
    for issue in {id(post.issue): post.issue for post in planned}.values():
        if any(problem.code not in _OPEN for problem in date_problems(issue, config, moment)):
            why = f"{moment:%Y-%m-%d %H:%M} UTC is more than site.max_age ({longest}) after the issue's date"
            advice = "`publish --due` would not post it then; raise site.max_age first"
            raise UserError(f"--at: {issue.path}: {why}: {advice}")


def waiting(plan: Plan, moment: datetime) -> Plan:
    """Return the plan with every post that is not sent yet held until `moment`."""
    why = f"put off until {moment:%Y-%m-%d %H:%M} UTC: `publish --due` posts it then"
    return msgspec.structs.replace(
        plan,
        planned=tuple(
            msgspec.structs.replace(post, state="held", code=SCHEDULED, error=why, until=None)
            if _may_wait(post)
            else post
            for post in plan.planned
        ),
    )


def _may_wait(post: Planned) -> bool:
    """Return whether a post is to be sent, or only waits for a time."""
    return post.state == "would-post" or post.code in {SCHEDULED, "not-yet-due"}
