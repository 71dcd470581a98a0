"""Record keys in the form that Bluesky expects for posts: timestamp identifiers (atproto.com/specs/tid).

They have 13 characters, which encode 53 bits of microseconds since 1970 and 10 bits that identify the writer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from distribute.channel.post import Delivery, Draft

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"  # in sort order
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITERS = 1024


def record_key(delivery: Delivery) -> str:
    """Return the key of a delivery's record, which is always the same for the same draft and first attempt.

    Its time is that of the first attempt in milliseconds. The microseconds and the writer are derived from the
    idempotency key and the draft, so a different text has a different key.
    """
    import hashlib

    seed = f"{delivery.idempotency_key}\n{Draft((delivery.message,)).digest}"
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    microseconds = _microseconds(delivery.first_attempt_at) // 1000 * 1000 + number // _WRITERS % 1000
    return _encoded(microseconds, number % _WRITERS)


def earliest_key(since: datetime) -> str:
    """Return a key that is not later than that of any record written since `since`."""
    return _encoded(_microseconds(since), 0)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _encoded(microseconds: int, writer: int) -> str:
    number = microseconds * _WRITERS + writer
    return "".join(_DIGITS[number >> 5 * place & 31] for place in range(12, -1, -1))
