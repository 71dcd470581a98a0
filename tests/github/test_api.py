"""Workflow commands, outputs and the API: what an issue holds can't end them, and every failure is told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.errors import UserError
from distribute.github.api import BOT, Api, Job, Origin, annotate, write_output, write_summary
from distribute.testing.service import Answer, Request
from tests.github.services_github import REPOSITORY, TOKEN, Commit, GitHub


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
        patch.setattr("distribute.github.api.command", told.append)
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
    with pytest.raises(UserError, match="not running in a GitHub Actions job"):
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


def test_more_entries_than_are_looked_through_are_told(github: GitHub) -> None:
    github.changed = [f"content/{number}.md" for number in range(3_000)]
    with pytest.raises(UserError, match=r"pulls/7/files: there are 3000 entries or more"):
        Api(REPOSITORY).changed_files(7)


def test_only_the_bots_comments_count(github: GitHub) -> None:
    github.say("mine", login="somebody")
    github.say("ours")
    assert list(Api(REPOSITORY).comments(7)) == [(2, "ours")]
    assert BOT == "github-actions[bot]"


def test_the_pull_requests_of_a_file_are_the_merged_ones(github: GitHub) -> None:
    github.changed = ["content/a b&c.md"]
    assert Api(REPOSITORY).origin("content/a b&c.md", "head") == Origin((7,), whole=True)
    assert Api(REPOSITORY).origin("content/other.md", "head") == Origin((), whole=True)


def test_they_are_those_of_the_commit_that_is_asked_for(github: GitHub) -> None:
    later, first = Commit("later", {"a.md": ""}, (9,)), Commit("first", {"a.md": ""}, (7,))
    github.history = [later, first]
    assert Api(REPOSITORY).origin("a.md", "head").pull_requests == (9, 7)
    assert Api(REPOSITORY).origin("a.md", "first").pull_requests == (7,)
    assert github.heads == ["head"]


def test_a_file_is_followed_to_its_earlier_names(github: GitHub) -> None:
    github.history = [
        Commit("again", {"c.md": "b.md"}),
        Commit("other", {"z.md": ""}, (1,)),
        Commit("renamed", {"b.md": "a.md"}),
        Commit("made", {"a.md": ""}, (7,)),
    ]
    assert Api(REPOSITORY).origin("c.md", "head") == Origin((7,), whole=True)
    github.history = [Commit("swapped", {"b.md": "a.md", "a.md": "b.md"}, (7,))]
    assert Api(REPOSITORY).origin("a.md", "head") == Origin((7,), whole=False)


@pytest.mark.parametrize("files", [{}, None])
def test_what_can_not_be_told_of_a_file_is_said(
    github: GitHub, files: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = github.answer

    def short(request: Request) -> Answer:
        if request.path.endswith("commits/made"):
            return Answer({"message": "too large"}, 422) if files is None else Answer({"files": []})
        return answer(request)

    monkeypatch.setattr(github, "answer", short)
    github.history = [Commit("made", {"a.md": ""})]
    assert Api(REPOSITORY).origin("a.md", "head") == Origin((), whole=False)
    github.history = [Commit(f"c{number}", {"a.md": ""}) for number in range(31)]
    assert Api(REPOSITORY).origin("a.md", "head") == Origin((), whole=False)


def test_a_refusal_is_told_without_the_token(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "wrong-token")
    with pytest.raises(
        UserError, match=r"GitHub, GET pulls/7/files: the service refused it \(401\)"
    ) as caught:
        Api(REPOSITORY).changed_files(7)
    assert "wrong-token" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff"])
def test_an_answer_that_is_no_json_is_told(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(GitHub, "answer", lambda *_: Answer(body))
    with pytest.raises(UserError, match="the response does not have the expected form"):
        Api(REPOSITORY).changed_files(7)


@pytest.mark.parametrize("body", [{}, [1], [{}], "x", None, [{"user": None, "id": 1}]])
def test_an_answer_of_another_shape_is_told(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, body: Any
) -> None:
    monkeypatch.setattr(GitHub, "answer", lambda *_: Answer(body))
    api = Api(REPOSITORY)
    for ask in (
        lambda: api.changed_files(7),
        lambda: api.origin("a.md", "head"),
        lambda: list(api.comments(7)),
        lambda: list(api.own_issues()),
    ):
        with pytest.raises(UserError, match="the response does not have the expected form"):
            ask()
