"""Mutants of sites, settings and git."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    CLONE,
    CONFIG,
    DKIM_TESTS,
    EMAIL_TESTS,
    GIT,
    GITBRANCH,
    HOSTILE,
    IDENTITY_TESTS,
    RUN_IN,
    RUNNER,
    Mutant,
)

HEADERS = "distribute/sites/headers.py"
CONFINED, CONFINED_TESTS = "distribute/compose/confined_process.py", "tests/compose/test_confined.py"
HEADERS_TESTS = "tests/sites/test_headers.py"
GROWTH = "tests/hostile/test_growth.py::test_time_grows_with_a_long_issue"
MAIL_BODY, MAIL_BODY_TESTS = "distribute/text/newsletter.py", "tests/text/test_newsletter.py"

MUTANTS = [
    # git, how it is run
    Mutant("git", "hooks are run", RUNNER, '    "core.hooksPath": os.devnull,\n', "", GITBRANCH),
    Mutant("git", "any transport will do", RUNNER, '            "GIT_ALLOW_PROTOCOL": ":".join(transports),\n', "", GIT),
    Mutant("git", "the environment is passed on", RUNNER, " if name in _PASSED_ON", "", GIT),
    Mutant("git", "a .git that leads into the site is followed", RUNNER, "            if _leads_to_a_repository(marker):\n", "            if True:\n", GIT),
    Mutant("git", "it is looked for in the site", RUN_IN, "if Path(place).is_absolute()", "if True", GIT),
    Mutant("git", "what it started lives on", RUN_IN, "os.killpg(process.pid, signal.SIGKILL)", "process.kill()", GIT),
    Mutant("git", "a local remote's address has no host", CLONE, "(?:file://[^/]*)?", "(?:file://)?", GIT),
    Mutant("time", "a tag that stays open is searched with every piece", "distribute/text/html.py", "            if len(parser.rawdata) > _LONGEST:", "            if False:", "tests/text/test_html.py"),
    Mutant("time", "a paragraph is joined for each bold word", "distribute/text/markdown.py", "if self.texts and not self.texts[-1].last:", 'if self.texts and not "".join(self.texts[-1].pieces).strip():', GROWTH),
    Mutant("time", "a mail's tag has any number of attributes", MAIL_BODY, "whole = match[0] if _has_few_attributes(rest) else", "whole = match[0] if True else", MAIL_BODY_TESTS),
    Mutant("time", "a mail's tag need not end", MAIL_BODY, """            return match[0].replace("<", "&lt;")\n""", "            return match[0]\n", MAIL_BODY_TESTS),
    Mutant("time", "a mail has long texts", MAIL_BODY, "        if len(pieces[number]) > _LONGEST_TEXT:", "        if False:", MAIL_BODY_TESTS),
    Mutant("template", "a site's is filled in by this process", "distribute/compose/template.py", "_confined(sources) if within else Engine(sources)", "Engine(sources)", "tests/hostile/test_settings.py::test_a_template_that_takes_too_much_is_refused"),
    Mutant("template", "its memory has no bounds", CONFINED, "    _limit_memory()\n", "", CONFINED_TESTS),
    Mutant("template", "its time has no bounds", CONFINED, "        _limit_time(seconds)\n", "", CONFINED_TESTS),
    Mutant("template", "its time has bounds only once", "distribute/compose/confined.py", "        self._seconds -= max(0.0, answer[\"spent\"] - _UNCOUNTED)\n", "", CONFINED_TESTS),
    Mutant("template", "an interrupted answer is the next one's", "distribute/compose/confined.py", "                self.end()  # the next answer", "                pass  # the next answer", CONFINED_TESTS),
    Mutant("ids", "any id will do", "distribute/issue.py", "return _ID.fullmatch(text) is not None and", "return", IDENTITY_TESTS),
    Mutant("email", "a site publishes its key", "distribute/config.py", "if not getattr(channel, name) or not place.is_relative_to(root):", "if True:", f"{DKIM_TESTS}::test_where_a_key_may_be"),
    Mutant("email", "a site publishes what was sent", "distribute/config.py", 'if may_be_hidden and next(iter(place.relative_to(root).parts), "").startswith("."):', "if may_be_hidden:", f"{EMAIL_TESTS}/test_keep.py"),
    Mutant(
        "settings", "the generator's own address is not checked", "distribute/sites/site.py",
        "if why := address_error(url):", "if why := \"\":", HOSTILE,
    ),
    Mutant(
        "settings", "a pattern is not checked", CONFIG,
        "if why := pattern_error(pattern):", "if why := \"\":", HOSTILE,
    ),
    Mutant(
        "cache", "a file's times of change don't count", HEADERS,
        "if entry is None or state is None or (entry.state, entry.beside) != (state, beside):", "if entry is None:", HEADERS_TESTS,
    ),
    Mutant(
        "cache", "settings don't count", HEADERS,
        "return kept.entries if kept.key == self._key else {}", "return kept.entries", HEADERS_TESTS,
    ),
    Mutant("cache", "anybody's will do", HEADERS, "if not is_plain or not is_own or", "if not is_plain or", HEADERS_TESTS),
    Mutant(
        "cache", "a header that is not the issue's is believed", "distribute/cli/lookup.py",
        "if not all(map(has_header, issues, found.issues)):", "if False:", HEADERS_TESTS,
    ),
    Mutant(
        "cache", "what is sent is chosen by it", "distribute/cli/lookup.py",
        "if kept else None", "", HEADERS_TESTS,
    ),
    Mutant(
        "names", "a name that is not UTF-8 is an issue's", "distribute/sites/reading.py",
        "if why := NAME_NOT_UTF_8 if name != place.as_posix() else", "if why :=", "tests/cli/test_names_not_utf8.py",
    ),
    Mutant("mail", "tags may be nested without end", MAIL_BODY, "if len(begun) < _DEEPEST:", "if True:", MAIL_BODY_TESTS),
    Mutant("mail", "an end tag ends what was begun since", MAIL_BODY, "                begun.remove(name)\n", "                begun.clear()\n", MAIL_BODY_TESTS),
    Mutant("sites", "the placeholder is an address", "distribute/sites/reading.py", "if site.url_is_placeholder:", "if False:", "tests/scaffold/test_find.py"),
    Mutant("sites", "a route by other words than ids is followed", "distribute/sites/astro.py", "if _is_by_id(text) else set()", "if True else set()", "tests/sites/test_scripted.py"),
    Mutant("sites", "a language that a site states is read at every run", "distribute/sites/site.py", "return language_code(self.settings.language)", "return self.own_language or language_code(self.settings.language)", "tests/sites/test_scripted.py"),
    Mutant("sites", "midnight elsewhere is the day before", "distribute/publish/gates.py", "else max(day, issue.date.date())", "else day", "tests/publish/test_hours.py"),
    Mutant("sites", "a source above the site is read", "distribute/sites/jekyll.py", "if path.resolve().is_relative_to(folder) else", "if True else", "tests/sites/test_jekyll.py"),
    Mutant("words", "those for a mistyped channel are dropped", "distribute/publish/names.py", "if name not in known and not _is_adapter(name):", "if False:", "tests/publish/test_plan.py::test_own_words_that_would_be_dropped_are_an_error"),
    Mutant("words", "those of a mistyped field are dropped", "distribute/publish/names.py", "if field not in _FIELDS:", "if False:", "tests/publish/test_plan.py::test_own_words_that_would_be_dropped_are_an_error"),
    Mutant("title", "a list is posted as a title", "distribute/sites/reading.py", "if is_number or isinstance(title, str | date):", "if title:", "tests/sites/hugo/test_front_matter.py::test_a_title_that_is_not_text_is_an_error"),
]  # fmt: skip
