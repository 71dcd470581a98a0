"""Read the readers of a list, one after another, from a CSV or JSON Lines file or an SQL query."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from distribute.channel.settings import Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.addresses import in_ascii
from distribute.channels.mailing.store import Reader
from distribute.text.language_tags import for_language
from distribute.text.links import ascii_host
from distribute.transport.postgres import shut_down_after

if TYPE_CHECKING:
    import sqlite3

    import psycopg

_COLUMNS = ("email", "name", "language", "unsubscribe")
_LONGEST_ROW = 20_000  # characters of a line; a row has about a hundred
_ADDRESS = re.compile(
    r"([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]{1,64})@([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]{1,253})"
)
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_NAMED = re.compile(r"[^<>@]*<([^<>]+)>")
_COMMENT = re.compile(r"(^|\s)#.*", re.DOTALL)
_NO_ADDRESS = "this is not an address"
_NO_LINK = "the link to unsubscribe is not an https: or mailto: address"
_LONGEST_ADDRESS = 254  # octets, by RFC 5321, 4.5.3.1.3, without the angle brackets
_LEAVE = re.compile(
    r"(https?://[^\s<>\x00-\x1f\x7f]+|mailto:[^\s<>@,\x00-\x1f\x7f]+@[^\s<>,\x00-\x1f\x7f]+)", re.IGNORECASE
)
_LONGEST_LEAVE = 900  # characters, of a header line that may have 998
_LONGEST_NAME = 200
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_DELIMITERS = ",;\t"
_PAGE = 1000  # rows that a database server sends at a time
_NOT_TEXT = "a value can't be read as text"
# A table that is locked, or a server that stops responding, must not stop the newsletters that a worker has besides.
_LIMITS = "SET statement_timeout = '10min'; SET lock_timeout = '30s'"
_LONGEST_READING = 1800.0  # seconds for the whole list


def read_readers(subscribers: str, database: Secret | None, leave: str, site: Path) -> Iterator[Reader]:
    """Yield every reader of the list, duplicates included; NotPosted if the list can't be read.

    `subscribers` is a file below `site`, or with `database` an SQL query. `leave` is the link to unsubscribe of
    readers without one of their own. A row without a valid address or link is yielded, with what is wrong.
    """
    rows = _rows_of_query(subscribers, database, site) if database else _rows_of_file(subscribers, site)
    for place, row in rows:
        yield _reader(row, leave, place)


def read_addresses(name: str, site: Path) -> Iterator[str]:
    """Yield the addresses of a file below `site`: one on each line, or the column `email` of a CSV or JSON Lines file.

    They are written as those of readers are, so that they can be compared. NotPosted, with the line, if one can't be
    understood: whoever it stands for must not be mailed.
    """
    if Path(name).suffix.casefold() in _KINDS:
        for place, row in _rows_of_file(name, site):
            yield _excluded(row.get("email", ""), place, "write one address in the column `email`")
        return
    for number, entry in _entries(_lines(name, site)):
        hint = "write one address on each line (a file with columns is named .csv)"
        yield _excluded(entry, f"{name}:{number}", hint)


def named_addresses(lines: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that a person has named, written as those of readers are; NotPosted if one is none."""
    for number, entry in _entries(lines):
        try:
            yield _address(entry)
        except ValueError as error:
            msg = f"reader {number}: {error}"
            raise NotPosted(msg) from None


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each line that is not empty, with its number and without its comment."""
    for number, line in enumerate(lines, 1):
        if entry := _COMMENT.sub("", line).strip():
            yield number, entry


def _excluded(entry: str, place: str, hint: str) -> str:
    """Return the address of an entry, alone or as `Name <address>`; NotPosted, without quoting it, if it has none."""
    try:
        return _address(entry)
    except ValueError:
        msg = f"{place}: this is not an address, so nobody is mailed: {hint}, or delete the line"
        raise NotPosted(msg) from None


@cache
def language_of(code: str, languages: tuple[str, ...]) -> str:
    """Return the one of `languages` that a reader gets: the same, the same without its region, else the first."""
    there = {each: each for each in reversed(languages)}
    without_region = {each.partition("-")[0]: each for each in there}
    return for_language(without_region | there, code) or languages[0]


def _reader(row: Mapping[str, str], leave: str, place: str) -> Reader:
    """Return a reader; NotPosted, with the line, if there is no way to unsubscribe."""
    name = _CONTROL.sub(" ", row.get("name", ""))[:_LONGEST_NAME].strip()
    link = row.get("unsubscribe", "").strip() or leave
    if not link:
        msg = f"{place}: a reader has no link to unsubscribe: fill the column `unsubscribe`, or set `unsubscribe:` for all"
        raise NotPosted(msg)
    language = row.get("language", "")
    address = row.get("email", "").strip()
    try:
        return Reader(_address(address), name, language, checked_link(link))
    except ValueError as error:
        # With a space in place of each control character it is still no other reader's address.
        return Reader(_CONTROL.sub(" ", address), "", language, "", str(error))


def _address(entry: str) -> str:
    """Return the address of an entry, alone or as `Name <address>`, with its domain in ASCII; ValueError if it has none."""
    named = _NAMED.fullmatch(entry.strip())
    text = unicodedata.normalize("NFC", named[1] if named else entry.strip())
    match = _ADDRESS.fullmatch(text)
    if not match or not match[1].isprintable():
        raise ValueError(_NO_ADDRESS)
    try:
        domain = match[2] if text.isascii() else ascii_host(match[2])
    except ValueError:  # its message may quote the address
        raise ValueError(_NO_ADDRESS) from None
    address = f"{match[1]}@{domain}"
    if len(address.encode()) > _LONGEST_ADDRESS or not _DOMAIN.fullmatch(domain):
        raise ValueError(_NO_ADDRESS)
    return address


def checked_link(text: str) -> str:
    """Return a link in ASCII; ValueError if it is not valid in a header."""
    if not _LEAVE.fullmatch(text):
        raise ValueError(_NO_LINK)
    try:
        link = text if text.isascii() else in_ascii(text)
    except ValueError:  # its message may quote the link
        raise ValueError(_NO_LINK) from None
    if len(link) > _LONGEST_LEAVE:
        msg = "the link to unsubscribe is too long"
        raise ValueError(msg)
    return link


def _rows_of_file(name: str, site: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each row with its place, `FILE:LINE`; NotPosted if the file can't be read."""
    kind = _KINDS.get(Path(name).suffix.casefold())
    if not kind:
        msg = f"{name}: a list of readers is a .csv or .jsonl file, or an SQL query with `database:`"
        raise NotPosted(msg)
    for number, row in kind(name, _lines(name, site)):
        yield f"{name}:{number}", row


def _lines(name: str, site: Path) -> Iterator[str]:
    """Yield the lines of a regular file that is in the site's folder; NotPosted if it is not.

    A file that another program writes in place may end too early, so one that has changed meanwhile is refused.
    """
    path = site / name
    try:
        if not path.resolve().is_relative_to(site.resolve()):
            msg = f"{name} is outside the site's folder"
            raise NotPosted(msg)
        if not stat.S_ISREG(path.stat().st_mode):
            msg = f"{name} is not a regular file"
            raise NotPosted(msg)
        with path.open(encoding="utf-8-sig", newline="") as file:
            number, begun = 0, _version(file.fileno())
            while line := file.readline(_LONGEST_ROW):
                number += 1
                if len(line) == _LONGEST_ROW:
                    msg = f"{name}:{number}: a line has more than {_LONGEST_ROW:,} characters"
                    raise NotPosted(msg)
                yield line
            if _version(file.fileno()) != begun:
                msg = f"{name} was changed while it was read, so readers may be missing"
                raise NotPosted(msg, final=False)
    except OSError as error:
        msg = f"{name} can't be read: {error.strerror}"
        raise NotPosted(msg) from None
    except UnicodeDecodeError:
        msg = f"{name} is not in UTF-8"
        raise NotPosted(msg) from None


def _version(file: int) -> tuple[int, int]:
    """Return what changes when an open file is written to."""
    state = os.fstat(file)
    return state.st_size, state.st_mtime_ns


def _csv(name: str, lines: Iterator[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    import csv

    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=head.count)
    (columns,) = csv.reader([head], delimiter=delimiter)
    known = _known(name, columns)
    # Strict, because a quotation mark that stays open would take in the rows below it.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if row:
                yield rows.line_num + 1, {column: row[place] for column, place in known if place < len(row)}
    except csv.Error as error:
        msg = f"{name}:{rows.line_num + 1}: this is not CSV: {error}"
        raise NotPosted(msg) from None


def _known(name: str, columns: Iterable[str]) -> list[tuple[str, int]]:
    """Return the columns that are used, with their positions; NotPosted if there is none for the address."""
    named = [column.strip().casefold() for column in columns]
    if twice := [column for column in _COLUMNS if named.count(column) > 1]:
        msg = f"{name}:1: several columns are called `{twice[0]}`: rename those that don't count"
        raise NotPosted(msg)
    places = {column: place for place, column in enumerate(named)}
    if "email" not in places:
        msg = f"{name}:1: no column `email`; the columns are email, name, language and unsubscribe"
        raise NotPosted(msg)
    return [(column, places[column]) for column in _COLUMNS if column in places]


def _json_lines(name: str, lines: Iterator[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
            known = {column: str(row[column]) for column in _COLUMNS if row.get(column) is not None}
        except (ValueError, RecursionError):
            msg = f"{name}:{number}: this is not a JSON object on one line"
            raise NotPosted(msg) from None
        yield number, known


_KINDS: dict[str, Callable[[str, Iterator[str]], Iterator[tuple[int, Mapping[str, str]]]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}


def _rows_of_query(query: str, database: Secret, site: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each row of a query; NotPosted, without the database's address, if it fails."""
    address = database.reveal()
    kind, _, rest = address.partition(":")
    found = (
        _sqlite(query, site / rest.removeprefix("//"), database)
        if kind == "sqlite"
        else _postgres(query, address, database)
    )
    names = list[tuple[str, int]]()
    for number, (columns, row) in enumerate(found, 1):
        names = names or _known(f"the query of {database!r}", columns)
        yield (
            f"row {number} of {database!r}",
            {column: str(row[place]) for column, place in names if row[place] is not None},
        )


Found = Iterator[tuple[list[str], tuple[Any, ...]]]


def _sqlite(query: str, path: Path, database: Secret) -> Found:
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            # Another database would be created, or written to, whatever the mode of this one.
            connection.set_authorizer(
                lambda action, *_: (
                    sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
                )
            )
            _check_query(connection, query, database)
            cursor = connection.execute(query)
            for row in cursor:
                yield [column[0] for column in cursor.description], row
    except sqlite3.Error as error:  # the message may quote a row; that of text in another encoding does
        raise _failed(database, getattr(error, "sqlite_errorname", _NOT_TEXT)) from None


def _check_query(connection: sqlite3.Connection, query: str, database: Secret) -> None:
    """Raise NotPosted for a query that the database does not understand: no row is read, so the message has none."""
    import sqlite3

    try:
        connection.execute(f"EXPLAIN {query}")
    except sqlite3.Error as error:
        raise _failed(database, str(error)) from None


def _postgres(query: str, address: str, database: Secret) -> Found:
    try:
        import psycopg
    except ImportError:
        msg = "a list in PostgreSQL needs psycopg: `pip install 'newsletter-distribute[postgres]'`"
        raise NotPosted(msg) from None
    is_understood = False
    try:
        with (
            psycopg.connect(address, connect_timeout=10, application_name="distribute") as connection,
            shut_down_after(connection, _LONGEST_READING),
        ):
            connection.read_only = True
            connection.execute(_LIMITS)
            # A cursor with a name is the server's: the rows come in pages, never all at once.
            with connection.cursor("readers") as cursor:
                cursor.itersize = _PAGE
                cursor.execute(query.encode())
                is_understood = True
                for row in cursor:
                    yield [column.name for column in cursor.description or ()], row
    except psycopg.Error as error:
        raise _failed(database, _postgres_words(error, is_understood=is_understood)) from None


def _postgres_words(error: psycopg.Error, *, is_understood: bool) -> str:
    """Return what is wrong, without a value of a row or the address, which the messages may quote.

    Of a query that the server does not understand (class 42), it has read no row.
    """
    code = error.sqlstate or ""
    if code.startswith("42") and not is_understood and error.diag.message_primary:
        return error.diag.message_primary
    if not code:
        return _NOT_TEXT if is_understood else "the database can't be reached"
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    return f"{name} (SQLSTATE {code})"


def _failed(database: Secret, why: str) -> NotPosted:
    return NotPosted(f"{database!r}: the query of the readers failed: {why}")
