"""A site in a clone, with its remote beside it, for the tests of a site's ledgers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

DEFAULT = "sqlite:.distribute/ledger.db"
PUBLISH = ("publish", "2020-11", "--old", "--not-live")
_ISSUE = "---\ntitle: Letter November 2020\ndate: 2020-12-09\n---\n\n[Kite 1.2](https://k.example/) adds x.\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site in a clone, with its remote beside it; its ledger is the default one."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_")) or name == "CI"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "site"
    for words in (("init", "-q", "--bare", "remote.git"), ("clone", "-q", "remote.git", "site")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    (folder / "content").mkdir()
    (folder / "hugo.toml").write_text("")
    (folder / "content" / "a.md").write_text(_ISSUE)
    monkeypatch.chdir(folder)
    use(folder, DEFAULT)
    return folder


def use(site: Path, ledger: str) -> None:
    (site / "channels.yaml").write_text(
        f"site: {{url: 'https://x.example/'}}\nledger: {ledger}\nchannels:\n  outbox: {{path: out}}\n"
    )
