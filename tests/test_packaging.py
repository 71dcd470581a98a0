"""What is installed is what was built: version, entry points, and a lock that covers them."""

import importlib.util
import re
import tomllib
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import distribute
from distribute.channel.registry import ENTRY_POINTS, adapter, built_in

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, GROUPS = PYPROJECT["project"], PYPROJECT["dependency-groups"]
REQUIREMENTS = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
ON_DEMAND = ("apprise", "dkim", "postgres", "xmpp")  # what the action installs where the settings need it
EXTRAS = (*ON_DEMAND, "scale")  # and what only the image has
UV = "uv pip compile --universal --generate-hashes --python-version 3.11 --no-header"
ACTION = f"{UV} pyproject.toml --constraints requirements-dev.txt --extra dns --extra pictures"
MAKE_ANEW = {
    "requirements-dev.txt": f"{UV} pyproject.toml --extra dev -o requirements-dev.txt",
    "requirements.txt": f"{ACTION} -o requirements.txt",
    **{f"requirements-{name}.txt": f"{ACTION} --extra {name} -o requirements-{name}.txt" for name in EXTRAS},
    "requirements-uv.txt": f"{UV} --group installer -o requirements-uv.txt",
    "requirements-build.txt": f"{UV} --group builder -o requirements-build.txt",
    "requirements-docs.txt": f"{UV} pyproject.toml --extra docs -o requirements-docs.txt",
}
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in MAKE_ANEW}
EXTRA = PROJECT["optional-dependencies"]
REQUIRED = {
    "requirements-dev.txt": REQUIREMENTS,
    "requirements.txt": [*PROJECT["dependencies"], *EXTRA["dns"], *EXTRA["pictures"]],
    **{f"requirements-{name}.txt": EXTRA[name] for name in EXTRAS},
    "requirements-uv.txt": GROUPS["installer"],
    "requirements-build.txt": GROUPS["builder"],
    "requirements-docs.txt": EXTRA["docs"],
}


def test_version_is_that_of_the_distribution() -> None:
    assert version("newsletter-distribute") == distribute.__version__


def test_the_version_says_what_it_is_in_one_place() -> None:
    assert PROJECT["dynamic"] == ["version", "readme", "urls"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", distribute.__version__)


def made_metadata() -> dict[str, Any]:
    """Return the fields that hatch_build.py makes, as a build would have it make them."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    metadata: dict[str, Any] = {}
    module.CustomMetadataHook(str(ROOT), {}).update(metadata)
    return metadata


def test_a_build_in_the_repositorys_job_has_its_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "News/distribute")
    monkeypatch.setenv("GITHUB_SHA", "c" * 40)
    made = made_metadata()
    assert made["urls"]["Source"] == "https://github.com/News/distribute"
    assert made["urls"]["Documentation"] == "https://news.github.io/distribute/"
    picture = f"https://raw.githubusercontent.com/News/distribute/{'c' * 40}/docs/pictures/preview-light.png"
    assert f"]({picture})" in made["readme"]["text"]
    assert f"](https://github.com/News/distribute/blob/{'c' * 40}/docs/design.md)" in made["readme"]["text"]
    relative = [
        link
        for link in re.findall(r"\]\(([^)]+)\)", made["readme"]["text"])
        if not re.match("https://|#", link)
    ]
    assert relative == []


@pytest.mark.parametrize(
    ("repository", "commit"), [("", ""), ("News/distribute", ""), ("News/x](y", "c" * 40)]
)
def test_a_build_elsewhere_names_no_repository(
    monkeypatch: pytest.MonkeyPatch, repository: str, commit: str
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", repository)
    monkeypatch.setenv("GITHUB_SHA", commit)
    made = made_metadata()
    assert made["urls"] == {}
    assert made["readme"]["text"] == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_image_is_pinned_small_and_not_roots() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    assert all(re.search(r"@sha256:[0-9a-f]{64}\b", line) for line in lines if line.startswith("FROM "))
    installs = [line for line in lines if "pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
    last = [line for line in lines if line.startswith("USER ")][-1]
    assert last != "USER root"
    assert lines.index(last) < lines.index('ENTRYPOINT ["distribute"]')
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"  # neither secrets nor a ledger get into it


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


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_tested_is_what_the_action_installs(extra: str) -> None:
    base, more, dev = (
        set(re.findall(r"^\S+==\S+", LOCKS[name], re.MULTILINE))
        for name in ("requirements.txt", f"requirements-{extra}.txt", "requirements-dev.txt")
    )
    assert base < more <= dev


def test_dkimpy_alone_is_installed_from_source() -> None:
    """Its release has no wheel: the one hash is that of its source, so that the action builds that and nothing else."""
    (pin,) = re.findall(
        r"^dkimpy==.*\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
        LOCKS["requirements-dkim.txt"],
        re.MULTILINE,
    )
    assert pin.count("--hash=") == 1
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert re.findall(r"--no-binary (\S+)", action) == ["dkimpy"]
    assert "--only-binary :all:" in action


def test_every_extra_of_an_adapter_can_be_installed_by_the_action() -> None:
    assert {adapter(use).extra for use in built_in()} - {""} <= set(ON_DEMAND)
