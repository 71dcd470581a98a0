"""Mailman's REST API on loopback, as the source of its version 3.3.10 has it."""

from __future__ import annotations

import email
import email.policy
from base64 import b64decode
from email.message import EmailMessage
from typing import Any, NamedTuple

from distribute.testing.service import Answer, Kept, Request, Service

USER, PASSWORD = "restadmin", "mailman-password"
LIST, LIST_ID = "list@example.org", "list.example.org"
SENDER = "letter@example.org"


class Held(NamedTuple):
    """A message that waits for the moderators, as Mailman describes it: it folds long subjects, and decodes them."""

    message_id: str
    sender: str = "stranger@example.com"
    subject: str = "Buy kites"

    @classmethod
    def of(cls, message: EmailMessage) -> Held:
        """Describe a message."""
        sender = message["From"].addresses[0].addr_spec.lower()
        return cls(str(message["Message-ID"]), sender, str(message["Subject"]).replace(" ", "\n ", 1))


class MailmanService(Service):
    """A Mailman with one list; what it takes is sent to the members at once, or held."""

    holds = False
    stuck = False  # its runners don't work: messages stay in the queue

    def __init__(self, *args: Any) -> None:
        """Begin with an empty queue."""
        super().__init__(*args)
        self.held: list[Held] = []
        self.rules: dict[str, Any] = {
            "default_member_action": "defer", "default_nonmember_action": "hold", "emergency": False,
            "max_message_size": 0, "filter_content": False, "collapse_alternatives": True,
            "convert_html_to_plaintext": False, "http_etag": '"1"',
        }  # fmt: skip
        self.members: dict[tuple[str, str], dict[str, Any]] = {("member", SENDER): {"role": "member"}}

    def publishes(self, request: Request) -> bool:
        """Return whether a request puts a message into a queue."""
        return (request.method, request.path) == ("POST", "/3.1/queues/in")

    def keep(self, request: Request) -> Answer:
        """Take a message, whatever Message-ID it has."""
        if not self._may_enter(request):
            return error(401)
        form = request.form
        if form.keys() != {"list_id", "text"} or form["list_id"] != LIST_ID:
            return error(400)
        post = self.add(form)
        if self.holds:
            self.held.append(Held.of(message(post)))
        return Answer(b"", 201, {"Location": f"{self.url}/3.1/queues/in/1606999+{post.id}"})

    def answer(self, request: Request) -> Answer:
        """Answer every other request."""
        if not self._may_enter(request):
            return error(401)
        place, *rest = request.path.removeprefix("/3.1/").split("/")
        if (place, rest) == ("queues", ["in"]):
            files = [f"1606999+{post.id}" for post in self.kept] if self.stuck else []
            return Answer({"name": "in", "count": len(files), "files": files})
        if place != "lists" or rest[0] not in {LIST, LIST_ID}:
            return error(404)
        if rest[1:] == ["config"]:
            return Answer(self.rules)
        if rest[1:] == ["held"]:
            return Answer(self._held(int(request.query["count"]), int(request.query["page"])))
        if len(rest) == 3:
            member = self.members.get((rest[1], rest[2]))
            return Answer({**member, "email": rest[2]}) if member else error(404)
        return Answer({"fqdn_listname": LIST, "list_id": LIST_ID, "member_count": 26, "http_etag": '"1"'})

    def numbers(self) -> list[str]:
        """Return the Message-IDs of what the members got, as an archive has them."""
        held = [each.message_id for each in self.held]
        return [number for number in map(str, map(_number, self.visible())) if number not in held]

    def _held(self, count: int, page: int) -> dict[str, Any]:
        shown = self.held[(page - 1) * count : page * count]
        entries = [
            {
                "message_id": each.message_id,
                "request_id": 1,
                "msg": "…",
                "sender": each.sender,
                "subject": each.subject,
            }
            for each in shown
        ]
        told = {"start": (page - 1) * count, "total_size": len(self.held), "http_etag": '"1"'}
        return told | ({"entries": entries} if entries else {})

    def _may_enter(self, request: Request) -> bool:
        kind, _, login = request.headers.get("authorization", "").partition(" ")
        return kind == "Basic" and b64decode(login).decode() == f"{USER}:{PASSWORD}"


def message(post: Kept) -> EmailMessage:
    """Return a message that Mailman took."""
    return email.message_from_string(post.fields["text"], policy=email.policy.default)


def _number(post: Kept) -> str:
    return str(message(post)["Message-ID"])


def error(status: int) -> Answer:
    """Return an error as Falcon writes it."""
    return Answer({"title": "as documented"}, status)
