"""The workflows that `init` writes: no linter finds anything, and the examples are what it writes."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from distribute.config import load
from distribute.inputs.yaml import load as load_yaml
from distribute.scaffold import workflows as scaffold
from distribute.scaffold.action import OWNER
from distribute.scaffold.workflows import WORKFLOWS, secret_names, workflow
from tests.tools import needed

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LINTERS = {
    "zizmor": ("zizmor", "--offline", "."),
    "actionlint": ("actionlint",),
    "check-jsonschema": ("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose newsletter is in a folder of its own, with workflows for two channels."""
    monkeypatch.setattr(scaffold, "action", lambda: f"{OWNER}@{COMMIT}")
    folder = tmp_path / "site"
    (folder / "content" / "news letter").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://newsletter.example.org/"\n')
    (folder / "channels.yaml").write_text(
        "site: {issues: ['content/news letter/*.md', 'more/*.md']}\n"
        "ledger: git:distribute-ledger\n"
        "channels:\n"
        "  mastodon: {server: https://mastodon.example.org, access_token: $MASTODON_ACCESS_TOKEN}\n"
        "  list: {use: email, smtp: 'smtps://mail.example.org', from: a@example.org, to: b@example.org,\n"
        "         username: $SMTP_USERNAME, password: $SMTP_PASSWORD}\n"
    )
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "init", "--quiet", "--initial-branch=trunk", str(tmp_path)], check=True, env=environment
    )
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in WORKFLOWS:
        text = workflow(name, load(folder / "channels.yaml"))
        (workflows / f"newsletter-{name}.yml").write_text(text)
    return tmp_path


@pytest.mark.parametrize("linter", LINTERS)
def test_no_linter_finds_anything(site: Path, linter: str) -> None:
    line = [needed(linter), *LINTERS[linter][1:]]
    if linter == "check-jsonschema":
        line += [str(path) for path in (site / ".github" / "workflows").iterdir()]
    done = subprocess.run(line, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", [("zizmor", "--offline", "action.yml", ".github/workflows", "examples/workflows"),
    ("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"),
    ("actionlint", *sorted(f".github/workflows/{path.name}" for path in (ROOT / ".github/workflows").iterdir()))], ids=lambda line: line[0])  # fmt: skip
def test_no_linter_finds_anything_in_what_we_ship(line: tuple[str, ...]) -> None:
    done = subprocess.run([needed(line[0]), *line[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_linter_would_find_something(site: Path) -> None:
    path = site / ".github" / "workflows" / "newsletter-preview.yml"
    path.write_text(path.read_text().replace("pull_request:", "pull_request_target:"))
    line = [needed("zizmor"), *LINTERS["zizmor"][1:]]
    done = subprocess.run(line, cwd=site, capture_output=True, text=True, check=False)
    assert "dangerous-triggers" in done.stdout


def test_they_know_the_site(site: Path) -> None:
    texts = {
        name: (site / ".github" / "workflows" / f"newsletter-{name}.yml").read_text() for name in WORKFLOWS
    }
    publish = load_yaml(texts["publish"])
    assert publish["on"]["push"] == {
        "branches": ["trunk"],
        "paths": [
            "site/content/news letter/*.md",
            "site/more/*.md",
            "site/drafts/**",
            "site/templates/**",
            "site/channels.yaml",
        ],
    }
    step = publish["jobs"]["publish"]["steps"][1]
    assert step["with"]["config"] == "site/channels.yaml"
    names = ["MASTODON_ACCESS_TOKEN", "SMTP_USERNAME", "SMTP_PASSWORD"]
    assert step["env"] == {name: f"${{{{ secrets.{name} }}}}" for name in names}
    repost = load_yaml(texts["repost"])
    assert repost["on"]["workflow_dispatch"]["inputs"]["channel"]["options"] == ["mastodon", "list"]
    assert publish["jobs"]["publish"]["permissions"]["contents"] == "write"
    assert secret_names(load(site / "site" / "channels.yaml")) == names
    assert not [text for text in texts.values() if re.search("@[A-Z]+@", text)]


def test_they_know_the_ledgers_database(site: Path) -> None:
    settings = site / "site" / "channels.yaml"
    settings.write_text(settings.read_text().replace("git:distribute-ledger", "$NEWS_DATABASE"))
    for name in ("publish", "repost", "settle", "manage"):
        (job,) = load_yaml(workflow(name, load(settings)))["jobs"].values()
        assert job["steps"][-1]["env"]["NEWS_DATABASE"] == "${{ secrets.NEWS_DATABASE }}"
        assert job["permissions"]["contents"] == "read"


def test_a_preview_has_no_secrets_and_writes_nothing_but_the_comment(site: Path) -> None:
    text = (site / ".github" / "workflows" / "newsletter-preview.yml").read_text()
    preview = load_yaml(text)
    assert "secrets." not in text
    assert preview["permissions"] == {}
    assert preview["jobs"]["preview"]["permissions"] == {"contents": "read", "pull-requests": "write"}


def test_what_posts_nothing_has_no_channels_secrets(site: Path) -> None:
    text = (site / ".github" / "workflows" / "newsletter-manage.yml").read_text()
    assert "secrets." not in text
    assert 'dry-run: "true"' in text


@pytest.mark.parametrize("name", sorted({*WORKFLOWS} - {"preview"}))
def test_nothing_runs_in_a_fork(site: Path, name: str) -> None:
    (job,) = load_yaml((site / ".github" / "workflows" / f"newsletter-{name}.yml").read_text())[
        "jobs"
    ].values()
    assert job["if"] == "${{ !github.event.repository.fork }}"


def test_every_action_is_pinned_by_its_commit() -> None:
    for path in (ROOT / ".github" / "workflows").iterdir():
        used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used if name != "./"), path.name


def test_none_can_drop_a_run(site: Path) -> None:
    for path in (site / ".github" / "workflows").iterdir():
        assert "concurrency" not in path.read_text()


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_examples_are_what_init_writes(name: str) -> None:
    written = workflow(name, load(ROOT / "channels.yaml"))
    path = ROOT / "examples" / "workflows" / f"newsletter-{name}.yml"
    if os.environ.get("DISTRIBUTE_UPDATE_SNAPSHOTS"):
        path.write_text(written, encoding="utf-8")
    # Which branch and commit this clone is of is no matter.
    assert _anywhere(path.read_text(encoding="utf-8")) == _anywhere(written)


def _anywhere(text: str) -> str:
    return re.sub(r"branches: .*|uses: \S+/distribute@.*", "", text)
