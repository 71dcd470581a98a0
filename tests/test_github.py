"""Workflow commands, outputs and the API: what an issue holds can't end them, and every failure is told in a sentence."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.github import BOT, Api, Job, annotate, as_text, write_output, write_summary
from distribute.mistake import Mistake
from tests.services_github import REPOSITORY, TOKEN, GitHub


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    with GitHub() as service:
        monkeypatch.setenv("GITHUB_API_URL", service.url)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield service


@given(st.text(), st.text())
def test_a_command_is_one_line_and_says_all(message: str, path: str) -> None:
    told = list[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("distribute.github._tell", told.append)
        annotate("error", message, path=path, line=3, title="code")
    (line,) = told
    assert not re.search(r"[\r\n]", line)
    fields, _, said = line.removeprefix("::error ").partition("::")
    assert _plain(said) == message
    names = dict(field.split("=", 1) for field in fields.split(","))
    assert _plain(names.get("file", "")) == path
    assert names["line"] == "3"


def _plain(text: str) -> str:
    for code, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def test_a_command_without_a_place_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    annotate("warning", "slow")
    assert capsys.readouterr().out == "::warning::slow\n"


def test_what_is_printed_as_text_is_no_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with as_text():
        sys.stdout.write("::error::not ours\n")
    begin, said, end = capsys.readouterr().out.splitlines()
    assert said == "::error::not ours"
    assert begin == f"::stop-commands::{end.strip(':')}"
    assert len(end) > 20
    monkeypatch.delenv("GITHUB_ACTIONS")
    with as_text():
        sys.stdout.write("plain\n")
    assert capsys.readouterr().out == "plain\n"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r")))
def test_an_output_holds_whatever_it_is_given(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    path = tmp_path_factory.mktemp("output") / "output"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_OUTPUT", str(path))
        write_output("issue", value)
        write_output("exit", "0")
    text = path.read_bytes().decode()
    match = re.fullmatch(r"issue<<(\w{32})\n([\s\S]*)\n\1\nexit<<(\w{32})\n0\n\3\n", text)
    assert match
    assert match[2] == value
    assert match[1] != match[3]


def test_outside_of_a_job_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    write_output("issue", "2020-11")
    write_summary("# hello")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Mistake, match="no job of GitHub Actions"):
        Job.here()


@pytest.mark.parametrize(
    ("payload", "number", "fork"),
    [
        ("{}", 0, True),
        ("[]", 0, True),
        ('{"pull_request": {"number": 7, "head": {"repo": {"full_name": "news/site"}}}}', 7, False),
        ('{"pull_request": {"number": 7, "head": {"repo": {"full_name": "other/site"}}}}', 7, True),
        ('{"pull_request": {"number": 7, "head": {"repo": null}}}', 7, True),
    ],
)
def test_a_job_knows_its_pull_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, payload: str, number: int, fork: bool
) -> None:
    (tmp_path / "event.json").write_text(payload)
    values = {
        "EVENT_PATH": tmp_path / "event.json", "EVENT_NAME": "pull_request", "REPOSITORY": "news/site", "SHA": "c",
        "RUN_ID": "77", "SERVER_URL": "https://github.example.org", "WORKSPACE": tmp_path,
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"GITHUB_{name}", str(value))
    job = Job.here()
    assert (job.pull_request, job.from_fork) == (number, fork)


def test_all_pages_are_read(github: GitHub) -> None:
    github.changed = [f"file-{number}.md" for number in range(250)]
    assert Api(REPOSITORY).changed_files(7) == github.changed


def test_only_the_bots_comments_count(github: GitHub) -> None:
    github.say("mine", login="somebody")
    github.say("ours")
    assert list(Api(REPOSITORY).comments(7)) == [(2, "ours")]
    assert BOT == "github-actions[bot]"


def test_the_pull_requests_of_a_file_are_the_merged_ones(github: GitHub) -> None:
    github.changed = ["content/a b&c.md"]
    assert Api(REPOSITORY).pull_requests_of("content/a b&c.md") == [7]
    assert Api(REPOSITORY).pull_requests_of("content/other.md") == []


def test_a_refusal_is_told_without_the_token(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "wrong-token")
    with pytest.raises(Mistake, match=r"GitHub, GET pulls/7/files: the service refused it \(401\)") as caught:
        Api(REPOSITORY).changed_files(7)
    assert "wrong-token" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff"])
def test_an_answer_that_is_no_json_is_told(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    from distribute.testing.service import Answer

    monkeypatch.setattr(GitHub, "answer", lambda *_: Answer(body))
    with pytest.raises(Mistake, match="the answer is not what GitHub answers"):
        Api(REPOSITORY).changed_files(7)


@pytest.mark.parametrize("body", [{}, [1], [{}], "x", None, [{"user": None, "id": 1}]])
def test_an_answer_of_another_shape_is_told(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, body: Any
) -> None:
    from distribute.testing.service import Answer

    monkeypatch.setattr(GitHub, "answer", lambda *_: Answer(body))
    api = Api(REPOSITORY)
    for ask in (
        lambda: api.changed_files(7),
        lambda: api.pull_requests_of("a.md"),
        lambda: list(api.comments(7)),
        lambda: list(api.own_issues()),
    ):
        with pytest.raises(Mistake, match="the answer is not what GitHub answers"):
            ask()
