"""Mutants of the rules for posts that may or may not be out."""

from __future__ import annotations

from benchmarks.mutant_tables.names import (
    ATTEMPT,
    CONTEXT,
    EVIDENCE,
    GATES,
    HISTORY,
    IDENTITY,
    POST_RECORD,
    READING_BACK,
    RECONCILE,
    RECORDED,
    SETTLE,
    Mutant,
)

MUTANTS = [
    Mutant(
        "gates", "what is in doubt is not read back", RECONCILE,
        "if newest is None or not newest.is_unsettled_at(now) or (", "if True or (",
        GATES,
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
    Mutant(
        "5", "another account is read back", SETTLE,
        "if not told_by_log_in and view.round.target != channel.target():", "if False:",
    ),
    Mutant(
        "duplicate", "its refusal is never looked into", ATTEMPT,
        "found = None if not self.channel.can_read_back else self._find(view, delivery, self.channel)", "found = None",
    ),
    Mutant(
        "duplicate", "its refusal is always proof", ATTEMPT,
        "        if view.post.unresolved:\n", "        if False:\n",
    ),
    Mutant(
        "duplicate", "its refusal is always doubt", ATTEMPT,
        "        if view.post.unresolved:\n", "        if True:\n",
    ),
    Mutant("stop", "once stopped it still looks", SETTLE, "        if self.context.stop.is_set():\n            return self._held(view)\n", ""),
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
        "            return self._ask_first(view, ready, alike.what, alike.receipts)\n", "            return None\n",
        f"{EVIDENCE}::test_a_teaser_sent_by_hand_is_a_question_and_no_answer",
    ),
    Mutant(
        "look first", "what anybody could have sent is ours", ATTEMPT,
        "if channel.others_can_imitate:", "if False:",
        f"{EVIDENCE}::test_what_others_could_have_sent_is_a_question",
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
        "ledger", "a ledger sets any setting of a channel", SETTLE,
        "if not view.post.settings.keys() <= set(self.channel.asked_for):", "if False:",
        f"{RECORDED}::test_settings_of_an_attempt_that_the_channel_does_not_have_are_doubt",
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
        "            left += _without_channel(config, publication, newest)\n", "            pass\n",
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
        "        delivery = self._delivery(view, asked)\n        try:\n            found = self._find(view, delivery, channel)",
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
        "second look", "there is no end to it", HISTORY,
        "return self.owes_look and self.last is not None and now - self.last <= LAST_LOOK", "return self.owes_look",
        f"{READING_BACK}::test_there_is_an_end_to_looking_once_more",
    ),
    Mutant(
        "second look", "an adapter that finds the post itself is asked in every run", SETTLE,
        "        except (Alike, NotOurs):\n", "        except Alike:\n",
        "tests/deliver/test_records.py::test_a_channel_that_keeps_tokens_is_asked_once_for_a_second_copy",
    ),
    Mutant(
        "second look", "a run for what is due does not take it", RECONCILE,
        "not newest.is_unsettled_at(now)", "not newest.pending",
        f"{READING_BACK}::test_what_was_sent_again_is_looked_for_once_more",
    ),
    Mutant(
        "word", "another post's address is one", SETTLE,
        "            self._refuse_address_of_another(view, receipt)\n", "",
        f"{EVIDENCE}::test_the_address_of_another_post_on_record_is_no_word",
    ),
]  # fmt: skip
