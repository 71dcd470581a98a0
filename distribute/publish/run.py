"""A real run: check the gates, ask for confirmation if needed, and deliver the plan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from distribute.channel.post import Draft
from distribute.compose.edited import place_of
from distribute.config import Config
from distribute.deliver.outcome import DeliveryRequest, Outcome, Repost
from distribute.deliver.reconcile import deliver_here
from distribute.deliver.records import remember
from distribute.deliver.run import GRACE
from distribute.deliver.signals import set_by_signals
from distribute.errors import ExitCode, worst
from distribute.issue import Issue, Problem
from distribute.ledger.events import IssueRef, Key, Ledger, LedgerError
from distribute.ledger.history import History
from distribute.ledger.newsletter import about_of
from distribute.publish.gates import NO_ISSUES, UNDATED, page_problem, secret_error
from distribute.publish.plan import known_by, with_records
from distribute.publish.planned import Plan, Planned
from distribute.sites.registry import SiteError, open_site

_NEVER_OPEN = {"bad-id", "bad-language"}  # `--allow` does not waive these: such names make no valid key
_NOT_DUE = {UNDATED, NO_ISSUES}  # problems that hide what is due, and that stop nothing else
_LONGEST_LOOK = timedelta(days=30)  # how far back a first attempt looks for an existing post


class PublishOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a run: which gates are waived, and which texts are approved."""

    old: bool = False
    not_live: bool = False
    wait: float = 0.0
    allow: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    repost: Repost | None = None
    due: bool = False


class Result(msgspec.Struct, frozen=True):
    """The result of a run: the plan with its outcomes, the exit code, and the gates that were closed."""

    plan: Plan
    exit_code: int
    closed: tuple[Problem, ...] = ()
    ledger_error: str = ""


Posts = Sequence[Planned]
Ask = Callable[[Plan], bool]


def publish(
    config: Config,
    plan: Plan,
    history: History,
    ledger: Ledger,
    options: PublishOptions,
    *,
    ask: Ask,
    looked: Sequence[Outcome] = (),
    say: Callable[[str], None] = lambda _: None,
    stop: threading.Event | None = None,
    grace: float = GRACE,
) -> Result:
    """Send what is in `plan` and not yet posted, unless a gate is closed or `ask` returns False.

    `looked` is the result of `read_back` before the plan was made: posts still in doubt wait. `say`
    receives what the run is waiting for. For `stop` and `grace` see `deliver`. Exceptions of a channel or the ledger
    are not raised.
    """
    stop = stop or threading.Event()
    looked = [outcome for outcome in looked if outcome.state != "not-posted" or outcome.ledger_error]
    publications = {_publication(post) for post in plan.planned}
    here = [outcome for outcome in looked if _publication_of(outcome) in publications]
    others = tuple(outcome for outcome in looked if _publication_of(outcome) not in publications)
    plan = put_in(_without_optional(plan), [told(plan, outcome) for outcome in here])
    plan = msgspec.structs.replace(plan, others=others)
    plan = _without_waiting(with_records(plan, history, options.allow), options)
    new = unsent(plan)
    with set_by_signals(stop):
        closed = list(_closed_gates(config, plan, new, options, stop, say)) if new else []
    plan = msgspec.structs.replace(plan, problems=tuple(dict.fromkeys((*plan.problems, *closed))))
    wanted: list[DeliveryRequest] = []
    ready = _ready(new, closed, options, config)
    if ready and not stop.is_set() and ask(plan):
        for group in ready:
            if held := unapproved(group[0], options):
                plan = put_in(plan, [msgspec.structs.replace(post, **held) for post in group])
            else:
                wanted.append(_announcement(group, config, options))
    closed += [
        problem for problem in plan.problems if problem.code in _NOT_DUE and problem.severity == "error"
    ]
    outcomes = deliver_here(config, wanted, ledger, stop, grace)
    plan = put_in(plan, [told(plan, outcome) for outcome in outcomes])
    with suppress(LedgerError):  # not essential: the next run records it
        _remember(plan, history, ledger)
    everything = [*looked, *outcomes]
    exit_code = exit_code_of(plan, everything, closed, options)
    return Result(plan, exit_code, tuple(closed), _ledger_errors(everything))


def unsent(plan: Plan) -> list[list[Planned]]:
    """Return what would be sent, grouped by channel, issue and language.

    If any post of a group is in doubt, the others wait.
    """
    groups: dict[tuple[str, str, str], list[Planned]] = {}
    for post in plan.planned:
        groups.setdefault(_publication(post), []).append(post)
    return [
        group
        for group in groups.values()
        if any(post.state == "would-post" for post in group)
        and not any(post.state in {"in-doubt", "held"} for post in group)
    ]


def _publication(post: Planned) -> tuple[str, str, str]:
    return post.issue.id, post.channel.name, post.language


def _publication_of(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.key.issue, outcome.key.channel, outcome.key.language


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
    longest = now - max(_LONGEST_LOOK, timedelta(seconds=config.site.max_age))
    return min(now, max(longest, issue.date - timedelta(days=1))) if issue.date else longest


def _without_optional(plan: Plan) -> Plan:
    """Leave out channels that are not required and whose secrets are not set or can't be used."""
    skipped = [
        msgspec.structs.replace(post, state="skipped", error=secret_error(post.channel))
        for post in plan.planned
        if post.state == "would-post" and not post.channel.required and secret_error(post.channel)
    ]
    return put_in(plan, skipped)


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
    stop: threading.Event,
    say: Callable[[str], None],
) -> Iterator[Problem]:
    """Yield every error that prevents new posts, not only the first."""
    issues = {group[0].issue.path: group[0].issue for group in new}
    places = {place for issue in issues.values() for place in places_of(issue, config)}
    channels = {group[0].channel.name for group in new}
    opened = opened_by(options)
    for problem in plan.problems:
        if problem.severity != "error" or problem.code in opened:
            continue
        is_secret_of_these = problem.code == "secret" and problem.channel in channels
        if problem.path in places or is_secret_of_these:
            yield problem
    if config.site.check_page and not options.not_live:
        home = _home(config)
        for issue in issues.values():
            if problem_there := page_problem(issue, options.wait, stop, say, home=home):
                yield problem_there


def opened_by(options: PublishOptions) -> set[str]:
    """Return the codes of the problems that the options waive."""
    return {*options.allow, *(("too-old", "age-unknown") if options.old else ())} - _NEVER_OPEN


def _home(config: Config) -> str:
    """Return the site's own host from the settings, because an issue's URL is not trusted."""
    try:
        url = open_site(config).url_if_known
    except SiteError:
        url = config.site.url or ""
    return urlsplit(url).hostname or ""


def places_of(issue: Issue, config: Config) -> set[str]:
    """Return the paths that problems use to name an issue."""
    return {issue.path, place_of(issue, config)}


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


def unapproved(post: Planned, options: PublishOptions) -> dict[str, Any] | None:
    """Return the problem with a post whose text is not approved, if only approved texts may be posted."""
    digest = post.draft.digest if post.draft else ""
    if options.approved and digest not in options.approved:
        return {"state": "held", "error": "this text is not the approved one", "code": "not-approved"}
    return None


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


def put_in(plan: Plan, posts: Posts) -> Plan:
    """Return the plan with `posts` replacing those of the same issue, channel and language.

    A part without a replacement stays as it was, unless another round is replaced.
    """
    replaced: dict[tuple[str, str, str], list[Planned]] = {}
    for post in posts:
        replaced.setdefault(_publication(post), []).append(post)
    planned: list[Planned] = []
    begun: set[tuple[str, str, str]] = set()
    for post in plan.planned:
        news = replaced.get(_publication(post), [])
        if (
            news and _publication(post) not in begun
        ):  # all posts of an announcement go where its first one was
            begun.add(_publication(post))
            planned += news
        if not news or (
            post.round == news[0].round and post.part_number not in {each.part_number for each in news}
        ):
            planned.append(post)
    return msgspec.structs.replace(plan, planned=tuple(planned))


def told(plan: Plan, outcome: Outcome) -> Planned:
    """Return the post that an outcome is about, in its current state."""
    key: Key = outcome.key
    like = next(post for post in plan.planned if _publication(post) == (key.issue, key.channel, key.language))
    draft: Draft | None = outcome.draft or like.draft
    return Planned(
        channel=like.channel,
        issue=like.issue,
        round=key.round,
        part_number=key.part_number,
        state=outcome.state,
        draft=draft,
        message=outcome.message or like.message,
        receipt=outcome.receipt,
        error=outcome.error or None,
        until=outcome.until,
        duplicates=outcome.duplicates,
        code=outcome.code,
        recorded_language=like.recorded_language,
    )


def exit_code_of(
    plan: Plan, outcomes: Sequence[Outcome], closed: Sequence[Problem], options: PublishOptions
) -> int:
    """Return the most severe exit code: 5, 3, 1, then what prevented the posts.

    In a `--due` run, a deliberate hold is not a failure.
    """
    on_purpose = {"held"} if options.due else set[str]()
    codes: set[int] = {outcome.exit_code for outcome in outcomes if outcome.code not in on_purpose}
    if closed:
        # A missing secret is an error in the settings (2); any other problem means that the issue is not ready (4).
        codes.add(
            ExitCode.USAGE if all(problem.code == "secret" for problem in closed) else ExitCode.NOT_READY
        )
    if any(post.code and post.code not in on_purpose for post in plan.planned) or any(
        p.code in {"does-not-fit", "bad-language"} for p in plan.problems
    ):
        codes.add(ExitCode.NOT_READY)
    return worst(codes)


def _ledger_errors(outcomes: Sequence[Outcome]) -> str:
    return next((outcome.ledger_error for outcome in outcomes if outcome.ledger_error), "")
