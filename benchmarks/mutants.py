"""Takes out each rule of docs/design.md, section 4, in turn, and sees whether a test notices.

    python benchmarks/mutants.py [--model] [WORD]…

Each mutant is a change to a copy of the package; the tests that ought to notice run against it. Exit
code 1 if one survives, or can't be made because the code has changed. `--model` runs the model of
tests/test_model.py alone, which needs to notice only what it can (a star).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DELIVER = " ".join(
    f"tests/deliver/test_{name}.py" for name in ("run", "doubt", "intent", "records", "parts", "words")
)
GITBRANCH = "tests/ledger/test_gitbranch.py"
GIT = "tests/inputs/test_git.py"
RUN_IN = "distribute/inputs/command.py"
AGES = "tests/publish/test_age.py"
STORES = "tests/ledger/test_stores.py"
POSTGRES = "tests/ledger/test_postgres.py"
EVENTS = "tests/ledger/test_events.py"
SQLITE = "tests/ledger/test_sqlite.py"
HTTP = "tests/transport/test_http.py"
MASTODON = "tests/channels/test_mastodon.py"
OUTBOX = "tests/channels/test_outbox.py"
GATES = "tests/publish"
STRANGERS = "tests/facts/test_strangers.py"
EVIDENCE = "tests/deliver/evidence"
IDENTITY = "tests/deliver/identity"
NEWSLETTERS = "tests/ledger/test_newsletter.py"
READING_BACK = "tests/deliver/test_reconcile.py"
RECORDED = "tests/deliver/test_records.py"
LINKS = "tests/text/test_links.py"
FINGERPRINTS = "tests/text/test_fingerprint.py"


HOSTILE = "tests/cli/test_hostile_settings.py"
STREAMS = "tests/cli/test_streams.py"
FORESEEN = "tests/cli/test_foreseen.py"
STREAMS_FILE = "distribute/cli/streams.py"
FORESEE = "distribute/publish/foresee.py"
PLAIN = "distribute/channel/plain_values.py"
CONFIG = "distribute/config.py"
LEMMY, LEMMY_TESTS = "distribute/channels/lemmy.py", "tests/channels/test_lemmy.py"
FACEBOOK, FACEBOOK_TESTS = "distribute/channels/facebook.py", "tests/channels/test_facebook.py"


class Mutant(NamedTuple):
    """A rule, what is done to it, and where; `model` says that the model alone must notice.

    `tests` are the tests that must notice, by file or by name, with a space between two.
    """

    rule: str
    what: str
    file: str
    old: str
    new: str
    tests: str = DELIVER
    model: bool = False


ATTEMPT = "distribute/deliver/attempt.py"
POST_RECORD = "distribute/deliver/post_record.py"
SETTLE = "distribute/deliver/settle.py"
CONTEXT = "distribute/deliver/context.py"
OUTCOME = "distribute/deliver/outcome.py"
RECORDS = "distribute/deliver/records.py"
ESCAPE = "distribute/render/escape.py"
START = "distribute/cli/main.py"
HOLD = "distribute/cli/hold.py"
LANES = "distribute/deliver/run.py"
HISTORY = "distribute/ledger/history.py"
LEDGER = "distribute/ledger/events.py"
STORE = "distribute/ledger/sqlite.py"
BRANCH = "distribute/ledger/gitbranch.py"
RUNNER = "distribute/inputs/git.py"
AGE = "distribute/publish/age.py"
MOVING = "distribute/ledger/stores.py"
SERVER = "distribute/ledger/postgres.py"
SESSION = "distribute/transport/http.py"
TOOTS = "distribute/channels/mastodon.py"
FILES = "distribute/channels/outbox.py"
PUBLISHING = "distribute/publish/run.py"
LIVE = "distribute/publish/live_page.py"
VISIT = "distribute/transport/visit.py"
VISITED = "tests/transport/test_visit.py"
IDENTITY_TESTS = "tests/deliver/identity"
DRAFTS = "distribute/compose/edited.py"
STEPS = "action.yml"
ACTION = "distribute/github/action.py"
JOB_COMMAND = "distribute/github/process.py"
REVIEWS = "distribute/github/review.py"
GITHUB = "distribute/github/api.py"
REVIEW = "distribute/github/comment.py"
LOG = "distribute/github/joblog.py"
INSTALLED = "tests/github/test_install.py"
IN_A_JOB = "tests/github/test_action.py"
COMMANDED = "tests/github/test_commands.py"
API = "tests/github/test_api.py"
REVIEWED = "tests/github/test_comment.py"
LOGGED = "tests/github/test_joblog.py"
PLAN = "distribute/publish/plan.py"
RECONCILE = "distribute/deliver/reconcile.py"
NEWSLETTER = "distribute/ledger/newsletter.py"
MAILING, MAILING_TESTS = "distribute/channels/mailing", "tests/channels/mailing"
CHANNEL = "distribute/channel/interface.py"
READBACK = "distribute/channel/readback.py"
SIGNING, DKIM_TESTS = "distribute/channels/email/dkim.py", "tests/channels/email/test_dkim.py"
ADDRESSES = "distribute/text/links.py"
SKETCH = "distribute/text/fingerprint.py"
STATUS = "distribute/cli/status.py"
COMMANDS = "distribute/cli/publish.py"
FIELDS, FITTING = "distribute/compose/fields.py", "tests/compose/fields/test_fitting.py"
MARKS = "tests/facts/test_marks.py"

MUTANTS = [
    Mutant(
        "exit codes", "types are collected at exit", "distribute/__main__.py",
        "    atexit.register(gc.freeze)\n", "    atexit.register(int)\n",
        "tests/cli/test_exit.py",
    ),
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
        "5", "looking begins at the last intent", HISTORY,
        '"since": post.since or event.at', '"since": event.at',
    ),
    Mutant(
        "5", "other receipts are not told", HISTORY,
        "            if post.key != key and post.receipt", "            if False",
    ),
    Mutant(
        "5", "an adapter's wrong find is believed", POST_RECORD,
        "            raise NotOurs(_NOT_OURS)", "            pass",
    ),
    Mutant(
        "5", "another account is read back", SETTLE,
        "if not told_by_log_in and view.round.target != channel.target():", "if False:",
    ),
    Mutant("5", "no skew is allowed for", CHANNEL, "(delivery.first_attempt_at - SKEW)", "(delivery.first_attempt_at)", MASTODON),
    Mutant("5", "times are not rounded down", CHANNEL, ".replace(microsecond=0)", "", MASTODON),
    Mutant(
        "5", "what is named as another is taken", READBACK,
        "or excluded & {post.receipt.id, post.receipt.url, *post.names}", "", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: a boost is taken", TOOTS,
        'yield from (status for status in recent if not status.get("reblog"))', "yield from recent", MASTODON,
    ),
    Mutant(
        "5", "any link will do", READBACK,
        "return bool(part.link) and normalised_link(part.link) in _links(post)", "return bool(_links(post))", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: a private word is taken", TOOTS,
        'if few or status.get("visibility") not in _FOR_FEW', "if True", MASTODON,
    ),
    Mutant("5", "Mastodon: what isn't listed is given up", TOOTS, "whole=not few", "whole=True", MASTODON),
    Mutant("5", "a reply is taken", READBACK, "post.reply_to != after or ", "", MASTODON),
    Mutant(
        "5", "Mastodon: only the first page is read", TOOTS,
        "        if not recent:\n", "        if True:\n", MASTODON,
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
        "6", "an account's other name is passed over", ATTEMPT,
        "view.round.seeded or self._holder(view, destination):", "view.round.seeded:",
    ),
    Mutant("6", "an account is not claimed", CONTEXT, "        if request.shared:\n            return ()\n", "        if True:\n            return ()\n"),
    Mutant(
        "7", "a draft is never pinned", POST_RECORD,
        "draft = this.pinned or self.request.draft", "draft = self.request.draft or this.pinned",
    ),
    Mutant(
        "7", "a draft is pinned for ever", HISTORY,
        "return self.composed.draft if self.composed and fixed else None",
        "return self.composed.draft if self.composed else None",
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
        "9", "the first exit code wins", "distribute/errors.py",
        "(ExitCode.LEDGER, ExitCode.IN_DOUBT,", "(ExitCode.IN_DOUBT, ExitCode.LEDGER,",
    ),
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
        "seed", "what is seeded is posted", HISTORY,
        "            self.seeded = event\n", "            self.seeded = None\n",
    ),
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
    Mutant("http", "redirects are followed", SESSION, "    def get_redirect_target(", "    def get_redirect_goal(", HTTP),
    Mutant("http", "it is sent again", SESSION, "max_retries=0", "max_retries=__import__('urllib3').Retry(2, allowed_methods=None, status_forcelist=[503])", HTTP),
    Mutant("http", "connections are kept", SESSION, "        return _Adapter(self._deadline, self.may_reach)", "        self._a = getattr(self, '_a', None) or _Adapter(self._deadline, self.may_reach)\n        return self._a", HTTP),
    Mutant("http", "a slow drip has no end", SESSION, "        watch.start()\n", "", HTTP),
    Mutant("http", "it begins though it is too late", SESSION, "            self._line = line.dup()\n        self.in_time()\n", "            self._line = line.dup()\n", HTTP),
    Mutant("http", "headers cut short are an answer", SESSION, "        response_class = _WholeHeaders\n", "", HTTP),
    Mutant("http", "no connection is doubt", SESSION, "    if deadline.ready:\n", "    if True:\n", HTTP),
    Mutant("http", "a lost answer is proof", SESSION, "    if deadline.ready:\n", "    if False:\n", HTTP),
    Mutant("http", "408 is proof", SESSION, "404, 413,", "404, 408, 413,", HTTP),
    Mutant("http", "409 is proof", SESSION, "404, 413,", "404, 409, 413,", HTTP),
    Mutant("http", "any error is proof", SESSION, "if status in REFUSALS:", "if status >= 400:", HTTP),
    Mutant("http", "an answer without an end is read", SESSION, "if size > MOST:", "if False:", HTTP),
    Mutant("http", ".netrc is sent in place of the token", SESSION, "        self.auth = _unchanged", "        self.auth_ = _unchanged", HTTP),
    Mutant("http", "the first of two times to wait is taken", SESSION, "return max((wait for", "return next(iter(wait for", HTTP),
    Mutant("deadline", "Mastodon.py waits and sends again", TOOTS, 'ratelimit_method="throw"', 'ratelimit_method="wait"', MASTODON),
    Mutant("deadline", "the token is opened as a file", TOOTS, "api_base_url=self.server,", "api_base_url=self.server, access_token=self.access_token.reveal(),", MASTODON),
    Mutant("deadline", "the key is not sent", TOOTS, "idempotency_key=delivery.idempotency_key,", "", MASTODON),
    Mutant("deadline", "the language is not sent", TOOTS, "language=_language(delivery.language),", "", MASTODON),
    Mutant("deadline", "any answer is a status", TOOTS, '    if not re.fullmatch(r"[\\w-]+", str(number or "")):\n', "    if False:\n", MASTODON),
    Mutant(
        "hold", "it is logged in though it is held", ATTEMPT,
        "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)\n", "",
    ),
    Mutant(
        "hold", "one that comes while it is prepared is passed over", ATTEMPT,
        "        view = self.look()  # read again: another run or a person may have written in the meantime\n", "",
    ),
    Mutant("hold", "the one on a channel is passed over", HISTORY, "places = (self.hold_on(issue, \"\", about), self.hold_on(issue, channel, about, target))", "places = (self.hold_on(issue, \"\", about),)"),
    Mutant("hold", "the one on all channels is passed over", HISTORY, "places = (self.hold_on(issue, \"\", about), ", "places = ("),
    Mutant("hold", "it is never over", HISTORY, "event if isinstance(event, Held) else None", "event if isinstance(event, Held) else holds[event.post].held"),
    Mutant("hold", "it closes gates", PUBLISHING, "with_records(plan, history, options.allow)", "plan", GATES),
    Mutant("gates", "a channel's hour is not waited for", PUBLISHING, "_without_waiting(with_records(plan, history, options.allow), options)", "with_records(plan, history, options.allow)", GATES),
    Mutant("gates", "any page that names the issue is its page", LIVE, "seen.names if any(seen.names) else [seen.words]", "[seen.words]", "tests/publish/test_live_page.py"),
    Mutant("gates", "its picture is not looked at", LIVE, "if seen.picture else", "if False else", "tests/publish/test_live_page.py"),
    Mutant("draft", "what nobody touched is pinned", DRAFTS, "if words and _digest(words) != self.composed.get(name)", "if words", "tests/compose/test_edited.py"),
    Mutant("draft", "an edit is written over", DRAFTS, "{**fields, **words, **before.own}", "fields", "tests/compose/test_edited.py"),
    Mutant("outbox", "a file is written over", FILES, "os.link(draft, file)", "os.replace(draft, file)", OUTBOX),
    Mutant("outbox", "a file is not on the disk", FILES, "                os.fsync(stream.fileno())\n", "", OUTBOX),
    Mutant("outbox", "a folder that is gone proves absence", FILES, "if not file.parent.is_dir():", "if False:", OUTBOX),
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
    # git, how it is run
    Mutant("git", "hooks are run", RUNNER, '    "core.hooksPath": os.devnull,\n', "", GITBRANCH),
    Mutant("git", "any transport will do", RUNNER, '            "GIT_ALLOW_PROTOCOL": ":".join(transports),\n', "", GIT),
    Mutant("git", "the environment is passed on", RUNNER, " if name in _PASSED_ON", "", GIT),
    Mutant("git", "a .git that leads into the site is followed", RUNNER, "            if _leads_to_a_repository(marker):\n", "            if True:\n", GIT),
    Mutant("git", "it is looked for in the site", RUN_IN, "if Path(place).is_absolute()", "if True", GIT),
    Mutant("git", "what it started lives on", RUN_IN, "os.killpg(process.pid, signal.SIGKILL)", "process.kill()", GIT),
    # ages
    Mutant("age", "a shallow clone's oldest commit brought everything", AGE, "if commit in cut:", "if False:", AGES),
    Mutant("age", "a copy is as old as its original", AGE, 'change.status == "R" and made_of[change.source] == 1', 'change.status in {"R", "C"}', AGES),
    Mutant("age", "an original that moved is taken for its copy", AGE, "(mark <= now and not mark <= before) or ", "", AGES),
    Mutant("age", "a merge came when it was written", AGE, '"--first-parent", "--diff-merges=first-parent", ', "", AGES),
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
    # The Action
    Mutant("install", "the site's venv.py is run", STEPS, "python3 -I -m venv", "python3 -m venv", INSTALLED),
    Mutant("install", "the site's pip.py is run", STEPS, "pip=(-I -m pip", "pip=(-m pip", INSTALLED),
    Mutant("install", "a pip.conf is obeyed", STEPS, " --isolated", "", INSTALLED),
    Mutant("install", "it is given the secrets", STEPS, "env -i", "env", INSTALLED),
    Mutant("install", "the site's python3 is run", STEPS, '"$site"/* | ', "", INSTALLED),
    Mutant("install", "a python3 on a relative PATH is run", STEPS, "            /?*) trusted", "            *) trusted", INSTALLED),
    Mutant("install", "uv obeys the site's settings", STEPS, "pip install --no-config", "pip install", INSTALLED),
    Mutant("install", "every ledger gets the driver", "distribute/github/extras.py", '.startswith("$")', '.startswith("")', INSTALLED),
    Mutant("isolation", "a run takes the site's modules", STEPS, 'exec "$python" -I', 'exec "$python"', INSTALLED),
    Mutant("install", "settings are read with the site's modules", STEPS, '/$bin/python" -I -X', '/$bin/python" -X', INSTALLED),
    Mutant("isolation", "a command takes the site's modules", JOB_COMMAND, '"-I", ', "", INSTALLED),
    Mutant("isolation", "a run takes the site's programs", ACTION, 'os.environ["PATH"] = outside', "outside", INSTALLED),
    Mutant("isolation", "an input is taken for an option", JOB_COMMAND, '*options, "--", *names', "*options, *names", IN_A_JOB),
    Mutant("writer", "a command's output is obeyed", START, "    print_as_text()\n", "", LOGGED),
    Mutant("writer", "what the action hands on is obeyed", ACTION, "    print_as_text()\n", "", INSTALLED),
    Mutant("writer", "standard error is obeyed", LOG, '("stdout", "stderr")', '("stdout",)', LOGGED),
    Mutant("writer", "the older form is obeyed", LOG, r"|##(?P<bracket>\[)", "", LOGGED),
    Mutant("writer", "blanks before a command are passed over", LOG, r"[^!-~\r\n]*:(?P", "(?P", LOGGED),
    Mutant("writer", "what is written in pieces is obeyed", LOG, 'line if line in {b"", b":"} else b"-" + line[-2:]', 'b""', LOGGED),
    Mutant("review", "a preview of another issue approves", REVIEWS, "if (post, digest) in review.shown", "if digest in {shown for _, shown in review.shown}", IN_A_JOB),
    Mutant("review", "a text that isn't shown whole is approved", REVIEWS, "            if seen.in_full:\n", "            if seen:\n", IN_A_JOB),
    Mutant("review", "a text that is cut counts as whole", REVIEW, "whole=seen.digest not in cut", "whole=True", REVIEWED),
    Mutant("review", "of a thread one part is enough", REVIEW, "whole=seen.digest not in cut", "whole=len(seen.text) <= most", REVIEWED),
    Mutant("review", "anybody's comment approves", GITHUB, "if comment.user and comment.user.login == BOT:", "if comment.user:", API),
    Mutant("review", "a record counts anywhere", REVIEW, "_RECORD.match(markdown)", "_RECORD.search(markdown)", REVIEWED),
    Mutant("review", "a pull request without a preview is let go", REVIEWS, 'review.was_due and inputs.unreviewed == "hold"', "False", IN_A_JOB),
    Mutant("review", "a history that is cut has no pull request", REVIEWS, "bool(pulls) or not all(origin.whole for origin in origins)", "bool(pulls)", IN_A_JOB),
    Mutant("review", "where nothing is approved everything is", ACTION, " or [_NOTHING]", "", IN_A_JOB),
    Mutant("review", "a pull request that isn't merged counts", GITHUB, "            if pull.merged_at\n", "", API),
    Mutant("review", "a file's earlier names are passed over", GITHUB, 'first is None or first.status != "renamed"', "True", API),
    Mutant("review", "the default branch is asked for", GITHUB, "sha={quote(commit, safe='')}&", "sha=main&", API),
    Mutant("inputs", "a mistyped dry run is a real one", "distribute/github/inputs.py", "if value.lower() not in _YES | _NO:", "if False:", COMMANDED),
    Mutant("inputs", "a dry run of the action publishes", ACTION, "    which = [*which, *repeated(\"--allow\", inputs.allow)]\n    if inputs.dry_run:", "    if False:", COMMANDED),
    Mutant("inputs", "a token that is about to end is not told", "distribute/github/summary.py", '(one["level"] != "ok" and one["ends"])', "False", COMMANDED),
    Mutant("forks", "a fork publishes", "distribute/workflows/newsletter-publish.yml", "!github.event.repository.fork", "always()", "tests/test_workflows.py::test_nothing_runs_in_a_fork"),
    Mutant("settle", "a no is taken for an address", ACTION, '" ".join(posted.lower().split()) in _NOT_POSTED', 'posted == "no"', IN_A_JOB),
    Mutant("settle", "any word is taken for an address", ACTION, "    if _is_url(posted):\n", "    if True:\n", IN_A_JOB),
    Mutant("shell", "a line to copy holds another command", ESCAPE, 'join(("distribute", *words))', '" ".join(("distribute", *words))', REVIEWED),
]  # fmt: skip

# What must hold of evidence, of accounts, of identities and of a person's word: each with the test that notices.
MUTANTS += [
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
        "8", "doubt does not outlive a later proof", HISTORY,
        "post.unresolved or given_up", "given_up",
        f"{EVIDENCE}::test_doubt_outlives_a_later_proof",
    ),
    Mutant(
        "gates", "what is dated ahead is due", COMMANDS,
        "and 0 <= (now - begun).total_seconds() <=", "and (now - begun).total_seconds() <=",
        f"{IDENTITY}::test_what_is_dated_ahead_is_due_on_its_day_and_not_before",
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
        "presence", "any words with the link will do", READBACK,
        "if any(theirs is not None and words(theirs) != words(ours) for theirs, ours in pairs):", "if False:",
        f"{EVIDENCE}::test_a_teaser_sent_by_hand_is_a_question_and_no_answer",
    ),
    Mutant(
        "presence", "any link with the words will do", READBACK,
        "return not part.link or not _links(post) or shares_link(post, part)", "return True",
        f"{EVIDENCE}::test_the_same_words_with_another_link_attached_are_another_post",
    ),
    Mutant(
        "presence", "our link with other words is absence", READBACK,
        "        raise Alike(tuple(alike))\n", "        pass\n",
        f"{EVIDENCE}::test_a_teaser_does_not_hide_that_a_post_in_doubt_is_missing",
    ),
    Mutant(
        "absence", "it is believed of another account", READBACK,
        "if delivery.account and timeline.account != delivery.account:", "if False:",
        f"{EVIDENCE}::test_absence_is_not_believed_from_another_account",
    ),
    Mutant(
        "absence", "it is believed of an account that nobody knows", READBACK,
        "if delivery.account is None:", "if False:",
        f"{EVIDENCE}::test_a_ledger_that_does_not_say_who_sent_it_cannot_prove_absence",
    ),
    Mutant(
        "absence", "it is believed of a list that is not whole", READBACK,
        "if not timeline.whole:", "if False:", MASTODON,
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
        "token", "an older version's is forgotten", HISTORY,
        "(event.token or post.key.token()) if first else post.token", "event.token",
        f"{EVIDENCE}::test_a_post_in_doubt_of_an_older_version_keeps_its_token",
    ),
    Mutant(
        "newsletter", "its identity is not in the token", CONTEXT,
        "return key.token(identity_of(self.ledger))", "return key.token()",
        f"{IDENTITY}::test_two_newsletters_on_one_account_in_one_month_are_two_posts",
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
        "5", "a title alone is an announcement", READBACK,
        "        # A title alone is not an announcement", "        return True  # A title alone is not an announcement",
        "tests/channels/reddit/test_reading_back.py",
    ),
    Mutant(
        "5", "an announcement by hand without a link is passed over", READBACK,
        " or _has_title_alone(post, delivery.part):", ":",
        "tests/channels/reddit/test_reading_back.py",
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
        "ledger", "a ledger sets any setting of a channel", SETTLE,
        "if not view.post.settings.keys() <= set(self.channel.asked_for):", "if False:",
        f"{RECORDED}::test_settings_of_an_attempt_that_the_channel_does_not_have_are_doubt",
    ),
    Mutant(
        "drafts", "another newsletter's draft is taken", DRAFTS,
        'if source in {"", own} or not', "if True or not", "tests/cli/test_draft.py",
    ),
    Mutant(
        "drafts", "an edited draft is lost with the id", DRAFTS,
        "problems=tuple(_orphans(issue, config, path))", "problems=()", "tests/cli/test_draft.py",
    ),
    Mutant(
        "due", "an issue without a date is passed over", COMMANDS,
        "    problems += filter(None, (undated_problem", "    filter(None, (undated_problem",
        "tests/cli/test_due.py",
    ),
    Mutant(
        "6", "what another account has counts for this one", HISTORY,
        "    return one == other or not shorter or (", "    return True or (",
        f"{RECORDED}::test_what_is_on_record_for_another_account_is_held",
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
        "6", "another name of the language is another language", PLAN,
        "        if history:\n            about =", "        if False:\n            about =",
        f"{IDENTITY}::test_another_name_for_the_sites_language_announces_nothing_again",
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
        "6", "a seed takes the language that is called otherwise for another", STATUS,
        "            language=history.recorded_language(\n"
        "                issue.id, issue.language, about_of(issue), other_files(issue, everything)\n            ),\n",
        "            language=issue.language,\n",
        f"{IDENTITY}::test_another_name_for_the_sites_language_keeps_reposts_and_seeds",
    ),
    Mutant(
        "6", "a re-post takes the language that is called otherwise for another", COMMANDS,
        "selection.plan(history, anew=options.repost is not None)", "selection.plan(None if options.repost else history)",
        f"{IDENTITY}::test_another_name_for_the_sites_language_keeps_reposts_and_seeds",
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
        "hold", "one that was released comes back from another id", HISTORY,
        "is_renamed = own is None and", "is_renamed =",
        f"{READING_BACK}::test_a_hold_of_its_own_that_was_released_is_the_last_word",
    ),
    Mutant(
        "hold", "another issue's of the same title is released", HOLD,
        "    about = known_by(meant, common_titles(everything))\n",
        "    about = known_by(meant, frozenset())\n",
        f"{IDENTITY}::test_a_release_ends_no_hold_of_another_issue_with_the_same_title",
    ),
    Mutant(
        "doubt", "it is not read back while nothing is due", COMMANDS,
        'if not family and not problems and (options["dry_run"] or not _has_ledger(config)):', "if not family:",
        f"{IDENTITY}::test_what_is_in_doubt_is_read_back_though_its_issue_is_too_old_to_be_due",
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
        "word", "a no is an address", CHANNEL,
        'if parts.scheme not in {"http", "https"} or not host or not ours or not shows_one:', "if not ours:",
        f"{EVIDENCE}::test_a_word_that_is_no_post_of_the_service_is_refused",
    ),
    Mutant(
        "word", "another service's address is one", CHANNEL,
        "or not host or not ours or not shows_one:", "or not host or not shows_one:",
        f"{EVIDENCE}::test_a_word_that_is_no_post_of_the_service_is_refused",
    ),
    Mutant(
        "word", "another host's address is one", CHANNEL,
        'host.endswith(f".{one}")', "host.endswith(one)",
        f"{EVIDENCE}::test_a_word_that_is_no_post_of_the_service_is_refused",
    ),
    Mutant(
        "word", "another post's address is one", SETTLE,
        "            self._refuse_address_of_another(view, receipt)\n", "",
        f"{EVIDENCE}::test_the_address_of_another_post_on_record_is_no_word",
    ),
    Mutant(
        "clock", "it is not compared with the service's", SESSION,
        "if off is not None and abs(off) > most:", "if False:",
        f"{IDENTITY}::test_a_clock_that_is_off_sends_nothing",
    ),
    Mutant(
        "status", "a duplicate is no reason for 3", STATUS,
        'post.state == "pending" or post.duplicates for', 'post.state == "pending" for',
        f"{IDENTITY}::test_a_duplicate_is_shown_and_ends_with_3",
    ),
    Mutant(
        "status", "a doubt is no reason for 3", STATUS,
        'post.state == "pending" or post.duplicates for', "post.duplicates for",
        f"{IDENTITY}::test_a_word_that_is_no_post_settles_nothing",
    ),
    Mutant("links", "http and https are two", ADDRESSES, 'return f"//{host}', 'return f"{parts.scheme}://{host}', LINKS),
    Mutant("links", "a default port tells two apart", ADDRESSES, "if port and port != ", "if port and 0 != ", LINKS),
    Mutant("links", "punycode tells two apart", ADDRESSES, 'return ascii_host(host).rstrip(".")', "return host", LINKS),
    Mutant("links", "tracking tells two apart", ADDRESSES, "if pair and not _TRACKING.match", "if pair and not ''.join", LINKS),
    Mutant("links", "a query tells nothing", ADDRESSES, 'rest += f"?{_decoded(query)}" if query else ""', "pass", LINKS),
    Mutant("words", "one edited line is another issue", SKETCH, "_ALIKE = 0.9", "_ALIKE = 1", FINGERPRINTS),
    Mutant("words", "half the lines are the same issue", SKETCH, "_ALIKE = 0.9", "_ALIKE = 0.3", FINGERPRINTS),
    Mutant("words", "a note that it is to come is an issue", SKETCH, "_FEWEST_WORDS = 10", "_FEWEST_WORDS = 0", FINGERPRINTS),
    # What an issue's author may make us do
    Mutant("visit", "a private name is visited", VISIT, "            _refuse_private_names(host)\n", "            pass\n", VISITED),
    Mutant("visit", "what a name leads to is not looked at", VISIT, "may_reach=None if at_home else is_public", "may_reach=None", VISITED),
    Mutant("visit", "an IPv4 address in an IPv6 one is passed over", VISIT, "for one in (found, inner)", "for one in (found,)", VISITED),
    Mutant("visit", "redirects have no end", VISIT, "range(_MOST_REDIRECTS + 1)", "range(10**6)", VISITED),
    Mutant("visit", "each redirect has its own time", VISIT, "left = self._end - time.monotonic()", "left = 20.0", VISITED),
    Mutant("visit", "any scheme will do", VISIT, ' or parts.scheme not in {"http", "https"}', "", VISITED),
    Mutant("ids", "a bad id may be allowed", PUBLISHING, " - _NEVER_OPEN", "", IDENTITY_TESTS),
    Mutant("ids", "any id will do", "distribute/issue.py", "return _ID.fullmatch(text) is not None and", "return", IDENTITY_TESTS),
    Mutant("open", "secrets go over http by a request", SESSION, "        _refuse_unencrypted_credentials(request)\n", "", HTTP),
    Mutant("open", "a name like 127. is this machine", "distribute/transport/loopback.py", 'if name == "localhost"', 'if name.startswith("127.") or name == "localhost"', HTTP),
    Mutant("deadline", "an answer that our limit cut off counts", SESSION, "            deadline.in_time()  # a body", "            pass  # a body", HTTP),
    Mutant("deadline", "what is given up may still arrive", SESSION, "                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", 1, 0))\n", "", HTTP),
    Mutant("email", "a refused envelope is sent its message", "distribute/transport/smtp.py", "expect_reply(what, server.getreply(), *wanted)", "server.getreply()", "tests/channels/email/test_round_trips.py"),
    Mutant("email", "a line with a dot ends the message", "distribute/transport/smtp.py", 're.sub(rb"(?m)^\\.", b"..", letter.content)', "letter.content", "tests/channels/email"),
    Mutant("wait", "a wait has no bound", SESSION, "        return min(max(0.0, wait), LONGEST_WAIT)\n    for", "        return max(0.0, wait)\n    for", HTTP),
]  # fmt: skip

# The rules of the adapters, and of reading back: each is named with the test that notices.
LOOKS = "tests/channels/test_looks.py"
X_TESTS = "tests/channels/twitter"
REDDIT_TESTS = "tests/channels/reddit"
LINKEDIN_TESTS = "tests/channels/test_linkedin.py"
EMAIL_TESTS = "tests/channels/email"
TWEETS = "distribute/channels/twitter.py"
SUBMISSIONS = "distribute/channels/reddit/adapter.py"
REFUSALS = "distribute/channels/reddit/subreddit.py"
POSTS = "distribute/channels/linkedin/adapter.py"
LITTLE = "distribute/channels/linkedin/little_text.py"
MAIL_ADDRESSES = "distribute/channels/email/addresses.py"
MAILS = "distribute/channels/email/adapter.py"
ARCHIVES = "distribute/channels/email/archive.py"
MBOX = "distribute/channels/email/mbox.py"
MAILMAN = "distribute/channels/mailman.py"
MAILMAN_TESTS = "tests/channels/test_mailman.py"
BUTTONDOWN = "distribute/channels/buttondown.py"
BUTTONDOWN_TESTS = "tests/channels/test_buttondown.py"
LISTMONK = "distribute/channels/listmonk.py"
LISTMONK_TESTS = "tests/channels/test_listmonk.py"
WIRE = "distribute/transport/smtp.py"
MARKUP = "distribute/text/html.py"
ACCOUNTS = "tests/channels/test_accounts.py"
WRONG_ACCOUNT = "test_a_doubt_stays_one_with_another_accounts_token"
CHANGED = "test_a_post_is_found_after_the_settings_change"
NO_POST = f"{ACCOUNTS}::test_what_shows_no_post_is_refused"
A_POST = f"{ACCOUNTS}::test_the_address_of_a_post_is_taken_with_its_id"
KNOWN_AGAIN = f"{LOOKS}::test_what_was_composed_is_known_again"
ANOTHER_TEXT = f"{LOOKS}::test_another_text_is_never_taken_for_it"

MUTANTS += [
    # Reading back
    Mutant("readback", "the link is looked for around other signs", READBACK, "if post.text is not None and part.link in part.text:", "if False:", f"{LOOKS}::test_the_link_is_among_the_words_whatever_surrounds_it"),
    Mutant("readback", "a link's scheme tells two texts apart", READBACK, '.removeprefix("//"), text)', ", text)", KNOWN_AGAIN),
    Mutant("readback", "a host's case tells two texts apart", READBACK, "_HOST.sub(lambda match: match[0].casefold(), text)", "text", KNOWN_AGAIN),
    Mutant("readback", "a word's case does not tell two apart", READBACK, '"".join(_HOST.sub(lambda match: match[0].casefold(), text).split())', '"".join(text.casefold().split())', f"{LOOKS}::test_the_case_of_a_word_tells_two_texts_apart"),
    Mutant("readback", "a mention's server tells two apart", READBACK, '_MENTION.sub(r"@\\1", unicodedata.normalize("NFKC", text))', 'unicodedata.normalize("NFKC", text)', KNOWN_AGAIN),
    Mutant("readback", "a capital scheme is no link", READBACK, "re.IGNORECASE", "0", KNOWN_AGAIN),
    Mutant("readback", "a reply by hand is no question", READBACK, "if after or shares_link(post, delivery.part) or", "if shares_link(post, delivery.part) or", f"{MASTODON}::test_an_answer_to_a_reader_is_no_announcement"),
    Mutant("readback", "titles are not compared", READBACK, "pairs = ((post.title, part.title), (post.text, part.text))", "pairs = ((post.text, part.text),)", f"{REDDIT_TESTS}::test_ours_is_found_by_its_title_link_and_subreddit"),
    Mutant("readback", "texts are not compared", READBACK, "pairs = ((post.title, part.title), (post.text, part.text))", "pairs = ((post.title, part.title),)", ANOTHER_TEXT),
    Mutant("readback", "attached links are not seen", READBACK, "for link in (*post.links, *links_in(post.text or \"\"))", "for link in links_in(post.text or \"\")", f"{LINKEDIN_TESTS}::test_ours_is_found_by_its_words_and_article"),
    Mutant("readback", "an id in an address excludes nothing", READBACK, "for name in (post_id(receipt), receipt.url)}", "for name in (receipt.id, receipt.url)}", f"{X_TESTS}::test_what_is_named_as_another_is_left_out"),
    Mutant("readback", "escaped tracking tells two links apart", ADDRESSES, "_TRACKING.match(unquote(pair.partition(\"=\")[0]))", "_TRACKING.match(pair.partition(\"=\")[0])", KNOWN_AGAIN),
    Mutant("readback", "a front page is a post", CHANNEL, 'bool(parts.path.strip("/") or parts.query or parts.fragment) and', "bool(host) and", NO_POST),
    Mutant("readback", "a profile is a post", CHANNEL, "re.fullmatch(\n            self.id_form, number\n        )", "number", NO_POST),
    Mutant("readback", "an alias is looked for and not held", ATTEMPT, "            return kept  # before looking", "            pass  # before looking", f"{MASTODON}::TestMastodon::test_a_server_under_another_name_is_the_same_account"),
    Mutant("readback", "a settled teaser leaves a doubt", HISTORY, 'event.how != "proof" and post.since is not None', 'event.how != "proof"', f"{REDDIT_TESTS}::TestReddit::test_a_person_says_that_other_words_are_not_the_announcement"),
    # Mastodon
    Mutant("mastodon", "absence is believed of any account", TOOTS, "return Timeline(ready.account, posts,", 'return Timeline("", posts,', f"{MASTODON}::TestMastodon::{WRONG_ACCOUNT}"),
    Mutant("mastodon", "who is logged in is not on record", TOOTS, "return Prepared(account, account, ", 'return Prepared("", account, ', f"{MASTODON}::TestMastodon::{WRONG_ACCOUNT}"),
    Mutant("mastodon", "the account is the settings' name for it", TOOTS, "return Prepared(account, account, ", 'return Prepared(account, "", ', f"{MASTODON}::TestMastodon::{CHANGED} {MASTODON}::TestMastodon::test_a_server_under_another_name_is_the_same_account"),
    Mutant("mastodon", "it is looked for as it is set now", TOOTS, '    asked_for: ClassVar[tuple[str, ...]] = ("visibility",)\n', "", f"{MASTODON}::TestMastodon::{CHANGED}"),
    Mutant("mastodon", "another account's token posts", TOOTS, "if self.account and _name(name) != _name(self.account):", "if False:", f"{MASTODON}::test_another_account_is_told_before_anything_is_sent"),
    Mutant("mastodon", "an @ makes another account", TOOTS, 'return account.strip().lstrip("@").partition("@")[0].casefold()', "return account.casefold()", f"{MASTODON}::test_one_account_is_one_target_whatever_its_token_is_called"),
    Mutant("mastodon", "too long is found out by posting", TOOTS, "if self.measure(text) > most:", "if False:", f"{MASTODON}::test_what_is_too_long_for_the_server_is_told_before_it_is_sent"),
    Mutant("mastodon", "a list without an end is absence", TOOTS, "    raise InDoubt(msg)\n\n\ndef _remote", "    return\n\n\ndef _remote", f"{MASTODON}::test_a_list_without_an_end_proves_nothing"),
    Mutant("mastodon", "a part replies to nothing", TOOTS, "in_reply_to_id=self.post_id(delivery.in_reply_to) if delivery.in_reply_to else None,", "", f"{MASTODON}::TestMastodon::test_a_thread_hangs_together"),
    Mutant("mastodon", "a reply is not known as one", TOOTS, 'reply_to=str(status.get("in_reply_to_id") or ""),', "", f"{MASTODON}::TestMastodon::test_a_later_part_is_known_by_what_it_replies_to"),
    Mutant("mastodon", "the visibility is not asked for", TOOTS, "                visibility=self.visibility,\n", "", f"{MASTODON}::test_what_is_sent"),
    Mutant("mastodon", "any page of the server is a post", TOOTS, "return link[1] if link else receipt.id", 'return receipt.id.rstrip("/").rpartition("/")[2]', NO_POST),
    Mutant("mastodon", "a page of a profile is a post", TOOTS, "(?=[\\w-]*\\d)", "", NO_POST),
    Mutant("mastodon", "another host's post is taken", TOOTS, 'return (urlsplit(self.server).hostname or "",)', "return ()", f"{ACCOUNTS}::test_another_services_post_is_refused"),
    Mutant("mastodon", "a mention is its address", MARKUP, 'said.lstrip().startswith(("@", "#")) or not said.strip()', 'said.lstrip().startswith("#") or not said.strip()', KNOWN_AGAIN),
    Mutant("mastodon", "a hashtag is its address", MARKUP, 'said.lstrip().startswith(("@", "#")) or not said.strip()', 'said.lstrip().startswith("@") or not said.strip()', KNOWN_AGAIN),
    Mutant("mastodon", "a link is as it is shown", MARKUP, "self.words.append(said if is_mark else self._address)", "self.words.append(said)", f"{MASTODON}::test_a_link_is_found_however_it_is_written {KNOWN_AGAIN}"),
    Mutant("mastodon", "an emoji's picture says nothing", MARKUP, 'self.handle_data(dict(attrs).get("alt") or "")', "pass", KNOWN_AGAIN),
    # X
    Mutant("x", "absence is believed of any account", TWEETS, "return Timeline(ready.account, filter", 'return Timeline("", filter', f"{X_TESTS}::TestTwitter::{WRONG_ACCOUNT}"),
    Mutant("x", "who is logged in is not on record", TWEETS, "return Prepared(number, ", 'return Prepared("", ', f"{X_TESTS}::TestTwitter::{WRONG_ACCOUNT}"),
    Mutant("x", "the account is the settings' name for it", TWEETS, 'f"twitter:{self._host()}:{number}", _LoggedIn', '"", _LoggedIn', f"{X_TESTS}::TestTwitter::{CHANGED}"),
    Mutant("x", "another account's token posts", TWEETS, "if self.account and _name(name) != _name(self.account):", "if False:", f"{X_TESTS}::test_another_account_is_told_before_anything_is_sent"),
    Mutant("x", "an @ makes another account", TWEETS, 'return account.strip().lstrip("@").casefold()', "return account", f"{X_TESTS}::test_one_account_is_one_target_whatever_its_secrets_are_called"),
    Mutant("x", "a repost by others is ours", TWEETS, 'if any(each.get("type") == "retweeted" for each in references):', "if False:", f"{X_TESTS}::test_a_strangers_post_passed_on_is_no_announcement"),
    Mutant("x", "a duplicate is a refusal", TWEETS, 'if "duplicate content" in said:', "if False:", f"{X_TESTS}::TestTwitter::test_a_duplicate_that_is_there_is_found"),
    Mutant("x", "half a page is absence", TWEETS, 'if page.get("errors") or meta.get("result_count") != len(posts):', "if False:", f"{X_TESTS}::test_a_timeline_that_is_not_whole_proves_nothing"),
    Mutant("x", "posts without a time are believed", TWEETS, 'or not all("created_at" in post for post in posts)', "", f"{X_TESTS}::test_a_timeline_that_is_not_whole_proves_nothing"),
    Mutant("x", "only the first page is read", TWEETS, 'if not (more := meta.get("next_token")):', "if True:", f"{X_TESTS}::test_it_looks_further_than_one_page"),
    Mutant("x", "an answer that is no post is one", TWEETS, 'if not re.fullmatch("[0-9]{1,19}", str(number)):', "if False:", f"{X_TESTS}::test_an_answer_that_is_no_post_is_doubt"),
    Mutant("x", "a part replies to nothing", TWEETS, "in_reply_to_tweet_id=after,", "in_reply_to_tweet_id=None,", f"{X_TESTS}::TestTwitter::test_a_thread_hangs_together"),
    Mutant("x", "a reply is not known as one", TWEETS, 'reply_to=replied[0] if replied else ""', 'reply_to=""', f"{X_TESTS}::TestTwitter::test_a_later_part_is_known_by_what_it_replies_to"),
    Mutant("x", "short links stay short", TWEETS, "_written(url))", 'url.get("url") or " ")', KNOWN_AGAIN),
    Mutant("x", "a bare name gains a scheme", TWEETS, "return shown if whole", "return whole if whole", f"{KNOWN_AGAIN} {LOOKS}"),
    Mutant("x", "a long post is cut", TWEETS, 'whole.get("text") or post.get("text")', 'post.get("text")', KNOWN_AGAIN),
    Mutant("x", "escapes stay escapes", TWEETS, "html.unescape(str(", "(str(", KNOWN_AGAIN),
    Mutant("x", "an address in a query is a post", TWEETS, "urlsplit(receipt.id).path)", "receipt.id)", NO_POST),
    Mutant("x", "a debug line shows the keys", TWEETS, "return record.levelno > logging.DEBUG", "return True", f"{X_TESTS}::TestTwitter::test_no_secret_is_said_kept_or_logged"),
    Mutant("x", "it signs for one host and sends to another", TWEETS, "base_url + urlsplit(url).path", "url", f"{X_TESTS}::test_it_signs_for_the_host_it_sends_to"),
    # Reddit
    Mutant("reddit", "absence is believed of any account", SUBMISSIONS, "return Timeline(_public_id(me), posts)", 'return Timeline("", posts)', f"{REDDIT_TESTS}::TestReddit::{WRONG_ACCOUNT}"),
    Mutant("reddit", "who is logged in is not on record", SUBMISSIONS, "return Prepared(_public_id(_log_in(client.user.me)), client=client)", 'return Prepared("" and _log_in(client.user.me), client=client)', f"{REDDIT_TESTS}::TestReddit::{WRONG_ACCOUNT}"),
    Mutant("reddit", "its kind is as it is set now", SUBMISSIONS, '= ("subreddit", "kind")', '= ("subreddit",)', f"{REDDIT_TESTS}::TestReddit::{CHANGED}"),
    Mutant("reddit", "its subreddit is as it is set now", SUBMISSIONS, '= ("subreddit", "kind")', '= ("kind",)', f"{REDDIT_TESTS}::TestReddit::{CHANGED}"),
    Mutant("reddit", "another subreddit's post is ours", SUBMISSIONS, 'here = str(post["subreddit"]).casefold() == self.subreddit.casefold()', "here = True", f"{REDDIT_TESTS}::test_ours_is_found_by_its_title_link_and_subreddit"),
    Mutant("reddit", "a post of another kind is ours", SUBMISSIONS, 'return bool(here and post["is_self"] == (self.kind == "self"))', "return bool(here)", f"{REDDIT_TESTS}::test_ours_is_found_by_its_title_link_and_subreddit"),
    Mutant("reddit", "a link post turned text is empty", SUBMISSIONS, "part.text or part.link}", "part.text}", f"{REDDIT_TESTS}::TestReddit::test_a_link_post_that_becomes_a_text_has_the_link"),
    Mutant("reddit", "a first round may post a link again", SUBMISSIONS, '"resubmit": _is_again(delivery.key)', '"resubmit": True', f"{REDDIT_TESTS}::test_only_a_later_round_may_post_a_link_again"),
    Mutant("reddit", "a listing without an end is absence", SUBMISSIONS, '    raise InDoubt("there are too many posts to look through")', "    return", f"{REDDIT_TESTS}::test_a_list_without_an_end_proves_nothing"),
    Mutant("reddit", "pinned posts end the listing", SUBMISSIONS, "_MOST_OLD = 25", "_MOST_OLD = 1", f"{REDDIT_TESTS}::test_what_is_pinned_to_the_top_does_not_hide_ours"),
    Mutant("reddit", "an answer that is no post is one", SUBMISSIONS, 'if not re.fullmatch("[0-9a-z]+", str(number or "-")):', "if False:", f"{REDDIT_TESTS}::test_an_answer_that_is_no_post_is_doubt"),
    Mutant("reddit", "a bug in an answer is a refusal", SUBMISSIONS, "raise find_verdict(error) or InDoubt(_STRANGE) from None", "raise NotPosted(_STRANGE) from None", f"{REDDIT_TESTS}::test_an_answer_that_is_no_post_is_doubt"),
    Mutant("reddit", "prawcore sleeps", SUBMISSIONS, '            answer.headers.pop("x-ratelimit-remaining", None)\n', "", f"{REDDIT_TESTS}::test_nobody_sleeps"),
    Mutant("reddit", "a praw.ini is obeyed", SUBMISSIONS, "        _without_praw_ini()\n", "", f"{REDDIT_TESTS}::test_neither_a_praw_ini_nor_the_environment_changes_anything"),
    Mutant("reddit", "a link that is there is a refusal", REFUSALS, 'if "ALREADY_SUB" in said:', "if False:", f"{REDDIT_TESTS}::TestReddit::test_a_duplicate_that_is_there_is_found"),
    Mutant("reddit", "Reddit's own failure is proof", REFUSALS, "or _THEIR_FAULT.search(code)", "", f"{REDDIT_TESTS}::test_errors_in_an_answer_of_200"),
    Mutant("reddit", "a picture's address is a post", SUBMISSIONS, "(?:www\\.)?redd", "(?:\\w+\\.)?redd", NO_POST),
    # LinkedIn
    Mutant("linkedin", "absence is believed of any member", POSTS, "return Timeline(ready.account if ready else self._member(), filter", 'return Timeline("", filter', f"{LINKEDIN_TESTS}::TestLinkedIn::{WRONG_ACCOUNT}"),
    Mutant("linkedin", "who is logged in is not on record", POSTS, "return Prepared(self._member(), client=picture)", 'return Prepared("", client=picture)', f"{LINKEDIN_TESTS}::TestLinkedIn::{WRONG_ACCOUNT}"),
    Mutant("linkedin", "its author is as it is set now", POSTS, '    asked_for: ClassVar[tuple[str, ...]] = ("author",)\n', "", f"{LINKEDIN_TESTS}::TestLinkedIn::{CHANGED}"),
    Mutant("linkedin", "a person's page is read as empty", POSTS, 'return not self.author.startswith("urn:li:person:")', "return True", f"{LINKEDIN_TESTS}::TestLinkedInOfAPerson::test_it_cannot_look"),
    Mutant("linkedin", "a draft is there", POSTS, ' or post.get("lifecycleState") in {"DRAFT", "PUBLISH_FAILED"}', "", f"{LINKEDIN_TESTS}::test_what_is_not_out_is_not_there"),
    Mutant("linkedin", "an old post that was edited is ours", POSTS, 'for post in self._listed(begin) if post["createdAt"] >= begin)', "for post in self._listed(begin))", f"{LINKEDIN_TESTS}::test_an_old_post_that_was_edited_is_not_ours"),
    Mutant("linkedin", "a list without an end is absence", POSTS, '        msg = "there are too many posts to look through"\n        raise InDoubt(msg)', "        return", f"{LINKEDIN_TESTS}::test_a_list_without_an_end_proves_nothing"),
    Mutant("linkedin", "only the first page is read", POSTS, "            start += len(page)\n", "            return\n", f"{LINKEDIN_TESTS}::test_it_looks_further_than_one_page"),
    Mutant("linkedin", "a short link is another link", POSTS, "links=(article,) if tells else (),", "links=(article,) if article else (),", f"{LINKEDIN_TESTS}::test_ours_is_found_by_its_words_where_the_article_has_a_short_link"),
    Mutant("linkedin", "a duplicate is a refusal", POSTS, 'case 422 if "DUPLICATE_POST" in answer.text:', "case 422 if False:", f"{LINKEDIN_TESTS}::TestLinkedIn::test_a_duplicate_that_is_there_is_found"),
    Mutant("linkedin", "every 422 is a duplicate", POSTS, 'case 422 if "DUPLICATE_POST" in answer.text:', "case 422:", f"{LINKEDIN_TESTS}::test_another_422_is_no_duplicate"),
    Mutant("linkedin", "an answer without an id is a post", POSTS, 'if not re.fullmatch(r"urn:li:(share|ugcPost):\\d+", urn or ""):', "if False:", f"{LINKEDIN_TESTS}::test_an_answer_without_an_id_is_doubt"),
    Mutant("linkedin", "the token goes to another host", POSTS, """if host != urlsplit(self.base_url).hostname and not host.endswith(".linkedin.com"):""", "if False:", f"{LINKEDIN_TESTS}::test_the_token_is_not_sent_to_another_host"),
    Mutant("linkedin", "the token goes to a host like its own", POSTS, 'host.endswith(".linkedin.com")', 'host.endswith("linkedin.com")', f"{LINKEDIN_TESTS}::test_the_token_is_not_sent_to_another_host"),
    Mutant("linkedin", "a picture that fails ends it", "distribute/transport/picture.py", "except Exception as error:  # noqa: BLE001 - whatever it was, the post", "except ZeroDivisionError as error:  # noqa: BLE001 - whatever it was, the post", f"{LINKEDIN_TESTS}::test_whatever_fails_with_the_picture_the_post_goes_out_and_says_so"),
    Mutant("linkedin", "a hashtag is its template", LITTLE, '_TAG.sub(r"#\\1", sent)', "sent", KNOWN_AGAIN),
    Mutant("linkedin", "backslashes are words", LITTLE, 're.sub(r"\\\\(.)", r"\\1", _TAG.sub(r"#\\1", sent), flags=re.DOTALL)', '_TAG.sub(r"#\\1", sent)', KNOWN_AGAIN),
    Mutant("linkedin", "an address in a query is a post", POSTS, "unquote(urlsplit(receipt.id).path))", "unquote(receipt.id))", NO_POST),
    Mutant("linkedin", "the share button's address is none", POSTS, "posts/(?:[^/]*[_-])?", "posts/", A_POST),
    # Mailing
    Mutant("mailing", "two senders get one row", f"{MAILING}/sqlite.py", "due = ? WHERE mailing = ? AND key = ? AND state = 'queued'", "due = ? WHERE mailing = ? AND key = ?", f"{MAILING_TESTS}/test_store.py::test_of_two_senders_one_gets_a_row"),
    Mutant("mailing", "what a killed run had is sent again", f"{MAILING}/sqlite.py", "\"UPDATE reader SET state = 'unknown', owner = ''", "\"UPDATE reader SET state = 'queued', owner = ''", f"{MAILING_TESTS}/test_sender.py::test_what_a_killed_run_has_claimed_is_held_until_its_lease_ends_and_then_in_doubt"),
    Mutant("mailing", "a lease has no end", f"{MAILING}/sender.py", "return time.time() < wall and time.monotonic() < steady and", "return", f"{MAILING_TESTS}/test_sender.py::test_no_message_begins_late_in_the_lease_of_its_row"),
    Mutant("mailing", "a lost answer is a refusal", f"{MAILING}/wire.py", "self.results.append(Result(self._flying, \".\", 0, why))", "self.results.append(Result(self._flying, \"MAIL\", 0, why))", f"{MAILING_TESTS}/test_sender.py::test_a_lost_answer_is_in_doubt_and_is_not_sent_again"),
    Mutant("mailing", "a stop cuts what is on its way", f"{MAILING}/sender.py", "while any(line.busy for line in self.lines) and", "while False and", f"{MAILING_TESTS}/test_sender.py::test_a_stop_leaves_nobody_in_doubt_and_the_next_run_goes_on"),
    Mutant("mailing", "a reader gets two translations", f"{MAILING}/sqlite.py", "WHERE m.family = :family AND m.name <> :name", "WHERE false AND m.family = :family AND m.name <> :name", f"{MAILING_TESTS}/test_store.py::test_each_language_has_its_own_readers_and_nobody_gets_two"),
    Mutant("mailing", "capitals make another reader", f"{MAILING}/store.py", "blake2b(address.casefold().encode", "blake2b(address.encode", f"{MAILING_TESTS}/test_store.py::test_an_address_that_is_there_twice_gets_one_copy_and_its_first_row_counts"),
    Mutant("mailing", "the addresses are kept", f"{MAILING}/sqlite.py", "SET state = ?, reply = ?, owner = '', address = '', name = '', leave = ''", "SET state = ?, reply = ?, owner = ''", f"{MAILING_TESTS}/test_store.py::test_finished_readers_leave_no_address_in_the_file"),
    Mutant("mailing", "counts are not checked", f"{MAILING}/adapter.py", "if not counts.add_up:", "if False:", f"{MAILING_TESTS}/test_adapter.py::test_counts_that_do_not_add_up_are_never_a_receipt"),
    Mutant("mailing", "a half-sent mailing is posted", f"{MAILING}/adapter.py", "if counts.open:", "if False:", f"{MAILING_TESTS}/test_adapter.py::test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody"),
    Mutant("mailing", "a lost store is absence", f"{MAILING}/adapter.py", "            raise Unlisted(str(error)) from None", "            return None", f"{MAILING_TESTS}/test_adapter.py::test_a_lost_store_is_a_persons_matter"),
    Mutant("mailing", "settle mails", "distribute/deliver/settle.py", "            if not self.request.resume:", "            if False:", f"{MAILING_TESTS}/test_adapter.py::test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody"),
    Mutant("mailing", "a hold does not stop what is left", "distribute/deliver/settle.py", "        if held := self._hold_text(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)", "        if False:\n            return self._say(view, \"held\", error=\"\", code=HELD)", f"{MAILING_TESTS}/test_adapter.py::test_a_hold_stops_what_is_left_of_a_mailing"),
    Mutant("mailing", "a reader's file is anywhere", f"{MAILING}/readers.py", "if not path.resolve().is_relative_to(site.resolve()):", "if False:", f"{MAILING_TESTS}/test_readers.py::test_only_regular_files_of_the_site_are_read"),
    Mutant("mailing", "a name begins a header", f"{MAILING}/readers.py", 'name = _CONTROL.sub(" ", row.get("name", ""))', 'name = row.get("name", "")', f"{MAILING_TESTS}/test_readers.py::test_names_and_domains_beyond_ascii_are_kept_and_lines_are_not"),
    Mutant("mailing", "an answer's address is kept", f"{MAILING}/wire.py", 'if "@" not in word and not _names(word.casefold(), local)', "if word", f"{MAILING_TESTS}/test_sender.py::test_a_refused_reader_is_failed_and_left_out_of_later_issues"),
    # Email
    Mutant("email", "a quoted header is presence", MBOX, "return any(wanted in _FIELD.findall(_header(text, start.end())) for start in _MESSAGE.finditer(text))", "return True", f"{EMAIL_TESTS}::test_only_a_message_of_its_own_is_presence"),
    Mutant("email", "any page is presence", ARCHIVES, 'if number not in unescape(answer.content.decode("utf-8", "replace")):', "if False:", f"{EMAIL_TESTS}::test_another_page_at_a_messages_address_is_no_presence"),
    Mutant("email", "an archive fills the memory", MBOX, "engine.decompress(content, _MOST)", "engine.decompress(content)", f"{EMAIL_TESTS}::test_what_cannot_be_unpacked_is_doubt"),
    Mutant("email", "our own page is the archive", MAILS, "url != in_ascii(delivery.part.link)", "True", f"{EMAIL_TESTS}::test_the_copy_in_a_mailbox_tells_where_it_is_archived"),
    Mutant("email", "a heading is a command", "distribute/channels/email/list_servers.py", "        if _COMMAND.fullmatch(words):", "        if False:", f"{EMAIL_TESTS}::test_a_line_that_reads_like_a_command_gets_a_mark"),
    Mutant("mailman", "what is held is lost", MAILMAN, "            if self._is_held(ready.list_id, ready.number):\n                return Receipt", "            if False:\n                return Receipt", f"{MAILMAN_TESTS}::test_a_lost_answer_to_a_message_that_is_held_settles_itself"),
    Mutant("mailman", "what is nowhere is sent again", MAILMAN, "            raise\n", "            return None\n", f"{MAILMAN_TESTS}::test_what_is_nowhere_is_never_sent_again"),
    Mutant("mailman", "any answer is a yes", MAILMAN, "if answer.status_code != 201 or not queued:", "if not queued:", f"{MAILMAN_TESTS}::test_another_answer_is_doubt"),
    Mutant("mailman", "what is queued is doubt", MAILMAN, "except Exception:  # noqa: BLE001 - it is in the queue", "except ZeroDivisionError:  # it is in the queue", f"{MAILMAN_TESTS}::test_it_is_posted_whatever_becomes_of_the_look"),
    Mutant("mailman", "the list gets it by two channels", MAILMAN, "return self._mail.target()", 'return f"mailman:{self.to}"', f"{MAILMAN_TESTS}::test_what_is_sent_is_the_message_of_an_email_channel"),
    Mutant("mailman", "the first page is all", MAILMAN, "if page * _PAGE >= held.total_size:", "if True:", f"{MAILMAN_TESTS}::test_a_lost_answer_to_a_message_that_is_held_settles_itself"),
    Mutant("buttondown", "an email is sent as it is made", BUTTONDOWN, '{**content, "status": "draft"}', "content", f"{BUTTONDOWN_TESTS}::TestButtondown"),
    Mutant("buttondown", "a draft counts as sent", BUTTONDOWN, "if email is None or email.status in _NOT_SENT:", "if email is None:", f"{BUTTONDOWN_TESTS}::TestButtondown"),
    Mutant("buttondown", "what was sent is sent again", BUTTONDOWN, "if email.status not in _NOT_SENT:", "if False:", f"{BUTTONDOWN_TESTS}::test_what_was_sent_already_is_not_sent_again"),
    Mutant("buttondown", "a late request sends it twice", BUTTONDOWN, '"X-Idempotency-Key": f"{_name(delivery)}-send", ', "", f"{BUTTONDOWN_TESTS}::TestButtondown::test_a_request_that_arrives_late_sends_nothing_more"),
    Mutant("buttondown", "another account's look is proof", BUTTONDOWN, "if delivery.account and delivery.account != account:", "if False:", f"{BUTTONDOWN_TESTS}::TestButtondown"),
    Mutant("buttondown", "an issue runs templates", BUTTONDOWN, '_TAG.sub("{% templatetag openbrace %}", text)', "text", f"{BUTTONDOWN_TESTS}::test_nothing_in_an_issue_is_a_template"),
    Mutant("buttondown", "a subject is a template", BUTTONDOWN, "if _TAG.search(part.title):", "if False:", f"{BUTTONDOWN_TESTS}::test_a_subject_that_is_a_template_is_refused"),
    Mutant("buttondown", "the first page is all", BUTTONDOWN, "if not listed.next:", "if True:", f"{BUTTONDOWN_TESTS}::test_it_is_looked_for_on_every_page"),
    Mutant("listmonk", "a paused campaign is resumed", LISTMONK, '        if campaign.status == "paused":', "        if False:", f"{LISTMONK_TESTS}::test_a_paused_campaign_is_not_resumed"),
    Mutant("listmonk", "a draft counts as sent", LISTMONK, 'if campaign is None or campaign.status == "draft":', "if campaign is None:", f"{LISTMONK_TESTS}::TestListmonk"),
    Mutant("listmonk", "every attempt is another campaign", LISTMONK, "sha256(delivery.idempotency_key.encode())", "sha256(__import__('os').urandom(8))", f"{LISTMONK_TESTS}::TestListmonk"),
    Mutant("listmonk", "another account's look is proof", LISTMONK, "if delivery.account and delivery.account != self.username:", "if False:", f"{LISTMONK_TESTS}::TestListmonk::test_another_account_settles_no_doubt"),
    Mutant("listmonk", "an issue runs templates", LISTMONK, '.replace("{{", "&#123;&#123;")', "", f"{LISTMONK_TESTS}::test_nothing_in_an_issue_is_a_template"),
    Mutant("listmonk", "a list is left out silently", LISTMONK, 'if missing := set(content["lists"])', "if missing := set()", f"{LISTMONK_TESTS}::test_a_list_that_is_left_out_is_told_and_nothing_starts"),
    Mutant("listmonk", "a copy is absence", LISTMONK, 'if each.status != "draft"]:', "if False]:", f"{LISTMONK_TESTS}::test_a_copy_of_our_campaign_is_a_question"),
    Mutant("listmonk", "another search's answer is absence", LISTMONK, " or any(name not in each.tags for each in page.results)", "", f"{LISTMONK_TESTS}::test_a_strange_campaign_proves_nothing"),
    Mutant("email", "it is sent again where nobody can look", MAILS, "    def receipt_of(self", "    def find(self, delivery: Delivery) -> None:\n        return None\n\n    def receipt_of(self", f"{EMAIL_TESTS}::TestEmail::test_it_cannot_look"),
    Mutant("email", "a comment hides the list's address", MAIL_ADDRESSES, "getaddresses([address])]", 'getaddresses([address.replace("(", "<")])]', f"{ACCOUNTS}::test_a_test_to_the_list_itself_is_refused_however_it_is_spelled"),
    Mutant("email", "capitals make another list", MAIL_ADDRESSES, "{domain.rstrip('.')}\".casefold()", "{domain.rstrip('.')}\"", f"{ACCOUNTS}::test_two_spellings_of_a_list_are_one_account"),
    Mutant("email", "punycode makes another list", MAIL_ADDRESSES, "        domain = ascii_host(domain)\n    except ValueError", "        domain = domain\n    except ValueError", f"{ACCOUNTS}::test_two_spellings_of_a_list_are_one_account"),
    Mutant("email", "a dot makes another list", MAIL_ADDRESSES, "{domain.rstrip('.')}", "{domain}", f"{ACCOUNTS}::test_two_spellings_of_a_list_are_one_account"),
    Mutant("email", "any test goes to the list", MAILS, "return bare_address(to) in map(bare_address, self._lists)", "return False", f"{ACCOUNTS}::test_a_test_to_the_list_itself_is_refused_however_it_is_spelled"),
    Mutant("email", "a test goes to the list's address", MAILS, "        letter = self.prepare(delivery)\n        marked", "        letter = msgspec.structs.replace(self.prepare(delivery), to=\"list@example.org\")\n        marked", f"{EMAIL_TESTS}::test_a_test_goes_to_one_person_and_is_not_the_lists_message"),
    Mutant("email", "several addresses are one", MAIL_ADDRESSES, "((name, address),) = getaddresses([text])", "(name, address), *_ = getaddresses([text])", f"{EMAIL_TESTS}::test_it_is_one_address {EMAIL_TESTS}::test_a_test_goes_to_one_address"),
    Mutant("email", "a second attempt is another message", MAILS, "<{delivery.idempotency_key}@", "<{delivery.idempotency_key}{__import__('os').urandom(4).hex()}@", f"{EMAIL_TESTS}::test_the_same_delivery_is_the_same_message_to_the_letter"),
    Mutant("email", "a second subject is shown and the signature stays valid", SIGNING, "include_headers=[*signed, *_FROZEN]", "include_headers=signed", f"{DKIM_TESTS}::test_a_second_header_makes_it_invalid"),
    Mutant("email", "what a list adds breaks the signature", SIGNING, '_SIGNED = ("Reply-To"', '_FROZEN += ("List-Id", "Sender")\n_SIGNED = ("Reply-To"', f"{DKIM_TESTS}::test_what_a_list_and_relays_add_leaves_it_valid"),
    Mutant("email", "a damaged key signs", SIGNING, "    if not is_whole:", "    if False:", f"{DKIM_TESTS}::test_a_damaged_key_is_told"),
    Mutant("email", "a bad key is found when others have posted", MAILS, "    def secret_errors(self) -> Iterator[str]:", "    def other_errors(self) -> Iterator[str]:", f"{DKIM_TESTS}::test_a_bad_key_stops_a_run_before_anything_is_sent"),
    Mutant("email", "a bad key's message goes out unsigned", MAILS, "        letter = self._signed(self._dated(ready, delivery))", "        letter = self._dated(ready, delivery)", f"{DKIM_TESTS}::test_a_key_that_goes_bad_at_the_last_moment_sends_nothing"),
    Mutant("email", "a site publishes its key", "distribute/config.py", "if not getattr(channel, name) or not place.is_relative_to(root):", "if True:", f"{DKIM_TESTS}::test_where_a_key_may_be"),
    Mutant("preview", "a dark message is shown light", "distribute/render/mail.py", "_TRUE if it[1].lower() == colours else _FALSE", "_FALSE", "tests/render/html/test_mail.py"),
    Mutant("email", "a copy takes another's place", "distribute/channels/email/keep.py", "        os.link(draft, file)", "        draft.replace(file)", f"{EMAIL_TESTS}/test_keep.py"),
    Mutant("email", "others read what was sent", "distribute/channels/email/keep.py", "os.open(path, flags, 0o600)", "os.open(path, flags, 0o644)", f"{EMAIL_TESTS}/test_keep.py"),
    Mutant("email", "what may have been sent is thrown away", "distribute/channels/email/keep.py", "    except NotPosted:\n        if copy", "    except Exception:\n        if copy", f"{EMAIL_TESTS}/test_keep.py"),
    Mutant("email", "a site publishes what was sent", "distribute/config.py", 'if may_be_hidden and next(iter(place.relative_to(root).parts), "").startswith("."):', "if may_be_hidden:", f"{EMAIL_TESTS}/test_keep.py"),
    Mutant("doctor", "another key in DNS is ours", "distribute/channels/email/sender.py", "if ours and ours != numbers:", "if False:", f"{EMAIL_TESTS}/test_domain.py"),
    Mutant("doctor", "a record is followed for ever", "distribute/channels/email/records.py", "if needed > SPF_LOOKUPS:", "if needed > 100:", f"{EMAIL_TESTS}/test_domain.py"),
    Mutant("doctor", "another's domain is ours", "distribute/channels/email/sender.py", 'endswith(f".{above.lower()}")', "endswith(above.lower())", f"{EMAIL_TESTS}/test_domain.py"),
    Mutant("doctor", "it unsubscribes unasked", "distribute/cli/inspect.py", "try_unsubscribing(channels) if try_unsubscribe else ()", "try_unsubscribing(channels)", "tests/cli/test_inspect.py"),
    Mutant("email", "any word is a Message-ID", MAILS, "if _MESSAGE_ID.fullmatch(word.strip()):", "if word.strip():", NO_POST),
    Mutant("email", "a lost answer is proof", WIRE, "        raise InDoubt(msg) from None\n    if 400", "        raise NotPosted(msg) from None\n    if 400", f"{EMAIL_TESTS}::TestEmail::test_each_fault_is_judged_right"),
    Mutant("email", "any answer to the dot is a yes", WIRE, "if code != 250:", "if False:", f"{EMAIL_TESTS}::test_the_answer_to_the_last_dot_decides"),
    Mutant("email", "a no to the dot is doubt", WIRE, "if 400 <= code < 600:", "if False:", f"{EMAIL_TESTS}::test_the_answer_to_the_last_dot_decides"),
    Mutant("email", "before the dot it is in doubt", WIRE, "        raise _nothing_sent(error) from None\n    try:", "        raise InDoubt(str(error)) from None\n    try:", f"{EMAIL_TESTS}::test_before_the_last_dot_nothing_is_in_doubt"),
    Mutant("email", "a password is sent in the open", WIRE, "if not (isinstance(server.sock, ssl.SSLSocket) or local):", "if False:", f"{EMAIL_TESTS}::test_a_password_is_not_sent_in_the_open"),
    Mutant("email", "a line that begins with a dot ends it", WIRE, 're.sub(rb"(?m)^\\.", b"..", letter.content)', "letter.content", f"{EMAIL_TESTS}::test_every_word_arrives_and_every_line_is_short {EMAIL_TESTS}"),
    # Outbox
    Mutant("outbox", "what is there is not found", FILES, "return self._receipt(file) if file.exists() else None", "return None", f"{OUTBOX}::TestOutbox::test_a_post_that_is_there_is_found_before_the_first_attempt"),
    Mutant("outbox", "two spellings of a folder are two", FILES, "PurePath(self.path).as_posix()", "self.path", f"{OUTBOX}::test_its_account_is_the_folder"),
    Mutant("outbox", "a full disk is doubt", FILES, "raise NotPosted(msg) from None\n        finally", "raise\n        finally", f"{OUTBOX}::test_what_cannot_be_written_is_not_there_at_all"),
    Mutant("outbox", "half a file is left behind", FILES, "            draft.unlink(missing_ok=True)\n", "            pass\n", f"{OUTBOX}::test_what_cannot_be_written_is_not_there_at_all"),
    Mutant("outbox", "its name is not on the disk", FILES, "        sync_folder(file.parent)\n", "", f"{OUTBOX}::test_it_is_on_the_disk_before_it_is_named"),
    Mutant("lemmy", "an error after it was stored is proof", LEMMY, 'InDoubt("the server reported', 'NotPosted("the server reported', LEMMY_TESTS),
    Mutant("lemmy", "another's post is ours", LEMMY, 'view["creator"]["id"] == login.number and ', "", LEMMY_TESTS),
    Mutant("lemmy", "a page that comes again is the end", LEMMY, "                break  #", "                return  #", LEMMY_TESTS),
    Mutant("lemmy", "pinned posts are the end", LEMMY, '_moment(posts[-1]["post"]', '_moment(posts[0]["post"]', LEMMY_TESTS),
    Mutant("lemmy", "another community's token is ours", LEMMY, 'asked_for: ClassVar[tuple[str, ...]] = ("community",)', "asked_for: ClassVar[tuple[str, ...]] = ()", LEMMY_TESTS),
    Mutant("facebook", "what Facebook does not know is proof", FACEBOOK, 'InDoubt(f"Facebook reported', 'NotPosted(f"Facebook reported', FACEBOOK_TESTS),
    Mutant("facebook", "a duplicate is a refusal like any other", FACEBOOK, 'return Duplicate("', 'return NotPosted("', FACEBOOK_TESTS),
    Mutant("facebook", "a person's token posts", FACEBOOK, "if account != self.page:", "if False:", FACEBOOK_TESTS),
    Mutant("facebook", "only the first page of the list is read", FACEBOOK, "            query[\"after\"] = after\n", "            return\n", FACEBOOK_TESTS),
    Mutant("gates", "a page that is not there is announced", PUBLISHING, "if config.site.check_page and not", "if False and not", "tests/publish/test_run.py"),
    Mutant("outbox", "all files of an issue are one", FILES, ".{delivery.idempotency_key[:12]}.txt", ".txt", f"{OUTBOX}::test_it_is_a_file_that_people_can_read"),
    Mutant("outbox", "any word is a file", FILES, "if not file.is_file():", "if False:", NO_POST),
    Mutant("settings", "an address may hold a password", PLAIN, "if parts.password is not None or", "if False and", HOSTILE),
    Mutant("settings", "an address need not be valid", PLAIN, "    except ValueError:\n", "    except KeyError:\n", HOSTILE),
    Mutant("settings", "control characters are taken", PLAIN, "if found := _UNUSABLE.search(value):", "if found := None:", HOSTILE),
    Mutant(
        "settings", "the generator's own address is not checked", "distribute/sites/site.py",
        "if why := address_error(url):", "if why := \"\":", HOSTILE,
    ),
    Mutant(
        "settings", "a pattern is not checked", CONFIG,
        "if why := pattern_error(pattern):", "if why := \"\":", HOSTILE,
    ),
    Mutant(
        "ledger", "a password in its name is repeated", "distribute/cli/ledger.py",
        "if why := ledger_error(name):", "if why := \"\":", "tests/cli/test_every_command.py",
    ),
    Mutant(
        "streams", "a reader that goes away ends the run", STREAMS_FILE,
        "        except self._dropped:", "        except KeyError:", STREAMS,
    ),
    Mutant(
        "streams", "a closed stream stays closed", STREAMS_FILE,
        "    _open_closed()\n    for", "    for", STREAMS,
    ),
    Mutant(
        "names", "a name that is not UTF-8 is an issue's", "distribute/sites/site.py",
        "if why := NAME_NOT_UTF_8 if name != place.as_posix() else", "if why :=", "tests/cli/test_names_not_utf8.py",
    ),
    Mutant(
        "dry run", "it does not know approval", FORESEE,
        "if held := unapproved(group[0], options):", "if held := None:", FORESEEN,
    ),
    Mutant(
        "dry run", "it does not know the last round of a re-post", FORESEE,
        "        if number is None:\n", "        if False:\n", FORESEEN,
    ),
    Mutant("dry run", "a hold is a fault", FORESEE, '_NO_FAULT = {"held", "not-yet-due"}', '_NO_FAULT = {"not-yet-due"}', FORESEEN),
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
        'piece if depth else _UNREADABLE.sub("", piece)', "piece",
        "tests/text/test_newsletter.py",
    ),
    # Facts
    Mutant("facts", "a name is told without its mark", "distribute/facts/verify.py", "    if _loses_mark(phrase, place):", "    if False:", STRANGERS),
    Mutant("facts", "a weekday is told without its date", "distribute/facts/shorten.py", '        _WEEKDAY.search(head)  # "on Friday" is', '        False  # "on Friday" is', STRANGERS),
    Mutant("facts", "two names in one statement are one fact", "distribute/facts/ranking.py", "    return not lacking or (not is_name and (", "    return not lacking or ((", STRANGERS),
]  # fmt: skip


def main() -> int:
    """Make every mutant that is asked for, run its tests, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="run the model alone")
    parser.add_argument("word", nargs="*", help="only mutants with one of these words")
    asked = parser.parse_args()
    mutants = [
        mutant
        for mutant in MUTANTS
        if not asked.word or any(word in f"{mutant.rule} {mutant.what}" for word in asked.word)
    ]
    unharmed = Mutant(
        "",
        "nothing",
        ATTEMPT,
        "class DeliveryAttempt(Settlement):",
        "class DeliveryAttempt(Settlement):",
        DELIVER,
    )
    if fate(unharmed, model=asked.model) != "SURVIVED":
        print("the tests fail before anything is taken out")
        return 1
    survived = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fates = pool.map(lambda mutant: fate(mutant, model=asked.model), mutants)
        for mutant, said in zip(mutants, fates, strict=True):
            must = mutant.model or not asked.model
            survived += not said.startswith("killed") and must
            star = " *" if asked.model and mutant.model else ""
            print(f"{mutant.rule:<10} {mutant.what:<52} {said}{star}", flush=True)
    print(f"{len(mutants)} mutants, {survived} that should have been noticed were not")
    return 1 if survived else 0


def located(test: str) -> str:
    """Return a test with its file: `FOLDER::NAME` is wherever in the folder it is."""
    place, colons, name = test.partition("::")
    if not colons or not (ROOT / place).is_dir():
        return test
    head = re.compile(
        rf"^(?:def|class) {re.escape(name.partition('::')[0].partition('[')[0])}\b", re.MULTILINE
    )
    (file,) = (path for path in (ROOT / place).glob("test_*.py") if head.search(path.read_text()))
    return f"{file.relative_to(ROOT)}::{name}"


def fate(mutant: Mutant, *, model: bool) -> str:
    """Return "killed" and so on if a test fails on the mutant, or has no end."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("distribute", "tests", "examples"):
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
            )
        for name in ("action.yml", "channels.yaml", *(path.name for path in ROOT.glob("requirements*.txt"))):
            shutil.copy(ROOT / name, copy)
        file = copy / mutant.file
        text = file.read_text()
        if text.count(mutant.old) != 1:
            return f"can't be made: its place is there {text.count(mutant.old)} times"
        file.write_text(text.replace(mutant.old, mutant.new))
        tests = " ".join(map(located, mutant.tests.split()))
        if model:
            tests = "tests/test_model.py"
            # That it fails is enough: hypothesis needn't look for the shortest history.
            patient = (copy / tests).read_text()
            (copy / tests).write_text(patient.replace(", Phase.shrink]", "]"))
        pytest = [
            "pytest",
            "-m",
            "slow or not slow",
            "-qx",
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
        ]
        command = [sys.executable, "-m", *pytest, *tests.split()]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            ran = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, timeout=240, check=False
            )
        except subprocess.TimeoutExpired:
            return "killed, as its tests don't end"
        return {0: "SURVIVED", 1: "killed"}.get(ran.returncode, f"broken: pytest says {ran.returncode}")


if __name__ == "__main__":
    sys.exit(main())
