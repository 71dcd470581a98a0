"""The headers of a list: its id, and how to unsubscribe (RFC 2919, RFC 2369 and RFC 8058)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from distribute.channel.interface import Finding
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.email.addresses import in_ascii
from distribute.channels.email.headers import mailbox

_LIST_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)+")


def list_headers(list_id: str, unsubscribe: str) -> Iterator[str]:
    """Yield the headers for the settings of these names."""
    name, _, number = on_one_line(list_id).rstrip(" >").rpartition("<")
    if number:
        yield "List-Id: " + " ".join(
            (*mailbox(name.strip().strip('"'), number),) if name else (f"<{number}>",)
        )
    if places := list(ways_to_leave(unsubscribe)):
        yield f"List-Unsubscribe: {', '.join(f'<{place}>' for place in places)}"
    if one_click(unsubscribe):
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def is_list_id(setting: str) -> bool:
    """Return whether a List-Id can have this id (RFC 2919, section 2)."""
    return bool(_LIST_ID.fullmatch(on_one_line(setting).rstrip(" >").rpartition("<")[2]))


def ways_to_leave(unsubscribe: str) -> Iterator[str]:
    """Yield the addresses in the setting, in ASCII."""
    places = [place.strip(" <>") for place in unsubscribe.split(",") if place.strip(" <>")]
    return (in_ascii(place if ":" in place else f"mailto:{place}") for place in places)


def one_click(unsubscribe: str) -> str:
    """Return the URL for the one-click request of RFC 8058, or "" if there is none."""
    return next((place for place in ways_to_leave(unsubscribe) if place.startswith("https:")), "")


def try_one_click(unsubscribe: str, timeout: float) -> Finding:
    """Send the request that a mail program sends when its reader unsubscribes, and return the result."""
    from distribute.transport.http import Session

    place = one_click(unsubscribe)
    if not place:
        return Finding(
            "warning", "unsubscribe has no https: address, so there is no one-click request to try"
        )
    try:
        with Session(timeout) as session:
            session.post(place, data={"List-Unsubscribe": "One-Click"})
    except (NotPosted, InDoubt) as error:
        return Finding("error", f"the one-click request to {place} fails: {error}")
    return Finding("ok", f"{place} accepts one-click requests")


def on_one_line(text: str) -> str:
    """Return `text` without control characters, with single spaces between words."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
