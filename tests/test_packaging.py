"""What is installed is what was built: version, entry points, and a lock that covers them."""

import importlib
import re
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import distribute
from distribute.channel import Channel
from distribute.config import BUILT_IN, ENTRY_POINTS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version_is_that_of_the_distribution() -> None:
    assert version("newsletter-distribute") == distribute.__version__


def test_built_in_channels_come_through_the_same_door_as_plugins() -> None:
    assert {entry.name: entry.value for entry in entry_points(group=ENTRY_POINTS)} == BUILT_IN


@pytest.mark.parametrize("entry", entry_points(group=ENTRY_POINTS), ids=lambda entry: entry.name)
def test_every_entry_point_is_a_documented_channel(entry: object) -> None:
    kind = entry.load()
    assert issubclass(kind, Channel)
    assert kind.__doc__


def test_public_names_are_there() -> None:
    for name in distribute.__all__:
        assert getattr(distribute, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        getattr(distribute, "nothing_of_the_kind")  # noqa: B009 - it is the asking that is tested


def test_types_and_templates_are_installed() -> None:
    folder = Path(importlib.import_module("distribute").__file__).parent
    assert (folder / "py.typed").is_file()
    assert (folder / "templates" / "default.txt").is_file()


def test_the_lock_covers_every_dependency() -> None:
    lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").lower()
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name
    assert "--hash=sha256:" in lock
