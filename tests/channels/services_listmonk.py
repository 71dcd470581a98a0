"""listmonk on loopback, as the source of its version 6 is: campaigns that are stored as drafts, and then started."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

TOKEN, ACCOUNT = "listmonk-token", "newsletter"
LISTS = {3: "News", 4: "Nachrichten"}
READERS = {"me@example.org"}
FIELDS = {
    "name", "subject", "lists", "from_email", "type", "content_type", "body", "altbody", "messenger", "tags",
    "archive_slug",
}  # fmt: skip
ACTION = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
FUNCTION = re.compile(r'(?:Safe )?("(?:[^"\\\n]|\\.)*")|UnsubscribeURL')


class ListmonkService(Service):
    """A server with one account, two lists and a reader."""

    status = "running"  # what a campaign is once it was started

    def __init__(self, *args: Any) -> None:
        """Begin without campaigns."""
        super().__init__(*args)
        self.campaigns: dict[int, dict[str, Any]] = {}
        self.started: dict[int, datetime] = {}
        self.tested: list[dict[str, Any]] = []
        self.may: list[str] = ["campaigns:get_all", "campaigns:manage_all", "campaigns:send"]

    def publishes(self, request: Request) -> bool:
        """Return whether a request starts a campaign."""
        return request.method == "PUT" and request.path.endswith("/status")

    def keep(self, request: Request) -> Answer:
        """Start a campaign, once."""
        number = int(request.path.split("/")[3])
        if not self._may_enter(request):
            return error(403)
        if number not in self.campaigns or json.loads(request.body) != {"status": "running"}:
            return error(400)
        if number in self.started and self.status != "paused":
            return error(400)  # only paused campaigns and drafts can be started
        self.started[number] = self.now()
        self.kept.append(Kept(str(number), self.now(), self.campaigns[number]))
        return self._told(number, "running")

    def answer(self, request: Request) -> Answer:
        """Answer every other request."""
        if not self._may_enter(request):
            return error(403)
        place, *rest = request.path.removeprefix("/api/").split("/")
        if place == "profile":
            role = {"id": 2, "name": "news", "permissions": self.may}
            return Answer({"data": {"username": ACCOUNT, "user_role": role, "email": None}})
        if place == "lists":
            number = int(rest[0])
            about = {"id": number, "name": LISTS.get(number), "subscriber_count": 26}
            return Answer({"data": about}) if number in LISTS else error(400)
        if not rest:
            return self._store(request) if request.method == "POST" else self._listed(request.query)
        number = int(rest[0])
        if request.method == "DELETE":
            return Answer({"data": True}) if self.campaigns.pop(number, None) else error(400)
        if rest[1:] == ["test"]:
            return self._test(request)
        return self._change(number, request) if self._seen(number) == "draft" else error(400)

    def stranger(self, fields: dict[str, str]) -> None:
        """Start somebody else's campaign."""
        number = len(self.requests) + 1
        self.campaigns[number] = {**fields, "tags": [], "lists": [3], "archive_slug": None}
        self.started[number] = self.now()

    def _may_enter(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"token {ACCOUNT}:{TOKEN}"

    def _store(self, request: Request) -> Answer:
        campaign = json.loads(request.body)
        if not valid(campaign):
            return error(400)
        if campaign["archive_slug"] in {each["archive_slug"] for each in self.campaigns.values()}:
            return error(500)  # duplicate key value violates unique constraint
        number = len(self.requests)
        self.campaigns[number] = campaign
        return self._told(number)

    def _change(self, number: int, request: Request) -> Answer:
        changed = {**self.campaigns[number], **json.loads(request.body)}
        if not valid(changed):
            return error(400)
        if number not in self.started:  # one that is still shown as a draft was sent as it was
            self.campaigns[number] = changed
        return self._told(number)

    def _test(self, request: Request) -> Answer:
        campaign = json.loads(request.body)
        to = campaign.pop("subscribers", [])
        if not valid(campaign) or not set(to) <= READERS:
            return error(400)  # no known subscribers to test
        self.tested.append({**campaign, "to": to})
        return Answer({"data": True})

    def _listed(self, query: dict[str, str]) -> Answer:
        found = [
            number for number, each in self.campaigns.items() if query.get("tag") in {None, *each["tags"]}
        ]
        shown = [self._told(number).body["data"] for number in sorted(found, reverse=True)]
        return Answer({"data": {"results": shown[: int(query["per_page"])], "total": len(shown)}})

    def _seen(self, number: int) -> str:
        at = self.started.get(number)
        return self.status if at and at <= self.now() - timedelta(seconds=self.lag) else "draft"

    def _told(self, number: int, status: str = "") -> Answer:
        campaign = self.campaigns[number]
        lists = [{"id": each, "name": LISTS[each]} for each in campaign["lists"] if each in LISTS]
        told = {**campaign, "id": number, "status": status or self._seen(number), "lists": lists}
        return Answer({"data": {**told, "started_at": None, "send_at": None}})


def valid(campaign: dict[str, Any]) -> bool:
    """Return whether a campaign has the fields it needs and no others, and its templates compile."""
    short = 0 < len(campaign.get("name", "")) < 2000 and 0 < len(campaign.get("subject", "")) < 5000
    if not short or not campaign.get("lists") or campaign.keys() - FIELDS or campaign["messenger"] != "email":
        return False
    texts = (campaign["subject"], campaign["body"], campaign["altbody"])
    return all(FUNCTION.fullmatch(action) for text in texts for action in ACTION.findall(shortened(text)))


def shortened(text: str) -> str:
    """Return a template with `…@TrackLink` written out, as listmonk does it before it compiles a template."""
    return re.sub(r"(https?://[\w\-.~!#$&'()*+,/:;=?@\[\]%]*)@TrackLink", r'{{ TrackLink "\1" . }}', text)


def sent(template: str, *, as_html: bool = False) -> str:
    """Return what a reader gets of a template."""

    def filled(action: re.Match[str]) -> str:
        called = FUNCTION.fullmatch(action[1])
        assert called, action[1]
        return json.loads(called[1]) if called[1] else "https://lists.example/subscription/1"

    text = ACTION.sub(filled, template)
    return html.unescape(text) if as_html else text


def error(status: int) -> Answer:
    """Return an error; its words are in the server's language."""
    return Answer({"message": "as documented"}, status)
