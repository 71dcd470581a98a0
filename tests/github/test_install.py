"""The action's own steps, run for real in a site's folder in which every name that they might look up is a trap."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import distribute
from distribute.github.process import outside
from distribute.inputs.yaml import load as load_yaml
from tests.tools import ROOT

pytestmark = pytest.mark.slow
SECRET = "the-token-of-a-channel"
MODULES = "click distribute encodings ensurepip msgspec os pip runpy site sitecustomize sysconfig usercustomize uv venv"
PROGRAMS = "cygpath env git grep pip python python3 python3.11 touch uv"
SETTINGS = """\
site: {url: "https://example.org/", generator: hugo, issues: "content/*.md", max_age: 36500d}
ledger: sqlite:ledger.db
channels: {outbox: {path: out}}
"""
OTHER = (
    "---\ntitle: The Letter October 2020\ndate: 2020-11-05\n---\n\n[Moth 2](https://moth.example/) flies.\n"
)
ISSUE = "---\ntitle: The Letter November 2020\ndate: 2020-12-09\n---\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


class Runner(NamedTuple):
    """Where a job runs: the site is the working directory."""

    folder: Path
    environment: dict[str, str]

    @property
    def caught(self) -> str:
        """The traps that something has stepped into."""
        file = self.folder / "caught"
        return file.read_text() if file.exists() else ""

    def step(self, name: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a step of action.yml to the letter, as GitHub's runner starts it."""
        action: Any = load_yaml((ROOT / "action.yml").read_text())
        (step,) = (one for one in action["runs"]["steps"] if one["name"] == name)
        (self.folder / "step.sh").write_text(step["run"])
        return subprocess.run(
            ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.folder / "step.sh")],
            cwd=self.folder / "site", env=self.environment | more, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action is installed, by way of its first step."""
    folder = tmp_path_factory.mktemp("runner")
    site, home, tools = folder / "site", folder / "home", folder / "tools"
    for each in (site / "bin", site / "content", home / ".config" / "pip", tools, folder / "temp"):
        each.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", site], check=True)  # so that git is asked for ages
    _set_traps(folder)
    action = folder / "action"
    package = Path(distribute.__file__).parent
    shutil.copytree(package, action / "distribute", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ROOT.glob("requirements*.txt"):
        shutil.copy(lock, action)
    (site / "channels.yaml").write_text(SETTINGS)
    (site / "content" / "letter.md").write_text(ISSUE)
    (site / "content" / "##[error]x.md").write_text(OTHER)
    for pip in (site / "pip.conf", home / ".config" / "pip" / "pip.conf"):
        pip.write_text(f"[global]\nindex-url = http://127.0.0.1:9/\ntarget = {site}\n")
    (home / ".cache").symlink_to(Path("~/.cache").expanduser())  # what is there needs no network
    # Python, and what it was given.
    python = tools / "python3"
    python.write_text(f'#!/bin/sh\n/usr/bin/env >>"{folder}/given"\nexec "{sys._base_executable}" "$@"\n')  # type: ignore[attr-defined]
    python.chmod(0o755)
    environment = {
        "PATH": f".:bin::{site}/bin:{tools}:{os.environ['PATH']}:", "HOME": str(home), "LANG": "C.UTF-8",
        "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(action), "GITHUB_WORKSPACE": str(site),
        "RUNNER_TEMP": str(folder / "temp"), "MASTODON_ACCESS_TOKEN": SECRET,
        "PYTHONPATH": str(site), "PYTHONHOME": str(site), "PYTHONSTARTUP": str(site / "venv.py"),
        "PYTHONPYCACHEPREFIX": str(site), "PYTHONUSERBASE": str(site), "PYTHONINSPECT": "1",
        "PIP_CONFIG_FILE": str(site / "pip.conf"), "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_TARGET": str(site),
        "XDG_CONFIG_HOME": str(site), "XDG_CONFIG_DIRS": str(site), "VIRTUAL_ENV": str(site),
    }  # fmt: skip
    made = Runner(folder, environment)
    done = made.step("Install distribute")
    if re.search("name resolution|Name or service not known", done.stderr):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def installed(runner: Runner) -> set[str]:
    """The distributions that the action has installed, as their folders are called."""
    folders = (runner.folder / "temp" / "distribute").rglob("*.dist-info")
    return {folder.name.partition("-")[0] for folder in folders}


def _set_traps(folder: Path) -> None:
    site = folder / "site"
    tell = f"open({str(folder / 'caught')!r}, 'a').write(__file__ + chr(10))\n"
    for name in MODULES.split():
        (site / f"{name}.py").write_text(tell)
        if name in PROGRAMS.split():
            continue
        (site / name).mkdir()
        for module in ("__init__", "__main__", "action"):
            (site / name / f"{module}.py").write_text(tell)
    for name in (*PROGRAMS.split(), *(f"bin/{one}" for one in PROGRAMS.split())):
        (site / name).write_text(f'#!/bin/sh\necho "$0" >>"{folder}/caught"\n')
        (site / name).chmod(0o755)
    for name in (".pydistutils.cfg", "setup.cfg"):
        (site / name).write_text(f"[install]\nprefix={site}\n[easy_install]\nindex_url=http://127.0.0.1:9/\n")
    for name in ("uv.toml", "pyproject.toml"):
        table = "[tool.uv]\n" if name == "pyproject.toml" else ""
        (site / name).write_text(f'{table}index-url = "http://127.0.0.1:9/"\nrequired-version = "==0.0.1"\n')
    (site / "pyvenv.cfg").write_text(f"home = {site}\n")


def test_nothing_of_the_site_takes_part_in_the_installation(runner: Runner) -> None:
    assert runner.caught == ""
    assert not list((runner.folder / "site").rglob("*.pyc"))
    assert not list((runner.folder / "site").rglob("*.dist-info"))
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert len(installed(runner)) >= len(locked) - 1 > 10  # one is for Windows alone


def test_the_installation_is_given_no_secret(runner: Runner) -> None:
    given = (runner.folder / "given").read_text()
    assert "HOME=" in given
    assert SECRET not in given
    assert not re.search(r"^(GITHUB|PIP|PYTHON|XDG|VIRTUAL)\w*=", given, re.MULTILINE)


def test_it_is_installed_once(runner: Runner) -> None:
    before = (runner.folder / "given").read_text()
    assert runner.step("Install distribute").returncode == 0
    once_more = (runner.folder / "given").read_text().removeprefix(before)
    assert once_more.count("PATH=") == 1, "only the version is asked for"


def test_it_is_installed_by_uv(runner: Runner) -> None:
    assert (runner.folder / "temp" / "distribute" / "by-uv").exists()
    assert "uv" not in installed(runner)


def test_a_library_is_installed_where_the_settings_need_it(runner: Runner) -> None:
    settings = runner.folder / "site" / "others.yaml"
    mail = "email: {smtp: 'smtp://localhost', from: news@example.org, to: list@example.org, dkim_selector: s, dkim_key: $KEY}"
    room = "xmpp-room: {room: news@rooms.example.org, jid: bot@example.org, password: $PASSWORD}"
    settings.write_text(f"ledger: $DATABASE_URL\nchannels:\n  {room}\n  {mail}\n")
    assert not {"psycopg", "slixmpp", "apprise", "dkimpy"} & installed(runner)
    done = runner.step("Install distribute", SETTINGS="others.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"psycopg", "slixmpp", "apprise", "dkimpy"} & installed(runner) == {"psycopg", "slixmpp", "dkimpy"}
    assert "setuptools" not in installed(runner), "it builds dkimpy in a folder of its own"
    assert runner.caught == ""


@pytest.mark.slow
def test_pip_installs_where_uv_cannot_be_had(runner: Runner, tmp_path: Path) -> None:
    action = tmp_path / "action"
    (action / "distribute" / "github").mkdir(parents=True)
    (action / "distribute" / "github" / "extras.py").write_text("def main(): pass\n")
    (found,) = re.findall(r"^idna==(?:.*\\\n)*.*$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    (action / "requirements.txt").write_text(found)
    places = {"GITHUB_ACTION_PATH": str(action), "RUNNER_TEMP": str(tmp_path)}
    done = runner.step("Install distribute", **places)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "distribute" / "by-uv").exists()
    assert [*(tmp_path / "distribute").rglob("idna-*.dist-info")]
    assert runner.caught == ""


def test_an_older_python_is_told(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to("/bin/false")
    done = runner.step("Install distribute", PATH=f"bin:{tmp_path}:/usr/bin:/bin", RUNNER_TEMP=str(tmp_path))
    assert done.returncode == 2
    assert "::error::distribute needs Python 3.11 or newer" in done.stdout
    assert runner.caught == ""


@pytest.mark.parametrize("path", ["", ".", "bin:", ":"])
def test_a_path_of_nothing_else_is_not_the_sites_folder(runner: Runner, path: str) -> None:
    assert runner.step("Install distribute", PATH=path, RUNNER_TEMP="/dev/null").returncode
    assert runner.caught == ""


@pytest.mark.parametrize("command", ["preview", "publish", "settle", "doctor"])
def test_nothing_of_the_site_takes_part_in_a_run(runner: Runner, tmp_path: Path, command: str) -> None:
    (tmp_path / "event.json").write_text("{}")
    environment = {
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_EVENT_NAME": "push", "GITHUB_REPOSITORY": "news/site",
        "GITHUB_SHA": "c1", "GITHUB_RUN_ID": "77", "GITHUB_SERVER_URL": "http://127.0.0.1:9",
        "GITHUB_API_URL": "http://127.0.0.1:9", "GITHUB_OUTPUT": str(tmp_path / "output"),
        "INPUT_COMMAND": command, "INPUT_ISSUE": "2020-11", "INPUT_APPROVED": "review",
    }  # fmt: skip
    done = runner.step("distribute", **environment)
    assert runner.caught == ""
    output = (tmp_path / "output").read_text()
    assert "exit<<" in output, done.stderr
    assert "##[" not in done.stdout + done.stderr, "what a command says of a file is no workflow command"
    if command == "preview":
        assert "\\u005berror]x.md, dated 2020-11-05, is 2020-10" in done.stdout
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2020-11" in output


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/usr/bin:/bin", "/usr/bin:/bin"),
        (".:bin::/usr/bin:", "/usr/bin"),
        ("{site}:{site}/bin:{site}/../site/bin:/usr/bin", "/usr/bin"),
        ("{link}:/usr/bin", "/usr/bin"),
        ("", os.defpath),
        (".:{site}", os.defpath),
        ("{site}-tools:/usr/bin", "{site}-tools:/usr/bin"),
    ],
)
def test_a_program_of_the_site_is_not_found(tmp_path: Path, path: str, left: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "link").symlink_to(site)
    names = {"site": site, "link": tmp_path / "link"}
    assert outside(site.resolve(), path.format(**names)) == left.format(**names)
