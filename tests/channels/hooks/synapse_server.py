"""A real Synapse of the tests' own, on loopback, and the service between it and the adapter that plays faults."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from distribute.testing.clock import TurnedClock
from distribute.testing.service import Answer, Request, Service
from tests.tools import free_port

SERVER_NAME = "matrix.example"
PASSWORD, _SECRET = "matrix-password-of-the-tests", "shared-secret-of-the-tests"
_LONGEST = 60.0  # seconds until it answers
_MANY = {"per_second": 1000, "burst_count": 1000}
_EVENT = "m.room.message"


class Synapse:
    """A running Synapse: `witness` is its administrator, `news` and `other` are people."""

    def __init__(self, url: str) -> None:
        """Register everybody."""
        self.url = url
        self._line = requests.Session()
        self.tokens = {name: self._register(name) for name in ("witness", "news", "other")}

    def ask(self, method: str, path: str, who: str = "witness", **body: Any) -> dict[str, Any]:
        """Send a request as somebody and return its answer, which has to say yes."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = self._line.request(method, f"{self.url}/{path}", json=body, headers=headers, timeout=10)
        assert answer.ok, answer.text
        return dict(answer.json())

    def log_in(self, name: str) -> str:
        """Return the token of a new session."""
        who = {"type": "m.id.user", "user": name}
        said = {"type": "m.login.password", "identifier": who, "password": PASSWORD}
        return str(self.ask("POST", "_matrix/client/v3/login", **said)["access_token"])

    def pass_on(self, request: Request) -> Answer:
        """Let Synapse answer a request."""
        kept = {
            name: request.headers[name]
            for name in ("authorization", "content-type")
            if name in request.headers
        }
        answer = self._line.request(
            request.method, self.url + request.path, params=request.query, data=request.body, headers=kept, timeout=10
        )  # fmt: skip
        return Answer(answer.content, answer.status_code)

    def _register(self, name: str) -> str:
        """Make an account by the secret that Synapse shares with its administrators."""
        place = f"{self.url}/_synapse/admin/v1/register"
        nonce = self._line.get(place, timeout=10).json()["nonce"]
        kind = "admin" if name == "witness" else "notadmin"
        signed = f"{nonce}\0{name}\0{PASSWORD}\0{kind}".encode()
        mac = hmac.new(_SECRET.encode(), signed, hashlib.sha1).hexdigest()
        account = {
            "nonce": nonce,
            "username": name,
            "password": PASSWORD,
            "admin": kind == "admin",
            "mac": mac,
        }
        return str(self._line.post(place, json=account, timeout=10).json()["access_token"])


class MatrixRoom(Service):
    """A room of its own on a Synapse, with a witness in it. What the adapter asks for passes through here."""

    def __init__(self, synapse: Synapse, clock: TurnedClock) -> None:
        """Make the room, which everybody may enter, and let the newsletter in."""
        super().__init__(clock.now)
        self.synapse, self.token = synapse, synapse.tokens["news"]
        made = synapse.ask("POST", "_matrix/client/v3/createRoom", preset="public_chat")
        self.room = self.alias = made["room_id"]
        self.path = f"_matrix/client/v3/rooms/{self.room}"
        self.listed: list[int] = []  # how many events there were in each page that Synapse sent
        self._seen: dict[str, datetime] = {}
        synapse.ask("POST", f"{self.path}/join", "news")

    def publishes(self, request: Request) -> bool:
        """Return whether a request sends a message."""
        return request.method == "PUT"

    def keep(self, request: Request) -> Answer:
        """Let Synapse keep a message, and note the time by the run's clock."""
        answer = self.synapse.pass_on(request)
        if answer.status == requests.codes.ok:
            self._seen.setdefault(json.loads(answer.content)["event_id"], self.now())
        return answer

    def answer(self, request: Request) -> Answer:
        """Let Synapse answer, without what may not be seen yet."""
        answer = self.synapse.pass_on(request)
        if not request.path.endswith("/messages"):
            return answer
        until, said = self.now() - timedelta(seconds=self.lag), json.loads(answer.content)
        self.listed.append(len(said["chunk"]))
        late = {event for event, at in self._seen.items() if at > until}
        return Answer(said | {"chunk": [each for each in said["chunk"] if each["event_id"] not in late]})

    @property
    def arrived(self) -> list[Any]:
        """What the witness has seen of us."""
        page = self.synapse.ask("GET", f"{self.path}/messages?dir=b&limit=100")
        ours = f"@news:{SERVER_NAME}"
        return [each["content"] for each in page["chunk"] if (each["type"], each["sender"]) == (_EVENT, ours)]

    def stranger(self, fields: dict[str, str]) -> None:
        """Let somebody else say something."""
        self.synapse.ask("POST", f"{self.path}/join", "other")
        number = hashlib.sha256(repr(fields).encode()).hexdigest()
        self.synapse.ask("PUT", f"{self.path}/send/{_EVENT}/{number}", "other", msgtype="m.text", **fields)

    def state(self, kind: str, **content: Any) -> None:
        """Let the room's owner change something about the room."""
        self.synapse.ask("PUT", f"{self.path}/state/{kind}/", **content)


@contextmanager
def real_synapse(venv: Path, folder: Path) -> Iterator[Synapse]:
    """Lend a running Synapse that is installed in a virtual environment."""
    port = free_port()
    settings = folder / "homeserver.json"  # YAML is a superset of JSON
    settings.write_text(json.dumps(_settings(folder, port)))
    with (folder / "out.log").open("wb") as log:
        run = subprocess.Popen(
            [venv / "bin" / "python", "-m", "synapse.app.homeserver", "--config-path", settings],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
    try:
        _wait_for(run, port)
        yield Synapse(f"http://127.0.0.1:{port}")
    finally:
        run.terminate()
        run.wait(_LONGEST)


def _wait_for(run: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _LONGEST
    while run.poll() is None and time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    msg = "Synapse does not start"
    raise RuntimeError(msg)


def _settings(folder: Path, port: int) -> dict[str, Any]:
    listener = {
        "bind_addresses": ["127.0.0.1"],
        "port": port,
        "type": "http",
        "resources": [{"names": ["client"]}],
    }
    return {
        "server_name": SERVER_NAME, "listeners": [listener], "report_stats": False, "trusted_key_servers": [],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"), "pid_file": str(folder / "pid"),
        "signing_key_path": str(folder / "signing.key"), "registration_shared_secret": _SECRET,
        "macaroon_secret_key": _SECRET, "form_secret": _SECRET, "bcrypt_rounds": 4, "enable_room_list_search": False,
        "rc_message": _MANY, "rc_joins": {"local": _MANY}, "rc_room_creation": _MANY,
        "rc_login": {"address": _MANY, "account": _MANY},
    }  # fmt: skip
