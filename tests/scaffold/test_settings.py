"""The channels.yaml that `init` writes says what the site's own files tell."""

from __future__ import annotations

from pathlib import Path

from distribute.config import Config, load
from distribute.scaffold.find import find
from distribute.scaffold.settings import settings_text, site_json
from distribute.sites.site import PLACEHOLDER
from tests.scaffold.sites import HUGO, JEKYLL, issues, posts, write

LEDGER = "sqlite:.distribute/ledger.db"
LETTER = issues("content/letter/{n}.md", 'The \\"Kite\\" News #{n}')


def written(path: Path, *uses: str) -> tuple[Config, str]:
    text = settings_text(find(path)[0], LEDGER, uses)
    path.write_text(text, encoding="utf-8")
    return load(path), text


def test_the_settings_are_those_of_the_newsletter(tmp_path: Path) -> None:
    config, text = written(write(tmp_path, HUGO, LETTER, posts("content/blog")))
    assert site_json(config.site) == {
        "name": 'The "Kite" News',
        "generator": "hugo",
        "issues": "content/letter/*.md",
        "language": "en",
    }
    assert config.ledger == LEDGER
    assert text.startswith("# yaml-language-server: $schema=")


def test_the_language_is_that_of_most_issues(tmp_path: Path) -> None:
    german = {"hugo.toml": HUGO["hugo.toml"] + 'defaultContentLanguage = "de"\n'}
    assert written(write(tmp_path, german, LETTER))[0].site.language == "de"


def test_a_series_by_tag_is_written_as_one(tmp_path: Path) -> None:
    there = issues("_posts/2026-{m}-05-{slug}.md", "{free}", "tags: [wind]\n")
    config, _ = written(write(tmp_path, JEKYLL, there, posts("_posts", dated=True)))
    assert config.site.only == {"tags": "wind"}


def test_channels_to_begin_with_are_set_up_by_their_examples(tmp_path: Path) -> None:
    config, _ = written(write(tmp_path, HUGO, LETTER), "twitter", "email", "outbox")
    assert [channel.name for channel in config.channels] == ["twitter", "email", "outbox"]


def test_what_is_not_known_has_a_line_to_put_it_in(tmp_path: Path) -> None:
    config, text = written(write(tmp_path, issues("letters/{n}.md", "Kite News #{n}")))
    assert config.site.url == PLACEHOLDER
    assert "# permalink: /:folder/:name/ " in text


def test_the_pages_of_folders_have_the_addresses_of_the_folders(tmp_path: Path) -> None:
    _, text = written(write(tmp_path, issues("letters/{n}/index.md", "Kite News #{n}")))
    assert "# permalink: /:folder/ " in text
