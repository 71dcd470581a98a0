"""Standard streams that are closed, full or not read: quiet, with the command's own exit code, and nothing half done"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.kit import Place

PUBLISH = "publish 2020-12-09 --channel outbox --old --not-live --new-ledger --yes"


def in_shell(place: Place, line: str) -> subprocess.CompletedProcess[str]:
    """Run a shell's line, in which `distribute` is the command."""
    line = line.replace("distribute", f"{sys.executable} -m distribute")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=place.root,
        env=place.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("where", [">&-", ">&- 2>&- <&-", "| true", "2>&1 | true", "2>/dev/full"])
def test_an_issue_is_published_whole_whatever_the_streams_are(place: Place, where: str) -> None:
    done = in_shell(place, f"distribute {PUBLISH} {where}")
    assert (done.returncode, done.stderr) == (0, "")
    assert place.run("status", "--json").json["deliveries"][0]["state"] == "posted"
    assert len(list((place.root / "out").iterdir())) == 1


@pytest.mark.parametrize(
    ("command", "code"), [("issues", 0), ("--help", 0), ("publish 1999-01", 2), ("status", 5)]
)
def test_a_reader_that_goes_away_changes_no_exit_code(place: Place, command: str, code: int) -> None:
    done = in_shell(place, f"distribute {command} 2>&1 | true")
    assert (done.returncode, done.stderr) == (code, "")


def test_a_full_disk_is_told(place: Place) -> None:
    done = in_shell(place, "distribute issues >/dev/full")
    assert done.returncode == 3
    assert done.stderr.startswith("distribute: the output cannot be written: ")
