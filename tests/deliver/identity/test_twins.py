"""Two files with one id; Ids and languages that are none"""

from __future__ import annotations

import pytest

from tests.deliver.identity.kit import OTHER_BODY, Newsletter

# Two files with one id


def test_of_twins_that_are_due_neither_goes_out_and_the_others_do(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    letter.issue("b", "Two", OTHER_BODY, more='distribute: {id: "7"}\n')
    letter.issue("c", "Three", OTHER_BODY.replace("Owl", "Elk"), more='distribute: {id: "8"}\n')
    dry = letter.run("publish", "--due", "--dry-run", "--json")
    run = letter.publish("--due")
    assert (dry.code, run.code) == (4, 4)
    assert run.states == {"7/mastodon/en@1#1": "held", "8/mastodon/en@1#1": "posted"}
    assert len(letter.service.arrived) == 1
    for said in (dry, run):
        told = " ".join(problem["message"] for problem in said.json["problems"])
        assert "content/a.md" in told
        assert "content/b.md" in told


def test_of_many_twins_some_are_named(letter: Newsletter) -> None:
    for number in range(8):
        letter.issue(f"n{number}", f"Number {number}", more='distribute: {id: "7"}\n')
    dry = letter.run("publish", "--due", "--dry-run", "--json")
    assert dry.code == 4
    assert all(one["error"].endswith("content/n4.md, 3 more") for one in dry.json["deliveries"])


def test_a_second_file_with_an_id_on_record_is_told_and_not_taken_for_it(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    assert letter.publish("7").code == 0
    (letter.root / "content/a.md").unlink()
    letter.issue("b", "Two", OTHER_BODY, more='distribute: {id: "7"}\n')
    for words in (("--due",), ("7",)):
        run = letter.publish(*words)
        assert run.code == 4
        assert run.json["deliveries"][0]["code"] == "same-id"
        assert "recorded for another page" in run.json["deliveries"][0]["error"]
    assert letter.run("publish", "--due", "--dry-run").code == 4
    assert len(letter.service.arrived) == 1
    known = letter.run("publish", "7", "--not-live", "--allow", "same-id", "--json")
    assert (known.code, set(known.states.values())) == (0, {"already-posted"})
    assert letter.publish("7").code == 0, "a person has said that it is the same"


def test_a_number_that_starts_anew_each_year_is_another_issue(letter: Newsletter) -> None:
    letter.issue("2025-1", "The Letter #1", more='distribute: {id: "1"}\n')
    assert letter.publish("1").code == 0
    (letter.root / "content/2025-1.md").unlink()
    letter.issue("2026-1", "The Letter #1", OTHER_BODY, more='distribute: {id: "1"}\n')
    run = letter.publish("--due")
    assert (run.code, run.json["deliveries"][0]["code"]) == (4, "same-id")
    assert len(letter.service.arrived) == 1


def test_an_issue_that_was_edited_is_the_same(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    letter.publish("7")
    letter.issue("a", "Quite another title", OTHER_BODY, more='distribute: {id: "7"}\n')
    assert letter.publish("7").code == 0
    letter.issue("moved", "Quite another title", OTHER_BODY, more='distribute: {id: "7"}\n')
    (letter.root / "content/a.md").unlink()
    assert letter.publish("7").code == 0
    assert len(letter.service.arrived) == 1


# Ids and languages that are none


@pytest.mark.parametrize(
    "front",
    [
        'distribute: {id: "a --> @octocat"}',
        'distribute: {id: "--yes"}',
        'distribute: {id: "a/b"}',
        "distribute: {id: a~b}",
    ],
)
def test_an_issue_with_a_bad_id_is_never_sent_and_the_others_are(letter: Newsletter, front: str) -> None:
    letter.issue("a", "One", more=f"{front}\n")
    letter.issue("b", "Two", OTHER_BODY, more="distribute: {id: good}\n")
    run = letter.publish("--due", "--allow", "bad-id")
    assert run.code == 4
    assert [problem["code"] for problem in run.json["problems"] if problem["path"] == "content/a.md"] == [
        "bad-id"
    ]
    assert {key: state for key, state in run.states.items() if state == "posted"} == {
        "good/mastodon/en@1#1": "posted"
    }
    assert len(letter.service.arrived) == 1


def test_an_issue_with_a_bad_language_is_never_sent_and_the_others_are(letter: Newsletter) -> None:
    letter.settings(site="  id: number\n")
    text = (
        (letter.root / "channels.yaml")
        .read_text(encoding="utf-8")
        .replace("generator: hugo", "generator: jekyll")
    )
    letter.write("channels.yaml", text)
    letter.write("_config.yml", "url: https://letter.example\n")
    letter.issue("2026-01-01-a", "Letter 1", more="lang: 'a --> @x'\n")
    letter.issue("2026-01-02-b", "Letter 2", OTHER_BODY)
    run = letter.publish("--due", "--allow", "bad-language")
    assert run.code == 4
    assert "bad-language" in {problem["code"] for problem in run.json["problems"]}
    assert set(run.states) == {"2/mastodon/en@1#1"}
    assert len(letter.service.arrived) == 1
