"""The channels and fields that an issue's front matter names, and names that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from distribute.channel.interface import Channel
from distribute.channel.registry import adapters, built_in
from distribute.compose.fields import OWN_FIELDS
from distribute.config import Config
from distribute.errors import did_you_mean
from distribute.issue import Issue
from distribute.problem import Problem

_FIELDS = tuple(dict.fromkeys(name for names in OWN_FIELDS.values() for name in names))


def is_skipped(channel: Channel, issue: Issue) -> bool:
    """Return whether an issue's front matter leaves out the channel."""
    return bool(_names(channel) & {name.casefold() for name in issue.words.skip})


def unknown_names(issue: Issue, config: Config) -> Iterator[Problem]:
    """Yield a problem for each channel to skip, and for each channel or field of own words, that does not exist.

    Otherwise a mistyped one would be posted on, or the words would be dropped and composed ones posted.
    """
    yield from _unknown_skips(issue, config)
    yield from _unknown_words(issue, config)


def _names(channel: Channel) -> set[str]:
    return {name.casefold() for name in channel.aliases}


def _unknown_skips(issue: Issue, config: Config) -> Iterator[Problem]:
    """Yield a problem for each name to skip that no channel has."""
    known = set().union(*map(_names, config.channels), map(str.casefold, config.disabled), built_in())
    for name in issue.words.skip:
        if name.casefold() not in known and not _is_adapter(name.casefold()):
            message = (
                f"`skip` names {name!r}, and there is no such channel{did_you_mean(name.casefold(), known)}"
            )
            line = issue.line_of("distribute", "distribute_skip")
            yield Problem("error", "unknown-skip", message, issue.path, line)


def _unknown_words(issue: Issue, config: Config) -> Iterator[Problem]:
    """Yield a problem for each mapping of own words whose name no channel has, and for each of their unknown fields."""
    known = {
        *config.disabled,
        *built_in(),
        *(name for channel in config.channels for name in channel.aliases),
    }
    for name, words in issue.words.channels.items():
        line = issue.line_of("distribute", *(f"distribute_{name}_{field}" for field in words))
        if name not in known and not _is_adapter(name):
            message = f"`distribute` has words for {name!r}, and there is no such channel{did_you_mean(name, known)}"
            yield Problem("error", "unknown-words", message, issue.path, line)
            continue
        for field in words:
            if field not in _FIELDS:
                near = did_you_mean(field, _FIELDS) or f"; there are {', '.join(_FIELDS)}"
                message = f"`distribute` has {field!r} for {name}, and there is no such field{near}"
                yield Problem("error", "unknown-words", message, issue.path, line)


def _is_adapter(name: str) -> bool:
    """Return whether this is the name of an adapter that no channel uses, or of its class in lower case."""
    return name.replace("-", "") in {each.replace("-", "") for each in adapters()}
