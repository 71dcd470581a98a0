"""A real run: what is planned passes the gates, a person may be asked, and it is delivered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from distribute.channel.post import Draft
from distribute.compose.edited import path_of
from distribute.config import Config
from distribute.deliver.reconcile import deliver_here
from distribute.deliver.records import remember
from distribute.deliver.run import Announcement, Outcome, Repost
from distribute.deliver.signals import set_by_signals
from distribute.issue import Issue, Problem
from distribute.ledger.events import About, Key, Ledger, LedgerError
from distribute.ledger.history import History
from distribute.ledger.newsletter import about_of
from distribute.publish.gates import missing_secrets, page_problem
from distribute.publish.plan import known_by, with_records
from distribute.publish.planned import Plan, Planned
from distribute.sites.registry import SiteError, open_site

_USAGE, _NOT_READY = 2, 4
_NEVER_OPEN = {"bad-id", "bad-language"}  # what these names would become is nobody's to allow
_LONGEST_LOOK = timedelta(days=30)  # back into what an account has posted, before a first attempt


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
    stories = {_story(post) for post in plan.planned}
    here = [outcome for outcome in looked if _story_of(outcome) in stories]
    others = tuple(outcome for outcome in looked if _story_of(outcome) not in stories)
    plan = _put(_without_optional(plan), [_told(plan, outcome) for outcome in here])
    plan = msgspec.structs.replace(plan, others=others)
    plan = _without_waiting(with_records(plan, history, wishes.allow), wishes)
    new = _new(plan)
    with set_by_signals(stop):
        closed = list(_closed_gates(config, plan, new, wishes, stop, say)) if new else []
    plan = msgspec.structs.replace(plan, problems=tuple(dict.fromkeys((*plan.problems, *closed))))
    wanted: list[Announcement] = []
    ready = _ready(new, closed, wishes)
    if ready and not stop.is_set() and ask(plan):
        for group in ready:
            if held := _unapproved(group[0], wishes):
                plan = _put(plan, [msgspec.structs.replace(post, **held) for post in group])
            else:
                wanted.append(_announcement(group, config, wishes))
    outcomes = deliver_here(config, wanted, ledger, stop)
    plan = _put(plan, [_told(plan, outcome) for outcome in outcomes])
    with suppress(LedgerError):  # it was there a moment ago, and the next run notes it too
        _remember(plan, history, ledger)
    everything = [*looked, *outcomes]
    exit_code = _exit_code(plan, everything, closed, wishes)
    return Result(plan, exit_code, tuple(closed), _ledger_errors(everything))


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
    return post.issue.id, post.channel.name, post.language


def _story_of(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.key.issue, outcome.key.channel, outcome.key.language


def _announcement(group: Posts, config: Config, wishes: Wishes) -> Announcement:
    first = group[0]
    return Announcement(
        channel=first.channel,
        issue=first.issue.id,
        language=first.language,
        about=about_of(first.issue),
        draft=first.draft,
        repost=wishes.repost,
        shared="same-target" in wishes.allow,
        since=_since(first.issue, config),
    )


def _since(issue: Issue, config: Config) -> datetime:
    """Return from when on somebody may have announced an issue: from its day on, but not for ever."""
    now = datetime.now(UTC)
    longest = now - max(_LONGEST_LOOK, timedelta(seconds=config.site.max_age))
    return min(now, max(longest, issue.date - timedelta(days=1))) if issue.date else longest


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
    config: Config,
    plan: Plan,
    new: Sequence[Posts],
    wishes: Wishes,
    stop: threading.Event,
    say: Callable[[str], None],
) -> Iterator[Problem]:
    """Yield every error that keeps what is new from being sent; all of them, not the first alone."""
    issues = {group[0].issue.path: group[0].issue for group in new}
    places = {place for issue in issues.values() for place in _places(issue)}
    channels = {group[0].channel.name for group in new}
    opened = {*wishes.allow, *(("too-old", "age-unknown") if wishes.old else ())} - _NEVER_OPEN
    for problem in plan.problems:
        if problem.severity != "error" or problem.code in opened:
            continue
        concerns_channel = problem.code == "secret" and problem.message.split(":")[0] in channels
        if problem.path in places or concerns_channel:
            yield problem
    if not wishes.not_live:
        home = _home(config)
        for issue in issues.values():
            if problem_there := page_problem(issue, wishes.wait, stop, say, home=home):
                yield problem_there


def _home(config: Config) -> str:
    """Return the site's own host by its settings; an issue may say of its page what it likes."""
    try:
        url = open_site(config).url_if_known
    except SiteError:
        url = config.site.url or ""
    return urlsplit(url).hostname or ""


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


def _unapproved(post: Planned, wishes: Wishes) -> dict[str, Any] | None:
    """Return what to say of a post whose text nobody approved, where only approved ones may go out."""
    digest = post.draft.digest if post.draft else ""
    if wishes.approved and digest not in wishes.approved:
        return {"state": "held", "error": "this text is not the approved one", "code": "not-approved"}
    return None


def _remember(plan: Plan, history: History, ledger: Ledger) -> None:
    """Note what announced issues are called now, where an edit changed that."""
    met: dict[tuple[str, str], About] = {}  # once an issue, on however many channels it is
    for post in plan.planned:
        about = known_by(post.issue, plan.common_titles)
        if post.state == "already-posted":
            met[post.issue.id, post.language] = about
        elif post.code == "known-under-another-id":
            others = history.known_as(post.issue.id, post.language, about)
            met |= {(other, post.language): about for other in others}
    for (issue, language), about in met.items():
        remember(issue, language, about, ledger)


def _put(plan: Plan, posts: Posts) -> Plan:
    """Return the plan with `posts` in the place of those on the same issue, channel and language.

    A part that nothing is told of stays as it was, unless another round is told of.
    """
    told: dict[tuple[str, str, str], list[Planned]] = {}
    for post in posts:
        told.setdefault(_story(post), []).append(post)
    planned: list[Planned] = []
    begun: set[tuple[str, str, str]] = set()
    for post in plan.planned:
        news = told.get(_story(post), [])
        if news and _story(post) not in begun:  # all of a story stand where its first stood
            begun.add(_story(post))
            planned += news
        if not news or (post.round == news[0].round and post.slot not in {each.slot for each in news}):
            planned.append(post)
    return msgspec.structs.replace(plan, planned=tuple(planned))


def _told(plan: Plan, outcome: Outcome) -> Planned:
    """Return the post that an outcome is about, in the state that it has now."""
    key: Key = outcome.key
    like = next(post for post in plan.planned if _story(post) == (key.issue, key.channel, key.language))
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
        recorded_language=like.recorded_language,
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
        p.code in {"does-not-fit", "bad-language"} for p in plan.problems
    ):
        codes.add(_NOT_READY)
    return next((code for code in (5, 3, 1, 2, 4) if code in codes), 0)


def _ledger_errors(outcomes: Sequence[Outcome]) -> str:
    return next((outcome.ledger_error for outcome in outcomes if outcome.ledger_error), "")
