"""Buttondown's API on loopback, as its OpenAPI description and its documentation have it in version 2026-04-01."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

KEY, ACCOUNT = "buttondown-key", "letter"
OTHER_KEY, OTHER_ACCOUNT = "buttondown-key-of-another", "other"
FIELDS = {"subject", "body", "description", "canonical_url", "slug", "template", "metadata", "status"}
TEMPLATES = {"classic", "custom", "modern", "plaintext", "naked"}
ACTION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")  # as Django's lexer has it
ACTIONS = {
    "{{ unsubscribe_url }}": "https://buttondown.com/unsubscribe/1",
    "{% templatetag openbrace %}": "{",
}


class ButtondownService(Service):
    """Two newsletters with a key each; a request with a key is answered once, and then as it was before."""

    page = 50
    status = "about_to_send"  # what an email is once it was sent
    honours_key = True
    refusal = ""  # the code of the answer to every request to send

    def __init__(self, *args: Any) -> None:
        """Begin without emails."""
        super().__init__(*args)
        self.emails: dict[str, dict[str, Any]] = {}
        self.sent: dict[str, datetime] = {}
        self.tested: list[tuple[str, list[str]]] = []
        self._answered: dict[str, Answer] = {}

    def publishes(self, request: Request) -> bool:
        """Return whether a request sends an email: also one that makes it without saying that it is a draft."""
        if request.method == "PATCH":
            return "status" in json.loads(request.body)
        makes = (request.method, request.path) == ("POST", "/v1/emails")
        return makes and json.loads(request.body).get("status") != "draft"

    def keep(self, request: Request) -> Answer:
        """Send a draft, once."""
        return self._once(request, self._send)

    def answer(self, request: Request) -> Answer:
        """Answer every other request."""
        if not self._account(request):
            return error(401, "")
        if request.headers.get("x-api-version") != "2026-04-01":
            return error(400, "")
        place, *rest = request.path.removeprefix("/v1/").split("/")
        if place == "accounts":
            return Answer({"username": self._account(request), "email_address": "a@b.example"})
        if not rest:
            return self._once(request, self._store) if request.method == "POST" else self._listed(request)
        if rest[0] not in self.emails:
            return error(404, "")
        if request.method == "DELETE":
            del self.emails[rest[0]]
            return Answer(b"", 204)
        if rest[1:] == ["send-draft"]:
            self.tested.append((rest[0], json.loads(request.body)["recipients"]))
            return Answer(b"")
        return self._change(rest[0], request)

    def stranger(self, fields: dict[str, str]) -> None:
        """Send an email that a person wrote."""
        number = f"em_{len(self.requests)}s"
        self.emails[number] = {**fields, "metadata": {}, "by": ACCOUNT}
        self.sent[number] = self.now()

    def _once(self, request: Request, act: Any) -> Answer:
        key = request.headers.get("x-idempotency-key", "") if self.honours_key else ""
        known = f"{request.method} {request.path} {key}"
        answer: Answer = self._answered.get(known) or act(request)
        if key and answer.status < 300:
            self._answered[known] = answer
        return answer

    def _send(self, request: Request) -> Answer:
        account, number = self._account(request), request.path.removeprefix("/v1/emails/")
        if not account:
            return error(401, "")
        if self.refusal:
            return error(400, self.refusal)
        if request.headers.get("x-buttondown-live-dangerously") != "true":
            return error(400, "sending_requires_confirmation")
        if json.loads(request.body) != {"status": "about_to_send"} or number in self.sent:
            return error(400, "status_invalid")
        self.sent[number] = self.now()
        self.kept.append(Kept(number, self.now(), self.emails[number]))
        return Answer(self._told(number, "about_to_send"))

    def _store(self, request: Request) -> Answer:
        email = json.loads(request.body)
        if code := self._invalid(email):
            return error(400, code)
        number = f"em_{len(self.requests)}"
        self.emails[number] = {**email, "by": self._account(request)}
        return Answer(self._told(number), 201)

    def _change(self, number: str, request: Request) -> Answer:
        changed = {**self.emails[number], **json.loads(request.body)}
        if code := self._invalid(changed, number):
            return error(400, code)
        if number not in self.sent:
            self.emails[number] = changed
        return Answer(self._told(number))

    def _invalid(self, email: dict[str, Any], number: str = "") -> str:
        if email.keys() - FIELDS - {"by"} or email["template"] not in TEMPLATES:
            return "body_invalid"
        if not 0 < len(email["subject"]) <= 2000:
            return "subject_invalid"
        if not set(ACTION.findall(email["body"])) <= ACTIONS.keys() or email["body"].startswith("---"):
            return "body_invalid"
        if email["template"] == "naked" and "{{ unsubscribe_url }}" not in email["body"]:
            return "body_invalid"
        taken = {each.get("slug") for known, each in self.emails.items() if known != number}
        fits = re.fullmatch(r"[\w-]{1,100}", email["slug"], re.ASCII)
        return "" if fits and email["slug"] not in taken else "slug_invalid"

    def _listed(self, request: Request) -> Answer:
        account, page = self._account(request), int(request.query.get("page", 1))
        own = [number for number, email in self.emails.items() if email["by"] == account][::-1]
        shown = own[(page - 1) * self.page : page * self.page]
        more = f"{self.url}/v1/emails?page={page + 1}" if own[page * self.page :] else None
        told = [{**self._told(number), "body": ""} for number in shown]
        return Answer({"results": told, "next": more, "previous": None, "count": len(own)})

    def _told(self, number: str, status: str = "") -> dict[str, Any]:
        at = self.sent.get(number)
        seen = self.status if at and at <= self.now() - timedelta(seconds=self.lag) else "draft"
        url = f"https://buttondown.com/{ACCOUNT}/archive/{self.emails[number].get('slug', 'by-hand')}/"
        return {**self.emails[number], "id": number, "status": status or seen, "absolute_url": url}

    def _account(self, request: Request) -> str:
        known = {f"Token {KEY}": ACCOUNT, f"Token {OTHER_KEY}": OTHER_ACCOUNT}
        return known.get(request.headers.get("authorization", ""), "")


def received(body: str) -> str:
    """Return what a reader gets of a body."""
    return ACTION.sub(lambda action: ACTIONS[action[0]], body.partition("-->")[2])


def error(status: int, code: str) -> Answer:
    """Return an error as the API describes it."""
    return Answer({"code": code, "detail": "as documented", "metadata": {}}, status)
