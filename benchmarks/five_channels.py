"""Announces one issue on all five channels at once, lets one of them fail, kills the process, and counts.

    python benchmarks/five_channels.py [--jobs N] [WORD]…

Each case is a process of `distribute publish` that talks to X, Mastodon, Reddit, LinkedIn and a mail server, all
of them on loopback. One has a fault, and the process is left alone, killed right before that channel's post is
kept, or right after. It is then run again when patience is over. A cell counts the posts that arrived at that
channel in the three cases, out of those expected, and the exit codes in the end; where nothing can be read back
(email, a person on LinkedIn) doubt stays, exit 3. The other four must have one post each, always. Exit code 1 if
anything is off. A WORD chooses the channels whose name holds it.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import stories  # noqa: E402 - of this checkout, as all that follows
from benchmarks.stories import Case, Deadly, Moment, Place, Watched, a_place, finish, tell, until  # noqa: E402
from distribute.ledger.events import Disproved  # noqa: E402
from distribute.testing.service import FAULTS, KEPT, PROOF, Fault, MastodonService  # noqa: E402
from tests.channels import services_email, services_linkedin, services_reddit, services_x  # noqa: E402

Trouble = Fault | Literal["", "duplicate refusal"]
MOMENTS: tuple[Moment, ...] = ("", "before", "after")
PATIENCE = 10.0
SECRETS = {
    **services_x.SECRETS,
    **services_reddit.SECRETS,
    "MASTODON_ACCESS_TOKEN": MastodonService.token,
    "LINKEDIN_ACCESS_TOKEN": services_linkedin.LinkedInService.token,
    "SMTP_USERNAME": services_email.USER,
    "SMTP_PASSWORD": services_email.PASSWORD,
}


class Web(Watched):
    """What the services that speak HTTP share: their troubles, and that they can be read back."""

    troubles: tuple[Trouble, ...] = ("", *FAULTS, "duplicate refusal")
    over_soon: Trouble = ""
    no_read_back = False


class Twitter(Web, services_x.XService):
    """X, which refuses the same words a second time."""

    last_before_post = "/2/users/me"
    refuses_duplicates = True

    @property
    def settings(self) -> str:
        """Its line in the settings."""
        names = ("api_key", "api_secret", "access_token", "access_token_secret")
        secrets = ", ".join(f"{name}: $X_{name.upper()}" for name in names)
        return f"base_url: '{self.url}', account: '@{self.username}', {secrets}"


class Mastodon(Web, MastodonService):
    """A Mastodon that does not honour the Idempotency-Key: not every server does."""

    last_before_post = "/api/v2/instance"
    troubles: tuple[Trouble, ...] = ("", *FAULTS)

    def __init__(self) -> None:
        """Honour no key."""
        super().__init__(honours_key=False)

    @property
    def settings(self) -> str:
        """Its line in the settings."""
        return f"server: '{self.url}', access_token: $MASTODON_ACCESS_TOKEN"


class Reddit(Web, services_reddit.RedditService):
    """Reddit, which refuses the same link a second time."""

    last_before_post = "/api/v1/me"

    @property
    def settings(self) -> str:
        """Its line in the settings."""
        secrets = ", ".join(
            f"{name}: $REDDIT_{name.upper()}" for name in ("client_id", "client_secret", "refresh_token")
        )
        return f"base_url: '{self.url}', subreddit: xmpp, {secrets}"


class LinkedIn(Web, services_linkedin.LinkedInService):
    """An organisation on LinkedIn, which refuses the same words a second time."""

    refuses_duplicates = True

    @property
    def settings(self) -> str:
        """Its line in the settings."""
        return f"base_url: '{self.url}', author: '{self.author}', access_token: $LINKEDIN_ACCESS_TOKEN"


class Person(LinkedIn):
    """A person on LinkedIn, whose posts nobody may read back: in doubt, nothing is sent again to be refused."""

    author = services_linkedin.PERSON
    troubles: tuple[Trouble, ...] = ("", *FAULTS)
    no_read_back = True


class Visit(services_email.Session):
    """A visit in which the client may die."""

    def take(self, content: bytes) -> None:
        """Keep a message, and kill its sender if that is to come right after."""
        super().take(content)
        self.service.kill("after")

    def on_auth(self, words: str) -> None:
        """Answer a login; a client whose login is refused sends no message."""
        if self.fault == "401":
            self.service.kill("after")
        super().on_auth(words)

    def on_rcpt(self, words: str) -> None:
        """Answer a recipient; a client whose recipient is refused sends no message."""
        if self.fault == "422":
            self.service.kill("after")
        super().on_rcpt(words)


class Email(Deadly, services_email.SmtpService):
    """A mail server, which nothing is ever read back from; "before" is when the client calls."""

    visit = Visit
    last_before_post = ""
    over_soon: Trouble = "429"  # a 450 names no time to wait: the same run tries again
    troubles: tuple[Trouble, ...] = ("", *services_email.FAULTS)
    no_read_back = True

    def cue(self, fault: Fault | None, kill_at: Moment = "") -> None:
        """Let the next message fail so, and its sender be killed."""
        self.kill_at = kill_at
        if fault:
            self.fail(fault)

    def calm(self) -> None:
        """Let everything go well from here on."""
        self.kill_at = ""
        self.heal()

    def _serve(self, line: Any) -> None:
        self.kill("before")
        try:
            super()._serve(line)
        finally:
            self.judged.set()

    @property
    def settings(self) -> str:
        """Its line in the settings."""
        names = "username: $SMTP_USERNAME, password: $SMTP_PASSWORD"
        return f"smtp: 'smtp://{self.address}', from: letter@example.org, to: list@example.org, {names}"


SERVICES: dict[str, Any] = {
    "twitter": Twitter,
    "mastodon": Mastodon,
    "reddit": Reddit,
    "linkedin": LinkedIn,
    "linkedin, a person": Person,
    "email": Email,
}


class Told(Case):
    """A story of one channel's trouble: `others` are the posts on the other four."""

    def __init__(self, row: str, trouble: Trouble, moment: Moment) -> None:
        """Nothing has happened yet."""
        super().__init__(row, f"{trouble or 'no fault'}, {f'killed {moment}' if moment else 'not killed'}")
        self.trouble, self.moment = trouble, moment
        self.code: int | None = None
        self.others = 0


class Newsroom(stories.Newsroom):
    """A small site that announces on five channels, one of which is going to have trouble."""

    def __init__(
        self, case: Case, place: Place, services: Mapping[str, Any], channel: str, patience: float
    ) -> None:
        """Write the site."""
        super().__init__(case, place, patience, SECRETS)
        self.services, self.channel = services, channel
        self.service = services[channel]
        self.service.ready = self.others_posted
        times = f"timeout: {patience / 4}s, patience: {patience}s"
        self.settings(f"{name}: {{{service.settings}, {times}}}" for name, service in services.items())

    @property
    def others(self) -> list[str]:
        """The four channels that have no trouble."""
        return [name for name in self.services if name != self.channel]

    def others_posted(self) -> bool:
        """Return whether the other four are done with, so that a kill hits none of them."""
        return all(self.post(name).state == "posted" for name in self.others)

    def start_publish(self) -> subprocess.Popen[str]:
        """Begin to publish; the service may kill this process."""
        started = self.start("publish", f"content/news/{self.file}")
        self.service.victim = started
        return started


def cases(place: Place, words: Iterable[str], patience: float = PATIENCE) -> Iterator[Callable[[], Case]]:
    """Yield each channel × each trouble that its service can make × each moment of dying."""
    for row, service in SERVICES.items():
        if not words or any(word in row for word in words):
            for trouble in service.troubles:
                for moment in MOMENTS:
                    if possible(service, trouble, moment):
                        yield lambda r=row, t=trouble, m=moment: tell_one(place, r, t, m, patience)  # type: ignore[misc]


def possible(service: Any, trouble: Trouble, moment: Moment) -> bool:
    """Return whether it can be killed then: of a post that can't even be sent, nothing is seen before."""
    return not (trouble == "refused" and moment == "before" and not service.last_before_post)


def tell_one(place: Place, row: str, trouble: Trouble, moment: Moment, patience: float = PATIENCE) -> Told:
    """Fail once, and run again when patience is over: the posts that are expected, and four others."""
    case, channel = Told(row, trouble, moment), row.partition(",")[0]
    kinds = {
        SERVICES[name] if name != channel else SERVICES[row]: name for name in SERVICES if "," not in name
    }
    with ExitStack() as stack:
        services = {name: stack.enter_context(kind()) for kind, name in kinds.items()}
        room = Newsroom(case, place, services, channel, patience)
        if trouble == "duplicate refusal":
            _lose_an_answer(room, place)
        with place.slots:
            _fail_once(room, trouble, moment)
        room.wait_out()
        with place.slots:
            last = room.publish()
        posts, code = outcome(services[channel], trouble, moment)
        case.code = last.code
        case.expect(last.code == code, f"in the end: {last.said}")
        case.count(posts, len(services[channel].arrived))
        if code == 3:
            sent = len(services[channel].attempts)
            case.expect(sent == 1, f"it was sent {sent} times, and one was in doubt")
        for name in room.others:
            arrived, attempts = len(services[name].arrived), len(services[name].attempts)
            case.others += arrived
            case.expect(arrived == attempts == 1, f"{name}: {arrived} posts, sent {attempts} times")
    return case


def outcome(service: Any, trouble: Trouble, moment: Moment) -> tuple[int, int]:
    """Return how many posts are to be there in the end, and the exit code."""
    # A refusal is noted before the process is killed right after it.
    proven = trouble == "refused" if moment else trouble in PROOF
    if not service.no_read_back or proven or (not moment and not trouble):
        return 1, 0
    if moment == "before" and isinstance(service, Email):
        return 0, 3  # it died before it said a word
    return int(not trouble or trouble in KEPT), 3


def _lose_an_answer(room: Newsroom, place: Place) -> None:
    """Post, and lose the answer; the post doesn't show, so that it will be sent again when patience is over."""
    room.service.cue("504 after keeping")
    room.service.hidden = True
    with place.slots:
        first = room.publish()
    room.case.expect(first.code == 3, f"the lost answer: {first.said}")
    room.wait_out()


def _fail_once(room: Newsroom, trouble: Trouble, moment: Moment) -> None:
    """Let a run meet its trouble and its death."""
    case, service = room.case, room.service
    duplicate = trouble == "duplicate refusal"
    service.judged.clear()
    service.cue(None if duplicate or not trouble else trouble, moment)
    process = room.start_publish()
    if trouble == "refused" and moment == "after":  # no request will come: the ledger tells when
        # A channel that looks for its post first is refused before there is an intent, and the run ends by itself.
        noted = until(lambda: process.poll() is not None or (room.events(Disproved) and room.others_posted()))
        case.expect(noted, "the refusal was not noted")
        process.kill()
    first = finish(process)
    is_looking = trouble == "refused" and moment == "after" and not service.no_read_back
    if is_looking:
        case.expect(first.code in {-signal.SIGKILL, 1}, f"it neither ended nor was killed: {first.said}")
    elif moment:
        case.kills += 1
        if trouble != "refused":  # the sender is dead, and its post still on its way
            case.expect(until(service.judged.is_set), "the post never arrived")
        case.expect(first.code == -signal.SIGKILL, f"it was not killed: {first.said}")
    else:
        code = 0 if trouble in {"", service.over_soon} else 1 if trouble in PROOF else 3
        case.expect(first.code == code, f"first, not exit {code}: {first.said}")
    if duplicate:
        case.expect(
            len(service.attempts) == 2, f"it was sent {len(service.attempts)} times, not refused once"
        )
    service.calm()


def table(told: Iterable[Told]) -> str:
    """Return the counts in Markdown: a row each trouble, a column each channel, a sum of the moments each cell."""
    cells: dict[tuple[str, str], list[Told]] = {}
    for case in told:
        cells.setdefault((case.trouble, case.proof), []).append(case)
    rows = list(dict.fromkeys(trouble for trouble, _ in cells))
    columns = list(dict.fromkeys(row for _, row in cells))
    lines = [f"| trouble | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for trouble in rows:
        said = (_cell(cells.get((trouble, column), [])) for column in columns)
        lines.append(f"| {trouble or 'none'} | {' | '.join(said)} |")
    return "\n".join(lines)


def _cell(there: list[Told]) -> str:
    """Return posts arrived / expected, and exit codes, of the same trouble: not killed, killed before, after."""
    if not there:
        return "–"
    codes = {case.moment: str(case.code) for case in there}
    said = " ".join(codes.get(moment, "–") for moment in MOMENTS)
    off = " OFF" if any(case.off for case in there) else ""
    return f"{sum(case.arrived for case in there)}/{sum(case.expected for case in there)}, exit {said}{off}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only the channels whose name holds one")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes run at a time")
    options = parser.parse_args()
    begun = time.monotonic()
    with a_place(options.jobs) as place:
        ended = tell(cases(place, options.words), threads=16)
    for case in ended:
        for what in case.off:
            print(f"OFF  {case.proof}: {case.name}: {what}")
    told = [cast("Told", case) for case in ended if isinstance(case, Told)]
    print("Posts arrived/expected, and the last exit code: not killed, killed before, killed after\n")
    print(table(told))
    sums = [
        sum(column)
        for column in zip(*((c.runs, c.kills, c.arrived, c.expected, c.others) for c in told), strict=True)
    ]
    runs, kills, arrived, expected, others = sums or [0] * 5
    print(
        f"\n{len(ended)} cases, {runs} runs, {kills} killed: {arrived} of {expected} posts where there was trouble, "
        f"{others} of {4 * len(told)} on the other four; {sum(bool(case.off) for case in ended)} off; "
        f"{time.monotonic() - begun:.0f} s"
    )
    return int(any(case.off for case in ended) or not ended)


if __name__ == "__main__":
    sys.exit(main())
