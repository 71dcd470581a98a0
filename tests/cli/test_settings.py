"""Where settings and secrets come from"""

from __future__ import annotations

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
