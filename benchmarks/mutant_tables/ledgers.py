"""Mutants of what is on record."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    BRANCH,
    EVENTS,
    EVIDENCE,
    GIT,
    GITBRANCH,
    HISTORY,
    IDENTITY,
    LEDGER,
    MOVING,
    NEWSLETTER,
    NEWSLETTERS,
    POSTGRES,
    READING_BACK,
    RECORDED,
    REDDIT_TESTS,
    SERVER,
    SQLITE,
    STORE,
    STORES,
    Mutant,
)

MUTANTS = [
    Mutant(
        "2", "SQLite doesn't wait for the disk", STORE,
        'connection.execute("PRAGMA synchronous=FULL")\n                yield',
        'connection.execute("PRAGMA synchronous=OFF")\n                yield',
        SQLITE,
    ),
    Mutant(
        "2", "SQLite looks before it locks", STORE,
        'connection.execute("BEGIN IMMEDIATE")', 'connection.execute("BEGIN DEFERRED")', SQLITE,
    ),
    Mutant(
        "5", "looking begins at the last intent", HISTORY,
        '"since": post.since or event.at', '"since": event.at',
    ),
    Mutant(
        "5", "other receipts are not told", HISTORY,
        "            if post.key != key and post.receipt", "            if False",
    ),
    Mutant(
        "6", "the token changes with the run", LEDGER,
        "if newsletter else str(self)", 'if newsletter else f"{self}{id(object)}"', EVENTS,
    ),
    Mutant(
        "6", "the token is the same in every round", LEDGER,
        "if newsletter else str(self)", "if newsletter else self.issue",
    ),
    Mutant("6", "a known page under a new id is passed over", HISTORY, "if any(map(is_it, story.abouts))", "if False"),
    Mutant(
        "7", "a draft is pinned for ever", HISTORY,
        "return self.composed.draft if self.composed and fixed else None",
        "return self.composed.draft if self.composed else None",
    ),
    Mutant(
        "8", "the same receipt is a duplicate", HISTORY,
        "        return any(same(receipt, one) for one in known)", "        return False",
    ),
    Mutant(
        "8", "Posted may not follow open", HISTORY,
        '    if post.state != "posted":\n', '    if post.state == "pending":\n',
    ),
    Mutant(
        "8", "what is posted may be taken back", HISTORY,
        '            known.pop("state", None)\n', "            pass\n", EVENTS,
    ),
    Mutant(
        "seed", "what is seeded is posted", HISTORY,
        "            self.seeded = event\n", "            self.seeded = None\n",
    ),
    Mutant("ledger", "it is made by accident", STORE, "?mode=rw", "?mode=rwc", SQLITE),
    Mutant(
        "ledger", "it is made where there is none", STORE,
        "        if not self.path.exists():\n", "        if False:\n", SQLITE,
    ),
    Mutant("ledger", "it is written over", STORE, "os.link(draft, path)", "os.replace(draft, path)", SQLITE),
    Mutant("ledger", "the second event for a place is passed over", STORE, "elif row[0] != line:", "elif False:", SQLITE),
    Mutant("ledger", "the same event again is a Conflict", STORE, "elif row[0] != line:", "else:", SQLITE),
    Mutant("ledger", "some are kept of all", STORE, '                connection.execute("ROLLBACK")\n', '                connection.execute("COMMIT")\n', SQLITE),
    Mutant("ledger", "a newer one is used", STORE, "if version > _VERSION:", "if False:", SQLITE),
    Mutant("ledger", "another program's is used", STORE, "if application != _APPLICATION:", "if False:", SQLITE),
    Mutant("ledger", "a missing event is not noticed", HISTORY, "if event.seq != expected:", "if False:", EVENTS),
    Mutant("ledger", "an unknown event doesn't say so", LEDGER, "kind not in _types", "False", EVENTS),
    Mutant("hold", "the one on a channel is passed over", HISTORY, "places = (self.hold_on(issue, \"\", about), self.hold_on(issue, channel, about, target))", "places = (self.hold_on(issue, \"\", about),)"),
    Mutant("hold", "the one on all channels is passed over", HISTORY, "places = (self.hold_on(issue, \"\", about), ", "places = ("),
    Mutant("hold", "it is never over", HISTORY, "event if isinstance(event, Held) else None", "event if isinstance(event, Held) else holds[event.post].held"),
    # SQLite
    Mutant("sqlite", "a new one is not written through", STORE, 'connection.execute("PRAGMA synchronous=FULL")\n                connection.executescript', "connection.executescript", SQLITE),
    Mutant("sqlite", "a new one's name is not on the disk", STORE, "            sync_folder(path.parent)  #", "            #", SQLITE),
    Mutant("sqlite", "reading writes helper files", STORE, ' + ("&immutable=1" if idle else "")', "", SQLITE),
    Mutant("sqlite", "what another writes is not seen", STORE, 'if idle else ""', "", SQLITE),
    # git, the ledger
    Mutant("git", "an append that an interrupted push held is believed", BRANCH, "            for each in appends:  # of an interrupted push nothing is known\n", "            for each in ():\n", "tests/ledger/test_git_together.py"),
    Mutant("git", "a conflict fails the appends beside it", BRANCH, "                each.fail(conflict)\n                continue\n", "                raise LedgerError(str(conflict)) from None\n", "tests/ledger/test_git_together.py"),
    Mutant("git", "a post is decided on an old overview", BRANCH, "(self._fresh if issue in {None, REGISTRY} else 0)", "self._fresh", "tests/ledger/test_git_together.py"),
    Mutant("git", "a push is forced", BRANCH, '            f"--force-with-lease=refs/heads/{branch}:{over}",\n', '            "--force",\n', GITBRANCH),
    Mutant("git", "a deleted branch is made anew by a push", BRANCH, '            f"--force-with-lease=refs/heads/{branch}:{over}",\n', "", GITBRANCH),
    Mutant("git", "a rewritten branch is obeyed", BRANCH, "if self._tip and not self._git.descends(tip, self._tip):", "if False:", GITBRANCH),
    Mutant("git", "a revert is obeyed", BRANCH, "            self._require_no_loss(tip)\n", "", GITBRANCH),
    Mutant("git", "a merge that drops lines is obeyed", BRANCH, "--diff-merges=separate", "--diff-merges=off", GITBRANCH),
    Mutant("git", "a history that the clone lacks is passed over", BRANCH, "if not self._tip and self._git.is_cut(tip):", "if False:", GITBRANCH),
    Mutant("git", "what was mended stops the run for ever", BRANCH, "            if missing:\n", "            if before:\n", GITBRANCH),
    Mutant("git", "a known branch that is gone is made anew", BRANCH, "        if not git.tip(branch):\n            _refuse_deleted_branch(git, branch)\n", "", GITBRANCH),
    Mutant("git", "a known branch that is gone counts as none", BRANCH, "            _refuse_deleted_branch(self._git, self._branch)\n", "", GITBRANCH),
    Mutant("git", "the last tip is not remembered", BRANCH, "        self._git.keep(tip, self._branch)\n", "", GITBRANCH),
    Mutant("git", "the second event for a place is passed over", BRANCH, "            if mine != there:\n", "            if False:\n", GITBRANCH),
    Mutant("git", "another branch is taken for a ledger", BRANCH, 'if marker.get("ledger") != "distribute":', "if False:", GITBRANCH),
    Mutant("git", "a newer one is used", BRANCH, 'if marker.get("version") != _VERSION:', "if False:", GITBRANCH),
    Mutant("git", "the job's token goes to any server", BRANCH, " or urlsplit(address)[:2] != urlsplit(server)[:2]", "", GITBRANCH),
    Mutant("git", "a password is told", BRANCH, '_USER_INFO.sub("", remote)', "remote", GITBRANCH),
    Mutant("git", "a remote may be a folder of the site", BRANCH, "        self._refuse_a_folder_of_the_site(address)\n", "", GIT),
    # moving
    Mutant("move", "a contradiction is passed over", MOVING, "        if not _is_same(held, event):\n", "        if False:\n", STORES),
    Mutant("move", "a gap is imported", MOVING, "    fold(together[place] for place in sorted(together))\n", "", STORES),
    Mutant("move", "a switch of stores is not told", MOVING, "        if not here:\n", "        if False:\n", STORES),
    # PostgreSQL
    Mutant("postgres", "it doesn't wait for the disk", SERVER, "SET LOCAL synchronous_commit = on;", "", POSTGRES),
    Mutant("postgres", "who stalls keeps the place", SERVER, "SET LOCAL idle_in_transaction_session_timeout = '10s'", "SET LOCAL lock_timeout = 0", POSTGRES),
    Mutant("postgres", "the second event for a place is passed over", SERVER, "e.line <> given.line", "false AND e.line <> given.line", POSTGRES),
    Mutant("postgres", "the same event again is a Conflict", SERVER, "e.line <> given.line", "true", POSTGRES),
    Mutant("postgres", "a lost answer is not asked for again", SERVER, "                why = _reason(error)\n", "                raise LedgerError(_reason(error)) from None\n", POSTGRES),
    Mutant("postgres", "events are added in any order", SERVER, "places = sorted(lines)", "places = list(lines)", POSTGRES),
    Mutant("postgres", "it is written over", SERVER, "        if _value(connection, \"obj_description(to_regclass('distribute_ledger'), 'pg_class')\") != maker:\n", "        if False:\n", POSTGRES),
    Mutant("postgres", "a newer one is used", SERVER, "if rows[0][1] != _VERSION:", "if False:", POSTGRES),
    Mutant("postgres", "another program's is used", SERVER, "if len(rows) != 1 or rows[0][0] != _APPLICATION:", "if not rows:", POSTGRES),
    Mutant("postgres", "it is told by the library's words", SERVER, '        ((why, final) for sign, why, final in _REFUSALS if sign in said),\n        ("it can\'t be reached", False),', "        ((said, final) for sign, _, final in _REFUSALS if sign in said),\n        (said, False),", POSTGRES),
    Mutant(
        "8", "doubt does not outlive a later proof", HISTORY,
        "post.unresolved or given_up", "given_up",
        f"{EVIDENCE}::test_doubt_outlives_a_later_proof",
    ),
    Mutant(
        "5", "a known duplicate is taken", HISTORY,
        "for receipt in (post.receipt, *post.duplicates)\n", "for receipt in (post.receipt,)\n",
        f"{EVIDENCE}::test_a_known_duplicate_is_no_find",
    ),
    Mutant(
        "5", "another channel's post on the account is taken", HISTORY,
        "            or each.target == target\n"
        "            or (destination and post.destination == destination)\n",
        "", f"{EVIDENCE}::test_another_channels_post_on_the_account_is_no_find",
    ),
    Mutant(
        "token", "an older version's is forgotten", HISTORY,
        "(event.token or post.key.token()) if first else post.token", "event.token",
        f"{EVIDENCE}::test_a_post_in_doubt_of_an_older_version_keeps_its_token",
    ),
    Mutant(
        "newsletter", "its identity is not in the places", NEWSLETTER,
        "_at(event, self._prefix + event.post) for event in events", "event for event in events",
        f"{IDENTITY}::test_two_newsletters_in_one_ledger_are_two",
    ),
    Mutant(
        "newsletter", "the events of all are one's", NEWSLETTER,
        '        if (mark if mark in prefixes else "") == prefix:\n', "        if True:\n",
        f"{NEWSLETTERS}::test_two_newsletters_without_a_name_are_two",
    ),
    Mutant(
        "newsletter", "an edited setting makes another", NEWSLETTER,
        "if evidence.same_page or (similar and (evidence.same_path or evidence.same_words)):", "if False:",
        f"{NEWSLETTERS}::test_a_newsletter_is_the_same_after_one_setting_is_edited",
    ),
    Mutant(
        "newsletter", "a path makes two one", NEWSLETTER,
        "or (similar and (evidence.same_path", "or (True and (evidence.same_path",
        f"{NEWSLETTERS}::test_two_newsletters_without_a_name_are_two",
    ),
    Mutant(
        "newsletter", "settings that nobody made make two one", NEWSLETTER,
        'getattr(one, field) == getattr(other, field) != ""', "getattr(one, field) == getattr(other, field)",
        f"{NEWSLETTERS}::test_two_newsletters_without_a_name_are_two",
    ),
    Mutant(
        "newsletter", "an identity in the settings is overruled", NEWSLETTER,
        "        if self._chosen:\n            return _is_described_as(one, self._described)\n", "",
        f"{NEWSLETTERS}::test_a_newsletter_that_was_given_an_identity_is_no_other",
    ),
    Mutant(
        "newsletter", "one that cannot be told is another", NEWSLETTER,
        "        if alike:\n            raise", "        if False:\n            raise",
        f"{NEWSLETTERS}::test_a_newsletter_with_another_name_and_address_and_the_same_issues_is_a_question",
    ),
    Mutant(
        "newsletter", "a hold is no evidence", NEWSLETTER,
        "    abouts += [held.about for _, _, held in history.holds_of()]\n", "",
        f"{NEWSLETTERS}::test_a_hold_alone_is_evidence",
    ),
    Mutant(
        "newsletter", "an older ledger is whoever's comes first", NEWSLETTER,
        "        return not abouts or self._is_on_this_site", "        return True or self._is_on_this_site",
        f"{NEWSLETTERS}::test_an_older_ledger_stays_its_owners_though_another_newsletter_comes_first",
    ),
    Mutant(
        "newsletter", "edited settings without its issues are a new newsletter", NEWSLETTER,
        "(evidence.same_words or (similar and evidence.on_record))", "evidence.same_words",
        f"{NEWSLETTERS}::test_a_newsletter_with_one_setting_edited_and_none_of_its_issues_is_a_question",
    ),
    Mutant(
        "newsletter", "another folder makes the same words another newsletter's", NEWSLETTER,
        "(evidence.same_words or (similar and evidence.on_record))", "similar and evidence.on_record",
        f"{NEWSLETTERS}::test_a_newsletter_with_every_setting_edited_and_the_same_issues_is_a_question",
    ),
    Mutant(
        "newsletter", "an older ledger is nobody's once one is on record", NEWSLETTER,
        "if any(not each.prefix for each in known):", "if known:",
        f"{NEWSLETTERS}::test_an_older_ledger_stays_its_owners_though_another_newsletter_comes_first",
    ),
    Mutant(
        "ledger", "an unknown field is passed over", LEDGER,
        "    omit_defaults=True,\n    forbid_unknown_fields=True,\n):", "    omit_defaults=True,\n):", EVENTS,
    ),
    Mutant(
        "ledger", "a registration keeps a backup out", MOVING,
        "    if isinstance(one, Newsletter) and isinstance(other, Newsletter):", "    if False:", STORES,
    ),
    Mutant(
        "ledger", "a registration makes an empty ledger a full one", MOVING,
        "if not isinstance(event, Newsletter)}", "}", STORES,
    ),
    Mutant(
        "6", "what another account has counts for this one", HISTORY,
        "    return one == other or not shorter or (", "    return True or (",
        f"{RECORDED}::test_what_is_on_record_for_another_account_is_held",
    ),
    Mutant(
        "6", "an edited page is another", HISTORY,
        "return bool(known) and not any(map(is_it, known))", "return bool(known) and about not in known",
        f"{IDENTITY}::test_an_issue_that_was_edited_is_the_same",
    ),
    Mutant(
        "6", "the words are not known again", HISTORY,
        "return bool(mine & _marks(other)) or _same_words(about, other)", "return bool(mine & _marks(other))",
        f"{IDENTITY}::test_an_issue_renamed_and_retitled_at_once_is_the_same",
    ),
    Mutant(
        "6", "an id with another language on record knows no other id", HISTORY,
        "        if self._of(issue, language):\n            return ()\n",
        "        if any(story.issue == issue for story in self.stories.values()):\n            return ()\n",
        f"{IDENTITY}::test_an_issue_renamed_with_a_new_translation_is_the_same",
    ),
    Mutant(
        "6", "a variant of the language is the same", HISTORY,
        "any(known.path == about.path or _same_words(known, about) for known in story.abouts)", "True",
        f"{IDENTITY}::test_a_translation_into_a_variant_of_the_language_is_another_post",
    ),
    Mutant(
        "6", "a new translation is taken for one of which the site has the file", HISTORY,
        "            and not any(story.language == other or path in story.paths for other, path in taken)\n", "",
        f"{IDENTITY}::test_a_regional_translation_beside_the_one_on_record_is_another_post",
    ),
    Mutant(
        "6", "an equal title makes two issues one", HISTORY,
        'about_is(msgspec.structs.replace(about, title=""))', "about_is(about)",
        f"{IDENTITY}::test_a_number_that_starts_anew_each_year_is_another_issue",
    ),
    Mutant(
        "hold", "it is lost when the issue is renamed", HISTORY,
        "is_renamed = own is None and held.about != IssueRef() and is_it(held.about)", "is_renamed = False",
        f"{IDENTITY}::test_a_hold_goes_with_an_issue_that_is_renamed",
    ),
    Mutant(
        "hold", "it is lost when the channel is renamed", HISTORY,
        "is_here = name == channel or bool(name and target and held.target == target)", "is_here = name == channel",
        f"{RECORDED}::test_a_hold_goes_with_a_channel_that_is_renamed",
    ),
    Mutant(
        "hold", "one that was released comes back from another id", HISTORY,
        "is_renamed = own is None and", "is_renamed =",
        f"{READING_BACK}::test_a_hold_of_its_own_that_was_released_is_the_last_word",
    ),
    Mutant("readback", "a settled teaser leaves a doubt", HISTORY, 'event.how != "proof" and post.since is not None', 'event.how != "proof"', f"{REDDIT_TESTS}::TestReddit::test_a_person_says_that_other_words_are_not_the_announcement"),
]  # fmt: skip
