"""The files of a ledger's branch: a marker, and the events of each issue as lines of JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from distribute.ledger.events import AnyEvent, Conflict, LedgerError, Posted, decode

VERSION = 1
MARKER = "ledger.json"
README = """\
# Record of announcements

This branch is the ledger of [distribute](https://pypi.org/project/newsletter-distribute/), with one file per issue and
one event per line. Events are only ever added. If the branch is deleted or rewritten, `distribute` no longer knows what it
has posted. Protect the branch from force pushes and deletion.
"""
_NAMED = 3  # events listed in a commit's subject


def described(lines: Iterable[bytes]) -> str:
    """Return a list of the events in these lines, or "" if a line can't be read."""
    with suppress(LedgerError):
        return ": " + _named(sorted(map(decode, lines), key=lambda event: (event.post, event.seq)))
    return ""


def _named(events: Sequence[AnyEvent]) -> str:
    named = [f"{event.post} {type(event).__name__.lower()}" for event in events]
    return ", ".join(named[:_NAMED]) + (f" and {len(named) - _NAMED} more" if len(named) > _NAMED else "")


def file_of(place: str) -> str:
    """Return the name of the file that contains the events at this place."""
    return place.partition("/")[0] + ".jsonl"


def missing_events(events: Iterable[AnyEvent], files: Mapping[str, bytes]) -> list[AnyEvent]:
    """Return the events that are not stored yet; Conflict if a different event has the place of one of them."""
    missing = {(event.post, event.seq): event for event in events}
    for content in files.values():
        for there in events_in(content):
            mine = missing.pop((there.post, there.seq), there)
            if mine != there:
                msg = f"{there.post} already has an event {there.seq}"
                raise Conflict(msg)
    return list(missing.values())


def events_in(content: bytes) -> Iterator[AnyEvent]:
    """Decode the lines of a file; LedgerError if one of them is not an event."""
    return map(decode, content.splitlines())


def commit_message(events: Sequence[AnyEvent]) -> str:
    """Return a commit message with the events, receipts and CI run, so that `git log` is an audit trail."""
    details = [event.receipt.url or event.receipt.id for event in events if isinstance(event, Posted)]
    if run := os.environ.get("GITHUB_RUN_ID"):
        server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        details.append(f"{server}/{repository}/actions/runs/{run}")
    # A service's response or a setting must not start a new line.
    return "\n".join(
        "".join(filter(str.isprintable, line)) for line in (_named(events), "", *details)
    ).strip()


def require_ledger(files: Mapping[str, bytes], name: str) -> None:
    """Raise LedgerError, which calls the branch `name`, if its marker is missing or of a newer version."""
    try:
        marker = msgspec.json.decode(files[MARKER], type=dict[str, str | int])
    except (KeyError, ValueError, RecursionError):
        marker = {}
    if marker.get("ledger") != "distribute":
        msg = f"{name}: this branch is not a ledger of distribute"
        raise LedgerError(msg)
    if marker.get("version") != VERSION:
        msg = f"{name}: this ledger was created by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)
