"""The server for health checks and metrics, and clients that mean no good."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPException

import pytest

pytest.importorskip("prometheus_client", reason="metrics need prometheus-client")

from distribute.worker import listener as module
from distribute.worker.listener import Address, listening
from distribute.worker.metrics import Metrics
from distribute.worker.survey import Survey

_HOSTILE = 'a"} 9\nforged{x="\\'


@pytest.fixture
def metrics() -> Metrics:
    return Metrics([_HOSTILE], 60.0)


@pytest.fixture
def port(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    with listening(Address("127.0.0.1", 0), metrics) as port:
        yield port


def get(port: int, path: str) -> str:
    """Return the content; OSError or HTTPException without one."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=3) as answer:
        return str(answer.read().decode())


def test_clients_that_send_byte_by_byte_keep_nobody_from_the_health_check(port: int) -> None:
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(module._MOST_CLIENTS)
        ]
        latest, said = time.monotonic() + 10, ""
        while not said and time.monotonic() < latest:
            for client in slow:
                with suppress(OSError):  # it was disconnected
                    client.send(b"G")
            time.sleep(0.1)
            with suppress(OSError, HTTPException):  # turned away
                said = get(port, "/healthz")
        assert said == "ok\n"


def test_a_name_cannot_forge_a_metric(port: int, metrics: Metrics) -> None:
    hostile = Survey({(_HOSTILE, "posted"): 1}, readers={(_HOSTILE, "sent"): 1})
    metrics.surveyed(_HOSTILE, hostile)
    lines = get(port, "/metrics").splitlines()
    assert lines
    assert {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")} == {
        "distribute_posts",
        "distribute_readers",
        "distribute_oldest_doubt_seconds",
        "distribute_jobs_total",
        "distribute_job_errors_total",
        "distribute_last_job_timestamp_seconds",
    }
