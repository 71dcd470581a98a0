"""Newsletters in folders, published by real processes."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from distribute.testing.service import MastodonService
from tests import forked

BODY = """\
## Software

* [Kite 1.2](https://kite.example/) adds loops and knots for everybody who flies in strong wind.
* [Moth 3.0](https://moth.example/) is the first release that finds its way home in the dark.
* [Fern 0.9](https://fern.example/) grows a new leaf for each contributor of the last month.
"""


OTHER_BODY = (
    BODY.replace("Kite", "Owl").replace("Moth", "Bee").replace("Fern", "Oak").replace("adds", "drops")
)


class Run(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def states(self) -> dict[str, str]:
        return {f"{one['key']}": one["state"] for one in self.json["deliveries"]}


class Newsletter:
    """A site in a folder, with an account on a service and a ledger."""

    def __init__(self, root: Path, service: MastodonService, **more: str) -> None:
        self.root, self.service = root, service
        self.settings(**more)

    def settings(
        self,
        *,
        name: str = "The Letter",
        url: str = "https://letter.example/",
        ledger: str = "sqlite:ledger.db",
        more: str = "",
        language: str = "en",
        site: str = "",
    ) -> None:
        self.write(
            "channels.yaml",
            f"site:\n  name: {name}\n  url: {url}\n  generator: hugo\n  issues: content/*.md\n"
            f"  language: {language}\n{site}"
            f"ledger: {ledger}\n"
            "channels:\n"
            "  mastodon:\n"
            f"    server: {self.service.url}\n"
            "    access_token: $TOKEN\n"
            "    patience: 2s\n    timeout: 0.5s\n" + more,
        )
        self.write("hugo.yaml", f"baseURL: {url}\npermalinks:\n  page:\n    /: /:filename/\n")

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def issue(self, name: str, title: str, body: str = BODY, *, days: float = 1, more: str = "") -> None:
        date = datetime.now(UTC) - timedelta(days=days)
        self.write(
            f"content/{name}.md", f"---\ntitle: {title}\ndate: {date:%Y-%m-%dT%H:%M:%SZ}\n{more}---\n\n{body}"
        )

    def run(self, *words: str, **env: str) -> Run:
        given = {"PATH": os.environ["PATH"], "TOKEN": self.service.token, **env}
        done = forked.run(self.root, *words, environment=given)
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr)

    def publish(self, *words: str) -> Run:
        return self.run("publish", *words, "--not-live", "--new-ledger", "--json")


ID = "distribute: {id: "
