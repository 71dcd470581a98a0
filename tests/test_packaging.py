"""What is installed is what was built: version, entry points, and a lock that covers them."""

import re
import tomllib
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import distribute
from distribute.channel.registry import ENTRY_POINTS

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, GROUPS = PYPROJECT["project"], PYPROJECT["dependency-groups"]
REQUIREMENTS = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
EXTRAS = ("dns", "pictures", "xmpp")  # what the action installs besides, always
UV = "uv pip compile --universal --generate-hashes --python-version 3.11 --no-header"
ACTION = f"{UV} pyproject.toml --constraints requirements-dev.txt --extra dns --extra pictures --extra xmpp"
MAKE_ANEW = {
    "requirements-dev.txt": f"{UV} pyproject.toml --extra dev -o requirements-dev.txt",
    "requirements.txt": f"{ACTION} -o requirements.txt",
    "requirements-postgres.txt": f"{ACTION} --extra postgres -o requirements-postgres.txt",
    "requirements-uv.txt": f"{UV} --group installer -o requirements-uv.txt",
    "requirements-docs.txt": f"{UV} pyproject.toml --extra docs -o requirements-docs.txt",
}
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in MAKE_ANEW}
EXTRA = PROJECT["optional-dependencies"]
REQUIRED = {
    "requirements-dev.txt": REQUIREMENTS,
    "requirements.txt": [*PROJECT["dependencies"], *(one for extra in EXTRAS for one in EXTRA[extra])],
    "requirements-postgres.txt": EXTRA["postgres"],
    "requirements-uv.txt": GROUPS["installer"],
    "requirements-docs.txt": EXTRA["docs"],
}


def test_version_is_that_of_the_distribution() -> None:
    assert version("newsletter-distribute") == distribute.__version__


def test_the_version_says_what_it_is_in_one_place() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", distribute.__version__)


def test_no_built_in_channel_is_listed_a_second_time() -> None:
    assert ENTRY_POINTS not in PROJECT.get("entry-points", {})


@pytest.mark.parametrize("entry", entry_points(group="console_scripts", name="distribute"))
def test_the_command_can_be_called(entry: EntryPoint) -> None:
    assert callable(entry.load())


def test_public_names_are_there() -> None:
    for name in distribute.__all__:
        assert getattr(distribute, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        getattr(distribute, "nothing_of_the_kind")  # noqa: B009 - it is the asking that is tested


def test_types_and_templates_are_installed() -> None:
    folder = Path(distribute.__file__).parent
    assert (folder / "py.typed").is_file()
    assert (folder / "templates" / "default.txt").is_file()


@pytest.mark.parametrize(
    ("lock", "written"), [(lock, written) for lock, all_of_it in REQUIRED.items() for written in all_of_it]
)
def test_a_lock_holds_a_version_of_every_requirement_that_will_do(lock: str, written: str) -> None:
    requirement = Requirement(written)
    name = re.escape(canonicalize_name(requirement.name))
    locked = re.search(rf"^{name}==(\S+)", LOCKS[lock], re.MULTILINE)
    assert locked, MAKE_ANEW[lock]
    assert requirement.specifier.contains(locked[1]), f"{locked[1]} will not do. {MAKE_ANEW[lock]}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_releases_by_their_hashes_alone(lock: str) -> None:
    lines = re.sub(r"^ *#.*\n", "", LOCKS[lock], flags=re.MULTILINE)
    pins = re.split(r"^(?=\w)", lines, flags=re.MULTILINE)[1:]
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"://|^-|^\s*[./]", LOCKS[lock], re.MULTILINE)


def test_what_is_tested_is_what_the_action_installs() -> None:
    base, postgres, dev = (
        set(re.findall(r"^\S+==\S+", LOCKS[name], re.MULTILINE))
        for name in ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt")
    )
    assert base < postgres <= dev
    assert {pin.partition("==")[0] for pin in postgres - base} == {"psycopg", "psycopg-binary"}
