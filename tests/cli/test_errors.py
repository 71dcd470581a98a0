"""Mistakes: one sentence, exit 2, nothing else"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.kit import BODY, SETTINGS, Place, Run, page, told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["publish"], "which issue? "),
        (["publish", "--dry-run"], "which issue? "),
        (["publish", "2020-11", "--due", "--dry-run"], "which issue? "),
        (["publish", "2020-11", "--dry-run", "--channel", "gazette"], "no channel 'gazette' in "),
        (["publish", "2020-11", "--dry-run", "--except", "gazette"], "no channel 'gazette' in "),
        (["--config", "nowhere.yaml", "issues"], "nowhere.yaml: there is no such file"),
        (["--env-file", "nowhere.env", "issues"], "nowhere.env: there is no such file"),
        (["--env-file", "content", "issues"], "content: there is no such file"),
        (["--config", "content", "issues"], "content: can't be read: "),
        (["preview", "2020-10", "--markdown", "--since", "/dev/zero"], "/dev/zero: can't be read: "),
        (["ledger", "import", os.devnull, "--into", ""], "write the ledger as "),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(place: Place, words: list[str], sentence: str) -> None:
    run = place.run(*words)
    assert run.code == 2
    assert told(run).startswith(sentence)


@pytest.mark.parametrize(
    "command", ["issues", "channels", "check 2020-11", "publish 2020-11 --dry-run", "status"]
)
def test_without_settings_every_command_that_needs_them_says_so(tmp_path: Path, command: str) -> None:
    lonely = tmp_path / "lonely"
    lonely.mkdir()
    run = Place(tmp_path / "site").run(*command.split(), cwd=lonely)
    assert run.code == 2
    assert told(run) == (
        f"no channels.yaml in {lonely} or any folder above: write one with `distribute init`, or name one with "
        "`--config FILE`"
    )


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (SETTINGS.replace("    path: out", "    paht: out"), 8),
        (SETTINGS.replace("$LETTER_TOKEN\n", "literal-hush\n"), 12),
        (SETTINGS.replace("  twitter:", "  gazette:"), 9),
        (SETTINGS + "    limit: many\n", 14),
        (SETTINGS + "  outbox: {path: b}\n", 14),
        ("channels: [\n", 2),
        (SETTINGS.replace("generator: hugo", "generator: gutenberg"), 4),
        (SETTINGS.replace("  name: The Letter", "  timezone: Mars/Olympus"), 2),
    ],
)
def test_a_mistake_in_the_settings_has_its_line(place: Place, settings: str, line: int) -> None:
    place.write("channels.yaml", settings)
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 2
    assert told(run).startswith(f"{place.root / 'channels.yaml'}:{line}: ")
    assert "hush" not in run.err


@pytest.mark.parametrize("content", [b"\xff\xfe", b"site: {name: \xe9}"])
def test_settings_that_are_no_text_are_a_mistake(place: Place, content: bytes) -> None:
    place.write("channels.yaml", content)
    run = place.run("issues")
    assert run.code == 2
    assert told(run).startswith(f"{place.root / 'channels.yaml'}: can't be read: ")


def test_an_env_file_that_is_no_text_is_a_mistake_that_quotes_nothing(place: Place) -> None:
    place.write("some.env", b"LETTER_KEY=hush\xff\n")
    run = place.run("--env-file", "some.env", "issues")
    assert run.code == 2
    assert told(run) == "some.env: can't be read as UTF-8 text"


@pytest.mark.parametrize("content", ["A=hush\0y\n", "'A=hush'=x\n"])
def test_an_env_file_with_what_no_environment_holds_is_a_mistake_that_quotes_nothing(
    place: Place, content: str
) -> None:
    place.write("some.env", content)
    run = place.run("--env-file", "some.env", "issues")
    assert run.code == 2
    assert told(run) == "some.env: a line's name or value can't be that of an environment variable"


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("draft 2020-11 --with true --timeout 365000d", "1d"),
        ("worker --every 365000d", "365d"),
        ("publish 2020-11 --wait 366d", "365d"),
    ],
)
def test_a_duration_that_no_clock_takes_is_refused(place: Place, words: str, limit: str) -> None:
    run = place.run(*words.split())
    assert (run.code, f"is too long: the limit is {limit}" in run.err) == (2, True)


@pytest.mark.parametrize("part", ["zz", "9" * 5000])
def test_a_key_with_a_part_that_is_no_number_is_no_post(place: Place, part: str) -> None:
    place.run("init", "--ci", "none")
    run = place.run("settle", f"2020-11/outbox/en@1#{part}", "--not-posted")
    assert run.code == 2
    assert told(run).startswith("the ledger has no post 2020-11/outbox/en@1#")


def test_a_current_folder_that_is_gone_is_told(place: Place) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && exec {sys.executable} -m distribute status"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=place.root,
        env=place.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "distribute: the current folder does not exist any more: change to another one\n"


def test_a_file_in_the_place_of_the_ledgers_folder_is_told(place: Place) -> None:
    place.write(".distribute", "")
    for words in ("init --ci none", "publish 2020-11 --new-ledger"):
        run = place.run(*words.split())
        assert run.code == 5
        assert f"{place.root / '.distribute'}: the ledger's folder can't be created" in run.err


def test_a_mistake_in_a_template_has_its_line(place: Place) -> None:
    path = place.write("templates/twitter.txt", "{{ headline }}\n{{ lnik }}\n")
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 2
    assert f"distribute: {path}:2: " in run.err


@pytest.mark.parametrize("command", [["publish", "1999-01", "--dry-run"], ["check", "1999-01"]])
def test_an_unknown_issue_is_told_with_those_there_are(place: Place, command: list[str]) -> None:
    run = place.run(*command)
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        "distribute: no issue '1999-01'. The latest are:\n"
        "  2020-11  2020-12-09  content/letter/2020-12-09.md  The Letter November 2020\n"
        "  2020-10  2020-11-05  content/letter/2020-11-05.md  The Letter October 2020\n"
        "`distribute issues` lists all.\n"
    )


def test_equal_claims_are_listed_and_never_guessed(place: Place) -> None:
    place.write("content/letter/2020-12-20.md", page("The Letter November 2020, again", "2020-12-20"))
    run = place.run("publish", "2020-11", "--dry-run")
    assert (run.code, run.out) == (2, "")
    assert "content/letter/2020-12-09.md" in run.err
    assert "content/letter/2020-12-20.md" in run.err


def test_a_site_without_issues_says_so(place: Place) -> None:
    place.write("channels.yaml", SETTINGS.replace("content/letter/*.md", "content/nothing/*.md"))
    run = place.run("check", "2020-11")
    assert run.code == 2
    assert told(run) == "no issues found: does site.issues in channels.yaml match any file?"
    assert place.run("issues") == Run(0, "", "")


def test_control_characters_of_a_question_are_not_obeyed(place: Place) -> None:
    run = place.run("check", "\x1b[31m")
    assert run.code == 2
    assert "\x1b" not in run.err


@pytest.mark.parametrize(
    "words",
    [
        ["--bogus"],
        ["bogus"],
        [],
        ["check"],
        ["publish", "2020-11", "--bogus"],
        ["publish", "2020-11", "--dry-run", "--channel"],
        ["publish", "2020-11", "--wait", "soon"],
        ["issues", "extra"],
    ],
)
def test_usage_mistakes_exit_2(place: Place, words: list[str]) -> None:
    run = place.run(*words)
    assert (run.code, run.out) == (2, "")
    assert "Usage: distribute" in run.err or "Error: Option '--channel' requires an argument." in run.err


@pytest.mark.parametrize(
    "front_matter",
    [
        "",
        "---\n",
        "---\ntitle: [\n---\n",
        "---\ntitle: a: b: c\n---\n",
        "+++\ntitle = 'x\n+++\n",
        "---\ntitle: The Letter November 2020\ndate: 2020-(TODO: MM-DD)\n---\n",
        "---\ntitle: 7\ndate: [2020]\ndistribute: 3\n---\n",
        "---\ndistribute:\n  mastodon: text\n  skip: 7\n---\n",
        "\x00\x1b[31m\u202e",
    ],
)
def test_front_matter_that_can_not_be_read_is_a_problem_of_that_issue_alone(
    place: Place, front_matter: str
) -> None:
    place.write("content/letter/2021-01-07.md", front_matter + BODY)
    assert place.run("check", "2020-10").code == 0
    broken = place.run("check", "content/letter/2021-01-07.md")
    assert broken.code == 4
    assert broken.out.startswith("content/letter/2021-01-07.md:")
    assert "\x1b" not in broken.out
    shown = place.run("publish", "content/letter/2021-01-07.md", "--dry-run")
    assert shown.code == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "publish 2020-11 --dry-run --allow to-old",
            "no problem has the code 'to-old' (did you mean 'too-old'?)",
        ),
        ("publish 2020-11 --dry-run --channel outbxo", "(did you mean 'outbox'?)"),
        ("hold 2020-11 twiter --because x", "(did you mean 'twitter'?)"),
        ("status 2020-11 outbxo", "(did you mean 'outbox'?)"),
        ("settle 2020-11 outbxo", "(did you mean 'outbox'?)"),
        ("status 2020-13", "no issue '2020-13'"),
        ("settle 2020-13", "no issue '2020-13'"),
    ],
)
def test_a_typo_is_told_with_the_nearest_name(place: Place, words: str, said: str) -> None:
    place.run("init")
    run = place.run(*words.split())
    assert run.code == 2
    assert said in run.err


@pytest.mark.parametrize("query", ["latest", "2020-11", "2020-12-09"])
def test_the_latest_issue_can_be_asked_for(place: Place, query: str) -> None:
    assert place.run("check", query, "--json").json["issue"]["id"] == "2020-11"


@pytest.mark.parametrize("command", ["check latest", "publish latest --dry-run", "preview latest"])
def test_the_latest_issue_of_a_site_in_another_language_is_not_proposed(place: Place, command: str) -> None:
    place.write("channels.yaml", SETTINGS.replace("generator: hugo", "generator: plain\n  language: de"))
    place.write("content/letter/2020-11-05.md", page("The Letter", "2020-11-05\nlang: en"))
    place.write("content/letter/2020-12-09.md", page("The Letter", "2020-12-09\nlang: en"))
    run = place.run(*command.split())
    assert (run.code, told(run)) == (2, "no issue is in 'de', only in en (set `site.language`)")


def test_a_month_may_lack_its_nought(place: Place) -> None:
    place.write("content/letter/2021-02-05.md", page("The Letter January 2021", "2021-02-05"))
    assert place.run("check", "2021-1", "--json").json["issue"]["id"] == "2021-01"
