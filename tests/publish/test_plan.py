"""What each channel would say now, and what stands in the way of saying it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from distribute.compose.template import TemplateError
from distribute.config import Config, load
from distribute.errors import UserError
from distribute.issue import Issue, Overrides
from distribute.problem import Problem
from distribute.publish.plan import plan
from distribute.publish.planned import Plan
from distribute.publish.relations import earlier_issues
from distribute.publish.selection import Selection, wanted_channels
from distribute.text.dates import parse_date

NOW = datetime(2020, 12, 10, 12, tzinfo=UTC)
SETTINGS = """\
site:
  name: The Letter
  url: https://example.org/
  language: en
channels:
  outbox:
    path: out
  mastodon:
    server: https://social.example
    access_token: $DISTRIBUTE_TEST_TOKEN
"""
BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


@pytest.fixture(autouse=True)
def _no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISTRIBUTE_TEST_TOKEN", raising=False)


def config(folder: Path, settings: str = SETTINGS) -> Config:
    (folder / "channels.yaml").write_text(settings, encoding="utf-8")
    return load(folder / "channels.yaml")


def issue(**fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/2020-12-09.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": parse_date("2020-12-09"),
        "site": "The Letter",
        "body": BODY,
        "lines": {"title": 2, "date": 3},
        **fields,
    }
    return Issue(**given)


def planned(folder: Path, *family: Issue, settings: str = SETTINGS, now: datetime = NOW, **more: Any) -> Plan:
    held = config(folder, settings)
    members = family or (issue(),)
    everything, languages = more.pop("everything", members), more.pop("languages", ())
    selection = Selection(held, everything, members, held.channels, languages)
    return plan(selection, now=now, **more)


def problems(found: Plan, but: str = "secret") -> list[Problem]:
    return [problem for problem in found.problems if problem.code != but]


def test_each_channel_has_a_post_that_would_go_out(tmp_path: Path) -> None:
    found = planned(tmp_path)
    assert [(post.channel.name, post.state, post.key) for post in found.planned] == [
        ("outbox", "would-post", "2020-11/outbox/en@1#1"),
        ("mastodon", "would-post", "2020-11/mastodon/en@1#1"),
    ]
    for post in found.planned:
        assert post.message is not None
        assert post.draft is not None
        assert post.draft.messages == (post.message,)
        assert "Kite 1.2 adds loops" in post.message.text
    assert found.issues == (issue(),)


# Gates


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (timedelta(days=14), None),
        (timedelta(days=14, seconds=1), "too-old"),
        (timedelta(days=400), "too-old"),
        (timedelta(0), None),
        (timedelta(seconds=-1), "not-yet-due"),
        (timedelta(days=-30), "not-yet-due"),
    ],
)
def test_an_issue_is_announced_between_its_date_and_max_age(
    tmp_path: Path, age: timedelta, code: str | None
) -> None:
    found = planned(tmp_path, issue(date=NOW - age))
    assert [
        (problem.severity, problem.code, problem.when, problem.line)
        for problem in problems(found)
        if problem.code != "date-unlike-file-name"
    ] == ([("error", code, "publishing", 3)] if code else [])
    assert {post.state for post in found.planned} == {"would-post"}, "a dry run shows every draft"


def test_too_old_says_how_old_and_the_way_out(tmp_path: Path) -> None:
    settings = SETTINGS.replace("language: en", "language: en\n  max_age: 3d")
    (problem,) = problems(planned(tmp_path, settings=settings, now=NOW + timedelta(days=9)))
    assert (
        problem.message == "it is 10 days old, more than site.max_age (3d): `publish --old` posts it anyway"
    )
    assert problem.path == "content/2020-12-09.md"


def test_not_yet_due_says_from_when_on(tmp_path: Path) -> None:
    found = planned(tmp_path, issue(date=parse_date("2020-12-24 18:30 +01:00")))
    (problem,) = [problem for problem in problems(found) if problem.code == "not-yet-due"]
    assert (
        problem.message
        == "it is dated in the future: `publish --due` posts it from 2020-12-24 18:30 UTC+01:00"
    )


def test_an_issue_without_a_date_has_no_age(tmp_path: Path) -> None:
    assert [problem.code for problem in problems(planned(tmp_path, issue(date=None)))] == ["no-date"]


@pytest.mark.parametrize(("month", "codes"), [("2020-11", []), ("2020-09", []), ("2020-08", ["too-old"])])
def test_an_issue_without_a_date_for_a_month_of_long_ago_is_too_old(
    tmp_path: Path, month: str, codes: list[str]
) -> None:
    found = problems(planned(tmp_path, issue(date=None, covers=(month,))))
    assert [problem.code for problem in found if problem.code != "no-date"] == codes


@pytest.mark.parametrize(("required", "severity"), [("true", "error"), ("false", "warning")])
def test_a_secret_that_is_missing_matters_when_publishing(
    tmp_path: Path, required: str, severity: str
) -> None:
    (problem,) = planned(tmp_path, settings=f"{SETTINGS}    required: {required}\n").problems
    assert (problem.severity, problem.code, problem.when, problem.path) == (
        severity,
        "secret",
        "publishing",
        "channels.yaml",
    )
    assert problem.message.startswith("mastodon: $DISTRIBUTE_TEST_TOKEN is not set")
    assert ("the channel will be skipped" in problem.message) is (severity == "warning")


def test_a_secret_that_is_set_is_no_problem_and_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", "hush-hush")
    found = planned(tmp_path)
    assert found.problems == ()
    assert "hush-hush" not in repr(found)


def test_what_check_finds_is_in_the_plan(tmp_path: Path) -> None:
    found = planned(tmp_path, issue(body=BODY + "\n- TODO\n"))
    assert [(problem.severity, problem.code, problem.when) for problem in problems(found)] == [
        ("error", "todo", "now")
    ]
    assert {post.state for post in found.planned} == {"would-post"}


def test_an_issue_without_a_named_fact_is_warned_of(tmp_path: Path) -> None:
    (problem,) = problems(planned(tmp_path, issue(body="Nothing happened.\n")))
    assert (problem.severity, problem.code, problem.when) == ("warning", "no-facts", "now")


def test_a_draft_that_does_not_fit_is_an_error_and_stops_no_other(tmp_path: Path) -> None:
    found = planned(tmp_path, issue(title="The Letter November 2020 " + "very " * 99 + "long"))
    (problem,) = problems(found)
    assert (problem.severity, problem.code, problem.when, problem.line) == ("error", "does-not-fit", "now", 2)
    assert problem.message.startswith("mastodon: headline and link alone are ")
    assert problem.message.endswith(" of at most 500: shorten the title, or give the channel its own text")
    states = {post.channel.name: (post.state, post.message is None) for post in found.planned}
    assert states == {"outbox": ("would-post", False), "mastodon": ("held", True)}


def test_a_mistake_in_a_template_ends_the_plan(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "outbox.txt").write_text("{{ nothing }}")
    with pytest.raises(TemplateError, match=r"outbox\.txt:1: "):
        planned(tmp_path)


# Who takes what


@pytest.mark.parametrize("skip", ["mastodon", "social", "Social"])
def test_a_channel_is_skipped_by_its_name_or_its_adapter(tmp_path: Path, skip: str) -> None:
    settings = SETTINGS.replace("  mastodon:", "  social:\n    use: mastodon")
    found = planned(tmp_path, issue(words=Overrides(skip=(skip,))), settings=settings)
    states = {post.channel.name: (post.state, post.error) for post in found.planned}
    assert states == {
        "outbox": ("would-post", None),
        "social": ("skipped", "the issue's front matter says to skip it"),
    }


GERMAN = {"language": "de", "path": "content/2020-12-09.de.md", "title": "Der Brief November 2020"}


def test_a_channel_takes_the_sites_language_unless_it_says_otherwise(tmp_path: Path) -> None:
    family = (issue(), issue(**GERMAN))
    assert [post.key for post in planned(tmp_path, *family).planned] == [
        "2020-11/outbox/en@1#1",
        "2020-11/mastodon/en@1#1",
    ]
    both = SETTINGS.replace("path: out", "path: out\n    languages: [de, en]")
    found = planned(tmp_path, *family, settings=both)
    assert [post.key for post in found.planned] == [
        "2020-11/outbox/en@1#1",
        "2020-11/mastodon/en@1#1",
        "2020-11/outbox/de@1#1",
    ]
    assert [post.key for post in planned(tmp_path, *family, settings=both, languages=["de"]).planned] == [
        "2020-11/outbox/de@1#1"
    ]


def test_problems_of_a_translation_nobody_takes_are_left_out(tmp_path: Path) -> None:
    found = planned(tmp_path, issue(), issue(**GERMAN, body="- TODO\n"))
    assert problems(found) == []
    assert found.issues == (issue(),)


def test_a_mistyped_name_to_skip_is_an_error(tmp_path: Path) -> None:
    """Else the issue would be posted on the very channel that it was to be kept from."""
    (problem,) = problems(planned(tmp_path, issue(words=Overrides(skip=("outbx", "linkedin")))))
    assert (problem.severity, problem.code) == ("error", "unknown-skip")
    assert "no such channel (did you mean 'outbox'?)" in problem.message


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ({"mastadon": {"text": "Mine"}}, "words for 'mastadon', and there is no such channel (did you mean 'mastodon'?)"),
        ({"Mastodon": {"text": "Mine"}}, "no such channel (did you mean 'mastodon'?)"),
        ({"github": {"discussions_text": "Mine"}}, "words for 'github', and there is no such channel"),
        ({"mastodon": {"txt": "Mine"}}, "'txt' for mastodon, and there is no such field (did you mean 'text'?)"),
        ({"reddit": {"words": "Mine"}}, "no such field; there are title, subject, summary, preheader,"),
    ],
)  # fmt: skip
def test_own_words_that_would_be_dropped_are_an_error(
    tmp_path: Path, channels: dict[str, dict[str, str]], told: str
) -> None:
    """Else composed words would be posted in their place."""
    (problem,) = problems(planned(tmp_path, issue(words=Overrides(channels=channels))))
    assert (problem.severity, problem.code) == ("error", "unknown-words")
    assert told in problem.message


def test_own_words_may_be_for_a_channel_that_is_disabled_or_not_set_up(tmp_path: Path) -> None:
    names = ("mastodon", "outbox", "toots", "x", "githubdiscussions", "github-discussions")
    words = Overrides(channels={name: {"text": "Mine"} for name in names}, skip=("Toots",))
    settings = (
        SETTINGS + "  toots: {use: mastodon, enabled: false, server: https://e.org, access_token: $T}\n"
    )
    assert problems(planned(tmp_path, issue(words=words), settings=settings)) == []


def test_an_issue_that_no_channel_takes_is_an_error(tmp_path: Path) -> None:
    found = planned(tmp_path, issue(**GERMAN))
    assert [(problem.severity, problem.code) for problem in problems(found)] == [("error", "no-channel")]
    assert "which is in de" in problems(found)[0].message
    assert (found.issues, found.planned) == ((), ())


def test_channels_are_chosen_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    held = config(tmp_path)

    def names(*only: str, leave_out: tuple[str, ...] = ()) -> list[str]:
        return [channel.name for channel in wanted_channels(held, only, leave_out)]

    assert names() == ["outbox", "mastodon"]
    assert names("mastodon") == ["mastodon"]
    assert names("mastodon", "outbox") == ["outbox", "mastodon"]
    assert names(leave_out=("outbox",)) == ["mastodon"]
    assert names("outbox", leave_out=("outbox",)) == []


@pytest.mark.parametrize(("only", "leave_out"), [(("gazette",), ()), ((), ("gazette",))])
def test_an_unknown_channel_is_refused_with_the_names_there_are(
    tmp_path: Path, only: tuple[str, ...], leave_out: tuple[str, ...]
) -> None:
    with pytest.raises(
        UserError, match=r"no channel 'gazette' in .*channels\.yaml; there are: mastodon, outbox"
    ):
        wanted_channels(config(tmp_path), only, leave_out)


def test_the_issues_before_show_what_recurs(tmp_path: Path) -> None:
    it = issue(body=BODY + "\n[Moth 2.0](https://moth.example/) adds wings.\n")

    def told(*others: Issue) -> str:
        message = planned(tmp_path, it, everything=(*others, it)).planned[0].message
        assert message is not None
        return message.text

    before = {"id": "2020-10", "date": parse_date("2020-11-05"), "body": BODY}
    assert "Kite" in told()
    assert "Kite" not in told(issue(**before))
    assert "Moth" in told(issue(**before))
    assert "Kite" in told(issue(**{**before, "date": parse_date("2021-01-05")})), "a later issue"
    assert "Kite" in told(issue(**{**before, "language": "de"})), "another language"
    assert "Kite" in told(issue(**{**before, "id": "2020-11"})), "the same issue elsewhere"
    far = [issue(id=f"later-{day}", date=parse_date(f"2020-11-{day}"), body="") for day in range(10, 16)]
    assert "Kite" in told(issue(**before), *far), "only the six before it are looked at"


def test_a_picture_of_the_issues_before_is_not_this_ones(tmp_path: Path) -> None:
    view, talk = "![The usual view](/the_view.png)\n", "![Two people talk](/talk.png)\n"
    escaped = view.replace("_", r"\_")
    older = issue(
        id="2020-10", path="content/2020-11-09.md", date=parse_date("2020-11-09"), body=f"{BODY}\n{escaped}"
    )
    it = issue(body=f"{BODY}\n{view}\n{talk}")
    (alone,), (told,) = (
        planned(tmp_path, it, everything=everything).issues for everything in ([it], [older, it])
    )
    assert alone.image
    assert alone.image.alt == "The usual view"
    assert told.image
    assert told.image.alt == "Two people talk"


def test_issues_without_a_date_are_ordered_by_their_names() -> None:
    undated = [
        Issue(id=str(number), path=f"letter-{number}.md", language="en", title="", url="")
        for number in (10, 9, 8, 11)
    ]
    assert [it.path for it in earlier_issues(undated[0], undated)] == ["letter-8.md", "letter-9.md"]
