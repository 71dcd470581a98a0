"""Mutants of what is sent, and when."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    AGE,
    AGES,
    ATTEMPT,
    CONTEXT,
    EVIDENCE,
    FORESEE,
    FORESEEN,
    GATES,
    IDENTITY,
    IDENTITY_TESTS,
    LANES,
    LIVE,
    MAILING_TESTS,
    MASTODON,
    PLAN,
    POST_RECORD,
    PUBLISHING,
    READING_BACK,
    RECONCILE,
    RECORDED,
    RECORDS,
    SETTLE,
    Mutant,
)

MUTANTS = [
    Mutant(
        "6", "an issue known under another id is sent", PLAN,
        'if "known-under-another-id" in allow or not (', "if True or not (",
        GATES,
    ),
    Mutant(
        "6", "what an issue is called since is not noted", PUBLISHING,
        "        _remember(plan, history, ledger)\n",
        "        pass\n",
        GATES,
    ),
    Mutant(
        "gates", "what is in doubt is not read back", RECONCILE,
        "if newest is None or not _is_unsettled(newest) or (", "if True or (",
        GATES,
    ),
    Mutant(
        "1", "an unknown exception while sending counts as proof", ATTEMPT,
        "            return self._note_doubt(view, intended, self._words(error))\n        return",
        "            self._note_proof(intended, self._words(error))\n"
        "            raise NotPosted(self._words(error)) from None\n        return",
        model=True,
    ),
    Mutant(
        "1", "only exceptions proper are doubt", ATTEMPT,
        "        except BaseException as error:  # noqa: BLE001 - without proof",
        "        except Exception as error:  # noqa: BLE001 - without proof",
    ),
    Mutant(
        "1", "an answer that is no receipt is believed", POST_RECORD,
        "if not isinstance(receipt, Receipt):", "if False:",
    ),
    Mutant(
        "1", "a failure while preparing is doubt", ATTEMPT,
        "            raise NotPosted(error.what, final=False) from None", "            raise",
    ),
    Mutant(
        "1", "a bug while preparing gets out", ATTEMPT,
        "        except BaseException as error:  # noqa: BLE001 - an adapter's bug",
        "        except ZeroDivisionError as error:  # noqa: BLE001 - an adapter's bug",
    ),
    Mutant(
        "1", "a failing read-back counts as absence", SETTLE,
        '            return self._say(view, "in-doubt", error=what)\n        if found:',
        "            found = None\n        if found:",
        model=True,
    ),
    Mutant(
        "1", "a blind channel sends again", SETTLE,
        "        if why := self._cannot_look(view):\n",
        '        if not self.channel.can_read_back:\n            return self._note_absence(view, "blind", "absence")\n'
        "        if why := self._cannot_look(view):\n",
        model=True,
    ),
    Mutant(
        "2", "the intent is noted after sending", ATTEMPT,
        "            self._append(*self._first(view, now, login.destination), intended)\n",
        "            self.channel.post(delivery, ready)\n"
        "            self._append(*self._first(view, now, login.destination), intended)\n",
        model=True,
    ),
    Mutant(
        "2", "a Conflict at the intent is passed over", ATTEMPT,
        "        except Conflict:\n            return self._report_conflict(self.look(), login.destination)\n        finally:",
        "        except Conflict:\n            return self._send(view, delivery, ready, intended, begun)\n"
        "        finally:",
        model=True,
    ),
    Mutant(
        "2", "the intent is noted before preparing", ATTEMPT,
        "        ready = self._prepare(",
        "        self._append(*self._first(view, self.context.clock.now()))\n        ready = self._prepare(",
    ),
    Mutant(
        "3", "presence is not believed before patience", SETTLE,
        "        if found:\n            return self._note_posted(view, found, \"found\", view.post.next)\n"
        "        if not self._patience_is_over(view, asked):\n            return self._held(view)\n",
        "        if not self._patience_is_over(view, asked):\n            return self._held(view)\n"
        "        if found:\n            return self._note_posted(view, found, \"found\", view.post.next)\n",
    ),
    Mutant(
        "3", "absence is believed at once", SETTLE,
        "return asked - view.post.last >= self.patience", "return True", model=True,
    ),
    Mutant(
        "3", "absence is believed after half of patience", SETTLE,
        "return asked - view.post.last >= self.patience",
        "return asked - view.post.last >= self.patience / 2", model=True,
    ),
    Mutant(
        "3", "patience counts from after the question", SETTLE,
        "if not self._patience_is_over(view, asked):",
        "if not self._patience_is_over(view, self.context.clock.now()):",
    ),
    Mutant(
        "3", "patience counts from the first intent", SETTLE,
        "return asked - view.post.last >= self.patience",
        "return asked - (view.post.since or asked) >= self.patience", model=True,
    ),
    Mutant(
        "3", "a person's word on absence needs no patience", SETTLE,
        "        if not self._patience_is_over(view, self.context.clock.now()):\n            return self._held(view)\n",
        "", model=True,
    ),
    Mutant("4", "nothing is ever too late", ATTEMPT, "if self._too_late(", "if False and self._too_late(", model=True),
    Mutant("4", "the wall clock is not looked at", ATTEMPT, "now - at > most or ", ""),
    Mutant("4", "the monotonic clock is not looked at", ATTEMPT, " or elapsed > most", ""),
    Mutant("4", "a wall clock set back is passed over", ATTEMPT, "now < at or ", ""),
    Mutant("4", "twice the time is left", ATTEMPT, "self.patience / 2\n", "self.patience\n"),
    Mutant(
        "4", "too late is not noted", ATTEMPT,
        '            self._note_proof(intended, "too late")\n', "",
    ),
    Mutant(
        "5", "an adapter's wrong find is believed", POST_RECORD,
        "            raise NotOurs(_NOT_OURS)", "            pass",
    ),
    Mutant(
        "5", "another account is read back", SETTLE,
        "if not told_by_log_in and view.round.target != channel.target():", "if False:",
    ),
    Mutant(
        "6", "an account's other name is passed over", ATTEMPT,
        "view.round.seeded or self._holder(view, destination):", "view.round.seeded:",
    ),
    Mutant("6", "an account is not claimed", CONTEXT, "        if request.shared:\n            return ()\n", "        if True:\n            return ()\n"),
    Mutant(
        "7", "a draft is never pinned", POST_RECORD,
        "draft = this.pinned or self.request.draft", "draft = self.request.draft or this.pinned",
    ),
    Mutant(
        "7", "a mended draft is not put on record", ATTEMPT,
        "        if before and (before.draft, before.target) == (view.draft, self.target):",
        "        if before:",
    ),
    Mutant(
        "8", "a receipt that comes late is lost", POST_RECORD,
        "                post = self.look().post\n                seq = post.next\n",
        "                return self.look().post\n", model=True,
    ),
    Mutant(
        "8", "a second receipt is not recorded", POST_RECORD,
        "            if receipt and post.has(receipt):", "            if receipt and post.receipt:",
    ),
    Mutant(
        "8", "a second receipt is not said", POST_RECORD,
        "        if before.receipt is None or before.has(receipt):", "        if True:", model=True,
    ),
    Mutant(
        "8", "a ledger that fails loses the receipt", POST_RECORD,
        "        except LedgerError as error:\n"
        "            return msgspec.structs.replace(said, ledger_error=str(error))\n        self.context.note",
        "        except ZeroDivisionError as error:\n"
        "            return msgspec.structs.replace(said, ledger_error=str(error))\n        self.context.note",
    ),
    Mutant(
        "8", "late proof takes a rival's doubt away", POST_RECORD,
        "            self._append(Disproved(**self._place(intended.seq + 1), why=why))\n        except Conflict:\n"
        "            return\n",
        "            self._append_until_recorded(\n                lambda at: Disproved(**self._place(at), why=why),\n"
        "                self.look().post, intended.seq + 1,\n            )\n        except Conflict:\n"
        "            return\n",
    ),
    Mutant(
        "8", "late doubt is dropped", POST_RECORD,
        "            before = self._append_until_recorded(\n                lambda at: Doubted(",
        "            self._append(Doubted(**self._place(intended.seq + 1), what=what)) if (\n"
        "                self.look().post.next == intended.seq + 1\n            ) else None\n"
        "            before = view.post or self._append_until_recorded(\n                lambda at: Doubted(",
    ),
    Mutant(
        "9", "a bug stops the other channels", LANES,
        "                except Exception as bug:", "                except ZeroDivisionError.__subclasses__ as bug:",
    ),
    Mutant("9", "one channel waits for another", LANES, "        lane.start()\n", "        lane.run()\n"),
    Mutant(
        "retry", "it is tried again for ever", ATTEMPT,
        "            return self._attempt(self.look())\n        except NotPosted as refusal:\n"
        "            return self._not_posted(view, refusal)",
        "            return self._attempt(self.look())\n        except NotPosted as refusal:\n"
        "            return self._attempt_twice(self.look())",
    ),
    Mutant("retry", "what is final is tried again", ATTEMPT, "if refusal.final or pause", "if pause"),
    Mutant("retry", "a long wait is waited for", ATTEMPT, "refusal.final or pause > LONGEST", "refusal.final"),
    Mutant("retry", "a short wait is not waited for", ATTEMPT, "if refusal.final or pause > LONGEST", "if True"),
    Mutant(
        "retry", "it doesn't look before the second try", ATTEMPT,
        "return self._attempt(self.look())", "return self._attempt(view)",
    ),
    Mutant(
        "duplicate", "its refusal is never looked into", ATTEMPT,
        "found = None if not self.channel.can_read_back else self._find(delivery, self.channel)", "found = None",
    ),
    Mutant(
        "duplicate", "its refusal is always proof", ATTEMPT,
        "        if view.post.unresolved:\n", "        if False:\n",
    ),
    Mutant(
        "duplicate", "its refusal is always doubt", ATTEMPT,
        "        if view.post.unresolved:\n", "        if True:\n",
    ),
    Mutant(
        "thread", "a part doesn't wait for the one before", LANES,
        "            if not outcome.done:\n                yield from _waiting(outcome, later)\n"
        "                return\n", "",
    ),
    Mutant("thread", "a part replies to nothing", POST_RECORD, "in_reply_to=previous.receipt,", "in_reply_to=None,"),
    Mutant(
        "round", "a repost doesn't want the last round posted", LANES,
        "return newest.number + 1 if newest and newest.posted else None",
        "return newest.number + 1 if newest else 1", model=True,
    ),
    Mutant("round", "a repost's key is passed over", LANES, "if repost.key and each", "if False and each"),
    Mutant(
        "round", "a mended repost forgets its key", ATTEMPT,
        "asked=before.asked if before else repost.key", "asked=repost.key",
    ),
    Mutant("round", "publish begins a new round", LANES, "return newest.number if newest else 1", "return 1"),
    Mutant(
        "seed", "seeding passes over what is known", RECORDS,
        "            if newest.pending or (", "            if False and (",
    ),
    Mutant("stop", "once stopped it begins all the same", ATTEMPT, "        if kept := self._kept_from_sending(view):\n            return kept\n", ""),
    Mutant("stop", "once prepared it is not stopped", ATTEMPT, "        if kept := self._kept_from_sending(view, login.destination):\n            return kept\n", ""),
    Mutant("stop", "what is in flight is not told", POST_RECORD, "        if self.in_flight:\n", "        if False:\n"),
    Mutant("stop", "once stopped it still looks", SETTLE, "        if self.context.stop.is_set():\n            return self._held(view)\n", ""),
    Mutant("rival", "what a rival posted in the end is not seen", LANES, "    if post.state != \"posted\":\n        return outcome\n", "    return outcome\n"),
    Mutant("secret", "a stranger's message is repeated", POST_RECORD, 'text = f"{type(error).__name__} in the adapter"', "text = repr(error)"),
    Mutant("secret", "a secret in a verdict is repeated", POST_RECORD, "self.channel.redact(text)", "text"),
    Mutant(
        "hold", "it is logged in though it is held", ATTEMPT,
        "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)\n", "",
    ),
    Mutant(
        "hold", "one that comes while it is prepared is passed over", ATTEMPT,
        "        view = self.look()  # read again: another run or a person may have written in the meantime\n", "",
    ),
    Mutant("hold", "it closes gates", PUBLISHING, "with_records(plan, history, options.allow)", "plan", GATES),
    Mutant("gates", "a channel's hour is not waited for", PUBLISHING, "_without_waiting(with_records(plan, history, options.allow), options)", "with_records(plan, history, options.allow)", GATES),
    Mutant("gates", "any page that names the issue is its page", LIVE, "seen.names if any(seen.names) else [seen.words]", "[seen.words]", "tests/publish/test_live_page.py"),
    Mutant("gates", "its picture is not looked at", LIVE, "if seen.picture else", "if False else", "tests/publish/test_live_page.py"),
    # ages
    Mutant("age", "a shallow clone's oldest commit brought everything", AGE, "if commit in cut:", "if False:", AGES),
    Mutant("age", "a copy is as old as its original", AGE, 'change.status == "R" and made_of[change.source] == 1', 'change.status in {"R", "C"}', AGES),
    Mutant("age", "an original that moved is taken for its copy", AGE, "(mark <= now and not mark <= before) or ", "", AGES),
    Mutant("age", "a merge came when it was written", AGE, '"--first-parent", "--diff-merges=first-parent", ', "", AGES),
    Mutant(
        "gates", "a part goes out beside one in doubt", PUBLISHING,
        '        and not any(post.state in {"in-doubt", "held"} for post in group)\n', "",
        f"{GATES}::test_where_a_part_is_in_doubt_nobody_is_asked_about_the_others",
    ),
    Mutant(
        "stop", "one at the gates is not heard", PUBLISHING,
        "if ready and not stop.is_set() and ask(plan):", "if ready and ask(plan):",
        f"{GATES}::test_a_stop_at_the_gates_is_heard",
    ),
    Mutant(
        "absence", "it is looked for with today's settings", SETTLE,
        "        channel = self._as_asked(view)\n        if self.context", "        channel = self.channel\n        if self.context",
        f"{EVIDENCE}::test_what_is_in_doubt_is_looked_for_with_the_settings_of_its_attempt",
    ),
    Mutant(
        "absence", "the settings of the attempt are not on record", ATTEMPT,
        "settings={name: getattr(self.channel, name) for name in self.channel.asked_for},", "settings={},",
        f"{EVIDENCE}::test_what_is_in_doubt_is_looked_for_with_the_settings_of_its_attempt",
    ),
    Mutant(
        "absence", "who logged in is not on record", ATTEMPT,
        "            account=login.account,\n", "",
        f"{EVIDENCE}::test_it_is_on_record_who_sent_it_and_what_was_asked_for",
    ),
    Mutant(
        "account", "another name for it in the settings is another", SETTLE,
        'told_by_log_in = view.post.destination not in {"", view.round.target}', "told_by_log_in = False",
        f"{EVIDENCE}::test_an_account_is_the_same_under_another_name_in_the_settings",
    ),
    Mutant(
        "account", "the one that logged in is not claimed", CONTEXT,
        "(request.channel.target(), destination)", "(request.channel.target(),)",
        f"{EVIDENCE}::test_one_account_under_two_names_gets_an_issue_once",
    ),
    Mutant(
        "account", "the claim on the one that logged in is passed over", POST_RECORD,
        "names = filter(None, (self.target, destination))", "names = filter(None, (self.target,))",
        f"{EVIDENCE}::test_one_account_under_two_names_gets_an_issue_once",
    ),
    Mutant(
        "account", "what is found first claims none", ATTEMPT,
        "self._first(view, event.at, destination)", "self._first(view, event.at)",
        f"{EVIDENCE}::test_what_is_found_before_the_first_attempt_holds_the_account_that_logged_in",
    ),
    Mutant(
        "look first", "it does not", ATTEMPT,
        "if there := self._look_first(view, ready):", "if there := None:",
        f"{EVIDENCE}::test_an_old_backup_of_the_ledger_does_not_send_it_again",
    ),
    Mutant(
        "look first", "it looks no further back than a minute", ATTEMPT,
        "first_attempt_at=self.request.since or now", "first_attempt_at=now",
        f"{EVIDENCE}::test_it_looks_back_as_far_as_the_issue_is_old",
    ),
    Mutant(
        "look first", "a re-post looks, and finds the round before", ATTEMPT,
        " or self.key.round > 1", "", f"{EVIDENCE}::test_a_repost_is_meant_and_looks_for_nothing",
    ),
    Mutant(
        "look first", "every attempt looks", ATTEMPT,
        "if view.post.attempted or ", "if ",
        f"{EVIDENCE}::test_it_looks_once_and_not_before_every_attempt",
    ),
    Mutant(
        "look first", "the setting is passed over", ATTEMPT,
        " or not channel.look_first", "", f"{EVIDENCE}::test_looking_first_can_be_turned_off",
    ),
    Mutant(
        "look first", "who may not look may not send", ATTEMPT,
        "            if refusal.final:  # reading", "            if False:  # reading",
        f"{EVIDENCE}::test_where_nobody_may_look_it_is_sent",
    ),
    Mutant(
        "look first", "a passing refusal lets it go on", ATTEMPT,
        "            if refusal.final:  # reading", "            if True:  # reading",
        f"{EVIDENCE}::test_while_looking_fails_nothing_is_sent",
    ),
    Mutant(
        "look first", "a failure lets it go on", ATTEMPT,
        "            raise NotPosted(why, final=False) from None\n        if found is None",
        "            return None\n        if found is None",
        f"{EVIDENCE}::test_while_looking_fails_nothing_is_sent",
    ),
    Mutant(
        "look first", "a list that is not whole keeps it in", ATTEMPT,
        "        except Unlisted:\n            return None\n", "",
        f"{EVIDENCE}::test_where_not_every_post_is_listed_it_is_sent",
    ),
    Mutant(
        "look first", "our link with other words is no question", ATTEMPT,
        "            return self._note_first(view, ready, doubted)\n", "            return None\n",
        f"{EVIDENCE}::test_a_teaser_sent_by_hand_is_a_question_and_no_answer",
    ),
    Mutant(
        "look first", "what a person was asked about is read back", SETTLE,
        "if view.post.since is None:", "if False:",
        f"{EVIDENCE}::test_a_teaser_sent_by_hand_is_a_question_and_no_answer",
    ),
    Mutant(
        "look first", "once stopped it still looks", ATTEMPT,
        "        if kept := self._kept_from_sending(view, login.destination):\n"
        "            return kept  # before looking: what another channel has posted there would be found\n",
        "",
        f"{EVIDENCE}::test_stopped_while_it_logs_in_it_does_not_look_first",
    ),
    Mutant(
        "token", "it changes once the newsletter has an identity", ATTEMPT,
        "token=view.post.token or self.context.token(self.key),\n        )", "token=self.context.token(self.key),\n        )",
        f"{EVIDENCE}::test_a_token_is_the_first_attempts_though_the_newsletter_has_an_identity_since",
    ),
    Mutant(
        "newsletter", "its identity is not in the token", CONTEXT,
        "return key.token(identity_of(self.ledger))", "return key.token()",
        f"{IDENTITY}::test_two_newsletters_on_one_account_in_one_month_are_two_posts",
    ),
    Mutant(
        "ledger", "a ledger sets any setting of a channel", SETTLE,
        "if not view.post.settings.keys() <= set(self.channel.asked_for):", "if False:",
        f"{RECORDED}::test_settings_of_an_attempt_that_the_channel_does_not_have_are_doubt",
    ),
    Mutant(
        "6", "a seed passes over what was not posted", RECORDS,
        "if newest.pending or (newest.posted and", "if story.newest or (newest.posted and",
        f"{RECORDED}::test_what_was_not_posted_can_be_seeded",
    ),
    Mutant(
        "6", "a seed that comes while it is prepared is passed over", ATTEMPT,
        'if view.post.state != "open" or view.round.seeded or self._holder', 'if view.post.state != "open" or self._holder',
        f"{RECORDED}::test_what_is_seeded_while_it_is_prepared_is_not_sent",
    ),
    Mutant(
        "6", "twins go out", PLAN,
        "[_held_as_twin(post, same_id) for post in posts] if same_id else posts", "posts",
        f"{IDENTITY}::test_of_twins_that_are_due_neither_goes_out_and_the_others_do",
    ),
    Mutant(
        "6", "another page with the id is taken for it", PLAN,
        'if "same-id" not in allow and history.is_another(', "if False and history.is_another(",
        f"{IDENTITY}::test_a_second_file_with_an_id_on_record_is_told_and_not_taken_for_it",
    ),
    Mutant(
        "6", "another name of the language is another language", PLAN,
        "        if history:\n            about =", "        if False:\n            about =",
        f"{IDENTITY}::test_another_name_for_the_sites_language_announces_nothing_again",
    ),
    Mutant(
        "hold", "it is lost at the last check when the channel is renamed", POST_RECORD,
        "history.held(self.key.issue, self.key.channel, target=self.target)",
        "history.held(self.key.issue, self.key.channel)",
        f"{RECORDED}::test_a_hold_goes_with_a_channel_that_is_renamed",
    ),
    Mutant(
        "hold", "it is lost for the other languages of a renamed issue", PLAN,
        "[kin[each.path] for each in plan.kin if each.id == post.issue.id]", "[kin[post.issue.path]]",
        f"{IDENTITY}::test_a_hold_goes_with_all_languages_of_an_issue_that_is_renamed",
    ),
    Mutant(
        "doubt", "it is not read back under a channel's new name", RECONCILE,
        "(*both, *there, *same_service)", "(*both, *same_service)",
        f"{IDENTITY}::test_what_is_in_doubt_is_read_back_under_the_channels_new_name",
    ),
    Mutant(
        "doubt", "a channel's name tells more than its account", RECONCILE,
        "(*both, *there, *same_service)", "(*named, *there)",
        f"{READING_BACK}::test_a_channel_is_the_one_that_has_the_account",
    ),
    Mutant(
        "doubt", "a channel of another service is asked", RECONCILE,
        "(*both, *there, *same_service)", "(*both, *there, *named)",
        f"{READING_BACK}::test_a_channel_of_another_service_is_another_though_it_has_the_name",
    ),
    Mutant(
        "doubt", "it is not told of a channel that is gone", RECONCILE,
        "            left += _without_channel(config, story, newest)\n", "            pass\n",
        f"{IDENTITY}::test_what_is_in_doubt_on_a_channel_that_is_gone_is_told_and_can_be_settled",
    ),
    Mutant(
        "doubt", "an intent of the future has no end", SETTLE,
        "if view.post.last - now <= SKEW:", "if True:",
        f"{EVIDENCE}::test_an_intent_of_the_future_can_be_settled",
    ),
    Mutant(
        "doubt", "a person cannot settle an intent of the future", SETTLE,
        "        view = self._not_ahead(view)\n        if not self._patience", "        if not self._patience",
        f"{EVIDENCE}::test_a_persons_word_alone_settles_an_intent_of_the_future",
    ),
    Mutant(
        "doubt", "a ledger that fails while looking is the adapter's fault", SETTLE,
        "        delivery = self._delivery(view, asked)\n        try:\n            found = self._find(delivery, channel)",
        "        try:\n            found = self._find(self._delivery(view, asked), channel)",
        f"{EVIDENCE}::test_a_ledger_that_fails_while_looking_is_told_as_such",
    ),
    Mutant(
        "second look", "there is none", ATTEMPT,
        "return self._look_again(view) if owes else self._already(view)",
        "return self._already(view)", f"{EVIDENCE}::test_a_copy_that_came_late_is_found_recorded_and_told",
    ),
    Mutant(
        "second look", "there is one at once", SETTLE,
        "            or now - view.post.last < self.patience\n", "",
        f"{EVIDENCE}::test_a_copy_that_came_late_is_found_recorded_and_told",
    ),
    Mutant(
        "second look", "there is one in every run", SETTLE,
        "            self._append(Rechecked(**self._place(view.post.next)))\n", "            pass\n",
        f"{EVIDENCE}::test_it_is_looked_for_once_more_and_then_no_more",
    ),
    Mutant(
        "second look", "one that failed was the only one", SETTLE,
        "        except BaseException:  # noqa: BLE001 - a later run looks again\n            return said\n",
        "        except BaseException:  # noqa: BLE001 - a later run looks again\n            found = None\n",
        f"{EVIDENCE}::test_looking_once_more_is_tried_again_where_it_failed",
    ),
    Mutant(
        "second look", "it finds the post itself", POST_RECORD,
        "*own, *post.alike", "*post.alike", f"{EVIDENCE}::test_it_is_looked_for_once_more_and_then_no_more",
    ),
    Mutant(
        "second look", "there is no end to it", SETTLE,
        "return owed and post.last is not None and now - post.last <= LAST_LOOK", "return owed",
        f"{READING_BACK}::test_there_is_an_end_to_looking_once_more",
    ),
    Mutant(
        "second look", "an adapter that finds the post itself is asked in every run", SETTLE,
        "        except (Alike, NotOurs):\n", "        except Alike:\n",
        "tests/deliver/test_records.py::test_a_channel_that_keeps_tokens_is_asked_once_for_a_second_copy",
    ),
    Mutant(
        "second look", "a run for what is due does not take it", RECONCILE,
        "return newest.pending or any(owes_another_look(post, now) for post in newest.posts.values())",
        "return newest.pending",
        f"{READING_BACK}::test_what_was_sent_again_is_looked_for_once_more",
    ),
    Mutant(
        "word", "what a person said is something else is asked about again", POST_RECORD,
        "*own, *post.alike", "*own",
        f"{EVIDENCE}::test_a_post_that_a_person_said_is_something_else_is_not_asked_about_again",
    ),
    Mutant(
        "word", "another post's address is one", SETTLE,
        "            self._refuse_address_of_another(view, receipt)\n", "",
        f"{EVIDENCE}::test_the_address_of_another_post_on_record_is_no_word",
    ),
    Mutant("ids", "a bad id may be allowed", PUBLISHING, " - _NEVER_OPEN", "", IDENTITY_TESTS),
    Mutant("readback", "an alias is looked for and not held", ATTEMPT, "            return kept  # before looking", "            pass  # before looking", f"{MASTODON}::TestMastodon::test_a_server_under_another_name_is_the_same_account"),
    Mutant("mailing", "settle mails", "distribute/deliver/settle.py", "            if not self.request.resume:", "            if False:", f"{MAILING_TESTS}/test_adapter.py::test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody"),
    Mutant("mailing", "a hold does not stop what is left", "distribute/deliver/settle.py", "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)", "        if False:\n            return self._say(view, \"held\", error=\"\", code=HELD)", f"{MAILING_TESTS}/test_adapter.py::test_a_hold_stops_what_is_left_of_a_mailing"),
    Mutant("gates", "a page that is not there is announced", PUBLISHING, "if config.site.check_page and not", "if False and not", "tests/publish/test_run.py"),
    Mutant(
        "dry run", "it does not know approval", FORESEE,
        "if held := unapproved(group[0], options):", "if held := None:", FORESEEN,
    ),
    Mutant(
        "dry run", "it does not know the last round of a re-post", FORESEE,
        "        if number is None:\n", "        if False:\n", FORESEEN,
    ),
    Mutant("dry run", "a hold is a fault", FORESEE, '_NO_FAULT = {"held", "not-yet-due"}', '_NO_FAULT = {"not-yet-due"}', FORESEEN),
]  # fmt: skip
