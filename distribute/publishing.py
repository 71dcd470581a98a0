"""A real run: what is planned passes the gates, a person may be asked, and it is delivered."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, suppress
from typing import Any

import msgspec

from distribute.channel import Channel, Draft
from distribute.config import Config
from distribute.deliver import Announcement, Outcome, Repost, deliver, remember
from distribute.drafts import path_of
from distribute.gates import missing_secrets, page_problem
from distribute.issue import Issue, Problem
from distribute.ledger import About, Key, Ledger, LedgerError
from distribute.ledger.history import History
from distribute.plan import Plan, Planned, with_holds

_USAGE, _NOT_READY = 2, 4


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """How a run was asked for: which gates stand open, and what was approved."""

    old: bool = False
    not_live: bool = False
    wait: float = 0.0
    allow: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    repost: Repost | None = None
    due: bool = False


class Result(msgspec.Struct, frozen=True):
    """What came of a run, its exit code, and the gates that were closed."""

    plan: Plan
    exit_code: int
    closed: tuple[Problem, ...] = ()
    ledger_error: str = ""


Posts = Sequence[Planned]
Ask = Callable[[Plan], bool]


def read_back(
    config: Config, family: Sequence[Issue], channels: Sequence[Channel], history: History, ledger: Ledger
) -> list[Outcome]:
    """Look for what is in doubt of these issues on these channels; nothing is sent, so no gate matters."""
    wanted = [
        Announcement(channel=channel, issue=issue.id, language=issue.language, about=_about(issue))
        for issue in family
        for channel in channels
        if (newest := history.story(issue.id, channel.name, issue.language).newest) and newest.pending
    ]
    return deliver_here(config, wanted, ledger, threading.Event())


def publish(
    config: Config,
    plan: Plan,
    history: History,
    ledger: Ledger,
    wishes: Wishes,
    *,
    ask: Ask,
    looked: Sequence[Outcome] = (),
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Send what `plan` has that isn't out yet, unless a gate is closed or `ask` says no.

    `looked` is what `read_back` came to before the plan was made: what is still in doubt waits. `say` is
    told what it waits for. It raises nothing that a channel or the ledger does.
    """
    stop = threading.Event()
    looked = [outcome for outcome in looked if outcome.state != "not-posted" or outcome.ledger_error]
    plan = _put(_without_optional(plan), [_told(plan, outcome) for outcome in looked])
    plan = _without_waiting(with_holds(plan, history), wishes)
    new = _new(plan)
    with _set_by_signals(stop):
        closed = list(_closed_gates(plan, new, wishes, stop, say)) if new else []
    plan = msgspec.structs.replace(plan, problems=tuple(dict.fromkeys((*plan.problems, *closed))))
    wanted: list[Announcement] = []
    ready = _ready(new, closed, wishes)
    if ready and not stop.is_set() and ask(plan):
        for group in ready:
            if held := _hold(group[0], plan, history, wishes):
                plan = _put(plan, [msgspec.structs.replace(post, **held) for post in group])
            else:
                wanted.append(_announcement(group, wishes))
    outcomes = deliver_here(config, wanted, ledger, stop)
    plan = _put(plan, [_told(plan, outcome) for outcome in outcomes])
    with suppress(LedgerError):  # it was there a moment ago, and the next run notes it too
        _remember(plan, history, ledger)
    everything = [*looked, *outcomes]
    exit_code = _exit_code(plan, everything, closed, wishes)
    return Result(plan, exit_code, tuple(closed), _ledger_errors(everything))


def deliver_here(
    config: Config, wanted: Sequence[Announcement], ledger: Ledger, stop: threading.Event
) -> list[Outcome]:
    """Deliver, to be stopped by signals, in the settings' folder: what they say of files is relative to it."""
    with _set_by_signals(stop), chdir(config.path.parent):
        return deliver(wanted, ledger, stop=stop)


def _new(plan: Plan) -> list[list[Planned]]:
    """Return what would be sent, the posts of one channel, issue and language together.

    Where any of them is in doubt, the others wait.
    """
    groups: dict[tuple[str, str, str], list[Planned]] = {}
    for post in plan.planned:
        groups.setdefault(_story(post), []).append(post)
    return [
        group
        for group in groups.values()
        if any(post.state == "would-post" for post in group)
        and not any(post.state in {"in-doubt", "held"} for post in group)
    ]


def _story(post: Planned) -> tuple[str, str, str]:
    return post.issue.id, post.channel.name, post.issue.language


def _announcement(group: Posts, wishes: Wishes) -> Announcement:
    first = group[0]
    return Announcement(
        channel=first.channel,
        issue=first.issue.id,
        language=first.issue.language,
        about=_about(first.issue),
        draft=first.draft,
        repost=wishes.repost,
        shared="same-target" in wishes.allow,
    )


def _about(issue: Issue) -> About:
    return About(path=issue.path, url=issue.url, title=issue.title)


def _known_by(issue: Issue, plan: Plan) -> About:
    """Return what tells an issue from others: not a title that several have."""
    about = _about(issue)
    return msgspec.structs.replace(about, title="") if issue.title in plan.common_titles else about


def _without_optional(plan: Plan) -> Plan:
    """Leave out channels that aren't required and whose secrets aren't there."""
    skipped = [
        msgspec.structs.replace(
            post, state="skipped", error=f"{', '.join(missing_secrets(post.channel))} not set"
        )
        for post in plan.planned
        if post.state == "would-post" and not post.channel.required and missing_secrets(post.channel)
    ]
    return _put(plan, skipped)


def _without_waiting(plan: Plan, wishes: Wishes) -> Plan:
    """Keep in what waits for its channel's hour; a run that takes what is due leaves it to a later one."""
    if "not-yet-due" in wishes.allow or wishes.repost:
        return plan

    def kept_in(post: Planned) -> Planned:
        if post.state != "would-post" or not post.until:
            return post
        why = f"its hour ({post.channel.at}) has not come yet"
        if wishes.due:
            return msgspec.structs.replace(post, state="skipped", error=why)
        error = f"{why}: `publish --due` posts it then, `--allow not-yet-due` at once"
        return msgspec.structs.replace(post, state="held", code="not-yet-due", error=error)

    return msgspec.structs.replace(plan, planned=tuple(map(kept_in, plan.planned)))


def _closed_gates(
    plan: Plan, new: Sequence[Posts], wishes: Wishes, stop: threading.Event, say: Callable[[str], None]
) -> Iterator[Problem]:
    """Yield every error that keeps what is new from being sent; all of them, not the first alone."""
    issues = {group[0].issue.path: group[0].issue for group in new}
    places = {place for issue in issues.values() for place in _places(issue)}
    channels = {group[0].channel.name for group in new}
    opened = {*wishes.allow, *(("too-old",) if wishes.old else ())}
    for problem in plan.problems:
        if problem.severity != "error" or problem.code in opened:
            continue
        concerns_channel = problem.code == "secret" and problem.message.split(":")[0] in channels
        if problem.path in places or concerns_channel:
            yield problem
    if not wishes.not_live:
        for issue in issues.values():
            if problem_there := page_problem(issue, wishes.wait, stop, say):
                yield problem_there


def _places(issue: Issue) -> set[str]:
    """Return the paths by which problems name an issue."""
    return {issue.path, path_of(issue)}


def _ready(new: Sequence[Posts], closed: Sequence[Problem], wishes: Wishes) -> list[Posts]:
    """Return what no closed gate keeps in: of several issues that are due, one that isn't ready stops itself alone."""
    stopped = {problem.path for problem in closed}
    everywhere = {place for group in new for place in _places(group[0].issue)}
    if stopped and not (wishes.due and stopped <= everywhere):
        return []
    waiting = {group[0].issue.id for group in new if stopped & _places(group[0].issue)}
    return [group for group in new if group[0].issue.id not in waiting]


def _hold(post: Planned, plan: Plan, history: History, wishes: Wishes) -> dict[str, Any] | None:
    """Return what to say of a post that must not go out, for itself alone; None if it may."""
    others = history.known_as(post.issue.id, _known_by(post.issue, plan))
    if others and "known-under-another-id" not in wishes.allow:
        why = f"this page, or its title, went out as issue {', '.join(others)} already"
        return {"state": "held", "error": why, "code": "known-under-another-id"}
    digest = post.draft.digest if post.draft else ""
    if wishes.approved and digest not in wishes.approved:
        return {"state": "held", "error": "this text is not the approved one", "code": "not-approved"}
    return None


def _remember(plan: Plan, history: History, ledger: Ledger) -> None:
    """Note what announced issues are called now, where an edit changed that."""
    met: dict[tuple[str, str], About] = {}  # once an issue, on however many channels it is
    for post in plan.planned:
        about = _known_by(post.issue, plan)
        if post.state == "already-posted":
            met[post.issue.id, post.issue.language] = about
        elif post.code == "known-under-another-id":
            met |= {(other, post.issue.language): about for other in history.known_as(post.issue.id, about)}
    for (issue, language), about in met.items():
        remember(issue, language, about, ledger)


def _put(plan: Plan, posts: Posts) -> Plan:
    """Return the plan with `posts` in the place of those on the same issue, channel and language."""
    told: dict[tuple[str, str, str], list[Planned]] = {}
    for post in posts:
        told.setdefault(_story(post), []).append(post)
    planned: list[Planned] = []
    for post in plan.planned:
        if _story(post) not in told:
            planned.append(post)
        else:  # all of a story stand where its first stood
            planned += told[_story(post)]
            told[_story(post)] = []
    return msgspec.structs.replace(plan, planned=tuple(planned))


def _told(plan: Plan, outcome: Outcome) -> Planned:
    """Return the post that an outcome is about, in the state that it has now."""
    key: Key = outcome.key
    like = next(
        post
        for post in plan.planned
        if (post.issue.id, post.channel.name, post.issue.language) == (key.issue, key.channel, key.language)
    )
    draft: Draft | None = outcome.draft or like.draft
    return Planned(
        channel=like.channel,
        issue=like.issue,
        round=key.round,
        slot=key.slot,
        state=outcome.state,
        draft=draft,
        part=outcome.part or like.part,
        receipt=outcome.receipt,
        error=outcome.error or None,
        until=outcome.until,
        duplicates=outcome.duplicates,
        code=outcome.code,
    )


def _exit_code(plan: Plan, outcomes: Sequence[Outcome], closed: Sequence[Problem], wishes: Wishes) -> int:
    """Return the worst of what happened: 5, 3, 1, then what kept it from happening.

    What a person holds on purpose is no failure of a run that takes whatever is due.
    """
    on_purpose = {"held"} if wishes.due else set[str]()
    codes = {outcome.exit_code for outcome in outcomes if outcome.code not in on_purpose}
    if closed:
        # A secret that is missing is a mistake in the settings; all else is an issue not ready.
        codes.add(_USAGE if all(problem.code == "secret" for problem in closed) else _NOT_READY)
    if any(post.code and post.code not in on_purpose for post in plan.planned) or any(
        p.code == "does-not-fit" for p in plan.problems
    ):
        codes.add(_NOT_READY)
    return next((code for code in (5, 3, 1, 2, 4) if code in codes), 0)


def _ledger_errors(outcomes: Sequence[Outcome]) -> str:
    return next((outcome.ledger_error for outcome in outcomes if outcome.ledger_error), "")


@contextmanager
def _set_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM set `stop`: what is in flight is finished, and nothing new begins."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
