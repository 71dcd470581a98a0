"""Readers whom the mail server has refused are mailed again when a person says so, and only then."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from distribute.channel.capabilities import Readmitted
from distribute.channel.verdicts import NotPosted
from distribute.channels.mailing.readers import named_addresses
from distribute.channels.mailing.readmit import readmit
from distribute.channels.mailing.sender import Lease, run
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import Counts, Done, Mailing, Reader, Store, StoreError
from tests.channels.mailing.kit import MAILING, NAME, Sink, frozen, job, mail, of, readers, site
from tests.cli.kit import Place

GONE = "reader1@host1.example"
FULL = "reader2@host2.example"
LATER = Mailing("later", "later")
ISSUE = "2020-11"
PUBLISH = ("publish", ISSUE, "--channel", "mailing", "--old", "--not-live", "--yes", "--new-ledger")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        server.refuse = {GONE: "550 5.1.1 no such user", FULL: "552 5.2.2 full"}
        yield server


@pytest.fixture
def store(sink: Sink, tmp_path: Path) -> Iterator[Store]:
    """Yield a store with a mailing of eight readers, of whom two were refused."""
    with closing(frozen(tmp_path, 8)) as made:
        assert mail(made, job(sink)).counts == Counts(candidates=8, sent=6, failed=2)
        sink.refuse.clear()
        yield made


@pytest.fixture
def place(tmp_path: Path, sink: Sink) -> Place:
    return site(tmp_path, sink)


def again(
    store: Store,
    listed: Iterable[Reader] | None = None,
    only: Iterable[str] | None = None,
    out: Iterable[str] = (),
    *,
    dry_run: bool = False,
) -> Readmitted:
    return readmit(store, [NAME], listed, out, only, dry_run=dry_run)


def test_from_the_next_issue_on(store: Store, sink: Sink) -> None:
    assert store.freeze(LATER, "en", readers(8), ()).suppressed == 1
    refused = {"550 5.1.1": 1, "552 5.2.2": 1}
    assert again(store) == Readmitted(refused, later=1)
    assert store.freeze(LATER, "en", readers(8), ()) == Counts(candidates=8, queued=8)
    assert again(store) == Readmitted(refused)
    assert of(store).failed == 2
    assert mail(store, job(sink)).counts.sent == 6


def test_from_this_issue_on_and_everybody_gets_one_copy(store: Store, sink: Sink) -> None:
    done = again(store, readers(8))
    assert done == Readmitted({"550 5.1.1": 1, "552 5.2.2": 1}, queued=2, later=1)
    assert again(store, readers(8)) == Readmitted()
    assert mail(store, job(sink)).counts == Counts(candidates=8, sent=8)
    assert again(store, readers(8)) == Readmitted()
    assert (len(sink.copies), set(sink.copies.values())) == (8, {1})


def test_a_dry_run_tells_the_same_and_changes_nothing(store: Store) -> None:
    for listed in (None, list(readers(8))):
        before = of(store)
        foreseen = again(store, listed, dry_run=True)
        assert of(store) == before
        assert foreseen == again(store, listed, dry_run=True)
        assert foreseen.later == 1
    assert foreseen == again(store, readers(8))


def test_only_who_is_meant(store: Store) -> None:
    assert again(store, readers(8), [FULL.upper(), "stranger@x.example"]) == Readmitted(
        {"552 5.2.2": 1}, queued=1
    )
    assert of(store) == Counts(candidates=8, queued=1, sent=6, failed=1)
    assert store.freeze(LATER, "en", readers(8), ()).suppressed == 1


def test_who_has_got_the_issue_or_has_joined_since_is_not_mailed(store: Store) -> None:
    got, joined = "reader3@host0.example", "reader8@host2.example"
    assert again(store, readers(9), [got, joined]) == Readmitted()
    assert of(store) == Counts(candidates=8, sent=6, failed=2)


def test_a_reader_refused_in_an_issue_that_nobody_remembers_is_in_the_next_one(store: Store) -> None:
    absent = (one for one in readers(8) if one.address != GONE)
    store.freeze(LATER, "en", absent, ())
    assert readmit(store, [LATER.name], readers(8), (), [GONE], dry_run=False) == Readmitted(later=1)
    assert store.freeze(Mailing("last", "last"), "en", readers(8), ()).queued == 8


def test_a_reader_who_was_left_out_for_an_earlier_refusal_gets_this_issue(store: Store) -> None:
    store.freeze(LATER, "en", readers(8), ())
    done = readmit(store, [LATER.name], readers(8), (), None, dry_run=False)
    assert done == Readmitted({"refused earlier": 1}, queued=1, later=1)
    assert store.counts(LATER.name) == Counts(candidates=8, queued=8)


def test_nobody_of_the_suppression_file_is_mailed_this_issue_or_a_later_one(store: Store) -> None:
    done = again(store, readers(8), out=[GONE.upper(), "stranger@x.example"])
    assert done == Readmitted({"550 5.1.1": 1, "552 5.2.2": 1}, queued=1, suppressed=1)
    assert [row.address for row in store.queued(NAME, b"", 9, 0)] == [FULL]
    assert store.freeze(LATER, "en", readers(8), ()).suppressed == 1
    assert again(store, only=[GONE], out=[GONE]) == Readmitted({"550 5.1.1": 1}, suppressed=1)


def test_who_is_not_on_the_list_any_more_is_not_mailed(store: Store) -> None:
    broken = Reader(FULL, "", "en", "", "the link is none")
    twice = Reader(FULL, "", "en", "https://example.org/second")
    assert again(store, [broken, twice]).unlisted == 2
    assert again(store, [twice, broken]) == Readmitted({"550 5.1.1": 1, "552 5.2.2": 1}, queued=1, unlisted=1)


def test_a_translation_that_a_reader_has_got_is_enough(store: Store) -> None:
    moved = (one for one in readers(8, "de") if one.address == FULL)
    store.freeze(Mailing("other", MAILING.family), "de", moved, ())
    assert again(store, readers(8)) == Readmitted(
        {"550 5.1.1": 1, "552 5.2.2": 1}, queued=1, later=1, elsewhere=1
    )


def test_a_reader_refused_in_two_languages_gets_one_copy(store: Store) -> None:
    other = Mailing("other", MAILING.family)
    store.freeze(other, "de", readers(8, "de"), ())
    keys = [row.key for row in store.queued("other", b"", 9, 0)]
    assert keys == [store.key(FULL)]
    store.record("other", "me", (), keys, 1e10)
    store.record("other", "me", [Done(keys[0], "failed", "552 5.2.2 full")], (), 0)
    done = readmit(store, [NAME, "other"], readers(8), (), [FULL], dry_run=False)
    assert done == Readmitted({"552 5.2.2": 1}, queued=1)
    assert [len(store.queued(name, b"", 9, 0)) for name in (NAME, "other")].count(1) == 1


def test_a_run_that_is_under_way_mails_them(sink: Sink, tmp_path: Path) -> None:
    with closing(frozen(tmp_path, 8)) as store, closing(SqliteStore(tmp_path / "mailings.db")) as other:

        def tell(_: int) -> None:
            if sink.refuse and len(other.refused(NAME)) == 2:
                sink.refuse.clear()
                assert again(other, readers(8)).queued == 2

        report = run(store, job(sink, connections=1), Lease(60), threading.Event(), tell)
        assert report.counts == Counts(candidates=8, sent=8)
    assert set(sink.copies.values()) == {1}


def test_what_fails_half_way_is_done_by_the_next_try(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        msg = "locked"
        raise StoreError(msg)

    with monkeypatch.context() as patch, pytest.raises(StoreError):
        patch.setattr(SqliteStore, "readmit", fail)
        again(store, readers(8))
    assert again(store, readers(8)) == Readmitted({"550 5.1.1": 1, "552 5.2.2": 1}, queued=2, later=1)


def test_an_address_that_is_none_is_not_quoted() -> None:
    named = ["Ann <ann@bücher.example>", "", "# nobody", "ben@example.org  # a comment"]
    assert list(named_addresses(named)) == ["ann@xn--bcher-kva.example", "ben@example.org"]
    with pytest.raises(NotPosted) as caught:
        list(named_addresses(["ann@example.org", "ben at example.org"]))
    assert caught.value.why == "reader 2: this is not an address"


def test_the_command_line(place: Place, sink: Sink) -> None:
    one, two = "reader1@host.example", "reader2@host.example"
    sink.refuse = {one: "550 5.1.1 no such user", two: "552 5.2.2 full"}
    place.run(*PUBLISH)
    sink.refuse.clear()
    command = ("mail", ISSUE, "mailing")
    shown = place.run(*command)
    assert (shown.code, "--readmit this --dry-run` shows why" in shown.out) == (0, True)
    counts = f"{ISSUE}/mailing/en@1#1: candidates 20, queued {{}}, intent 0, sent 18, failed {{}}, unknown 0, suppressed 0\n"
    dry = place.run(*command, "--readmit", "this", "--dry-run")
    first = "2 refused (550 5.1.1: 1, 552 5.2.2: 1), 2 would be queued, later issues would no longer leave out 1\n"
    assert (dry.code, dry.out) == (0, first + counts.format(0, 2))

    given = subprocess.run(
        [sys.executable, "-m", "distribute", *command, "--readmit", "this", "--reader", "-"],
        input=f"{two}\n".encode(), cwd=place.root, env=place.environment(), capture_output=True, check=False,
    )  # fmt: skip
    told = "1 refused (552 5.2.2: 1), 1 queued\n" + counts.format(1, 1)
    assert (given.returncode, given.stdout.decode()) == (
        3,
        f"{told}`distribute mail {ISSUE} mailing --resume` mails those who are queued\n",
    )
    rest = place.run(*command, "--readmit", "this", "--resume", "--json")
    assert (rest.code, rest.json["dry_run"], rest.json["readmitted"]["queued"]) == (0, False, 1)
    assert rest.json["mailings"][f"{ISSUE}/mailing/en@1#1"]["sent"] == 20
    again = place.run(*command, "--readmit", "this")
    assert (again.code, again.out) == (0, f"nobody was refused\n{counts.format(0, 0).replace('18', '20')}")
    assert set(sink.copies.values()) == {1}
    assert len(sink.copies) == 20
    assert "host.example" not in shown.out + dry.out + rest.out + given.stdout.decode()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--dry-run",), "belong to --readmit"),
        (("--reader", "a@x.example"), "belong to --readmit"),
        (("--readmit", "this", "--dry-run", "--resume"), "without --resume"),
        (("--readmit", "this", "--reader", " "), "--reader: give an address"),
        (("--readmit", "this", "--reader", "nobody"), "reader 1: this is not an address"),
        (("--readmit", "never"), "'this', 'next'"),
    ],
)
def test_what_is_not_understood_changes_nothing(
    place: Place, sink: Sink, words: tuple[str, ...], why: str
) -> None:
    sink.refuse = {"reader1@host.example": "550 5.1.1 no such user"}
    place.run(*PUBLISH)
    wrong = place.run("mail", ISSUE, "mailing", *words)
    assert (wrong.code, why in wrong.err) == (2, True), wrong.err
    assert (
        place.run("mail", ISSUE, "mailing", "--json").json["mailings"][f"{ISSUE}/mailing/en@1#1"]["failed"]
        == 1
    )


def test_a_list_or_a_store_that_cannot_be_read_changes_nothing(place: Place, sink: Sink) -> None:
    sink.refuse = {"reader1@host.example": "550 5.1.1 no such user"}
    place.run(*PUBLISH)
    command = ("mail", ISSUE, "mailing", "--readmit", "this")
    place.write("readers.csv", "name\nAnn\n")
    unread = place.run(*command)
    assert (unread.code, "readers.csv:1: no column `email`" in unread.err) == (2, True)
    assert place.run(*command, "--dry-run").code == 2
    store = place.root / ".distribute" / "mailings.db"
    with closing(SqliteStore(store)) as opened:
        assert len(opened.left_out([opened.key("reader1@host.example")])) == 1
    store.write_bytes(b"not a database, or one that was cut off")
    assert place.run(*command).code == 5
