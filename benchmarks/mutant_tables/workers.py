"""Mutants of the workers."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    ATTEMPT,
    ENGINE,
    ENGINE_TESTS,
    MAILING,
    MAILING_TESTS,
    WORK,
    WORK_TESTS,
    WORKER,
    Mutant,
)

MUTANTS = [
    Mutant("workers", "a doubt is settled before patience is over", WORK, "and post.is_unsettled_at(now) and is_over", "and post.is_unsettled_at(now)", WORK_TESTS),
    Mutant("workers", "a channel that fails is asked every minute", WORK, "self._ends[issue, channel] = pause, self._now() + pause", "pass", WORK_TESTS),
    Mutant("workers", "a locked database delays every round", WORK, "        if not pauses.allow(publication.issue, publication.channel):", "        if False:", WORK_TESTS),
    Mutant("workers", "what was stopped has failed", WORK, "return not stop.is_set() and not", "return not", WORK_TESTS),
    Mutant("workers", "a mailing that has had its turn has failed", WORK, " and not (work.channel and time.monotonic() - begun >= TURN)", "", WORK_TESTS),
    Mutant("workers", "a mailing that cannot go on is tried every minute", WORK, "(work.channel or name in looked)", "name in looked and not work.channel", WORK_TESTS),
    Mutant("workers", "a request is given up when the worker stops", WORK, "grace=opened.grace, longest", "grace=0.0, longest", ENGINE_TESTS),
    Mutant("workers", "a mailing takes no turns", f"{MAILING}/adapter.py", "time.monotonic() + delivery.longest", "float('inf')", f"{MAILING_TESTS}/test_adapter.py::test_a_turn_ends_between_two_messages_and_does_not_count_reading_the_list"),
    Mutant("workers", "a job that was given up freezes its readers later", f"{MAILING}/adapter.py", "    if stop and stop.is_set():\n        msg", "    if False:\n        msg", f"{MAILING_TESTS}/test_adapter.py::test_a_run_that_was_given_up_freezes_nobody"),
    Mutant("workers", "a mailing's job has no end", WORKER, "LONGEST if work.channel else None", "None", WORK_TESTS),
    Mutant("workers", "a bug ends the worker", WORKER, "except Exception as bug:  # noqa: BLE001 - the next", "except KeyError as bug:  # the next", WORK_TESTS),
    Mutant("workers", "numbers that cannot be known end the worker", WORKER, "except Exception as bug:  # noqa: BLE001 - numbers", "except KeyError as bug:  # numbers", "tests/worker/test_ending.py"),
    Mutant("workers", "another newsletter is published in its place", "distribute/worker/newsletter.py", "if opened.ledger.identity != self.identity:", "if False:", WORK_TESTS),
    Mutant("workers", "a worker follows its settings to another ledger", "distribute/worker/newsletter.py", "if (config.ledger, database_of(config)) != (self.ledger, self.database):", "if False:", WORK_TESTS),
    Mutant("workers", "a mailing with a rate is shared", f"{MAILING}/adapter.py", "1 if self.rate or self.rate_per_domain else _SENDERS", "_SENDERS", WORK_TESTS),
    Mutant("workers", "two issues are mailed at once", ENGINE, "    if work.place:\n", "    if work.channel:\n", ENGINE_TESTS),
    Mutant("workers", "a job whose like waits keeps its lock", ENGINE, "await jobs.finish_job_by_id_async(stalled.id, Status.FAILED, delete_job=True)", "pass", ENGINE_TESTS),
    Mutant("workers", "a living worker's job is taken away", ENGINE, "get_stalled_jobs(seconds_since_heartbeat=3 * self._heartbeat)", "get_stalled_jobs(seconds_since_heartbeat=-3)", ENGINE_TESTS),
    Mutant("workers", "a round waits twice in the queue", ENGINE, "queueing_lock=name, lock=lock", "lock=lock", ENGINE_TESTS),
    Mutant("workers", "a wrong clock stops all rounds", ENGINE, "UPDATE procrastinate_jobs SET scheduled_at = NULL", "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at", ENGINE_TESTS),
    Mutant("workers", "a misplaced row stops all rounds", ENGINE, "await execute(_MISPLACED, queue=newsletter.queue, name=_round_of(newsletter))", "pass", ENGINE_TESTS),
    Mutant("workers", "slow clients keep others from the health check", "distribute/worker/listener.py", "        end.start()\n", "", "tests/worker/test_listener.py"),
    Mutant("workers", "a job that hangs keeps a worker from ending", "distribute/worker/inline.py", "not done.done() and not runner.is_overdue", "not done.done()", "tests/worker/test_ending.py"),
    Mutant("workers", "a worker that stops cuts its requests off", WORKER, "_TO_END + (self._grace if self.metrics.busy else 0.0)", "_TO_END", "tests/worker/test_ending.py"),
    Mutant("workers", "a job that was abandoned is exit 0", WORKER, "self._abandoned = int(ExitCode.IN_DOUBT)", "pass", "tests/worker/test_ending.py"),
    Mutant("workers", "a worker whose thread crashes is exit 0", "distribute/worker/inline.py", "        done.result()\n", "        pass\n", "tests/worker/test_ending.py"),
    Mutant("workers", "a full disk under the log ends the worker", WORKER, "        with suppress(OSError):\n            self._say(line)\n", "        self._say(line)\n", "tests/worker/test_ending.py"),
    Mutant("workers", "the queue's error tells the address", ENGINE, 'error.diag.message_primary or "the database can\'t be reached"', "str(error)", ENGINE_TESTS),
    Mutant(
        "4", "a worker that was suspended sends when it comes back", ATTEMPT,
        "        if self._too_late(intended.at, intent.begun):\n", "        if False:\n", "tests/worker/test_together.py",
    ),
]  # fmt: skip
