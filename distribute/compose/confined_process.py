"""The process in which `confined` fills in templates: it answers each line of its input with one of its output."""

from __future__ import annotations

import faulthandler
import json
import signal
import sys
import time
from functools import lru_cache
from typing import Any

from distribute.compose.engine import Engine, EngineError

_MEMORY = 512_000_000  # bytes that this process may take
_MOST = 10_000_000  # characters of a field: a thousand times what a mail program shows
_TEMPLATES = 16  # how many are kept compiled


def serve() -> None:
    """Answer questions until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where a session of its own does not keep Ctrl-C away
    _limit_memory()
    _answer({"ready": True})
    for question in sys.stdin.buffer:
        sources, field, context, seconds = json.loads(question)
        began = time.process_time()
        _limit_time(seconds)
        answer = _answered(sources, field, context)
        _limit_time(0)
        _answer({**answer, "spent": time.process_time() - began})


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def _answered(sources: dict[str, str], field: str, context: dict[str, Any] | None) -> dict[str, Any]:
    """Return a field filled in, or without a context the names in all fields; or what is wrong."""
    try:
        engine = _compiled(tuple(sources.items()))
        if context is None:
            return {"result": {name: list(engine.names(name)) for name in sources}}
        text = engine.fill(field, context)
    except EngineError as error:
        return {"error": error.args}
    if len(text) > _MOST:
        return {"error": (field, 1, f"it has more than {_MOST:,} characters when it is filled in")}
    return {"result": text}


@lru_cache(_TEMPLATES)
def _compiled(sources: tuple[tuple[str, str], ...]) -> Engine:
    return Engine(dict(sources))


def _limit_time(seconds: float) -> None:
    """End this process after so many seconds, of the processor if the system counts them; never, if 0.

    The engine lets nothing else run in the process, so a signal's default action or a thread of C has to do it.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
    elif seconds:  # on Windows
        faulthandler.dump_traceback_later(seconds, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    """Let the system refuse this process more memory, where it can. That ends the process."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        _, most = resource.getrlimit(kind)
        limit = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
        try:
            resource.setrlimit(kind, (limit, most))
        except (OSError, ValueError):
            continue  # macOS refuses limits that are below what it maps into every process
