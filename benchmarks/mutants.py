"""Takes out each rule of docs/design.md, section 4, in turn, and sees whether a test notices.

    python benchmarks/mutants.py [--model] [WORD]…

Each mutant is a change to a copy of the package; the tests that ought to notice run against it. Exit
code 1 if one survives, or can't be made because the code has changed. `--model` runs the model of
tests/test_model.py alone, which needs to notice only what it can (a star).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DELIVER = "tests/test_deliver.py"
EVENTS = "tests/ledger/test_events.py"
SQLITE = "tests/ledger/test_sqlite.py"
HTTP = "tests/test_http.py"
MASTODON = "tests/channels/test_mastodon.py"
OUTBOX = "tests/channels/test_outbox.py"
GATES = "tests/test_publishing.py"


class Mutant(NamedTuple):
    """A rule, what is done to it, and where; `model` says that the model alone must notice."""

    rule: str
    what: str
    file: str
    old: str
    new: str
    tests: str = DELIVER
    model: bool = False


TURN = "distribute/turn.py"
LANES = "distribute/deliver.py"
HISTORY = "distribute/ledger/history.py"
LEDGER = "distribute/ledger/__init__.py"
STORE = "distribute/ledger/sqlite.py"
SESSION = "distribute/http.py"
TOOTS = "distribute/channels/mastodon.py"
FILES = "distribute/channels/outbox.py"
PUBLISHING = "distribute/publishing.py"
LIVE = "distribute/live.py"
DRAFTS = "distribute/drafts.py"

MUTANTS = [
    Mutant(
        "6", "an issue known under another id is sent", PUBLISHING,
        '    if others and "known-under-another-id" not in wishes.allow:\n',
        "    if not others and wishes.old is None:\n",
        GATES,
    ),
    Mutant(
        "6", "what an issue is called since is not noted", PUBLISHING,
        "        _remember(plan, history, ledger)\n",
        "        pass\n",
        GATES,
    ),
    Mutant(
        "gates", "what is in doubt is not read back", PUBLISHING,
        "        if (newest := history.story(issue.id, channel.name, issue.language).newest) and newest.pending\n",
        "        if not history.stories\n",
        GATES,
    ),
    Mutant(
        "1", "an unknown exception while sending counts as proof", TURN,
        "            return self._note_doubt(view, intended, self._words(error))\n        return",
        "            self._note_proof(intended, self._words(error))\n"
        "            raise NotPosted(self._words(error)) from None\n        return",
        model=True,
    ),
    Mutant(
        "1", "only exceptions proper are doubt", TURN,
        "        except BaseException as error:  # noqa: BLE001 - whatever",
        "        except Exception as error:  # noqa: BLE001 - whatever",
    ),
    Mutant(
        "1", "an answer that is no receipt is believed", TURN,
        "if not isinstance(receipt, Receipt):", "if False:",
    ),
    Mutant(
        "1", "a failure while preparing is doubt", TURN,
        "            raise NotPosted(error.what, final=False) from None", "            raise",
    ),
    Mutant(
        "1", "a bug while preparing gets out", TURN,
        "        except BaseException as error:  # noqa: BLE001 - an adapter's bug",
        "        except ZeroDivisionError as error:  # noqa: BLE001 - an adapter's bug",
    ),
    Mutant(
        "1", "a failing read-back counts as absence", TURN,
        '            return self._say(view, "in-doubt", error=what)\n        if found:',
        "            found = None\n        if found:",
        model=True,
    ),
    Mutant(
        "1", "a blind channel sends again", TURN,
        "        if self.channel.blind:\n            what",
        '        if self.channel.blind:\n            return self._note_absence(view, "blind", "absence")\n'
        "            what",
        model=True,
    ),
    Mutant(
        "2", "the intent is noted after sending", TURN,
        "            self._append(*self._first(view, now), intended)\n",
        "            self.channel.post(delivery, ready)\n"
        "            self._append(*self._first(view, now), intended)\n",
        model=True,
    ),
    Mutant(
        "2", "a Conflict at the intent is passed over", TURN,
        "        except Conflict:\n            return self._rival(self.look())\n        finally:",
        "        except Conflict:\n            return self._send(view, delivery, ready, intended, begun)\n"
        "        finally:",
        model=True,
    ),
    Mutant(
        "2", "the intent is noted before preparing", TURN,
        "        ready = self._prepare(delivery)\n",
        "        self._append(*self._first(view, self.desk.clock.now()))\n"
        "        ready = self._prepare(delivery)\n",
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
        "3", "presence is not believed before patience", TURN,
        "        if found:\n            return self._note_posted(view, found, \"found\", view.post.next)\n"
        "        if not self._patience_is_over(view, asked):\n            return self._held(view)\n",
        "        if not self._patience_is_over(view, asked):\n            return self._held(view)\n"
        "        if found:\n            return self._note_posted(view, found, \"found\", view.post.next)\n",
    ),
    Mutant(
        "3", "absence is believed at once", TURN,
        "return asked - view.post.last >= self.patience", "return True", model=True,
    ),
    Mutant(
        "3", "absence is believed after half of patience", TURN,
        "return asked - view.post.last >= self.patience",
        "return asked - view.post.last >= self.patience / 2", model=True,
    ),
    Mutant(
        "3", "patience counts from after the question", TURN,
        "if not self._patience_is_over(view, asked):",
        "if not self._patience_is_over(view, self.desk.clock.now()):",
    ),
    Mutant(
        "3", "patience counts from the first intent", TURN,
        "return asked - view.post.last >= self.patience",
        "return asked - (view.post.since or asked) >= self.patience", model=True,
    ),
    Mutant(
        "3", "a person's word on absence needs no patience", TURN,
        "        if not self._patience_is_over(view, self.desk.clock.now()):\n            return self._held(view)\n",
        "", model=True,
    ),
    Mutant("4", "nothing is ever too late", TURN, "if self._too_late(", "if False and self._too_late(", model=True),
    Mutant("4", "the wall clock is not looked at", TURN, "now - at > most or ", ""),
    Mutant("4", "the monotonic clock is not looked at", TURN, " or elapsed > most", ""),
    Mutant("4", "a wall clock set back is passed over", TURN, "now < at or ", ""),
    Mutant("4", "twice the time is left", TURN, "self.patience / 2\n", "self.patience\n"),
    Mutant(
        "4", "too late is not noted", TURN,
        '            self._note_proof(intended, "too late")\n', "",
    ),
    Mutant(
        "5", "looking begins at the last intent", HISTORY,
        '"since": self.since or event.at', '"since": event.at',
    ),
    Mutant(
        "5", "other receipts are not told", HISTORY,
        "            if post.key != key and post.receipt", "            if False",
    ),
    Mutant(
        "5", "an adapter's wrong find is believed", TURN,
        "            raise InDoubt(_NOT_OURS)", "            pass",
    ),
    Mutant(
        "5", "another account is read back", TURN,
        "if view.round.target != self.target:", "if False:",
    ),
    Mutant("5", "Mastodon: no skew is allowed for", TOOTS, "(delivery.since - SKEW)", "(delivery.since)", MASTODON),
    Mutant("5", "Mastodon: times are not rounded down", TOOTS, ".replace(microsecond=0)", "", MASTODON),
    Mutant(
        "5", "Mastodon: what is named as another is taken", TOOTS,
        'status.get("reblog") or others & {str(status["id"]), status.get("url"), status.get("uri")}',
        'status.get("reblog")', MASTODON,
    ),
    Mutant("5", "Mastodon: a boost is taken", TOOTS, 'status.get("reblog") or others', "others", MASTODON),
    Mutant(
        "5", "Mastodon: any link will do", TOOTS,
        "return bare(delivery.part.link) in links", "return bool(links)", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: a private word is taken", TOOTS,
        'self.visibility not in _FOR_FEW and status.get("visibility") in _FOR_FEW', "False", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: what isn't listed is given up", TOOTS,
        "        if self.visibility in _FOR_FEW:\n", "        if False:\n", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: a reply is taken", TOOTS,
        "        if reply is not None:\n            return False\n", "", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: only the first page is read", TOOTS,
        "            if not recent:\n", "            if True:\n", MASTODON,
    ),
    Mutant(
        "5", "Mastodon: the key is trusted alone", TOOTS,
        "        for status in self._own_statuses(since):\n", "        for status in ():\n", MASTODON,
    ),
    Mutant(
        "6", "the token changes with the run", LEDGER,
        'f"distribute:{self}".encode()', 'f"distribute:{self}{id(object)}".encode()', EVENTS,
    ),
    Mutant(
        "6", "the token is the same in every round", LEDGER,
        'f"distribute:{self}".encode()', 'f"distribute:{self.issue}".encode()',
    ),
    Mutant("6", "a known page under a new id is passed over", HISTORY, "if mine & story.marks", "if False"),
    Mutant(
        "6", "an account's other name is passed over", TURN,
        'if view.post.state != "open" or self._holder(view):', 'if view.post.state != "open":',
    ),
    Mutant("6", "an account is not claimed", TURN, "        return (Claimed(post=place", "        return () and (Claimed(post=place"),
    Mutant(
        "7", "a draft is never pinned", TURN,
        "draft = this.pinned or self.wanted.draft", "draft = self.wanted.draft or this.pinned",
    ),
    Mutant(
        "7", "a draft is pinned for ever", HISTORY,
        "return self.composed.draft if self.composed and fixed else None",
        "return self.composed.draft if self.composed else None",
    ),
    Mutant(
        "7", "a mended draft is not put on record", TURN,
        "        if before and (before.draft, before.target) == (view.draft, self.target):",
        "        if before:",
    ),
    Mutant(
        "8", "a receipt that comes late is lost", TURN,
        "                post = self.look().post\n                seq = post.next\n",
        "                return self.look().post\n", model=True,
    ),
    Mutant(
        "8", "a second receipt is not recorded", TURN,
        "            if receipt and post.has(receipt):", "            if receipt and post.receipt:",
    ),
    Mutant(
        "8", "a second receipt is not said", TURN,
        "        if before.receipt is None or before.has(receipt):", "        if True:", model=True,
    ),
    Mutant(
        "8", "the same receipt is a duplicate", HISTORY,
        "        return any(same(receipt, one) for one in known)", "        return False",
    ),
    Mutant(
        "8", "Posted may not follow open", HISTORY,
        "            if not posted:\n", '            if self.state == "pending":\n',
    ),
    Mutant(
        "8", "what is posted may be taken back", HISTORY,
        '"state": "posted" if posted else "open", "why"', '"state": "open", "why"', EVENTS,
    ),
    Mutant(
        "8", "a ledger that fails loses the receipt", TURN,
        "        except LedgerError as error:\n"
        "            return msgspec.structs.replace(said, ledger_error=str(error))\n        if before.receipt",
        "        except ZeroDivisionError as error:\n"
        "            return msgspec.structs.replace(said, ledger_error=str(error))\n        if before.receipt",
    ),
    Mutant(
        "8", "late proof takes a rival's doubt away", TURN,
        "            self._append(Unposted(**self._place(intended.seq + 1), why=why))\n        except Conflict:\n"
        "            return\n",
        "            self._insist(\n                lambda at: Unposted(**self._place(at), why=why),\n"
        "                self.look().post, intended.seq + 1,\n            )\n        except Conflict:\n"
        "            return\n",
    ),
    Mutant(
        "8", "late doubt is dropped", TURN,
        "            before = self._insist(\n                lambda at: Doubted(",
        "            self._append(Doubted(**self._place(intended.seq + 1), what=what)) if (\n"
        "                self.look().post.next == intended.seq + 1\n            ) else None\n"
        "            before = view.post or self._insist(\n                lambda at: Doubted(",
    ),
    Mutant(
        "9", "a bug stops the other channels", LANES,
        "                except Exception as bug:", "                except ZeroDivisionError.__subclasses__ as bug:",
    ),
    Mutant("9", "one channel waits for another", LANES, "        lane.start()\n", "        lane.run()\n"),
    Mutant("9", "the first exit code wins", LANES, "for code in (5, 3, 1, 4)", "for code in (1, 3, 5, 4)"),
    Mutant(
        "retry", "it is tried again for ever", TURN,
        "            return self._attempt(self.look())\n        except NotPosted as refusal:\n"
        "            return self._not_posted(view, refusal)",
        "            return self._attempt(self.look())\n        except NotPosted as refusal:\n"
        "            return self._attempt_twice(self.look())",
    ),
    Mutant("retry", "what is final is tried again", TURN, "if refusal.final or pause", "if pause"),
    Mutant("retry", "a long wait is waited for", TURN, "refusal.final or pause > LONGEST", "refusal.final"),
    Mutant("retry", "a short wait is not waited for", TURN, "if refusal.final or pause > LONGEST", "if True"),
    Mutant(
        "retry", "it doesn't look before the second try", TURN,
        "return self._attempt(self.look())", "return self._attempt(view)",
    ),
    Mutant(
        "duplicate", "its refusal is never looked into", TURN,
        "found = None if self.channel.blind else self._find(delivery)", "found = None",
    ),
    Mutant(
        "duplicate", "its refusal is always proof", TURN,
        "        if view.post.unresolved:\n", "        if False:\n",
    ),
    Mutant(
        "duplicate", "its refusal is always doubt", TURN,
        "        if view.post.unresolved:\n", "        if True:\n",
    ),
    Mutant(
        "thread", "a part doesn't wait for the one before", LANES,
        "            if not outcome.done:\n                yield from _waiting(outcome, later)\n"
        "                return\n", "",
    ),
    Mutant("thread", "a part replies to nothing", TURN, "after=previous.receipt,", "after=None,"),
    Mutant(
        "round", "a repost doesn't want the last round posted", LANES,
        "return newest.number + 1 if newest and newest.posted else None",
        "return newest.number + 1 if newest else 1", model=True,
    ),
    Mutant("round", "a repost's key is passed over", LANES, "if repost.key and each", "if False and each"),
    Mutant(
        "round", "a mended repost forgets its key", TURN,
        "asked=before.asked if before else repost.key", "asked=repost.key",
    ),
    Mutant("round", "publish begins a new round", LANES, "return newest.number if newest else 1", "return 1"),
    Mutant("seed", "what is seeded is posted", TURN, "if view.round.seeded or view", "if view"),
    Mutant(
        "seed", "seeding passes over what is known", LANES,
        "            if story.newest:\n                continue\n", "",
    ),
    Mutant("stop", "once stopped it begins all the same", TURN, "        if self.desk.stop.is_set():\n            return self._say(view, \"not-posted\", error=_STOPPED)\n        ready", "        ready"),
    Mutant("stop", "once prepared it is not stopped", TURN, "        if self.desk.stop.is_set():\n            return self._say(view, \"not-posted\", error=_STOPPED)\n        begun", "        begun"),
    Mutant("stop", "what is in flight is not told", TURN, "        if self.in_flight:\n", "        if False:\n"),
    Mutant("stop", "once stopped it still looks", TURN, "        if self.desk.stop.is_set():\n            return self._held(view)\n", ""),
    Mutant("rival", "what a rival posted in the end is not seen", LANES, "    if post.state != \"posted\":\n        return outcome\n", "    return outcome\n"),
    Mutant("secret", "a stranger's message is repeated", TURN, 'text = f"{type(error).__name__} in the adapter"', "text = repr(error)"),
    Mutant("secret", "a secret in a verdict is repeated", TURN, "text.replace(setting.reveal(), repr(setting))", "text"),
    Mutant("ledger", "it is made by accident", STORE, "?mode=rw", "?mode=rwc", SQLITE),
    Mutant(
        "ledger", "it is made where there is none", STORE,
        "        if not self.path.is_file():\n", "        if False:\n", SQLITE,
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
    Mutant("http", "connections are kept", SESSION, "        return _Adapter(self._leash)", "        self._a = getattr(self, '_a', None) or _Adapter(self._leash)\n        return self._a", HTTP),
    Mutant("http", "a slow drip has no end", SESSION, "        watch.start()\n", "", HTTP),
    Mutant("http", "it begins though it is too late", SESSION, "            self._line = line.dup()\n        self.in_time()\n", "            self._line = line.dup()\n", HTTP),
    Mutant("http", "headers cut short are an answer", SESSION, "        response_class = _WholeHeaders\n", "", HTTP),
    Mutant("http", "no connection is doubt", SESSION, "    if leash.ready:\n", "    if True:\n", HTTP),
    Mutant("http", "a lost answer is proof", SESSION, "    if leash.ready:\n", "    if False:\n", HTTP),
    Mutant("http", "408 is proof", SESSION, "404, 413,", "404, 408, 413,", HTTP),
    Mutant("http", "409 is proof", SESSION, "404, 413,", "404, 409, 413,", HTTP),
    Mutant("http", "any error is proof", SESSION, "if status in REFUSALS:", "if status >= 400:", HTTP),
    Mutant("http", "an answer without an end is read", SESSION, "if size > MOST:", "if False:", HTTP),
    Mutant("http", ".netrc is sent in place of the token", SESSION, "        self.auth = _as_it_is", "        self.auth_ = _as_it_is", HTTP),
    Mutant("http", "the first of two times to wait is taken", SESSION, "return max((wait for", "return next(iter(wait for", HTTP),
    Mutant("leash", "Mastodon.py waits and sends again", TOOTS, 'ratelimit_method="throw"', 'ratelimit_method="wait"', MASTODON),
    Mutant("leash", "the token is opened as a file", TOOTS, "api_base_url=self.server,", "api_base_url=self.server, access_token=self.access_token.reveal(),", MASTODON),
    Mutant("leash", "the key is not sent", TOOTS, "idempotency_key=delivery.token,", "", MASTODON),
    Mutant("leash", "the language is not sent", TOOTS, "language=delivery.language,", "", MASTODON),
    Mutant("leash", "any answer is a status", TOOTS, "        if not number:\n", "        if False:\n", MASTODON),
    Mutant(
        "hold", "it is logged in though it is held", TURN,
        "        if held := self._kept_in(view.history):\n            return self._say(view, \"held\", error=held, code=HELD)\n", "",
    ),
    Mutant(
        "hold", "one that comes while it is prepared is passed over", TURN,
        "self._kept_in(self.look().history)", "self._kept_in(view.history)",
    ),
    Mutant("hold", "the one on a channel is passed over", HISTORY, "self.hold(issue).held or self.hold(issue, channel).held", "self.hold(issue).held"),
    Mutant("hold", "the one on all channels is passed over", HISTORY, "self.hold(issue).held or self.hold(issue, channel).held", "self.hold(issue, channel).held"),
    Mutant("hold", "it is never over", HISTORY, "event if isinstance(event, Held) else None", "event if isinstance(event, Held) else holds[event.post].held"),
    Mutant("hold", "it closes gates", PUBLISHING, "with_holds(plan, history)", "plan", GATES),
    Mutant("gates", "a channel's hour is not waited for", PUBLISHING, "_without_waiting(with_holds(plan, history), wishes)", "with_holds(plan, history)", GATES),
    Mutant("gates", "any page that names the issue is its page", LIVE, "seen.names if any(seen.names) else [seen.words]", "[seen.words]", "tests/test_live.py"),
    Mutant("gates", "its picture is not looked at", LIVE, "if seen.picture else", "if False else", "tests/test_live.py"),
    Mutant("draft", "what nobody touched is pinned", DRAFTS, "if words and _digest(words) != self.composed.get(name)", "if words", "tests/test_drafts.py"),
    Mutant("draft", "an edit is written over", DRAFTS, "{**fields, **before.own}", "fields", "tests/test_drafts.py"),
    Mutant("outbox", "a file is written over", FILES, "os.link(draft, file)", "os.replace(draft, file)", OUTBOX),
    Mutant("outbox", "a file is not on the disk", FILES, "                os.fsync(stream.fileno())\n", "", OUTBOX),
    Mutant("outbox", "a folder that is gone proves absence", FILES, "if not file.parent.is_dir():", "if False:", OUTBOX),
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
    unharmed = Mutant("", "nothing", TURN, "class Turn:", "class Turn:", "tests/test_deliver.py")
    if fate(unharmed, model=asked.model) != "SURVIVED":
        print("the tests fail before anything is taken out")
        return 1
    survived = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fates = pool.map(lambda mutant: fate(mutant, model=asked.model), mutants)
        for mutant, said in zip(mutants, fates, strict=True):
            must = mutant.model or not asked.model
            survived += said != "killed" and must
            star = " *" if asked.model and mutant.model else ""
            print(f"{mutant.rule:<10} {mutant.what:<52} {said}{star}", flush=True)
    print(f"{len(mutants)} mutants, {survived} that should have been noticed were not")
    return 1 if survived else 0


def fate(mutant: Mutant, *, model: bool) -> str:
    """Return "killed" if a test fails on the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("distribute", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        file = copy / mutant.file
        text = file.read_text()
        if text.count(mutant.old) != 1:
            return f"can't be made: its place is there {text.count(mutant.old)} times"
        file.write_text(text.replace(mutant.old, mutant.new))
        tests = mutant.tests
        if model:
            tests = "tests/test_model.py"
            # That it fails is enough: hypothesis needn't look for the shortest history.
            patient = (copy / tests).read_text()
            (copy / tests).write_text(patient.replace(", Phase.shrink]", "]"))
        pytest = ["pytest", "-qx", "-p", "no:cacheprovider", "--import-mode=importlib"]
        command = [sys.executable, "-m", *pytest, tests]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            ran = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, timeout=120, check=False
            )
        except subprocess.TimeoutExpired:
            return "killed"
        return {0: "SURVIVED", 1: "killed"}.get(ran.returncode, f"broken: pytest says {ran.returncode}")


if __name__ == "__main__":
    sys.exit(main())
