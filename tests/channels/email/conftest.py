"""The fixtures of this folder's tests."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.email.kit import Sink
from tests.channels.services_email import PASSWORD, USER, SmtpService
from tests.tools import needed


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_USERNAME", USER)
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)


@pytest.fixture
def service() -> Iterator[SmtpService]:
    with SmtpService() as service:
        yield service


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def sink() -> Iterator[Callable[..., Sink]]:
    with contextlib.ExitStack() as stack:
        yield lambda *options: stack.enter_context(Sink(*options))


@pytest.fixture(scope="session")
def dkim_key() -> bytes:
    """An RSA key in PEM."""
    made = subprocess.run([needed("openssl"), "genrsa", "2048"], capture_output=True, check=True)
    return made.stdout
