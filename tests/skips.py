"""Which tests may be skipped, and why: with DISTRIBUTE_SKIPS=listed, as in .ci/run, any other skip is a failure."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest


class Skip(NamedTuple):
    """A reason by which a test is skipped, why that is right, and whether it is so here."""

    reason: str
    why: str
    is_so: Callable[[re.Match[str]], bool] = bool


def _is_root(_: re.Match[str]) -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _is_missing(tool: re.Match[str]) -> bool:
    return tool["tool"] in os.environ.get("DISTRIBUTE_MISSING", "").split()


def _has_no_corpus(_: re.Match[str]) -> bool:
    return "DISTRIBUTE_CORPUS" not in os.environ


def _has_no_mailman(_: re.Match[str]) -> bool:
    return "DISTRIBUTE_MAILMAN" not in os.environ


def _has_no_pds(_: re.Match[str]) -> bool:
    return "DISTRIBUTE_PDS" not in os.environ


def _has_no_synapse(_: re.Match[str]) -> bool:
    return "DISTRIBUTE_SYNAPSE" not in os.environ


ALLOWED = (
    Skip("it can't be read back(, or its service can't cut)?", "a contract on reading back is none for a channel that can't"),
    Skip("it makes no threads", "a contract on threads is none for a channel without"),
    Skip("it knows a post by its idempotency key, not by its words", "then other words are another post, and no question"),
    Skip("its service refuses no duplicates", "what a service does not do can't be tried"),
    Skip("it has no secrets", "a contract on secrets is none for a channel without"),
    Skip("its service takes a re-post", "then a re-post is no duplicate to be refused"),
    Skip("its service has one account", "there is no other to log in as"),
    Skip(r"got empty parameter set for \(fault\)", "a channel that speaks no HTTP has no such faults"),
    Skip(r"got empty parameter set for \(change\)", "no setting of the channel says where to look for a post"),
    Skip("DISTRIBUTE_UPDATE_PICTURES=1 takes them", "it makes the pictures of the documentation and tests nothing"),
    Skip("(root|this user) may write anywhere", "what only others are refused can't be tried as root", _is_root),
    Skip("no corpus of real newsletters in .*", "it is not part of the project", _has_no_corpus),
    Skip("(twitter-text's tests are|X's OpenAPI document is) not .*", "it is part of the corpus", _has_no_corpus),
    Skip("no Bluesky server in DISTRIBUTE_PDS", "it is a Node program, and large", _has_no_pds),
    Skip("no Mailman in DISTRIBUTE_MAILMAN", "it has requirements of its own, and takes long to start", _has_no_mailman),
    Skip("no Synapse in DISTRIBUTE_SYNAPSE", "it has sixty requirements of its own", _has_no_synapse),
    Skip("an empty network namespace is not permitted here", "a container may not make one"),
    Skip(r"(?P<tool>\S+) is not installed", ".ci/run could not install it, and has said so", _is_missing),
)  # fmt: skip


def is_allowed(reason: str) -> bool:
    """Return whether a test may be skipped here for this reason."""
    found = ((each, re.fullmatch(each.reason, reason)) for each in ALLOWED)
    return any(match and each.is_so(match) for each, match in found)


def without_others(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a failure of a skip for a reason that isn't allowed, where skips are looked at."""
    if os.environ.get("DISTRIBUTE_SKIPS") != "listed" or not report.skipped or hasattr(report, "wasxfail"):
        return
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = said.removeprefix("Skipped: ")
    if not is_allowed(reason):
        report.outcome = "failed"
        report.longrepr = f"it was skipped, and tests/skips.py doesn't allow that here: {reason}"
