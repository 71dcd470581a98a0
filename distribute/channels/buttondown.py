"""Buttondown: the newsletter as an email, which is stored as a draft, then sent, and recognised by its metadata.

The rules of the service are those of https://docs.buttondown.com and of its OpenAPI description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import count_pages, require_account
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.channels.email.newsletter import LEAVE_MARK, Around, Newsletter
from distribute.transport.answers import json_struct

if TYPE_CHECKING:
    import requests

_MOST_PAGES = 50
_VERSION = "2026-04-01"
_LEAVE = "{{ unsubscribe_url }}"  # Buttondown replaces this with the reader's own URL
_TAG = re.compile(r"\{(?=[{%#])")  # the start of a variable, a tag or a comment in a Django template
_KEY = "distribute_key"  # in the email's metadata
_ID = r"[\w-]{1,100}"
_IN_APP = re.compile(rf"/emails/({_ID})/?\Z", re.ASCII)
_NOT_SENT = {"draft", "managed_by_rss", "deleted"}
_SENT = {
    "about_to_send": "",
    "scheduled": "Buttondown will send it at the time that is set there",
    "in_flight": "",
    "sent": "",
    "resending": "",
    "imported": "",
    "transactional": "",
    "throttled": "",
    "paused": "it is paused in Buttondown",
    "suppressed": "Buttondown holds it back: look at its page there",
}
_DUPLICATE = {"status_invalid", "email_duplicate"}
_REFUSALS = {
    "email_not_confirmed": "confirm the account's own address in Buttondown first",
    "sending_requires_confirmation": "Buttondown requires confirmation of this key's first email: send one by hand there",
    "slug_invalid": "another email has this one's slug: delete that draft in Buttondown",
}
_STRANGE = "unexpected response from Buttondown"


class _Email(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(pattern=f"^{_ID}$")]
    status: str
    absolute_url: str = ""
    metadata: dict[str, Any] = {}


class _Page(msgspec.Struct):
    results: list[_Email]
    next: str | None = None


class _Account(msgspec.Struct):
    username: Annotated[str, msgspec.Meta(pattern=r"^[\w.@+-]{1,200}$")]


class Buttondown(Newsletter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An email to a newsletter's subscribers at Buttondown; `limit` is the subject's."""

    newsletter: Annotated[
        str,
        form(
            r"^[\w-]+$",
            "a name of letters, digits, - and _",
            description="its name, as in buttondown.com/NAME",
        ),
    ]
    api_key: Annotated[Secret, msgspec.Meta(description="a key with access to emails and to sending")]
    layout: Annotated[
        Literal["naked", "classic", "modern", "plaintext", "custom"],
        msgspec.Meta(description="what Buttondown puts around the issue; naked: nothing"),
    ] = "naked"
    base_url: Annotated[
        str,
        form(
            r"^https?://[^\s@]+$", "an address such as https://api.buttondown.com", description="another API"
        ),
    ] = "https://api.buttondown.com"
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=2000, description="the maximum number of characters in a subject")
    ] = 200

    placeholder: ClassVar[str] = _LEAVE
    post_path: ClassVar[re.Pattern[str]] = _IN_APP
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {"newsletter": "your-newsletter", "api_key": "$BUTTONDOWN_API_KEY"}

    def target(self) -> str:
        """Return the newsletter, whose subscribers must not receive an issue twice."""
        return f"buttondown:{self.base_url.rstrip('/').casefold()}:{self.newsletter.casefold()}"

    def around(self, language: str) -> Around:
        """Return the placeholder for the reader's unsubscribe link, unless Buttondown's own layout has one."""
        return Around("", _LEAVE if self.layout == "naked" else "")

    def page(self, language: str, subject: str, preheader: str, body: str) -> str:
        """Return the HTML of the message: a whole page, or the content for Buttondown's own layout."""
        if self.layout != "naked":
            return body
        return super().page(language, subject, preheader, _with_leave(body, LEAVE_MARK))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Store the email as a draft, or update the draft of an earlier attempt. Nobody receives it yet."""
        content = self._content(delivery)
        account = self._account()
        email = self._email(delivery)
        if email is None:
            email = self._create(delivery, content)
        elif email.status == "draft":
            email = json_struct(self._ask("PATCH", f"emails/{email.id}", json=content), _Email, _STRANGE)
        return Prepared(account, client=email)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the draft. If the request is repeated with the same key, Buttondown repeats its first response."""
        email: _Email = ready.client
        if email.status not in _NOT_SENT:
            raise Duplicate("Buttondown has sent this email already")
        headers = {"X-Idempotency-Key": f"{delivery.own_id}-send", "X-Buttondown-Live-Dangerously": "true"}
        path = f"emails/{email.id}"
        answer = self._ask("PATCH", path, headers=headers, json={"status": "about_to_send"})
        sent = json_struct(answer, _Email, _STRANGE)
        if sent.id != email.id or sent.status not in _SENT:
            raise InDoubt(_STRANGE)
        return self._receipt(sent)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the email with our key in its metadata."""
        account = delivery.ready.account if delivery.ready else self._account()
        require_account(delivery, account)
        email = self._email(delivery)
        if email is None or email.status in _NOT_SENT:
            return None
        if email.status not in _SENT:
            raise InDoubt("Buttondown reports an error in sending it: look at its page there")
        return self._receipt(email)

    def hosts(self) -> tuple[str, ...]:
        """Return Buttondown's hosts and the host of its API."""
        return ("buttondown.com", "buttondown.email", urlsplit(self.base_url).hostname or "")

    def is_everybody(self, to: str) -> bool:
        """Return False: a test is sent to one address, never to the subscribers."""
        return False

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send the message only to this address, from a draft that is deleted afterwards."""
        email = self._create(delivery, self._content(delivery))
        try:
            self._ask("POST", f"emails/{email.id}/send-draft", json={"recipients": [to]})
        finally:
            with suppress(NotPosted, InDoubt):
                self._ask("DELETE", f"emails/{email.id}")

    def examine(self) -> Iterator[Finding]:
        """Check the key's account, access to the emails, the remaining requests and the clock."""
        from distribute.transport.http import check_clock, check_limits

        yield Finding("ok", f"logged in as {self._account()}")
        answer = self._ask("GET", "emails", params={"excluded_fields": "body"})
        json_struct(answer, _Page, _STRANGE)
        yield Finding("ok", "the key may read emails; whether it may send them can't be checked")
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    def _account(self) -> str:
        return json_struct(self._ask("GET", "accounts/me"), _Account, _STRANGE).username

    def _create(self, delivery: Delivery, content: dict[str, Any]) -> _Email:
        """Store a new draft. If the status were missing, Buttondown would send it at once."""
        headers = {"X-Idempotency-Key": f"{delivery.own_id}-draft"}
        answer = self._ask("POST", "emails", headers=headers, json={**content, "status": "draft"})
        return json_struct(answer, _Email, _STRANGE)

    def _content(self, delivery: Delivery) -> dict[str, Any]:
        """Return the email as Buttondown stores it; NotPosted if it would treat the subject as a template."""
        message = delivery.message
        if _TAG.search(message.title):
            raise NotPosted(
                "the subject has {{, {% or {#, which Buttondown reads as a template: edit it in a draft"
            )
        html = _with_leave(message.html, _LEAVE) if self.layout == "naked" else message.html
        return {
            "subject": message.title,
            "body": f"<!-- buttondown-editor-mode: fancy -->{_harmless(html)}",
            "description": message.summary,
            "canonical_url": message.link,
            "slug": f"{re.sub(r'[^A-Za-z0-9]+', '-', delivery.key.partition('/')[0])[:60]}-{delivery.own_id[-8:]}",
            "template": self.layout,
            "metadata": {_KEY: delivery.own_id},
        }

    def _email(self, delivery: Delivery) -> _Email | None:
        """Return the email with our key; InDoubt if not all emails can be read."""
        key = delivery.own_id
        ours = (
            each for each in self._emails() if each.metadata.get(_KEY) == key and each.status != "deleted"
        )
        return next(ours, None)

    def _emails(self) -> Iterator[_Email]:
        """Yield all emails, newest first; InDoubt if there are too many."""
        for page in count_pages(_MOST_PAGES, "emails"):
            query = {"excluded_fields": "body", "ordering": "-creation_date", "page": str(page)}
            listed = json_struct(self._ask("GET", "emails", params=query), _Page, _STRANGE)
            yield from listed.results
            if not listed.next:
                return

    def _receipt(self, email: _Email) -> Receipt:
        url = email.absolute_url if email.absolute_url.startswith("https://") else ""
        return Receipt(email.id, url, _SENT[email.status])

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the successful response."""
        from distribute.transport.http import Session, header_value, raise_for_outcome

        session = Session(self.timeout, own={400}, patience=self.patience)
        session.headers["Authorization"] = f"Token {header_value(self.api_key)}"
        session.headers["X-API-Version"] = _VERSION
        answer = session.request(method, f"{self.base_url.rstrip('/')}/v1/{path}", **more)
        if not answer.ok:
            _refuse(answer)
        raise_for_outcome(answer)
        return answer


def _refuse(answer: requests.Response) -> None:
    """Raise the verdict for a refusal's code. The service's own message is not repeated."""
    try:
        code = answer.json()["code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    if code in _DUPLICATE:
        raise Duplicate(f"Buttondown refused it ({code}): it may have been sent already")
    if code in _REFUSALS:
        raise NotPosted(f"{_REFUSALS[code]} ({code})")


def _with_leave(body: str, leave: str) -> str:
    """Return HTML with the link `leave`. Buttondown refuses an email without a layout if it has none."""
    return body if leave in body else f'{body}<p><a href="{leave}">Unsubscribe</a></p>'


def _harmless(page: str) -> str:
    """Return HTML that Buttondown, which uses Django's templates, does not change."""

    def quoted(text: str) -> str:
        return _TAG.sub("{% templatetag openbrace %}", text)

    return _LEAVE.join(map(quoted, page.split(_LEAVE)))
