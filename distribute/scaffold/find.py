"""Find the newsletter of a site: its generator, its issues, its name and its language."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import cast

import msgspec

from distribute.config import Config, Generator, IdStyle, SiteSettings
from distribute.errors import UserError
from distribute.inputs.files import read_bytes, read_text
from distribute.issue import Issue
from distribute.languages.guess import guess_language
from distribute.scaffold.ids import id_notes, style_for
from distribute.scaffold.left_out import left_out
from distribute.scaffold.naming import as_issues_write, name_in_titles, name_of_folder, without_tagline
from distribute.scaffold.pages import Entry, entries_of, is_date, is_no_site, language_of
from distribute.scaffold.select import Selection, selection_for
from distribute.scaffold.series import Series, candidates
from distribute.scaffold.stated import stated_name
from distribute.scaffold.twins import language_of_originals
from distribute.sites.find import latest_of
from distribute.sites.front_matter import read_meta_lines
from distribute.sites.registry import open_site
from distribute.sites.site import PLACEHOLDER, Site, SiteError, UnknownGenerator
from distribute.text.html import shown_text

_DEEPEST = 2  # folders below which a site is looked for
_BEGINNING = 2000  # bytes of a page that tell its kind of front matter
_LONGEST = 300  # characters of a CNAME file
_READ = 3  # so many newest issues tell the language
_SHOWN = 6  # candidates in a message
_LARGER = 2  # folders of dated pages that are listed beside series


class Unclear(UserError):
    """The newsletter's pages can't be determined; the message names the candidates."""

    def __init__(self, message: str, found: Sequence[Proposal] = ()) -> None:
        """Set the candidates, from which a person chooses."""
        super().__init__(message)
        self.candidates = tuple(found)


class Proposal(msgspec.Struct, frozen=True):
    """The settings of a newsletter that was found, and its issues in the main language, oldest first.

    `missing` says what the site's files do not tell, and `notes` what to know about the ids and about pages that are left
    out, each as one sentence.
    """

    site: SiteSettings
    issues: tuple[Issue, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def latest(self) -> Issue:
        """The newest published issue, or the next one if none is published."""
        return latest_of(self.issues) or self.issues[-1]


def find(
    path: Path, generator: str | None = None, issues: Sequence[str] = (), only: dict[str, str] | None = None
) -> list[Proposal]:
    """Return the newsletter of the site beside the settings' `path`, followed by the site's other series.

    With `issues` or `only`, it is what these choose. Raises Unclear where it can't be told, UserError where the
    site can't be read.
    """
    sites = list(_sites(path, generator))
    if issues or only:
        site = next((each for each in sites if issues and each.paths(tuple(issues))), sites[0])
        return [_chosen(site, Selection(tuple(issues) or site.every_page, only or {}))]
    clear: list[Proposal] = []
    others: list[Proposal] = []
    entries: list[Entry] = []
    for site in sites:
        entries = entries_of(site)
        language = language_of(entries, site)
        found = candidates([entry for entry in entries if entry.language == language])
        proposals = {id(series): _proposed(site, series, entries) for series in found.all[:_SHOWN]}
        sure = proposals.get(id(found.only)) or _renamed(found.strong, proposals)
        clear += [sure] if sure else []
        others += [each for each in proposals.values() if each and each is not sure]
    if len(clear) == 1:
        return [*clear, *others]
    raise Unclear(_unclear(path, [*clear, *others], entries), [*clear, *others])


def _renamed(series: Sequence[Series], proposals: Mapping[int, Proposal | None]) -> Proposal | None:
    """Return the proposal that has the issues of all these series, which are one newsletter under two names or more."""
    found = [proposal for each in series if (proposal := proposals.get(id(each)))]
    if len(found) <= 1:
        return None
    largest = max(found, key=lambda proposal: len(proposal.issues))
    paths = {issue.path for issue in largest.issues}
    return largest if all(issue.path in paths for each in found for issue in each.issues) else None


def _sites(path: Path, generator: str | None) -> Iterator[Site]:
    """Yield the site in the folder of `path`, else those in the folders below, else its Markdown files as they are."""
    wanted = cast("Generator | None", generator)
    if wanted:
        yield _open(path, ".", wanted)
        return
    here = _opened(path, ".")
    found = [here] if here else [site for folder in _folders(path.parent) if (site := _opened(path, folder))]
    yield from found
    if not found:
        yield _open(path, ".", "pelican" if _is_pelican(path.parent) else "plain")


def _folders(top: Path) -> Iterator[str]:
    for folder, below, _ in os.walk(top):
        depth = len(Path(folder).relative_to(top).parts)
        below[:] = sorted(name for name in below if not is_no_site(name)) if depth < _DEEPEST else []
        yield from ((Path(folder) / name).relative_to(top).as_posix() for name in below)


def _opened(path: Path, root: str) -> Site | None:
    """Return the site in a folder, None where no generator's files are; SiteError for one that can't be read."""
    try:
        return _open(path, root, None)
    except UnknownGenerator:
        return None


def _open(path: Path, root: str, generator: Generator | None) -> Site:
    """Return the site in a folder, in the language that it states or its originals are in."""
    settings = SiteSettings(root=root, generator=generator)
    site = open_site(_config(path, settings))
    language = site.own_language or language_of_originals(site)
    if not language:
        return site
    return open_site(_config(path, msgspec.structs.replace(settings, language=language)))


def _config(path: Path, site: SiteSettings) -> Config:
    return Config(path.absolute(), site, "sqlite:ledger.db", ())


def _is_pelican(folder: Path) -> bool:
    """Return whether the folder's pages have Pelican's front matter, `Title:` and `Date:` in the first lines."""
    for path in sorted(folder.glob("content/**/*.md"))[:_SHOWN]:
        try:
            text = read_bytes(path, folder)[:_BEGINNING].decode("utf-8", errors="replace")
        except OSError:
            continue
        if re.search(r"^Title:\s", text, re.MULTILINE) and {"title", "date"} <= set(
            read_meta_lines(text).meta
        ):
            return True
    return False


def _proposed(site: Site, series: Series, entries: Sequence[Entry]) -> Proposal | None:
    selection = selection_for(series, entries, site)
    if not selection:
        return None
    proposal = _chosen(site, selection)
    more = left_out(proposal.site, proposal.issues, entries)
    return msgspec.structs.replace(proposal, notes=(*proposal.notes, more)) if more else proposal


def _chosen(site: Site, selection: Selection) -> Proposal:
    """Return the settings for what is selected, read back as they will be; UserError if that is nothing."""
    is_known = bool(site.url_if_known)
    url = None if is_known else _domain(site.root) or PLACEHOLDER
    settings = SiteSettings(
        root=site.settings.root,
        generator=cast("Generator", site.generator),
        issues=selection.issues,
        only=selection.only,
        language=site.main_language,
        url=url,
    )
    missing = ["The site's address is not known: set `url:` below `site:`."] if url == PLACEHOLDER else []
    readable, found, errors = _readable(site, settings)
    missing += errors
    _require_issues(site, readable, found)
    language, mine = _of_one_language(site, readable, found)
    unknown = [problem.message for problem in mine[-1].problems if problem.code == "url"]
    missing += unknown[url == PLACEHOLDER :]  # of a placeholder, each page's first problem tells
    if not any(issue.title for issue in mine):
        missing.append("The issues have no title: state `title:` in the front matter of each.")
    if site.generator == "plain" or (site.generator == "pelican" and not site.title and not is_known):
        missing.append("The addresses of the pages are not known: set `permalink:` below `site:`.")
    name = name_in_titles(mine) or without_tagline(shown_text(site.title) or stated_name(site.root, language))
    if not name:
        name = as_issues_write(name_of_folder(site.root.resolve()), mine)
        missing.append("The newsletter's name is not known: check `name:` below `site:`.")
    settings = msgspec.structs.replace(settings, name=name, language=language)

    def called_by(style: IdStyle | None) -> tuple[Issue, ...]:
        return _again(site, msgspec.structs.replace(settings, id=style, permalink="/"))

    style = style_for(mine, called_by)
    settings = msgspec.structs.replace(settings, id=style)
    if style:
        mine = _again(site, msgspec.structs.replace(settings, permalink=readable.permalink))
    else:
        mine = tuple(msgspec.structs.replace(issue, site=name) for issue in mine)
    return Proposal(settings, mine, tuple(dict.fromkeys(missing)), tuple(id_notes(mine, style)))


def _readable(site: Site, settings: SiteSettings) -> tuple[SiteSettings, list[Issue], list[str]]:
    """Return settings with which the site can be read, its issues, and what is wrong with the given ones."""
    try:
        return settings, _read(site, settings), []
    except SiteError as error:
        readable = msgspec.structs.replace(settings, permalink="/")
        return readable, _read(site, readable), [str(error)]


def _require_issues(site: Site, settings: SiteSettings, found: Sequence[Issue]) -> None:
    """Raise UserError if nothing is selected, or nothing that can be read."""
    if not found:
        raise UserError(_why_none(site, settings))
    errors = (problem for issue in found for problem in issue.problems if problem.severity == "error")
    unread = [problem for problem in errors if problem.code in {"internal-error", "unsupported"}]
    if len(unread) == len(found):
        raise UserError(f"{unread[0].path}: {unread[0].message}")


def _why_none(site: Site, settings: SiteSettings) -> str:
    """Return why settings choose no issue: there are no such pages, or none of them can be announced."""
    chosen = " ".join(settings.issues) + "".join(
        f" with {key}: {said}" for key, said in settings.only.items()
    )
    pages = open_site(_config(site.config.path, settings)).issues()
    if not pages:
        return f"no page in {site.root} is chosen by {chosen}"
    # That the address is not known keeps no page from being announced: `init` writes a placeholder for it.
    told = sorted(pages[0].problems, key=lambda problem: problem.code == "url")
    why = "it is a draft" if pages[0].draft else told[0].message
    return f"none of the {len(pages)} pages that {chosen} chooses can be announced: {pages[0].path}: {why}"


def _of_one_language(site: Site, settings: SiteSettings, found: list[Issue]) -> tuple[str, tuple[Issue, ...]]:
    """Return the language of most issues and these: by what the site says, else by their words."""
    count = Counter(issue.language for issue in found)
    language = max(count, key=lambda code: (count[code], code == site.main_language))
    mine = tuple(issue for issue in found if issue.language == language)
    guess = guess_language("\n".join(item.text for issue in mine[-_READ:] for item in issue.document.items()))
    if guess and guess != language.partition("-")[0]:
        again = _again(site, msgspec.structs.replace(settings, language=guess))
        if len(again) == len(mine):  # the settings decide; else the site itself says what they are in
            return guess, again
    return language, mine


def _read(site: Site, settings: SiteSettings) -> list[Issue]:
    """Return the issues that a site has with these settings, drafts and pages that can't be read left out.

    Pages without a title are left out, too; but if none has one, those with a date are issues that lack it.
    """
    found = open_site(_config(site.config.path, settings)).issues()
    broken = {"front-matter"} if settings.only else set()  # what can't be read is let in by `only`
    read = [
        issue
        for issue in found
        if not issue.draft and broken.isdisjoint(problem.code for problem in issue.problems)
    ]
    return [issue for issue in read if issue.title] or [issue for issue in read if issue.date]


def _again(site: Site, settings: SiteSettings) -> tuple[Issue, ...]:
    return tuple(issue for issue in _read(site, settings) if issue.language == settings.language)


def _domain(root: Path) -> str:
    """Return the address in a CNAME file, with which GitHub Pages serves a site, "" where there is none."""
    for name in ("CNAME", "static/CNAME", "public/CNAME", "content/extra/CNAME"):
        try:
            host = read_text(root / name, root)[:_LONGEST].strip()
        except (OSError, UnicodeDecodeError):
            continue
        if "." in host and re.fullmatch(r"[A-Za-z0-9.-]+", host):
            return f"https://{host}/"
    return ""


def _unclear(path: Path, found: Sequence[Proposal], entries: Sequence[Entry]) -> str:
    """Return the candidates, each with the command that selects it, and larger folders of dated pages."""
    dated = Counter(_pattern(entry) for entry in entries if entry.when).most_common()
    if found:
        lines = [f"{path.parent}: several series of pages may be the newsletter:" if len(found) > 1 else
                 f"{path.parent}: these pages may be the newsletter, but that is not certain:"]  # fmt: skip
        for each in found[:_SHOWN]:
            lines += [f"  {described(each)}", f"      {command(each.site)}"]
        most = max(len(each.issues) for each in found)
        if larger := [(pattern, count) for pattern, count in dated if count > most]:
            lines += ["There are also:", *_dated_pages(larger[:_LARGER])]
    elif dated:
        lines = [f"{path.parent}: no pages form a series by month, week, number or rhythm. There are:"]
        lines += _dated_pages(dated[:_SHOWN])
    elif exports := sorted(path.parent.glob("*.ghost.*.json")):
        advice = "convert its posts to Markdown files with front matter, then name them with `--issues 'folder/*.md'`"
        lines = [f"{exports[0]}: this is an export of Ghost: {advice}"]
    else:
        lines = [
            f"{path.parent}: no page with a date was found: name the issues with `--issues 'folder/*.md'`"
        ]
    choose = " Choose one with the command beside it." if found or dated else ""
    return "\n".join([*lines, f"Nothing was written.{choose}"])


def _dated_pages(dated: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Yield folders of dated pages, each with the command that selects it."""
    for pattern, count in dated:
        yield f"  {count} dated page{'s' * (count > 1)}: distribute init --issues {quote(pattern)}"


def _pattern(entry: Entry) -> str:
    """Return a pattern for a page and those beside it, whatever the dates that are the names of its folders."""
    *folders, name = entry.path.parts
    above = ["*" if is_date(part) else part for part in folders]
    if entry.path.stem == "index":
        return "/".join((*above[:-1], "*", name))
    return "/".join((*above, f"*{entry.path.suffix}"))


def described(proposal: Proposal) -> str:
    """Return what was found in words: `93 issues, the latest is "…" (2026-08-05)`."""
    count, latest = len(proposal.issues), proposal.latest
    when = f" ({latest.date:%Y-%m-%d})" if latest.date else ""
    called = f'"{latest.title}"' if latest.title else latest.path
    return f"{count} issue{'s' * (count != 1)}, the latest is {called}{when}"


def command(site: SiteSettings) -> str:
    """Return the command that sets up these issues."""
    issues = (site.issues,) if isinstance(site.issues, str) else site.issues
    options = [f"--issues {quote(glob)}" for glob in issues]
    options += [f"--only {quote(f'{key}={value}')}" for key, value in site.only.items()]
    return " ".join(("distribute init", *options))
