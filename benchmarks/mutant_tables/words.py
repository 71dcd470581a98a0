"""Mutants of what a post says."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    ADDRESSES,
    DRAFTS,
    FIELDS,
    FINGERPRINTS,
    FITTING,
    KNOWN_AGAIN,
    LINKS,
    MARKS,
    MARKUP,
    MASTODON,
    SKETCH,
    STRANGERS,
    Mutant,
)

NEWS = "tests/facts/test_newsworthy.py"
TOPICS = "tests/facts/test_topics.py"
CERTAINTY, DOUBTS = "distribute/facts/certainty.py", "tests/facts/test_certainty.py"
FORMS = "tests/compose/fields/test_forms.py"
MUTANTS = [
    Mutant("topics", "a mere topic is told in a short post", "distribute/facts/model.py", '{"label", "vague"}', '{"vague"}', TOPICS),
    Mutant("doubts", "what names nothing is told in a short post", "distribute/facts/model.py", '{"label", "vague"}', '{"label"}', FORMS),
    Mutant("doubts", "all of a list is in doubt", CERTAINTY, "in_prose > _PROSE * words", "words > 0", DOUBTS),
    Mutant("doubts", "nothing of prose is in doubt", CERTAINTY, "in_prose > _PROSE * words", "words < 0", DOUBTS),
    Mutant("doubts", "a day to come is in doubt", CERTAINTY, "or fact.is_urgent", "", DOUBTS),
    Mutant("doubts", "a sentence without spaces is one word", "distribute/facts/filters.py", "word_count(text) <= 1", "len(text.split()) <= 1", DOUBTS),
    Mutant("doubts", "a post tells all that is in doubt", FIELDS, '"unsure" not in fact.tags or unsure <= most', "True", FORMS),
    Mutant("doubts", "a title says what its headline lists", FIELDS, 'if ", " not in issue.headline', 'if "\t" not in issue.headline', FITTING),
    Mutant("doubts", "a label is told with a sentence that says nothing new", "distribute/facts/labels.py", 'number == 0 or language.says("change", sentence)', "number == 0", NEWS),
    Mutant("cuts", "a list that was counted is cut at a comma", "distribute/facts/english.py", "or (_ITEM_FOLLOWS.match(text, begin) and _COUNTED_LIST.search(head))", "", "tests/facts/test_shorten.py"),
    Mutant("cuts", "what follows but is left out", "distribute/facts/shorten.py", "or _but(language).match(clause.string, clause.start())", "", "tests/facts/test_shorten.py"),
    Mutant("cuts", "what is yet to come is told by its name", "distribute/facts/model.py", 'return ""  # "Kite 1.4 will', 'pass  # "Kite 1.4 will', "tests/facts/test_headlines.py"),
    Mutant("cuts", "versions are told twice in other words", "distribute/facts/ranking.py", "or _says_versions(other.phrases[0], fact.name)", "", "tests/facts/test_ranking.py"),
    Mutant("doubts", "prose is told though there is nothing else", FIELDS, '{"merged", "vague"}', '{"merged"}', FORMS),
    Mutant("topics", "a topic goes without its sentence", "distribute/facts/headings.py", "or _opening(title, story, language)", "", TOPICS),
    Mutant("topics", "the title of a pull request is news", "distribute/facts/entries.py", '"merged": -3.0,', '"merged": 0.0,', TOPICS),
    Mutant("topics", "the number of a pull request is told", "distribute/facts/clean.py", "return said if word_count(said) > 1 else text", "return text", TOPICS),
    Mutant("topics", "any heading is a name", "distribute/facts/parts.py", "return bool(words) and is_cased and", "return bool(words) and", TOPICS),
    Mutant("topics", "a release is told with and without more", "distribute/facts/ranking.py", "or fuller_of(fact)", "", TOPICS),
    Mutant("topics", "one page is told of twice", "distribute/facts/ranking.py", "len(shared) >= _FEW and 2 * len(shared) > len(words)", "False", TOPICS),
    Mutant("topics", "the same words are told twice", "distribute/facts/ranking.py", "        if first.section != fact.section:\n", "        if False:\n", STRANGERS),
    Mutant("topics", "another subject's words are a shorter form", "distribute/facts/ranking.py", "if first_word(phrase) in begins or has_digits(phrase)", "if True", TOPICS),
    Mutant("topics", "a title runs on into its text", "distribute/facts/find.py", "rest = item.text[len(before) :].lstrip()", "return item", TOPICS),
    Mutant("topics", "an epitaph is news", "distribute/facts/headings.py", " and not item.emphasised)", ")", TOPICS),
    Mutant("topics", "a list that was counted is cut", "distribute/facts/english.py", "or (_COUNTED.search(head) and", "or (False and", TOPICS),
    Mutant("topics", "a harmless flaw is told as one", "distribute/facts/english.py", "(?! \\w+(?:n['’]t| not| never)\\b)", "", TOPICS),
    Mutant("topics", "cut short, two facts say the same", FIELDS, "return any(phrase.startswith(other) or other.startswith(phrase) for _, other in chosen)", "return False", FITTING),
    Mutant("draft", "what nobody touched is pinned", DRAFTS, "if words and _digest(words) != self.composed.get(name)", "if words", "tests/compose/test_edited.py"),
    Mutant("draft", "an edit is written over", DRAFTS, "{**fields, **words, **before.own}", "fields", "tests/compose/test_edited.py"),
    Mutant(
        "drafts", "another newsletter's draft is taken", DRAFTS,
        'if source in {"", own} or not', "if True or not", "tests/cli/test_draft.py",
    ),
    Mutant(
        "drafts", "an edited draft is lost with the id", DRAFTS,
        "problems=tuple(_orphans(issue, config, path))", "problems=()", "tests/cli/test_draft.py",
    ),
    Mutant("links", "http and https are two", ADDRESSES, 'return f"//{host}', 'return f"{parts.scheme}://{host}', LINKS),
    Mutant("links", "a default port tells two apart", ADDRESSES, "if port and port != ", "if port and 0 != ", LINKS),
    Mutant("links", "punycode tells two apart", ADDRESSES, 'return ascii_host(host).rstrip(".")', "return host", LINKS),
    Mutant("links", "tracking tells two apart", ADDRESSES, "if pair and not _TRACKING.match", "if pair and not ''.join", LINKS),
    Mutant("links", "a query tells nothing", ADDRESSES, 'rest += f"?{_decoded(query)}" if query else ""', "pass", LINKS),
    Mutant("words", "one edited line is another issue", SKETCH, "_ALIKE = 0.9", "_ALIKE = 1", FINGERPRINTS),
    Mutant("words", "half the lines are the same issue", SKETCH, "_ALIKE = 0.9", "_ALIKE = 0.3", FINGERPRINTS),
    Mutant("words", "a note that it is to come is an issue", SKETCH, "_FEWEST_WORDS = 10", "_FEWEST_WORDS = 0", FINGERPRINTS),
    Mutant("readback", "escaped tracking tells two links apart", ADDRESSES, "_TRACKING.match(unquote(pair.partition(\"=\")[0]))", "_TRACKING.match(pair.partition(\"=\")[0])", KNOWN_AGAIN),
    Mutant("mastodon", "a mention is its address", MARKUP, 'said.lstrip().startswith(("@", "#")) or not said.strip()', 'said.lstrip().startswith("#") or not said.strip()', KNOWN_AGAIN),
    Mutant("mastodon", "a hashtag is its address", MARKUP, 'said.lstrip().startswith(("@", "#")) or not said.strip()', 'said.lstrip().startswith("@") or not said.strip()', KNOWN_AGAIN),
    Mutant("mastodon", "a link is as it is shown", MARKUP, "self.words.append(said if is_mark else self._address)", "self.words.append(said)", f"{MASTODON}::test_a_link_is_found_however_it_is_written {KNOWN_AGAIN}"),
    Mutant("mastodon", "an emoji's picture says nothing", MARKUP, 'self.handle_data(dict(attrs).get("alt") or "")', "pass", KNOWN_AGAIN),
    Mutant(
        "words", "code loses its mark in a post", FIELDS,
        "    return all(phrase.count(span) == said.count(span) for span in fact.exact)", "    return True",
        MARKS,
    ),
    Mutant(
        "words", "a subject has what is left over", FIELDS,
        "        elif led and not chosen:", "        elif False:",
        FITTING,
    ),
    Mutant(
        "words", "a release candidate is announced for the release", "distribute/facts/versions.py",
        "    return False, _numbers(number)", "    return True, _numbers(number)",
        "tests/facts/test_releases.py",
    ),
    Mutant(
        "words", "what is struck out is told", "distribute/text/markdown.py",
        'is_deleted = self.data.startswith(b"~~", offset)', "is_deleted = False",
        "tests/text/test_pieces.py",
    ),
    Mutant(
        "words", "a message shows a generator's code", "distribute/text/newsletter.py",
        r'piece if depth else _REFERENCE.sub(r"\1", _UNREADABLE.sub("", piece))', "piece",
        "tests/text/test_newsletter.py",
    ),
    # Facts
    Mutant("facts", "a name is told without its mark", "distribute/facts/verify.py", "    if _loses_mark(phrase, place):", "    if False:", STRANGERS),
    Mutant("facts", "a weekday is told without its date", "distribute/facts/shorten.py", '        names_weekday  # "on Friday" is', '        False  # "on Friday" is', STRANGERS),
    Mutant("facts", "two names in one statement are one fact", "distribute/facts/ranking.py", "    return not lacking or (not is_name and (", "    return not lacking or ((", STRANGERS),
    # What is new
    Mutant("news", "what has long been so is told", "distribute/facts/newsworthy.py", '    if language.says("background", sentence):', "    if False:", NEWS),
    Mutant("news", "long prose is told by any sentence", "distribute/facts/newsworthy.py", 'return not (in_prose and language.has("change")) or', "return True or", NEWS),
    Mutant("news", "a sentence that leans on another leads", "distribute/facts/newsworthy.py", "        if is_news and (may_lean or stands_alone(sentence, language)):", "        if is_news:", NEWS),
    Mutant("news", "a heading that plays with words is told", "distribute/facts/headings.py", "for story in found if _is_play(story, context.language) for section in story}", "for story in found if False for section in story}", NEWS),
    Mutant("news", "what is new of a part is told of the whole", "distribute/facts/parts.py", "    if not part or _names(fact.phrases[-1], part, context):", "    if True:", NEWS),
    Mutant("news", "a glossary is told", "distribute/facts/entries.py", "    if any(map(is_abbreviation, phrases)):", "    if False:", NEWS),
    Mutant("news", "a greeting in the description leads", "distribute/facts/enumeration.py", 'and not language.says("teaser", entry.text)', "", NEWS),
]  # fmt: skip
