"""The Compose file is valid, and starts what the documentation says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from distribute.cli.main import distribute

FILE = Path(__file__).parents[2] / "examples" / "compose" / "compose.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]


def test_it_is_a_compose_file() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_database_is_pinned_and_the_workers_wait_for_it(services: dict[str, Any]) -> None:
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+", services["database"]["image"])
    assert services["worker"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["worker"]["deploy"]["replicas"] == 2
    assert "ports" not in services["worker"], "its numbers are not published"


def test_it_has_no_password_of_its_own(services: dict[str, Any]) -> None:
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert "${POSTGRES_PASSWORD}" in services["worker"]["environment"]["DATABASE_URL"]


def test_the_workers_options_are_those_of_the_command(services: dict[str, Any]) -> None:
    name, *words = services["worker"]["command"]
    # A command keeps its first options for help.
    parent = click.Context(distribute, **distribute.context_settings)
    command = distribute.get_command(parent, name)
    assert command
    context = command.make_context(name, list(words), parent=parent)
    assert context.params["paths"] == (Path("/site/channels.yaml"),)
    assert context.params["listen"] == ("0.0.0.0", 9464)
