"""Every public name as an adapter's author uses it; mypy checks this file, nothing runs it."""

from __future__ import annotations

import smtplib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, assert_type

import psycopg
import requests
from msgspec import Struct
from msgspec.structs import replace

from distribute import (
    Alike,
    Channel,
    Delivery,
    Draft,
    Duplicate,
    Duration,
    Examines,
    Finding,
    HasAudience,
    HoldsReaders,
    Image,
    InDoubt,
    Issue,
    LedgerPlace,
    Letter,
    Measure,
    Message,
    NotDurable,
    NotPosted,
    Picture,
    Prepared,
    ReadmitsReaders,
    Readmitted,
    Receipt,
    RemotePost,
    Render,
    Secret,
    SendsTests,
    Session,
    SqliteFile,
    Timeline,
    TimeOfDay,
    Unfinished,
    Unfit,
    Unlisted,
    Unsubscribes,
    Visitor,
    WritesMessages,
    XmppLogin,
    XmppStream,
    ascii_host,
    check_clock,
    check_limits,
    clock_offset,
    count_pages,
    create_file,
    describe_offset,
    expect_reply,
    fetch_picture,
    find_in_mailbox,
    find_verdict,
    for_language,
    form,
    graphemes,
    header_value,
    in_xml,
    is_in_work_tree,
    is_open_http,
    json_object,
    json_struct,
    language_tag,
    links_in,
    mailbox_has,
    mastodon_length,
    needs_utf8,
    newsletter_html,
    newsletter_text,
    only_one,
    open_connection,
    plain_text,
    raise_for_outcome,
    replace_file,
    require_account,
    require_form,
    run_xmpp,
    sections,
    send_message,
    shown,
    shut_down_after,
    smtp_connection,
    upload_picture,
    x_length,
)


class Notice(Struct):
    """A notice as the board describes it."""

    id: int


class Board(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An adapter with every method."""

    url: Annotated[
        str, form("^https://", "an address such as https://board.example", description="the board")
    ]
    token: Secret
    cover: str = ""

    example: ClassVar[dict[str, Any]] = {"url": "https://board.example", "token": "$BOARD_TOKEN"}
    asked_for: ClassVar[tuple[str, ...]] = ("url",)

    def measure(self, text: str) -> int:
        assert_type(ascii_host("example.org"), str)
        return max(mastodon_length(text), x_length(text), graphemes(text))

    def length(self, message: Message) -> int:
        return self.measure(message.title)

    def target(self) -> str:
        return f"board:{self.url}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        measure: Measure = self.measure
        text = render("text", limit=self.limit, measure=measure, most=self.max_facts, words=self.fact_words)
        assert_type(text, str)
        assert_type(issue.image, Image | None)
        if measure(text) > self.limit:
            raise Unfit("too long")
        return Draft((Message(text=text, title=issue.headline, link=issue.url, image=issue.image),))

    def beside(self, ledger: LedgerPlace) -> Self:
        assert_type(ledger.kind, Literal["sqlite", "git", "postgres"])
        return replace(self, cover=ledger.name)

    def prepare(self, delivery: Delivery) -> Prepared:
        picture = Visitor(self.timeout, "").get(self.cover)
        raise_for_outcome(picture)
        name, note = upload_picture(delivery.message.image, self._upload, "the answer is strange")
        assert_type((name, note), tuple[str | None, str])
        return Prepared("account", "destination", picture.content)

    def _upload(self, image: Image) -> str:
        picture = fetch_picture(image, self.timeout, "", most=1_000_000, kinds={"image/jpeg"})
        assert_type(picture, Picture)
        return picture.name

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        assert_type(delivery.in_reply_to, Receipt | None)
        assert_type(is_open_http(self.url), bool)
        assert_type(delivery.first_attempt_at, datetime)
        session = Session(self.timeout, own={409}, patience=self.patience)
        session.headers["Authorization"] = header_value(self.token)
        try:
            answer = session.post(self.url, json={"text": delivery.message.text})
        except requests.RequestException as error:
            raise find_verdict(error) or InDoubt("no answer") from None
        if answer.status_code == requests.codes.conflict:
            raise Duplicate("it is there already")
        if (offset := clock_offset(answer)) is not None:
            raise NotPosted(describe_offset(offset), final=False, retry_after=60)
        assert_type(json_struct(answer, Notice, "no board answered"), Notice)
        number = require_form(
            json_object(answer, "no board answered").get("id"), "[0-9]+", "it has no number"
        )
        return Receipt(number, self.url, note="without its picture")

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        assert_type(language_tag("pt-br"), str)
        assert_type(next(count_pages(20, "notices")), int)
        assert_type(for_language({"pt": 1}, "pt-br"), int | None)
        text = in_xml(plain_text("<p>Read <a href='https://example.org/'>it</a></p>"))
        links = links_in(text)
        assert_type(links, tuple[str, ...])
        post = RemotePost(
            receipt=Receipt("1"), text=text, title=None, links=links, reply_to="", names=("2",), key="k"
        )
        return Timeline(ready.account if ready else "", iter([post]), whole=False)

    def find(self, delivery: Delivery) -> Receipt | None:
        require_account(delivery, delivery.ready.account if delivery.ready else "")
        found = super().find(delivery)
        assert_type(found, Receipt | None)
        if found is None:
            raise Unlisted("not every post is listed")
        if self.cover:
            raise Alike((Receipt("1", "https://board.example/1"),))
        return found

    def examine(self) -> Iterator[Finding]:
        answer = Session(self.timeout).get(self.url)
        yield check_clock(answer, self.patience)
        yield check_limits(answer)
        yield Finding("warning", "the token expires soon", "token: $NEW_TOKEN")


class Letters(Board, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An adapter with every optional method."""

    def try_unsubscribe(self) -> Finding:
        return Finding("ok", "the service takes one-click requests")

    def is_everybody(self, to: str) -> bool:
        return to == self.url

    def send_test(self, delivery: Delivery, to: str) -> None:
        raise NotPosted("refused")

    def message(self, delivery: Delivery) -> bytes:
        return delivery.message.text.encode()

    def audience(self, language: str) -> int | None:
        return None

    def resolve(self, idempotency_key: str, answer: Literal["sent", "queued"]) -> int:
        return 0

    def readmit(
        self, posts: Sequence[str], *, this: bool, only: Iterable[str] | None = None, dry_run: bool = False
    ) -> Readmitted:
        return Readmitted(refused={"550 5.1.1": len(posts)}, later=1)


def by_mail(letter: Letter) -> None:
    """Send a message as an adapter for a mail server does."""
    with smtp_connection("smtp://mail.example", "example.org", ("user", "password"), 30) as server:
        assert_type(server, smtplib.SMTP)
        expect_reply("NOOP", server.noop(), 250)
        assert_type(needs_utf8(server, letter.sender, letter.to), bool)
        send_message(server, letter)
    if open_connection("smtp://mail.example", "example.org", None, 30).noop()[0] != 250:
        raise Unfinished("the readers from B on are left")
    assert_type(
        find_in_mailbox("imaps://mail.example/INBOX", ("user", "password"), "<1@mail.example>", 30),
        str | None,
    )
    assert_type(shown(["a"]), str)
    assert_type(mailbox_has("imaps://mail.example/INBOX", ("user", "password"), "<1@mail.example>", 30), bool)


def by_xmpp(password: Secret) -> None:
    """Hold a conversation as an adapter for an XMPP service does."""

    async def work(stream: XmppStream) -> str:
        stream.begin_to_publish()
        await stream.plugin("0060").publish("pubsub.example", "news", id=in_xml("1"))
        return stream.account

    login = XmppLogin("news@example.org", password, "xmpps://127.0.0.1:5223")
    assert_type(run_xmpp(login, work, 30), str)


def to_a_store(path: Path) -> None:
    """Keep data of its own as an adapter with many readers does."""
    kind = SqliteFile(
        name="board's cache",
        setting="cache",
        application=1,
        version=1,
        schema="CREATE TABLE post (id);",
        error=NotPosted,
    )
    kind.refuse_link(path, path.parent)
    kind.create(path, lambda connection: None, mode=0o600)
    with kind.in_use(path), sqlite3.connect(path) as connection:
        kind.check(connection, path)


def to_a_database(connection: psycopg.Connection) -> None:
    """Limit the time of a transaction as an adapter with a database does."""
    with shut_down_after(connection, 25.0), connection.transaction():
        connection.execute("SELECT 1")


def to_a_file(folder: Path) -> None:
    """Write files as an adapter for a folder does."""
    assert_type(is_in_work_tree(folder / "post", folder), bool)
    try:
        create_file(folder / "post", b"text", mode=0o600)
        replace_file(folder / "all posts", b"text")
    except NotDurable as error:
        raise InDoubt(str(error)) from None


board = Board(name="board", use="board", url="https://board.example", token=Secret("$BOARD_TOKEN"))
assert_type(board.timeout, Duration)
assert_type(board.at, TimeOfDay | None)
assert_type(board.secrets, dict[str, Secret])
assert_type(board.as_asked({"url": "https://other.example"}), Board)
assert_type(Duration.parse("15m"), Duration)
letters = Letters(name="letters", use="letters", url="https://board.example", token=Secret("$BOARD_TOKEN"))
examines: Examines = board
unsubscribes: Unsubscribes = letters
sends_tests: SendsTests = letters
writes_messages: WritesMessages = letters
has_audience: HasAudience = letters
holds_readers: HoldsReaders = letters
readmits_readers: ReadmitsReaders = letters

# What a type checker must refuse. mypy reports an ignored error that it does not find.
Finding("fatal", "there is no such level")  # type: ignore[arg-type]
Receipt(17)  # type: ignore[arg-type]
NotPosted("refused", retry_after="soon")  # type: ignore[arg-type]
Timeline("account", [])  # type: ignore[arg-type]
Board(name="board", use="board", url="https://board.example", token="$BOARD_TOKEN")  # type: ignore[arg-type]
board.url = "https://other.example"  # type: ignore[misc]


class Silent(Channel, frozen=True, kw_only=True):
    """An adapter whose `post` gives no proof."""

    def post(self, delivery: Delivery, ready: Any) -> None:  # type: ignore[override]
        return None


def whole(issue: Issue) -> str:
    """Every piece of an issue, as plain text."""
    pieces = sections(newsletter_html(issue.body, issue.url))
    assert_type(pieces, list[str])
    return newsletter_text("".join(pieces))


def written_alone(path: Path) -> None:
    with only_one(path):
        path.write_text("", encoding="utf-8")
