"""What holds for every command, by the command group: names that are nearly right, help, JSON"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator

import click
import pytest

from distribute.cli import group
from distribute.cli.main import distribute, main
from tests.cli.kit import Place, Run


def commands(
    within: click.Group = distribute, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that name it."""
    context = click.Context(within)
    for name in within.list_commands(context):
        command = within.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name), command


COMMANDS = list(commands())


def test_every_command_is_found_by_the_name_of_its_module() -> None:
    assert distribute.commands.keys() == set(group.COMMANDS)


NEEDED = {"because": ["--because", "x"], "before": []}


def given(command: click.Command, **instead: str) -> list[str]:
    """Return the words for a command's arguments and required options, with `instead` in place of the right ones."""
    words: list[str] = []
    right = {
        "issue": "2020-11",
        "issues": "2020-11",
        "channel": "outbox",
        "names": "outbox",
        "languages": "en",
    }
    for parameter in command.params:
        name = parameter.name or ""
        if isinstance(parameter, click.Argument) and name in right:
            words.append(instead.get(name, right[name]))
        elif name in instead:
            words += [parameter.opts[0], instead[name]]
        elif parameter.required:
            words += NEEDED[name]
    return words


def typos() -> Iterator[tuple[list[str], str]]:
    """Yield a command line with one word that is nearly right, and the right word."""
    wrong = {"issue": ("2020-1l", "2020-1"), "issues": ("2020-1l", "2020-1"), "channel": ("outbxo", "outbox"), "names": ("outbxo", "outbox"),
             "leave_out": ("outbxo", "outbox"), "languages": ("eng", "en"), "allow": ("to-old", "too-old"), "uses": ("mastodn", "mastodon"),
             "generator": ("hugoo", "hugo"), "ci": ("gitlub", "git")}  # fmt: skip
    for path, command in COMMANDS:
        yield [*path[:-1], f"{path[-1]}x"], path[-1]
        yield [*path, "--jsn"], "--json"
        for parameter in command.params:
            if parameter.name in wrong:
                word, right = wrong[parameter.name]
                yield [*path, *given(command, **{parameter.name: word})], right


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("site"))
    place.run("seed", "2020-10")
    return place


def in_process(
    place: Place, words: list[str], capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
) -> Run:
    patch.chdir(place.root)
    patch.setattr(sys, "argv", ["distribute", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return Run(int(ended.value.code or 0), *capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "right"), list(typos()), ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_a_name_that_is_nearly_right_is_told(
    site: Place,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    right: str,
) -> None:
    run = in_process(site, words, capsys, monkeypatch)
    assert (run.code, run.out) == (2, "")
    assert re.search(rf"[Dd]id you mean .*'{right}", run.err), run.err


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_help_is_whole_sentences(path: tuple[str, ...], command: click.Command) -> None:
    helps = [option.help or "" for option in command.params if isinstance(option, click.Option)]
    for text in [command.get_short_help_str(300), *helps]:
        assert re.fullmatch(r"[A-Z].*(\.|\])", text), text
        first = text.split()[0]
        assert first not in {"The", "A", "Only", "All", "How", "With", "Of", "Also"}, (
            f"begin with a verb: {text}"
        )


JSON = {
    "seed": ["seed", "2020-11"],
    "hold": ["hold", "2020-11", "--because", "x"],
    "release": ["release", "2020-11"],
    "settle": ["settle"],
    "export": ["ledger", "export", "events.jsonl"],
    "import": ["ledger", "import", "events.jsonl"],
    "verify": ["ledger", "verify"],
    "init": ["init"],
    "status": ["status"],
    "publish": ["publish", "2020-11", "--dry-run"],
    "preview": ["preview", "2020-11"],
    "repost": ["repost", "2020-11", "outbox", "--because", "x", "--dry-run"],
}


@pytest.mark.parametrize("name", JSON)
def test_json_says_the_command_and_how_it_ended(
    site: Place,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    place = Place(tmp_path_factory.mktemp("json"))
    shutil.copytree(site.root, place.root, dirs_exist_ok=True)
    place.write("events.jsonl", "")
    run = in_process(place, [*JSON[name], "--json"], capsys, monkeypatch)
    said = json.loads(run.out)
    assert (said["version"], said["command"], run.code) == (1, name, said.get("exit", 0))


@pytest.mark.parametrize(
    "words", [["--into", "git:a@https://me:hush@h.example"], ["--into", "postgres://me:hush@h.example/x"]]
)
def test_a_password_in_a_ledgers_name_is_not_repeated(place: Place, words: list[str]) -> None:
    place.write("events.jsonl", "")
    run = place.run("ledger", "import", "events.jsonl", *words)
    assert run.code == 2
    assert "hush" not in run.out + run.err
    run = place.run("ledger", "import", words[1])
    assert run.code == 2
    assert "hush" not in run.out + run.err
