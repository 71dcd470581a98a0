"""publish --dry-run"""

from __future__ import annotations

import re

import pytest

from tests.cli.kit import BODY, HUGO, SETTINGS, Place, page


def test_a_dry_run_shows_every_post_and_exits_0(place: Place) -> None:
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 0
    for words in (
        "2020-11 (en)  The Letter November 2020\n  https://example.org/2020/12/letter/\n  content/letter/2020-12-09.md, 2020-12-09\n",
        "── outbox · en · would post · ",
        "── twitter · en · would post · ",
        "• Kite 1.2 adds loops\n",
        "\nWhen publishing:\n  content/letter/2020-12-09.md:3: would stop: it is ",
        "  channels.yaml: would stop: twitter: $LETTER_KEY, $LETTER_KEY_SECRET, $LETTER_TOKEN, $LETTER_TOKEN_SECRET are not set [secret]\n",
        "Dry run: nothing was sent; the ledger was not consulted.\n",
    ):
        assert words in run.out
    assert not (place.root / "out").exists()


def test_the_rival_of_an_issue_is_named_beside_the_answer(place: Place) -> None:
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.err == (
        "note: 2020-11 is the issue that covers it; content/letter/2020-11-05.md, dated 2020-11-05, is 2020-10\n"
    )


@pytest.mark.parametrize(
    "query",
    [
        "2020-11",
        "2020-12-09",
        "2020-12",
        "content/letter/2020-12-09.md",
        "./content/letter/2020-12-09.md",
        "https://example.org/2020/12/letter/",
        "https://example.org/2020/12/letter",
    ],
)
def test_an_issue_is_named_by_id_date_month_path_or_address(place: Place, query: str) -> None:
    run = place.run("publish", query, "--dry-run", "--json")
    assert (run.code, run.json["issue"]["id"]) == (0, "2020-11")


@pytest.mark.parametrize(
    ("line", "code"), [("TODO: write this", "todo"), ("Thanks to [CONTRIBUTORS] for all", "placeholder")]
)
def test_an_issue_that_is_not_ready_is_shown_all_the_same_and_exits_4(
    place: Place, line: str, code: str
) -> None:
    place.write(
        "content/letter/2020-12-09.md", page("The Letter November 2020", "2020-12-09", f"{BODY}\n{line}\n")
    )
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:11: error: " in run.out
    assert f"[{code}]\n" in run.out
    assert "• Kite 1.2 adds loops\n" in run.out
    assert place.run("publish", "2020-11", "--dry-run", "--json").json["exit"] == 4


def test_a_draft_that_does_not_fit_exits_4_and_the_others_are_shown(place: Place) -> None:
    place.write(
        "content/letter/2020-12-09.md", page(f"The Letter November 2020 {'very ' * 60}long", "2020-12-09")
    )
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:2: error: twitter: headline and link alone are " in run.out
    assert "twitter · en · held: headline and link alone are " in run.out
    assert "── outbox · en · would post" in run.out


def test_only_the_channels_asked_for(place: Place) -> None:
    def shown(*options: str) -> list[str]:
        return [
            post["channel"]
            for post in place.run("publish", "2020-11", "--dry-run", "--json", *options).json["deliveries"]
        ]

    assert shown() == ["outbox", "twitter"]
    assert shown("--channel", "twitter") == ["twitter"]
    assert shown("--channel", "twitter", "--channel", "outbox") == ["outbox", "twitter"]
    assert shown("--except", "twitter") == ["outbox"]


def test_only_the_languages_asked_for(place: Place) -> None:
    place.write(
        "hugo.yaml", HUGO + "defaultContentLanguage: en\nlanguages:\n  en: {weight: 1}\n  de: {weight: 2}\n"
    )
    place.write("content/letter/2020-12-09.de.md", page("The Letter, November 2020", "2020-12-09"))
    place.write("channels.yaml", SETTINGS.replace("path: out", "path: out\n    languages: [en, de]"))
    everywhere = place.run("publish", "2020-11", "--dry-run", "--json").json
    assert sorted(post["key"] for post in everywhere["deliveries"]) == [
        "2020-11/outbox/de@1#1",
        "2020-11/outbox/en@1#1",
        "2020-11/twitter/en@1#1",
    ]
    german = place.run("publish", "2020-11", "--dry-run", "--json", "--language", "de").json
    assert [post["key"] for post in german["deliveries"]] == ["2020-11/outbox/de@1#1"]
    assert german["issue"]["language"] == "de"


@pytest.mark.parametrize("words", ["publish 2020-11 --dry-run", "preview 2020-11", "draft 2020-11"])
def test_a_language_may_be_written_in_any_case(place: Place, words: str) -> None:
    run = place.run(*words.split(), "--language", "EN")
    assert run.code == 0, run.err
    assert place.run(*words.split(), "--language", "XX").code == 2


def test_when_nothing_is_due_it_says_so_in_json_too_and_wants_no_ledger(place: Place) -> None:
    run = place.run("publish", "--due", "--json")
    assert (run.code, run.json["exit"], run.json["deliveries"], run.json["issue"]) == (0, 0, [], None)


def test_when_nothing_is_due_a_dry_run_of_what_is_due_exits_0(place: Place) -> None:
    run = place.run("publish", "--due", "--dry-run")
    assert run.code == 0
    assert "would post" not in run.out


def test_json_is_one_object_on_standard_output_and_notes_are_elsewhere(place: Place) -> None:
    run = place.run("--json", "publish", "2020-11", "--dry-run")
    assert run.err.startswith("note: ")
    said = run.json
    assert {name: said[name] for name in ("version", "command", "dry_run", "exit", "ledger")} == {
        "version": 1,
        "command": "publish",
        "dry_run": True,
        "exit": 0,
        "ledger": "not consulted",
    }
    assert said["issue"] == {
        "id": "2020-11",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/2020/12/letter/",
        "date": "2020-12-09",
        "path": "content/letter/2020-12-09.md",
    }
    assert [(problem["code"], problem["when"]) for problem in said["problems"]] == [
        ("too-old", "publishing"),
        ("secret", "publishing"),
    ]
    (post,) = [post for post in said["deliveries"] if post["channel"] == "twitter"]
    assert post["state"] == "would-post"
    assert (
        post["text"]
        == "The Letter November 2020\n\n• Kite 1.2 adds loops\n\nhttps://example.org/2020/12/letter/"
    )
    assert (post["length"], post["limit"]) == (24 + 2 + 3 + len("Kite 1.2 adds loops") + 2 + 23, 280), (
        "X counts the bullet twice"
    )
    assert re.fullmatch("sha256:[0-9a-f]{64}", post["digest"])


@pytest.mark.parametrize("option", ["--json", "-v", "--verbose", "-q", "--quiet"])
@pytest.mark.parametrize("command", [["publish", "2020-11", "--dry-run"], ["check", "2020-11"]])
def test_options_for_every_command_stand_before_or_after_it(
    place: Place, option: str, command: list[str]
) -> None:
    before, after = place.run(option, *command), place.run(*command, option)
    assert before == after
    assert option in {"-v", "--verbose"} or before.out != place.run(*command).out


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_adds_keys_and_digests(place: Place, option: str) -> None:
    run = place.run("publish", "2020-11", "--dry-run", option)
    assert re.search(r"\n2020-11/twitter/en@1#1  sha256:[0-9a-f]{64}\n", run.out)


def test_a_digest_is_the_one_to_approve(place: Place) -> None:
    posts = place.run("publish", "2020-11", "--dry-run", "--json").json["deliveries"]
    options = [word for post in posts for word in ("--approved", post["digest"])]
    assert place.run("publish", "2020-11", "--dry-run", *options).code == 0
    assert place.run("publish", "2020-11", "--dry-run", "--approved", "sha256:other").code == 4


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_can_not_show_every_letter_shows_their_codes(place: Place, encoding: str) -> None:
    plain = place.run("publish", "2020-11", "--dry-run", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert plain.code == 0
    assert "\\u2500 twitter " in plain.out
    answer = place.run("publish", "2020-11", "--dry-run", "--json", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert "• Kite" in answer.json["deliveries"][0]["text"]


def test_a_check_reports_channels_that_the_front_matter_names_and_that_do_not_exist(place: Place) -> None:
    head = "slug: letter\ndistribute: {mastadon: {text: Mine}, skip: [twiter]}\n"
    place.write(
        "content/letter/2020-12-09.md",
        page("The Letter November 2020", "2020-12-09").replace("slug: letter\n", head),
    )
    run = place.run("--json", "check", "2020-11")
    assert run.code == 4
    assert [each["code"] for each in run.json["problems"]] == ["unknown-skip", "unknown-words"]


def test_several_issues_are_checked_at_once(place: Place) -> None:
    later = place.root / "content" / "letter" / "2020-12-09.md"
    later.write_text(later.read_text() + "\nTODO: more\n")
    run = place.run("check", "2020-10", "content/letter/2020-12-09.md", "2020-11")
    assert run.code == 4
    assert "2020-10: nothing wrong in content/letter/2020-11-05.md" in run.out
    assert run.out.count("the text contains the marker TODO") == 1
    said = place.run("--json", "check", "2020-10", "2020-11").json
    assert [problem["path"] for problem in said["problems"]] == ["content/letter/2020-12-09.md"]
    assert {fact["path"] for fact in said["facts"]} == {
        "content/letter/2020-11-05.md",
        "content/letter/2020-12-09.md",
    }
