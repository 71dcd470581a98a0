"""listmonk: the newsletter as a campaign, which is stored as a draft, then started, and recognised by a tag of ours.

The rules of the service are those of its source, version 6: cmd/campaigns.go, internal/core/campaigns.go,
queries/campaigns.sql and models/campaigns.go.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import require_account
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted, Unfit
from distribute.channels.email.newsletter import LEAVE_MARK, Around, Newsletter
from distribute.text.language_tags import for_language
from distribute.transport.answers import json_object

if TYPE_CHECKING:
    import requests

_Lists = Annotated[
    tuple[Annotated[int, msgspec.Meta(gt=0)], ...],
    msgspec.Meta(description="the numbers of the lists"),
]
_LEAVE = "{{ UnsubscribeURL }}"  # listmonk replaces this with the reader's own URL
_STARTED = {
    "running": "",
    "finished": "",
    "scheduled": "listmonk will send it at the time that is set there",
    "paused": "it is paused in listmonk",
    "cancelled": "it was cancelled in listmonk after it had been started",
}
_MAY = (
    ("campaigns:get", "campaigns:get_all"),
    ("campaigns:manage", "campaigns:manage_all"),
    ("campaigns:send",),
)
_SUPER_ADMIN = 1  # the id of the role with all permissions
_STRANGE = "unexpected response from listmonk"
_Kind = TypeVar("_Kind")


class _List(msgspec.Struct):
    id: int
    name: str = ""
    subscriber_count: int = 0


class _Campaign(msgspec.Struct):
    id: Annotated[int, msgspec.Meta(gt=0, lt=1 << 53)]
    status: str
    tags: list[str]
    lists: list[_List]
    archive_slug: str | None = None


class _Page(msgspec.Struct):
    results: list[_Campaign]
    total: int = 0


class _Role(msgspec.Struct):
    id: int = 0
    permissions: list[str] | None = None


class _Profile(msgspec.Struct):
    username: str
    user_role: _Role = msgspec.field(default_factory=_Role)


class Listmonk(Newsletter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign to lists on a listmonk server, or to other lists for each language. `limit` applies to the subject."""

    server: Annotated[
        str,
        form(
            r"^https?://[^\s@]+$",
            "an address such as https://lists.example",
            description="the address of listmonk",
        ),
    ]
    username: Annotated[
        str,
        form(r"^[\w.@-]+$", "a user name of letters, digits, dots, @, - and _", description="the API user"),
    ]
    token: Annotated[Secret, msgspec.Meta(description="the API user's token")]
    lists: Annotated[
        _Lists | dict[str, _Lists],
        msgspec.Meta(description="the numbers of the lists, or those for each language"),
    ]
    sender: Annotated[
        str,
        form("^[^\\r\\n]*$", "an address on one line", description="the sender, if not listmonk's default"),
    ] = msgspec.field(name="from", default="")

    placeholder: ClassVar[str] = _LEAVE
    id_form: ClassVar[str] = "[0-9]{1,16}"
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://lists.your-domain.example",
        "username": "newsletter",
        "token": "$LISTMONK_TOKEN",
        "lists": [3],
    }

    def __post_init__(self) -> None:
        """Require at least one list for each language."""
        if not all((self.lists,) if isinstance(self.lists, tuple) else [self.lists, *self.lists.values()]):
            msg = "name at least one list in `lists`, by its number"
            raise ValueError(msg)

    def target(self) -> str:
        """Return the server and the lists, which must not receive an issue twice."""
        return f"listmonk:{self.server.rstrip('/').casefold()}:{','.join(map(str, self._all_lists))}"

    def around(self, language: str) -> Around:
        """Return the placeholder for the reader's unsubscribe link; Unfit if the language has no list."""
        self._lists_of(language)
        return Around("", _LEAVE)

    def page(self, language: str, subject: str, preheader: str, body: str) -> str:
        """Return the HTML of the message, with an unsubscribe link even if the issue has its own text."""
        leave = "" if LEAVE_MARK in body else f'<p><a href="{LEAVE_MARK}">Unsubscribe</a></p>'
        return super().page(language, subject, preheader, body + leave)

    def prepare(self, delivery: Delivery) -> Prepared:
        """Store the campaign as a draft, or update the draft of an earlier attempt. Nobody receives it yet."""
        return Prepared(self.username, client=self._draft(delivery))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Start the campaign. Only a draft or a paused campaign can be started, so none is started twice."""
        campaign: _Campaign = ready.client
        if campaign.status == "paused":  # starting it would resume it
            raise Duplicate("the campaign is already in listmonk, and paused")
        path = f"campaigns/{campaign.id}/status"
        answer = self._ask("PUT", path, own={400}, json={"status": "running"})
        if answer.status_code == 400:  # noqa: PLR2004 - bad request
            raise Duplicate("listmonk refused to start the campaign (400): it may have been started already")
        started = _data(answer, _Campaign)
        if started.id != campaign.id or started.status not in _STARTED:
            raise InDoubt(_STRANGE)
        return self._receipt(started)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the campaign. Another account may see fewer campaigns."""
        require_account(delivery, self.username)
        campaign = self._campaign(delivery)
        if campaign is None or campaign.status == "draft":
            return None
        if campaign.status not in _STARTED:
            raise InDoubt(_STRANGE)
        return self._receipt(campaign)

    def hosts(self) -> tuple[str, ...]:
        """Return the server's host."""
        return (urlsplit(self.server).hostname or "",)

    def post_id(self, receipt: Receipt) -> str:
        """Return the campaign's number, taken from its URL if a person gave one."""
        return urlsplit(receipt.id).path.rstrip("/").rpartition("/campaigns/")[2]

    def is_everybody(self, to: str) -> bool:
        """Return False: a test is sent to one subscriber, never to a list."""
        return False

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send the message only to one subscriber, from a draft that is deleted afterwards."""
        content = self._content(delivery)
        campaign = self._create(content)
        try:
            self._test(campaign, {**content, "subscribers": [to]})
        finally:
            with suppress(NotPosted, InDoubt):
                self._ask("DELETE", f"campaigns/{campaign.id}")

    def _test(self, campaign: _Campaign, content: dict[str, Any]) -> None:
        if not self._ask("POST", f"campaigns/{campaign.id}/test", own={400}, json=content).ok:
            msg = "listmonk refused the test (400): it sends one only to the address of a subscriber"
            raise NotPosted(msg)

    def examine(self) -> Iterator[Finding]:
        """Check the token's account and permissions, the lists and the clock."""
        from distribute.transport.http import check_clock

        answer = self._ask("GET", "profile")
        profile = _data(answer, _Profile)
        yield Finding("ok", f"logged in as {profile.username}")
        yield from _missing(profile.user_role)
        for number in self._all_lists:
            yield self._examine_list(number)
        yield check_clock(answer, self.patience)

    def _examine_list(self, number: int) -> Finding:
        answer = self._ask("GET", f"lists/{number}", own={400, 403, 404})
        if not answer.ok:
            return Finding("error", f"there is no list {number}, or {self.username} may not see it")
        found = _data(answer, _List)
        return Finding("ok", f"the list {number}, “{found.name}”, has {found.subscriber_count} subscribers")

    @property
    def _all_lists(self) -> list[int]:
        of_language = (self.lists,) if isinstance(self.lists, tuple) else self.lists.values()
        return sorted({number for numbers in of_language for number in numbers})

    def _lists_of(self, language: str) -> tuple[int, ...]:
        """Return the lists for a language; Unfit if there are none."""
        if isinstance(self.lists, tuple):
            return self.lists
        found = for_language(self.lists, language)
        if not found:
            msg = f"`lists` has none for {language!r}: add one, or leave the language out of `languages`"
            raise Unfit(msg)
        return found

    def _draft(self, delivery: Delivery) -> _Campaign:
        """Return a delivery's campaign, which is a draft unless it was started; NotPosted if it can't be stored."""
        content = self._content(delivery)
        campaign = self._campaign(delivery)
        if campaign is None:
            return self._create(content)
        if campaign.status != "draft":
            return campaign
        return self._stored("PUT", f"campaigns/{campaign.id}", content)

    def _create(self, content: dict[str, Any]) -> _Campaign:
        """Store a new draft. `archive_slug` is unique in the database, so two runs can't both store one."""
        return self._stored("POST", "campaigns", content)

    def _stored(self, method: str, path: str, content: dict[str, Any]) -> _Campaign:
        answer = self._ask(method, path, own={400, 500}, json=content)
        if answer.status_code == 400:  # noqa: PLR2004 - bad request
            what = f"do the lists exist, may {self.username} use them, and is `from` right?"
            raise NotPosted(f"listmonk does not store the campaign (400): {what}")
        if not answer.ok:
            raise NotPosted("listmonk could not store the campaign (500): run again", final=False)
        return self._agreed(_data(answer, _Campaign), content)

    def _agreed(self, campaign: _Campaign, content: dict[str, Any]) -> _Campaign:
        """Return the stored campaign; NotPosted if listmonk left out a list, which it does without an error."""
        if missing := set(content["lists"]) - {each.id for each in campaign.lists}:
            which = ", ".join(map(str, sorted(missing)))
            raise NotPosted(
                f"listmonk leaves out the list {which}: does it exist, and may {self.username} use it?"
            )
        return campaign

    def _content(self, delivery: Delivery) -> dict[str, Any]:
        """Return the campaign as listmonk stores it. `visual` means HTML without listmonk's own page around it."""
        message, name = delivery.message, delivery.own_id
        content = {
            "name": message.title,
            "subject": _literal(message.title) if "{{" in message.title else message.title,
            "lists": list(self._lists_of(delivery.language)),
            "type": "regular",
            "content_type": "visual",
            "body": _html(message.html),
            "altbody": _text(message.text),
            "messenger": "email",
            "tags": [name],
            "archive_slug": name,
        }
        return content | ({"from_email": self.sender} if self.sender else {})

    def _campaign(self, delivery: Delivery) -> _Campaign | None:
        """Return the campaign with our tag and slug; Alike if a person has sent a copy, which has only the tag."""
        name = delivery.own_id
        page = _data(
            self._ask("GET", "campaigns", params={"tag": name, "per_page": "50", "no_body": "true"}), _Page
        )
        if page.total > len(page.results) or any(name not in each.tags for each in page.results):
            raise InDoubt(_STRANGE)
        if own := [each for each in page.results if each.archive_slug == name]:
            return own[0]
        if copies := [each for each in page.results if each.status != "draft"]:
            raise Alike(tuple(map(self._receipt, copies)))
        return None

    def _receipt(self, campaign: _Campaign) -> Receipt:
        url = f"{self.server.rstrip('/')}/admin/campaigns/{campaign.id}"
        return Receipt(str(campaign.id), url, _STARTED.get(campaign.status, ""))

    def _ask(self, method: str, path: str, *, own: Collection[int] = (), **more: Any) -> requests.Response:
        """Send one request and return a successful response or one with a status in `own`."""
        from distribute.transport.http import Session, header_value

        session = Session(self.timeout, own=own, patience=self.patience)
        session.headers["Authorization"] = f"token {self.username}:{header_value(self.token)}"
        return session.request(method, f"{self.server.rstrip('/')}/api/{path}", **more)


def _data(answer: requests.Response, kind: type[_Kind]) -> _Kind:
    """Return the content of a response; InDoubt if it does not have this form."""
    try:
        return msgspec.convert(json_object(answer, _STRANGE).get("data"), kind)
    except msgspec.ValidationError:
        raise InDoubt(_STRANGE) from None


def _missing(role: _Role) -> Iterator[Finding]:
    """Yield the permissions that the account's role lacks."""
    has = set(role.permissions or ())
    for names in () if role.id == _SUPER_ADMIN else _MAY:
        if not has & set(names):
            yield Finding("error", f"the account's role lacks {' or '.join(names)}: add it in listmonk")


def _html(page: str) -> str:
    """Return HTML in which listmonk replaces only the placeholder for the reader's URL.

    Campaigns are Go templates, and `…@TrackLink` is short for one of their functions.
    """

    def quoted(text: str) -> str:
        return text.replace("{{", "&#123;&#123;").replace("@TrackLink", "&#64;TrackLink")

    return _LEAVE.join(map(quoted, page.split(_LEAVE)))


def _text(text: str) -> str:
    """Return plain text that listmonk sends unchanged. Otherwise its engine would treat `<` as the start of a tag."""
    return _LEAVE.join(_literal(piece, "Safe ") for piece in text.split(_LEAVE))


def _literal(text: str, function: str = "") -> str:
    """Return a template that renders as `text`. JSON strings are Go strings, unless they contain escaped surrogates."""
    string = json.dumps(text, ensure_ascii=False)
    for mark in "{}@":
        string = string.replace(mark, f"\\u{ord(mark):04x}")
    return f"{{{{ {function}{string} }}}}"
