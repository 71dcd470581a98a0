"""A channel that is a wall, a site with its ledger, and how they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt
from distribute.config import Config, SiteSettings
from distribute.deliver.reconcile import read_back
from distribute.issue import Issue
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from distribute.publish.plan import plan
from distribute.publish.planned import Plan
from distribute.publish.results import PublishOptions, Result
from distribute.publish.run import RunControl, publish
from distribute.publish.selection import Selection

BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"
WALLS: dict[str, list[str]] = {}


class Wall(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wall that posts are stuck on; `account` says which."""

    account: str
    token: Secret | None = None
    shaky: bool = False

    def target(self) -> str:
        """The wall."""
        return f"wall:{self.account}"

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Stick it on, and lose the answer where it is shaky."""
        WALLS.setdefault(self.account, []).append(delivery.message.text)
        if self.shaky:
            raise InDoubt("no answer")
        return Receipt(delivery.idempotency_key)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look at the wall."""
        return (
            Receipt(delivery.idempotency_key)
            if delivery.message.text in WALLS.get(self.account, ())
            else None
        )


def wall(name: str = "wall", **settings: Any) -> Wall:
    return Wall(**{"name": name, "use": "wall", "account": name, **settings})


def issue(**fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": datetime.now(UTC) - timedelta(days=1),
        "site": "The Letter",
        "body": BODY,
        **fields,
    }
    return Issue(**given)


class Site:
    """A site, its ledger, and what is asked of a person."""

    def __init__(self, folder: Path, *channels: Channel, **site: Any) -> None:
        settings = SiteSettings(name="The Letter", **site)
        self.config = Config(folder / "channels.yaml", settings, "sqlite:x", channels)
        self.ledger = MemoryLedger()

    def plan(self, *issues: Issue, anew: bool = False) -> Plan:
        history = None if anew else fold(self.ledger.read())
        return plan(Selection(self.config, issues, issues, self.config.channels), history)

    def publish(self, *issues: Issue, ask: Callable[[Plan], bool] = lambda _: True, **options: Any) -> Result:
        wanted = PublishOptions(**{"not_live": True, **options})
        family = issues or (issue(),)
        history = fold(self.ledger.read())
        looked = read_back(self.config, history, self.ledger)
        planned = self.plan(*family, anew=wanted.repost is not None)
        history = fold(self.ledger.read())
        return publish(self.config, planned, history, self.ledger, wanted, RunControl(ask=ask), looked)


def states(result: Result) -> list[str]:
    return [post.state for post in result.plan.planned]


def codes(result: Result) -> set[str]:
    return {problem.code for problem in result.plan.problems if problem.severity == "error"}
