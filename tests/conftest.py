"""What every test may ask for: the corpus of real newsletters, and sites made on the spot."""

from __future__ import annotations

import atexit
import gc
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from distribute.config import FILE, Config, SiteSettings
from distribute.sites.registry import Site, open_site
from distribute.testing.postgres import NoPostgres, PostgresServer, a_postgres
from tests.skips import without_others
from tests.tools import ROOT, needed

# As `distribute/__main__.py` says, msgspec 0.22 may crash when the garbage collector takes apart types that were made at
# run time, which tests make: this happens at exit, or rarely in between.
gc.set_threshold(50_000)
atexit.register(gc.freeze)

MakeSite = Callable[..., Site]

# A fixture of a test's own folder is shared by all its examples on purpose: each writes its file anew.
_COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
settings.register_profile("here", max_examples=60, **_COMMON)
settings.register_profile("ci", max_examples=60, derandomize=True, **_COMMON)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session", autouse=True)
def nowhere_special(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run every test as on nobody's machine: what a CI service sets changes what commands do, such as `CI` for ledgers.

    Nor is anything kept from one run of the tests to the next.

    The hundreds of processes that tests start may keep what they compile: compiling takes half of a short one's time.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in {"CI", "PYTHONDONTWRITEBYTECODE"} or name.startswith(
                ("GITHUB_", "RUNNER_", "ACTIONS_")
            ):
                patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def bugs_are_raised() -> Iterator[None]:
    """Raise what fails while an issue is read, which is only a problem of that issue outside the tests."""

    def raised(bug: Exception) -> str:
        raise bug

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("distribute.sites.reading.own_error", raised)
        yield


# Files that mostly wait, and then those that take longest: begun first, they wait beside the others instead of after
# them, and what is left for the end are files that take seconds.
_FIRST = (
    "test_chaos.py",
    "test_processes.py",
    "test_ejabberd.py",
    "test_synapse.py",
    "test_action.py",
    "test_model.py",
    "test_together.py",
    "test_issues.py",
    "test_growth.py",
    "test_builds.py",
    "test_browser.py",
    "test_postgres.py",
    "test_gitbranch.py",
    "test_install.py",
    "test_answers.py",
    "test_any_text.py",
    "test_scripts.py",
    "test_lengths.py",
    "test_newsletter.py",
    "test_plugin_example.py",
    "test_hostile_settings.py",
    "test_engine.py",
    "test_fitting.py",
    "test_mail.py",
)


@pytest.hookimpl(optionalhook=True)  # without xdist, too, the tests run
def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at once with `-n logical`: some more than processors, for many of them wait."""
    return (os.cpu_count() or 1) + 3


def pytest_collection(session: pytest.Session) -> None:
    """Let each worker import other files first, so that it can read later what the others have compiled.

    Each worker imports all of them, and compiling a test takes longer than running most.
    """
    worker: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    sys.dont_write_bytecode = False
    first, step = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    for file in sorted((ROOT / "tests").rglob("test_*.py"))[first::step]:
        with suppress(Exception, pytest.skip.Exception):  # told when it is collected
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; `--no-loadscope-reorder` keeps it so."""
    places = {name: place for place, name in enumerate(_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at each test that is skipped."""
    report = yield
    without_others(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at each file that is skipped."""
    report = yield
    without_others(report)
    return report


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real newsletters: $DISTRIBUTE_CORPUS, else ../shared/corpus beside the project."""
    named = os.environ.get("DISTRIBUTE_CORPUS")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip(f"no corpus of real newsletters in {folder}: $DISTRIBUTE_CORPUS names it elsewhere")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own."""
    try:
        with a_postgres() as server:
            yield server
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a function that writes files, named as in the site's folder, and opens the site they make."""

    def make(files: dict[str, str | bytes], **site: Any) -> Site:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        chosen = SiteSettings(**{"url": "https://example.org/", "name": "Example Newsletter", **site})
        return open_site(Config(tmp_path / FILE, chosen, "sqlite:ledger.db", ()))

    return make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody signed, for 127.0.0.1 alone, and its key in one file."""
    openssl = needed("openssl")
    folder = tmp_path_factory.mktemp("tls")
    file = folder / "both.pem"
    name = ["-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = [*"-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout".split(), str(folder / "key.pem")]
    command = [openssl, "req", "-x509", *key, "-days", "2", *name, "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a server needs to encrypt with `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
