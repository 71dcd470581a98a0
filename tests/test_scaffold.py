"""The channels.yaml that `init` writes says what the site's own files tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from distribute.config import load
from distribute.scaffold import settings_for

TITLES = ["Kite News October 2020", "Kite News November 2020", "Kite News December 2020"]


def written(folder: Path, titles: list[str], language: str = "en", *uses: str) -> str:
    (folder / "content" / "newsletter").mkdir(parents=True, exist_ok=True)
    (folder / "hugo.toml").write_text(
        f'baseURL = "https://newsletter.example.org/"\ntitle = "Kites"\ndefaultContentLanguage = "{language}"\n'
    )
    for number, title in enumerate(titles, start=1):
        path = folder / "content" / "newsletter" / f"{number}.md"
        path.write_text(f'---\ntitle: "{title}"\ndate: 2020-0{number}-01\n---\nText.\n')
    return settings_for(folder, uses)


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (TITLES, "Kite News"),
        (["Kite News #1", "Kite News #2"], "Kite News"),
        (["Kite: one", "Kite: two"], "Kites"),
        (["Kite News 1"], "Kites"),
        (['The "Kite" News: a', 'The "Kite" News: b'], 'The "Kite" News'),
        ([], "Kites"),
    ],
)
def test_the_name_is_what_the_titles_begin_with_else_the_sites(
    tmp_path: Path, titles: list[str], name: str
) -> None:
    (tmp_path / "channels.yaml").write_text(
        written(tmp_path, [title.replace('"', '\\"') for title in titles])
    )
    config = load(tmp_path / "channels.yaml")
    assert config.site.name == name
    assert config.site.issues == ("content/newsletter/*.md",) or not titles
    assert config.ledger == "sqlite:.distribute/ledger.db"


def test_the_language_is_that_of_most_issues(tmp_path: Path) -> None:
    assert "language: de\n" in written(tmp_path, TITLES, "de")


def test_channels_to_begin_with_are_set_up_by_their_examples(tmp_path: Path) -> None:
    (tmp_path / "channels.yaml").write_text(written(tmp_path, TITLES, "en", "twitter", "email", "outbox"))
    assert [channel.name for channel in load(tmp_path / "channels.yaml").channels] == [
        "twitter",
        "email",
        "outbox",
    ]
