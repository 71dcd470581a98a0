"""The PostgreSQL ledger on the command line, and what is said of an address that is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from distribute.ledger.events import LedgerError, NoLedger
from distribute.ledger.postgres import PostgresLedger
from distribute.testing.postgres import PASSWORD
from tests.ledger.test_postgres import url

__all__ = ["url"]  # its fixtures


def wrong_addresses(url: str) -> dict[str, tuple[str, str]]:
    place = f"127.0.0.1:{urlsplit(url).port}"
    return {
        "a wrong password": (
            f"postgresql://postgres:hunter2@{place}/postgres",
            "rejected the user or the password",
        ),
        "no password": (f"postgresql://postgres@{place}/postgres", "requires a password"),
        "no TLS": (f"postgresql://me:hunter2@{place}/postgres?sslmode=require", "does not support TLS"),
        "no certificate": (
            f"postgresql://me:hunter2@{place}/postgres?sslmode=verify-full&sslrootcert=/nowhere/root.crt",
            "certificate|TLS",
        ),
        "no such database": (url.rpartition("/")[0] + "/nothing", "no such database or user"),
        "nobody there": ("postgresql://me:hunter2@127.0.0.1:1/news", "the connection was refused"),
        "a name unknown": ("postgresql://me:hunter2@nothing.invalid/news", "host name can't be resolved"),
        "a slash in it": (
            "postgresql://me:hun/ter2@127.0.0.1/news",
            "can't be reached|host name can't be resolved",
        ),
        "an @ in it": ("postgresql://me:hunter2@ter2@127.0.0.1/news", "host name can't be resolved"),
        "another database's": (
            "mysql://me:hunter2@127.0.0.1/news",
            "not the address of a PostgreSQL database",
        ),
        "words": ("the password is hunter2", "not the address of a PostgreSQL database"),
        "a strange port": ("postgresql://me:x@127.0.0.1:hunter2/news", ""),
    }


@pytest.mark.parametrize("what", wrong_addresses("postgresql://h:1/x"))
def test_an_address_that_is_wrong_is_told_without_it(url: str, what: str) -> None:
    address, said = wrong_addresses(url)[what]
    with pytest.raises(LedgerError, match=rf"^\$DATABASE_URL.*{said}") as caught:
        PostgresLedger(address, "$DATABASE_URL", patience=0)
    told = "".join(traceback.format_exception(caught.value))
    for secret in ("hunter2", "ter2", "hun/", PASSWORD):
        assert secret not in told


def test_without_its_library_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"pip install 'newsletter-distribute\[postgres\]'"):
        PostgresLedger("postgresql://127.0.0.1/x")


SETTINGS = """\
site: {generator: hugo, url: https://letter.example/, issues: content/news/*.md}
ledger: $NEWS_DATABASE
channels: {outbox: {path: out}}
"""
ISSUE = "---\ntitle: The Letter 42\nslug: letter\ndate: 2020-12-09\n---\n\n## News\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


def command(folder: Path, *words: str, address: str = "") -> subprocess.CompletedProcess[str]:
    if not (folder / "channels.yaml").exists():
        (folder / "content" / "news").mkdir(parents=True)
        (folder / "channels.yaml").write_text(SETTINGS)
        (folder / "hugo.toml").write_text('baseURL = "https://letter.example/"\n')
        (folder / "content" / "news" / "42.md").write_text(ISSUE)
    env = {name: value for name, value in os.environ.items() if name not in {"CI", "NEWS_DATABASE"}}
    line = [sys.executable, "-m", "distribute", *words]
    return subprocess.run(
        line, cwd=folder, env={**env, "NEWS_DATABASE": address}, capture_output=True, text=True, check=False
    )


def test_a_site_keeps_its_ledger_in_it(tmp_path: Path, url: str) -> None:
    publish = ("publish", "2020-12-09", "--old", "--not-live")
    lost = command(tmp_path, *publish, address=url)
    assert lost.returncode == 5
    assert "no ledger at $NEWS_DATABASE" in lost.stderr
    with pytest.raises(NoLedger):
        PostgresLedger(url)
    assert command(tmp_path, *publish, "--new-ledger", address=url).returncode == 0
    again = command(tmp_path, *publish, address=url)
    assert again.returncode == 0
    assert "already posted" in again.stdout
    assert len(list((tmp_path / "out").glob("[!.]*"))) == 1
    assert "already exists" in command(tmp_path, "init", address=url).stdout


def test_a_dry_run_asks_it_only_when_told_to(tmp_path: Path, url: str) -> None:
    PostgresLedger.create(url)
    plain = command(tmp_path, "publish", "2020-12-09", "--dry-run")  # not even the address is needed
    assert plain.returncode == 0
    assert "the ledger was not consulted" in plain.stdout
    asked = command(tmp_path, "publish", "2020-12-09", "--dry-run", "--with-ledger", address=url)
    assert asked.returncode == 0
    assert "not consulted" not in asked.stdout
    assert list(PostgresLedger(url).read()) == []


def test_an_address_that_is_not_set_is_told_by_its_name(tmp_path: Path) -> None:
    told = command(tmp_path, "publish", "2020-12-09", "--old", "--not-live")
    assert told.returncode == 2
    assert "ledger: $NEWS_DATABASE is not set" in told.stderr
