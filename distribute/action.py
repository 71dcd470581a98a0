"""The GitHub Action: runs a command for the job at hand and says what came of it where people look.

action.yml starts it as `python -m distribute.action` with its inputs in `$INPUT_…`. All that it does it does
by way of the command line, and it goes by the JSON that the commands write.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from distribute.config import FILE, Config, load
from distribute.drafts import path_of
from distribute.gfm import block, span
from distribute.github import Api, Job, annotate, as_text, write_output, write_summary
from distribute.ledger import Key
from distribute.mistake import Mistake
from distribute.report import findings, fine, report, troubles
from distribute.review import MARK, same, seen_in
from distribute.sites import open_site

_LEDGER = 5  # the exit code of a ledger that failed
_BY_REVIEW = ("review",)
_TROUBLE = "<!-- distribute-trouble {} -->\n"


class Inputs(msgspec.Struct, frozen=True):
    """What the workflow asked for."""

    command: str
    issue: str
    channels: tuple[str, ...]
    config: Path
    wait: str
    approved: tuple[str, ...]
    because: str
    posted: str

    @classmethod
    def here(cls) -> Inputs:
        """Read them from the environment."""

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
            because=named("BECAUSE"),
            posted=named("POSTED"),
        )

    @property
    def only(self) -> list[str]:
        """The options that choose the channels."""
        return _options("--channel", self.channels)


class Answer(msgspec.Struct, frozen=True):
    """What a command came to: its exit code, its standard output, and what it said beside it."""

    code: int
    out: str
    said: str

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object that it wrote; Mistake, in its own words, where it wrote none."""
        try:
            return msgspec.json.decode(self.out, type=dict[str, Any])
        except msgspec.MsgspecError:
            raise self.mistake() from None

    def mistake(self) -> Mistake:
        """Return what it said, as a mistake with its exit code."""
        error = Mistake(self.said.strip().removeprefix("distribute: ") or f"it ended with {self.code}")
        error.exit_code = self.code or 1
        return error


def main() -> int:
    """Do what the workflow asked for; return the exit code, which is the command's."""
    commands: dict[str, Callable[[Job, Inputs], int]] = {
        "publish": publish,
        "preview": preview,
        "repost": repost,
        "settle": settle,
        "doctor": doctor,
    }
    inputs = Inputs.here()
    try:
        code = commands.get(inputs.command, _unknown)(Job.here(), inputs)
    except Mistake as error:
        annotate("error", str(error))
        write_summary(f"### distribute {inputs.command}\n\n❌ {span(str(error))}")
        code = error.exit_code
    write_output("exit", str(code))
    return code


def preview(job: Job, inputs: Inputs) -> int:
    """Show what the issue would be on every channel: in the pull request, and on the job's page."""
    issues = [inputs.issue] if inputs.issue else _changed_issues(job, load(inputs.config))
    write_output("issue", "\n".join(issues))
    if not issues:
        write_summary("### distribute preview\n\nNo issue of the newsletter is changed here.")
        return 0
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("RUNNER_TEMP")))
    page, before = folder / "preview.html", folder / "before.md"
    what = [*issues, *inputs.only]
    own = Api(job.repository) if job.pull_request and not job.from_fork else None
    told = next((c for c in own.comments(job.pull_request) if c[1].startswith(MARK)), None) if own else None
    if told:
        before.write_text(told[1], encoding="utf-8")
    answer = _run(inputs, "preview", *what, "--json")
    _annotate(job, inputs, answer.data)
    markdown = _run(inputs, "preview", *what, "--markdown", *(["--since", str(before)] if told else [])).out
    write_summary(markdown)
    _run(inputs, "preview", *what, "--html", str(page))
    if page.exists():
        write_output("preview", str(page))
    if own and not (told and same(told[1], markdown)):
        try:
            own.comment(job.pull_request, markdown, instead_of=told[0] if told else None)
        except Mistake as error:  # a token that may only read, as Dependabot's
            annotate("warning", f"the preview stands on the job's page alone: {error}")
    return answer.code


def publish(job: Job, inputs: Inputs) -> int:
    """Post the issue that is named, or all that are due."""
    which = [inputs.issue] if inputs.issue else ["--due"]
    approved: Sequence[str] = inputs.approved
    if approved == _BY_REVIEW:
        approved = _reviewed(
            job, inputs, _run(inputs, "publish", *which, *inputs.only, "--dry-run", "--with-ledger", "--json")
        )
    wait = ["--wait", inputs.wait] if inputs.wait else []
    options = [*which, *inputs.only, *wait, *_options("--approved", approved)]
    return _report(job, inputs, _run(inputs, "publish", *options, "--yes", "--json"))


def repost(job: Job, inputs: Inputs) -> int:
    """Post once more on one channel; a job that is run again asks for the same re-post, not for another."""
    if not inputs.issue or len(inputs.channels) != 1 or not inputs.because:
        msg = (
            "a re-post takes `issue`, one of `channels`, and in `because` the reason, which is kept on record"
        )
        raise Mistake(msg)
    options = ["--because", inputs.because, "--key", f"run-{job.run_id}", "--yes", "--json"]
    return _report(job, inputs, _run(inputs, "repost", inputs.issue, *inputs.channels, *options))


def settle(job: Job, inputs: Inputs) -> int:
    """Read back what is in doubt, or take a person's word: the post's URL, or `no`."""
    word = ["--not-posted"] if inputs.posted == "no" else ["--posted", inputs.posted] if inputs.posted else []
    named = [inputs.issue, *inputs.channels] if inputs.issue else []
    return _report(job, inputs, _run(inputs, "settle", *named, *word, "--json"))


def doctor(_: Job, inputs: Inputs) -> int:
    """Look at every account, posting nothing."""
    answer = _run(inputs, "doctor", *inputs.channels, "--json")
    write_summary(findings(answer.data))
    for finding in answer.data["findings"]:
        if finding["level"] != "ok":
            annotate(finding["level"], f"{finding['channel']}: {finding['text']}")
    return answer.code


def _unknown(_: Job, inputs: Inputs) -> int:
    msg = f"`command` is publish, preview, repost, settle or doctor, not {inputs.command!r}"
    raise Mistake(msg)


def _changed_issues(job: Job, config: Config) -> list[str]:
    """Return the ids of the issues whose files a pull request adds or changes."""
    if not job.pull_request:
        msg = (
            "which issue? Name it in `issue`; only in a pull request it is told by the files that are changed"
        )
        raise Mistake(msg)
    changed = set(Api(job.repository).changed_files(job.pull_request))
    return list(dict.fromkeys(issue for file, issue in _files(job, config) if file in changed))


def _files(job: Job, config: Config) -> Iterator[tuple[str, str]]:
    """Yield the repository's path of every issue and of its draft, each with the issue's id."""
    for issue in open_site(config).issues():
        for path in (config.root / issue.path, config.path.parent / path_of(issue)):
            yield path.resolve().relative_to(job.workspace).as_posix(), issue.id


def _reviewed(job: Job, inputs: Inputs, dry: Answer) -> list[str]:
    """Return the digests of the texts that were shown in the review of each issue that would go out.

    An issue that was never reviewed goes out as it is, and that is said.
    """
    new: dict[str, list[str]] = {}
    for delivery in dry.data["deliveries"]:
        if delivery["state"] == "would-post":
            new.setdefault(Key.parse(delivery["key"]).issue, []).append(delivery["digest"])
    api, seen = Api(job.repository), dict.fromkeys(new, frozenset[str]())
    for file, issue in _files(job, load(inputs.config)):
        for number in api.pull_requests_of(file) if issue in new else ():
            shown = (shown for _, text in api.comments(number) for shown in seen_in(text).items())
            seen[issue] |= {what.digest for key, what in shown if Key.parse(key).issue == issue}
    for issue, digests in seen.items():
        if not digests:
            annotate("notice", f"{issue}: nobody has reviewed its posts; they go out as they are")
    return [digest for issue, digests in seen.items() for digest in digests or new[issue]]


def _report(job: Job, inputs: Inputs, answer: Answer) -> int:
    """Say what came of a run: on the job's page, beside the lines, and in an issue where a person is needed."""
    data = answer.data
    write_summary(report(data))
    if answer.code == _LEDGER:
        write_summary(
            f"The ledger failed; what it may not know of has a line to run:\n\n{block(answer.said)}"
        )
    _annotate(job, inputs, data)
    deliveries = data.get("deliveries", ())
    write_output("issue", "\n".join(dict.fromkeys(Key.parse(one["key"]).issue for one in deliveries)))
    posted = [one for one in deliveries if one["state"] == "posted"]
    write_output("posted", "\n".join((one["receipt"] or {}).get("url") or one["key"] for one in posted))
    try:
        _call_in(job, data)
    except Mistake as error:  # what was posted matters more than where it is told
        annotate("warning", f"no issue could be opened or updated about this: {error}")
    return answer.code


def _call_in(job: Job, data: dict[str, Any]) -> None:
    """Open or update one issue for each of the newsletter's that needs a person; close what is settled."""
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
    """Put every problem beside its line, as far as it is in a file of the site."""
    config = load(inputs.config)
    for problem in data.get("problems", ()):
        # Of an issue it is from the site's root, of a draft and of the settings from their own folder.
        files = ((root / problem["path"]).resolve() for root in (config.root, config.path.parent))
        inside = (file for file in files if file.is_file() and file.is_relative_to(job.workspace))
        path = next((file.relative_to(job.workspace).as_posix() for file in inside), "")
        if problem["when"] == "now" or data["command"] != "preview":
            place = {"path": path, "line": problem["line"], "title": problem["code"]}
            annotate(problem["severity"], problem["message"], **place)


def _run(inputs: Inputs, command: str, *arguments: str) -> Answer:
    """Run a command of ours, handing on the signals that end a job, so that it stops cleanly."""
    line = [sys.executable, "-m", "distribute", "--config", str(inputs.config), command, *arguments]
    with subprocess.Popen(  # noqa: S603 - this program itself
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda sent, _: child.send_signal(sent))
        out, said = child.communicate()
    if said:
        with as_text():
            sys.stdout.write(said)
    return Answer(child.returncode, out, said)


def _options(name: str, values: Iterable[str]) -> list[str]:
    return [part for value in values for part in (name, value)]


if __name__ == "__main__":
    sys.exit(main())
