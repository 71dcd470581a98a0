"""Ledger records that send nothing: human verdicts, seeds, holds and issue moves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from distribute.channel.interface import Channel
from distribute.deliver.attempt import DeliveryAttempt
from distribute.deliver.clock import Clock
from distribute.deliver.context import RunContext, new_run_id
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.post_record import NO_PLACE, NO_POST
from distribute.ledger.decision import MAX_CONFLICTS
from distribute.ledger.events import (
    AnyEvent,
    Conflict,
    Held,
    IssueMoved,
    IssueRef,
    Key,
    Ledger,
    LedgerError,
    MarkedAnnounced,
    Released,
    hold_place,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import PublicationHistory
from distribute.ledger.question import Question, history_about


def record_human_verdict(
    channel: Channel,
    key: Key,
    word: str | None,
    ledger: Ledger,
    *,
    clock: Clock | None = None,
    run: str = "",
) -> Outcome:
    """Record a person's answer about a post: its address, or None if it does not exist.

    None is accepted only after the channel's patience; until then the outcome is `held`. Raises LookupError
    for a post that the ledger doesn't have, ValueError if `word` is not the address of a post on this service,
    LedgerError if the ledger can't be read or written.
    """
    request = DeliveryRequest(channel=channel, issue=key.issue, language=key.language)
    try:
        number = int(key.part_number)
    except ValueError:
        raise LookupError(NO_POST.format(key)) from None
    return DeliveryAttempt(
        RunContext(ledger, clock, run=run), request, key.round, number
    ).record_human_verdict(word)


def seed(
    requests: Sequence[DeliveryRequest],
    because: str,
    ledger: Ledger,
    *,
    clock: Clock | None = None,
    run: str = "",
) -> list[Outcome]:
    """Record as announced, without posting, each request that is not recorded as announced on its account.

    A post in doubt stays in doubt until it is settled. All events are added in one append. Raises LedgerError if the
    ledger can't be read or written.
    """
    context = RunContext(ledger, clock, run=run)
    question = Question(issues={request.issue for request in requests})
    for _ in range(MAX_CONFLICTS):
        history, at = history_about(ledger, question), context.clock.now()
        publications = [
            history.publication(request.issue, request.channel.name, request.language) for request in requests
        ]
        events: dict[str, AnyEvent] = {}
        for request, publication in zip(requests, publications, strict=True):
            newest = publication.newest or publication.round(1)
            if newest.pending or (newest.posted and not newest.is_elsewhere(request.channel.target())):
                continue
            seeded = MarkedAnnounced(
                post=publication.key(newest.number, "1").round_place, seq=newest.next, run=context.run, at=at,
                target=request.channel.target(), about=request.about, because=because,
            )  # fmt: skip
            events |= {event.post: event for event in (*context.claim(history, request, at), seeded)}
        try:
            ledger.append(*events.values())
        except Conflict:
            continue
        return [_seeded(publication) for publication in publications]
    raise LedgerError(NO_PLACE)


def remember(
    issue: str, language: str, about: IssueRef, ledger: Ledger, *, clock: Clock | None = None
) -> None:
    """Record the current path, URL, title and content of an announced issue, so that it is recognised by them, too.

    Many small edits may leave nothing of the issue's first state. Raises LedgerError.
    """
    publication = fold(ledger.read(issue)).unseen(issue, language, about)
    if publication is None or publication.newest is None:
        return
    place, now = publication.key(publication.newest.number, "1").round_place, (clock or Clock()).now()
    with suppress(Conflict):  # another run wrote there; the next run records it
        ledger.append(
            IssueMoved(post=place, seq=publication.newest.next, run=new_run_id(), at=now, about=about)
        )


def hold(
    issue: str,
    channel: str,
    because: str,
    by: str,
    ledger: Ledger,
    *,
    about: IssueRef | None = None,
    target: str = "",
    until: datetime | None = None,
    clock: Clock | None = None,
) -> Held | None:
    """Hold an issue on one channel, or on all if `channel` is empty: nothing new is posted until its release.

    With `about`, the hold follows the issue when the issue gets another id. With `target`, the account of `channel`, it
    follows the channel when the channel gets another name. With `until`, it ends by itself at that time. Returns the hold
    that was there before, None if there was none: one without a time stays as it is, and one with a time is replaced.
    Raises LedgerError.
    """
    run, place = new_run_id(), hold_place(issue, channel)
    for _ in range(MAX_CONFLICTS):
        before, at = fold(ledger.read(issue)).hold(issue, channel), (clock or Clock()).now()
        held = before.at(at)
        if held and not held.until:
            return held
        with suppress(Conflict):
            new = Held(
                post=place, seq=before.next, run=run, at=at, because=because, by=by,
                about=about or IssueRef(), target=target, until=until,
            )  # fmt: skip
            ledger.append(new)
            return held
    raise LedgerError(NO_PLACE)


def release(issue: str, channel: str, by: str, ledger: Ledger, *, clock: Clock | None = None) -> Held | None:
    """Release the hold on this issue and channel, also one whose time is over; return it, or None if there is none."""
    run, place = new_run_id(), hold_place(issue, channel)
    for _ in range(MAX_CONFLICTS):
        before, at = fold(ledger.read(issue)).hold(issue, channel), (clock or Clock()).now()
        if before.held is None:
            return None
        with suppress(Conflict):
            ledger.append(Released(post=place, seq=before.next, run=run, at=at, by=by))
            return before.held
    raise LedgerError(NO_PLACE)


def _seeded(publication: PublicationHistory) -> Outcome:
    newest = publication.newest or publication.round(1)
    key = publication.key(newest.number, "1")
    if not newest.pending:
        return Outcome(key=key, state="already-posted", how="by hand")
    part_number = next(part_number for part_number, post in newest.posts.items() if post.state == "pending")
    key = publication.key(newest.number, part_number)
    why = f"it may be out, so it was not recorded as announced: `distribute settle {key}` says first whether it is"
    return Outcome(key=key, state="in-doubt", error=why)
