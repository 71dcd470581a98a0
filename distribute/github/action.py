"""The GitHub Action: run a command for the current job and report the result in comments and summaries.

action.yml calls `main`, as does `python -m distribute.github.action`, with the action's inputs in `$INPUT_…`. The action only
runs commands of the command line and uses their JSON output.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from distribute.compose.edited import place_of
from distribute.config import FILE, Config, load
from distribute.errors import ExitCode, UserError
from distribute.github.api import Api, Job, annotate, write_output, write_summary
from distribute.github.comment import MARK, same, seen_in
from distribute.github.joblog import print_as_text
from distribute.github.markdown import block, span
from distribute.github.summary import findings, fine, report, troubles
from distribute.inputs.git import ask
from distribute.ledger.events import Key
from distribute.sites.registry import open_site

_BY_REVIEW = ("review",)
# Matches no digest. Without any `--approved`, every text would count as approved.
_NOTHING = "nothing-was-reviewed"
_NOT_POSTED = {"no", "not posted", "not-posted"}
# In isolated mode, Python ignores modules in the working directory, which belongs to the site, and the $PYTHON… variables.
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from distribute.__main__ import main; main()"
_UNREVIEWED = (
    "no preview in its pull request has shown this text (a pull request from a fork has none), so it is held. "
    "Check `distribute preview`, then run publish with `unreviewed: publish`"
)
_TROUBLE = "<!-- distribute-trouble {} -->\n"


class Inputs(msgspec.Struct, frozen=True):
    """The action's inputs."""

    command: str
    issue: str
    channels: tuple[str, ...]
    config: Path
    wait: str
    approved: tuple[str, ...]
    unreviewed: str
    because: str
    posted: str

    @classmethod
    def here(cls) -> Inputs:
        """Read the inputs from the environment."""

        def named(name: str) -> str:
            return os.environ.get(f"INPUT_{name}", "").strip()

        def words(name: str) -> tuple[str, ...]:
            return tuple(named(name).replace(",", " ").split())

        return cls(
            command=named("COMMAND") or "publish",
            issue=named("ISSUE"),
            channels=words("CHANNELS"),
            config=Path(named("CONFIG") or FILE),
            wait=named("WAIT"),
            approved=words("APPROVED"),
            unreviewed=named("UNREVIEWED") or "hold",
            because=named("BECAUSE"),
            posted=named("POSTED"),
        )

    @property
    def only(self) -> list[str]:
        """The command-line options that select the channels."""
        return _options("--channel", self.channels)


class Answer(msgspec.Struct, frozen=True):
    """The result of a command: its exit code, standard output and standard error."""

    code: int
    out: str
    said: str

    @property
    def data(self) -> dict[str, Any]:
        """The command's JSON output; UserError with its message if there is none."""
        try:
            return msgspec.json.decode(self.out, type=dict[str, Any])
        except msgspec.MsgspecError:
            raise self.error() from None

    def error(self) -> UserError:
        """Return the command's message as an error with its exit code."""
        error = UserError(
            self.said.strip().removeprefix("distribute: ") or f"the command exited with code {self.code}"
        )
        error.exit_code = self.code or 1
        return error


def main() -> int:
    """Run the action's command and return its exit code."""
    commands: dict[str, Callable[[Job, Inputs], int]] = {
        "publish": publish,
        "preview": preview,
        "repost": repost,
        "settle": settle,
        "doctor": doctor,
    }
    print_as_text()
    inputs = Inputs.here()
    try:
        job = Job.here()
        os.environ["PATH"] = _outside(job.workspace, os.environ.get("PATH", os.defpath))
        code = commands.get(inputs.command, _unknown)(job, inputs)
    except UserError as error:
        annotate("error", str(error))
        write_summary(f"### distribute {inputs.command}\n\n❌ {span(str(error))}")
        code = error.exit_code
    write_output("exit", str(code))
    return code


def preview(job: Job, inputs: Inputs) -> int:
    """Show the posts for every channel in a comment on the pull request and in the job's summary."""
    issues = [inputs.issue] if inputs.issue else _changed_issues(job, load(inputs.config))
    write_output("issue", "\n".join(issues))
    if not issues:
        write_summary("### distribute preview\n\nThis pull request changes no issue of the newsletter.")
        return 0
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("RUNNER_TEMP")))
    page, before = folder / "preview.html", folder / "before.md"
    own = Api(job.repository) if job.pull_request and not job.from_fork else None
    told = next((c for c in own.comments(job.pull_request) if c[1].startswith(MARK)), None) if own else None
    if told:
        before.write_text(told[1], encoding="utf-8")
    answer = _run(inputs, "preview", issues, *inputs.only, "--json")
    _annotate(job, inputs, answer.data)
    since = ["--since", str(before)] if told else []
    markdown = _run(inputs, "preview", issues, *inputs.only, "--markdown", *since).out
    write_summary(markdown)
    _run(inputs, "preview", issues, *inputs.only, "--html", str(page))
    if page.exists():
        write_output("preview", str(page))
    if own and not (told and same(told[1], markdown)):
        try:
            own.comment(job.pull_request, markdown, instead_of=told[0] if told else None)
        except UserError as error:  # a read-only token, such as Dependabot's
            annotate("warning", f"the preview is only in the job's summary: {error}")
    return answer.code


def publish(job: Job, inputs: Inputs) -> int:
    """Post the given issue, or all that are due."""
    named, which = ([inputs.issue], inputs.only) if inputs.issue else ([], ["--due", *inputs.only])
    approved: Sequence[str] = inputs.approved
    if approved == _BY_REVIEW:
        dry = _run(inputs, "publish", named, *which, "--dry-run", "--with-ledger", "--json")
        approved = _reviewed(job, inputs, dry) or [_NOTHING]
    wait = ["--wait", inputs.wait] if inputs.wait else []
    options = [*which, *wait, *_options("--approved", approved), "--yes", "--json"]
    return _report(job, inputs, _run(inputs, "publish", named, *options))


def repost(job: Job, inputs: Inputs) -> int:
    """Post once more on one channel. A job that is run again requests the same re-post, not another."""
    if not inputs.issue or len(inputs.channels) != 1 or not inputs.because:
        msg = "a re-post needs `issue`, one channel in `channels`, and a reason, which is recorded, in `because`"
        raise UserError(msg)
    options = ["--because", inputs.because, "--key", f"run-{job.run_id}", "--yes", "--json"]
    return _report(job, inputs, _run(inputs, "repost", [inputs.issue, *inputs.channels], *options))


def settle(job: Job, inputs: Inputs) -> int:
    """Read back posts in doubt, or record a person's answer: the post's URL, or `no`."""
    named = [inputs.issue, *inputs.channels] if inputs.issue else []
    return _report(job, inputs, _run(inputs, "settle", named, *_answer_options(inputs.posted), "--json"))


def _answer_options(posted: str) -> list[str]:
    """Return a person's answer as options of `settle`; UserError if it is neither a URL nor `no`."""
    if not posted:
        return []
    if " ".join(posted.lower().split()) in _NOT_POSTED:
        return ["--not-posted"]
    if _is_url(posted):
        return ["--posted", posted]
    msg = (
        f"`posted` is {posted!r}: give the post's URL (https://…) if you have seen the post, `no` if you are sure "
        "that it does not exist, or leave it empty to look for the post"
    )
    raise UserError(msg)


def _is_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in {"http", "https"} and bool(url.hostname) and len(text.split()) == 1
    except ValueError:
        return False


def doctor(_: Job, inputs: Inputs) -> int:
    """Check every account without posting."""
    answer = _run(inputs, "doctor", inputs.channels, "--json")
    write_summary(findings(answer.data))
    for finding in answer.data["findings"]:
        if finding["level"] != "ok":
            annotate(finding["level"], f"{finding['channel']}: {finding['text']}")
    return answer.code


def _unknown(_: Job, inputs: Inputs) -> int:
    msg = f"`command` must be publish, preview, repost, settle or doctor, not {inputs.command!r}"
    raise UserError(msg)


def _changed_issues(job: Job, config: Config) -> list[str]:
    """Return the ids of the issues whose files a pull request adds or changes."""
    if not job.pull_request:
        msg = "no issue given: set `issue`. It can be left out only in a pull request, where the changed files identify it"
        raise UserError(msg)
    changed = set(Api(job.repository).changed_files(job.pull_request))
    return list(dict.fromkeys(issue for file, issue in _files(job, config) if file in changed))


def _files(job: Job, config: Config) -> Iterator[tuple[str, str]]:
    """Yield the path in the repository of every issue and of its draft file, each with the issue's id."""
    for issue in open_site(config).issues():
        for path in (config.root / issue.path, config.path.parent / place_of(issue, config)):
            file = path.resolve()
            if file.is_relative_to(job.workspace):  # a link out of it is read by nobody
                yield file.relative_to(job.workspace).as_posix(), issue.id


def _reviewed(job: Job, inputs: Inputs, dry: Answer) -> list[str]:
    """Return the digests of the approved texts: those that a preview has shown in full during review.

    If an issue was added by a pull request but no preview has shown a post, as for a pull request from a fork, where
    no comment can be written, `unreviewed` decides. An issue that was never in a pull request is posted as it is:
    everyone who can push to the branch can also publish.
    """
    if inputs.unreviewed not in {"hold", "publish"}:
        msg = f"`unreviewed` must be hold or publish, not {inputs.unreviewed!r}"
        raise UserError(msg)
    new: dict[str, list[tuple[Key, str]]] = {}
    for delivery in dry.data["deliveries"]:
        if delivery["state"] == "would-post":
            key = Key.parse(delivery["key"])
            new.setdefault(key.issue, []).append((_any_round(key), delivery["digest"]))
    files = [*_files(job, load(inputs.config))] if new else []
    approved: list[str] = []
    for issue, texts in new.items():
        review = _review_of(job, [file for file, its in files if its == issue])
        unseen = [text for text in texts if text[0] not in {post for post, _ in review.shown}]
        approved += [digest for post, digest in texts if (post, digest) in review.shown]
        if unseen and review.was_due and inputs.unreviewed == "hold":
            names = ", ".join(f"{post.channel} ({post.language})" for post, _ in unseen)
            annotate("warning", f"{issue}, {names}: {_UNREVIEWED}")
        elif unseen:
            approved += [digest for _, digest in unseen]
            annotate("notice", f"{issue}: the posts were not reviewed; they are posted as they are")
    return approved


class Review(msgspec.Struct, frozen=True):
    """What the previews in the pull requests of an issue's files have shown in full: each post with its digest.

    `was_due` is true if there was a pull request, or if that is unknown.
    """

    shown: frozenset[tuple[Key, str]]
    was_due: bool


def _review_of(job: Job, files: Iterable[str]) -> Review:
    """Return the reviews of these files as of the checked-out commit."""
    api, commit = Api(job.repository), ask(job.workspace, "rev-parse", "HEAD").strip() or job.sha
    origins = [api.origin(file, commit) for file in files]
    pulls = dict.fromkeys(number for origin in origins for number in origin.pull_requests)
    shown = (one for number in pulls for _, text in api.comments(number) for one in _shown_in(text))
    return Review(frozenset(shown), bool(pulls) or not all(origin.whole for origin in origins))


def _shown_in(comment: str) -> Iterator[tuple[Key, str]]:
    """Yield each post that a preview has shown in full, with its digest."""
    for key, seen in seen_in(comment).items():
        with suppress(ValueError):  # a key written by another version
            if seen.in_full:
                yield _any_round(Key.parse(key)), seen.digest


def _any_round(key: Key) -> Key:
    """Return a post's key without its round: a preview may not know the round."""
    return msgspec.structs.replace(key, round=1)


def _report(job: Job, inputs: Inputs, answer: Answer) -> int:
    """Report a run in the job's summary, in annotations and, if a person is needed, in a GitHub issue."""
    data = answer.data
    write_summary(report(data))
    if answer.code == ExitCode.LEDGER:
        write_summary(
            f"The ledger failed. For each post that it may lack, there is a command to run:\n\n{block(answer.said)}"
        )
    _annotate(job, inputs, data)
    deliveries = data.get("deliveries", ())
    write_output("issue", "\n".join(dict.fromkeys(Key.parse(one["key"]).issue for one in deliveries)))
    posted = [one for one in deliveries if one["state"] == "posted"]
    write_output("posted", "\n".join((one["receipt"] or {}).get("url") or one["key"] for one in posted))
    try:
        _update_issues(job, data)
    except UserError as error:  # a failure to report must not change the exit code
        annotate("warning", f"no GitHub issue could be opened or updated about this: {error}")
    return answer.code


def _update_issues(job: Job, data: dict[str, Any]) -> None:
    """Open or update a GitHub issue for each issue of the newsletter that needs a person; close settled ones."""
    wrong = {_TROUBLE.format(trouble.issue): trouble for trouble in troubles(data)}
    settled = {_TROUBLE.format(issue) for issue in fine(data)}
    if not wrong and not settled:
        return
    api = Api(job.repository)
    for number, text in list(api.own_issues()):
        mark, _, rest = text.partition("\n")
        if trouble := wrong.pop(mark + "\n", None):
            if rest.strip() != trouble.text.strip():
                api.change_issue(number, body=mark + "\n" + trouble.text)
        elif mark + "\n" in settled:
            api.change_issue(number, state="closed")
    for mark, trouble in wrong.items():
        api.open_issue(trouble.title, mark + trouble.text)


def _annotate(job: Job, inputs: Inputs, data: dict[str, Any]) -> None:
    """Annotate the line of every problem that is in a file of the site."""
    config = load(inputs.config)
    for problem in data.get("problems", ()):
        # Paths of issues are relative to the site's root, those of drafts and settings to the settings' folder.
        files = ((root / problem["path"]).resolve() for root in (config.root, config.path.parent))
        inside = (file for file in files if file.is_file() and file.is_relative_to(job.workspace))
        path = next((file.relative_to(job.workspace).as_posix() for file in inside), "")
        if problem["when"] == "now" or data["command"] != "preview":
            place = {"path": path, "line": problem["line"], "title": problem["code"]}
            annotate(problem["severity"], problem["message"], **place)


def _run(inputs: Inputs, command: str, names: Sequence[str], *options: str) -> Answer:
    """Run one of our commands, forwarding the signals that end a job so that it stops cleanly.

    `names`, such as issues, are not trusted, and none of them is read as an option.
    """
    root = Path(__file__).resolve().parents[2]
    python = [sys.executable, "-I", "-X", "utf8", "-c", _START, str(root)]
    # This program reads the output, which does not go to the job's log, so no workflow commands in it need escaping.
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    with subprocess.Popen(  # noqa: S603 - this program itself
        [*python, "--config", str(inputs.config), command, *options, "--", *names],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda sent, _: child.send_signal(sent))
        out, said = child.communicate()
    sys.stdout.write(said)
    return Answer(child.returncode, out, said)


def _outside(workspace: Path, path: str) -> str:
    """Return the folders of a PATH that are outside the site, so that none of its programs is run."""
    folders = [Path(folder) for folder in path.split(os.pathsep)]
    trusted = [
        str(folder)
        for folder in folders
        if folder.is_absolute() and not folder.resolve().is_relative_to(workspace)
    ]
    return os.pathsep.join(trusted) or os.defpath  # an empty PATH would mean the working directory


def _options(name: str, values: Iterable[str]) -> list[str]:
    return [part for value in values for part in (name, value)]


if __name__ == "__main__":
    sys.exit(main())
