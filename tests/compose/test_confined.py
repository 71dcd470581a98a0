"""A site's templates are filled in by a process of their own, within bounds."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import distribute
from distribute.compose import confined
from distribute.compose.confined import Confined
from distribute.compose.engine import Engine, EngineError

TOO_MUCH = "it takes too much time or memory to fill in"
SLOW = (
    "{% set a = [1] %}" + "{% set a = [a, a] %}" * 26 + "{{ a }}"
)  # one instruction that takes many seconds


def test_it_fills_in_what_the_engine_does() -> None:
    sources = {
        "title": "{{ a }}",
        "text": "{{ a | sentence }} {% for b in c %}{{ b.d | markdown }}{% endfor %}\n",
    }
    context = {"a": "Kites – 凧 \U0001fa81", "c": [{"d": "*loops*"}, {"d": "lamps"}]}
    engine, bounded = Engine(sources), Confined(sources)
    for field in sources:
        assert bounded.fill(field, context) == engine.fill(field, context)
        assert bounded.names(field) == engine.names(field)


def test_the_memory_of_its_process_is_bounded() -> None:
    pytest.importorskip("resource", reason="bounds on memory are Unix's")
    copies = ", ".join(f"a ~ {number}" for number in range(8))
    bounded = Confined({"text": f"{{% set a = 'kite' * 20000000 %}}{{{{ [{copies}] | length }}}}"})
    with pytest.raises(EngineError, match=TOO_MUCH):
        bounded.fill("text", {})


def test_the_time_of_one_instruction_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_SECONDS", 0.3)
    bounded = Confined({"text": SLOW})
    with pytest.raises(EngineError, match=TOO_MUCH):
        bounded.fill("text", {})


def test_the_time_of_all_that_a_template_is_filled_in_for_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_SECONDS", 0.1)
    monkeypatch.setattr(confined, "_UNCOUNTED", 0.0)
    bounded = Confined({"text": "{% for a in range(9999) %}{{ a }}{% endfor %}"})
    bounded.fill("text", {})
    with pytest.raises(EngineError, match=TOO_MUCH):
        for _ in range(5000):
            bounded.fill("text", {})


def test_its_time_is_bounded_where_no_signal_can_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which has neither `setitimer` nor `resource`."""
    without = "import sys, signal; sys.modules['resource'] = None; vars(signal).pop('setitimer', None); "
    monkeypatch.setattr(confined, "_START", without + confined._START)
    monkeypatch.setattr(confined, "_SECONDS", 0.3)
    monkeypatch.setattr(confined, "_PROCESS", process := confined._Process())
    slow, quick = Confined({"text": SLOW}), Confined({"text": "{{ a }}"})
    with pytest.raises(EngineError, match=TOO_MUCH):
        slow.fill("text", {})
    assert quick.fill("text", {"a": "kite"}) == "kite"
    process.end()


def test_a_new_process_takes_the_place_of_one_that_ended() -> None:
    bounded = Confined({"text": "{{ a }}"})
    assert bounded.fill("text", {"a": "kite"}) == "kite"
    process = confined._PROCESS._process
    assert process
    process.kill()
    process.wait()
    with pytest.raises(EngineError, match=TOO_MUCH):
        bounded.fill("text", {"a": "moth"})
    assert bounded.fill("text", {"a": "loop"}) == "loop"


def test_a_process_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_PROCESS", confined._Process())
    monkeypatch.setattr(confined, "_START", "raise SystemExit")
    with pytest.raises(EngineError, match="it can't be filled in: the process for it does not start"):
        Confined({"text": "{{ a }}"})


def test_an_interrupted_question_is_not_answered_later(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded = Confined({"text": "{{ a }}"})

    def interrupt(process: subprocess.Popen[bytes], question: bytes) -> bytes:
        assert process.stdin
        process.stdin.write(question)
        process.stdin.flush()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(confined, "_exchange", interrupt)
        bounded.fill("text", {"a": "moth"})
    assert bounded.fill("text", {"a": "kite"}) == "kite"


def test_threads_get_their_own_answers() -> None:
    bounded = Confined({"text": "{{ a }}"})
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda number: bounded.fill("text", {"a": number}), range(400)))
    assert told == [str(number) for number in range(400)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are Unix's")
def test_a_fork_has_a_process_of_its_own() -> None:
    bounded = Confined({"text": "{{ a }}"})
    context = multiprocessing.get_context("fork")
    told: Any = context.SimpleQueue()

    def fork() -> None:
        text = bounded.fill("text", {"a": "moth"})
        told.put((text, confined._PROCESS._owner == os.getpid()))
        confined._PROCESS.end()

    child = context.Process(target=fork)
    child.start()
    child.join(30)
    assert told.get() == ("moth", True)
    assert bounded.fill("text", {"a": "kite"}) == "kite"


def test_the_process_has_no_environment_and_imports_nothing_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "moth")
    monkeypatch.setattr(confined, "_PROCESS", process := confined._Process())
    bounded = Confined({"text": "{{ a }}"})
    assert bounded.fill("text", {"a": "kite"}) == "kite"
    environment = Path(f"/proc/{process._process.pid}/environ") if process._process else Path()
    if environment.is_file():
        assert b"moth" not in environment.read_bytes()
    process.end()


def test_the_process_ends_when_its_input_does() -> None:
    root = str(Path(distribute.__file__).parents[1])
    command = [sys.executable, "-c", "from distribute.compose.confined_process import serve; serve()"]
    done = subprocess.run(
        command, env={"PYTHONPATH": root}, input=b"", capture_output=True, check=True, timeout=30
    )
    assert done.stdout == b'{"ready": true}\n'
