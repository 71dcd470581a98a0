"""The GitHub Action: run a command for the current job and report the result in comments and summaries.

action.yml calls `main`, as does `python -m distribute.github.action`, with the action's inputs in `$INPUT_…`. The action runs
commands of the command line and reads their output. It never composes, posts or records anything itself: apart from the
commands, it only reads the settings and finds the files that belong to an issue.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from distribute.config import Config, load
from distribute.errors import ExitCode, UserError, did_you_mean, own_error, worst
from distribute.github.api import Api, Job, annotate, write_output, write_summary
from distribute.github.inputs import Inputs, command_here, repeated
from distribute.github.joblog import print_as_text
from distribute.github.process import Answer, joined, outside, run
from distribute.github.review import files_of, reviewed
from distribute.github.summary import Trouble, doctor_trouble, findings, posted_issues, report, troubles
from distribute.ledger.events import Key
from distribute.render.github_markdown import block, span
from distribute.render.preview_comment import MARK, same

_BY_REVIEW = ("review",)
_DRY_RUN = ("--dry-run", "--with-ledger", "--json")
# Matches no digest. Without any `--approved`, every text would count as approved.
_NOTHING = "nothing-was-reviewed"
_NOT_POSTED = {"no", "not posted", "not-posted"}
_TROUBLE = "<!-- distribute-trouble {} -->\n"
_DOCTOR = "<!-- distribute-doctor -->\n"


def main() -> int:
    """Run the action's command and return its exit code."""
    print_as_text()
    try:
        inputs, job = Inputs.here(), Job.here()
        os.environ["PATH"] = outside(job.workspace, os.environ.get("PATH", os.defpath))
        code = _command(inputs.command)(job, inputs)
    except UserError as error:
        _show_error(error)
        code = error.exit_code
    except Exception as bug:  # noqa: BLE001 - a traceback would show values, which may be secrets
        annotate("error", own_error(bug))
        code = ExitCode.IN_DOUBT
    write_output("exit", str(code))
    return code


def _show_error(error: UserError) -> None:
    """Show why a command failed, as an annotation and in the job's summary."""
    annotate("error", str(error))
    write_summary(f"### distribute {span(command_here())}\n\n❌ {span(str(error))}")


def _command(name: str) -> Callable[[Job, Inputs], int]:
    """Return the function of a command; UserError if there is none of that name."""
    commands = (publish, preview, check, repost, settle, hold, release, seed, status, doctor)
    known = {command.__name__: command for command in commands}
    if name not in known:
        names = ", ".join(known)
        msg = f"`command` must be one of {names}, not {name!r}{did_you_mean(name, known)}"
        raise UserError(msg)
    return known[name]


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
    answer = run(inputs.config, "preview", issues, *inputs.only, "--json")
    _annotate(job, inputs, answer.data)
    since = ["--since", str(before)] if told else []
    markdown = run(inputs.config, "preview", issues, *inputs.only, "--markdown", *since).out
    write_summary(markdown)
    run(inputs.config, "preview", issues, *inputs.only, "--html", str(page))
    if page.exists():
        write_output("preview", str(page))
    if own and not (told and same(told[1], markdown)):
        try:
            own.comment(job.pull_request, markdown, instead_of=told[0] if told else None)
        except UserError as error:  # a read-only token, such as Dependabot's
            annotate("warning", f"the preview is only in the job's summary: {error}")
    return answer.code


def publish(job: Job, inputs: Inputs) -> int:
    """Post the given issue, or all that are due; with `dry-run`, only show what would be posted."""
    named, which = ([inputs.issue], inputs.only) if inputs.issue else ([], ["--due", *inputs.only])
    which = [*which, *repeated("--allow", inputs.allow)]
    if inputs.dry_run:
        return _show(job, inputs, run(inputs.config, "publish", named, *which, *_DRY_RUN))
    approved: Sequence[str] = inputs.approved
    if approved == _BY_REVIEW:
        dry = run(inputs.config, "publish", named, *which, *_DRY_RUN)
        approved = reviewed(job, inputs, dry) or [_NOTHING]
    wait = ["--wait", inputs.wait] if inputs.wait else []
    options = [*which, *wait, *repeated("--approved", approved), "--yes", "--json"]
    return _report(job, inputs, run(inputs.config, "publish", named, *options))


def repost(job: Job, inputs: Inputs) -> int:
    """Post once more on one channel. A job that is run again requests the same re-post, not another."""
    if not inputs.issue or len(inputs.channels) != 1 or not inputs.because:
        msg = "a re-post needs `issue`, one channel in `channels`, and a reason, which is recorded, in `because`"
        raise UserError(msg)
    names = [inputs.issue, *inputs.channels]
    options = ["--because", inputs.because, "--key", f"run-{job.run_id}"]
    if inputs.dry_run:
        return _show(job, inputs, run(inputs.config, "repost", names, *options, "--dry-run", "--json"))
    return _report(job, inputs, run(inputs.config, "repost", names, *options, "--yes", "--json"))


def settle(job: Job, inputs: Inputs) -> int:
    """Read back posts in doubt, or record a person's answer about one post: its URL, or `no`."""
    if inputs.posted and len(inputs.channels) > 1:
        msg = "`posted` is an answer about one post: name one channel in `channels`"
        raise UserError(msg)
    options = _answer_options(inputs.posted)
    return _show_each_channel(inputs, "settle", lambda answer: _report(job, inputs, answer), *options)


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


def check(job: Job, inputs: Inputs) -> int:
    """Check the given issue, or those whose files the pull request changes."""
    issues = [inputs.issue] if inputs.issue else _changed_issues(job, load(inputs.config))
    codes = [_show(job, inputs, run(inputs.config, "check", [issue], "--json")) for issue in issues]
    write_output("issue", "\n".join(issues))
    return worst(codes)


def hold(_: Job, inputs: Inputs) -> int:
    """Hold an issue back, on the given channels or on all of them."""
    if not inputs.issue or not inputs.because:
        msg = "a hold needs `issue`, and a reason in `because`"
        raise UserError(msg)
    return _each_channel(inputs, "hold", "--because", inputs.because)


def release(_: Job, inputs: Inputs) -> int:
    """Release an issue that is on hold."""
    if not inputs.issue:
        msg = "`release` needs `issue`"
        raise UserError(msg)
    return _each_channel(inputs, "release")


def _names(inputs: Inputs) -> list[list[str]]:
    """Return the arguments of a command that takes an issue and at most one channel, for each channel.

    UserError for channels without an issue.
    """
    if inputs.channels and not inputs.issue:
        msg = f"`{inputs.command}` with `channels` needs `issue`"
        raise UserError(msg)
    return [[inputs.issue, channel] for channel in inputs.channels] or [list(filter(None, [inputs.issue]))]


def _each_channel(inputs: Inputs, command: str, *options: str) -> int:
    """Run a command once for each channel, show what it printed or why it failed, and return the worst code."""
    answers = [run(inputs.config, command, names, *options) for names in _names(inputs)]
    for answer in answers:
        if answer.code:
            _show_error(answer.error())
        else:
            _show_text(command, answer)
    return _worst(answers)


def _show_each_channel(inputs: Inputs, command: str, show: Callable[[Answer], object], *options: str) -> int:
    """Run a command once for each channel, `show` the JSON of all as one answer, and return the worst code.

    A channel without JSON does not keep the others from being shown.
    """
    answers = [run(inputs.config, command, names, *options, "--json") for names in _names(inputs)]
    if answered := [answer for answer in answers if answer.out]:
        show(joined(answered))
    for answer in answers:
        if not answer.out:
            _show_error(answer.error())
    return _worst(answers)


def _worst(answers: Sequence[Answer]) -> int:
    """Return the most severe exit code; one that is not ours, such as that of a killed process, if there is no other."""
    codes = [answer.code for answer in answers]
    return worst(codes) or next(filter(None, codes), ExitCode.OK)


def seed(_: Job, inputs: Inputs) -> int:
    """Record issues as announced earlier: those in `issue`, or all before the date `before`."""
    if bool(inputs.issue) == bool(inputs.before):
        msg = "`seed` needs either `issue` or `before`"
        raise UserError(msg)
    which = ["--before", inputs.before] if inputs.before else []
    answer = run(inputs.config, "seed", inputs.issue.split(), *which, *inputs.only)
    if answer.code:
        raise answer.error()
    _show_text("seed", answer)
    return ExitCode.OK


def status(_: Job, inputs: Inputs) -> int:
    """Show what the ledger records."""
    return _show_each_channel(inputs, "status", lambda answer: write_summary(report(answer.data)))


def doctor(job: Job, inputs: Inputs) -> int:
    """Check every account without posting. A GitHub issue reports what needs a person, until it is put right."""
    answer = run(inputs.config, "doctor", inputs.channels, "--json")
    write_summary(findings(answer.data))
    for finding in answer.data["findings"]:
        if finding["level"] != "ok":
            annotate(finding["level"], f"{finding['about']}: {finding['text']}")
    if not inputs.channels:  # part of the accounts says nothing of the others
        trouble = doctor_trouble(answer.data)
        _try(lambda: _keep_issues(job, {_DOCTOR: trouble} if trouble else {}, {_DOCTOR}))
    return answer.code


def _show(job: Job, inputs: Inputs, answer: Answer) -> int:
    """Show the result of a command that changes nothing."""
    write_summary(report(answer.data))
    _annotate(job, inputs, answer.data)
    return answer.code


def _show_text(command: str, answer: Answer) -> None:
    """Show what a command printed, in the job's summary and its log."""
    write_summary(f"### distribute {command}\n\n{block(answer.out + answer.said)}")
    sys.stdout.write(answer.out)


def _changed_issues(job: Job, config: Config) -> list[str]:
    """Return the ids of the issues whose files a pull request adds or changes."""
    if not job.pull_request:
        msg = "no issue given: set `issue`. It can be left out only in a pull request, where the changed files identify it"
        raise UserError(msg)
    changed = set(Api(job.repository).changed_files(job.pull_request))
    return list(dict.fromkeys(issue for file, issue in files_of(job, config) if file in changed))


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
    wrong = {_TROUBLE.format(trouble.issue): trouble for trouble in troubles(data)}
    settled = {_TROUBLE.format(issue) for issue in posted_issues(data)}
    _try(lambda: _keep_issues(job, wrong, settled))
    return answer.code


def _try(tell: Callable[[], None]) -> None:
    """Call `tell`, which uses GitHub's API: a failure to report must not change the exit code."""
    try:
        tell()
    except UserError as error:
        annotate("warning", f"no GitHub issue could be opened or updated about this: {error}")


def _keep_issues(job: Job, wrong: Mapping[str, Trouble], settled: AbstractSet[str]) -> None:
    """Open or update a GitHub issue for each trouble that needs a person, by its mark; close the settled ones."""
    if not wrong and not settled:
        return
    api, new = Api(job.repository), dict(wrong)
    for number, text in list(api.own_issues()):
        mark, _, rest = text.partition("\n")
        if trouble := new.pop(mark + "\n", None):
            if rest.strip() != trouble.text.strip():
                api.change_issue(number, body=mark + "\n" + trouble.text)
        elif mark + "\n" in settled:
            api.change_issue(number, state="closed")
    for mark, trouble in new.items():
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


if __name__ == "__main__":
    sys.exit(main())
