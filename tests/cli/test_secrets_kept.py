"""No value of a secret is printed, whatever is wrong with it, and no error ends with a traceback"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from distribute.cli.group import CommonOptions
from distribute.cli.main import main
from distribute.github.action import main as action
from distribute.github.inputs import Inputs
from tests.cli.kit import SETTINGS, Place

SENTINEL = "S3cretP"
NOT_UTF8 = f"postgresql://news:{SENTINEL}\udce4ss@127.0.0.1:9/letter"
WEBHOOK = SETTINGS[: SETTINGS.index("  outbox:")] + "  webhook:\n    url: $HOOK\n"


@pytest.mark.parametrize(
    "words",
    [
        "status",
        "publish --due",
        "doctor",
        "ledger verify",
        "init --ci none",
        "worker",
        "settle",
        "hold 2020-11 --because x",
    ],
)
def test_a_ledgers_address_that_is_not_utf8_is_named_and_not_shown(place: Place, words: str) -> None:
    place.write("channels.yaml", SETTINGS + "ledger: $DATABASE_URL\n")
    run = place.run(*words.split(), DATABASE_URL=NOT_UTF8)
    assert SENTINEL not in run.out + run.err
    assert "$DATABASE_URL has bytes that are not UTF-8: set it again" in run.out + run.err
    assert run.code == (1 if words == "doctor" else 2)


def test_a_delivery_stores_address_that_is_not_utf8_is_named_and_not_shown(place: Place) -> None:
    mailing = (
        "  mailing:\n    smtp: smtp://127.0.0.1:9\n    from: a@example.org\n    readers: readers.csv\n"
        "    store: $STORE\n    unsubscribe: https://example.org/u\n"
    )
    place.write("channels.yaml", SETTINGS + mailing)
    place.run("init", "--ci", "none")
    for words in ("doctor", "mail 2020-11 mailing", "publish 2020-11 --old --not-live --channel mailing"):
        run = place.run(*words.split(), STORE=NOT_UTF8)
        assert SENTINEL not in run.out + run.err


@pytest.mark.parametrize(
    "address",
    [
        f"https://user:{SENTINEL}@ho\u2100st.example/x",
        f"https://[{SENTINEL}/x",
        f"https://*.localhost/{SENTINEL}",
        f"https://hooks.example.org/{SENTINEL}\udce4",
    ],
)
def test_a_webhooks_address_that_is_none_is_named_and_nothing_is_in_doubt(place: Place, address: str) -> None:
    place.write("channels.yaml", WEBHOOK)
    place.run("init", "--ci", "none")
    looked = place.run("doctor", "webhook", HOOK=address)
    sent = place.run("publish", "2020-11", "--old", "--not-live", HOOK=address)
    for run in (looked, sent):
        assert SENTINEL not in run.out + run.err
        assert "$HOOK" in run.out
    assert (looked.code, sent.code) == (1, 2 if "\udce4" in address else 1)
    assert "in doubt" not in sent.out
    assert place.run("status").code == 0


@pytest.mark.parametrize(
    "error",
    [
        ValueError(SENTINEL),
        RecursionError(SENTINEL),
        OSError(SENTINEL),
        UnicodeEncodeError("utf-8", f"{SENTINEL}\udce4", 7, 8, "surrogates not allowed"),
    ],
)
def test_an_error_of_ours_is_told_by_its_type_and_place(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: CommonOptions) -> None:
        raise error

    monkeypatch.setattr(CommonOptions, "load_config", fail)
    monkeypatch.setattr(sys, "argv", ["distribute", "issues"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        f"distribute: {type(error).__name__} in distribute itself (distribute/cli/issues.py:"
    )
    assert "report it" in err
    assert SENTINEL not in err


@pytest.mark.parametrize(
    "failing",
    [
        "thread = threading.Thread(target=fail); thread.start(); thread.join()",
        "class Broken:\n    __del__ = fail\nBroken()",
    ],
)
def test_an_error_in_a_thread_or_destructor_is_told_by_its_type(failing: str, tmp_path: Path) -> None:
    code = (
        "import sys, threading\nfrom distribute.cli import main as cli\n"
        f"def fail(*_): raise ValueError({SENTINEL!r})\n"
        f"def run():\n    {failing.replace(chr(10), chr(10) + '    ')}\n"
        "cli.main = run\nsys.argv = ['distribute', 'issues']\nfrom distribute.__main__ import main\nmain()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stderr.startswith("distribute: ValueError in distribute itself (in no code of its own): ")
    assert SENTINEL not in run.stderr + run.stdout
    assert "Traceback" not in run.stderr


def test_an_error_in_the_action_is_told_by_its_type_and_sets_its_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Inputs:
        raise ValueError(SENTINEL)

    monkeypatch.setattr(Inputs, "here", fail)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    assert action() == 3
    out, err = capsys.readouterr()
    assert out.startswith("::error::ValueError in distribute itself (distribute/github/action.py:")
    assert SENTINEL not in out + err
    assert "\n3\n" in (tmp_path / "output").read_text()


def test_an_argument_that_is_not_utf8_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(CommonOptions, "load_config", lambda _: "\udce4".encode())
    monkeypatch.setattr(sys, "argv", ["distribute", "check", "\udce4"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "it is not UTF-8: rename it" in capsys.readouterr().err


_INTERRUPTED = """
import builtins, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
taken = builtins.__import__
def interrupting(name, *rest):
    if name == "distribute.cli.main":
        os.kill(os.getpid(), signal.SIGINT)
    return taken(name, *rest)
builtins.__import__ = interrupting
from distribute.__main__ import main
main()
"""


def test_an_interrupt_while_the_command_is_loaded_ends_it_without_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, "issues"],
        cwd=tmp_path, env=Place(tmp_path).environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
