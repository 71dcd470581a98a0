"""Mail refused readers again, for `distribute mail --readmit`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from distribute.cli.group import Failure, printable
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.channel.capabilities import Readmitted
    from distribute.channel.interface import Channel
    from distribute.ledger.history import Post


def readmit(
    channel: Channel, posts: Sequence[Post], start: str, readers: Sequence[str], *, dry_run: bool
) -> Readmitted:
    """Mail refused readers again, from `this` or the `next` issue on.

    Failure if the readers, the list or the delivery store can't be read.
    """
    from distribute.channel.capabilities import ReadmitsReaders
    from distribute.channel.verdicts import InDoubt, NotPosted

    if not isinstance(channel, ReadmitsReaders):
        raise Failure(f"{channel.name} keeps no record of refused readers")
    only = _named(readers) if readers else None
    try:
        keys = [post.idempotency_key for post in posts]
        return channel.readmit(keys, this=start == "this", only=only, dry_run=dry_run)
    except NotPosted as error:
        raise Failure(channel.without_secrets(error.why)) from None
    except InDoubt as error:
        raise Failure(channel.without_secrets(error.what), ExitCode.LEDGER) from None


def _named(readers: Iterable[str]) -> list[str]:
    """Return the lines that name readers; Failure if there is none, which must not stand for all readers."""
    found = [line for reader in readers for line in (_input() if reader == "-" else [printable(reader)])]
    if not any(map(str.strip, found)):
        raise Failure("--reader: give an address, or - and an address on each line of standard input")
    return found


def _input() -> list[str]:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Failure("standard input is not in UTF-8") from None


def line_of(one: Readmitted, *, dry_run: bool) -> str:
    """Return what became of the readers, as a line for people."""
    reasons = ", ".join(f"{why}: {count:,}" for why, count in one.refused.items())
    number = sum(one.refused.values())
    would, would_be = ("would ", "would be ") if dry_run else ("", "")
    told = [
        (number, f"{number:,} refused ({reasons})"),
        (one.queued, f"{one.queued:,} {would_be}queued"),
        (one.suppressed, f"{one.suppressed:,} in the suppression file"),
        (one.unlisted, f"{one.unlisted:,} not on the list now"),
        (one.elsewhere, f"{one.elsewhere:,} in another language"),
        (one.later, f"later issues {would}no longer leave out {one.later:,}"),
    ]
    return ", ".join(words for count, words in told if count) or "nobody was refused"
