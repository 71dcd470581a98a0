"""What has to be so before anything new is sent: date, page and secrets."""

from __future__ import annotations

import html
import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from distribute.age import since
from distribute.channel import Channel
from distribute.config import Config
from distribute.issue import Issue, Problem
from distribute.secret import Secret

_TAG = re.compile(r"<[^>]*>")
_MOST = 4_000_000  # bytes of a page that are looked through for its title
_TIMEOUT = 20.0  # seconds for one look at a page
_PAUSE = 10.0  # seconds between two looks
# A generator makes typographic marks of plain ones; for finding a title they are the same.
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


def date_problems(issue: Issue, config: Config, now: datetime) -> Iterator[Problem]:
    """Yield what stops `issue` for its date: older than `site.max_age`, or still to come."""
    begun = since(issue, config, now)
    if begun is None:
        return
    line = issue.lines.get("date", 1)
    age = now - begun
    if age > timedelta(seconds=config.site.max_age):
        message = (
            f"it is {age.days} days old, more than site.max_age ({config.site.max_age}): "
            "`publish --old` posts it all the same"
        )
        yield Problem("error", "too-old", message, issue.path, line, "publishing")
    elif age < timedelta(0):
        message = f"it is dated in the future: publish it from {begun:%Y-%m-%d %H:%M %Z} on"
        yield Problem("error", "not-yet-due", message, issue.path, line, "publishing")


def secret_problems(channels: Sequence[Channel], config: Config) -> Iterator[Problem]:
    """Yield the names that the environment has no value for, those of one channel in one problem."""
    for channel in channels:
        if names := missing_secrets(channel):
            are = "is" if len(names) == 1 else "are"
            rest = "" if channel.required else ": the channel will be skipped"
            message = f"{channel.name}: {', '.join(names)} {are} not set{rest}"
            severity: Literal["error", "warning"] = "error" if channel.required else "warning"
            yield Problem(severity, "secret", message, config.path.name, 0, "publishing")


def missing_secrets(channel: Channel) -> list[str]:
    """Return the channel's `$NAME`s that the environment has no value for."""
    values = (getattr(channel, field.name) for field in msgspec.structs.fields(channel))
    return [repr(value) for value in values if isinstance(value, Secret) and not value.is_set]


def page_problem(issue: Issue, wait: float, stop: threading.Event) -> Problem | None:
    """Return what is wrong with the issue's page, asking again for `wait` seconds; None if it is live.

    It is live when its address answers 200 and the answer holds the issue's title.
    """
    until = time.monotonic() + wait
    while (wrong := _page(issue)) and not stop.is_set():
        left = until - time.monotonic()
        if left <= 0:
            break
        stop.wait(min(_PAUSE, left))
    if not wrong:
        return None
    message = f"{issue.url} {wrong}: wait for it with `--wait 10m`, or post without looking with `--not-live`"
    return Problem("error", "not-live", message, issue.path, 0, "publishing")


def _page(issue: Issue) -> str:
    import requests

    try:
        with requests.get(issue.url, timeout=_TIMEOUT, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                return f"answers {answer.status_code}"
            text = _read(answer)
    except requests.RequestException as error:
        return f"can't be reached ({type(error).__name__})"
    return "" if _plain(issue.title) in _plain(text) else "does not carry the issue's title"


def _read(answer: object) -> str:
    """Return a page's text as far as is bearable, in size and in time."""
    begun, data = time.monotonic(), bytearray()
    for piece in answer.iter_content(65536):  # type: ignore[attr-defined]
        data += piece
        if len(data) > _MOST or time.monotonic() - begun > _TIMEOUT:
            break
    return bytes(data).decode("utf-8", errors="replace")


def _plain(text: str) -> str:
    """Return the words of HTML or text, as they are compared."""
    words = html.unescape(_TAG.sub(" ", text)).translate(_MARKS)
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
