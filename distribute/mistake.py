"""What a person has to put right."""

from __future__ import annotations


class Mistake(Exception):
    """Something to put right; the message says where, what is wrong and the way out."""

    exit_code = 2
