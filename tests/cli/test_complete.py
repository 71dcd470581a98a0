"""Shells complete commands, issues and channels."""

from __future__ import annotations

import pytest

from tests.cli.kit import Place


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


def test_settings_that_cannot_be_read_complete_nothing(place: Place) -> None:
    place.write("channels.yaml", "site: [")
    run = place.run(_DISTRIBUTE_COMPLETE="bash_complete", COMP_WORDS="distribute check 2", COMP_CWORD="2")
    assert (run.out.strip(), run.err) == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(place: Place, shell: str) -> None:
    assert "_DISTRIBUTE_COMPLETE" in place.run(_DISTRIBUTE_COMPLETE=f"{shell}_source").out
