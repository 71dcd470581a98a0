"""check, issues, channels, schema"""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

import distribute
from tests.cli.kit import BODY, SETTINGS, Place, Run, page


def test_check_of_a_finished_issue_says_so(place: Place) -> None:
    assert place.run("check", "2020-10") == Run(
        0, "2020-10: nothing wrong in content/letter/2020-11-05.md\n", ""
    )
    assert place.run("-q", "check", "2020-10") == Run(0, "", "")


def test_check_tells_each_problem_with_file_and_line(place: Place) -> None:
    body = f"{BODY}\nTODO\n\n## Nothing here\n"
    place.write("content/letter/2020-11-05.md", page("The Letter October 2020", "2020-11-05", body))
    error = "content/letter/2020-11-05.md:11: error: the text contains the marker TODO: finish the text or remove the marker [todo]\n"
    warning = "content/letter/2020-11-05.md:13: warning: the section 'Nothing here' is empty: fill or remove it [empty-section]\n"
    assert place.run("check", "2020-10") == Run(4, error + warning, "")
    assert place.run("check", "2020-10", "-q") == Run(4, error, "")
    said = place.run("check", "2020-10", "--json")
    assert said.code == 4
    assert (said.json["version"], said.json["command"], said.json["exit"]) == (1, "check", 4)
    assert said.json["issue"]["path"] == "content/letter/2020-11-05.md"
    assert [(one["severity"], one["code"], one["line"]) for one in said.json["problems"]] == [
        ("error", "todo", 11),
        ("warning", "empty-section", 13),
    ]


def test_check_says_why_on_demand(place: Place) -> None:
    path = "content/letter/2020-11-05.md"
    place.write(path, page("The Letter October 2020", "2020-11-05", f"{BODY}\nThank you all.\n"))
    told = place.run("check", "2020-10", "--json").json
    assert told["facts"]
    assert all(fact["why"] and fact["line"] and fact["path"] == path for fact in told["facts"])
    (left,) = [left for left in told["left_out"] if left["text"] == "Thank you all."]
    assert (left["rule"], left["why"], left["language"]) == ("filler", "filler", "en")
    assert f"{path}:{left['line']}: Thank you all. [filler]\n" in place.run("check", "2020-10", "-v").out
    assert "[filler]" not in place.run("check", "2020-10").out
    assert "[filler]" in place.run("preview", "2020-10", "-v").out


def test_warnings_alone_exit_0(place: Place) -> None:
    place.write(
        "content/letter/2020-11-05.md",
        page("The Letter October 2020", "2020-11-05", f"{BODY}\n## Nothing here\n"),
    )
    assert place.run("check", "2020-10").code == 0


def test_issues_are_listed_oldest_first(place: Place) -> None:
    assert place.run("issues") == Run(
        0,
        "2020-10  2020-11-05  en  The Letter October 2020   https://example.org/2020/11/letter/\n"
        "2020-11  2020-12-09  en  The Letter November 2020  https://example.org/2020/12/letter/\n",
        "",
    )
    said = place.run("issues", "--json").json
    assert said["version"] == 1
    assert said["issues"][1] == {
        "id": "2020-11",
        "covers": ["2020-11"],
        "language": "en",
        "title": "The Letter November 2020",
        "date": "2020-12-09",
        "url": "https://example.org/2020/12/letter/",
        "path": "content/letter/2020-12-09.md",
    }


def test_channels_are_those_of_the_site_and_every_adapter(place: Place) -> None:
    run = place.run("channels")
    used, _, known = run.out.partition("\n\nAdapters:\n")
    assert used.startswith(
        f"Channels of {place.root / 'channels.yaml'}:\n"
        "  outbox   outbox   en  outbox:out\n"
        "  twitter  twitter  en  twitter:"
    )
    for use in (
        "bluesky",
        "discourse",
        "email",
        "github-discussions",
        "linkedin",
        "threads",
        "mastodon",
        "outbox",
        "reddit",
        "twitter",
        "x",
    ):
        assert re.search(rf"^  {use}\s+\S", known, re.MULTILINE)
    said = place.run("channels", "--json").json
    assert said["version"] == 1
    assert said["channels"] == [
        {"name": "outbox", "use": "outbox", "languages": ["en"]},
        {"name": "twitter", "use": "twitter", "languages": ["en"]},
    ]
    assert {each["use"]: each["limit"] for each in said["adapters"]}["twitter"] == 280


def test_schema_takes_good_settings_and_refuses_a_literal_secret(place: Place) -> None:
    from distribute.inputs.yaml import load as load_yaml

    run = place.run("schema")
    assert run.code == 0
    jsonschema.Draft202012Validator.check_schema(run.json)
    settings = load_yaml(SETTINGS)
    jsonschema.validate(settings, run.json)
    settings["channels"]["twitter"]["api_key"] = "literal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(settings, run.json)


def test_schema_needs_no_site(tmp_path: Path) -> None:
    assert Place(tmp_path / "site").run("schema", cwd=tmp_path).code == 0


def test_version(place: Place) -> None:
    assert place.run("--version") == Run(0, f"distribute, version {distribute.__version__}\n", "")


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["publish", "--help"], ["check", "-h"]])
def test_help_exits_0(place: Place, words: list[str]) -> None:
    run = place.run(*words)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("Usage: distribute ")


def test_a_doctor_tries_to_unsubscribe_only_when_asked(place: Place) -> None:
    assert place.run("doctor", "outbox").code == 0
    run = place.run("doctor", "outbox", "--try-unsubscribe")
    assert (run.code, "is for email" in run.err) == (2, True)


def test_a_files_name_controls_no_terminal(place: Place) -> None:
    (place.root / "content/letter/2020-11-05.md").rename(place.root / "content/letter/a\x1b[31m\u202eb.md")
    said = place.run("check", "2020-10")
    assert (said.code, said.out) == (0, "2020-10: nothing wrong in content/letter/a\\x1b[31m\\u202eb.md\n")
