"""A real run: check the gates, ask for confirmation if needed, and deliver the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from distribute.config import Config
from distribute.deliver.context import StopControl
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.reconcile import deliver_here
from distribute.deliver.records import remember
from distribute.deliver.signals import stopped_by_signals
from distribute.issue import Issue
from distribute.ledger.events import IssueRef, Ledger, LedgerError
from distribute.ledger.history import History
from distribute.ledger.newsletter import about_of
from distribute.problem import Problem
from distribute.publish.gates import page_problem, secret_error
from distribute.publish.plan import with_records
from distribute.publish.planned import Plan, Planned
from distribute.publish.relations import known_by
from distribute.publish.results import (
    Posts,
    PublishOptions,
    Result,
    exit_code_of,
    publication_of,
    unsent,
    updated,
    with_posts,
)
from distribute.publish.stops import errors_of_selection, errors_that_stop, places_of, without_unapproved
from distribute.sites.registry import SiteError, open_site

_LONGEST_LOOK = timedelta(days=30)  # how far back a first attempt looks for an existing post


class RunControl(StopControl, frozen=True, kw_only=True):
    """How a run is stopped, and how it talks to people.

    `say` receives what the run is waiting for; `ask` is shown the plan before anything is sent, and may return False.
    """

    say: Callable[[str], None] = lambda _: None
    ask: Callable[[Plan], bool] = lambda _: True


def publish(
    config: Config,
    plan: Plan,
    history: History,
    ledger: Ledger,
    options: PublishOptions,
    control: RunControl,
    looked: Sequence[Outcome] = (),
) -> Result:
    """Send what is in `plan` and not yet posted, unless a gate is closed or `control.ask` returns False.

    `looked` is the result of `read_back` before the plan was made: posts still in doubt wait. Exceptions of a channel
    or the ledger are not raised.
    """
    looked = [outcome for outcome in looked if outcome.state != "not-posted" or outcome.ledger_error]
    publications = {publication_of(post) for post in plan.planned}
    here = [outcome for outcome in looked if outcome.key.publication in publications]
    others = tuple(outcome for outcome in looked if outcome.key.publication not in publications)
    plan = with_posts(_without_optional(plan), [updated(plan, outcome) for outcome in here])
    plan = msgspec.structs.replace(plan, others=others)
    plan = _without_waiting(with_records(plan, history, options.allow), options)
    new = unsent(plan)
    with stopped_by_signals(control.stop.set):
        closed = list(_closed_gates(config, plan, new, options, control)) if new else []
    plan = msgspec.structs.replace(plan, problems=tuple(dict.fromkeys((*plan.problems, *closed))))
    wanted: list[DeliveryRequest] = []
    ready = _ready(new, closed, options, config)
    if ready and not control.stop.is_set() and control.ask(plan):
        plan, approved = without_unapproved(ready, plan, options)
        wanted = [_announcement(group, config, options) for group in approved]
    closed = list(dict.fromkeys((*closed, *errors_of_selection(plan, options))))
    outcomes = deliver_here(config, wanted, ledger, control, history)
    plan = with_posts(plan, [updated(plan, outcome) for outcome in outcomes])
    with suppress(LedgerError):  # not essential: the next run records it
        _remember(plan, history, ledger)
    everything = [*looked, *outcomes]
    exit_code = exit_code_of(plan, everything, closed, options)
    return Result(plan, exit_code, tuple(closed), _ledger_errors(everything))


def _announcement(group: Posts, config: Config, options: PublishOptions) -> DeliveryRequest:
    first = group[0]
    return DeliveryRequest(
        channel=first.channel,
        issue=first.issue.id,
        language=first.language,
        about=about_of(first.issue),
        draft=first.draft,
        repost=options.repost,
        shared="same-target" in options.allow,
        since=_since(first.issue, config),
    )


def _since(issue: Issue, config: Config) -> datetime:
    """Return the earliest moment at which an issue may have been announced: its date, within a limit."""
    now = datetime.now(UTC)
    longest = now - max(_LONGEST_LOOK, config.site.age_limit)
    return min(now, max(longest, issue.date - timedelta(days=1))) if issue.date else longest


def _without_optional(plan: Plan) -> Plan:
    """Leave out channels that are not required and whose secrets are not set or can't be used."""
    skipped = [
        msgspec.structs.replace(post, state="skipped", error=secret_error(post.channel))
        for post in plan.planned
        if post.state == "would-post" and not post.channel.required and secret_error(post.channel)
    ]
    return with_posts(plan, skipped)


def _without_waiting(plan: Plan, options: PublishOptions) -> Plan:
    """Hold back posts that wait for their channel's hour; a `--due` run leaves them for a later run."""
    if "not-yet-due" in options.allow or options.repost:
        return plan

    def kept_in(post: Planned) -> Planned:
        if post.state != "would-post" or not post.until:
            return post
        why = f"it is not yet the channel's hour ({post.channel.at})"
        if options.due:
            return msgspec.structs.replace(post, state="skipped", error=why)
        error = f"{why}: `publish --due` posts it then, `--allow not-yet-due` posts it at once"
        return msgspec.structs.replace(post, state="held", code="not-yet-due", error=error)

    return msgspec.structs.replace(plan, planned=tuple(map(kept_in, plan.planned)))


def _closed_gates(
    config: Config,
    plan: Plan,
    new: Sequence[Posts],
    options: PublishOptions,
    control: RunControl,
) -> Iterator[Problem]:
    """Yield every error that prevents new posts, not only the first."""
    yield from errors_that_stop(new, plan, options, config)
    issues = {group[0].issue.path: group[0].issue for group in new}
    if config.site.check_page and not options.not_live:
        home = _home(config)
        for issue in issues.values():
            if problem_there := page_problem(issue, options.wait, control.stop, control.say, home=home):
                yield problem_there


def _home(config: Config) -> str:
    """Return the site's own address from the settings, because an issue's URL is not trusted."""
    try:
        return open_site(config).url_if_known
    except SiteError:
        return config.site.url or ""


def _ready(
    new: Sequence[Posts], closed: Sequence[Problem], options: PublishOptions, config: Config
) -> list[Posts]:
    """Return the posts that no closed gate prevents; of several due issues, one that is not ready stops only itself."""
    stopped = {problem.path for problem in closed}
    everywhere = {place for group in new for place in places_of(group[0].issue, config)}
    if stopped and not (options.due and stopped <= everywhere):
        return []
    waiting = {group[0].issue.id for group in new if stopped & places_of(group[0].issue, config)}
    return [group for group in new if group[0].issue.id not in waiting]


def _remember(plan: Plan, history: History, ledger: Ledger) -> None:
    """Record the current names of announced issues, if an edit changed them."""
    met: dict[tuple[str, str], IssueRef] = {}  # one entry per issue and language, for all channels
    for post in plan.planned:
        about = known_by(post.issue, plan.common_titles)
        if post.state == "already-posted":
            met[post.issue.id, post.language] = about
        elif post.code == "known-under-another-id":
            others = history.known_as(post.issue.id, post.language, about)
            met |= {(other, post.language): about for other in others}
    for (issue, language), about in met.items():
        remember(issue, language, about, ledger)


def _ledger_errors(outcomes: Sequence[Outcome]) -> str:
    return next((outcome.ledger_error for outcome in outcomes if outcome.ledger_error), "")
