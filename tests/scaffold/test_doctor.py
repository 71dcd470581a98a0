"""`doctor` looks at the site, the ledger and the workflows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from distribute.config import load
from distribute.ledger.open import create_ledger
from distribute.scaffold.action import OWNER
from distribute.scaffold.doctor import examine_setup
from distribute.scaffold.workflows import ci_files
from distribute.sites.site import PLACEHOLDER
from tests.scaffold.sites import HUGO, JEKYLL, issues, write

SETTINGS = """\
site: {name: Kite News, issues: [content/letter/*.md], generator: hugo}
ledger: sqlite:ledger.db
channels:
  mastodon: {server: https://mastodon.example.org, access_token: $MASTODON_ACCESS_TOKEN}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A healthy site, whose ledger has been created and whose workflows name a commit of the action."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("distribute.scaffold.workflows.action", lambda: "kites/distribute@0123456")
    write(tmp_path, HUGO, {"channels.yaml": SETTINGS}, issues("content/letter/{n}.md", "Kite News #{n}"))
    git(tmp_path, "init", "-q", "--initial-branch=main")
    config = load(tmp_path / "channels.yaml")
    create_ledger(config)
    for path, text in ci_files(config, "github").items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def git(folder: Path, *words: str, when: str = "") -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    environment |= {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when} if when else {}
    name = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    subprocess.run(["git", *name, *words], cwd=folder, env=environment, check=True, capture_output=True)


def told(site: Path) -> list[str]:
    return [
        f"{name}: {finding.level}: {finding.text}"
        for name, finding in examine_setup(load(site / "channels.yaml"))
    ]


def test_a_healthy_site(site: Path) -> None:
    assert told(site) == [
        "site: ok: 7 issues, the latest is 7 at https://kites.example/letter/7/",
        "ledger: ok: 0 events can be read",
    ]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("channels.yaml", "content/letter", "content/gone", "site: error: 'content/gone/*.md' matches no file"),
        ("channels.yaml", "generator: hugo", "generator: hugo, language: de", "site: error: no issue is in 'de', only in en"),
        ("channels.yaml", "sqlite:ledger.db", "sqlite:gone.db", "ledger: warning: no ledger at"),
        ("channels.yaml", "  mastodon:", "  fedi: {use: mastodon, server: https://b.example.org, access_token: $B}\n  mastodon:",
         "newsletter-repost.yml: its menu of channels lacks fedi"),
        ("channels.yaml", "$MASTODON_ACCESS_TOKEN", "$OTHER", "error: newsletter-publish.yml: it does not pass on OTHER"),
        ("channels.yaml", "letter/*.md", "letter/?.md", "its paths lack content/letter/?.md"),
        ("hugo.toml", "https://kites.example/", PLACEHOLDER, "site: error: the site's address is not known"),
        ("content/letter/7.md", "title:", "expiryDate: 2026-07-06\ntitle:", "content/letter/7.md:2: the page expired"),
        (".github/workflows/newsletter-settle.yml", "kites/distribute", OWNER, f"newsletter-settle.yml: replace {OWNER}"),
        (".github/workflows/newsletter-publish.yml", '"main"', '"old"', 'it runs on "old", and the default branch is main'),
    ],
)  # fmt: skip
def test_what_is_stale_or_missing_is_told(site: Path, name: str, old: str, new: str, said: str) -> None:
    change(site / name, old, new)
    assert [line for line in told(site) if said in line], told(site)


def test_a_language_may_be_spelled_as_services_do(site: Path) -> None:
    text = (site / "channels.yaml").read_text()
    (site / "channels.yaml").write_text(text.replace("generator: hugo", "language: pt-BR, generator: jekyll"))
    write(site, JEKYLL)
    assert told(site)[0].startswith("site: ok: 7 issues, the latest is 7 at")


def test_a_schedule_that_github_will_turn_off_is_told(site: Path) -> None:
    git(site, "commit", "-q", "--allow-empty", "-m", "x", when="2026-01-05T00:00:00Z")
    assert "GitHub turns off scheduled workflows" in told(site)[-1]
    git(site, "commit", "-q", "--allow-empty", "-m", "y")
    assert len(told(site)) == 2


def test_a_commit_may_claim_any_time(site: Path) -> None:
    git(site, "commit", "-q", "--allow-empty", "-m", "x", when="@9000000000000 +0000")
    assert len(told(site)) == 2
