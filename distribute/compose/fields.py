"""Compose a channel's posts: choose and shorten facts until the template's text fits the limit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from distribute.channel.interface import Channel, Measure
from distribute.channel.post import Draft
from distribute.channel.verdicts import Unfit
from distribute.compose.choose import (
    LED,
    Headline,
    is_foreign_release,
    phrased,
    tellable,
    tells_contents,
    untold_releases,
    without_mere_releases,
    worth_a_line,
    worth_naming,
)
from distribute.compose.fit import Choice, Chosen, aim_for_first, fit
from distribute.compose.handles import handles_on, with_handles
from distribute.compose.listed import listed, named
from distribute.compose.template import FOLDER, Template, template_at
from distribute.facts.english import is_bare_list
from distribute.facts.model import Fact
from distribute.issue import Issue
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.headline import joint, labelled
from distribute.text.holes import without_short_names
from distribute.text.language_tags import for_language
from distribute.text.links import as_target
from distribute.text.mentions import harmless

_OWN_LIST = 10  # most facts of an editor's own list for which a post makes room
OWN_FIELDS = {
    "title": ("title", "subject"),
    "summary": ("summary", "preheader", "content_warning", "spoiler_text"),
    "text": ("text",),
}
_BESIDE = 3  # most facts below an introduction
_PREVIEW = 150  # most characters of an introduction on the line that mail programs show beside a subject
_ADDRESS = lazy_regex(r"https?://\S+\Z")
_NO_ADDRESS = lazy_regex('[<>"`]')
_SAID = ("besides", "read", "inside", "web", "rest", "why", "leave", "colon")
# What adapters may add; what one does not add is empty, so that a template may ask for it.
_ADDED = ("above", "body", "cut", "list", "leave")
_PLACEHOLDER = lazy_regex(r"\\?\{(?:url|tags)\}")  # literal if a backslash precedes it


def compose(
    issue: Issue,
    channel: Channel,
    facts: Sequence[Fact],
    settings_folder: Path,
    people: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    introduction: Fact | None = None,
) -> Draft:
    """Return the draft of `channel` about `issue`: pure, offline, without secrets.

    Where a template has room for the editor's `introduction`, it stands in place of the facts, but for releases.
    `people` maps names to handles by network; a handle is inserted after the first mention of its name in a fact.
    Raises Unfit if headline and link alone, or the issue's own text, do not fit, and TemplateError for an error in
    a template.
    """
    renderer = _Renderer(issue, channel, facts, settings_folder, people, introduction)
    draft = channel.compose(issue, renderer)
    for message in draft.messages:
        if (length := channel.length(message)) > channel.limit:
            msg = f"{length} of at most {channel.limit}"
            raise Unfit(msg)
    return draft


def template_of(channel: Channel, settings_folder: Path) -> Path:
    """Return the channel's template: its `template` setting, the site's own, or the one that comes with the adapter."""
    if channel.template:
        return settings_folder / channel.template
    own = settings_folder / "templates" / f"{type(channel).__name__.lower()}.txt"
    return own if os.path.lexists(own) else shipped_template(type(channel))


def shipped_template(kind: type[Channel]) -> Path:
    """Return an adapter's template, or that of the nearest parent class: next to its module, in ours, or the default."""
    candidates = (
        folder / f"{each.__name__.lower()}.txt"
        for each in kind.__mro__
        if issubclass(each, Channel) and each is not Channel
        for folder in (_folder_of(each) / "templates", FOLDER)
    )
    return next((path for path in candidates if path.is_file()), FOLDER / "default.txt")


def _folder_of(kind: type) -> Path:
    return Path(getattr(sys.modules[kind.__module__], "__file__", None) or __file__).parent


class _Told(NamedTuple):
    """What a field may tell: facts with their phrases, how many of them, and facts whose names may stand beside."""

    choices: Sequence[Choice]
    most: int
    named: Sequence[Fact] = ()


class _Renderer:
    """Fills the fields of one channel's template with one issue."""

    def __init__(
        self,
        issue: Issue,
        channel: Channel,
        facts: Sequence[Fact],
        settings_folder: Path,
        people: Mapping[str, Mapping[str, str]],
        introduction: Fact | None,
    ) -> None:
        self.issue = issue
        self.template = template_of(channel, settings_folder)
        is_shipped = self.template == shipped_template(type(channel))
        # A site's own template must not be a link out of it.
        self.within = None if is_shipped else settings_folder
        self.tags = _tags(channel, issue.language)
        self.handles = handles_on(channel, people)
        meant = {handle.casefold() for handle in self.handles.values()}
        self.quiet = partial(harmless, linked=channel.mention_marks, meant=meant)
        sections = {section: self.quiet(section) for section in {fact.listed_under for fact in facts}}
        said = (_quiet_fact(fact, self.quiet, sections[fact.listed_under]) for fact in facts)
        self.facts = [fact for fact in said if fact.phrases]
        self.introduction = introduction and _quiet_fact(introduction, self.quiet, "")
        self.headline = Headline(issue)
        self.own: Mapping[str, str] = issue.words.for_channel(channel.aliases)

    def __call__(
        self,
        field: str,
        *,
        limit: int,
        most: int,
        words: int,
        measure: Measure = len,
        aim: int | None = None,
        names: bool = False,
        without: str = "",
        html: bool = False,
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        if own := self._own_html() if html else self._own(field):
            if measure(own) > limit:
                msg = f"the issue's own {field} is {measure(own)} of at most {limit}"
                raise Unfit(msg)
            return own
        path = self.template.with_suffix(".html") if html else self.template
        template = template_at(path, self.within)
        source = "text" if html else field
        if source not in template:
            return ""
        escape = _escaped if html else str
        render = partial(self._rendered, template, source, escape, given, field == "summary")
        for introduction in self._introductions(template, source):
            introduced = partial(render, introduction=introduction)
            if measure(introduced((), (), ())) <= limit:
                untold = self._facts_beside(introduction, field) if field == "text" else ()
                choices = phrased(untold_releases(untold, introduction), field, words, names=False)
                return fit(
                    introduced, choices, self.tags, limit=limit, aim=aim, measure=measure, most=_BESIDE
                )
        told = self._told(
            template, source, field, without=without, most=most, words=words, names=names, room=aim or 0
        )
        if names and aim is not None:
            aim = aim_for_first(told.choices, aim, lambda first: measure(render([first], (), ())))
        return fit(
            render,
            told.choices,
            self.tags,
            limit=limit,
            aim=aim,
            measure=measure,
            most=told.most,
            led=field in LED,
            named=told.named,
        )

    def _rendered(
        self,
        template: Template,
        source: str,
        escape: Callable[[str], str],
        given: Mapping[str, str],
        is_line: bool,  # noqa: FBT001 - all of these are set once for a field
        chosen: Sequence[Chosen],
        besides: Sequence[str],
        tags: Sequence[str],
        introduction: str = "",
    ) -> str:
        """Return a template's text with these facts, names and tags, or with the introduction."""
        context = self._context(chosen, besides, tags, escape, given, introduction, is_line=is_line)
        return template.render(source, context)

    def _told(
        self,
        template: Template,
        source: str,
        field: str,
        *,
        without: str,
        most: int,
        words: int,
        names: bool,
        room: int,
    ) -> _Told:
        """Return the facts from which a field is composed, and those that it may name beside them."""
        facts = self._facts_beside(without, field)
        if field == "text" and most:  # an editor's own list is told whole where there is room
            most = max(most, min(sum(fact.is_own for fact in facts), _OWN_LIST))
        told = tellable(facts, field, self.issue.language)
        if field == "title" and self._introductions(template, "summary") and not self._own("summary"):
            told = []  # the line below a subject introduces the issue
        choices = phrased(told, field, words, names=names, room=room)
        if not (template.uses(source, "named") and language_of(self.issue.language).say.besides):
            return _Told(choices, most)
        beside = len(worth_naming(facts, len(choices), minor=field == "text"))
        choices, most = worth_a_line(without_mere_releases(choices, beside), most)
        if is_foreign_release(choices, self.headline):
            return _Told([], most)
        is_whole = tells_contents(choices)
        return _Told(
            choices, most, [] if is_whole else self._named_beside(facts, choices, minor=field == "text")
        )

    def _introductions(self, template: Template, field: str) -> tuple[str, ...]:
        """Return the editor's introduction, whole and ever shorter, for a field that has a place for it.

        Only a text has room for a long one.
        """
        if not (self.introduction and field in template and template.uses(field, "introduction")):
            return ()
        return tuple(said for said in self.introduction.phrases if field == "text" or len(said) <= _PREVIEW)

    def _named_beside(self, facts: Sequence[Fact], choices: Sequence[Choice], *, minor: bool) -> list[Fact]:
        """Return the facts whose names may stand beside what is told; no release of another project stands for the issue."""
        named = worth_naming(facts, len(choices), minor=minor)
        is_alone = not choices and len(named) == 1 and named[0].kind == "release"
        return [] if is_alone and not self.headline.is_of(named[0].brief) else named

    def _facts_beside(self, text: str, field: str) -> list[Fact]:
        """Return the facts of a field that neither `text` nor the headline says; none for a title that lists them."""
        facts = [fact for fact in self.facts if not fact.is_said_in(text)]
        is_listed = field == "title" and self.headline.says_enough(facts)
        return [] if is_listed else [left for fact in facts if (left := self.headline.without(fact))]

    def _own(self, field: str) -> str:
        """Return the issue's own text for a field, with {url} and {tags} filled in, and the link added if missing."""
        text = next((self.own[name] for name in OWN_FIELDS.get(field, ()) if self.own.get(name)), "")
        if not text:
            return ""
        url = self.issue.url
        values = {"{url}": url, "{tags}": " ".join(self.tags)}
        text = _PLACEHOLDER.sub(lambda match: values.get(match[0], match[0][1:]), text.strip())
        return text if field != "text" or url in text else f"{text}\n\n{url}"

    def _own_html(self) -> str:
        """Return the issue's own text as HTML paragraphs with a working link."""
        paragraphs = [
            _escaped(text).replace("\n", "<br>\n") for text in self._own("text").split("\n\n") if text.strip()
        ]
        link = _escaped(self.issue.url)
        page = "\n".join(f'<p style="font: 16px/1.5 sans-serif">{paragraph}</p>' for paragraph in paragraphs)
        return page.replace(link, f'<a href="{link}">{link}</a>') if link else page

    def _context(
        self,
        chosen: Sequence[Chosen],
        names: Sequence[str],
        tags: Sequence[str],
        escape: Callable[[str], str],
        given: Mapping[str, str],
        introduction: str,
        *,
        is_line: bool,
    ) -> dict[str, Any]:
        """Return the values for a template. All are escaped here, so that a template cannot forget to."""
        issue, language = self.issue, language_of(self.issue.language)
        # A name in the headline has its handle there; a template may show only the title instead.
        headline, introduction, *phrases = with_handles(
            [self.quiet(issue.headline), introduction, *(phrase for _, phrase in chosen)], self.handles
        )
        inside = language.say.inside if is_bare_list(introduction) and not is_line else ""
        (title,) = with_handles([self.quiet(without_short_names(issue.title))], self.handles)
        facts: list[dict[str, Any]] = [
            {
                "text": escape(phrase),
                "link": escape(as_target(fact.link)),
                "section": escape(fact.section),
            }
            for (fact, _), phrase in zip(chosen, phrases, strict=True)
        ]
        if len(facts) == 1 and not facts[0]["link"] and phrases[0] in given.get("above", ""):
            chosen, facts = (), []  # a title that says all needs no list below it
        return {
            "headline": escape(headline),
            "joint": joint(headline, language.say.colon),
            "title": escape(title),
            "site": escape(self.quiet(issue.site)),
            "period": escape(issue.period),
            "link": escape(issue.url),
            "language": escape(issue.language),
            "tags": escape(" ".join(tags)),
            "introduction": escape(labelled(inside, introduction) if introduction else ""),
            "facts": facts,
            "listed": listed([fact["text"] for fact in facts], language),
            "named": escape(named(names)),
            "sections": _by_section(chosen, facts),
            "say": {name: escape(getattr(language.say, name)) for name in _SAID},
            **_given(given, escape),
        }


def _given(given: Mapping[str, str], escape: Callable[[str], str]) -> dict[str, str]:
    """Return the values that an adapter adds for its templates. A `body` is already in the template's form."""
    return {
        **dict.fromkeys(_ADDED, ""),
        **{name: value if name == "body" else escape(value) for name, value in given.items()},
    }


def _quiet_fact(fact: Fact, quiet: Callable[[str], str], section: str) -> Fact:
    """Return `fact` in words that mention nobody, without those phrases whose code would lose a mark by that."""
    return msgspec.structs.replace(
        fact,
        phrases=tuple(
            dict.fromkeys(
                quiet(phrase) for phrase in fact.phrases if _keeps_code(fact, phrase, quiet(phrase))
            )
        ),
        section=section,
        above=None,
        name=quiet(fact.name) if _keeps_code(fact, fact.name, quiet(fact.name)) else "",
        brief=quiet(fact.brief) if _keeps_code(fact, fact.brief, quiet(fact.brief)) else "",
    )


def _keeps_code(fact: Fact, phrase: str, said: str) -> bool:
    """Return whether each code span of a phrase is still there."""
    return all(phrase.count(span) == said.count(span) for span in fact.exact)


def _tags(channel: Channel, language: str) -> list[str]:
    """Return the channel's hashtags for an issue in `language`, from the settings only."""
    tags = channel.hashtags
    if isinstance(tags, dict):
        tags = for_language(tags, language) or ()
    return [f"#{tag.lstrip('#')}" for tag in tags]


def _escaped(text: str) -> str:
    """Return `text` escaped for HTML. An address is percent-encoded, too, and stays valid if a program rewrites the page."""
    import html

    if _ADDRESS.match(text):
        text = _NO_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", text)
    return html.escape(text)


def _without_heading(fact: dict[str, Any]) -> dict[str, Any]:
    """Return a fact without the heading as its label, which is above it: "Kite: The tail has been sewn on"."""
    said = fact["text"].removeprefix(f"{fact['section']}: ") if fact["section"] else ""
    return {**fact, "text": said} if said else fact


def _by_section(chosen: Sequence[Chosen], facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group facts under their headings, both in the order of the issue."""
    # What has no heading comes first, so that none seems its own.
    groups: dict[str, list[dict[str, Any]]] = {"": []}
    ordered = sorted(zip(chosen, facts, strict=True), key=lambda pair: pair[0][0].line)
    for _, fact in ordered:
        groups.setdefault(fact["section"], []).append(_without_heading(fact))
    return [{"title": title, "facts": members} for title, members in groups.items() if members]
