"""Shells complete commands, issues and channels."""

from __future__ import annotations

import pytest

from tests.cli.kit import Place, page


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("distribute chan", ["channels"]),
        ("distribute check 2020-1", ["2020-11", "2020-10"]),
        ("distribute check l", ["latest"]),
        ("distribute hold 2020-11 t", ["twitter"]),
        ("distribute publish 2020-11 --channel o", ["outbox"]),
        ("distribute doctor o", ["outbox"]),
    ],
)
def test_what_was_begun_is_completed(place: Place, line: str, expected: list[str]) -> None:
    words = line.split()
    run = place.run(_DISTRIBUTE_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert [each.partition(",")[2] for each in run.out.split()] == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_title_is_one_harmless_line(place: Place, shell: str) -> None:
    title = '"\\e]0;pwned\\a\\u202eNovember 2020\\nplain\\nrm -rf\\t~\\x9b2J"'
    place.write("content/letter/2020-12-09.md", page(title, "2020-12-09"))
    # fish passes the word that is begun, the others its place
    word = "2020-11" if shell == "fish" else "2"
    run = place.run(
        _DISTRIBUTE_COMPLETE=f"{shell}_complete", COMP_WORDS="distribute check 2020-11", COMP_CWORD=word
    )
    lines = run.out.splitlines()
    assert not any(ord(letter) < 32 for line in lines for letter in line.replace("\t", "", 1))
    assert not {"\u202e", "\x9b"} & set(run.out)
    assert len(lines) == (3 if shell == "zsh" else 1)
    assert "\\x1b]0;pwned\\x07\\u202eNovember 2020 plain rm -rf ~\\x9b2J" in run.out


def test_settings_that_cannot_be_read_complete_nothing(place: Place) -> None:
    place.write("channels.yaml", "site: [")
    run = place.run(_DISTRIBUTE_COMPLETE="bash_complete", COMP_WORDS="distribute check 2", COMP_CWORD="2")
    assert (run.out.strip(), run.err) == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(place: Place, shell: str) -> None:
    assert "_DISTRIBUTE_COMPLETE" in place.run(_DISTRIBUTE_COMPLETE=f"{shell}_source").out
