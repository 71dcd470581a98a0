"""The hook for pre-commit, run by pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from distribute.inputs.yaml import load as load_yaml
from tests.tools import needed

ROOT = Path(__file__).resolve().parent.parent
HOOKS: Any = load_yaml((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SETTINGS = 'site: {url: "https://letter.example.org/", root: site, generator: hugo, issues: "content/*.md"}\nchannels: {}\n'
CONFIG = """\
repos:
  - repo: local
    hooks:
      - {{id: {id}, name: "{name}", entry: {entry}, language: system, types: {types}, files: ^site/content/}}
"""
ISSUE = "---\ntitle: 'The Letter #{0}'\ndate: 2026-0{0}-05\n---\n\n[Kite {0}.0](https://kite.example/) adds loops.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A repository with two issues and the hook, as from a repository of its own but for its installation."""
    (tmp_path / "site" / "content").mkdir(parents=True)
    for number in (1, 2):
        (tmp_path / "site" / "content" / f"{number}.md").write_text(ISSUE.format(number))
    (tmp_path / "README.md").write_text("TODO: say what this is\n")
    (tmp_path / "channels.yaml").write_text(SETTINGS)
    (tmp_path / ".pre-commit-config.yaml").write_text(CONFIG.format(**HOOKS[0]))
    for line in (("init", "--quiet"), ("add", ".")):
        subprocess.run(["git", *line], cwd=tmp_path, check=True)
    return tmp_path


def run(site: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT")}
    environment = kept | {"PATH": path, "PRE_COMMIT_HOME": str(site / ".git" / "pre-commit")}
    line = [needed("pre-commit"), "run", "--all-files", "--color=never"]
    return subprocess.run(line, cwd=site, env=environment, capture_output=True, text=True, check=False)


def test_a_commit_with_a_note_in_an_issue_is_refused(site: Path) -> None:
    assert (passed := run(site)).returncode == 0, passed.stdout + passed.stderr
    issue = site / "site" / "content" / "2.md"
    issue.write_text(issue.read_text() + "\nTODO: thank the editors\n")
    refused = run(site)
    assert refused.returncode == 1
    assert "content/2.md:8: error: the text contains the marker TODO" in refused.stdout
    assert "content/1.md" not in refused.stdout


def test_pre_commit_accepts_the_manifest() -> None:
    line = [needed("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert HOOKS[0]["language"] == "python"
