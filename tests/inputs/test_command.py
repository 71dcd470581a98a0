"""A command of the user's choice: it ends, it is bounded, and it learns no secret."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from distribute.errors import UserError
from distribute.inputs.command import MOST, answer_of


def python(source: str) -> str:
    return shlex.join([sys.executable, "-S", "-c", source])


def test_it_reads_and_writes() -> None:
    assert (
        answer_of(python("import sys; print(sys.stdin.read()[::-1], end='')"), b"abc", seconds=20) == b"cba"
    )


def test_a_long_question_and_answer_do_not_block_each_other() -> None:
    echo = python("import sys\nfor line in sys.stdin: print(line, end='')")
    given = b"x" * 99 + b"\n"
    assert answer_of(echo, given * 5_000, seconds=20) == given * 5_000


def test_it_need_not_read() -> None:
    assert answer_of(python("print('{}')"), b"x" * 1_000_000, seconds=20) == b"{}\n"


def test_it_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MASTODON_ACCESS_TOKEN", "https_proxy", "SSH_AUTH_SOCK", "PYTHONSTARTUP", "TZ"):
        monkeypatch.setenv(name, "sesame")
    tell = python("import json, os; print(json.dumps(dict(os.environ)))")
    told = json.loads(answer_of(tell, b"", seconds=20, secrets={"TZ"}))
    assert "sesame" not in told.values()
    assert told["PATH"] == os.environ["PATH"]


def test_no_shell_reads_it(tmp_path: Path) -> None:
    command = f"{python('import sys; print(sys.argv[1:])')} ; touch {tmp_path}/shell '$HOME' `id`"
    assert (
        answer_of(command, b"", seconds=20)
        == f"[';', 'touch', '{tmp_path}/shell', '$HOME', '`id`']\n".encode()
    )
    assert not (tmp_path / "shell").exists()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("raise SystemExit(3)", "failed with exit code 3"),
        ("import os; os.kill(os.getpid(), 11)", "was ended by signal 11"),
        (f"import sys; sys.stdout.write('x' * {MOST + 1})", f"wrote more than {MOST:,} bytes"),
        ("while True: print('x' * 9999)", f"wrote more than {MOST:,} bytes"),
    ],
)
def test_what_goes_wrong_is_told(source: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        answer_of(python(source), b"", seconds=20)


@pytest.mark.parametrize(
    "source",
    [
        "import time; time.sleep(60)",
        "import sys, time, os; os.close(1); time.sleep(60)",
        # it ends, but what it started holds on to its output
        "import os, time\nif not os.fork(): time.sleep(60)",
    ],
    ids=["hangs", "closes its output and hangs", "leaves a child"],
)
def test_what_takes_too_long_is_ended(source: str) -> None:
    begin = time.monotonic()
    with pytest.raises(UserError, match=r"did not end within 0\.4 s"):
        answer_of(python(source), b"x" * 1_000_000, seconds=0.4)
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("no-such-program-anywhere --fast", "there is no program 'no-such-program-anywhere'"),
        ("say 'hello", "can't be read: No closing quotation"),
        ("", "needs a command"),
        ("/", "there is no program '/'"),
    ],
)
def test_what_can_not_be_run_is_told(command: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        answer_of(command, b"", seconds=20)


def test_a_program_of_the_current_folder_is_not_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "propose"
    program.write_text("#!/bin/sh\necho found\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UserError, match="there is no program 'propose'"):
        answer_of("propose", b"", seconds=20)
    assert answer_of("./propose", b"", seconds=20) == b"found\n"
