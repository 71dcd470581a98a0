"""The commands as people and workflows run them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import jsonschema
import pytest

import distribute

SETTINGS = """\
site:
  name: The Letter
  url: https://example.org/
  generator: hugo
  issues: content/letter/*.md
channels:
  outbox:
    path: out
  twitter:
    api_key: $LETTER_KEY
    api_secret: $LETTER_KEY_SECRET
    access_token: $LETTER_TOKEN
    access_token_secret: $LETTER_TOKEN_SECRET
"""
HUGO = "baseURL: https://example.org/\npermalinks:\n  letter: /:year/:month/:slug/\n"
BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


def page(title: str, date: str, body: str = BODY) -> str:
    return f"---\ntitle: {title}\ndate: {date}\nslug: letter\n---\n\n{body}"


FILES = {
    "channels.yaml": SETTINGS,
    "hugo.yaml": HUGO,
    "content/letter/2020-12-09.md": page("The Letter November 2020", "2020-12-09"),
    "content/letter/2020-11-05.md": page(
        "The Letter October 2020", "2020-11-05", BODY.replace("Kite", "Moth")
    ),
}


class Run(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Place:
    """A site's folder to run the command in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, content in FILES.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def environment(self, **env: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return {**kept, "PYTHONPATH": str(Path(distribute.__file__).parents[1]), "PYTHONUTF8": "1", **env}

    def run(self, *words: str | Path, cwd: Path | None = None, **env: str) -> Run:
        command = [sys.executable, "-m", "distribute", *map(str, words)]
        done = subprocess.run(
            command, cwd=cwd or self.root, env=self.environment(**env), capture_output=True, timeout=60, check=False,
            encoding=env.get("PYTHONIOENCODING", "utf-8"),
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def told(run: Run) -> str:
    """Return the one sentence of a mistake."""
    assert run.out == ""
    lines = run.err.strip().split("\n")
    assert len(lines) == 1, run.err
    return lines[0].removeprefix("distribute: ")


# publish --dry-run


def test_a_dry_run_shows_every_post_and_exits_0(place: Place) -> None:
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 0
    for words in (
        "2020-11 (en)  The Letter November 2020\n  https://example.org/2020/12/letter/\n  content/letter/2020-12-09.md, 2020-12-09\n",
        "── outbox · en · would post · ",
        "── twitter · en · would post · ",
        "• Kite 1.2 adds loops\n",
        "\nWhen publishing:\n  content/letter/2020-12-09.md:3: error: it is ",
        "  channels.yaml: error: twitter: $LETTER_KEY, $LETTER_KEY_SECRET, $LETTER_TOKEN, $LETTER_TOKEN_SECRET are not set [secret]\n",
        "Dry run: nothing was sent; the ledger was not consulted.\n",
    ):
        assert words in run.out
    assert not (place.root / "out").exists()


def test_the_rival_of_an_issue_is_named_beside_the_answer(place: Place) -> None:
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.err == (
        "note: 2020-11 is the issue that covers it; content/letter/2020-11-05.md, dated 2020-11-05, is 2020-10\n"
    )


@pytest.mark.parametrize(
    "query",
    [
        "2020-11",
        "2020-12-09",
        "2020-12",
        "content/letter/2020-12-09.md",
        "./content/letter/2020-12-09.md",
        "https://example.org/2020/12/letter/",
        "https://example.org/2020/12/letter",
    ],
)
def test_an_issue_is_named_by_id_date_month_path_or_address(place: Place, query: str) -> None:
    run = place.run("publish", query, "--dry-run", "--json")
    assert (run.code, run.json["issue"]["id"]) == (0, "2020-11")


@pytest.mark.parametrize(
    ("line", "code"), [("TODO: write this", "todo"), ("Thanks to [CONTRIBUTORS] for all", "placeholder")]
)
def test_an_issue_that_is_not_ready_is_shown_all_the_same_and_exits_4(
    place: Place, line: str, code: str
) -> None:
    place.write(
        "content/letter/2020-12-09.md", page("The Letter November 2020", "2020-12-09", f"{BODY}\n{line}\n")
    )
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:11: error: " in run.out
    assert f"[{code}]\n" in run.out
    assert "• Kite 1.2 adds loops\n" in run.out
    assert place.run("publish", "2020-11", "--dry-run", "--json").json["exit"] == 4


def test_a_draft_that_does_not_fit_exits_4_and_the_others_are_shown(place: Place) -> None:
    place.write(
        "content/letter/2020-12-09.md", page(f"The Letter November 2020 {'very ' * 60}long", "2020-12-09")
    )
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:2: error: twitter: headline and link alone are " in run.out
    assert "twitter · en · held: headline and link alone are " in run.out
    assert "── outbox · en · would post" in run.out


def test_only_the_channels_asked_for(place: Place) -> None:
    def shown(*options: str) -> list[str]:
        return [
            post["channel"]
            for post in place.run("publish", "2020-11", "--dry-run", "--json", *options).json["deliveries"]
        ]

    assert shown() == ["outbox", "twitter"]
    assert shown("--channel", "twitter") == ["twitter"]
    assert shown("--channel", "twitter", "--channel", "outbox") == ["outbox", "twitter"]
    assert shown("--except", "twitter") == ["outbox"]


def test_only_the_languages_asked_for(place: Place) -> None:
    place.write(
        "hugo.yaml", HUGO + "defaultContentLanguage: en\nlanguages:\n  en: {weight: 1}\n  de: {weight: 2}\n"
    )
    place.write("content/letter/2020-12-09.de.md", page("The Letter, November 2020", "2020-12-09"))
    place.write("channels.yaml", SETTINGS.replace("path: out", "path: out\n    languages: [en, de]"))
    everywhere = place.run("publish", "2020-11", "--dry-run", "--json").json
    assert sorted(post["key"] for post in everywhere["deliveries"]) == [
        "2020-11/outbox/de@1#1",
        "2020-11/outbox/en@1#1",
        "2020-11/twitter/en@1#1",
    ]
    german = place.run("publish", "2020-11", "--dry-run", "--json", "--language", "de").json
    assert [post["key"] for post in german["deliveries"]] == ["2020-11/outbox/de@1#1"]
    assert german["issue"]["language"] == "de"


def test_when_nothing_is_due_it_says_so_in_json_too_and_wants_no_ledger(place: Place) -> None:
    run = place.run("publish", "--due", "--json")
    assert (run.code, run.json["exit"], run.json["deliveries"], run.json["issue"]) == (0, 0, [], None)


def test_when_nothing_is_due_a_dry_run_of_what_is_due_exits_0(place: Place) -> None:
    run = place.run("publish", "--due", "--dry-run")
    assert run.code == 0
    assert "would post" not in run.out


def test_json_is_one_object_on_standard_output_and_notes_are_elsewhere(place: Place) -> None:
    run = place.run("--json", "publish", "2020-11", "--dry-run")
    assert run.err.startswith("note: ")
    said = run.json
    assert {name: said[name] for name in ("version", "command", "dry_run", "exit", "ledger")} == {
        "version": 1,
        "command": "publish",
        "dry_run": True,
        "exit": 0,
        "ledger": "not consulted",
    }
    assert said["issue"] == {
        "id": "2020-11",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/2020/12/letter/",
        "date": "2020-12-09",
        "path": "content/letter/2020-12-09.md",
    }
    assert [(problem["code"], problem["when"]) for problem in said["problems"]] == [
        ("too-old", "publishing"),
        ("secret", "publishing"),
    ]
    (post,) = [post for post in said["deliveries"] if post["channel"] == "twitter"]
    assert post["state"] == "would-post"
    assert (
        post["text"]
        == "The Letter November 2020\n\n• Kite 1.2 adds loops\n\nhttps://example.org/2020/12/letter/"
    )
    assert (post["length"], post["limit"]) == (24 + 2 + 3 + len("Kite 1.2 adds loops") + 2 + 23, 280), (
        "X counts the bullet twice"
    )
    assert re.fullmatch("sha256:[0-9a-f]{64}", post["digest"])


@pytest.mark.parametrize("option", ["--json", "-v", "--verbose", "-q", "--quiet"])
@pytest.mark.parametrize("command", [["publish", "2020-11", "--dry-run"], ["check", "2020-11"]])
def test_options_for_every_command_stand_before_or_after_it(
    place: Place, option: str, command: list[str]
) -> None:
    before, after = place.run(option, *command), place.run(*command, option)
    assert before == after
    assert option in {"-v", "--verbose"} or before.out != place.run(*command).out


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_adds_keys_and_digests(place: Place, option: str) -> None:
    run = place.run("publish", "2020-11", "--dry-run", option)
    assert re.search(r"\n2020-11/twitter/en@1#1  sha256:[0-9a-f]{64}\n", run.out)


def test_a_digest_is_the_one_to_approve(place: Place) -> None:
    posts = place.run("publish", "2020-11", "--dry-run", "--json").json["deliveries"]
    options = [word for post in posts for word in ("--approved", post["digest"])]
    assert place.run("publish", "2020-11", "--dry-run", *options).code == 0
    assert place.run("publish", "2020-11", "--dry-run", "--approved", "sha256:other").code == 4


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_can_not_show_every_letter_shows_their_codes(place: Place, encoding: str) -> None:
    plain = place.run("publish", "2020-11", "--dry-run", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert plain.code == 0
    assert "\\u2500 twitter " in plain.out
    answer = place.run("publish", "2020-11", "--dry-run", "--json", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert "• Kite" in answer.json["deliveries"][0]["text"]


# check, issues, channels, schema


def test_check_of_a_finished_issue_says_so(place: Place) -> None:
    assert place.run("check", "2020-10") == Run(
        0, "2020-10: nothing wrong in content/letter/2020-11-05.md\n", ""
    )
    assert place.run("-q", "check", "2020-10") == Run(0, "", "")


def test_check_tells_each_problem_with_file_and_line(place: Place) -> None:
    body = f"{BODY}\nTODO\n\n## Nothing here\n"
    place.write("content/letter/2020-11-05.md", page("The Letter October 2020", "2020-11-05", body))
    error = (
        "content/letter/2020-11-05.md:11: error: TODO stands in the text: finish it or take it out [todo]\n"
    )
    warning = "content/letter/2020-11-05.md:13: warning: the section 'Nothing here' is empty: fill it or take it out [empty-section]\n"
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
    for use in ("email", "linkedin", "mastodon", "outbox", "reddit", "twitter", "x"):
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


# Where settings and secrets come from


def test_settings_are_those_of_the_nearest_folder_upward(place: Place) -> None:
    assert place.run("issues", cwd=place.root / "content" / "letter").out.count("\n") == 2


def test_config_names_settings_elsewhere(place: Place, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert place.run("--config", place.root / "channels.yaml", "issues", cwd=elsewhere).out.count("\n") == 2
    other = place.write("other.yaml", SETTINGS.replace("content/letter/*.md", "content/letter/2020-11*.md"))
    assert place.run("--config", other, "issues", cwd=elsewhere).out.count("\n") == 1


def test_an_env_file_fills_in_secrets_and_shows_none(place: Place) -> None:
    names = ["LETTER_KEY", "LETTER_KEY_SECRET", "LETTER_TOKEN", "LETTER_TOKEN_SECRET"]
    place.write(
        "some.env",
        "\n".join(["# a comment", *(f"export {name}='hush ${{PATH}} {name}'" for name in names)]) + "\n",
    )
    for style in ((), ("--json",), ("-v",)):
        run = place.run("--env-file", "some.env", "publish", "2020-11", "--dry-run", *style)
        assert run.code == 0
        assert "not set" not in run.out
        assert "hush" not in run.out + run.err
    assert "$LETTER_KEY, " in place.run("publish", "2020-11", "--dry-run").out


def test_the_environment_goes_before_an_env_file(place: Place) -> None:
    place.write("some.env", "LETTER_KEY=\nLETTER_TOKEN=x\n")
    run = place.run("--env-file", "some.env", "publish", "2020-11", "--dry-run", LETTER_KEY="y")
    assert "twitter: $LETTER_KEY_SECRET, $LETTER_TOKEN_SECRET are not set" in run.out


# Mistakes: one sentence, exit 2, nothing else


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
    assert (
        told(run) == f"no channels.yaml in {lonely} or any folder above: `--config FILE` names one elsewhere"
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
        ["check", "2020-11", "2020-10"],
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
    "header",
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
def test_a_header_that_can_not_be_read_is_a_problem_of_that_issue_alone(place: Place, header: str) -> None:
    place.write("content/letter/2021-01-07.md", header + BODY)
    assert place.run("check", "2020-10").code == 0
    broken = place.run("check", "content/letter/2021-01-07.md")
    assert broken.code == 4
    assert broken.out.startswith("content/letter/2021-01-07.md:")
    assert "\x1b" not in broken.out
    shown = place.run("publish", "content/letter/2021-01-07.md", "--dry-run")
    assert shown.code == 4


# draft, hold, release, --test-to


def test_a_draft_is_written_edited_and_posted(place: Place) -> None:
    assert place.run("draft", "2020-11", "--channel", "outbox").code == 0
    file = place.root / "drafts" / "2020-11.en.md"
    file.write_text(file.read_text().replace("• Kite 1.2 adds loops", "Kites for everybody!"))
    again = place.run("--json", "draft", "2020-11").json
    assert again == {
        "version": 1,
        "command": "draft",
        "exit": 0,
        "files": [
            {
                "path": "drafts/2020-11.en.md",
                "language": "en",
                "sections": [
                    {"channel": "outbox", "state": "edited", "edited": ["text"]},
                    {"channel": "twitter", "state": "new", "edited": []},
                ],
            }
        ],
    }
    run = place.run("publish", "2020-11", "--channel", "outbox", "--new-ledger", "--old", "--not-live")
    assert run.code == 0
    (posted,) = (place.root / "out").iterdir()
    assert "Kites for everybody!" in posted.read_text()


def test_a_draft_that_does_not_fit_is_exit_4_with_its_line(place: Place) -> None:
    place.write("drafts/2020-11.en.md", "## twitter\n\n" + "k" * 300)
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert (
        "drafts/2020-11.en.md:1: error: twitter: the issue's own text is 325 of at most 280: shorten it here"
        in run.out
    )
    run = place.run(
        "publish", "2020-11", "--new-ledger", "--old", "--not-live", "--channel", "twitter", **SECRETS
    )
    assert run.code == 4


def test_a_mistake_in_a_draft_keeps_everything_in(place: Place) -> None:
    place.write("drafts/2020-11.en.md", "## telex\n\nHi\n")
    run = place.run("publish", "2020-11", "--new-ledger", "--old", "--not-live", "--channel", "outbox")
    assert run.code == 4
    assert "drafts/2020-11.en.md:1: error: no channel 'telex' takes 'en'" in run.out
    assert not (place.root / "out").exists()


SECRETS = {f"LETTER_{name}": "x" for name in ("KEY", "KEY_SECRET", "TOKEN", "TOKEN_SECRET")}
PUBLISH = ("publish", "2020-11", "--channel", "outbox", "--old", "--not-live")


def test_a_hold_is_obeyed_told_and_released(place: Place) -> None:
    place.run("init")
    held = place.run("hold", "2020-11", "outbox", "--because", "wrong date", GITHUB_ACTOR="ed")
    assert (held.code, held.out) == (0, "2020-11 on outbox: held until `distribute release 2020-11 outbox`\n")
    run = place.run(*PUBLISH)
    assert run.code == 4
    assert re.search(r"outbox \(en\): held: held by ed on [-0-9]+ [0-9:]+ UTC: wrong date", run.out)
    assert not (place.root / "out").exists()
    assert "wrong date" in place.run("publish", "2020-11", "--dry-run").out
    (hold,) = place.run("--json", "status").json["holds"]
    assert (hold["issue"], hold["channel"], hold["because"], hold["by"]) == (
        "2020-11", "outbox", "wrong date", "ed",
    )  # fmt: skip
    assert "2020-11 on outbox: held by ed on" in place.run("status", "2020-11").out
    assert "held by" not in place.run("status", "2020-11", "twitter").out
    again = place.run("hold", "2020-11", "outbox", "--because", "another")
    assert "it was held by ed on" in again.out
    released = place.run("--json", "release", "2020-11", "outbox").json
    assert (released["exit"], released["before"]["because"]) == (0, "wrong date")
    assert place.run("release", "2020-11", "outbox").out == "2020-11 on outbox: it was not held\n"
    assert place.run(*PUBLISH).code == 0


def test_holding_what_is_out_says_so(place: Place) -> None:
    place.run(*PUBLISH, "--new-ledger")
    run = place.run("hold", "2020-11", "--because", "too late")
    assert (run.code, "it is out already on outbox, and stays there" in run.err) == (0, True)
    assert place.run(*PUBLISH).code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("hold", "2020-11", "fax", "--because", "x"), "no channel 'fax'"),
        (("hold", "2020-11", "--because", " "), "say why"),
        (("hold", "1999-01", "--because", "x"), "1999-01"),
        (("publish", "2020-11", "--test-to", "a@b.example"), "outbox can't send a test"),
        (("publish", "--due", "--test-to", "a@b.example"), "neither --due nor --dry-run"),
        (("publish", "2020-11", "--dry-run", "--test-to", "a@b.example"), "neither --due nor --dry-run"),
    ],
)
def test_what_makes_no_sense_is_exit_2(place: Place, words: tuple[str, ...], why: str) -> None:
    run = place.run(*words)
    assert run.code == 2
    assert why in run.err


def test_a_test_needs_no_ledger_no_date_and_no_page(place: Place) -> None:
    mail = "  email:\n    smtp: smtp://127.0.0.1:9\n    from: a@example.org\n    to: b@example.org\n"
    place.write("channels.yaml", SETTINGS + mail)
    run = place.run("--json", "publish", "2020-11", "--channel", "email", "--test-to", "c@example.org")
    assert run.code == 1
    (told,) = run.json["deliveries"]
    assert told["state"] == "not-posted"
    assert "can't be reached" in told["error"]
    assert (run.json["test_to"], run.json["ledger"]) == ("c@example.org", "not consulted")
    assert not (place.root / ".distribute").exists()


@pytest.mark.parametrize("at", ["9:00", "24:00", "09:60", "noon"])
def test_an_hour_is_written_in_four_digits(place: Place, at: str) -> None:
    place.write("channels.yaml", SETTINGS.replace("    path: out\n", f'    path: out\n    at: "{at}"\n'))
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 2
    assert "channels.yaml:9: channels.outbox.at: '" in run.err
    assert 'is not a time of day: write it as "09:00"' in run.err


def test_an_hour_needs_no_quotes(place: Place) -> None:
    place.write("channels.yaml", SETTINGS.replace("    path: out\n", "    path: out\n    at: 09:30\n"))
    assert place.run("publish", "2020-11", "--dry-run").code == 0


def test_a_draft_of_what_does_not_fit_is_exit_4_until_a_person_writes_it(place: Place) -> None:
    place.write(
        "content/letter/2020-12-09.md", page("The Letter November 2020 " + "and on " * 50, "2020-12-09")
    )
    run = place.run("draft", "2020-11", "--channel", "twitter")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:2: error: twitter: headline and link alone" in run.err
    place.write("drafts/2020-11.en.md", "## twitter\n\nKites! {url}\n")
    run = place.run("draft", "2020-11", "--channel", "twitter")
    assert (run.code, "does-not-fit" in run.err) == (0, False)
    assert "Kites!" in place.run("publish", "2020-11", "--dry-run", "--channel", "twitter").out


def test_waiting_says_what_for_on_standard_error_alone(place: Place) -> None:
    place.write("channels.yaml", SETTINGS.replace("https://example.org/", "http://127.0.0.1:9/"))
    waiting = ("publish", "2020-11", "--channel", "outbox", "--old", "--new-ledger", "--wait", "1s")
    run = place.run("--json", *waiting)
    assert run.code == 4
    assert run.json["problems"][-1]["code"] == "not-live"
    assert run.err.count("waiting up to ") == 1
    assert "127.0.0.1 can't be reached" in run.err
    assert "waiting" not in place.run("-q", *waiting).err


def test_a_reason_does_not_move_the_cursor(place: Place) -> None:
    place.run("init")
    place.run("hold", "2020-11", "--because", "a\x1b[2J\n::error::b")
    told = place.run("status").out
    assert "\x1b" not in told
    assert "\n::" not in told
    place.run("hold", "2020-11", "outbox", "--because", "c")
    run = place.run("release", "2020-11", "outbox")
    assert "is still held" in run.err
    assert "\x1b" not in run.err


def test_what_is_due_goes_out_at_each_channels_hour(place: Place) -> None:
    zone = "UTC" if datetime.now(UTC).hour < 12 else "Etc/GMT+12"  # before noon in one of the two
    hours = "  early: {use: outbox, path: early, at: 00:00}\n  late: {use: outbox, path: late, at: 23:59}\n"
    zoned = SETTINGS.replace("site:\n", f"site:\n  timezone: {zone}\n").split("  outbox:")[0] + hours
    place.write("channels.yaml", zoned)
    today = f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d}"
    place.write("content/letter/today.md", page("The Letter", today))
    tomorrow = f"{datetime.now(ZoneInfo(zone)) + timedelta(days=1):%Y-%m-%d}"
    place.write("content/letter/tomorrow.md", page("The Next Letter", tomorrow))
    run = place.run("publish", "--due", "--not-live", "--new-ledger")
    assert run.code == 0
    (posted,) = place.root.glob("*/*.txt")
    assert posted.parent.name == "early"
    assert posted.name.startswith(today)
    assert "late (en): skipped: its hour (23:59) has not come yet\n" in run.out
    listed = place.run("publish", today, "--dry-run").out
    assert f"channels.yaml: error: late: it goes out from {today} 23:59 " in listed
