"""What is printed in a CI job: nothing of it is a command to the runner, whichever command of ours prints it."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.cli.group import COMMANDS
from distribute.github.joblog import _Log
from tests.cli.kit import Place, Run, page

# Anything may be at the beginning of a line, and the older form is obeyed anywhere in it.
OBEYED = "::error title=x::y ##[add-mask]e ##[set-env name=PATH]/tmp"
ID = "2020-11"


def commands_in(log: bytes) -> list[str]:
    """Return the lines that the runner would obey, as its ActionCommand class reads them."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log.decode("utf-8", "replace")):
        new = line.lstrip(" \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B))))  # fmt: skip
        if (new.startswith("::") and "::" in new[2:]) or "]" in line.partition("##[")[2]:
            found.append(line)
    return found


def written(pieces: list[str]) -> bytes:
    stream = io.BytesIO()
    log = _Log(stream)
    for piece in pieces:
        assert log.write(piece.encode()) == len(piece.encode())
    return stream.getvalue()


@pytest.mark.parametrize(
    "line",
    ["::error::x", "  \t::error::x", "\u00a0\u3000::error::x", "\ufeff::stop-commands::x", "a\r::error::x", "::::",
     "##[error]x", "a ##[group]b", "###[error]x", "##[##[error]x]", ":::error::x", "::##[error]::"],
)  # fmt: skip
def test_each_form_of_a_command_is_broken(line: str) -> None:
    assert commands_in(line.encode())
    assert commands_in(written([line])) == []
    assert commands_in(written(["x\n", line, "\n", line])) == []
    assert commands_in(written([*line])) == [], "written letter by letter"


@given(
    st.lists(
        st.text(alphabet=":#[] \t\r\n\u00a0\ufeffax", max_size=8)
        | st.sampled_from(["::", "##[", "::error::x"]),
        max_size=8,
    )
)
@example(["a:", ":b::"])
def test_whatever_is_written_it_is_text_with_all_its_letters(pieces: list[str]) -> None:
    log = written(pieces)
    assert commands_in(log) == []
    assert log.decode().replace("\\u003a", ":").replace("\\u005b", "[") == "".join(pieces)


@pytest.mark.parametrize("text", ["a::b", "http://[::1]/ and #[x]", ":a:", "# [x]", "x ::error::y", "é\n"])
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert written([text]).decode() == text


def test_a_command_of_ours_is_one_on_a_line_of_its_own() -> None:
    stream = io.BytesIO()
    log = _Log(stream)
    log.write(b"so far")
    log.command("::error::mine")
    log.write(b"::error::not mine")
    assert stream.getvalue() == b"so far\n::error::mine\n:\\u003aerror::not mine"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A site in which all that can be said is a command: titles, texts, settings, and what is on record."""
    place = Place(tmp_path_factory.mktemp("site"))
    place.write(
        "channels.yaml",
        "site:\n  name: '##[error]x'\n  url: https://example.org/\n  generator: hugo\n  issues: content/letter/*.md\n"
        "  max_age: 99999d\n"
        "channels:\n  o: {use: outbox, path: '##[debug]x'}\n"
        "  m: {use: mastodon, server: 'http://127.0.0.1:9', access_token: $LETTER_TOKEN}\n",
    )
    place.write(
        "content/letter/2020-12-09.md",
        page(f"'{OBEYED} November 2020'", "2020-12-09", f"{OBEYED}\n\n## {OBEYED}\n\n- [{OBEYED} 1.2](https://kite.example/) adds {OBEYED}.\n\nTODO\n"),
    )  # fmt: skip
    assert place.run("init").code == 0
    assert place.run("seed", ID, "--channel", "o").code == 0
    assert place.run("hold", ID, "--because", OBEYED).code == 0
    return place


# A way to run each command that shows something of the site; a command that isn't here fails the test below.
LINES = {
    "channels": [],
    "check": ["-v", ID],
    "doctor": ["o"],
    "draft": [ID],
    "hold": [ID, "--because", OBEYED],
    "init": [],
    "issues": [],
    "ledger": ["verify"],
    "mail": [ID, "o"],
    "preview": [ID],
    "publish": [ID, "--dry-run", "--with-ledger"],
    "release": [ID, "m"],
    "repost": [ID, "o", "--because", OBEYED, "--dry-run"],
    "schema": [],
    "seed": [ID, "--channel", "o"],
    "settle": [ID, OBEYED, "--posted", OBEYED],
    "status": [],
    "worker": ["--every", OBEYED],
}
JSON = [
    ["channels"], ["check", ID], ["issues"], ["preview", ID], ["publish", ID, "--dry-run"], ["schema"], ["status"],
]  # fmt: skip


def in_a_job(place: Place, *words: str) -> Run:
    return place.run(*words, GITHUB_ACTIONS="true", GITHUB_ACTOR=OBEYED)


def obeyed(done: Run) -> list[str]:
    return commands_in(f"{done.out}\n{done.err}".encode())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_command_of_ours_prints_one(site: Place, command: str) -> None:
    for words in (
        LINES[command],
        [f"--{OBEYED}"],
        [OBEYED, "--no-such\n::error::x"],
        [OBEYED, OBEYED],
        ["--help"],
    ):
        assert obeyed(in_a_job(site, command, *words)) == [], words


def test_without_the_log_they_would(site: Place) -> None:
    """The table above is one of commands that do print what the site says."""
    silent = set()
    for command, words in LINES.items():
        if not obeyed(site.run(command, *words, GITHUB_ACTOR=OBEYED)):
            silent.add(command)
    assert silent <= {"draft", "init", "ledger", "mail", "schema", "seed", "settle", "worker"}, (
        "they say nothing of a site but its paths"
    )


@pytest.mark.parametrize("words", [["--config", f"{OBEYED}/c.yaml", "issues"], ["--env-file", OBEYED, "issues"], [OBEYED],
    ["preview", ID, "--markdown"], ["preview", ID, "--html", "-"], ["-v", "publish", ID, "--dry-run"]], ids=str)  # fmt: skip
def test_neither_does_an_option_nor_a_page(site: Place, words: list[str]) -> None:
    done = in_a_job(site, *words)
    assert obeyed(done) == []
    assert done.out or done.err


@pytest.mark.parametrize("words", JSON, ids=lambda words: words[0])
def test_json_in_a_job_is_the_same_object(site: Place, words: list[str]) -> None:
    assert in_a_job(site, *words, "--json").json == site.run(*words, "--json").json


def test_nothing_is_lost_where_the_output_is_ascii_or_full(site: Place) -> None:
    line = f"{sys.executable} -m distribute issues"
    environment = site.environment(GITHUB_ACTIONS="true", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    done = subprocess.run(line.split(), cwd=site.root, env=environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"##\\u005badd-mask]e" in done.stdout
    full = subprocess.run(
        ["/bin/sh", "-c", f"{line} >/dev/full"],
        cwd=site.root,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert full.returncode == 3
    assert full.stderr.startswith(b"distribute: the output cannot be written")
