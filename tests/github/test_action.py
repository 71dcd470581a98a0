"""The workflows that `init` writes, run by act: action, git remote, GitHub's API and the service are there, on loopback."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from distribute.errors import UserError
from distribute.github.action import _answer_options
from distribute.render.preview_comment import MARK, seen_in
from distribute.scaffold.workflows import WORKFLOWS
from distribute.testing.service import MastodonService
from tests.github.action_kit import FORK, ID, ISSUE, PULL, TITLE, Page, Runner, action, first, runner
from tests.github.services_github import TOKEN, Commit, GitHub

__all__ = ["action", "first", "runner"]  # its fixtures

pytestmark = pytest.mark.slow


def test_a_preview_is_one_comment_kept_up_to_date(runner: Runner) -> None:
    github = runner.github
    github.changed = ["content/newsletter/new.md", "static/picture.png"]
    runner.job("preview", "pull_request", PULL)
    (comment,) = github.comments
    (key,) = seen_in(comment["body"])
    assert key == f"{ID}/mastodon/en@1#1"
    assert "Dino 0.5 shows who is typing" in comment["body"]

    runner.step("preview", "pull_request", PULL)
    assert github.writes == ["POST issues/7/comments"], "the same preview is not written again"

    runner.write("content/newsletter/new.md", ISSUE.replace("shows who is typing", "shows who is reading"))
    runner.push()
    runner.step("preview", "pull_request", PULL)
    (comment,) = github.comments
    assert "Changed since the last preview: 1" in comment["body"]
    assert (
        "-• Dino 0.5 shows who is typing in group chats\n+• Dino 0.5 shows who is reading" in comment["body"]
    )
    assert github.writes[1:] == ["PATCH issues/comments/1"]
    assert runner.posts == 0


def test_a_preview_for_a_fork_stands_on_the_jobs_page(runner: Runner) -> None:
    runner.github.changed = ["content/newsletter/new.md"]
    said = runner.job("preview", "pull_request", FORK)
    assert "Summary - " + MARK in said
    assert "Dino 0.5 shows who is typing" in said
    assert runner.github.writes == []


def test_a_token_that_may_only_read_is_no_failure(runner: Runner) -> None:
    runner.github.changed = ["content/newsletter/new.md"]
    runner.github.read_only = True
    assert "the preview is only in the job's summary" in runner.step("preview", "pull_request", PULL)
    assert "no GitHub issue could be opened" in runner.step("publish", "push", code=4)


def test_a_pull_request_about_something_else_has_no_preview(runner: Runner) -> None:
    runner.github.changed = ["README.md"]
    assert "This pull request changes no issue" in runner.step("preview", "pull_request", PULL)
    assert runner.github.writes == []


def test_an_issue_that_is_not_ready_fails_beside_its_line(runner: Runner) -> None:
    runner.write("content/newsletter/new.md", ISSUE + "\nTODO: write about Prosody\n")
    runner.push()
    runner.github.changed = ["content/newsletter/new.md"]
    said = runner.job("preview", "pull_request", PULL, code=1)
    assert "exit=4" in said
    # act shows a workflow command as its message; that it has file and line is in test_github.
    assert "TODO" in said
    page = (runner.folder / "uploaded.html").read_text()
    assert "Dino 0.5 shows who is typing" in page
    assert "TODO" in page


def test_publish_re_run_repost_and_its_re_run(runner: Runner) -> None:
    first = runner.job("publish", "push")
    assert runner.posts == 1
    assert f"posted={runner.mastodon.url}/@news/" in first
    assert not runner.github.comments
    assert "the posts were not reviewed" in first
    assert "posted=\n" in runner.step("publish", "push")
    runner.step("publish", "schedule")
    assert runner.posts == 1
    again = {"inputs": {"issue": ID, "channel": "mastodon", "because": "the first one went unnoticed"}}
    runner.job("repost", "workflow_dispatch", again, run="101")
    assert runner.posts == 2
    runner.step("repost", "workflow_dispatch", again, run="101")
    assert runner.posts == 2, "a job that is run again asks for the same re-post"
    runner.step("repost", "workflow_dispatch", again, run="102")
    assert runner.posts == 3
    log = runner.run("git", "log", "--format=%s", "distribute-ledger", at=runner.remote)
    assert log.count(" posted") == 3
    assert all(line.startswith("[skip ci] ") for line in log.splitlines())


def test_a_runner_that_is_killed_has_posted_once(runner: Runner) -> None:
    runner.mastodon.fail("silence after keeping")
    job = subprocess.Popen(
        runner.act("publish", "push"), cwd=runner.site, env=runner.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    runner.wait_until(lambda: runner.posts == 1)
    runner.kill_all()
    job.kill()
    job.wait()
    runner.step("publish", "push")
    assert runner.posts == 1
    assert '"state": "posted"' in runner.distribute("status", "--json")


def test_four_at_once_post_once(runner: Runner) -> None:
    with ThreadPoolExecutor(4) as pool:
        codes = [
            pool.submit(runner.job, "publish", "push", run=str(number), code=None) for number in range(4)
        ]
    assert all(code.result() for code in codes)
    assert runner.posts == 1
    runner.step("publish", "push")
    assert runner.posts == 1


def test_a_text_that_nobody_has_seen_is_held(runner: Runner) -> None:
    github = runner.github
    github.changed = ["content/newsletter/new.md"]
    runner.step("preview", "pull_request", PULL)
    runner.write(
        "content/newsletter/new.md", ISSUE.replace("Dino 0.5 ", "Dino 0.6 ").replace("[Dino 0.5", "[Dino 0.6")
    )
    runner.push()
    # What a stranger shows is no review.
    stranger = runner.distribute("preview", ID, "--markdown")
    github.say(stranger, login="somebody")
    said = runner.step("publish", "push", code=4)
    assert "this text is not the approved one" in said
    assert runner.posts == 0
    github.say(stranger)
    runner.step("publish", "push")
    assert runner.posts == 1


def approve(runner: Runner, change: Callable[[str], str] = str) -> None:
    """Let the bot have shown a preview in pull request 7, perhaps one that is `change`d."""
    runner.github.changed = ["content/newsletter/new.md"]
    runner.github.say(change(runner.distribute("preview", ID, "--markdown")))


def held(runner: Runner, why: str) -> bool:
    """Run publish; return whether all was held, and the log says why."""
    return why in runner.step("publish", "push", code=4) and runner.posts == 0


def test_a_preview_of_another_issue_approves_nothing(runner: Runner) -> None:
    approve(runner, lambda preview: preview.replace(f'"{ID}/', '"2020-11/'))
    assert held(runner, "no preview in its pull request has shown this")


def test_a_preview_of_another_channel_approves_nothing(runner: Runner) -> None:
    approve(runner, lambda preview: preview.replace("/mastodon/", "/other/"))
    assert held(runner, "no preview in its pull request has shown this")


def test_a_record_counts_in_the_first_line_alone(runner: Runner) -> None:
    approve(runner, "Hello\n".__add__)
    assert held(runner, "no preview in its pull request has shown this")


@pytest.mark.parametrize(("letters", "is_cut"), [(300, False), (40_000, True)])
def test_a_preview_that_is_cut_approves_only_what_it_has_shown(
    runner: Runner, letters: int, is_cut: bool
) -> None:
    words = f"distribute:\n  file: {{text: {'x' * letters}}}\n---\n"
    runner.write("content/newsletter/new.md", ISSUE.replace("---\n\n", words, 1))
    settings = (runner.site / "channels.yaml").read_text()
    runner.write("channels.yaml", settings + "  file: {use: outbox, path: out, limit: 50000}\n")
    runner.push()
    approve(runner)
    (comment,) = runner.github.comments
    assert ("more characters, too many to show here" in comment["body"]) == is_cut
    said = runner.step("publish", "push", code=4 if is_cut else 0)
    known = json.loads(runner.distribute("status", "--json"))["deliveries"]
    assert {one["channel"] for one in known} == ({"mastodon"} if is_cut else {"mastodon", "file"})
    assert (f"{ID}, file (en): no preview in its pull request" in said) == is_cut


def test_what_came_from_a_fork_is_held_until_a_person_lets_it_go(runner: Runner) -> None:
    runner.github.changed = ["content/newsletter/new.md"]
    runner.step("preview", "pull_request", FORK)
    assert held(runner, f"{ID}, mastodon (en): no preview in its pull request has shown this")
    runner.job("publish", "workflow_dispatch", {"inputs": {"unreviewed": "publish"}})
    assert runner.posts == 1


def test_a_renamed_issue_has_the_review_of_its_earlier_name(runner: Runner) -> None:
    approve(runner, lambda preview: preview.replace("sha256:", "sha256:0", 1))
    runner.github.history = [
        Commit("renamed", {"content/newsletter/new.md": "content/newsletter/old.md"}),
        Commit("merged", {"content/newsletter/old.md": ""}, (7,)),
    ]
    assert held(runner, "this text is not the approved one")
    approve(runner)
    runner.step("publish", "push")
    assert runner.posts == 1


def test_the_review_is_looked_for_in_the_commit_that_is_checked_out(runner: Runner) -> None:
    approve(runner)
    runner.run("git", "checkout", "--quiet", "-b", "live")
    runner.run("git", "commit", "--quiet", "--allow-empty", "-m", "another branch to publish from")
    head = runner.run("git", "rev-parse", "HEAD").strip()
    runner.job("publish", "push")
    assert set(runner.github.heads) == {head}
    assert runner.posts == 1


def test_a_history_too_long_to_be_looked_through_is_no_direct_push(runner: Runner) -> None:
    runner.github.history = [Commit(f"c{number}", {"content/newsletter/new.md": ""}) for number in range(31)]
    assert held(runner, "no preview in its pull request has shown this")


def test_where_nothing_was_to_be_sent_nothing_unseen_is(runner: Runner) -> None:
    """What becomes due between the look and the run was in no review."""
    runner.github.changed = ["content/newsletter/new.md"]
    runner.distribute("hold", ID, "--because", "not yet")
    runner.step("publish", "push")
    runner.distribute("release", ID)
    assert held(runner, "not the approved one")


def test_a_draft_is_reviewed_as_any_file(runner: Runner) -> None:
    runner.distribute("draft", ID)
    draft = f"drafts/{ID}.en.md"
    text = (runner.site / draft).read_text()
    runner.write(draft, text.replace("shows who is typing in group chats", "tells you who is typing"))
    runner.push()
    runner.github.changed = [draft]
    runner.step("preview", "pull_request", PULL)
    (comment,) = runner.github.comments
    assert "Dino 0.5 tells you who is typing" in comment["body"]
    assert "nobody has reviewed" not in runner.step("publish", "push")
    assert "Dino 0.5 tells you who is typing" in runner.mastodon.arrived[0].fields["status"]

    runner.write(draft, text.replace("## mastodon", "## mastodn"))
    runner.push()
    said = runner.step("preview", "pull_request", PULL, code=4)
    assert "mastodn" in said


def test_a_person_is_called_in_once_and_let_go(runner: Runner) -> None:
    github = runner.github
    runner.mastodon.fail("422")
    runner.step("publish", "push", code=1)
    (issue,) = github.issues
    assert issue["title"] == f"Newsletter {ID}: 1 of its posts need a person"
    assert f"`distribute publish {ID} --channel mastodon`" in issue["body"]
    runner.mastodon.fail("422")
    runner.step("publish", "push", code=1)
    assert github.writes == ["POST issues"], "the same trouble is told once"
    runner.step("publish", "push")
    assert github.issues == [{**issue, "state": "closed"}]
    assert runner.posts == 1


def test_what_is_in_doubt_is_settled_by_a_persons_word(runner: Runner) -> None:
    runner.mastodon.fail("504 before keeping")
    runner.step("publish", "push", code=3)
    (issue,) = runner.github.issues
    assert f"distribute settle '{ID}/mastodon/en@1#1' --posted URL" in issue["body"]
    word = {"inputs": {"issue": ID, "channel": "mastodon", "posted": f"{runner.mastodon.url}/@news/1"}}
    runner.job("settle", "workflow_dispatch", word)
    assert runner.github.issues[0]["state"] == "closed"
    runner.step("publish", "push")
    assert runner.posts == 0


@pytest.mark.parametrize("word", ["no", "No", "not posted", "Not  posted", "NOT-POSTED"])
def test_a_persons_no_is_said_in_these_words(word: str) -> None:
    assert _answer_options(word) == ["--not-posted"]


@pytest.mark.parametrize("word", ["https://example.org/1", "http://[::1]:8080/@news/1"])
def test_a_persons_yes_is_the_posts_address(word: str) -> None:
    assert _answer_options(word) == ["--posted", word]


@pytest.mark.parametrize(
    "word", ["none", "nope", "yes", "n/a", "https://", "https://[", "ftp://example.org/1", "https://a b", "-", "--posted", "no way"]
)  # fmt: skip
def test_any_other_word_is_an_error(word: str) -> None:
    with pytest.raises(
        UserError, match=r"give the post's URL .* if you have seen the post, `no` if you are sure"
    ) as caught:
        _answer_options(word)
    assert caught.value.exit_code == 2


def test_what_is_no_evidence_settles_nothing(runner: Runner) -> None:
    runner.mastodon.fail("504 before keeping")
    runner.step("publish", "push", code=3)
    told = {"inputs": {"issue": ID, "channel": "mastodon", "posted": "Nope"}}
    runner.step("settle", "workflow_dispatch", told, code=2)
    assert '"state": "in-doubt"' in runner.distribute("status", "--json", code=3)
    told["inputs"]["posted"] = "No"
    # It may still be on its way, so it is told when the word counts.
    runner.step("settle", "workflow_dispatch", told, code=3)
    assert '"state": "in-doubt"' in runner.distribute("status", "--json", code=3)


def test_an_input_is_no_option(runner: Runner) -> None:
    runner.mastodon.fail("504 before keeping")
    runner.step("publish", "push", code=3)
    told = {
        "inputs": {"issue": f"--posted={runner.mastodon.url}/@news/1", "channel": f"{ID}/mastodon/en@1#1"}
    }
    runner.job("settle", "workflow_dispatch", told, code=None)
    assert '"state": "in-doubt"' in runner.distribute("status", "--json", code=3)


def test_no_job_shows_a_secret_or_obeys_an_issue(runner: Runner) -> None:
    nasty = '::error::%0Afirst" & `id` $(id) | @everyone ::stop-commands::x'
    runner.write("content/newsletter/new.md", ISSUE.replace(json.dumps(TITLE), json.dumps(nasty)))
    runner.push()
    runner.page.title = nasty
    runner.github.changed = ["content/newsletter/new.md"]
    said = runner.job("preview", "pull_request", PULL, code=None) + runner.job("publish", "push", code=None)
    assert TOKEN not in said
    assert "mastodon-token" not in said
    assert "❗" not in "".join(line for line in said.splitlines() if "first" in line), "no command was obeyed"
    (comment,) = runner.github.comments
    assert f"### `` {nasty} ``" in comment["body"] or f"### ``{nasty}``" in comment["body"]


def test_from_a_hugo_site_to_a_preview_and_a_post(tmp_path: Path, action: Path) -> None:
    with GitHub() as github, MastodonService() as mastodon, Page() as page:
        runner = Runner(tmp_path, action, github, mastodon, page).begin()
        said = runner.distribute("init", "--issues", "content/newsletter/*.md", "--push")
        assert "distribute-ledger: created" in said
        runner.set_address()
        assert "Dino 0.5 shows who is typing" in runner.distribute("publish", ID, "--dry-run")
        runner.distribute("publish", ID, "--wait", "10s")
        assert len(list((runner.site / "outbox").iterdir())) == 1
        runner.distribute("publish", ID)
        assert len(list((runner.site / "outbox").iterdir())) == 1
        publish = runner.site / ".github" / "workflows" / "newsletter-publish.yml"
        publish.write_text(publish.read_text().replace("contents: write", "contents: read"))
        assert (
            "newsletter-publish.yml: edited by hand, left unchanged; it lacks contents: write"
            in runner.distribute("init")
        )
        assert sorted(path.name for path in (runner.site / ".github" / "workflows").iterdir()) == [
            *(f"newsletter-{name}.yml" for name in sorted(WORKFLOWS)),
        ]  # fmt: skip
