"""What a worker knows of its newsletters, for a check of its health and for Prometheus."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from distribute.worker.survey import Survey

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric


_LONGEST_JOB = 900.0  # seconds; a job that takes longer hangs


class State(msgspec.Struct):
    """One newsletter: what the ledger has of it, and this worker's jobs. Times are in seconds since 1970."""

    survey: Survey = Survey()
    runs: int = 0
    errors: int = 0
    last_run: float = 0.0


class Metrics:
    """The numbers of a worker, which several threads read and write."""

    def __init__(
        self, newsletters: Iterable[str], longest: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with nothing known. The worker is unhealthy after `longest` seconds without a sign of life."""
        self._states = {name: State() for name in newsletters}
        self._lock = threading.Lock()
        self._now, self._longest = now, longest
        self._alive, self._job_since = now(), float("inf")

    def beat(self) -> None:
        """Note that the worker has done its round."""
        self._alive = self._now()

    @property
    def healthy(self) -> bool:
        """Whether the worker has done its round lately, and no job hangs."""
        now = self._now()
        return now - self._alive <= self._longest and now - self._job_since <= _LONGEST_JOB

    @property
    def busy(self) -> bool:
        """Whether a job is being done."""
        return self._job_since != float("inf")

    def begin(self) -> None:
        """Note that a job begins."""
        self._job_since = self._now()

    def ran(self, newsletter: str, *, failed: bool) -> None:
        """Count a job."""
        self._job_since = float("inf")
        with self._lock:
            state = self._states[newsletter]
            state.runs += 1
            state.errors += failed
            state.last_run = time.time()

    def surveyed(self, newsletter: str, survey: Survey) -> None:
        """Note what the ledger and the delivery stores have."""
        with self._lock:
            self._states[newsletter].survey = survey

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """The number of jobs, and of those that failed, of each newsletter."""
        return {name: {"jobs": state.runs, "errors": state.errors} for name, state in self._states.items()}

    def text(self) -> bytes:
        """Return all of it in the text format of Prometheus."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collector(self._metrics))
        return generate_latest(registry)

    def _metrics(self) -> Iterable[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        posts = GaugeMetricFamily(
            "distribute_posts", "Posts in the ledger.", labels=["newsletter", "channel", "state"]
        )
        doubt = GaugeMetricFamily("distribute_oldest_doubt_seconds", "How long the oldest post in doubt has been so, 0 without one.", labels=["newsletter"])  # fmt: skip
        readers = GaugeMetricFamily("distribute_readers", "Readers of the mailings that are not finished, and of the latest one.", labels=["newsletter", "channel", "state"])  # fmt: skip
        runs = CounterMetricFamily("distribute_jobs", "Jobs of this worker.", labels=["newsletter"])
        errors = CounterMetricFamily("distribute_job_errors", "Jobs that failed for an error in the settings, the ledger or the program.", labels=["newsletter"])  # fmt: skip
        last = GaugeMetricFamily("distribute_last_job_timestamp_seconds", "When this worker ended its last job, 0 without one.", labels=["newsletter"])  # fmt: skip
        with self._lock:
            for name, state in self._states.items():
                for (channel, what), count in sorted(state.survey.posts.items()):
                    posts.add_metric([name, channel, what], count)
                for (channel, what), count in sorted(state.survey.readers.items()):
                    readers.add_metric([name, channel, what], count)
                since = state.survey.oldest_doubt
                age = (datetime.now(UTC) - since).total_seconds() if since else 0.0
                doubt.add_metric([name], max(0.0, age))
                runs.add_metric([name], state.runs)
                errors.add_metric([name], state.errors)
                last.add_metric([name], state.last_run)
        return posts, readers, doubt, runs, errors, last


class _Collector:
    """The source of metrics for the Prometheus library."""

    def __init__(self, metrics: Callable[[], Iterable[Metric]]) -> None:
        self.collect = metrics
