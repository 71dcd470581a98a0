"""Where settings and secrets come from"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.kit import SETTINGS, Place


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


@pytest.mark.parametrize(
    "words",
    [
        ("publish", "2020-11", "--channel", "outbox", "--old", "--not-live"),
        ("settle", "2020-11", "outbox"),
        ("repost", "2020-11", "outbox", "--because", "x", "--old", "--not-live"),
        ("status",),
        ("hold", "2020-11", "--because", "x"),
        ("doctor",),
    ],
    ids=lambda words: words[0],
)
def test_a_relative_path_of_the_settings_is_the_same_as_an_absolute_one(
    tmp_path_factory: pytest.TempPathFactory, words: tuple[str, ...]
) -> None:
    said = []
    for is_relative in (False, True):
        place = Place(tmp_path_factory.mktemp("top") / "site")
        assert (
            place.run("publish", "2020-11", "--channel", "outbox", "--old", "--not-live", "--new-ledger").code
            == 0
        )
        path = Path("site/channels.yaml") if is_relative else place.root / "channels.yaml"
        run = place.run("--config", path, *words, cwd=place.root.parent)
        said.append((run.code, re.sub(r"/\S*/top\d+/|\d\d:\d\d:\d\dZ", "", run.out + run.err)))
    assert said[0] == said[1]
