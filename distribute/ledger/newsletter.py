"""Identify the newsletter of these settings in a ledger that several newsletters may share.

Each newsletter has an identity, which the ledger records. It is part of every idempotency key, and the places of
its events begin with it, except for the first newsletter of a ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

import msgspec

from distribute.config import Config
from distribute.issue import Issue
from distribute.ledger.decision import MAX_CONFLICTS, Decide, append_decided
from distribute.ledger.events import REGISTRY, AnyEvent, Conflict, IssueRef, Ledger, LedgerError, Newsletter
from distribute.ledger.fold import fold
from distribute.ledger.question import Question, events_about
from distribute.text.fingerprint import alike, sketch
from distribute.text.links import normalised_link

_MARK = "~"  # between a newsletter's prefix and the issue's id, which contains no "~"


def about_of(issue: Issue) -> IssueRef:
    """Return the path, URL, title and content sketch by which an issue is recognised."""
    return IssueRef(path=issue.path, url=issue.url, title=issue.title, content=sketch(issue.body))


def scoped(config: Config, ledger: Ledger, *, register: bool = False) -> NewsletterLedger:
    """Return the part of `ledger` that belongs to the newsletter of these settings.

    It is the recorded newsletter with this `site.newsletter`, with the same site and files, or with the same
    issues. If there is none, the newsletter is new. A run that will write passes `register` to record the newsletter
    before anything is read. Otherwise, two new newsletters could both be taken for the first of the ledger.
    """
    from distribute.sites.registry import open_site

    site = open_site(config)
    described = Newsletter(
        post=f"{REGISTRY}/", seq=1, run="", at=datetime.now(UTC),
        id="", name=config.site.name, url=normalised_link(site.url_if_known), source=_source(config),
    )  # fmt: skip
    found = NewsletterLedger(ledger, described, config.site.newsletter, site.issues)
    if register:
        found.register()
    return found


def identity_of(ledger: Ledger) -> str:
    """Return the identity of the newsletter that the ledger is limited to, "" if it is not limited to one."""
    return ledger.identity if isinstance(ledger, NewsletterLedger) else ""


class NewsletterLedger:
    """A ledger limited to the events of one newsletter, with its prefix removed."""

    def __init__(
        self, ledger: Ledger, described: Newsletter, chosen: str, issues: Callable[[], Sequence[Issue]]
    ) -> None:
        """Find the newsletter among the recorded ones; `issues` is called only if they are needed as evidence."""
        self.whole = ledger  # with every newsletter's events
        self._described = described
        self._chosen = chosen
        self._issues = issues
        self._resolve()

    @property
    def identity(self) -> str:
        """The identity of this newsletter; it never changes."""
        return self._first.id

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none, as `Ledger.append` does.

        LedgerError if the newsletter's prefix has changed since the events were read.
        """
        self._register_as_read()
        self.whole.append(*self._placed(events))

    def append_decided(self, issue: str, decide: Decide) -> None:
        """Append what `decide` returns for the events of an issue, as `Deciding.append_decided` does.

        LedgerError if the newsletter's prefix has changed since it was read.
        """
        self._register_as_read()
        append_decided(
            self.whole, self._prefix + issue, lambda events: self._placed(decide(self._unplaced(events)))
        )

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events of this newsletter, as `Ledger.read` does."""
        if issue is not None:
            return self._unplaced(self.whole.read(self._prefix + issue))
        return self._events(self._prefix)

    def related(self, question: Question) -> Iterator[AnyEvent]:
        """Return all events of the issues that the question is about, and perhaps of others, as `read` does."""
        issues = [self._prefix + issue for issue in question.issues]
        events = events_about(self.whole, msgspec.structs.replace(question, issues=issues))
        return _of(self._prefix, events, self.whole.read(REGISTRY))

    def _placed(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        return [_at(event, self._prefix + event.post) for event in events]

    def _unplaced(self, events: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
        return (_at(event, event.post[len(self._prefix) :]) for event in events)

    def _events(self, prefix: str) -> Iterator[AnyEvent]:
        """Return the events of the newsletter with this prefix, which is removed."""
        events = self.whole.read()  # before the newsletters, so that every event's is among them
        return _of(prefix, events, self.whole.read(REGISTRY))

    def _resolve(self) -> None:
        known = [event for event in self.whole.read(REGISTRY) if isinstance(event, Newsletter)]
        ours = self._match(known)
        self._registered = ours is not None
        name = self._chosen or _derived_id(self._described)
        alias = self._by_evidence(known) if ours is None else None
        if ours is None:
            prefix = alias.prefix if alias else "" if self._is_first(known) else name
            ours = msgspec.structs.replace(self._described, id=name, prefix=prefix, seq=len(known) + 1)
        self._entry = ours
        self._first = next((each for each in known if each.prefix == ours.prefix), ours)
        self._prefix = ours.prefix + _MARK if ours.prefix else ""

    def _match(self, known: Sequence[Newsletter]) -> Newsletter | None:
        """Return the recorded newsletter with the chosen identity or, without one, with the same description."""
        if self._chosen:
            return next((each for each in known if each.id == self._chosen), None)
        return next((each for each in known if _is_described_as(each, self._described)), None)

    def _by_evidence(self, known: Sequence[Newsletter]) -> Newsletter | None:
        """Return the recorded newsletter that is this one with changed settings, else None.

        LedgerError if a person has to decide, because only the text of an issue is the same, or only the settings are
        similar and none of the recorded issues is in this site any more. If it were taken for a new newsletter, what was
        posted and what is in doubt would be forgotten.
        """
        alike: list[Newsletter] = []
        for each in known:
            if self._chosen and _is_chosen(each):
                continue
            evidence = _Evidence(self._on_record(each.prefix), self._issues)
            similar = self._is_similar(each)
            if evidence.same_page or (similar and (evidence.same_path or evidence.same_words)):
                return each
            if not self._chosen and (evidence.same_words or (similar and evidence.on_record)):
                alike.append(each)
        if alike:
            raise LedgerError(_WHICH.format(alike[0].name or alike[0].url, alike[0].id))
        return None

    def _is_similar(self, one: Newsletter) -> bool:
        """Return whether at most one setting differs, or none if an identity is set."""
        if self._chosen:
            return _is_described_as(one, self._described)
        return _shared(one, self._described) >= len(_FIELDS) - 1

    def _is_first(self, known: Sequence[Newsletter]) -> bool:
        """Return whether the events without a newsletter belong to this one, or there are none."""
        if any(not each.prefix for each in known):
            return False
        abouts = self._on_record("")
        evidence = _Evidence(abouts, self._issues)
        return not abouts or self._is_on_this_site(abouts) or evidence.same_page or evidence.same_path

    def _is_on_this_site(self, abouts: Sequence[IssueRef]) -> bool:
        """Return whether a recorded issue is on this site and in the folder of this newsletter."""
        site, patterns = self._described.url, self._described.source.split(" ")[1:]
        return any(
            bool(site)
            and f"{normalised_link(about.url)}/".startswith(f"{site}/")
            and (not patterns or any(fnmatchcase(about.path, pattern) for pattern in patterns))
            for about in abouts
        )

    def _on_record(self, prefix: str) -> list[IssueRef]:
        return _abouts(self._events(prefix + _MARK if prefix else ""))

    def _register_as_read(self) -> None:
        """Record this newsletter; LedgerError if its prefix is no longer the one that was read with."""
        read_as = self._prefix
        self.register()
        if self._prefix != read_as:
            raise LedgerError(_OVERTAKEN)

    def register(self) -> None:
        """Record this newsletter, unless it is already recorded."""
        for _ in range(MAX_CONFLICTS):
            if self._registered:
                return
            try:
                self.whole.append(self._entry)
            except Conflict:
                self._resolve()  # another newsletter was recorded in the meantime
            else:
                self._registered = True
        if not self._registered:
            msg = "the ledger keeps reporting that another newsletter was recorded first: it may be broken"
            raise LedgerError(msg)


class _Evidence:
    """What the issues of a site have in common with those recorded. Titles don't count: many are "November"."""

    def __init__(self, abouts: Sequence[IssueRef], issues: Callable[[], Sequence[Issue]]) -> None:
        self.on_record = bool(abouts)
        self._abouts = abouts
        self._issues = issues

    @cached_property
    def _mine(self) -> list[IssueRef]:
        return [about_of(issue) for issue in self._issues()] if self._abouts else []

    @property
    def same_page(self) -> bool:
        pages = {normalised_link(about.url) for about in self._abouts} - {""}
        return any(normalised_link(about.url) in pages for about in self._mine)

    @property
    def same_path(self) -> bool:
        return bool({about.path for about in self._abouts} & {about.path for about in self._mine} - {""})

    @property
    def same_words(self) -> bool:
        return any(alike(one.content, other.content) for one in self._mine for other in self._abouts)


_FIELDS = ("name", "url", "source")
_OVERTAKEN = "another newsletter was recorded while this run read the ledger: nothing was written, run again"
_WHICH = (
    "the ledger has issues of the newsletter {!r}, which may be this one with another `name`, `url` or `issues`. If it "
    "is, set `newsletter: {}` below `site:`; if not, set `newsletter:` to a different name"
)


def _is_described_as(one: Newsletter, other: Newsletter) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in _FIELDS)


def _shared(one: Newsletter, other: Newsletter) -> int:
    """Return how many of the fields that describe a newsletter are equal and not empty."""
    return sum(getattr(one, field) == getattr(other, field) != "" for field in _FIELDS)


def _derived_id(newsletter: Newsletter) -> str:
    """Return the default identity of a newsletter, which is the same on every machine."""
    import hashlib  # loads OpenSSL

    said = newsletter.name or newsletter.url.removeprefix("//")
    slug = re.sub(r"[^a-z0-9]+", "-", said.casefold()).strip("-")[:40] or "newsletter"
    whole = "\n".join(getattr(newsletter, field) for field in _FIELDS)
    return f"{slug}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def _is_chosen(newsletter: Newsletter) -> bool:
    """Return whether a person set the identity."""
    return newsletter.id != _derived_id(newsletter)


def _source(config: Config) -> str:
    """Return the location of a newsletter's files in its repository, which is the same in every clone."""
    top = next((folder for folder in (config.root, *config.root.parents) if (folder / ".git").exists()), None)
    where = config.root.relative_to(top) if top else Path(config.root.name)
    issues = (config.site.issues,) if isinstance(config.site.issues, str) else config.site.issues
    only = (f"{key}={value}" for key, value in config.site.only.items())
    return " ".join((where.as_posix(), *issues, *only))


def _of(prefix: str, events: Iterable[AnyEvent], registry: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
    """Yield the events of the newsletter with this prefix, which is removed; `registry` has all newsletters."""
    prefixes = {event.prefix + _MARK for event in registry if isinstance(event, Newsletter) and event.prefix}
    for event in events:
        if event.post.startswith(REGISTRY):
            continue
        mark = f"{event.post.partition(_MARK)[0]}{_MARK}"
        if (mark if mark in prefixes else "") == prefix:
            yield _at(event, event.post[len(prefix) :])


def _at(event: AnyEvent, place: str) -> AnyEvent:
    return event if event.post == place else msgspec.structs.replace(event, post=place)


def _abouts(events: Iterable[AnyEvent]) -> list[IssueRef]:
    history = fold(events)
    abouts = [about for publication in history.publications.values() for about in publication.abouts]
    abouts += [hold.held.about for hold in history.holds.values() if hold.held]
    return [about for about in abouts if about != IssueRef()]
