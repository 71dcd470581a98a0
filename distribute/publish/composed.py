"""What each channel would say about the issues of a selection. The ledger has no part in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft
from distribute.channel.verdicts import Unfit
from distribute.compose.confidence import Confidence, confidence_of
from distribute.compose.edited import Edited, edited
from distribute.compose.fields import compose
from distribute.facts.model import Extraction
from distribute.facts.pipeline import extract_facts
from distribute.issue import Issue
from distribute.publish.names import is_skipped
from distribute.publish.relations import earlier_issues
from distribute.publish.selection import Selection


class ChannelDraft(NamedTuple):
    """A channel's draft and its confidence, or why it does not fit."""

    draft: Draft | None
    unfit: str = ""
    confidence: Confidence | None = None


class ComposedIssue(NamedTuple):
    """An issue, what was found in it, what its draft file says, and the channels that take it.

    `drafts` are those of the channels, by their names, but for the ones that the issue's front matter skips.
    """

    issue: Issue
    extraction: Extraction
    draft_file: Edited
    channels: Sequence[Channel]
    drafts: Mapping[str, ChannelDraft]


def compose_selection(selection: Selection, *, edited_too: bool = True) -> dict[str, ComposedIssue]:
    """Return, by their paths, the composed issues that any channel takes.

    Without `edited_too`, edits in draft files are ignored. Raises template.TemplateError.
    """
    return {
        found.path: _composed(found, channels, selection, edited_too=edited_too)
        for found in selection.family
        if (channels := _takers(found, selection))
    }


def _takers(issue: Issue, selection: Selection) -> list[Channel]:
    """Return the selected channels that post in the issue's language; none if that is not selected."""
    if selection.languages and issue.language not in selection.languages:
        return []
    return [each for each in selection.channels if issue.language in selection.config.languages(each)]


def _composed(
    found: Issue, channels: Sequence[Channel], selection: Selection, *, edited_too: bool
) -> ComposedIssue:
    earlier = earlier_issues(found, selection.everything)
    issue = _with_usual_figures(found, earlier)
    extraction = extract_facts(issue, earlier)
    draft_file = edited(issue, selection.config) if edited_too else Edited()
    drafts = {
        channel.name: _draft(channel, issue, extraction, draft_file, selection)
        for channel in channels
        if not is_skipped(channel, issue)
    }
    return ComposedIssue(issue, extraction, draft_file, channels, drafts)


def _draft(
    channel: Channel, issue: Issue, extraction: Extraction, draft_file: Edited, selection: Selection
) -> ChannelDraft:
    facts, config = extraction.facts, selection.config
    try:
        told = draft_file.put_into(issue, channel)
        draft = compose(told, channel, facts, config.path.parent, config.people, extraction.introduction)
    except Unfit as error:
        return ChannelDraft(None, str(error))
    return ChannelDraft(draft, confidence=confidence_of(told, channel, draft, facts, extraction.introduction))


def _with_usual_figures(issue: Issue, earlier: Sequence[Issue]) -> Issue:
    """Return the issue with the addresses of those of its figures that earlier issues have, too."""
    usual = frozenset(figure.url for figure in issue.document.figures if _is_shown(figure.url, earlier))
    return msgspec.structs.replace(issue, usual=usual)


def _is_shown(url: str, earlier: Sequence[Issue]) -> bool:
    """Return whether an earlier issue has a figure; only issues with the words of its file's name are parsed."""
    words = re.findall("[A-Za-z0-9]+", url.rpartition("/")[2])  # Markdown may escape other characters
    likely = (other for other in reversed(earlier) if all(word in other.body for word in words))
    return any(url == figure.url for other in likely for figure in other.document.figures)
