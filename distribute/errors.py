"""What a person has to put right."""

from __future__ import annotations

from enum import IntEnum


class Mistake(Exception):
    """Something to put right; the message says where, what is wrong and the way out."""

    exit_code = 2


class Exit(IntEnum):
    """What an exit code means; a workflow may rely on them."""

    OK = 0
    NOT_POSTED = 1
    USAGE = 2
    IN_DOUBT = 3
    NOT_READY = 4
    LEDGER = 5
