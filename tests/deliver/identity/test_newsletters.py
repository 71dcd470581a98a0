"""Several newsletters"""

from __future__ import annotations

import subprocess

import pytest

from tests.deliver.identity.kit import BODY, OTHER_BODY, Newsletter


def rival_of(letter: Newsletter, folder: str = "other", **more: str) -> Newsletter:
    other = {"name": "The Other", "url": "https://other.example/", **more}
    return Newsletter(letter.root.parent / folder, letter.service, **other)


def test_two_newsletters_on_one_account_in_one_month_are_two_posts(letter: Newsletter) -> None:
    """Each with a ledger of its own: the service must not take the second for a repeat of the first."""
    other = rival_of(letter)
    for site, title in ((letter, "The Letter"), (other, "The Other")):
        site.issue(
            "2020-11", title, BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        run = site.publish("2020-11")
        assert (run.code, set(run.states.values())) == (0, {"posted"})
    assert len(letter.service.arrived) == 2
    first, second = (request.headers["idempotency-key"] for request in letter.service.attempts)
    assert first != second


@pytest.mark.parametrize("shared", ["sqlite", "git"])
def test_two_newsletters_in_one_ledger_are_two(letter: Newsletter, shared: str) -> None:
    top = letter.root.parent
    ledger = "sqlite:../ledger.db"
    if shared == "git":
        remote = str(top.parent / f"{top.name}-remote.git")  # one in the site's own files is refused
        for words in (
            ["init", "--bare", remote],
            ["init", "."],
            ["remote", "add", "origin", remote],
        ):
            subprocess.run(["git", *words], cwd=top, check=True, capture_output=True)
        ledger = "git:distribute-ledger"
    letter.settings(ledger=ledger)
    other = rival_of(letter, ledger=ledger)
    for site, body in ((letter, BODY), (other, OTHER_BODY)):
        site.issue("2020-11", f"{site.root.name} November", body, more="distribute: {id: 2020-11}\n")
        assert set(site.publish("2020-11").states.values()) == {"posted"}
        assert set(site.publish("2020-11").states.values()) == {"already-posted"}
    assert len(letter.service.arrived) == 2
    assert len(letter.run("status", "--json").json["deliveries"]) == 1
    assert letter.run("ledger", "export", "../all.jsonl").code == 0
    assert letter.run("ledger", "verify").code == 0
    lines = (top / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum('"type":"posted"' in line for line in lines) == 2, "an export is of the whole ledger"
    letter.settings(ledger=ledger, name="The Letter, renamed")
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}
    letter.settings(ledger=ledger, url="https://moved.example/")
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}
    assert len(letter.service.arrived) == 2


def test_a_newsletter_may_be_given_its_identity(letter: Newsletter) -> None:
    letter.settings(ledger="sqlite:../ledger.db", site="  newsletter: letter\n")
    other = rival_of(
        letter,
        ledger="sqlite:../ledger.db",
        name="The Letter",
        site="  newsletter: other\n",
    )
    for site in (letter, other):
        site.issue(
            "2020-11", "November", BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        assert set(site.publish("2020-11").states.values()) == {"posted"}
    letter.settings(
        ledger="sqlite:../ledger.db", site="  newsletter: letter\n", name="New", url="https://new.example/"
    )
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}


def test_two_settings_of_one_newsletter_share_what_is_on_record(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", more="distribute: {id: 2020-11}\n")
    assert letter.publish("2020-11").code == 0
    text = (
        (letter.root / "channels.yaml")
        .read_text(encoding="utf-8")
        .replace("name: The Letter", "name: Letter")
    )
    letter.write("other.yaml", text)
    run = letter.run("--config", "other.yaml", "publish", "2020-11", "--not-live", "--json")
    assert (run.code, set(run.states.values())) == (0, {"already-posted"})


def test_two_newsletters_in_one_outbox_write_two_files(letter: Newsletter) -> None:
    other = rival_of(letter)
    for site in (letter, other):
        site.issue(
            "2020-11", "November", BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        site.settings(
            more="  outbox: {path: ../out}\n",
            **({"name": "O", "url": "https://o.example/"} if site is other else {}),
        )
        run = site.run("publish", "2020-11", "--not-live", "--new-ledger", "--channel", "outbox", "--json")
        assert set(run.states.values()) == {"posted"}
    assert len(list((letter.root.parent / "out").glob("*.txt"))) == 2
