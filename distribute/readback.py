"""How a post is known again when it is read back, whatever the service did to its looks."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

SKEW = timedelta(minutes=5)  # what the service's clock and ours may differ by


def bare(link: str) -> str:
    """Return what two spellings of one link have in common, without what a sentence adds at its end."""
    return unquote(link).rstrip("/.,;:!?)")


def squeezed(text: str) -> str:
    """Return `text` without its white space, which no service keeps as it is."""
    return "".join(text.split())
