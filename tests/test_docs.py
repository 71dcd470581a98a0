"""The documents say what is true: README's output, the schema's copy, a row for each channel."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from distribute.channel.registry import BUILT_IN
from distribute.config_schema import json_schema

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_shows_real_output() -> None:
    shown = re.search(r"```console\n\$ distribute (.*)\n([\s\S]*?)\n```", README)
    assert shown
    command = [sys.executable, "-m", "distribute", *shlex.split(shown[1])]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == shown[2].strip()


@pytest.mark.parametrize("name", ["run", "test"])
def test_readme_marks_the_commands_that_ci_runs(name: str) -> None:
    assert re.search(rf"<!-- ci: {name} -->\n```sh\n[^\n]+\n```", README)


def test_the_schema_in_docs_is_the_one_the_command_prints() -> None:
    copy = json.loads((ROOT / "docs" / "channels.schema.json").read_text(encoding="utf-8"))
    assert copy == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize("use", sorted(BUILT_IN))
def test_readme_has_a_row_for_each_channel(use: str) -> None:
    assert re.search(rf"^\| .*`{use}`", README, re.MULTILINE)


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/design.md",
        "docs/github-action.md",
        "docs/guarantees.md",
        "docs/sites.md",
        "CHANGELOG.md",
    ],
)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_every_test_that_security_names_is_there() -> None:
    said = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    everything = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", said)
    assert len(named) >= 8
    assert [name for name in named if f"def {name}(" not in everything] == []
    assert [path for path in re.findall(r"`(tests/[\w./]+)`", said) if not (ROOT / path).exists()] == []
