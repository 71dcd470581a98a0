"""A ledger can be backed up, moved and looked over, and a switch that leaves posts behind is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from distribute.channel.post import Receipt
from distribute.cli.group import CommonOptions
from distribute.cli.main import distribute
from distribute.config import load
from distribute.errors import UserError
from distribute.ledger.events import Doubted, Key, Newsletter, Posted, encode
from distribute.ledger.gitbranch import GitLedger
from distribute.ledger.open import create_ledger
from distribute.ledger.sqlite import SqliteLedger
from distribute.testing.ledger_contract import KEY, NOW, intent, one_of_each
from tests.ledger.site_kit import DEFAULT, PUBLISH, site, use

__all__ = ["site"]  # its fixture

BRANCH = "distribute-ledger"


def run(*words: str, given: bytes = b"") -> Result:
    """Run a command; its exit code is its return value, or that of what it raises."""
    done = CliRunner().invoke(distribute, words, input=given, obj=CommonOptions(), standalone_mode=False)
    error = done.exception
    if isinstance(error, UserError) or hasattr(error, "exit_code"):
        done.return_value, done.stderr_bytes = (
            error.exit_code,
            (done.stderr_bytes or b"") + str(error).encode(),
        )
    elif error:
        raise error
    return done


def sqlite(site: Path, name: str = ".distribute/ledger.db") -> SqliteLedger:
    path = site / name
    return SqliteLedger(path) if path.exists() else SqliteLedger.create(path)


def test_every_event_moves_from_store_to_store_and_back_to_the_letter(site: Path) -> None:
    sqlite(site).append(*one_of_each())
    first = run("ledger", "export").stdout_bytes
    assert first.splitlines() == sorted(map(encode, one_of_each()), key=_place)
    assert run("ledger", "export", "events.jsonl").return_value == 0
    assert (site / "events.jsonl").read_bytes() == first
    for target in (f"git:{BRANCH}", "sqlite:other.db"):
        done = run("ledger", "import", "events.jsonl", "--into", target)
        assert f"{len(one_of_each())} events added, 0 already existed" in done.stdout
        done = run("ledger", "import", "-", "--into", target, given=first)
        assert f"0 events added, {len(one_of_each())} already existed" in done.stdout
    use(site, f"git:{BRANCH}")
    assert run("ledger", "export").stdout_bytes == first
    assert run("ledger", "import", "sqlite:other.db").return_value == 0


def _place(line: bytes) -> tuple[str, int]:
    from distribute.ledger.events import decode

    event = decode(line)
    return event.post, event.seq


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([intent(2, run="new"), intent(run="another")], "event 1 of 2020-11/mastodon/en@1#1 differs"),
        ([intent(3)], "event 2 of 2020-11/mastodon/en@1#1 is missing"),
        ([intent(2, run="new"), intent(2, run="newer")], "event 2 of 2020-11/mastodon/en@1#1 differs"),
    ],
    ids=["a contradiction", "a gap", "a contradiction in itself"],
)
def test_an_import_is_all_or_nothing(site: Path, lines: list[object], said: str) -> None:
    sqlite(site).append(intent())
    more = encode(intent(key=Key("2020-12", "mastodon", "en")))
    given = b"\n".join([more, *map(encode, lines)])  # type: ignore[arg-type]
    done = run("ledger", "import", "-", given=given)
    assert done.return_value == 5
    assert said in done.stderr
    assert list(sqlite(site).read()) == [intent()]


def test_a_backup_is_restored_into_a_ledger_that_has_only_its_newsletter(site: Path) -> None:
    """Every command that writes puts the newsletter on record first."""
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    backup = run("ledger", "export").stdout_bytes
    (site / ".distribute" / "ledger.db").unlink()
    sqlite(site)
    assert run("settle").return_value == 0
    assert [type(event) for event in sqlite(site).read()] == [Newsletter]
    done = run("ledger", "import", "-", given=backup)
    assert (done.return_value, "1 already existed" in done.stdout) == (0, True)
    assert "already posted" in run(*PUBLISH).stdout


def test_a_ledger_with_another_newsletter_alone_names_the_way_out(site: Path) -> None:
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    backup = run("ledger", "export").stdout_bytes
    (site / ".distribute" / "ledger.db").unlink()
    sqlite(site)
    (site / "channels.yaml").write_text(
        (site / "channels.yaml").read_text().replace("x.example", "y.example")
    )
    assert run("settle").return_value == 0
    done = run("ledger", "import", "-", given=backup)
    assert (done.return_value, "delete it" in done.stderr) == (5, True)


def test_a_ledger_with_only_its_newsletter_is_empty_beside_another(site: Path) -> None:
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    use(site, "sqlite:other.db")
    sqlite(site, "other.db").append(*(each for each in sqlite(site).read() if isinstance(each, Newsletter)))
    done = run(*PUBLISH)
    assert (done.return_value, f"import {DEFAULT}`" in done.stderr) == (5, True)


def test_what_is_no_event_is_told_with_its_line(site: Path) -> None:
    done = run("ledger", "import", "-", given=encode(intent()) + b"\n{}\n")
    assert done.return_value == 5
    assert "-, line 2:" in done.stderr
    assert run("ledger", "import", "no.jsonl").return_value == 2
    assert run("ledger", "import", "-", "--into", "other").return_value == 2
    assert not (site / ".distribute").exists()


def test_verify_tells_damage_doubt_and_duplicates(site: Path) -> None:
    ledger = sqlite(site)
    assert run("ledger", "verify").return_value == 0
    ledger.append(intent(), Doubted(post=str(KEY), seq=2, run="one", at=NOW, what="cut"))
    done = run("ledger", "verify")
    assert (done.return_value, f"{KEY}: in doubt: cut" in done.stdout) == (3, True)
    for seq, number in ((3, "1"), (4, "2")):
        receipt = Receipt(number, f"https://e.org/{number}")
        ledger.append(Posted(post=str(KEY), seq=seq, run="one", at=NOW, receipt=receipt, how="sent"))
    done = run("ledger", "verify")
    assert done.return_value == 3
    assert f"{KEY}: posted more than once: https://e.org/1, https://e.org/2" in done.stdout
    ledger.append(intent(6))
    done = run("ledger", "verify")
    assert (done.return_value, "event 5 of" in done.stderr) == (5, True)


def test_a_switch_to_a_branch_that_leaves_posts_behind_stops_the_run(site: Path) -> None:
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    use(site, f"git:{BRANCH}")
    for _ in range(2):
        done = run(*PUBLISH, "--new-ledger")
        assert done.return_value == 5
        assert f"`distribute ledger import {DEFAULT}`" in done.stderr
    assert run("ledger", "import", DEFAULT).return_value == 0  # as it says
    done = run(*PUBLISH)
    assert (done.return_value, "already posted" in done.stdout, "warning" in done.stderr) == (0, True, False)


def test_a_switch_to_an_empty_ledger_that_is_there_stops_the_run_too(site: Path) -> None:
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    GitLedger.create(site, BRANCH)
    use(site, f"git:{BRANCH}")
    done = run(*PUBLISH)
    assert (done.return_value, f"import {DEFAULT}`" in done.stderr) == (5, True)


def test_a_switch_from_a_branch_stops_the_run(site: Path) -> None:
    use(site, f"git:{BRANCH}")
    assert run(*PUBLISH, "--new-ledger").return_value == 0
    use(site, DEFAULT)
    done = run(*PUBLISH, "--new-ledger")
    assert (done.return_value, f"import git:{BRANCH}`" in done.stderr) == (5, True)
    assert not (site / ".distribute").exists()


def test_another_store_with_more_is_told_by_a_warning(site: Path) -> None:
    sqlite(site).append(intent())
    use(site, "sqlite:other.db")
    sqlite(site, "other.db").append(intent(key=Key("2020-12", "mastodon", "en")))
    done = run(*PUBLISH)
    assert done.return_value == 0, done.stderr
    assert f"warning: {DEFAULT} is another ledger of this site and has 1 event that" in done.stderr


@pytest.mark.parametrize("ledger", ["sqlite:ledger.db", "sqlite:../ledger.db"])
def test_a_file_that_is_lost_with_the_runner_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch, ledger: str
) -> None:
    monkeypatch.setenv("CI", "true")
    (site / "letters").mkdir()
    monkeypatch.chdir(site / "letters")
    use(site / "letters", ledger)
    with pytest.raises(UserError, match="is in the work tree, which is deleted with this CI runner"):
        create_ledger(load(site / "letters" / "channels.yaml"))
    use(site / "letters", "sqlite:../../ledger.db")
    create_ledger(load(site / "letters" / "channels.yaml"))
