"""Readers are read one by one from files and queries, and what a list has wrong is said without an address."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from distribute.channel.settings import Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.mailing import readers as module
from distribute.channels.mailing.readers import language_of, read_addresses, read_readers
from distribute.channels.mailing.store import Reader
from distribute.testing.postgres import PostgresServer

LINK = "https://example.org/leave"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path


def read(site: Path, name: str, text: str | bytes, leave: str = LINK) -> list[Reader]:
    (site / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_readers(name, None, leave, site))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "email,name,language,unsubscribe\na@x.example,Ann,de,https://u.example/1\n"),
        (
            "list.csv",
            "\ufeffLanguage;UNSUBSCRIBE;other;Email;Name\r\nde;https://u.example/1;-;a@x.example;Ann\r\n",
        ),
        ("list.tsv", "name\temail\tlanguage\tunsubscribe\n\nAnn\t a@x.example \tde\thttps://u.example/1\n"),
        (
            "list.jsonl",
            '{"email": "a@x.example", "name": "Ann", "language": "de", "unsubscribe": "https://u.example/1", "id": 7}\n\n',
        ),
    ],
)
def test_a_list_is_read_in_each_form(site: Path, name: str, text: str) -> None:
    assert read(site, name, text) == [Reader("a@x.example", "Ann", "de", "https://u.example/1")]


def test_columns_may_be_missing_and_the_link_of_the_settings_is_for_those_without(site: Path) -> None:
    assert read(site, "list.csv", "email\na@x.example\n") == [Reader("a@x.example", "", "", LINK)]
    with pytest.raises(NotPosted, match=r"list\.csv:3: a reader has no link to unsubscribe"):
        read(site, "list.csv", f"email,unsubscribe\na@x.example,{LINK}\nb@x.example,\n", leave="")


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@x.example", "a b@x.example", "a@x.example>", "a@x..example", "a@.example", "a@x.example\r\nBcc: b@x.example",
     "a@x.example <b@x.example>", "<a@x.example>, <b@x.example>", "Ann <a@>", "a@b@x.example", "a@ab\u202e.example", f"a@{'ü' * 70}.example", f"{'a' * 65}@x.example", f"a@{'x' * 260}", "a@x.example\0", "a,b@x.example", "a@bü..example"],
)  # fmt: skip
def test_an_address_that_is_none_is_told_and_not_mailed(site: Path, address: str) -> None:
    import msgspec

    (reader,) = read(site, "list.jsonl", msgspec.json.encode({"email": address}))
    assert reader.wrong
    assert reader.wrong == "this is not an address"


@pytest.mark.parametrize("entry", ["Ann <a@x.example>", '"Wu, Ann" <a@x.example>', " <a@x.example> "])
def test_an_address_may_have_a_name_before_it(site: Path, entry: str) -> None:
    import msgspec

    (reader,) = read(site, "list.jsonl", msgspec.json.encode({"email": entry, "name": "Ann"}))
    assert reader == Reader("a@x.example", "Ann", "", LINK)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://x.example/>\r\nBcc: a@x.example",
        "https://x y",
        "x",
        "https://x\u2100y.example/",
        "https://" + "x" * 900,
    ],
)
def test_a_link_that_a_header_cannot_have_is_told(site: Path, link: str) -> None:
    import msgspec

    (reader,) = read(site, "list.jsonl", msgspec.json.encode({"email": "a@x.example", "unsubscribe": link}))
    assert reader.wrong.startswith("the link to unsubscribe is")
    assert link not in reader.wrong


def test_names_and_domains_beyond_ascii_are_kept_and_lines_are_not(site: Path) -> None:
    (reader,) = read(
        site, "list.jsonl", '{"email": "jö@bücher.example", "name": "Jö\\r\\nBcc: b@x.example\\u2028x"}'
    )
    assert reader == Reader("jö@xn--bcher-kva.example", "Jö Bcc: b@x.example x", "", LINK)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("list.csv", "name,address\nAnn,a@x.example\n", "list.csv:1: no column `email`"),
        ("list.csv", "", "list.csv:1: no column `email`"),
        ("list.jsonl", '{"email": "a@x.example"}\n["b"]\n', "list.jsonl:2: this is not a JSON object"),
        ("list.csv", b"email\n\xff\n", "list.csv is not in UTF-8"),
        ("list.csv", "email\n" + "x" * 30_000, "list.csv:2: a line has more than 20,000 characters"),
        ("list.txt", "a@x.example", "list.txt: a list of readers is a .csv or .jsonl file"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_line(
    site: Path, name: str, text: str | bytes, why: str
) -> None:
    with pytest.raises(NotPosted) as refusal:
        read(site, name, text)
    assert refusal.value.why.startswith(why)


def test_only_regular_files_of_the_site_are_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.csv").write_text("email\na@x.example\n")
    (site / "link.csv").symlink_to(tmp_path / "secret.csv")
    (site / "folder.csv").mkdir()
    for name, why in (
        ("../secret.csv", "outside the site"), ("link.csv", "outside the site"), ("folder.csv", "not a regular file"),
        ("missing.csv", "can't be read"), ("/dev/zero.csv", "outside the site"),
    ):  # fmt: skip
        with pytest.raises(NotPosted, match=why):
            list(read_readers(name, None, LINK, site))


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_a_list_that_another_program_writes_meanwhile_is_refused(site: Path, name: str) -> None:
    row = "reader@x.example\n" if name == "list.csv" else '{"email": "reader@x.example"}\n'
    (site / name).write_text("email\n" * (name == "list.csv") + row * 20_000)
    reading = read_readers(name, None, LINK, site)
    next(reading)
    with (site / name).open("a") as file:
        file.write(row)
    with pytest.raises(NotPosted, match=f"{name} was changed while it was read") as refusal:
        list(reading)
    assert not refusal.value.final


def test_a_long_list_is_never_in_memory(site: Path) -> None:
    (site / "list.csv").write_text(
        "email\n" + "".join(f"reader{number}@x.example\n" for number in range(20_000))
    )
    begun = time.process_time()
    first = next(read_readers("list.csv", None, LINK, site))
    assert first.address == "reader0@x.example"
    assert time.process_time() - begun < 0.1


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Secret]:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("CREATE TABLE customer (mail, called, tongue)")
        connection.execute(
            "INSERT INTO customer VALUES ('a@x.example', 'Ann', NULL), ('b@x.example', 7, 'de')"
        )
    connection.close()
    monkeypatch.setenv("READERS", f"sqlite:{tmp_path / 'shop.db'}")
    yield Secret("$READERS")


QUERY = "SELECT mail AS email, called AS name, tongue AS language FROM customer ORDER BY mail"
FOUND = [Reader("a@x.example", "Ann", "", LINK), Reader("b@x.example", "7", "de", LINK)]


def test_a_query_reads_the_readers_and_writes_nothing(database: Secret, tmp_path: Path) -> None:
    assert list(read_readers(QUERY, database, LINK, tmp_path)) == FOUND
    with pytest.raises(NotPosted, match=r"\$READERS: the query of the readers failed: SQLITE_READONLY"):
        list(read_readers("DELETE FROM customer RETURNING mail AS email", database, LINK, tmp_path))
    for query in ("ATTACH DATABASE '{}' AS z", "VACUUM INTO '{}'", "ATTACH '{}' AS z KEY 'k'"):
        with pytest.raises(NotPosted, match="the query of the readers failed: "):
            list(read_readers(query.format(tmp_path / "new.db"), database, LINK, tmp_path))
        assert not (tmp_path / "new.db").exists()
    with pytest.raises(NotPosted, match=r"the query of \$READERS:1: no column `email`"):
        list(read_readers("SELECT called FROM customer", database, LINK, tmp_path))


def test_a_query_of_postgresql(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("READERS", postgres.url)
    values = (
        "(VALUES ('a@x.example', 'Ann', NULL), ('b@x.example', '7', 'de')) AS customer (mail, called, tongue)"
    )
    query = QUERY.replace("customer", values, 1)
    assert list(read_readers(query, Secret("$READERS"), LINK, tmp_path)) == FOUND
    with pytest.raises(NotPosted, match=r"read only sql transaction"):
        list(read_readers("SELECT lo_create(0) AS email", Secret("$READERS"), LINK, tmp_path))
    monkeypatch.setenv("READERS", postgres.url.replace("postgres-password", "sentinel-password"))
    with pytest.raises(NotPosted) as refusal:
        list(read_readers(query, Secret("$READERS"), LINK, tmp_path))
    assert "sentinel" not in refusal.value.why


def test_what_a_database_says_about_a_row_is_not_repeated(database: Secret, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute(
            "INSERT INTO customer VALUES (CAST(x'62ff6e40782e6578616d706c65' AS TEXT), '', '')"
        )
    connection.close()
    with pytest.raises(NotPosted) as refusal:
        list(read_readers(QUERY, database, LINK, tmp_path))
    assert refusal.value.why == "$READERS: the query of the readers failed: a value can't be read as text"
    with pytest.raises(NotPosted) as refusal:
        list(
            read_readers(
                "SELECT json_extract('{}', '$' || mail) AS email FROM customer", database, LINK, tmp_path
            )
        )
    assert refusal.value.why == "$READERS: the query of the readers failed: SQLITE_ERROR"
    with pytest.raises(NotPosted, match="no such column: email"):
        list(read_readers("SELECT email FROM customer", database, LINK, tmp_path))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (
            "SELECT address AS email FROM (VALUES ('a@x.example')) AS c (mail)",
            'column "address" does not exist',
        ),
        ("SELECT mail::int AS email FROM (VALUES ('a@x.example')) AS c (mail)", "(SQLSTATE 22P02)"),
        ("SELECT mail::regclass AS email FROM (VALUES ('ann'), ('ben')) AS c (mail)", "(SQLSTATE 42P01)"),
    ],
)
def test_what_postgresql_says_about_a_row_is_not_repeated(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, query: str, why: str
) -> None:
    monkeypatch.setenv("READERS", postgres.url)
    with pytest.raises(NotPosted) as refusal:
        list(read_readers(query, Secret("$READERS"), LINK, tmp_path))
    assert why in refusal.value.why
    assert "x.example" not in refusal.value.why
    assert "ann" not in refusal.value.why


def test_a_query_waits_for_no_lock_for_ever(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("READERS", postgres.url)
    monkeypatch.setattr(module, "_LIMITS", module._LIMITS.replace("30s", "50ms"))
    with postgres.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE customer (mail text)")
        with connection.transaction():
            connection.execute("LOCK TABLE customer")
            with pytest.raises(NotPosted, match=r"lock not available \(SQLSTATE 55P03\)"):
                list(read_readers("SELECT mail AS email FROM customer", Secret("$READERS"), LINK, tmp_path))
        connection.execute("DROP TABLE customer")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("DE_at", "de"),
        ("pt-BR", "pt-BR"),
        ("pt", "pt-BR"),
        ("pt-pt", "pt-BR"),
        ("", "en"),
        ("xx", "en"),
    ],
)
def test_a_reader_gets_the_nearest_language_else_the_first(code: str, language: str) -> None:
    assert language_of(code, ("en", "de", "pt-BR")) == language


def test_addresses_to_leave_out_are_lines_or_a_column(site: Path) -> None:
    (site / "out.txt").write_text("# gone\na@x.example\n\n b@x.example \n")
    (site / "out.csv").write_text("when,email\n2020,a@x.example\n2021,b@x.example\n")
    (site / "out.tsv").write_text("when\temail\n2020\ta@x.example\n2021\tb@x.example\n")
    (site / "out.jsonl").write_text('{"email": "a@x.example"}\n\n{"email": "b@x.example"}\n')
    for name in ("out.txt", "out.csv", "out.tsv", "out.jsonl"):
        assert list(read_addresses(name, site)) == ["a@x.example", "b@x.example"], name


@pytest.mark.parametrize(
    "entry",
    [
        "left@bücher.example",
        "left@BÜCHER.example",
        "left@xn--bcher-kva.example",
        "Gone <left@bücher.example>",
        '"Gone, Ann" <left@xn--bcher-kva.example>',
        "<left@bücher.example>",
        "  left@bücher.example # since May",
        "left@bu\u0308cher.example\t# since May",
    ],
)
def test_an_address_to_leave_out_is_read_as_that_of_a_reader(site: Path, entry: str) -> None:
    (reader,) = read(site, "list.jsonl", '{"email": "left@bücher.example"}')
    (site / "out.txt").write_text(f"{entry}\n")
    assert list(read_addresses("out.txt", site)) == [reader.address]


def test_a_composed_letter_and_its_parts_are_one_address(site: Path) -> None:
    (reader,) = read(site, "list.jsonl", '{"email": "jo\u0308@x.example"}')
    (site / "out.txt").write_text("j\u00f6@x.example\n")
    assert list(read_addresses("out.txt", site)) == [reader.address]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("out.txt", "a@x.example\nb@x.example,2026-01-01\n", 2),
        ("out.txt", "a@x.example, b@x.example\n", 1),
        ("out.txt", "<a@x.example>, <b@x.example>\n", 1),
        ("out.txt", "\na@x.example.\n", 2),
        ("out.txt", "a@x.example#left\n", 1),
        ("out.txt", "a@x.example\n\ufeffb@x.example\n", 2),
        ("out.txt", "b\u200b@x.example\n", 1),
        ("out.txt", "x.example\n", 1),
        ("out.csv", "email,when\na@x.example,2020\n,2021\n", 3),
        ("out.jsonl", '{"address": "b@x.example"}\n', 1),
        ("out.jsonl", '{"email": ["b@x.example"]}\n', 1),
    ],
)
def test_an_entry_that_is_no_address_stops_the_mailing_with_its_line(
    site: Path, name: str, text: str, line: int
) -> None:
    (site / name).write_text(text)
    with pytest.raises(NotPosted) as refusal:
        list(read_addresses(name, site))
    assert refusal.value.why.startswith(
        f"{name}:{line}: this is not an address, so nobody is mailed: write one"
    )
    assert "b@x" not in refusal.value.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('email\n"b@x.example\na@x.example\n', "this is not CSV: unexpected end of data"),
        ('email,note\nb@x.example,"by phone\na@x.example,\n', "this is not CSV: unexpected end of data"),
        ("email,Email\na@x.example,b@x.example\n", "several columns are called `email`"),
    ],
)
def test_columns_that_take_in_others_stop_the_mailing(site: Path, text: str, why: str) -> None:
    (site / "out.csv").write_text(text)
    with pytest.raises(NotPosted) as refusal:
        list(read_addresses("out.csv", site))
    assert why in refusal.value.why
    assert "b@x" not in refusal.value.why


@pytest.mark.parametrize("value", ["[" * 9000 + "]" * 9000, "9" * 5000, "1e999", '"\\udc00"'])
def test_a_row_of_any_json_is_an_error_of_its_line(site: Path, value: str) -> None:
    with pytest.raises(NotPosted) as refusal:
        read(site, "list.jsonl", f'{{"email": "a@x.example"}}\n{{"email": {value}}}\n')
    assert refusal.value.why.startswith("list.jsonl:2: this is not a JSON object")
