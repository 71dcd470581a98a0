"""Feed: an entry in an Atom file and, optionally, in a JSON Feed next to it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.feed.document import (
    About,
    Entry,
    as_html,
    read_atom,
    require_json,
    write_atom,
    write_json,
)
from distribute.inputs.lock import only_one
from distribute.inputs.write import NotDurable, replace_file
from distribute.issue import Issue
from distribute.text.xml import in_xml

_LARGEST = 5_000_000  # the maximum size of a feed in bytes
_WEB = "^https?://[^ ]+$"


class Feed(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry with the issue's summary in an Atom file. Its id prevents duplicates."""

    path: Annotated[str, msgspec.Meta(min_length=1, description="the Atom file, relative to channels.yaml")]
    url: Annotated[
        str, msgspec.Meta(pattern=_WEB, description="the address at which the Atom file is public")
    ]
    title: Annotated[str, msgspec.Meta(min_length=1, description="the feed's title")]
    json_path: Annotated[str, msgspec.Meta(description="a JSON Feed with the same entries")] = ""
    json_url: Annotated[str, msgspec.Meta(description="the address at which the JSON Feed is public")] = ""
    hub: Annotated[
        str, msgspec.Meta(pattern=f"^$|{_WEB}", description="a WebSub hub that is notified of each new entry")
    ] = ""
    entries: Annotated[int, msgspec.Meta(gt=0, le=1000, description="how many entries are kept")] = 50

    max_facts: ClassVar[int] = 10
    fact_words: ClassVar[int] = 24
    mention_marks: ClassVar[tuple[str, ...]] = ()
    has_handles: ClassVar[bool] = False
    id_form: ClassVar[str] = r"urn:uuid:[0-9a-f-]{36}"
    asked_for: ClassVar[tuple[str, ...]] = ("path", "json_path")
    written_paths: ClassVar[tuple[str, ...]] = ("path", "json_path")
    supports: ClassVar[tuple[str, ...]] = ("key", "language")
    example: ClassVar[dict[str, Any]] = {
        "path": "static/newsletter.atom",
        "url": "https://your-site.example/newsletter.atom",
        "title": "The newsletter in brief",
    }

    def target(self) -> str:
        """Return the path of the file."""
        return f"feed:{PurePath(self.path).as_posix()}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title, a one-line summary and the facts."""
        title = render("title", limit=self.limit, most=0, words=1)
        summary = render("summary", limit=self.limit, aim=200, most=3, words=12)
        text = render("text", limit=self.limit, most=self.max_facts, words=self.fact_words)
        return Draft((Message(text=text, title=title, summary=summary, link=issue.url),))

    def prepare(self, delivery: Delivery) -> None:
        """Read the existing files, and create the folders."""
        self._known()
        for path in self._paths():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise NotPosted(f"{path.parent} can't be made: {error.strerror}") from None

    def post(self, delivery: Delivery, ready: None) -> Receipt:
        """Insert the entry at the top, write each file atomically, then notify the hub."""
        entry = _entry(delivery)
        with self._alone():
            known = self._known()
            if entry.id not in {each.id for each in known}:
                known = (entry, *known)[: self.entries]
            self._write(known)
        return msgspec.structs.replace(self._receipt(entry.id), note=self._tell_hub())

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the entry by its id. It must be in both files."""
        number = _entry_id(delivery)
        try:
            is_there = number in {each.id for each in self._known()}
            if is_there and self.json_path:
                is_there = f'"{number}"' in _read(self.place(self.json_path))
        except NotPosted as error:
            raise InDoubt(error.why) from None
        return self._receipt(number) if is_there else None

    def post_id(self, receipt: Receipt) -> str:
        """Return the entry's id, taken from its URL if a person gave one."""
        return receipt.id.rpartition("#")[2]

    def examine(self) -> Iterator[Finding]:
        """Read the file, and check that it can be written."""
        known = self._known()
        yield Finding(
            "ok", f"{self.path} has {len(known)} entries" if known else f"{self.path} is not there yet"
        )
        for path in self._paths():
            folder = path.absolute().parent
            there = next(place for place in (folder, *folder.parents) if place.exists())
            if not os.access(there, os.W_OK | os.X_OK):
                yield Finding("error", f"{there.as_posix()} can't be written to")

    def _paths(self) -> list[Path]:
        return [self.place(path) for path in (self.path, self.json_path) if path]

    def _known(self) -> tuple[Entry, ...]:
        """Return the entries in the Atom file, none if it does not exist; NotPosted if a file is not a feed of ours."""
        if self.json_path and (text := _read(self.place(self.json_path))):
            with _told_of(self.json_path, "json_path"):
                require_json(text)
        text = _read(self.place(self.path))
        with _told_of(self.path, "path"):
            return read_atom(text) if text else ()

    def _write(self, entries: tuple[Entry, ...]) -> None:
        about = About(self.title, self.url, self.json_url, self.hub)
        # The Atom file is written last, so an entry in it is in both files.
        if self.json_path:
            _replace(self.place(self.json_path), write_json(about, entries))
        try:
            _replace(self.place(self.path), write_atom(about, entries))
        except NotPosted as error:
            raise InDoubt(error.why) if self.json_path else error from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Prevent another run from writing at the same time: one of the two entries would be lost."""
        with ExitStack() as stack:
            try:
                stack.enter_context(only_one(self.place(f"{self.path}.lock")))
            except BlockingIOError:
                raise NotPosted(f"another run is writing {self.path}", final=False) from None
            except OSError as error:
                raise NotPosted(f"{self.path}.lock can't be made: {error.strerror}") from None
            yield

    def _tell_hub(self) -> str:
        """Notify the hub, and return the error if that fails. A failure does not undo the post.

        A hub may be notified any number of times (WebSub, section 7).
        """
        if not self.hub:
            return ""
        from distribute.transport.http import Session

        urls = [("hub.url", url) for url in (self.url, self.json_url if self.json_path else "") if url]
        try:
            Session(self.timeout).post(self.hub, data=[("hub.mode", "publish"), *urls])
        except (NotPosted, InDoubt) as error:
            return f"written, but the hub was not notified: {error}"
        return ""

    def _receipt(self, number: str) -> Receipt:
        return Receipt(number, f"{self.url}#{number}")


@contextmanager
def _told_of(path: str, setting: str) -> Iterator[None]:
    """Raise NotPosted for a ValueError about a file, which must not be overwritten."""
    try:
        yield
    except ValueError as error:
        raise NotPosted(f"{path}: {error}: set `{setting}` to a file of its own") from None


def _entry_id(delivery: Delivery) -> str:
    """Return the id of a post, which never changes (RFC 4287, section 4.2.6)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"distribute:{delivery.idempotency_key}").urn


def _entry(delivery: Delivery) -> Entry:
    message = delivery.message
    return Entry(
        id=_entry_id(delivery),
        title=in_xml(message.title),
        link=in_xml(message.link),
        at=f"{delivery.first_attempt_at:%Y-%m-%dT%H:%M:%SZ}",
        summary=in_xml(message.summary),
        content=as_html(in_xml(message.text)),
        language=delivery.language,
    )


def _read(path: Path) -> str:
    """Return the content of a file, "" if it does not exist; NotPosted if it can't be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise NotPosted(f"{path.as_posix()} is larger than a feed: set `path` to a file of its own")
        return content.decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise NotPosted(f"{path.as_posix()} can't be read: {why}") from None


def _replace(path: Path, text: str) -> None:
    """Replace a file's content with `text`, flushed to disk on return; NotPosted if the file is unchanged."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        verdict = InDoubt if isinstance(error, NotDurable) else NotPosted
        raise verdict(f"{path.as_posix()} can't be written: {error.strerror}") from None
