"""A subreddit's posting requirements: read before posting, and recognised in refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from distribute.channel.interface import Finding
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted

# The response to a path of Reddit's API: its status, and its JSON or None.
Get = Callable[[str], tuple[int, Any]]

_WAIT = r"(\d{1,9}) (millisecond|second|minute|hour)"
_SECONDS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_WAYS_OUT = {
    "SUBMIT_VALIDATION_FLAIR_REQUIRED": "the subreddit wants a flair: set `flair_id`",
    "BAD_FLAIR_TEMPLATE_ID": "`flair_id` is none of the subreddit's",
    "NO_LINKS": "the subreddit takes no links: set `kind: self`",
    "NO_SELFS": "the subreddit takes links alone: set `kind: link`",
    "SUBREDDIT_NOEXIST": "there is no such subreddit",
    "SUBREDDIT_NOTALLOWED": "this account may not post in the subreddit: ask its moderators",
    "DOMAIN_BANNED": "the subreddit or Reddit takes no links to this site: ask its moderators",
    "TOO_LONG": "the title or the text is too long",
}
_THEIR_FAULT = "BROKEN|TIMEOUT|UNAVAILABLE|SERVER|INTERNAL"  # for a code that proves nothing


def refusal(said: dict[str, str]) -> NotPosted | InDoubt:
    """Return the verdict on errors in a response with status 200, by their codes. Messages are not repeated."""
    code = next(iter(said))
    if "ALREADY_SUB" in said:
        return Duplicate(
            "the subreddit has this link already: `seed` if a stranger's will do, then `repost` if not"
        )
    if "RATELIMIT" in said:
        wait = re.search(_WAIT, said["RATELIMIT"])
        seconds = int(wait[1]) * _SECONDS[wait[2]] if wait else None
        return NotPosted("Reddit takes no more of this account for now", final=False, retry_after=seconds)
    if not re.fullmatch("[A-Z0-9_]{2,60}", code) or re.search(_THEIR_FAULT, code):
        return InDoubt("Reddit answered with an error of its own")
    return NotPosted(_WAYS_OUT.get(code, "Reddit refused it") + f" ({code})")


def demands(get: Get, name: str, *, kind: str, flair_id: str, limit: int) -> Iterator[Finding]:
    """Yield the reasons for which r/`name` would refuse posts of this kind, flair and length of title."""
    status, about = get(f"/r/{name}/about")
    yield from _standing(name, kind, status, _object(_object(about).get("data")))
    yield from _requirements(name, flair_id, limit, _object(get(f"/api/v1/{name}/post_requirements")[1]))
    if flair_id:
        flairs = get(f"/r/{name}/api/link_flair_v2")[1]
        if not isinstance(flairs, list):
            yield Finding("ok", "could not find out whether `flair_id` is one of the subreddit's")
        elif flair_id not in [_object(flair).get("id") for flair in flairs]:
            yield Finding("error", _WAYS_OUT["BAD_FLAIR_TEMPLATE_ID"])


def _standing(name: str, kind: str, status: int, known: dict[str, Any]) -> Iterator[Finding]:
    """Yield findings on a subreddit and this account's rights in it. `status` is that of the response."""
    if status in {302, 404}:
        yield Finding("error", f"there is no r/{name}, or not any more")
    elif not known:
        what = f"could not find out what r/{name} takes: it is private, or the token lacks `read`"
        yield Finding("warning", what)
    if known.get("user_is_banned"):
        yield Finding("error", f"this account is banned from r/{name}: ask its moderators")
    if known.get("user_is_muted"):
        yield Finding("warning", f"this account is muted in r/{name}")
    closed = known.get("subreddit_type") == "restricted" or known.get("restrict_posting")
    if closed and not (known.get("user_is_contributor") or known.get("user_is_moderator")):
        yield Finding("warning", f"r/{name} may take posts of approved accounts alone")
    wanted = known.get("submission_type")
    if wanted in ("link", "self") and wanted != kind:
        yield Finding("error", f"r/{name} takes no {kind} posts", f"kind: {wanted}")


def _requirements(name: str, flair_id: str, limit: int, known: dict[str, Any]) -> Iterator[Finding]:
    """Yield the moderators' requirements that our settings do not meet."""
    if not known:
        yield Finding("ok", "could not find out what the moderators ask of each post")
        return
    if known.get("is_flair_required") and not flair_id:
        yield Finding("error", f"r/{name} wants a flair on each post", "flair_id: ID")
    most = known.get("title_text_max_length")
    if isinstance(most, int) and 0 < most < limit:
        yield Finding("error", f"r/{name} takes titles of up to {most}", f"limit: {most}")


def _object(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}
