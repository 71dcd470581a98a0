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
    RECORDED,
    RECORDS,
    RESULTS,
    STOPS,
    WHOLE_RUN,
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
        "2", "the intent is noted after sending", ATTEMPT,
        "            self._append_decided(decide)\n",
        "            self.channel.post(self._delivery(view, self.context.clock.now()), ready)\n"
        "            self._append_decided(decide)\n",
        model=True,
    ),
    Mutant(
        "2", "a Conflict at the intent is passed over", ATTEMPT,
        "        except Conflict:\n            return self._report_conflict(self.look(), login.destination)\n        finally:",
        "        except Conflict:\n            return self._send(decisions[-1], ready)\n"
        "        finally:",
        model=True,
    ),
    Mutant(
        "2", "the intent is noted before preparing", ATTEMPT,
        "        ready = self._prepare(",
        "        self._append(*self._first(view, self.context.clock.now()))\n        ready = self._prepare(",
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
    Mutant("stop", "once the intent is recorded it is sent", ATTEMPT, "        if self.context.stop.is_set():  # while the intent was being recorded\n", "        if False:\n"),
    Mutant("stop", "a ledger that hangs is asked once more", LANES, "    if any(lane.is_alive() for lane in lanes.values()):", "    if False:"),
    Mutant("stop", "what is in flight is not told", POST_RECORD, "        if view := self.in_flight:  # the lane may end it meanwhile\n", "        if False:\n"),
    Mutant("stop", "what ends meanwhile is told as unsent", LANES, "        interrupted = attempt.interrupted() if attempt else None\n        # Last, because an attempt that has ended meanwhile has its outcome among them.\n        outcomes = list(self.outcomes)\n", "        outcomes = list(self.outcomes)\n        interrupted = attempt.interrupted() if attempt else None\n", "tests/deliver/test_run.py"),
    Mutant("rival", "what a rival posted in the end is not seen", LANES, "    if post.state != \"posted\":\n        return outcome\n", "    return outcome\n"),
    Mutant("secret", "a stranger's message is repeated", POST_RECORD, 'text = f"{type(error).__name__} in the adapter"', "text = repr(error)"),
    Mutant("secret", "a secret in a verdict is repeated", POST_RECORD, "self.channel.without_secrets(text)", "text"),
    Mutant("secret", "a redaction that fails is a doubt", POST_RECORD, "self.channel.without_secrets(text)", "self.channel.redact(text)"),
    Mutant("secret", "a value that is not UTF-8 is revealed", "distribute/channel/settings.py", "        if not self.is_text:\n", "        if False:\n", "tests/cli/test_secrets_kept.py"),
    Mutant("secret", "a text that is not UTF-8 is shown, whatever it is", "distribute/cli/main.py", "if text not in sys.argv and not os.path.lexists(text):", "if False:", "tests/cli/test_secrets_kept.py"),
    Mutant("secret", "an error of ours quotes what it was about", "distribute/errors.py", "{type(bug).__name__} in distribute itself", "{bug!r} in distribute itself", "tests/cli/test_secrets_kept.py"),
    Mutant("doubt", "a request that can't be made is one", "distribute/transport/http.py", "            return super().prepare_request(request)\n        except Exception", "            return super().prepare_request(request)\n        except KeyError", "tests/transport/test_http.py"),
    Mutant(
        "hold", "it is logged in though it is held", ATTEMPT,
        "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)\n", "",
    ),
    Mutant(
        "hold", "one that comes while it is prepared is passed over", ATTEMPT,
        "self._decide(self.seen_in(fold(events)), login)", "self._decide(view, login)",
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
        "gates", "a part goes out beside one in doubt", RESULTS,
        '        and not any(post.state in {"in-doubt", "held"} for post in group)\n', "",
        f"{GATES}::test_where_a_part_is_in_doubt_nobody_is_asked_about_the_others",
    ),
    Mutant(
        "stop", "one at the gates is not heard", PUBLISHING,
        "if ready and not control.stop.is_set() and control.ask(plan):", "if ready and control.ask(plan):",
        f"{GATES}::test_a_stop_at_the_gates_is_heard",
    ),
    Mutant(
        "token", "it changes once the newsletter has an identity", ATTEMPT,
        "view.post.idempotency_key or self.context.idempotency_key(self.key),\n        )", "self.context.idempotency_key(self.key),\n        )",
        f"{EVIDENCE}::test_a_token_is_the_first_attempts_though_the_newsletter_has_an_identity_since",
    ),
    Mutant(
        "newsletter", "its identity is not in the token", CONTEXT,
        "return key.idempotency_key(identity_of(self.ledger))", "return key.idempotency_key()",
        f"{IDENTITY}::test_two_newsletters_on_one_account_in_one_month_are_two_posts",
    ),
    Mutant(
        "6", "a seed passes over what was not posted", RECORDS,
        "if newest.pending or (newest.posted and", "if publication.newest or (newest.posted and",
        f"{RECORDED}::test_what_was_not_posted_can_be_seeded",
    ),
    Mutant(
        "6", "a seed that comes while it is prepared is passed over", ATTEMPT,
        'if view.post.state != "open" or view.round.seeded or self._holder', 'if view.post.state != "open" or self._holder',
        f"{RECORDED}::test_what_is_seeded_while_it_is_prepared_is_not_sent",
    ),
    Mutant(
        "6", "twins go out", PLAN,
        "    if twins:\n", "    if False:\n",
        f"{IDENTITY}::test_of_twins_that_are_due_neither_goes_out_and_the_others_do",
    ),
    Mutant(
        "6", "another page with the id is taken for it", PLAN,
        'if "same-id" not in allow and history.is_another(', "if False and history.is_another(",
        f"{IDENTITY}::test_a_second_file_with_an_id_on_record_is_told_and_not_taken_for_it",
    ),
    Mutant(
        "6", "another name of the language is another language", PLAN,
        "    if planning.history is None:\n        return issue.language\n", "    if True:\n        return issue.language\n",
        f"{IDENTITY}::test_another_name_for_the_sites_language_announces_nothing_again",
    ),
    Mutant(
        "hold", "it is lost at the last check when the channel is renamed", POST_RECORD,
        "history.held(self.key.issue, self.key.channel, target=self.target, now=now)",
        "history.held(self.key.issue, self.key.channel, now=now)",
        f"{RECORDED}::test_a_hold_goes_with_a_channel_that_is_renamed",
    ),
    Mutant(
        "hold", "it is lost for the other languages of a renamed issue", PLAN,
        "[kin[each.path] for each in plan.kin if each.id == post.issue.id]", "[kin[post.issue.path]]",
        f"{IDENTITY}::test_a_hold_goes_with_all_languages_of_an_issue_that_is_renamed",
    ),
    Mutant(
        "word", "what a person said is something else is asked about again", POST_RECORD,
        "*own, *post.alike", "*own",
        f"{EVIDENCE}::test_a_post_that_a_person_said_is_something_else_is_not_asked_about_again",
    ),
    Mutant("ids", "a bad id may be allowed", STOPS, " - _NEVER_WAIVED", "", IDENTITY_TESTS),
    Mutant("readback", "an alias is looked for and not held", ATTEMPT, "            return kept  # before looking", "            pass  # before looking", f"{MASTODON}::TestMastodon::test_a_server_under_another_name_is_the_same_account"),
    Mutant("mailing", "settle mails", "distribute/deliver/settle.py", "            if not self.request.resume:", "            if False:", f"{MAILING_TESTS}/test_adapter.py::test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody"),
    Mutant("mailing", "a hold does not stop what is under way", "distribute/deliver/until_held.py", "                    self.set()\n", "", f"{MAILING_TESTS}/test_adapter.py::test_a_hold_stops_a_mailing_that_is_under_way"),
    Mutant("mailing", "a stop does not reach a mailing", "distribute/deliver/until_held.py", "super().is_set() or self._stop.is_set()", "super().is_set()", f"{MAILING_TESTS}/test_adapter.py::test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody"),
    Mutant("mailing", "a wait does not end with the run", "distribute/deliver/until_held.py", "while not self.is_set() and", "while not super().is_set() and", "tests/deliver/test_until_held.py::test_a_wait_ends_when_the_run_is_stopped"),
    Mutant("mailing", "a hold does not stop what is left", "distribute/deliver/settle.py", "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)", "        if False:\n            return self._say(view, \"held\", error=\"\", code=HELD)", f"{MAILING_TESTS}/test_adapter.py::test_a_hold_stops_what_is_left_of_a_mailing"),
    Mutant("gates", "a page that is not there is announced", PUBLISHING, "if config.site.check_page and not", "if False and not", "tests/publish/test_run.py"),
    Mutant(
        "dry run", "it does not know approval", FORESEE,
        "    plan, _ = without_unapproved(unsent(plan), plan, options)\n", "", FORESEEN,
    ),
    Mutant(
        "dry run", "it does not know the last round of a re-post", FORESEE,
        "        if number is None:\n", "        if False:\n", FORESEEN,
    ),
    Mutant("stop", "one while reading back is forgotten", WHOLE_RUN, "resume=True, control=control", "resume=True", "tests/publish/test_run.py"),
    Mutant("gates", "what nobody approved goes out", STOPS, "if not options.approved or (", "if True or (", "tests/publish/test_run.py"),
    Mutant("gates", "an error stops what is out on the other channels", FORESEE, 'done = {"already-posted", "skipped"}', 'done = {"already-posted"}', FORESEEN),
    Mutant("gates", "an issue that no channel takes is a success", STOPS, '{*_OF_SELECTION, "no-channel"}', "_OF_SELECTION", FORESEEN),
    Mutant("dry run", "a hold is a fault", FORESEE, '_NO_FAULT = {HELD, SCHEDULED, "not-yet-due"}', '_NO_FAULT = {"not-yet-due"}', FORESEEN),
]  # fmt: skip
