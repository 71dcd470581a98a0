"""Which texts the previews in an issue's pull requests have shown: these are approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

import msgspec

from distribute.compose.edited import place_of
from distribute.config import Config, load
from distribute.errors import UserError
from distribute.github.api import Api, Job, annotate
from distribute.github.inputs import Inputs
from distribute.github.process import Answer
from distribute.inputs.git import ask
from distribute.ledger.events import Key
from distribute.render.preview_comment import seen_in
from distribute.sites.registry import open_site

_UNREVIEWED = (
    "no preview in its pull request has shown this text (a pull request from a fork has none), so it is held. "
    "Check `distribute preview`, then run publish with `unreviewed: publish`"
)


def files_of(job: Job, config: Config) -> Iterator[tuple[str, str]]:
    """Yield the path in the repository of every issue and of its draft file, each with the issue's id."""
    for issue in open_site(config).issues():
        for path in (config.root / issue.path, config.path.parent / place_of(issue, config)):
            file = path.resolve()
            if file.is_relative_to(job.workspace):  # a link out of it is read by nobody
                yield file.relative_to(job.workspace).as_posix(), issue.id


def reviewed(job: Job, inputs: Inputs, dry: Answer) -> list[str]:
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
    files = [*files_of(job, load(inputs.config))] if new else []
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
